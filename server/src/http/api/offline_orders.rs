//! Orders that staff record.

use axum::{
    Json,
    extract::{Path, Query, State},
    response::{IntoResponse, Response},
};
use contract::{
    Problem,
    catalogue::Page,
    orders::{
        Answered, DeleteOrder, EditOrder, EditPreview, OrderEdit, OrderFilter, OrderSummary, OrderView,
        PaymentsView, PlaceOrder, RecordPayment, VoidPayment,
    },
    problem::Code,
};
use domain::order::OrderType;
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::http::{
    App,
    caller::SignedIn,
    if_match::if_match,
    problem::{ApiJson, ApiProblem},
};

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list, place))
        .routes(routes!(export))
        .routes(routes!(show, edit, delete))
        .routes(routes!(preview_edit))
        .routes(routes!(restore))
        .routes(routes!(payments, pay))
        .routes(routes!(void_payment))
}

/// Records an order. With an `Idempotency-Key`, the same command again gets the same answer again.
#[utoipa::path(post, path = "/offline-orders", tag = "Offline orders", request_body = PlaceOrder, responses(
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
    let location = format!("/api/v1/offline-orders/{}", answered.answer.id);
    let mut response = answer(StatusCode::CREATED, answered);
    if let Ok(location) = HeaderValue::from_str(&location) {
        response.headers_mut().insert(header::LOCATION, location);
    }
    response
}

/// An order as a command left it, and whether it was told before.
fn answer(status: StatusCode, answered: Answered<OrderView>) -> Response {
    let mut response = with_version(status, answered.answer);
    if answered.replayed {
        let name = HeaderName::from_static("idempotent-replay");
        response.headers_mut().insert(name, HeaderValue::from_static("true"));
    }
    response
}

/// Changes customer, lines, discount or note of an order that isn't paid yet. What is left out stays.
/// With an `Idempotency-Key`, the same edit again gets the same answer again.
#[utoipa::path(patch, path = "/offline-orders/{id}", tag = "Offline orders", request_body = EditOrder, params(
    ("id" = String, Path, description = "Id or reference"),
    ("If-Match" = String, Header, description = "The version that the edit was made from, in quotes: the order's `ETag`; of a list any"),
    ("Idempotency-Key" = Option<String>, Header, description = "Any word; the same one with the same edit does it once")
), responses(
    (status = 200, body = OrderView), (status = 400, body = Problem, description = "`invalid_if_match`"),
    (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 404, body = Problem), (status = 409, body = Problem, description = "`order_paid`, `order_closed`"),
    (status = 412, body = Problem, description = "`stale_version`, with `version`, `order` and `changes` since"),
    (status = 422, body = Problem),
    (status = 428, body = Problem, description = "`precondition_required`: no `If-Match`, or `*`, which names no version")
))]
pub(crate) async fn edit(
    State(app): State<App>,
    SignedIn(caller): SignedIn,
    Path(id): Path<String>,
    headers: HeaderMap,
    ApiJson(change): ApiJson<EditOrder>,
) -> Result<Response, ApiProblem> {
    let version = if_match(&headers)?.ok_or_else(|| {
        let detail = "Say which version your edit was made from: send its ETag as If-Match.";
        Problem::new(Code::PreconditionRequired, detail)
    })?;
    let edit = OrderEdit { id, version: version.first, or_versions: version.others, change };
    let answered = app.backend.orders.edit(&caller, idempotency_key(&headers), edit).await?;
    Ok(answer(StatusCode::OK, answered))
}

/// What an edit would come to: totals and schedule before and after, stock, and why it would be refused.
/// Nothing is saved.
#[utoipa::path(post, path = "/offline-orders/{id}/preview", tag = "Offline orders", request_body = EditOrder, params(
    ("id" = String, Path, description = "Id or reference"),
    ("If-Match" = Option<String>, Header, description = "The version that the edit was made from, in quotes")
), responses(
    (status = 200, body = EditPreview), (status = 400, body = Problem, description = "`invalid_if_match`"),
    (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem),
    (status = 422, body = Problem), (status = 428, body = Problem, description = "`If-Match: *` names no version")
))]
pub(crate) async fn preview_edit(
    State(app): State<App>,
    SignedIn(caller): SignedIn,
    Path(id): Path<String>,
    headers: HeaderMap,
    ApiJson(change): ApiJson<EditOrder>,
) -> Result<Json<EditPreview>, ApiProblem> {
    let versions = if_match(&headers)?;
    let versions = versions.map(|versions| [vec![versions.first], versions.others].concat());
    Ok(Json(app.backend.orders.preview_edit(&caller, &id, versions.unwrap_or_default(), change).await?))
}

/// How an order is paid: its terms, its ledger, and what is still due.
#[utoipa::path(get, path = "/offline-orders/{id}/payments", tag = "Offline orders", params(
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
#[utoipa::path(post, path = "/offline-orders/{id}/payments", tag = "Offline orders",
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
#[utoipa::path(post, path = "/offline-orders/{id}/payments/{payment}/void", tag = "Offline orders",
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

/// Takes an order out of lists and totals. A manager or owner may; the same again changes nothing.
#[utoipa::path(delete, path = "/offline-orders/{id}", tag = "Offline orders", request_body = DeleteOrder,
    params(("id" = String, Path, description = "Id or reference")), responses(
    (status = 204), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem),
    (status = 422, body = Problem)
))]
pub(crate) async fn delete(
    State(app): State<App>,
    SignedIn(caller): SignedIn,
    Path(id): Path<String>,
    ApiJson(command): ApiJson<DeleteOrder>,
) -> Result<StatusCode, ApiProblem> {
    app.backend.orders.delete(&caller, &id, command).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Puts a deleted order back. A manager or owner may; one that isn't deleted stays as it is.
#[utoipa::path(post, path = "/offline-orders/{id}/restore", tag = "Offline orders",
    params(("id" = String, Path, description = "Id or reference")), responses(
    (status = 200, body = OrderView), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 404, body = Problem), (status = 422, body = Problem)
))]
pub(crate) async fn restore(
    State(app): State<App>,
    SignedIn(caller): SignedIn,
    Path(id): Path<String>,
) -> Result<Response, ApiProblem> {
    Ok(with_version(StatusCode::OK, app.backend.orders.restore(&caller, &id).await?))
}

/// Orders of other types aren't found here.
fn offline(order: OrderView) -> Result<OrderView, Problem> {
    if order.order_type == OrderType::Offline { Ok(order) } else { Err(Problem::not_found()) }
}

/// Orders that staff recorded, newest first.
#[utoipa::path(get, path = "/offline-orders", tag = "Offline orders", params(OrderFilter), responses(
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

/// The same orders as CSV, as many as there are. A manager or owner may.
#[utoipa::path(get, path = "/offline-orders.csv", tag = "Offline orders", params(OrderFilter), responses(
    (status = 200, body = String, content_type = "text/csv"), (status = 401, body = Problem),
    (status = 403, body = Problem), (status = 404, body = Problem), (status = 422, body = Problem)
))]
pub(crate) async fn export(
    State(app): State<App>,
    SignedIn(caller): SignedIn,
    Query(filter): Query<OrderFilter>,
) -> Result<Response, ApiProblem> {
    let filter = OrderFilter { order_type: Some(OrderType::Offline.code().to_owned()), ..filter };
    super::orders::csv(&app, &caller, filter, "offline-orders.csv").await
}

/// One order that staff recorded, by id or reference.
#[utoipa::path(get, path = "/offline-orders/{id}", tag = "Offline orders", params(
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
