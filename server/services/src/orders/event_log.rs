//! Numbering and hashing events, one store's after the other.

use chrono::{DateTime, Utc};
use domain::{id::StaffId, order::OrderEvent};
use serde_json::value::RawValue;
use sha2::{Digest, Sha256};
use store::{
    Bytes,
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
    pub(crate) fn append(&mut self, subject: &Subject, event: &OrderEvent) -> Result<EventRow, Failure> {
        let payload = serde_json::to_string(event)?;
        let previous_hash = self.last_hash.clone();
        self.sequence += 1;
        let mut row = EventRow {
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
        row.hash = Bytes(hash(&row));
        self.last_hash.clone_from(&row.hash.0);
        Ok(row)
    }
}

/// SHA-256 over everything that an event says, each variable part behind its length so that no
/// two events are the same bytes.
fn hash(row: &EventRow) -> Vec<u8> {
    let mut hasher = Sha256::new();
    let mut part = |bytes: &[u8]| {
        hasher.update(u64::try_from(bytes.len()).unwrap_or(u64::MAX).to_be_bytes());
        hasher.update(bytes);
    };
    part(&row.previous_hash.0);
    part(row.store_id.as_bytes());
    part(&row.sequence.to_be_bytes());
    part(row.id.as_bytes());
    part(row.tenant_id.as_bytes());
    part(row.order_id.as_bytes());
    part(&row.version.to_be_bytes());
    part(row.kind.as_bytes());
    part(row.actor_id.as_bytes());
    part(&row.at.timestamp_micros().to_be_bytes());
    part(row.payload.get().as_bytes());
    hasher.finalize().to_vec()
}
