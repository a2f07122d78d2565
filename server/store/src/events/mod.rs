//! Events: what every kind of subject's are stored as, and reading them by subject or by their stream's numbers.

mod append;
mod snapshots;

pub use append::{EventRow, LockedStream, append_in_tx, lock_stream_in_tx};
pub(crate) use snapshots::take_in_tx;
pub use snapshots::{Snapshot, snapshots_in_tx};

use chrono::{DateTime, Utc};
use domain::{
    event::Event,
    id::{OrderId, TenantId},
    subject::{Stream, Subject},
};
use serde::Deserialize;
use sqlx::FromRow;
use uuid::Uuid;

use crate::{StoreError, TenantTx};

/// An event as it is stored.
#[derive(Debug, Clone, FromRow)]
#[expect(missing_docs, reason = "each field is the column of that name, described in the migration")]
pub struct EventRecord {
    pub id: Uuid,
    pub subject_kind: String,
    pub subject_id: Uuid,
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

impl EventRecord {
    /// What it is about.
    pub fn subject(&self) -> Subject {
        Subject::of(&self.subject_kind, self.subject_id)
    }
}

/// An event that can't be read.
#[derive(Debug, thiserror::Error)]
pub enum UnreadableEvent {
    /// Its type is one that only a newer version of the program knows.
    #[error("{0} is a type of event that this version doesn't know")]
    Newer(String),
    /// It isn't what its type says.
    #[error(transparent)]
    Broken(#[from] serde_json::Error),
}

/// What an event says. Whoever only shows or passes on what happened goes on without: another version of
/// the program, which runs beside this one, may have written what this one doesn't know.
pub fn read_event<E: Event>(payload: &str) -> Result<E, UnreadableEvent> {
    #[derive(Deserialize)]
    struct Typed {
        #[serde(rename = "type")]
        name: String,
    }
    serde_json::from_str(payload).map_err(|error| match serde_json::from_str(payload) {
        Ok(Typed { name }) if !E::NAMES.contains(&name.as_str()) => UnreadableEvent::Newer(name),
        _ => UnreadableEvent::Broken(error),
    })
}

/// Events as they are read, up to which.
macro_rules! records {
    () => {
        "SELECT e.id, coalesce(e.subject_kind, 'order') AS subject_kind, coalesce(e.subject_id, e.order_id) AS subject_id,
                e.sequence, e.version, e.type AS kind, e.actor_id, s.name AS actor_name, e.at,
                e.payload::text AS payload, e.previous_hash, e.hash
         FROM events e JOIN staff s ON s.id = e.actor_id"
    };
}

/// Events of an order, oldest first.
pub async fn of_order_in_tx(tx: &mut TenantTx, order_id: OrderId) -> Result<Vec<EventRecord>, StoreError> {
    let query = sqlx::query_as(concat!(records!(), " WHERE e.order_id = $1 ORDER BY e.version"));
    Ok(query.bind(order_id.uuid()).fetch_all(tx.connection()).await?)
}

/// Events of a stream after a number, at most `limit`, oldest first.
pub async fn of_stream_in_tx(
    tx: &mut TenantTx,
    stream: Stream,
    after: i64,
    limit: i64,
) -> Result<Vec<EventRecord>, StoreError> {
    let sql = concat!(records!(), " WHERE e.store_id = $1 AND e.sequence > $2 ORDER BY e.sequence LIMIT $3");
    let query = sqlx::query_as(sql).bind(stream.uuid()).bind(after).bind(limit);
    Ok(query.fetch_all(tx.connection()).await?)
}

/// The number of a stream's last event; none if it has never had one. A store's stream begins with the store.
pub async fn last_sequence_in_tx(tx: &mut TenantTx, stream: Stream) -> Result<Option<i64>, StoreError> {
    let query = sqlx::query_scalar("SELECT sequence FROM store_sequences WHERE store_id = $1");
    Ok(query.bind(stream.uuid()).fetch_optional(tx.connection()).await?)
}

/// The number of a subject's last event, 0 before the first; not for orders, whose rows have it.
pub async fn last_version_in_tx(tx: &mut TenantTx, subject: &Subject) -> Result<i32, StoreError> {
    let query = sqlx::query_scalar(
        "SELECT coalesce(max(version), 0) FROM events
         WHERE tenant_id = $1 AND subject_kind = $2 AND subject_id = $3",
    );
    let query = query.bind(tx.tenant_id().uuid()).bind(subject.kind()).bind(subject.uuid());
    Ok(query.fetch_one(tx.connection()).await?)
}

/// An event with everything that its hash is of.
#[derive(Debug, FromRow)]
#[expect(missing_docs, reason = "each field is the column of that name, described in the migration")]
pub struct ChainedEvent {
    pub store_id: Uuid,
    pub sequence: i64,
    pub id: Uuid,
    pub tenant_id: Uuid,
    pub order_id: Option<Uuid>,
    pub subject_kind: Option<String>,
    pub subject_id: Option<Uuid>,
    pub version: i32,
    pub kind: String,
    pub actor_id: Uuid,
    pub at: DateTime<Utc>,
    pub payload: String,
    pub previous_hash: Vec<u8>,
    pub hash: Vec<u8>,
}

/// Events of a stream after a number, as its chain has them, at most `limit`.
pub async fn chained_in_tx(
    tx: &mut TenantTx,
    stream: Stream,
    after: i64,
    limit: i64,
) -> Result<Vec<ChainedEvent>, StoreError> {
    let query = sqlx::query_as(
        "SELECT store_id, sequence, id, tenant_id, order_id, subject_kind, subject_id, version, type AS kind, actor_id, at,
                payload::text AS payload, previous_hash, hash
         FROM events WHERE store_id = $1 AND sequence > $2 ORDER BY sequence LIMIT $3",
    );
    Ok(query.bind(stream.uuid()).bind(after).bind(limit).fetch_all(tx.connection()).await?)
}

/// Where a chain of the tenant's ends.
#[derive(Debug, FromRow)]
pub struct ChainEnd {
    stream_id: Uuid,
    /// Short name of the store; none if it is the business's.
    pub store: Option<String>,
    /// The number of its last event.
    pub sequence: i64,
    /// Its hash; empty before the first.
    pub last_hash: Vec<u8>,
}

impl ChainEnd {
    /// Which stream.
    pub fn stream(&self, tenant_id: TenantId) -> Stream {
        Stream::of(tenant_id, self.stream_id)
    }
}

/// Where the chains of the tenant's streams end, the business's first.
pub async fn chain_ends_in_tx(tx: &mut TenantTx) -> Result<Vec<ChainEnd>, StoreError> {
    let query = sqlx::query_as(
        "SELECT q.store_id AS stream_id, s.slug AS store, q.sequence, q.last_hash
         FROM store_sequences q LEFT JOIN stores s ON s.id = q.store_id
         WHERE q.tenant_id = $1 ORDER BY s.slug NULLS FIRST LIMIT 1000",
    );
    Ok(query.bind(tx.tenant_id().uuid()).fetch_all(tx.connection()).await?)
}

/// An order as its row has it, beside what its events say.
#[derive(Debug, FromRow)]
#[expect(missing_docs, reason = "each field is the column of that name, described in the migration")]
pub struct StoredState {
    pub id: Uuid,
    pub reference: String,
    pub version: i32,
    pub lifecycle: String,
    pub currency: String,
    pub total: i64,
    pub received: i64,
    pub refunded: i64,
    pub deleted: bool,
    pub terms_version: Option<i32>,
}

/// Orders of the tenant after an id, at most `limit`, deleted ones too.
pub async fn stored_states_in_tx(
    tx: &mut TenantTx,
    after: Uuid,
    limit: i64,
) -> Result<Vec<StoredState>, StoreError> {
    let query = sqlx::query_as(
        "SELECT o.id, o.reference, o.version, o.lifecycle, o.currency, o.total, o.received, o.refunded,
                o.deleted_at IS NOT NULL AS deleted,
                (SELECT max(t.version) FROM payment_terms t WHERE t.order_id = o.id) AS terms_version
         FROM orders o WHERE o.tenant_id = $1 AND o.id > $2 ORDER BY o.id LIMIT $3",
    );
    Ok(query.bind(tx.tenant_id().uuid()).bind(after).bind(limit).fetch_all(tx.connection()).await?)
}

/// Versions and payloads of some orders' events, by order, oldest first.
pub async fn payloads_in_tx(
    tx: &mut TenantTx,
    orders: &[Uuid],
) -> Result<Vec<(Uuid, i32, String)>, StoreError> {
    let query = sqlx::query_as(
        "SELECT order_id, version, payload::text FROM events WHERE order_id = ANY ($1) ORDER BY order_id, version",
    );
    Ok(query.bind(orders).fetch_all(tx.connection()).await?)
}

/// Subjects of a kind that have events, after an id, at most `limit`; not for orders, which all have some.
pub async fn subjects_in_tx(
    tx: &mut TenantTx,
    kind: &str,
    after: Uuid,
    limit: i64,
) -> Result<Vec<Uuid>, StoreError> {
    let query = sqlx::query_scalar(
        "SELECT DISTINCT subject_id FROM events
         WHERE tenant_id = $1 AND subject_kind = $2 AND subject_id > $3 ORDER BY subject_id LIMIT $4",
    );
    let query = query.bind(tx.tenant_id().uuid()).bind(kind).bind(after).bind(limit);
    Ok(query.fetch_all(tx.connection()).await?)
}

/// Versions and payloads of the events of some subjects of a kind, by subject, oldest first; not for orders.
pub async fn payloads_of_subjects_in_tx(
    tx: &mut TenantTx,
    kind: &str,
    subjects: &[Uuid],
) -> Result<Vec<(Uuid, i32, String)>, StoreError> {
    let query = sqlx::query_as(
        "SELECT subject_id, version, payload::text FROM events
         WHERE tenant_id = $1 AND subject_kind = $2 AND subject_id = ANY ($3) ORDER BY subject_id, version",
    );
    let query = query.bind(tx.tenant_id().uuid()).bind(kind).bind(subjects);
    Ok(query.fetch_all(tx.connection()).await?)
}
