//! The functions that pages call. Whatever can't be called as it was sent is refused here, in the form
//! that its sender reads: a problem for a script, a page for a form without one.

use ::app::{address::local_path, refusal_page, refused::Refused};
use axum::{
    body::Body,
    extract::{Request, State},
    response::{Html, IntoResponse as _, Response},
};
use contract::{Problem, problem::Code};
use http::{HeaderMap, HeaderValue, Method, StatusCode, Uri, header, request::Parts};
use leptos::server_fn::{self, error::SERVER_FN_ERROR_HEADER};
use leptos_axum::handle_server_fns_with_context;

use super::{
    App, MAX_BODY, made_for,
    pages::{Around, preferences},
    problem::{ApiProblem, method_not_allowed, read},
};

/// What functions are sent as.
const TAKEN: [&str; 2] = ["application/json", "application/x-www-form-urlencoded"];

/// Calls one.
pub(super) async fn call(State(app): State<App>, request: Request) -> Response {
    let (mut parts, body) = request.into_parts();
    if let Err(response) = check(&parts) {
        return response;
    }
    let body = match read(body).await {
        Ok(body) => body,
        Err(problem) => return refuse(&parts.headers, problem.0),
    };
    made_for::read_form(&mut parts.headers, &body);
    let around = match Around::of(&app, &parts, false).await {
        Ok(around) => around,
        Err(problem) => return refuse(&parts.headers, problem),
    };
    let request = Request::from_parts(parts.clone(), Body::from(body));
    let response = handle_server_fns_with_context(move || around.provide(), request).await.into_response();
    if response.headers().contains_key(SERVER_FN_ERROR_HEADER) {
        told(&parts, response).await
    } else {
        response
    }
}

/// Whether there is such a function, and takes what is sent so.
fn check(parts: &Parts) -> Result<(), Response> {
    let path = parts.uri.path();
    let method =
        server_fn::axum::server_fn_paths().find_map(|(known, method)| (known == path).then_some(method));
    let Some(method) = method else { return Err(refuse(&parts.headers, Problem::not_found())) };
    if parts.method != method {
        let mut response = refuse(&parts.headers, method_not_allowed());
        response.headers_mut().extend(allow(&method).map(|methods| (header::ALLOW, methods)));
        return Err(response);
    }
    let kind = parts.headers.get(header::CONTENT_TYPE).map(|kind| kind.to_str().unwrap_or_default());
    let kind = kind.map(|kind| kind.split(';').next().unwrap_or(kind).trim());
    if kind.is_some_and(|kind| !TAKEN.iter().any(|taken| kind.eq_ignore_ascii_case(taken))) {
        let detail = format!("Send it as {}.", TAKEN.join(" or "));
        return Err(refuse(&parts.headers, Problem::new(Code::UnsupportedMediaType, detail)));
    }
    Ok(())
}

fn allow(method: &Method) -> Option<HeaderValue> {
    HeaderValue::from_str(method.as_str()).ok()
}

/// A function's refusal says itself which status it has; what carries it says 500 of every one.
async fn told(parts: &Parts, response: Response) -> Response {
    let (head, body) = response.into_parts();
    let body = axum::body::to_bytes(body, MAX_BODY).await.unwrap_or_default();
    let problem =
        serde_json::from_slice::<Refused>(&body).map_or_else(|_| Problem::internal(), |refused| refused.0);
    let mut response = refuse(&parts.headers, problem);
    for cookie in head.headers.get_all(header::SET_COOKIE) {
        response.headers_mut().append(header::SET_COOKIE, cookie.clone());
    }
    response
}

/// A refusal in the form that its reader asked for.
pub(super) fn refuse(headers: &HeaderMap, problem: Problem) -> Response {
    if !wants_page(headers) {
        return ApiProblem(problem).into_response();
    }
    let status = StatusCode::from_u16(problem.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let page = refusal_page(&Refused(problem), &preferences(headers), &page_before(headers));
    (status, Html(page)).into_response()
}

fn wants_page(headers: &HeaderMap) -> bool {
    let accepted = headers.get(header::ACCEPT).and_then(|types| types.to_str().ok());
    accepted.is_some_and(|types| types.contains("text/html"))
}

/// Where a form was sent from, here.
pub(super) fn page_before(headers: &HeaderMap) -> String {
    let referer = headers.get(header::REFERER).and_then(|referer| referer.to_str().ok());
    let before = referer.and_then(|referer| referer.parse::<Uri>().ok());
    let path = before.as_ref().and_then(Uri::path_and_query).map_or("/", |path| path.as_str());
    local_path(path).to_owned()
}
