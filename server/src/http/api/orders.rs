//! Orders of every type.

use axum::{
    Json, Router,
    extract::{Path, Query, State},
    response::Response,
    routing::{get, patch},
};
use contract::{
    Problem,
    catalogue::Page,
    orders::{MoveOrder, OrderDetail, OrderFilter, OrderSummary, OrderView},
};
use http::StatusCode;

use super::offline_orders::with_version;
use crate::http::{
    App,
    caller::SignedIn,
    problem::{ApiJson, ApiProblem},
};

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/orders", get(list))
        .route("/orders/{id}", get(show))
        .route("/orders/{id}/status", patch(move_to))
}

/// Orders, newest first.
#[utoipa::path(get, path = "/api/v1/orders", tag = "Orders", params(OrderFilter), responses(
    (status = 200, body = Page<OrderSummary>), (status = 401, body = Problem), (status = 404, body = Problem),
    (status = 422, body = Problem)
))]
pub(crate) async fn list(
    State(app): State<App>,
    SignedIn(caller): SignedIn,
    Query(filter): Query<OrderFilter>,
) -> Result<Json<Page<OrderSummary>>, ApiProblem> {
    Ok(Json(app.backend.orders.orders(&caller, filter).await?))
}

/// One order with its events, by id or reference.
#[utoipa::path(get, path = "/api/v1/orders/{id}", tag = "Orders", params(
    ("id" = String, Path, description = "Id or reference")
), responses(
    (status = 200, body = OrderDetail), (status = 401, body = Problem), (status = 404, body = Problem)
))]
pub(crate) async fn show(
    State(app): State<App>,
    SignedIn(caller): SignedIn,
    Path(id): Path<String>,
) -> Result<Json<OrderDetail>, ApiProblem> {
    Ok(Json(app.backend.orders.order(&caller, &id).await?))
}

/// Moves an order. The same move again changes nothing.
#[utoipa::path(patch, path = "/api/v1/orders/{id}/status", tag = "Orders", request_body = MoveOrder, params(
    ("id" = String, Path, description = "Id or reference")
), responses(
    (status = 200, body = OrderView), (status = 400, body = Problem), (status = 401, body = Problem),
    (status = 403, body = Problem), (status = 404, body = Problem), (status = 422, body = Problem)
))]
pub(crate) async fn move_to(
    State(app): State<App>,
    SignedIn(caller): SignedIn,
    Path(id): Path<String>,
    ApiJson(to): ApiJson<MoveOrder>,
) -> Result<Response, ApiProblem> {
    let order = app.backend.orders.move_to(&caller, &id, to).await?;
    Ok(with_version(StatusCode::OK, order))
}
