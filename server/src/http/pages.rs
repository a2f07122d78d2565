//! Pages and their server functions, each with what it finds around it.

use std::sync::{Arc, LazyLock};

use ::app::{
    App as Pages,
    context::{ClientAddress, CookieSecurity, CurrentCaller, Preferences, SignedIn},
    form::{Fields, PostedForm},
    made_for::MadeFor,
    request::cookie,
    served_at::ServedAt,
    shell,
};
use axum::{
    Form, Router,
    body::Body,
    extract::{FromRequest as _, Request, State},
    response::{IntoResponse, Response},
    routing::{any, get, post},
};
use contract::{
    Problem,
    problem::Code,
    session::{Clocks, Me},
};
use http::{HeaderMap, StatusCode, header, request::Parts};
use leptos::prelude::provide_context;
use leptos_axum::{AxumRouteListing, LeptosRoutes as _, generate_route_list};

use super::{
    App, caller, made_for, page_functions,
    problem::{ApiProblem, read, too_large},
};

/// What one request's pages and server functions are provided with.
#[derive(Clone)]
pub(super) struct Around {
    app: App,
    caller: Option<contract::session::Caller>,
    me: Option<(Me, Clocks)>,
    made_for: MadeFor,
    address: String,
    preferences: Preferences,
}

impl Around {
    pub(super) async fn of(app: &App, parts: &Parts, for_page: bool) -> Result<Self, Problem> {
        let headers = &parts.headers;
        let address = caller::address(&parts.extensions);
        let caller = caller::resolve(app, headers, &address).await?;
        let me = match &caller {
            Some(caller) if for_page => {
                let me = app.backend.sessions.me(caller).await?;
                let clocks = app.backend.sessions.clocks(&me)?;
                Some((me, clocks))
            }
            _ => None,
        };
        let is_staffs = for_page && !is_of_customers(parts.uri.path());
        let made_for =
            MadeFor(caller.as_ref().filter(|_| is_staffs).map(|caller| made_for::mark(caller.staff_id)));
        Ok(Self { app: app.clone(), caller, me, made_for, address, preferences: preferences(headers) })
    }

    pub(super) fn provide(&self) {
        provide_context(self.app.backend.clone());
        provide_context(ServedAt(self.app.services.clock().now()));
        provide_context(CurrentCaller(self.caller.clone()));
        provide_context(SignedIn(self.me.clone()));
        provide_context(self.made_for.clone());
        provide_context(ClientAddress(self.address.clone()));
        provide_context(self.preferences.clone());
        provide_context(self.app.bundle.clone());
        provide_context(CookieSecurity { secure: !is_loopback(&self.app.public_url) });
    }
}

/// What this browser was told to remember.
pub(super) fn preferences(headers: &HeaderMap) -> Preferences {
    let languages = headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
    Preferences::of(|name| cookie(headers, name), languages.unwrap_or(""))
}

/// Whether a page is for customers, whoever is signed in in their browser.
fn is_of_customers(path: &str) -> bool {
    path.starts_with("/t/") || path == "/track"
}

/// Whether browsers reach this server on its own machine without TLS, where a cookie can't be overheard.
fn is_loopback(public_url: &str) -> bool {
    let host = public_url.strip_prefix("http://").map(|rest| rest.split('/').next().unwrap_or(rest));
    let name = host.map(|host| host.rsplit_once(':').map_or(host, |(name, _)| name));
    name.is_some_and(|name| name == "localhost" || name.starts_with("127.") || name == "[::1]")
}

/// The pages' routes. Leptos finds them by rendering the app, and whatever another server of this process
/// would load meanwhile waits for ever: so they are found once, before any server of it answers.
static ROUTES: LazyLock<Vec<AxumRouteListing>> = LazyLock::new(|| generate_route_list(Pages));

pub(super) fn routes(app: &App) -> Router<App> {
    Router::new()
        .route("/api/page/{*function}", any(page_functions::call))
        .leptos_routes_with_handler(ROUTES.clone(), get(page))
        // Pages that answer their own forms.
        .route("/orders/new", post(posted))
        .route("/orders/{reference}", post(posted))
        .route("/orders/{reference}/edit", post(posted))
        .route("/settings/webhooks", post(posted))
        .with_state(app.clone())
}

async fn page(State(app): State<App>, request: Request) -> Response {
    render(app, request, None).await
}

/// A form, sent to the address of the page that holds it: that page answers.
async fn posted(State(app): State<App>, request: Request) -> Response {
    let (mut parts, body) = request.into_parts();
    let body = match read(body).await {
        Ok(body) => body,
        Err(problem) => return page_functions::refuse(&parts.headers, problem.0),
    };
    made_for::read_form(&mut parts.headers, &body);
    let request = Request::from_parts(parts.clone(), Body::from(body));
    match Form::<Vec<(String, String)>>::from_request(request, &()).await {
        Ok(Form(fields)) => match Fields::new(fields) {
            Some(fields) => {
                let form = PostedForm(Arc::new(fields));
                render(app, Request::from_parts(parts, Body::empty()), Some(form)).await
            }
            None => page_functions::refuse(&parts.headers, too_large()),
        },
        Err(rejection) => {
            let detail = "The form can't be read. Go back, reload the page, and send it again.";
            let problem = match rejection.status() {
                StatusCode::PAYLOAD_TOO_LARGE => too_large(),
                StatusCode::UNSUPPORTED_MEDIA_TYPE => Problem::new(Code::UnsupportedMediaType, detail),
                _ => Problem::new(Code::MalformedRequest, detail),
            };
            page_functions::refuse(&parts.headers, problem)
        }
    }
}

async fn render(app: App, request: Request, form: Option<PostedForm>) -> Response {
    let (parts, body) = request.into_parts();
    let around = match Around::of(&app, &parts, true).await {
        Ok(around) => around,
        Err(problem) => return page_functions::refuse(&parts.headers, problem),
    };
    let request = Request::from_parts(parts, body);
    let provide = move || {
        around.provide();
        if let Some(form) = &form {
            provide_context(form.clone());
        }
    };
    leptos_axum::render_app_async_with_context(provide, shell)(request).await.into_response()
}

/// The page that says there is none.
pub(super) async fn not_found(app: App, request: Request<Body>) -> Response {
    let is_program = request.uri().path().starts_with("/api/");
    if is_program {
        return ApiProblem(Problem::not_found()).into_response();
    }
    let mut response = render(app, request, None).await;
    if response.status() == StatusCode::OK {
        *response.status_mut() = StatusCode::NOT_FOUND;
    }
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_loopback_without_tls_goes_without_secure_cookies() {
        for url in ["http://127.0.0.1:3000", "http://localhost:3000", "http://[::1]:3000"] {
            assert!(is_loopback(url), "{url}");
        }
        for url in ["https://127.0.0.1", "http://kedai.test", "http://10.0.0.2:3000", ""] {
            assert!(!is_loopback(url), "{url}");
        }
    }
}
