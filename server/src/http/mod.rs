//! The HTTP entrance: pages, their server functions, the API, the live socket and health, behind
//! the same guard.

mod api;
mod bodies;
mod caller;
mod client_address;
mod connections;
mod csv;
mod dev;
#[cfg(feature = "fuzzing")]
pub mod fuzzing;
mod guard;
mod health;
mod if_match;
mod live;
mod made_for;
mod metrics;
mod openapi;
mod page_functions;
mod pages;
mod problem;
mod rate_limit;
mod site;
mod webhooks;

use std::{any::Any, path::PathBuf, sync::Arc};

use ::app::context::Bundle;
use axum::{
    Router,
    extract::FromRef,
    middleware,
    response::{IntoResponse as _, Response},
};
use contract::{Problem, backend::Backend};
use leptos::config::LeptosOptions;
use services::Services;
use tokio::{net::TcpListener, sync::watch};
use tower_http::{catch_panic::CatchPanicLayer, limit::RequestBodyLimitLayer};

pub use client_address::{AddressSettings, ForwardedHeader, NoNetwork, TrustedProxies};
pub use connections::Limits;
pub use site::SiteError;

use connections::Doors;
use problem::ApiProblem;

/// The largest body that a request may have, in bytes.
pub(crate) const MAX_BODY: usize = 1024 * 1024;

/// What the entrance stands on.
pub struct HttpSettings {
    /// The use cases.
    pub services: Services,
    /// Folder of the browser bundle.
    pub site_dir: PathBuf,
    /// Under which browsers reach this server.
    pub public_url: String,
    /// How many requests to the offline-order endpoints a member of staff may send in a minute.
    pub offline_requests_per_minute: u32,
    /// How long is waited for what, and how many connections there may be.
    pub limits: Limits,
    /// How a client's address is found out.
    pub addresses: AddressSettings,
    /// Whether pages reload themselves when the server was built anew.
    pub dev: bool,
    /// Turns true when the server is to stop: sockets are closed then.
    pub stopping: watch::Receiver<bool>,
}

/// What handlers share.
#[derive(Clone)]
pub(crate) struct App(Arc<Shared>);

pub(crate) struct Shared {
    pub(crate) services: Services,
    pub(crate) backend: Backend,
    pub(crate) public_url: String,
    pub(crate) bundle: Bundle,
    pub(crate) leptos: LeptosOptions,
    pub(crate) rate_limit: rate_limit::RateLimit,
    pub(crate) limits: Limits,
    pub(crate) doors: Arc<Doors>,
    pub(crate) stopping: watch::Receiver<bool>,
}

impl std::ops::Deref for App {
    type Target = Shared;

    fn deref(&self) -> &Shared {
        &self.0
    }
}

impl FromRef<App> for LeptosOptions {
    fn from_ref(app: &App) -> Self {
        app.leptos.clone()
    }
}

/// Everything that answers, and how it is reached.
pub struct Entrance {
    router: Router,
    doors: Arc<Doors>,
    limits: Limits,
    addresses: Arc<AddressSettings>,
    stopping: watch::Receiver<bool>,
}

impl Entrance {
    /// Puts it together.
    pub fn new(settings: HttpSettings) -> Result<Self, SiteError> {
        let (limits, stopping) = (settings.limits, settings.stopping.clone());
        let addresses = Arc::new(settings.addresses.clone());
        let doors = Doors::new(limits, Arc::clone(&addresses));
        let router = router(settings, Arc::clone(&doors))?;
        Ok(Self { router, doors, limits, addresses, stopping })
    }

    /// What answers `GET /metrics` about this one, to be served on an address of its own.
    pub fn metrics(&self, services: Services) -> Self {
        let (limits, addresses) = (self.limits, Arc::clone(&self.addresses));
        Self {
            router: metrics::router(services, Arc::clone(&self.doors)),
            doors: Doors::new(limits, Arc::clone(&addresses)),
            limits,
            addresses,
            stopping: self.stopping.clone(),
        }
    }

    /// Answers what comes in there until it is told to stop; then what is under way.
    pub async fn serve(self, listener: TcpListener) {
        let Self { router, doors, limits, addresses, stopping } = self;
        connections::serve(listener, router, doors, limits, addresses, stopping).await;
    }
}

fn router(settings: HttpSettings, doors: Arc<Doors>) -> Result<Router, SiteError> {
    let bundle = site::bundle(&settings.site_dir, settings.dev)?;
    let app = App(Arc::new(Shared {
        backend: settings.services.backend(),
        services: settings.services,
        public_url: settings.public_url,
        bundle,
        leptos: LeptosOptions::builder().output_name("kedai").build(),
        rate_limit: rate_limit::RateLimit::new(settings.offline_requests_per_minute),
        limits: settings.limits,
        doors,
        stopping: settings.stopping,
    }));
    let limited = middleware::from_fn_with_state(app.clone(), rate_limit::limit);
    let mut router = Router::new()
        .merge(Router::from(health::routes()))
        .merge(live::routes())
        .merge(openapi::routes())
        .nest("/api/v1", Router::from(api::routes()).layer(limited))
        .merge(Router::from(webhooks::routes()))
        .merge(pages::routes(&app))
        .fallback_service(site::files(&settings.site_dir, app.clone()));
    if settings.dev {
        router = router.merge(dev::routes());
    }
    Ok(router
        .layer(CatchPanicLayer::custom(panicked))
        .layer(RequestBodyLimitLayer::new(MAX_BODY))
        .layer(middleware::from_fn_with_state(app.clone(), bodies::in_time))
        .layer(middleware::from_fn_with_state(app.clone(), guard::guard))
        .with_state(app))
}

/// A handler's panic is ours, and only this request's: it is answered like every other failure. Where
/// it was is told by the panic itself; what it says may hold what somebody sent, and stays unsaid here.
fn panicked(_: Box<dyn Any + Send>) -> Response {
    tracing::error!("a request's handler panicked");
    ApiProblem(Problem::internal()).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;
    use http::StatusCode;
    use tower::ServiceExt as _;

    #[tokio::test]
    async fn a_panic_is_answered_as_a_failure_of_ours() {
        async fn panics() -> StatusCode {
            panic!("a phone number: +62 812-3456-7890")
        }
        let router = Router::new().route("/", axum::routing::get(panics));
        let router = router.layer(CatchPanicLayer::custom(panicked));
        let answer = router.oneshot(axum::extract::Request::<axum::body::Body>::default()).await.unwrap();
        assert_eq!(answer.status(), StatusCode::INTERNAL_SERVER_ERROR);
        assert_eq!(answer.headers()["content-type"], "application/problem+json");
        let body = axum::body::to_bytes(answer.into_body(), MAX_BODY).await.unwrap();
        assert!(!String::from_utf8_lossy(&body).contains("812"));
    }
}
