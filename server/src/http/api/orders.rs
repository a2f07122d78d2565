//! Orders of every type.

use axum::{
    Json,
    body::Body,
    extract::{Path, Query, State},
    response::Response,
};
use chrono::NaiveDate;
use contract::{
    Problem,
    catalogue::Page,
    orders::{
        BulkOrders, BulkView, MoveOrder, OrderDetail, OrderFilter, OrderSummary, OrderView, TimelineEntry,
    },
    session::Caller,
};
use domain::order::Lifecycle;
use futures_util::{StreamExt as _, stream};
use http::StatusCode;
use serde::Serialize;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::offline_orders::with_version;
use crate::http::{
    App,
    caller::SignedIn,
    csv::attachment,
    problem::{ApiJson, ApiProblem},
};

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list))
        .routes(routes!(export))
        .routes(routes!(change_many))
        .routes(routes!(show))
        .routes(routes!(move_to))
}

/// Orders, newest first.
#[utoipa::path(get, path = "/orders", tag = "Orders", params(OrderFilter), responses(
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

/// The same orders as CSV, as many as there are. A manager or owner may.
#[utoipa::path(get, path = "/orders.csv", tag = "Orders", params(OrderFilter), responses(
    (status = 200, body = String, content_type = "text/csv"), (status = 401, body = Problem),
    (status = 403, body = Problem), (status = 404, body = Problem), (status = 422, body = Problem)
))]
pub(crate) async fn export(
    State(app): State<App>,
    SignedIn(caller): SignedIn,
    Query(filter): Query<OrderFilter>,
) -> Result<Response, ApiProblem> {
    csv(&app, &caller, filter, "orders.csv").await
}

/// A file that is written while it is read.
pub(super) async fn csv(
    app: &App,
    caller: &Caller,
    filter: OrderFilter,
    name: &str,
) -> Result<Response, ApiProblem> {
    let mut export = app.backend.orders.export(caller, filter).await?;
    // What goes wrong before the first row can still be told.
    let first = export.next().await?.unwrap_or_default();
    let rest = stream::try_unfold(export, |mut export| async move {
        let part = export.next().await.map_err(|problem| std::io::Error::other(problem.detail))?;
        Ok::<_, std::io::Error>(part.map(|part| (part, export)))
    });
    let parts = stream::once(async move { Ok(first) }).chain(rest);
    Ok(attachment(name, Body::from_stream(parts)))
}

/// Cancels or moves many orders, each as if it were moved alone; with `dry_run` it only tells what
/// would happen.
#[utoipa::path(post, path = "/orders/bulk", tag = "Orders", request_body = BulkOrders, responses(
    (status = 200, body = BulkView), (status = 401, body = Problem), (status = 404, body = Problem),
    (status = 422, body = Problem)
))]
pub(crate) async fn change_many(
    State(app): State<App>,
    SignedIn(caller): SignedIn,
    ApiJson(command): ApiJson<BulkOrders>,
) -> Result<Json<BulkView>, ApiProblem> {
    Ok(Json(app.backend.orders.change_many(&caller, command).await?))
}

/// One order with its events, by id or reference.
#[utoipa::path(get, path = "/orders/{id}", tag = "Orders", params(
    ("id" = String, Path, description = "Id or reference")
), responses(
    (status = 200, body = OrderWithHistory), (status = 401, body = Problem), (status = 404, body = Problem)
))]
pub(crate) async fn show(
    State(app): State<App>,
    SignedIn(caller): SignedIn,
    Path(id): Path<String>,
) -> Result<Json<OrderWithHistory>, ApiProblem> {
    let OrderDetail { order, events, today, allowed } = app.backend.orders.order(&caller, &id).await?;
    Ok(Json(OrderWithHistory { order, events, today, allowed }))
}

/// An order with its history, in one object.
#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct OrderWithHistory {
    #[serde(flatten)]
    order: OrderView,
    /// What happened to it, oldest first.
    events: Vec<TimelineEntry>,
    /// The store's trading day, by which instalments are overdue.
    #[schema(value_type = String, format = Date)]
    today: NaiveDate,
    /// Where this caller may move it.
    #[schema(value_type = Vec<String>)]
    allowed: Vec<Lifecycle>,
}

/// Moves an order. The same move again changes nothing.
#[utoipa::path(patch, path = "/orders/{id}/status", tag = "Orders", request_body = MoveOrder, params(
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
