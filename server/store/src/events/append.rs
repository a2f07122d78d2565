//! Appending to a stream: what every area of the business does beside its own tables, in one transaction with
//! them. Orders are written with their events by one statement, see [`crate::orders::write_in_tx`].

use chrono::{DateTime, Utc};
use domain::{
    event::State,
    id::{OrderId, TenantId},
    subject::{Stream, Subject},
};
use serde_json::value::RawValue;
use sqlx::{AssertSqlSafe, FromRow};
use uuid::Uuid;

use super::take_in_tx;
use crate::{
    Bytes, Sealable, Sealed, StoreError, TenantTx,
    error::expect_rows,
    notices::{Notice, tell_in_tx},
    row::{insert, row},
};

row! {
    /// A new row of `events`.
    #[expect(missing_docs, reason = "each field is the column of that name, described in the migration")]
    pub struct EventRow of "events" {
        pub store_id: Uuid,
        pub sequence: i64,
        pub id: Uuid,
        pub tenant_id: Uuid,
        pub order_id: Option<Uuid>,
        pub subject_kind: Option<String>,
        pub subject_id: Option<Uuid>,
        pub version: i32,
        pub kind as "type": &'static str,
        pub actor_id: Uuid,
        pub at: DateTime<Utc>,
        pub payload: Box<RawValue>,
        pub previous_hash: Bytes,
        pub hash: Bytes,
    }
}

impl Sealable for EventRow {
    fn put_seal(&mut self, seal: Bytes) {
        self.hash = seal;
    }
}

impl EventRow {
    /// What it is about.
    pub fn subject(&self) -> Subject {
        match (self.order_id, &self.subject_kind, self.subject_id) {
            (None, Some(kind), Some(id)) => Subject::of(kind, id),
            (order_id, ..) => Subject::Order(OrderId::from_uuid(order_id.unwrap_or_default())),
        }
    }
}

/// Where a stream ends, while this transaction alone may append to it.
#[derive(Debug, FromRow)]
pub struct LockedStream {
    /// The number of its last event.
    pub sequence: i64,
    /// Its hash; empty before the first.
    pub last_hash: Vec<u8>,
}

/// Locks a stream until the transaction ends; none if the store isn't there for this transaction. The
/// tenant's own begins when it is locked first.
pub async fn lock_stream_in_tx(
    tx: &mut TenantTx,
    stream: Stream,
) -> Result<Option<LockedStream>, StoreError> {
    if let Stream::Tenant(tenant_id) = stream {
        let begun = sqlx::query(
            "INSERT INTO store_sequences (store_id, tenant_id) VALUES ($1, $1) ON CONFLICT (store_id) DO NOTHING",
        );
        begun.bind(tenant_id.uuid()).execute(tx.connection()).await?;
    }
    let query =
        sqlx::query_as("SELECT sequence, last_hash FROM store_sequences WHERE store_id = $1 FOR UPDATE");
    Ok(query.bind(stream.uuid()).fetch_optional(tx.connection()).await?)
}

/// Appends events of one kind of subject to a stream that this transaction has locked, and gives notice of
/// them to all processes when it commits.
pub async fn append_in_tx<S: State + Send + Sync + Unpin + 'static>(
    tx: &mut TenantTx,
    stream: Stream,
    events: &[Sealed<EventRow>],
) -> Result<(), StoreError> {
    let Some(last) = events.last() else { return Ok(()) };
    let sql = format!(
        "WITH new_events AS ({} RETURNING 1),
         numbered AS (
             UPDATE store_sequences SET sequence = $2, last_hash = $3
             WHERE store_id = $4 AND sequence = $2 - $5 RETURNING 1)
         SELECT (SELECT count(*) FROM new_events), (SELECT count(*) FROM numbered)",
        insert::<EventRow>("$1"),
    );
    let length = i64::try_from(events.len()).unwrap_or(i64::MAX);
    let query = sqlx::query_as(AssertSqlSafe(sql)).bind(serde_json::to_string(events)?);
    let query = query.bind(last.sequence).bind(&last.hash).bind(stream.uuid()).bind(length);
    let (written, numbered): (i64, i64) = query.fetch_one(tx.connection()).await?;
    let count = |rows: i64| u64::try_from(rows).unwrap_or(0);
    expect_rows("append events", count(length), count(written))?;
    expect_rows("number events", 1, count(numbered))?;
    let tenant_id = TenantId::from_uuid(last.tenant_id);
    tell_in_tx(tx, &Notice { tenant_id, stream, sequence: last.sequence }.written()).await?;
    take_in_tx::<S>(tx, events).await
}
