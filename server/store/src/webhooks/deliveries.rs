//! What was told to an endpoint, to be looked at and sent again.

use chrono::{DateTime, Utc};
use domain::id::{WebhookDeliveryId, WebhookEndpointId};
use sqlx::FromRow;
use uuid::Uuid;

use crate::{StoreError, TenantTx};

/// A delivery as people see it.
#[derive(Debug, FromRow)]
#[expect(missing_docs, reason = "each field is the column of that name, described in the migration")]
pub struct DeliveryRow {
    pub id: Uuid,
    pub event_id: Uuid,
    pub event_type: String,
    pub sequence: Option<i64>,
    /// Slug of the store.
    pub store: Option<String>,
    /// What it is about; none of a test.
    pub subject_id: Option<Uuid>,
    pub subject_kind: Option<String>,
    pub reference: Option<String>,
    pub state: String,
    pub next_attempt_at: DateTime<Utc>,
    pub created_at: DateTime<Utc>,
    pub settled_at: Option<DateTime<Utc>>,
}

/// An attempt to send one.
#[derive(Debug, FromRow)]
#[expect(missing_docs, reason = "each field is the column of that name, described in the migration")]
pub struct AttemptRow {
    pub delivery_id: Uuid,
    pub number: i32,
    pub at: DateTime<Utc>,
    pub outcome: Option<String>,
    pub status: Option<i16>,
    pub duration_ms: Option<i32>,
}

/// Which of an endpoint's deliveries.
#[derive(Debug)]
pub struct DeliverySearch<'a> {
    /// Whose.
    pub endpoint_id: WebhookEndpointId,
    /// In which state; none for all.
    pub state: Option<&'a str>,
    /// Before which one.
    pub before: Option<(DateTime<Utc>, Uuid)>,
    /// At most so many.
    pub limit: i64,
}

/// An endpoint's deliveries, newest first.
pub async fn deliveries_in_tx(
    tx: &mut TenantTx,
    search: &DeliverySearch<'_>,
) -> Result<Vec<DeliveryRow>, StoreError> {
    let query = sqlx::query_as(
        "SELECT d.id, d.event_id, d.event_type, d.sequence, s.slug AS store, d.order_id AS subject_id,
                CASE WHEN d.order_id IS NOT NULL THEN coalesce(d.subject_kind, 'order') END AS subject_kind,
                o.reference, d.state,
                d.next_attempt_at, d.created_at, d.settled_at
         FROM webhook_deliveries d
         LEFT JOIN stores s ON s.id = d.store_id
         LEFT JOIN orders o ON o.id = d.order_id
         WHERE d.endpoint_id = $1 AND ($2::text IS NULL OR d.state = $2)
           AND ($3::timestamptz IS NULL OR (d.created_at, d.id) < ($3, $4))
         ORDER BY d.created_at DESC, d.id DESC LIMIT $5",
    );
    let (at, id) = search.before.unzip();
    let query = query.bind(search.endpoint_id.uuid()).bind(search.state).bind(at).bind(id);
    Ok(query.bind(search.limit).fetch_all(tx.connection()).await?)
}

/// One of an endpoint's deliveries.
pub async fn delivery_in_tx(
    tx: &mut TenantTx,
    endpoint_id: WebhookEndpointId,
    id: WebhookDeliveryId,
) -> Result<Option<DeliveryRow>, StoreError> {
    let query = sqlx::query_as(
        "SELECT d.id, d.event_id, d.event_type, d.sequence, s.slug AS store, d.order_id AS subject_id,
                CASE WHEN d.order_id IS NOT NULL THEN coalesce(d.subject_kind, 'order') END AS subject_kind,
                o.reference, d.state,
                d.next_attempt_at, d.created_at, d.settled_at
         FROM webhook_deliveries d
         LEFT JOIN stores s ON s.id = d.store_id
         LEFT JOIN orders o ON o.id = d.order_id
         WHERE d.id = $1 AND d.endpoint_id = $2",
    );
    Ok(query.bind(id.uuid()).bind(endpoint_id.uuid()).fetch_optional(tx.connection()).await?)
}

/// The last twenty attempts of each of some deliveries, oldest first.
pub async fn attempts_in_tx(tx: &mut TenantTx, deliveries: &[Uuid]) -> Result<Vec<AttemptRow>, StoreError> {
    let query = sqlx::query_as(
        "SELECT a.delivery_id, a.number, a.at, a.outcome, a.status, a.duration_ms
         FROM unnest($1::uuid[]) AS wanted(id)
         CROSS JOIN LATERAL (
             SELECT * FROM webhook_delivery_attempts a WHERE a.delivery_id = wanted.id
             ORDER BY a.number DESC LIMIT 20) a
         ORDER BY a.delivery_id, a.number",
    );
    Ok(query.bind(deliveries).fetch_all(tx.connection()).await?)
}

/// Lets deliveries be sent anew, from the beginning of their schedule, whatever became of them before.
pub async fn replay_in_tx(tx: &mut TenantTx, ids: &[Uuid], now: DateTime<Utc>) -> Result<(), StoreError> {
    let query = sqlx::query(
        "UPDATE webhook_deliveries SET state = 'pending', tries = 0, next_attempt_at = $2, settled_at = NULL
         WHERE id = ANY ($1)",
    );
    query.bind(ids).bind(now).execute(tx.connection()).await?;
    Ok(())
}

/// An endpoint's deliveries that are dead, oldest first, at most so many.
pub async fn dead_in_tx(
    tx: &mut TenantTx,
    endpoint_id: WebhookEndpointId,
    limit: i64,
) -> Result<Vec<Uuid>, StoreError> {
    let query = sqlx::query_scalar(
        "SELECT id FROM webhook_deliveries WHERE endpoint_id = $1 AND state = 'dead' ORDER BY created_at, id LIMIT $2",
    );
    Ok(query.bind(endpoint_id.uuid()).bind(limit).fetch_all(tx.connection()).await?)
}
