//! Who did or saw what.

use axum::{
    Json,
    body::{Body, Bytes},
    extract::{Path, Query, State},
    response::Response,
};
use contract::{
    Problem,
    audit::{AuditCsv, AuditEntryView, AuditFilter},
    catalogue::Page,
    session::Caller,
};
use futures_util::stream;
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::http::{App, caller::SignedIn, csv::attachment, problem::ApiProblem};

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(of_order)).routes(routes!(search)).routes(routes!(export))
}

/// What was done with an order and who opened it, newest first. A manager or owner may see it.
#[utoipa::path(get, path = "/offline-orders/{id}/audit", tag = "Audit", params(
    ("id" = String, Path, description = "Id or reference"), AuditFilter
), responses(
    (status = 200, body = Page<AuditEntryView>), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 404, body = Problem), (status = 422, body = Problem)
))]
pub(crate) async fn of_order(
    State(app): State<App>,
    SignedIn(caller): SignedIn,
    Path(id): Path<String>,
    Query(filter): Query<AuditFilter>,
) -> Result<Json<Page<AuditEntryView>>, ApiProblem> {
    Ok(Json(app.backend.audit.of_order(&caller, &id, filter).await?))
}

/// Who did or saw what, newest first. A manager or owner may see it, and that they looked is noted.
#[utoipa::path(get, path = "/audit", tag = "Audit", params(AuditFilter), responses(
    (status = 200, body = Page<AuditEntryView>), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 422, body = Problem)
))]
pub(crate) async fn search(
    State(app): State<App>,
    SignedIn(caller): SignedIn,
    Query(filter): Query<AuditFilter>,
) -> Result<Json<Page<AuditEntryView>>, ApiProblem> {
    Ok(Json(app.backend.audit.search(&caller, filter).await?))
}

/// The same as a CSV file of everything that fits; `limit` is not heeded.
#[utoipa::path(get, path = "/audit.csv", tag = "Audit", params(AuditFilter), responses(
    (status = 200, body = String, content_type = "text/csv"), (status = 401, body = Problem),
    (status = 403, body = Problem), (status = 422, body = Problem)
))]
pub(crate) async fn export(
    State(app): State<App>,
    SignedIn(caller): SignedIn,
    Query(filter): Query<AuditFilter>,
) -> Result<Response, ApiProblem> {
    // The first piece is fetched before anything is answered: what is refused is refused as a problem.
    let filter = AuditFilter { limit: None, cursor: None, ..filter };
    let first = app.backend.audit.export(&caller, filter.clone()).await?;
    let pieces = stream::unfold(Some(Piece::Ready(first)), move |piece| {
        let (app, caller, filter) = (app.clone(), caller.clone(), filter.clone());
        async move { next(&app, &caller, filter, piece?).await }
    });
    Ok(attachment("audit.csv", Body::from_stream(pieces)))
}

/// What comes next of a file.
enum Piece {
    /// It was fetched.
    Ready(AuditCsv),
    /// It begins here.
    At(String),
}

async fn next(
    app: &App,
    caller: &Caller,
    filter: AuditFilter,
    piece: Piece,
) -> Option<(Result<Bytes, std::io::Error>, Option<Piece>)> {
    let csv = match piece {
        Piece::Ready(csv) => csv,
        Piece::At(cursor) => {
            let filter = AuditFilter { cursor: Some(cursor), ..filter };
            match app.backend.audit.export(caller, filter).await {
                Ok(csv) => csv,
                // A file that breaks off must not look whole: the connection is cut.
                Err(problem) => return Some((Err(std::io::Error::other(problem.code)), None)),
            }
        }
    };
    Some((Ok(Bytes::from(csv.rows)), csv.next_cursor.map(Piece::At)))
}
