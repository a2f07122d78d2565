//! What the dashboard asks of the server.

#![expect(missing_docs, reason = "the server macro makes undocumented fields of arguments")]

use contract::dashboard::DashboardView;
use leptos::{prelude::*, server_fn::codec::Json};

use crate::refused::Refused;
#[cfg(feature = "ssr")]
use crate::request::{answer, backend, require_caller};

/// The trading day so far, at one store by its slug or at all of the caller's.
#[server(prefix = "/api/page", endpoint = "today-figures", input = Json)]
pub async fn today_figures(store: Option<String>) -> Result<DashboardView, Refused> {
    let (backend, caller) = (backend()?, require_caller()?);
    answer(backend.dashboard.today(&caller, store.as_deref()).await)
}
