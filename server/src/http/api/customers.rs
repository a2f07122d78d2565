//! Customers, as staff know them.

use axum::{
    Json,
    extract::{Path, Query, State},
    response::{IntoResponse, Response},
};
use contract::{
    Problem,
    catalogue::Page,
    customers::{
        CustomerExport, CustomerFilter, CustomerHistory, CustomerSummary, EraseCustomer, HistoryFilter,
    },
};
use http::{StatusCode, header};
use services::csv_row::{head, row};
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::http::{
    App,
    caller::SignedIn,
    csv,
    problem::{ApiJson, ApiProblem},
};

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list))
        .routes(routes!(show, erase))
        .routes(routes!(export))
        .routes(routes!(export_csv))
}

/// Customers, newest first, or those who fit a search.
#[utoipa::path(get, path = "/customers", tag = "Customers", params(CustomerFilter), responses(
    (status = 200, body = Page<CustomerSummary>), (status = 401, body = Problem), (status = 422, body = Problem)
))]
pub(crate) async fn list(
    State(app): State<App>,
    SignedIn(caller): SignedIn,
    Query(filter): Query<CustomerFilter>,
) -> Result<Json<Page<CustomerSummary>>, ApiProblem> {
    Ok(Json(app.backend.customers.customers(&caller, filter).await?))
}

/// One customer, and what they bought, newest first.
#[utoipa::path(get, path = "/customers/{id}", tag = "Customers",
    params(("id" = String, Path), HistoryFilter), responses(
    (status = 200, body = CustomerHistory), (status = 401, body = Problem), (status = 404, body = Problem),
    (status = 422, body = Problem)
))]
pub(crate) async fn show(
    State(app): State<App>,
    SignedIn(caller): SignedIn,
    Path(id): Path<String>,
    Query(filter): Query<HistoryFilter>,
) -> Result<Json<CustomerHistory>, ApiProblem> {
    Ok(Json(app.backend.customers.customer(&caller, &id, filter).await?))
}

/// Forgets a person; every amount stays. A manager or owner may, once nothing is owed.
#[utoipa::path(delete, path = "/customers/{id}", tag = "Customers", request_body = EraseCustomer,
    params(("id" = String, Path)), responses(
    (status = 204), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem),
    (status = 409, body = Problem), (status = 422, body = Problem)
))]
pub(crate) async fn erase(
    State(app): State<App>,
    SignedIn(caller): SignedIn,
    Path(id): Path<String>,
    ApiJson(command): ApiJson<EraseCustomer>,
) -> Result<StatusCode, ApiProblem> {
    app.backend.customers.erase(&caller, &id, command).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Everything that is known of a person, to be given to that person. A manager or owner may.
#[utoipa::path(get, path = "/customers/{id}/export", tag = "Customers", params(("id" = String, Path)),
    responses(
    (status = 200, body = CustomerExport), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 404, body = Problem)
))]
pub(crate) async fn export(
    State(app): State<App>,
    SignedIn(caller): SignedIn,
    Path(id): Path<String>,
) -> Result<Response, ApiProblem> {
    let export = app.backend.customers.export(&caller, &id).await?;
    let name = [(header::CONTENT_DISPOSITION, "attachment; filename=\"customer.json\"")];
    Ok((name, Json(export)).into_response())
}

/// The same as a table: a row for each line of each order.
#[utoipa::path(get, path = "/customers/{id}/export.csv", tag = "Customers", params(("id" = String, Path)),
    responses(
    (status = 200, content_type = "text/csv", body = String), (status = 401, body = Problem),
    (status = 403, body = Problem), (status = 404, body = Problem)
))]
pub(crate) async fn export_csv(
    State(app): State<App>,
    SignedIn(caller): SignedIn,
    Path(id): Path<String>,
) -> Result<Response, ApiProblem> {
    let export = app.backend.customers.export(&caller, &id).await?;
    Ok(csv::attachment("customer.csv", table(&export)))
}

fn table(export: &CustomerExport) -> String {
    let mut text = head(&[
        "name",
        "company",
        "title",
        "phone",
        "email",
        "address",
        "order",
        "ordered_at",
        "order_note",
        "item",
        "quantity",
        "unit_price",
        "line_total",
        "line_note",
        "order_total",
        "order_paid",
        "currency",
    ]);
    let word = |value: Option<&String>| value.cloned().unwrap_or_default();
    let who = export.customer.customer.as_ref();
    let person = [
        who.map(|who| who.name.clone()).unwrap_or_default(),
        word(who.and_then(|who| who.company.as_ref())),
        word(export.customer.title.as_ref()),
        word(who.and_then(|who| who.phone.as_ref())),
        word(who.and_then(|who| who.email.as_ref())),
        export.customer.address.join(", "),
    ];
    if export.orders.is_empty() {
        text.push_str(&row(&person));
    }
    for order in &export.orders {
        for line in &order.items {
            let mut cells = person.to_vec();
            cells.extend([
                order.reference.to_string(),
                order.created_at.to_rfc3339(),
                word(order.note.as_ref()),
                line.name.clone(),
                line.quantity.to_string(),
                line.unit_price.to_string(),
                line.line_total.to_string(),
                word(line.note.as_ref()),
                order.total.to_string(),
                order.amount_paid.to_string(),
                order.currency.to_string(),
            ]);
            text.push_str(&row(&cells));
        }
    }
    text
}
