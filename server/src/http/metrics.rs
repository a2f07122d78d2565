//! `GET /metrics` on an address of its own: how this process is, as Prometheus reads it. It names no tenant and nobody.

use std::sync::{Arc, atomic::AtomicU64};

use axum::{Router, extract::State, routing::get};
use http::{StatusCode, header};
use prometheus_client::{
    encoding::{EncodeLabelSet, text::encode},
    metrics::{counter::ConstCounter, family::Family, gauge::Gauge},
    registry::{Registry, Unit},
};
use services::Services;

use super::connections::Doors;

/// Which of Kedai's own tasks.
#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct TaskLabel {
    task: &'static str,
}

/// How one attempt at a job ended.
#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct JobLabel {
    kind: &'static str,
    result: &'static str,
}

#[derive(Clone)]
struct Seen {
    services: Services,
    doors: Arc<Doors>,
}

pub(super) fn router(services: Services, doors: Arc<Doors>) -> Router {
    Router::new().route("/metrics", get(metrics)).with_state(Seen { services, doors })
}

type Text = ([(header::HeaderName, &'static str); 1], String);

async fn metrics(State(seen): State<Seen>) -> Result<Text, StatusCode> {
    let mut text = String::new();
    // Writing to a String can't fail.
    encode(&mut text, &registry(&seen)).map_err(|_| StatusCode::INTERNAL_SERVER_ERROR)?;
    let kind = "application/openmetrics-text; version=1.0.0; charset=utf-8";
    Ok(([(header::CONTENT_TYPE, kind)], text))
}

/// Everything, as it is now.
fn registry(seen: &Seen) -> Registry {
    let mut registry = Registry::with_prefix("kedai");
    let restarts: Family<TaskLabel, Gauge<u64, AtomicU64>> = Family::default();
    let (is_well, failing): (Family<TaskLabel, Gauge>, Family<TaskLabel, Gauge>) = Default::default();
    let last_success: Family<TaskLabel, Gauge> = Family::default();
    for health in seen.services.task_health() {
        let label = TaskLabel { task: health.task.name() };
        is_well.get_or_create(&label).set(health.is_well.into());
        failing.get_or_create(&label).set(i64::try_from(health.failing).unwrap_or(i64::MAX));
        restarts.get_or_create(&label).set(health.restarts);
        if let Some(at) = health.last_success {
            last_success.get_or_create(&label).set(at.timestamp());
        }
    }
    registry.register("task_well", "Whether a task of Kedai's own is well, 1 or 0", is_well);
    let help = "How many businesses, or parts of one, a task can't serve now";
    registry.register("task_failing", help, failing);
    registry.register("task_restarts", "How often a task had to be begun again since the start", restarts);
    let help = "When a round of a task went well, last";
    registry.register_with_unit("task_last_success_timestamp", help, Unit::Seconds, last_success);

    let jobs: Family<JobLabel, Gauge<u64, AtomicU64>> = Family::default();
    for ended in seen.services.jobs_ended() {
        for (result, number) in [("well", ended.well), ("failed", ended.failed)] {
            jobs.get_or_create(&JobLabel { kind: ended.kind, result }).set(number);
        }
    }
    registry.register("job_attempts", "How many attempts at jobs this process made since the start", jobs);

    let open: Gauge = Gauge::default();
    open.set(i64::try_from(seen.doors.open()).unwrap_or(i64::MAX));
    registry.register("connections_open", "How many connections there are", open);
    let refused = ConstCounter::new(seen.doors.refused());
    registry.register(
        "connections_refused",
        "How many connections were turned away since the start",
        refused,
    );
    registry
}
