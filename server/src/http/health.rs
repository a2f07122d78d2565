//! `GET /health`: whether this process can do its work.

use axum::{Json, Router, extract::State, routing::get};
use http::StatusCode;
use serde::Serialize;
use utoipa::ToSchema;

use super::App;

/// Whether all is well.
#[derive(Serialize, ToSchema)]
pub(crate) struct Health {
    /// `ok` or `failing`.
    status: &'static str,
    checks: Checks,
}

/// One check each.
#[derive(Serialize, ToSchema)]
pub(crate) struct Checks {
    database: Check,
}

/// How one check went.
#[derive(Serialize, ToSchema)]
pub(crate) struct Check {
    /// `ok` or `failing`.
    status: &'static str,
    /// How long it took, in milliseconds.
    ms: f64,
}

pub(super) fn routes() -> Router<App> {
    Router::new().route("/health", get(health))
}

/// Whether this process can do its work.
#[utoipa::path(get, path = "/health", tag = "Operation", responses(
    (status = 200, body = Health), (status = 503, body = Health)
))]
pub(crate) async fn health(State(app): State<App>) -> (StatusCode, Json<Health>) {
    let started = tokio::time::Instant::now();
    let answer =
        tokio::time::timeout(std::time::Duration::from_secs(2), app.services.database().ping()).await;
    let ms = (started.elapsed().as_secs_f64() * 10_000.0).round() / 10.0;
    let (code, status) = match answer {
        Ok(Ok(())) => (StatusCode::OK, "ok"),
        _ => (StatusCode::SERVICE_UNAVAILABLE, "failing"),
    };
    (code, Json(Health { status, checks: Checks { database: Check { status, ms } } }))
}
