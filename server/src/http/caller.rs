//! Who calls: by bearer token, or by session cookie.

use axum::{extract::FromRequestParts, http::request::Parts};
use contract::{Problem, backend::SessionSecret, session::Caller};
use http::{HeaderMap, header};

use super::{App, client_address::ClientAddress, made_for, problem::ApiProblem};

/// Who calls, found out before the handler was asked.
#[derive(Clone)]
pub(crate) struct Resolved(pub(crate) Caller);

/// Somebody who is signed in; 401 for everybody else.
pub(crate) struct SignedIn(pub(crate) Caller);

impl FromRequestParts<App> for SignedIn {
    type Rejection = ApiProblem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, ApiProblem> {
        if let Some(Resolved(caller)) = parts.extensions.get() {
            return Ok(Self(caller.clone()));
        }
        let caller = resolve(app, &parts.headers, &address(&parts.extensions)).await?;
        Ok(Self(caller.ok_or_else(Problem::unauthenticated)?))
    }
}

/// Who sent these headers, from an address. A bearer token that isn't good is nobody, whatever the cookies say;
/// a session is refused to pages that were made for somebody else.
pub(crate) async fn resolve(
    app: &App,
    headers: &HeaderMap,
    address: &str,
) -> Result<Option<Caller>, Problem> {
    let caller = by_headers(app, headers).await?;
    Ok(caller.map(|caller| Caller { address: address.to_owned(), ..caller }))
}

async fn by_headers(app: &App, headers: &HeaderMap) -> Result<Option<Caller>, Problem> {
    if headers.contains_key(header::AUTHORIZATION) {
        return match bearer_token(headers) {
            Some(token) => app.backend.sessions.by_access_token(token).await,
            None => Ok(None),
        };
    }
    match session_secret(headers) {
        Some(secret) => {
            let caller = app.backend.sessions.by_session(&secret).await?;
            caller.iter().try_for_each(|caller| made_for::check(headers, caller.staff_id))?;
            Ok(caller)
        }
        None => Ok(None),
    }
}

/// The token of an `Authorization: Bearer …` header.
pub(crate) fn bearer_token(headers: &HeaderMap) -> Option<&str> {
    let (scheme, token) = headers.get(header::AUTHORIZATION)?.to_str().ok()?.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
}

/// The session's secret, if a cookie has one.
pub(crate) fn session_secret(headers: &HeaderMap) -> Option<SessionSecret> {
    app::request::cookie(headers, app::request::SESSION_COOKIE).map(SessionSecret)
}

/// Where a request comes from.
pub(crate) struct Address(pub(crate) String);

impl<S: Send + Sync> FromRequestParts<S> for Address {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Self::Rejection> {
        Ok(Self(address(&parts.extensions)))
    }
}

/// The IP address of whoever sent a request, as it was found out when the request came in.
pub(crate) fn address(extensions: &http::Extensions) -> String {
    extensions.get().map_or_else(String::new, |ClientAddress(address)| address.to_string())
}
