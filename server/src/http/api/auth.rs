//! Signing in for programs.

use axum::{
    Json,
    extract::State,
    http::{HeaderMap, StatusCode},
};
use contract::{
    Problem,
    session::{Me, RefreshGrant, SignIn, TokenGrant},
};
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::http::{
    App,
    caller::{Address, SignedIn, bearer_token, session_secret},
    problem::{ApiJson, ApiProblem},
};

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(login))
        .routes(routes!(refresh))
        .routes(routes!(logout))
        .routes(routes!(me))
}

/// Opens a session.
#[utoipa::path(post, path = "/auth/login", tag = "Sign-in", request_body = SignIn, responses(
    (status = 200, body = TokenGrant), (status = 401, body = Problem), (status = 429, body = Problem)
))]
pub(crate) async fn login(
    State(app): State<App>,
    Address(address): Address,
    ApiJson(sign_in): ApiJson<SignIn>,
) -> Result<Json<TokenGrant>, ApiProblem> {
    Ok(Json(app.backend.sessions.grant(sign_in, &address).await?))
}

/// Exchanges a refresh token; one used twice ends all that grew from its sign-in.
#[utoipa::path(post, path = "/auth/refresh", tag = "Sign-in", request_body = RefreshGrant, responses(
    (status = 200, body = TokenGrant), (status = 401, body = Problem)
))]
pub(crate) async fn refresh(
    State(app): State<App>,
    ApiJson(refresh): ApiJson<RefreshGrant>,
) -> Result<Json<TokenGrant>, ApiProblem> {
    Ok(Json(app.backend.sessions.refresh(refresh).await?))
}

/// Ends the session of the token or cookie that is sent.
#[utoipa::path(post, path = "/auth/logout", tag = "Sign-in", responses((status = 204)))]
pub(crate) async fn logout(State(app): State<App>, headers: HeaderMap) -> Result<StatusCode, ApiProblem> {
    if let Some(token) = bearer_token(&headers) {
        app.backend.sessions.revoke(token).await?;
    } else if let Some(secret) = session_secret(&headers) {
        app.backend.sessions.sign_out(&secret).await?;
    }
    Ok(StatusCode::NO_CONTENT)
}

/// Who is signed in.
#[utoipa::path(get, path = "/me", tag = "Sign-in", responses(
    (status = 200, body = Me), (status = 401, body = Problem)
))]
pub(crate) async fn me(State(app): State<App>, SignedIn(caller): SignedIn) -> Result<Json<Me>, ApiProblem> {
    Ok(Json(app.backend.sessions.me(&caller).await?))
}
