//! Orders that staff record.

use axum::{
    Json, Router,
    extract::{Path, Query, State},
    response::{IntoResponse, Response},
    routing::get,
};
use contract::{
    Problem,
    catalogue::Page,
    orders::{OrderFilter, OrderSummary, OrderView, PlaceOrder},
};
use domain::order::OrderType;
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};

use crate::http::{
    App,
    caller::SignedIn,
    problem::{ApiJson, ApiProblem},
};

pub(super) fn routes() -> Router<App> {
    Router::new().route("/offline-orders", get(list).post(place)).route("/offline-orders/{id}", get(show))
}

/// Records an order. With an `Idempotency-Key`, the same command again gets the same answer again.
#[utoipa::path(post, path = "/api/v1/offline-orders", tag = "Offline orders", request_body = PlaceOrder, responses(
    (status = 201, body = OrderView), (status = 401, body = Problem), (status = 404, body = Problem),
    (status = 422, body = Problem), (status = 503, body = Problem)
))]
pub(crate) async fn place(
    State(app): State<App>,
    SignedIn(caller): SignedIn,
    headers: HeaderMap,
    ApiJson(order): ApiJson<PlaceOrder>,
) -> Result<Response, ApiProblem> {
    let key = headers.get("idempotency-key").map(|key| key.to_str().unwrap_or("").to_owned());
    let answered = app.backend.orders.place(&caller, key, order).await?;
    let order = answered.answer;
    let location = format!("/api/v1/offline-orders/{}", order.id);
    let mut response = with_version(StatusCode::CREATED, order);
    let headers = response.headers_mut();
    if let Ok(location) = HeaderValue::from_str(&location) {
        headers.insert(header::LOCATION, location);
    }
    if answered.replayed {
        headers.insert(HeaderName::from_static("idempotent-replay"), HeaderValue::from_static("true"));
    }
    Ok(response)
}

/// Orders that staff recorded, newest first.
#[utoipa::path(get, path = "/api/v1/offline-orders", tag = "Offline orders", params(OrderFilter), responses(
    (status = 200, body = Page<OrderSummary>), (status = 401, body = Problem), (status = 404, body = Problem),
    (status = 422, body = Problem)
))]
pub(crate) async fn list(
    State(app): State<App>,
    SignedIn(caller): SignedIn,
    Query(filter): Query<OrderFilter>,
) -> Result<Json<Page<OrderSummary>>, ApiProblem> {
    let filter = OrderFilter { order_type: Some(OrderType::Offline.code().to_owned()), ..filter };
    Ok(Json(app.backend.orders.orders(&caller, filter).await?))
}

/// One order that staff recorded, by id or reference.
#[utoipa::path(get, path = "/api/v1/offline-orders/{id}", tag = "Offline orders", params(
    ("id" = String, Path, description = "Id or reference")
), responses(
    (status = 200, body = OrderView), (status = 401, body = Problem), (status = 404, body = Problem)
))]
pub(crate) async fn show(
    State(app): State<App>,
    SignedIn(caller): SignedIn,
    Path(id): Path<String>,
) -> Result<Response, ApiProblem> {
    let order = app.backend.orders.order(&caller, &id).await?.order;
    if order.order_type != OrderType::Offline {
        return Err(Problem::not_found().into());
    }
    Ok(with_version(StatusCode::OK, order))
}

/// An order, with its version as its entity tag.
pub(super) fn with_version(status: StatusCode, order: OrderView) -> Response {
    let tag = HeaderValue::from_str(&format!("\"{}\"", order.version));
    let mut response = (status, Json(order)).into_response();
    if let Ok(tag) = tag {
        response.headers_mut().insert(header::ETAG, tag);
    }
    response
}
