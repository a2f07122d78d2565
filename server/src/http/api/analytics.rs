//! A manager's figures.

use axum::{
    Json,
    extract::{Query, State},
};
use contract::{
    Problem,
    analytics::{FiguresFilter, FiguresView},
};
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::http::{App, caller::SignedIn, problem::ApiProblem};

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(orders)).routes(routes!(offline_orders))
}

/// Figures of a period: sales with the period before, by part, type, channel, method and product, and
/// what orders on terms still owe. For managers and owners.
#[utoipa::path(get, path = "/analytics/orders", tag = "Analytics", params(FiguresFilter), responses(
    (status = 200, body = FiguresView), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 404, body = Problem), (status = 422, body = Problem)
))]
pub(crate) async fn orders(
    State(app): State<App>,
    SignedIn(caller): SignedIn,
    Query(filter): Query<FiguresFilter>,
) -> Result<Json<FiguresView>, ApiProblem> {
    Ok(Json(app.backend.dashboard.figures(&caller, filter).await?))
}

/// The same of orders that staff recorded, whatever `type` says.
#[utoipa::path(get, path = "/analytics/offline-orders", tag = "Analytics", params(FiguresFilter), responses(
    (status = 200, body = FiguresView), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 404, body = Problem), (status = 422, body = Problem)
))]
pub(crate) async fn offline_orders(
    State(app): State<App>,
    SignedIn(caller): SignedIn,
    Query(filter): Query<FiguresFilter>,
) -> Result<Json<FiguresView>, ApiProblem> {
    let filter = FiguresFilter { order_type: Some("offline".to_owned()), ..filter };
    Ok(Json(app.backend.dashboard.figures(&caller, filter).await?))
}
