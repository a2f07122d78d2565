//! Events: read by order, or by the store's numbers.

use chrono::{DateTime, Utc};
use domain::id::{OrderId, StoreId};
use sqlx::FromRow;
use uuid::Uuid;

use crate::{StoreError, TenantTx};

/// An event as it is stored.
#[derive(Debug, Clone, FromRow)]
#[expect(missing_docs, reason = "each field is the column of that name, described in the migration")]
pub struct EventRecord {
    pub id: Uuid,
    pub order_id: Uuid,
    pub sequence: i64,
    pub version: i32,
    pub kind: String,
    pub actor_id: Uuid,
    pub actor_name: String,
    pub at: DateTime<Utc>,
    /// As it was written, which is what was hashed.
    pub payload: String,
    pub previous_hash: Vec<u8>,
    pub hash: Vec<u8>,
}

/// Events of an order, oldest first.
pub async fn of_order_in_tx(tx: &mut TenantTx, order_id: OrderId) -> Result<Vec<EventRecord>, StoreError> {
    let query = sqlx::query_as(
        "SELECT e.id, e.order_id, e.sequence, e.version, e.type AS kind, e.actor_id, s.name AS actor_name, e.at,
                e.payload::text AS payload, e.previous_hash, e.hash
         FROM events e JOIN staff s ON s.id = e.actor_id
         WHERE e.order_id = $1 ORDER BY e.version",
    );
    Ok(query.bind(order_id.uuid()).fetch_all(tx.connection()).await?)
}

/// Events of a store after a number, at most `limit`, oldest first.
pub async fn of_store_in_tx(
    tx: &mut TenantTx,
    store_id: StoreId,
    after: i64,
    limit: i64,
) -> Result<Vec<EventRecord>, StoreError> {
    let query = sqlx::query_as(
        "SELECT e.id, e.order_id, e.sequence, e.version, e.type AS kind, e.actor_id, s.name AS actor_name, e.at,
                e.payload::text AS payload, e.previous_hash, e.hash
         FROM events e JOIN staff s ON s.id = e.actor_id
         WHERE e.store_id = $1 AND e.sequence > $2 ORDER BY e.sequence LIMIT $3",
    );
    Ok(query.bind(store_id.uuid()).bind(after).bind(limit).fetch_all(tx.connection()).await?)
}

/// The number of a store's last event.
pub async fn last_sequence_in_tx(tx: &mut TenantTx, store_id: StoreId) -> Result<Option<i64>, StoreError> {
    let query = sqlx::query_scalar("SELECT sequence FROM store_sequences WHERE store_id = $1");
    Ok(query.bind(store_id.uuid()).fetch_optional(tx.connection()).await?)
}
