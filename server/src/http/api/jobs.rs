//! What Kedai does by itself.

use axum::{
    Json,
    extract::{Path, Query, State},
};
use contract::{
    Problem,
    catalogue::Page,
    jobs::{BulkJobs, BulkJobsView, JobDetail, JobFilter, JobView, QueueView},
};
use http::StatusCode;
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::http::{
    App,
    caller::SignedIn,
    problem::{ApiJson, ApiProblem},
};

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list))
        .routes(routes!(queues))
        .routes(routes!(bulk))
        .routes(routes!(show))
        .routes(routes!(retry))
        .routes(routes!(cancel))
}

/// Jobs, newest first. Managers see what concerns the business, owners also what keeps the house in order.
#[utoipa::path(get, path = "/jobs", tag = "Jobs", params(JobFilter), responses(
    (status = 200, body = Page<JobView>), (status = 400, body = Problem), (status = 401, body = Problem),
    (status = 403, body = Problem), (status = 422, body = Problem)
))]
pub(crate) async fn list(
    State(app): State<App>,
    SignedIn(caller): SignedIn,
    Query(filter): Query<JobFilter>,
) -> Result<Json<Page<JobView>>, ApiProblem> {
    Ok(Json(app.backend.jobs.jobs(&caller, filter).await?))
}

/// How each kind of job is doing. For those who work at every store.
#[utoipa::path(get, path = "/jobs/queues", tag = "Jobs", responses(
    (status = 200, body = Page<QueueView>), (status = 401, body = Problem), (status = 403, body = Problem)
))]
pub(crate) async fn queues(
    State(app): State<App>,
    SignedIn(caller): SignedIn,
) -> Result<Json<Page<QueueView>>, ApiProblem> {
    let items = app.backend.jobs.queues(&caller).await?;
    Ok(Json(Page { items, next_cursor: None }))
}

/// Lets all jobs of a kind run again that are dead, or cancels all that wait; at most 1,000 at once.
#[utoipa::path(post, path = "/jobs/bulk", tag = "Jobs", request_body = BulkJobs, responses(
    (status = 200, body = BulkJobsView), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 422, body = Problem)
))]
pub(crate) async fn bulk(
    State(app): State<App>,
    SignedIn(caller): SignedIn,
    ApiJson(command): ApiJson<BulkJobs>,
) -> Result<Json<BulkJobsView>, ApiProblem> {
    Ok(Json(app.backend.jobs.change_many(&caller, command).await?))
}

/// One job, and how each attempt at it went.
#[utoipa::path(get, path = "/jobs/{id}", tag = "Jobs", params(("id" = String, Path)), responses(
    (status = 200, body = JobDetail), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 404, body = Problem)
))]
pub(crate) async fn show(
    State(app): State<App>,
    SignedIn(caller): SignedIn,
    Path(id): Path<String>,
) -> Result<Json<JobDetail>, ApiProblem> {
    Ok(Json(app.backend.jobs.job(&caller, &id).await?))
}

/// Lets a job run again now, whatever became of it.
#[utoipa::path(post, path = "/jobs/{id}/retry", tag = "Jobs", params(("id" = String, Path)), responses(
    (status = 202, body = JobView), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 404, body = Problem), (status = 409, body = Problem)
))]
pub(crate) async fn retry(
    State(app): State<App>,
    SignedIn(caller): SignedIn,
    Path(id): Path<String>,
) -> Result<(StatusCode, Json<JobView>), ApiProblem> {
    Ok((StatusCode::ACCEPTED, Json(app.backend.jobs.retry(&caller, &id).await?)))
}

/// Cancels a job that isn't over.
#[utoipa::path(post, path = "/jobs/{id}/cancel", tag = "Jobs", params(("id" = String, Path)), responses(
    (status = 200, body = JobView), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 404, body = Problem), (status = 409, body = Problem)
))]
pub(crate) async fn cancel(
    State(app): State<App>,
    SignedIn(caller): SignedIn,
    Path(id): Path<String>,
) -> Result<Json<JobView>, ApiProblem> {
    Ok(Json(app.backend.jobs.cancel(&caller, &id).await?))
}
