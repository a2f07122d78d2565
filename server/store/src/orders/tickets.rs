//! Orders as a board or a tracking page needs them.

use chrono::{DateTime, NaiveDate, Utc};
use domain::{id::StoreId, order::MOST_ON_BOARD};
use sqlx::FromRow;
use uuid::Uuid;

use crate::{StoreError, TenantTx};

/// An order without its lines.
#[derive(Debug, Clone, FromRow)]
#[expect(missing_docs, reason = "each field is the column of that name, described in the migration")]
pub struct TicketRecord {
    pub id: Uuid,
    pub reference: String,
    pub channel: String,
    pub lifecycle: String,
    pub customer_id: Option<Uuid>,
    pub sealed_profile: Option<Vec<u8>>,
    pub data_key_id: Option<Uuid>,
    pub wrapped_key: Option<Vec<u8>>,
    pub sealed_note: Option<Vec<u8>>,
    pub currency: String,
    pub total: i64,
    pub received: i64,
    pub refunded: i64,
    pub next_due_date: Option<NaiveDate>,
    pub preparation_minutes: i16,
    pub created_at: DateTime<Utc>,
    pub version: i32,
    pub is_deleted: bool,
}

/// Open orders of a store, oldest first, at most [`MOST_ON_BOARD`], and the number of the last event they include.
pub async fn open_tickets_in_tx(
    tx: &mut TenantTx,
    store_id: StoreId,
) -> Result<Option<(i64, Vec<TicketRecord>)>, StoreError> {
    // The number is read before the orders. Each statement sees what was committed when it began, so
    // the orders can only be newer than the number says, and a client that then hears an event again
    // finds by the version that it is old news.
    let query = sqlx::query_scalar("SELECT sequence FROM store_sequences WHERE store_id = $1");
    let sequence: Option<i64> = query.bind(store_id.uuid()).fetch_optional(tx.connection()).await?;
    let Some(sequence) = sequence else { return Ok(None) };
    let query = sqlx::query_as(
        "SELECT o.id, o.reference, o.channel, o.lifecycle, o.customer_id, c.sealed_profile, o.data_key_id, k.wrapped AS wrapped_key,
                o.sealed_note, o.currency, o.total, o.received, o.refunded, o.next_due_date, s.preparation_minutes, o.created_at,
                o.version, o.deleted_at IS NOT NULL AS is_deleted
         FROM orders o
         JOIN stores s ON s.id = o.store_id
         LEFT JOIN customers c ON c.id = o.customer_id
         LEFT JOIN data_keys k ON k.id = o.data_key_id
         WHERE o.store_id = $1 AND o.lifecycle IN ('pending', 'processing', 'ready')
           AND o.deleted_at IS NULL
         ORDER BY o.created_at, o.id LIMIT $2",
    );
    let tickets = query
        .bind(store_id.uuid())
        .bind(i64::try_from(MOST_ON_BOARD).unwrap_or(i64::MAX))
        .fetch_all(tx.connection())
        .await?;
    Ok(Some((sequence, tickets)))
}

/// Some orders, whatever their state.
pub async fn tickets_in_tx(tx: &mut TenantTx, orders: &[Uuid]) -> Result<Vec<TicketRecord>, StoreError> {
    let query = sqlx::query_as(
        "SELECT o.id, o.reference, o.channel, o.lifecycle, o.customer_id, c.sealed_profile, o.data_key_id, k.wrapped AS wrapped_key,
                o.sealed_note, o.currency, o.total, o.received, o.refunded, o.next_due_date, s.preparation_minutes, o.created_at,
                o.version, o.deleted_at IS NOT NULL AS is_deleted
         FROM orders o
         JOIN stores s ON s.id = o.store_id
         LEFT JOIN customers c ON c.id = o.customer_id
         LEFT JOIN data_keys k ON k.id = o.data_key_id
         WHERE o.id = ANY ($1)",
    );
    Ok(query.bind(orders).fetch_all(tx.connection()).await?)
}
