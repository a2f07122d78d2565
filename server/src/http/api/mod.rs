//! The API for programs, one file a resource. A handler takes the request apart, calls a use case,
//! and puts the answer together; it decides nothing.

pub(super) mod analytics;
pub(super) mod audit;
pub(super) mod auth;
pub(super) mod customers;
pub(super) mod jobs;
pub(super) mod live_feed;
pub(super) mod offline_orders;
pub(super) mod orders;
pub(super) mod products;
pub(super) mod webhook_endpoints;

use utoipa_axum::router::OpenApiRouter;

use super::App;

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .merge(audit::routes())
        .merge(auth::routes())
        .merge(products::routes())
        .merge(customers::routes())
        .merge(offline_orders::routes())
        .merge(orders::routes())
        .merge(live_feed::routes())
        .merge(analytics::routes())
        .merge(webhook_endpoints::routes())
        .merge(jobs::routes())
}
