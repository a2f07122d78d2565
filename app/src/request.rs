//! What server functions take from the request they serve, and how they answer it.

use contract::{
    Problem,
    backend::{Backend, DeviceSecret, SessionSecret},
    problem::FieldError,
    session::Caller,
};
use cookie::{Cookie, CookieBuilder, SameSite, time::Duration};
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header, request::Parts};
use leptos::prelude::use_context;
use leptos_axum::ResponseOptions;

use crate::{
    address::{local_path, with_query},
    context::{ClientAddress, CookieSecurity, CurrentCaller},
    refused::Refused,
};

/// Name of the cookie that keeps a session.
pub const SESSION_COOKIE: &str = "kedai_session";

/// Name of the cookie by which a browser is known again when somebody signs in.
pub const DEVICE_COOKIE: &str = "kedai_device";

/// How long a cookie of preferences is kept: a year.
const PREFERENCE_DAYS: i64 = 365;

/// The server's use cases.
pub fn backend() -> Result<Backend, Refused> {
    use_context::<Backend>().ok_or_else(|| Problem::internal().into())
}

/// Who calls; 401 if nobody is signed in.
pub fn require_caller() -> Result<Caller, Refused> {
    let caller = use_context::<CurrentCaller>().and_then(|current| current.0);
    answer(caller.ok_or_else(Problem::unauthenticated))
}

/// Where the request comes from.
pub fn client_address() -> String {
    use_context::<ClientAddress>().map(|address| address.0).unwrap_or_default()
}

/// What a use case answered. A refusal also gives the response its status if a program asked; a
/// page, or a form without JavaScript, sets its own.
pub fn answer<T>(result: Result<T, Problem>) -> Result<T, Refused> {
    result.map_err(|problem| {
        let status = StatusCode::from_u16(problem.status);
        if let (false, Some(response), Ok(status)) = (wants_page(), use_context::<ResponseOptions>(), status)
        {
            response.set_status(status);
        }
        Refused(problem)
    })
}

fn wants_page() -> bool {
    let accepted = use_context::<Parts>().and_then(|parts| parts.headers.get(header::ACCEPT).cloned());
    accepted.is_some_and(|value| value.to_str().is_ok_and(|types| types.contains("text/html")))
}

/// Sets a response header of the page or server function; a value that no header can carry is left
/// out.
pub fn set_header(name: HeaderName, value: &str) {
    if let (Some(response), Ok(value)) = (use_context::<ResponseOptions>(), HeaderValue::from_str(value)) {
        response.append_header(name, value);
    }
}

/// Keeps a session in the browser until it is closed or the server ends it.
pub fn keep_session(secret: &str) {
    set_cookie(Cookie::build((SESSION_COOKIE, secret)));
}

/// Keeps in the browser what it is known by, for a year.
pub fn keep_device(secret: &str) {
    keep_preference(DEVICE_COOKIE, secret);
}

/// Takes the session's cookie back.
pub fn drop_session() {
    set_cookie(Cookie::build((SESSION_COOKIE, "")).max_age(Duration::ZERO));
}

/// Keeps a word in the browser for a year. `value` must be free of what a cookie can't carry, which
/// codes and slugs are.
pub fn keep_preference(name: &str, value: &str) {
    set_cookie(Cookie::build((name, value)).max_age(Duration::days(PREFERENCE_DAYS)));
}

fn set_cookie(cookie: CookieBuilder<'_>) {
    let secure = use_context::<CookieSecurity>().is_none_or(|cookies| cookies.secure);
    let cookie = cookie.http_only(true).path("/").same_site(SameSite::Lax).secure(secure).build();
    set_header(header::SET_COOKIE, &cookie.to_string());
}

/// The session's secret as the browser sent it.
pub fn session_secret() -> Option<SessionSecret> {
    sent(SESSION_COOKIE).map(SessionSecret)
}

/// What the browser is known by, if it sent anything.
pub fn device_secret() -> Option<DeviceSecret> {
    sent(DEVICE_COOKIE).map(DeviceSecret)
}

fn sent(name: &str) -> Option<String> {
    cookie(&use_context::<Parts>()?.headers, name)
}

/// The value of a cookie that a browser sent.
pub fn cookie(headers: &HeaderMap, name: &str) -> Option<String> {
    let lines = headers.get_all(header::COOKIE).into_iter().filter_map(|line| line.to_str().ok());
    let cookies = lines.flat_map(Cookie::split_parse).filter_map(Result::ok);
    cookies.into_iter().find(|cookie| cookie.name() == name).map(|cookie| cookie.value().to_owned())
}

/// Where to go after a form that was sent from `page`: back there, with the code of what went wrong
/// if something did, or to sign in if the session has ended.
pub fn after_form(page: &str, outcome: Result<(), Refused>) -> String {
    let page = local_path(page);
    match outcome {
        Ok(()) => page.to_owned(),
        Err(refused) if refused.0.status == 401 => with_query("/login", [("next", page)]),
        Err(refused) => with_problem(page, &refused),
    }
}

/// Where a change of several orders leads: to `page`, with how many became what.
pub fn after_change(page: &str, done: Result<contract::orders::BulkView, Refused>) -> String {
    match done {
        Ok(done) => {
            let [changed, refused, given_back] =
                [done.changed, done.refused, done.given_back].map(|n| n.to_string());
            let counts = [("changed", changed.as_str()), ("refused", &refused), ("given_back", &given_back)];
            with_query(local_path(page), counts)
        }
        Err(refused) => after_form(page, Err(refused)),
    }
}

/// The address of a form, with the code of what went wrong; see [`Refused::told`].
pub fn with_problem(form: &str, refused: &Refused) -> String {
    let wait = refused.wait_seconds().map(|seconds| seconds.to_string()).unwrap_or_default();
    // What is wrong with a text says more than that something is.
    let of_field = refused.0.errors.first().and_then(FieldError::kind);
    let code =
        of_field.filter(|kind| kind.is_about_text()).map_or(refused.0.code.as_str(), |kind| kind.word());
    with_query(form, [("problem", code), ("wait", &wait)])
}

#[cfg(test)]
mod tests {
    use contract::problem::Code;

    use super::*;

    #[test]
    fn a_form_leads_back_with_what_went_wrong() {
        let refused = |code| Err(Refused(Problem::new(code, "")));
        assert_eq!(after_form("/orders/GO-1", Ok(())), "/orders/GO-1");
        assert_eq!(after_form("//evil.test", Ok(())), "/");
        assert_eq!(
            after_form("/orders/GO-1", refused(Code::Unauthenticated)),
            "/login?next=%2Forders%2FGO-1"
        );
        assert_eq!(
            after_form("/orders/GO-1", refused(Code::InvalidTransition)),
            "/orders/GO-1?problem=invalid_transition"
        );
    }

    #[test]
    fn a_wait_and_an_earlier_query_are_kept() {
        let limited = Refused(Problem::new(Code::RateLimited, "").with("retry_after", 30));
        assert_eq!(
            with_problem("/login?next=%2Ftill", &limited),
            "/login?next=%2Ftill&problem=rate_limited&wait=30"
        );
    }
}
