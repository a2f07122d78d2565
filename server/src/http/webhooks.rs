//! Signed messages from a shop's app. Signatures are over the raw bytes, so they are checked before
//! anything is read into them.

use axum::{Json, body::Body, extract::State};
use contract::{
    Problem,
    ingestion::{AppOrderStatus, AppStatusUpdate, IngestOrder, IngestedOrder},
};
use http::HeaderMap;
use serde::de::DeserializeOwned;
use services::ingestion::{MessageKind, Sender, SignedMessage};
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{
    App,
    caller::Address,
    problem::{ApiProblem, parse, read},
};

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(ingest)).routes(routes!(update_status))
}

/// Takes in an order that a customer placed in the app. The app's number for it is that order for ever:
/// sent again it is refused with the order that it became.
#[utoipa::path(post, path = "/webhooks/orders/ingest", tag = "Ingestion", request_body = IngestOrder, params(
    ("X-Kedai-Key" = String, Header, description = "Id of the key, from `kedai token webhook`"),
    ("X-Kedai-Timestamp" = i64, Header, description = "Seconds since 1970, at most 300 from the server's clock"),
    ("X-Kedai-Signature" = String, Header, description = "`sha256=` and the hexadecimal HMAC-SHA256 of timestamp, a dot and the raw body, keyed with the secret as it was printed")
), responses(
    (status = 200, body = IngestedOrder, description = "Accepted, with `warnings` where the menu differs from what the customer was shown"),
    (status = 401, body = Problem, description = "`invalid_signature`, `timestamp_out_of_window`"),
    (status = 409, body = Problem, description = "`duplicate_order`, `conflicting_order`, with `order_id`, `reference`, `lifecycle`, `tracking_url` of the first"),
    (status = 422, body = Problem), (status = 503, body = Problem)
))]
pub(crate) async fn ingest(
    State(app): State<App>,
    Address(address): Address,
    headers: HeaderMap,
    body: Body,
) -> Result<Json<IngestedOrder>, ApiProblem> {
    let (sender, order) = signed::<IngestOrder>(&app, MessageKind::Ingest, &address, &headers, body).await?;
    Ok(Json(app.services.ingest_order(&sender, order).await?))
}

/// Says that the customer fetched an order (`picked_up`) or called it off (`cancelled`). The same again
/// changes nothing.
#[utoipa::path(post, path = "/webhooks/orders/status-update", tag = "Ingestion", request_body = AppStatusUpdate, params(
    ("X-Kedai-Key" = String, Header, description = "Id of the key"),
    ("X-Kedai-Timestamp" = i64, Header, description = "Seconds since 1970"),
    ("X-Kedai-Signature" = String, Header, description = "As for ingestion")
), responses(
    (status = 200, body = AppOrderStatus),
    (status = 400, body = Problem, description = "`invalid_transition`: the shop went on with the order"),
    (status = 401, body = Problem), (status = 404, body = Problem), (status = 422, body = Problem)
))]
pub(crate) async fn update_status(
    State(app): State<App>,
    Address(address): Address,
    headers: HeaderMap,
    body: Body,
) -> Result<Json<AppOrderStatus>, ApiProblem> {
    let (sender, update) =
        signed::<AppStatusUpdate>(&app, MessageKind::StatusUpdate, &address, &headers, body).await?;
    Ok(Json(app.services.update_by_app(&sender, update).await?))
}

/// Who signed a message, and what it says, if that can be read.
async fn signed<T: DeserializeOwned>(
    app: &App,
    kind: MessageKind,
    address: &str,
    headers: &HeaderMap,
    body: Body,
) -> Result<(Sender, Result<T, Problem>), ApiProblem> {
    let body = read(body).await?;
    let header = |name: &str| headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or("");
    let message = SignedMessage {
        key: header("x-kedai-key"),
        timestamp: header("x-kedai-timestamp"),
        signature: header("x-kedai-signature"),
        body: &body,
        address,
    };
    let sender = app.services.sender(kind, message).await?;
    Ok((sender, parse(&body).map_err(|problem| problem.0)))
}
