//! Numbering and hashing events, one stream's after the other.

use chrono::{DateTime, Utc};
use domain::{
    event::Event,
    id::{OrderId, StaffId, TenantId},
    subject::{Stream, Subject},
};
use serde_json::value::RawValue;
use sha2::{Digest, Sha256};
use store::{
    Bytes, Sealed,
    events::{ChainedEvent, EventRow, LockedStream},
    orders::LockedStore,
};
use uuid::Uuid;

use crate::Failure;

/// The end of a stream's chain of events, while its lock is held.
pub(crate) struct EventLog {
    tenant_id: TenantId,
    stream: Stream,
    sequence: i64,
    last_hash: Vec<u8>,
}

/// What an event is about, and who did it when.
pub(crate) struct About {
    pub(crate) event_id: Uuid,
    pub(crate) subject: Subject,
    pub(crate) version: i32,
    pub(crate) actor: StaffId,
    pub(crate) at: DateTime<Utc>,
}

impl EventLog {
    /// Where a locked stream's chain ends.
    pub(crate) fn of(tenant_id: TenantId, stream: Stream, end: LockedStream) -> Self {
        Self { tenant_id, stream, sequence: end.sequence, last_hash: end.last_hash }
    }

    /// The same of a locked store's stream.
    pub(crate) fn of_store(tenant_id: TenantId, store: &LockedStore) -> Self {
        let end = LockedStream { sequence: store.sequence, last_hash: store.last_hash.clone() };
        Self::of(tenant_id, Stream::Store(store.id()), end)
    }

    /// The next event of the chain.
    pub(crate) fn append(&mut self, about: About, event: &impl Event) -> Result<Sealed<EventRow>, Failure> {
        let payload = serde_json::to_string(event)?;
        let previous_hash = self.last_hash.clone();
        self.sequence += 1;
        let order_id = about.subject.order().map(OrderId::uuid);
        let other = order_id.is_none().then_some(&about.subject);
        let row = EventRow {
            store_id: self.stream.uuid(),
            sequence: self.sequence,
            id: about.event_id,
            tenant_id: self.tenant_id.uuid(),
            order_id,
            subject_kind: other.map(|subject| subject.kind().to_owned()),
            subject_id: other.map(Subject::uuid),
            version: about.version,
            kind: event.name(),
            actor_id: about.actor.uuid(),
            at: about.at,
            payload: RawValue::from_string(payload)?,
            previous_hash: Bytes(previous_hash),
            hash: Bytes::default(),
        };
        let row = Sealed::new(row, |row| hash(&Said::from(row)));
        self.last_hash.clone_from(&row.hash.0);
        Ok(row)
    }
}

/// Everything that an event says.
pub(crate) struct Said<'a> {
    pub(crate) previous_hash: &'a [u8],
    pub(crate) store_id: Uuid,
    pub(crate) sequence: i64,
    pub(crate) id: Uuid,
    pub(crate) tenant_id: Uuid,
    pub(crate) order_id: Option<Uuid>,
    pub(crate) subject_kind: Option<&'a str>,
    pub(crate) subject_id: Option<Uuid>,
    pub(crate) version: i32,
    pub(crate) kind: &'a str,
    pub(crate) actor_id: Uuid,
    pub(crate) at: DateTime<Utc>,
    pub(crate) payload: &'a str,
}

impl<'a> From<&'a EventRow> for Said<'a> {
    fn from(row: &'a EventRow) -> Self {
        Self {
            previous_hash: &row.previous_hash.0,
            store_id: row.store_id,
            sequence: row.sequence,
            id: row.id,
            tenant_id: row.tenant_id,
            order_id: row.order_id,
            subject_kind: row.subject_kind.as_deref(),
            subject_id: row.subject_id,
            version: row.version,
            kind: row.kind,
            actor_id: row.actor_id,
            at: row.at,
            payload: row.payload.get(),
        }
    }
}

impl<'a> From<&'a ChainedEvent> for Said<'a> {
    fn from(event: &'a ChainedEvent) -> Self {
        Self {
            previous_hash: &event.previous_hash,
            store_id: event.store_id,
            sequence: event.sequence,
            id: event.id,
            tenant_id: event.tenant_id,
            order_id: event.order_id,
            subject_kind: event.subject_kind.as_deref(),
            subject_id: event.subject_id,
            version: event.version,
            kind: &event.kind,
            actor_id: event.actor_id,
            at: event.at,
            payload: &event.payload,
        }
    }
}

/// SHA-256 over everything that an event says, each variable part behind its length so that no
/// two events are the same bytes.
pub(crate) fn hash(said: &Said<'_>) -> Vec<u8> {
    let mut hasher = Sha256::new();
    let mut part = |bytes: &[u8]| {
        hasher.update(u64::try_from(bytes.len()).unwrap_or(u64::MAX).to_be_bytes());
        hasher.update(bytes);
    };
    part(said.previous_hash);
    part(said.store_id.as_bytes());
    part(&said.sequence.to_be_bytes());
    part(said.id.as_bytes());
    part(said.tenant_id.as_bytes());
    part(said.order_id.or(said.subject_id).unwrap_or_default().as_bytes());
    part(&said.version.to_be_bytes());
    part(said.kind.as_bytes());
    part(said.actor_id.as_bytes());
    part(&said.at.timestamp_micros().to_be_bytes());
    part(said.payload.as_bytes());
    // Only of what is no order: the hashes of orders' events stay what they were.
    if let Some(kind) = said.subject_kind {
        part(kind.as_bytes());
    }
    hasher.finalize().to_vec()
}
