//! Orders that staff record.

use axum::{
    Json, Router,
    extract::{Path, Query, State},
    response::{IntoResponse, Response},
    routing::{get, post},
};
use contract::{
    Problem,
    catalogue::Page,
    orders::{
        Answered, OrderFilter, OrderSummary, OrderView, PaymentsView, PlaceOrder, RecordPayment, VoidPayment,
    },
};
use domain::order::OrderType;
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};

use crate::http::{
    App,
    caller::SignedIn,
    problem::{ApiJson, ApiProblem},
};

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/offline-orders", get(list).post(place))
        .route("/offline-orders/{id}", get(show))
        .route("/offline-orders/{id}/payments", get(payments).post(pay))
        .route("/offline-orders/{id}/payments/{payment}/void", post(void_payment))
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
    let answered = app.backend.orders.place(&caller, idempotency_key(&headers), order).await?;
    Ok(created(answered))
}

/// The command's idempotency key, if one was sent.
fn idempotency_key(headers: &HeaderMap) -> Option<String> {
    headers.get("idempotency-key").map(|key| key.to_str().unwrap_or("").to_owned())
}

fn created(answered: Answered<OrderView>) -> Response {
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
    response
}

/// How an order is paid: its terms, its ledger, and what is still due.
#[utoipa::path(get, path = "/api/v1/offline-orders/{id}/payments", tag = "Offline orders", params(
    ("id" = String, Path, description = "Id or reference")
), responses(
    (status = 200, body = PaymentsView), (status = 401, body = Problem), (status = 404, body = Problem)
))]
pub(crate) async fn payments(
    State(app): State<App>,
    SignedIn(caller): SignedIn,
    Path(id): Path<String>,
) -> Result<Json<PaymentsView>, ApiProblem> {
    let order = offline(app.backend.orders.order(&caller, &id).await?.order)?;
    Ok(Json(PaymentsView {
        payment_terms: order.payment_terms,
        payments: order.payments,
        balance_due: order.balance_due,
    }))
}

/// Enters a payment. With an `Idempotency-Key`, the same command again gets the same answer again.
#[utoipa::path(post, path = "/api/v1/offline-orders/{id}/payments", tag = "Offline orders",
    request_body = RecordPayment, params(("id" = String, Path, description = "Id or reference")), responses(
    (status = 201, body = OrderView), (status = 401, body = Problem), (status = 404, body = Problem),
    (status = 409, body = Problem), (status = 422, body = Problem)
))]
pub(crate) async fn pay(
    State(app): State<App>,
    SignedIn(caller): SignedIn,
    Path(id): Path<String>,
    headers: HeaderMap,
    ApiJson(payment): ApiJson<RecordPayment>,
) -> Result<Response, ApiProblem> {
    Ok(created(app.backend.orders.pay(&caller, idempotency_key(&headers), &id, payment).await?))
}

/// Reverses a payment that was entered by mistake. A manager or owner may.
#[utoipa::path(post, path = "/api/v1/offline-orders/{id}/payments/{payment}/void", tag = "Offline orders",
    request_body = VoidPayment, params(
        ("id" = String, Path, description = "Id or reference"), ("payment" = String, Path, description = "Id of the payment")
    ), responses(
    (status = 200, body = OrderView), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)
))]
pub(crate) async fn void_payment(
    State(app): State<App>,
    SignedIn(caller): SignedIn,
    Path((id, payment)): Path<(String, String)>,
    ApiJson(command): ApiJson<VoidPayment>,
) -> Result<Response, ApiProblem> {
    let order = app.backend.orders.void_payment(&caller, &id, &payment, command).await?;
    Ok(with_version(StatusCode::OK, order))
}

/// Orders of other types aren't found here.
fn offline(order: OrderView) -> Result<OrderView, Problem> {
    if order.order_type == OrderType::Offline { Ok(order) } else { Err(Problem::not_found()) }
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
    let order = offline(app.backend.orders.order(&caller, &id).await?.order)?;
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
