//! What the dashboard asks of the server.

#![expect(missing_docs, reason = "the server macro makes undocumented fields of arguments")]

use contract::analytics::{FiguresFilter, FiguresView, ProductFigure};
use leptos::{prelude::*, server_fn::codec::Json};

use crate::refused::Refused;
#[cfg(feature = "ssr")]
use crate::request::{answer, backend, require_caller};

/// Figures of a period.
#[server(prefix = "/api/page", endpoint = "period-figures", input = Json)]
pub async fn period_figures(filter: FiguresFilter) -> Result<FiguresView, Refused> {
    let (backend, caller) = (backend()?, require_caller()?);
    answer(backend.dashboard.figures(&caller, filter).await)
}

/// The ten products that earned most in a period.
#[server(prefix = "/api/page", endpoint = "best-products", input = Json)]
pub async fn best_products(filter: FiguresFilter) -> Result<Vec<ProductFigure>, Refused> {
    let (backend, caller) = (backend()?, require_caller()?);
    answer(backend.dashboard.best_products(&caller, filter).await)
}
