//! Numbering and hashing events, one store's after the other.

use chrono::{DateTime, Utc};
use domain::{id::StaffId, order::OrderEvent};
use serde_json::value::RawValue;
use sha2::{Digest, Sha256};
use store::{
    Bytes, Sealed,
    events::ChainedEvent,
    orders::{EventRow, LockedStore},
};
use uuid::Uuid;

use crate::Failure;

/// The end of a store's chain of events, while its lock is held.
pub(crate) struct EventLog {
    tenant_id: Uuid,
    store_id: Uuid,
    sequence: i64,
    last_hash: Vec<u8>,
}

/// What an event is about.
pub(crate) struct Subject {
    pub(crate) event_id: Uuid,
    pub(crate) order_id: Uuid,
    pub(crate) version: i32,
    pub(crate) actor: StaffId,
    pub(crate) at: DateTime<Utc>,
}

impl EventLog {
    /// Where a locked store's chain ends.
    pub(crate) fn of(tenant_id: Uuid, store: &LockedStore) -> Self {
        let last_hash = store.last_hash.clone();
        Self { tenant_id, store_id: store.id().uuid(), sequence: store.sequence, last_hash }
    }

    /// The next event of the chain.
    pub(crate) fn append(
        &mut self,
        subject: &Subject,
        event: &OrderEvent,
    ) -> Result<Sealed<EventRow>, Failure> {
        let payload = serde_json::to_string(event)?;
        let previous_hash = self.last_hash.clone();
        self.sequence += 1;
        let row = EventRow {
            store_id: self.store_id,
            sequence: self.sequence,
            id: subject.event_id,
            tenant_id: self.tenant_id,
            order_id: subject.order_id,
            version: subject.version,
            kind: event.name(),
            actor_id: subject.actor.uuid(),
            at: subject.at,
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
    pub(crate) order_id: Uuid,
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
    part(said.order_id.as_bytes());
    part(&said.version.to_be_bytes());
    part(said.kind.as_bytes());
    part(said.actor_id.as_bytes());
    part(&said.at.timestamp_micros().to_be_bytes());
    part(said.payload.as_bytes());
    hasher.finalize().to_vec()
}
