//! How far subscribers have come with each stream's events.

use chrono::{DateTime, Utc};
use domain::subject::Stream;

use crate::{StoreError, TenantTx, error::expect_rows};

/// Up to which of a stream's events a subscriber has come, locked until the transaction ends; none if
/// another transaction has it, or it hasn't begun.
pub async fn lock_cursor_in_tx(
    tx: &mut TenantTx,
    stream: Stream,
    subscriber: &str,
) -> Result<Option<i64>, StoreError> {
    let query = sqlx::query_scalar(
        "SELECT sequence FROM subscriber_cursors WHERE store_id = $1 AND subscriber = $2
         FOR UPDATE SKIP LOCKED",
    );
    Ok(query.bind(stream.uuid()).bind(subscriber).fetch_optional(tx.connection()).await?)
}

/// Begins a cursor before a stream's first event; false if it has begun.
pub async fn begin_cursor_in_tx(
    tx: &mut TenantTx,
    stream: Stream,
    subscriber: &str,
    now: DateTime<Utc>,
) -> Result<bool, StoreError> {
    let query = sqlx::query(
        "INSERT INTO subscriber_cursors (store_id, subscriber, tenant_id, sequence, moved_at)
         VALUES ($1, $2, $3, 0, $4) ON CONFLICT DO NOTHING",
    );
    let query = query.bind(stream.uuid()).bind(subscriber).bind(tx.tenant_id().uuid()).bind(now);
    Ok(query.execute(tx.connection()).await?.rows_affected() == 1)
}

/// Moves a cursor that this transaction has locked.
pub async fn move_cursor_in_tx(
    tx: &mut TenantTx,
    stream: Stream,
    subscriber: &str,
    sequence: i64,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let query = sqlx::query(
        "UPDATE subscriber_cursors SET sequence = $3, moved_at = $4
         WHERE store_id = $1 AND subscriber = $2 AND sequence <= $3",
    );
    let query = query.bind(stream.uuid()).bind(subscriber).bind(sequence).bind(now);
    expect_rows("move cursor", 1, query.execute(tx.connection()).await?.rows_affected())
}
