//! What is for sale.

use axum::{
    Json,
    extract::{Query, State},
};
use contract::{
    Problem,
    catalogue::{Page, ProductFilter, ProductView},
};
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::http::{App, caller::SignedIn, problem::ApiProblem};

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(list))
}

/// Products of a store, by name.
#[utoipa::path(get, path = "/products", tag = "Catalogue", params(ProductFilter), responses(
    (status = 200, body = Page<ProductView>), (status = 401, body = Problem), (status = 404, body = Problem)
))]
pub(crate) async fn list(
    State(app): State<App>,
    SignedIn(caller): SignedIn,
    Query(filter): Query<ProductFilter>,
) -> Result<Json<Page<ProductView>>, ApiProblem> {
    Ok(Json(app.backend.catalogue.products(&caller, filter).await?))
}
