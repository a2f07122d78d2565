//! Programs that are told what happens.

use axum::{
    Json,
    extract::{Path, Query, State},
    response::{IntoResponse, Response},
};
use contract::{
    Problem,
    catalogue::Page,
    webhooks::{
        AddedWebhookEndpoint, ChangeWebhookEndpoint, NewWebhookEndpoint, ReplayedWebhooks,
        WebhookDeliveryFilter, WebhookDeliveryView, WebhookEndpointView,
    },
};
use http::{StatusCode, header};
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::http::{
    App,
    caller::SignedIn,
    problem::{ApiJson, ApiProblem},
};

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list, add))
        .routes(routes!(show, change, remove))
        .routes(routes!(test))
        .routes(routes!(deliveries))
        .routes(routes!(replay))
        .routes(routes!(replay_dead))
}

/// The business's endpoints, oldest first. All of these are for managers and owners who work at every store.
#[utoipa::path(get, path = "/webhook-endpoints", tag = "Webhooks", responses(
    (status = 200, body = Page<WebhookEndpointView>), (status = 401, body = Problem), (status = 403, body = Problem)
))]
pub(crate) async fn list(
    State(app): State<App>,
    SignedIn(caller): SignedIn,
) -> Result<Json<Page<WebhookEndpointView>>, ApiProblem> {
    let items = app.backend.webhooks.endpoints(&caller).await?;
    Ok(Json(Page { items, next_cursor: None }))
}

/// Adds an endpoint and tells its secret, this once.
#[utoipa::path(post, path = "/webhook-endpoints", tag = "Webhooks", request_body = NewWebhookEndpoint,
    responses(
    (status = 201, body = AddedWebhookEndpoint), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 409, body = Problem), (status = 422, body = Problem)
))]
pub(crate) async fn add(
    State(app): State<App>,
    SignedIn(caller): SignedIn,
    ApiJson(endpoint): ApiJson<NewWebhookEndpoint>,
) -> Result<Response, ApiProblem> {
    let added = app.backend.webhooks.add_endpoint(&caller, endpoint).await?;
    let location = format!("/api/v1/webhook-endpoints/{}", added.endpoint.id);
    Ok((StatusCode::CREATED, [(header::LOCATION, location)], Json(added)).into_response())
}

/// One endpoint.
#[utoipa::path(get, path = "/webhook-endpoints/{id}", tag = "Webhooks", params(("id" = String, Path)),
    responses(
    (status = 200, body = WebhookEndpointView), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 404, body = Problem)
))]
pub(crate) async fn show(
    State(app): State<App>,
    SignedIn(caller): SignedIn,
    Path(id): Path<String>,
) -> Result<Json<WebhookEndpointView>, ApiProblem> {
    Ok(Json(app.backend.webhooks.endpoint(&caller, &id).await?))
}

/// Enables or disables an endpoint, or changes which events it is told.
#[utoipa::path(patch, path = "/webhook-endpoints/{id}", tag = "Webhooks", params(("id" = String, Path)),
    request_body = ChangeWebhookEndpoint, responses(
    (status = 200, body = WebhookEndpointView), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 404, body = Problem), (status = 422, body = Problem)
))]
pub(crate) async fn change(
    State(app): State<App>,
    SignedIn(caller): SignedIn,
    Path(id): Path<String>,
    ApiJson(change): ApiJson<ChangeWebhookEndpoint>,
) -> Result<Json<WebhookEndpointView>, ApiProblem> {
    Ok(Json(app.backend.webhooks.change_endpoint(&caller, &id, change).await?))
}

/// Takes an endpoint away, with all that waits for it.
#[utoipa::path(delete, path = "/webhook-endpoints/{id}", tag = "Webhooks", params(("id" = String, Path)),
    responses(
    (status = 204), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem)
))]
pub(crate) async fn remove(
    State(app): State<App>,
    SignedIn(caller): SignedIn,
    Path(id): Path<String>,
) -> Result<StatusCode, ApiProblem> {
    app.backend.webhooks.delete_endpoint(&caller, &id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Sends an endpoint `webhook.test`, which is about no order.
#[utoipa::path(post, path = "/webhook-endpoints/{id}/test", tag = "Webhooks", params(("id" = String, Path)),
    responses(
    (status = 202, body = WebhookDeliveryView), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 404, body = Problem), (status = 409, body = Problem)
))]
pub(crate) async fn test(
    State(app): State<App>,
    SignedIn(caller): SignedIn,
    Path(id): Path<String>,
) -> Result<(StatusCode, Json<WebhookDeliveryView>), ApiProblem> {
    Ok((StatusCode::ACCEPTED, Json(app.backend.webhooks.test_endpoint(&caller, &id).await?)))
}

/// What an endpoint was told and is to be told, newest first, each with its attempts.
#[utoipa::path(get, path = "/webhook-endpoints/{id}/deliveries", tag = "Webhooks",
    params(("id" = String, Path), WebhookDeliveryFilter), responses(
    (status = 200, body = Page<WebhookDeliveryView>), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 404, body = Problem), (status = 422, body = Problem)
))]
pub(crate) async fn deliveries(
    State(app): State<App>,
    SignedIn(caller): SignedIn,
    Path(id): Path<String>,
    Query(filter): Query<WebhookDeliveryFilter>,
) -> Result<Json<Page<WebhookDeliveryView>>, ApiProblem> {
    Ok(Json(app.backend.webhooks.deliveries(&caller, &id, filter).await?))
}

/// Sends a delivery again, whatever became of it.
#[utoipa::path(post, path = "/webhook-endpoints/{id}/deliveries/{delivery}/replay", tag = "Webhooks",
    params(("id" = String, Path), ("delivery" = String, Path)), responses(
    (status = 202, body = WebhookDeliveryView), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 404, body = Problem)
))]
pub(crate) async fn replay(
    State(app): State<App>,
    SignedIn(caller): SignedIn,
    Path((id, delivery)): Path<(String, String)>,
) -> Result<(StatusCode, Json<WebhookDeliveryView>), ApiProblem> {
    Ok((StatusCode::ACCEPTED, Json(app.backend.webhooks.replay(&caller, &id, &delivery).await?)))
}

/// Sends everything again that an endpoint didn't take too often, up to 10,000 at once.
#[utoipa::path(post, path = "/webhook-endpoints/{id}/replay", tag = "Webhooks", params(("id" = String, Path)),
    responses(
    (status = 202, body = ReplayedWebhooks), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 404, body = Problem)
))]
pub(crate) async fn replay_dead(
    State(app): State<App>,
    SignedIn(caller): SignedIn,
    Path(id): Path<String>,
) -> Result<(StatusCode, Json<ReplayedWebhooks>), ApiProblem> {
    Ok((StatusCode::ACCEPTED, Json(app.backend.webhooks.replay_dead(&caller, &id).await?)))
}
