//! `GET /health`: whether this process can do its work.

use std::collections::BTreeMap;

use axum::{Json, extract::State};
use chrono::{DateTime, Utc};
use http::StatusCode;
use serde::Serialize;
use services::background::TaskHealth;
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::App;

/// Whether all is well.
#[derive(Serialize, ToSchema)]
pub(crate) struct Health {
    /// `ok`; `degraded` if it answers and something that it does by itself is in trouble; or `failing`.
    status: &'static str,
    /// By what was looked at: the database, connections, and each of Kedai's own tasks.
    checks: BTreeMap<&'static str, Check>,
}

/// How one check went.
#[derive(Default, Serialize, ToSchema)]
pub(crate) struct Check {
    /// `ok`, `degraded` or `failing`.
    status: &'static str,
    /// How long it took, in milliseconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    ms: Option<f64>,
    /// How many connections there are.
    #[serde(skip_serializing_if = "Option::is_none")]
    open: Option<usize>,
    /// How many were turned away since the start.
    #[serde(skip_serializing_if = "Option::is_none")]
    refused: Option<u64>,
    /// How often a task had to be begun again.
    #[serde(skip_serializing_if = "Option::is_none")]
    restarts: Option<u64>,
    /// How many tenants, or parts of one, a task can't serve now.
    #[serde(skip_serializing_if = "Option::is_none")]
    failing: Option<usize>,
    /// When a round of a task went well, last.
    #[serde(skip_serializing_if = "Option::is_none")]
    last_success: Option<DateTime<Utc>>,
    /// When something of it failed, last.
    #[serde(skip_serializing_if = "Option::is_none")]
    last_failure: Option<DateTime<Utc>>,
}

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(health))
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
    let is_there = matches!(answer, Ok(Ok(())));
    let database = if is_there { "ok" } else { "failing" };
    let connections = Check {
        status: "ok",
        open: Some(app.doors.open()),
        refused: Some(app.doors.refused()),
        ..Check::default()
    };
    let tasks = app.services.task_health();
    let is_well = tasks.iter().all(|task| task.is_well);
    let mut checks: BTreeMap<_, _> = tasks.into_iter().map(of_task).collect();
    checks.insert("database", Check { status: database, ms: Some(ms), ..Check::default() });
    checks.insert("connections", connections);
    let (code, status) = match (is_there, is_well) {
        (false, _) => (StatusCode::SERVICE_UNAVAILABLE, "failing"),
        (true, false) => (StatusCode::OK, "degraded"),
        (true, true) => (StatusCode::OK, "ok"),
    };
    (code, Json(Health { status, checks }))
}

fn of_task(health: TaskHealth) -> (&'static str, Check) {
    let check = Check {
        status: if health.is_well { "ok" } else { "degraded" },
        restarts: Some(health.restarts),
        failing: Some(health.failing),
        last_success: health.last_success,
        last_failure: health.last_failure,
        ..Check::default()
    };
    (health.task.name(), check)
}
