//! The API's description, made from the handlers' own types, and the same for people.

mod answers;
mod parameters;

use std::sync::LazyLock;

use axum::{Json, Router, response::Html, routing::get};
use utoipa::{
    Modify as _, OpenApi,
    openapi::{
        RefOr,
        path::{Operation, PathItem},
    },
};

use utoipa_axum::router::OpenApiRouter;

use self::{answers::Answers, parameters::Parameters};
use super::{App, api, health, webhooks};

#[derive(OpenApi)]
#[openapi(info(
    title = "Kedai",
    description = "Orders for shops. Amounts are integers of the smallest unit charged. \
                       A method that an address doesn't take is answered with 405 and `Allow`."
))]
struct Description;

/// The description of what programs may ask: of those endpoints that are served, whichever they are.
static DESCRIPTION: LazyLock<utoipa::openapi::OpenApi> = LazyLock::new(|| {
    let endpoints = OpenApiRouter::with_openapi(Description::openapi())
        .nest("/api/v1", api::routes())
        .merge(webhooks::routes())
        .merge(health::routes());
    let mut description = endpoints.into_openapi();
    Answers.modify(&mut description);
    Parameters.modify(&mut description);
    description
});

pub(super) fn routes() -> Router<App> {
    Router::new().route("/api/openapi.json", get(document)).route("/api/docs", get(page))
}

async fn document() -> Json<&'static utoipa::openapi::OpenApi> {
    Json(&DESCRIPTION)
}

/// A page that needs no script: every endpoint with what it takes and answers.
async fn page() -> Html<String> {
    let description = &*DESCRIPTION;
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
