//! The live feed for those without a socket: what a socket would have said since a number.

use axum::{
    Json,
    extract::{Path, Query, State},
    http::HeaderMap,
};
use contract::{
    Problem,
    live::{LiveFeed, Topic},
};
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::http::{
    App,
    caller::{Address, resolve},
    problem::ApiProblem,
};

/// From where on.
#[derive(Deserialize, IntoParams)]
pub(crate) struct After {
    /// The number last seen; a snapshot without one.
    after: Option<i64>,
}

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(feed))
}

/// What happened on a topic since a number, or how it stands.
#[utoipa::path(get, path = "/live/{topic}", tag = "Live", params(
    ("topic" = String, Path, description = "`store:<slug>`, `business`, or `order:<tracking token>` without signing in"), After
), responses(
    (status = 200, description = "The messages that a socket would have brought"),
    (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem)
))]
pub(crate) async fn feed(
    State(app): State<App>,
    headers: HeaderMap,
    Address(address): Address,
    Path(topic): Path<String>,
    Query(After { after }): Query<After>,
) -> Result<Json<LiveFeed>, ApiProblem> {
    let topic: Topic = topic.parse().map_err(|_| Problem::not_found())?;
    let caller = match topic {
        Topic::Store(_) | Topic::Business => resolve(&app, &headers, &address).await?,
        // Its name is the secret, whoever is signed in.
        Topic::Order(_) => None,
    };
    let followed = app.services.follow(caller.as_ref(), topic, after).await?;
    let bundle = Some(app.bundle.id.to_string());
    Ok(Json(LiveFeed { messages: followed.backlog, server_time: app.services.clock().now(), bundle }))
}
