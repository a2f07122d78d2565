//! What every request passes: foreign origins are turned away, and every answer carries the headers
//! that keep browsers strict.

use axum::{
    extract::{Request, State},
    middleware::Next,
    response::{IntoResponse, Response},
};
use contract::{Problem, problem::Code};
use http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};

use super::{
    App,
    caller::session_secret,
    page_functions::refuse,
    problem::{ApiProblem, method_not_allowed, too_large},
};

/// Turns foreign mutations away, and sets headers.
pub(super) async fn guard(State(app): State<App>, request: Request, next: Next) -> Response {
    let mutates = !matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS);
    let path = request.uri().path();
    let is_api = is_api(path);
    let form_headers = (mutates && !is_api).then(|| request.headers().clone());
    let mut response = if let Some(problem) = repeated(request.headers()) {
        match &form_headers {
            Some(headers) => refuse(headers, problem),
            None => ApiProblem(problem).into_response(),
        }
    } else if mutates && !is_own(&app, request.headers()) {
        let detail = "This request comes from another site. Open Kedai itself and try again.";
        ApiProblem(Problem::new(Code::ForeignOrigin, detail)).into_response()
    } else {
        next.run(request).await
    };
    let own_words = if is_api { is_problem(&response) } else { !is_bare(&response) };
    if !own_words && let Some(problem) = refusal(response.status()) {
        let allowed = response.headers_mut().remove(header::ALLOW);
        response = match form_headers {
            Some(headers) => refuse(&headers, problem),
            None => ApiProblem(problem).into_response(),
        };
        response.headers_mut().extend(allowed.map(|methods| (header::ALLOW, methods)));
    }
    set_headers(response.headers_mut(), app.public_url.starts_with("https://"));
    response
}

/// What the router refuses before a handler is asked, in the form that all refusals have.
fn refusal(status: StatusCode) -> Option<Problem> {
    match status {
        StatusCode::BAD_REQUEST => {
            let detail = "The address or its parameters can't be read. See /api/docs for what they are.";
            Some(Problem::new(Code::MalformedQuery, detail))
        }
        StatusCode::METHOD_NOT_ALLOWED => Some(method_not_allowed()),
        StatusCode::PAYLOAD_TOO_LARGE => Some(too_large()),
        _ => None,
    }
}

/// Whether programs ask there, and no page's form.
pub(super) fn is_api(path: &str) -> bool {
    path.starts_with("/api/v1/")
        || path.starts_with("/webhooks/")
        || matches!(path, "/api/openapi.json" | "/api/docs" | "/health" | "/live")
}

/// Whether the router refused what no page was asked about.
fn is_bare(response: &Response) -> bool {
    matches!(response.status(), StatusCode::METHOD_NOT_ALLOWED | StatusCode::PAYLOAD_TOO_LARGE)
        && !is_problem(response)
        && !response
            .headers()
            .get(header::CONTENT_TYPE)
            .is_some_and(|kind| kind.as_bytes().starts_with(b"text/html"))
}

fn is_problem(response: &Response) -> bool {
    response.headers().get(header::CONTENT_TYPE).is_some_and(|kind| kind == "application/problem+json")
}

/// Whether a mutation comes from our own pages, or from a program that holds no cookie of ours.
/// Browsers say `Origin` with every mutation; one that rides on a cookie without saying so is not
/// believed.
fn is_own(app: &App, headers: &HeaderMap) -> bool {
    match headers.get(header::ORIGIN).map(HeaderValue::to_str) {
        Some(Ok(origin)) => is_own_origin(&app.public_url, headers, origin),
        Some(Err(_)) => false,
        None => headers.contains_key(header::AUTHORIZATION) || session_secret(headers).is_none(),
    }
}

/// Whether an origin is this server, by its public address or by the host it was asked for.
pub(super) fn is_own_origin(public_url: &str, headers: &HeaderMap, origin: &str) -> bool {
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok());
    let by_host = origin
        .split_once("://")
        .is_some_and(|(scheme, authority)| matches!(scheme, "http" | "https") && host == Some(authority));
    by_host || origin == public_url
}

/// Headers that say one thing each: where two of one came, nobody knows which of them was meant, and
/// whoever reads the request besides us may take the other.
const SINGLE: [HeaderName; 9] = [
    header::HOST,
    header::ORIGIN,
    header::AUTHORIZATION,
    header::CONTENT_TYPE,
    header::SEC_WEBSOCKET_KEY,
    HeaderName::from_static("idempotency-key"),
    HeaderName::from_static("x-kedai-key"),
    HeaderName::from_static("x-kedai-timestamp"),
    HeaderName::from_static("x-kedai-signature"),
];

/// What is said to a request with two headers where one is meant.
fn repeated(headers: &HeaderMap) -> Option<Problem> {
    let name = SINGLE.into_iter().find(|name| headers.get_all(name).iter().nth(1).is_some())?;
    let detail = format!("The header {name} came more than once. Send it once.");
    Some(Problem::new(Code::RepeatedHeader, detail).with("header", name.as_str()))
}

fn set_headers(headers: &mut HeaderMap, is_tls: bool) {
    const ALWAYS: [(HeaderName, &str); 6] = [
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::X_FRAME_OPTIONS, "DENY"),
        // A tracking link is a secret: no other site learns it.
        (header::REFERRER_POLICY, "same-origin"),
        (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
        (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
        (
            HeaderName::from_static("permissions-policy"),
            "usb=(self), serial=(self), camera=(), microphone=(), geolocation=(), payment=()",
        ),
    ];
    for (name, value) in ALWAYS {
        headers.insert(name, HeaderValue::from_static(value));
    }
    if is_tls {
        headers.insert(
            header::STRICT_TRANSPORT_SECURITY,
            HeaderValue::from_static("max-age=31536000; includeSubDomains"),
        );
    }
    // Pages bring their own, with a nonce.
    headers
        .entry(header::CONTENT_SECURITY_POLICY)
        .or_insert(HeaderValue::from_static("default-src 'none'; frame-ancestors 'none'"));
    // Files that were found bring their own.
    headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_origin_is_ours_by_host_or_public_address() {
        let mut headers = HeaderMap::new();
        headers.insert(header::HOST, HeaderValue::from_static("127.0.0.1:3000"));
        let own = |origin| is_own_origin("https://kedai.test", &headers, origin);
        assert!(own("http://127.0.0.1:3000") && own("https://kedai.test"));
        for foreign in ["http://127.0.0.1", "null", "https://evil.test", "file://127.0.0.1:3000", ""] {
            assert!(!own(foreign), "{foreign}");
        }
    }
}
