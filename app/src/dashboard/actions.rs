//! What the dashboard asks of the server.

#![expect(missing_docs, reason = "the server macro makes undocumented fields of arguments")]

use contract::analytics::{FiguresFilter, FiguresView};
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
