//! The API's description, made from the handlers' own types, and the same for people.

mod answers;
mod parameters;

use axum::{Json, Router, response::Html, routing::get};
use utoipa::{
    OpenApi,
    openapi::{
        RefOr,
        path::{Operation, PathItem},
    },
};

use self::{answers::Answers, parameters::Parameters};
use super::{App, api, health, webhooks};

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Kedai",
        description = "Orders for shops. Amounts are integers of the smallest unit charged. \
                       A method that an address doesn't take is answered with 405 and `Allow`."
    ),
    paths(
        api::auth::login,
        api::auth::refresh,
        api::auth::logout,
        api::auth::me,
        api::products::list,
        api::customers::list,
        api::customers::show,
        api::customers::erase,
        api::customers::export,
        api::customers::export_csv,
        api::offline_orders::place,
        api::offline_orders::list,
        api::offline_orders::export,
        api::offline_orders::show,
        api::offline_orders::edit,
        api::offline_orders::preview_edit,
        api::offline_orders::payments,
        api::offline_orders::pay,
        api::offline_orders::void_payment,
        api::offline_orders::delete,
        api::offline_orders::restore,
        api::audit::of_order,
        api::audit::search,
        api::audit::export,
        api::orders::list,
        api::orders::export,
        api::orders::change_many,
        api::orders::show,
        api::orders::move_to,
        api::live_feed::feed,
        api::analytics::orders,
        api::analytics::offline_orders,
        api::webhook_endpoints::list,
        api::webhook_endpoints::add,
        api::webhook_endpoints::show,
        api::webhook_endpoints::change,
        api::webhook_endpoints::remove,
        api::webhook_endpoints::test,
        api::webhook_endpoints::deliveries,
        api::webhook_endpoints::replay,
        api::webhook_endpoints::replay_dead,
        webhooks::ingest,
        webhooks::update_status,
        health::health,
    ),
    modifiers(&Answers, &Parameters)
)]
struct Description;

pub(super) fn routes() -> Router<App> {
    Router::new().route("/api/openapi.json", get(document)).route("/api/docs", get(page))
}

async fn document() -> Json<utoipa::openapi::OpenApi> {
    Json(Description::openapi())
}

/// A page that needs no script: every endpoint with what it takes and answers.
async fn page() -> Html<String> {
    let description = Description::openapi();
    let mut body = String::new();
    for (path, item) in &description.paths.paths {
        for (method, operation) in operations(item) {
            body.push_str(&entry(method, path, operation));
        }
    }
    Html(format!(
        "<!DOCTYPE html><html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" \
         content=\"width=device-width, initial-scale=1\"><title>Kedai API</title></head><body><main>\
         <h1>Kedai API</h1><p>{}</p><p>The whole description: <a href=\"/api/openapi.json\">openapi.json</a></p>\
         {body}</main></body></html>",
        escape(description.info.description.as_deref().unwrap_or(""))
    ))
}

fn operations(item: &PathItem) -> impl Iterator<Item = (&'static str, &Operation)> {
    let all = [
        ("GET", &item.get),
        ("POST", &item.post),
        ("PUT", &item.put),
        ("PATCH", &item.patch),
        ("DELETE", &item.delete),
    ];
    all.into_iter().filter_map(|(method, operation)| Some((method, operation.as_ref()?)))
}

fn entry(method: &str, path: &str, operation: &Operation) -> String {
    let text = operation.summary.as_deref().or(operation.description.as_deref()).unwrap_or("");
    let inline = operation.parameters.iter().flatten().filter_map(|parameter| match parameter {
        RefOr::T(parameter) => Some(parameter),
        RefOr::Ref(_) => None,
    });
    let parameters = inline.map(|parameter| {
        let text = parameter.description.as_deref().unwrap_or("");
        format!("<li><code>{}</code> {}</li>", escape(&parameter.name), escape(text))
    });
    let statuses: Vec<&str> = operation.responses.responses.keys().map(String::as_str).collect();
    format!(
        "<h2><code>{method} {}</code></h2><p>{}</p><ul>{}</ul><p>Answers: {}</p>",
        escape(path),
        escape(text),
        parameters.collect::<String>(),
        escape(&statuses.join(", "))
    )
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}
