//! What an entry is sealed with, and what links and heads hold: keyed hashes over everything that they
//! speak for, each variable part behind its length so that no two say the same bytes.

use chrono::{DateTime, Utc};
use store::audit::{AuditRecord, AuditRow, ChainHead};
use uuid::Uuid;

use crate::protection::TenantKeys;

/// Everything that an entry says.
pub(super) struct Said<'a> {
    id: Uuid,
    tenant_id: Uuid,
    store_id: Option<Uuid>,
    at: DateTime<Utc>,
    action: &'a str,
    actor_id: Option<Uuid>,
    actor_role: &'a str,
    origin: &'a str,
    subject: &'a str,
    order_id: Option<Uuid>,
    subject_id: Option<Uuid>,
    customer_ids: &'a [Uuid],
    changes: &'a str,
    data_key_id: Option<Uuid>,
    sealed_changes: Option<&'a [u8]>,
    reason: Option<&'a str>,
}

impl<'a> From<&'a AuditRow> for Said<'a> {
    fn from(row: &'a AuditRow) -> Self {
        Self {
            id: row.id,
            tenant_id: row.tenant_id,
            store_id: row.store_id,
            at: row.at,
            action: row.action,
            actor_id: row.actor_id,
            actor_role: row.actor_role,
            origin: &row.origin,
            subject: row.subject,
            order_id: row.order_id,
            subject_id: row.subject_id,
            customer_ids: &row.customer_ids,
            changes: row.changes.get(),
            data_key_id: row.data_key_id,
            sealed_changes: row.sealed_changes.as_ref().map(|sealed| sealed.0.as_slice()),
            reason: row.reason.as_deref(),
        }
    }
}

impl<'a> From<&'a AuditRecord> for Said<'a> {
    fn from(row: &'a AuditRecord) -> Self {
        Self {
            id: row.id,
            tenant_id: row.tenant_id,
            store_id: row.store_id,
            at: row.at,
            action: &row.action,
            actor_id: row.actor_id,
            actor_role: &row.actor_role,
            origin: &row.origin,
            subject: &row.subject,
            order_id: row.order_id,
            subject_id: row.subject_id,
            customer_ids: &row.customer_ids,
            changes: &row.changes,
            data_key_id: row.data_key_id,
            sealed_changes: row.sealed_changes.as_deref(),
            reason: row.reason.as_deref(),
        }
    }
}

/// Bytes to be hashed, part by part.
struct Parts(Vec<u8>);

impl Parts {
    fn of(kind: &str) -> Self {
        Self(Vec::with_capacity(512)).part(kind.as_bytes())
    }

    fn part(mut self, bytes: &[u8]) -> Self {
        self.0.extend_from_slice(&u64::try_from(bytes.len()).unwrap_or(u64::MAX).to_be_bytes());
        self.0.extend_from_slice(bytes);
        self
    }

    /// What may be absent: nothing and an empty part differ.
    fn optional(self, bytes: Option<&[u8]>) -> Self {
        match bytes {
            Some(bytes) => self.part(&[1]).part(bytes),
            None => self.part(&[0]),
        }
    }

    fn id(self, id: Option<Uuid>) -> Self {
        self.optional(id.as_ref().map(|id| id.as_bytes().as_slice()))
    }
}

/// What an entry is sealed with.
pub(super) fn entry_seal(keys: &TenantKeys, said: &Said<'_>) -> [u8; 32] {
    let people: Vec<u8> = said.customer_ids.iter().flat_map(|id| *id.as_bytes()).collect();
    let parts = Parts::of("entry")
        .part(said.id.as_bytes())
        .part(said.tenant_id.as_bytes())
        .id(said.store_id)
        .part(&said.at.timestamp_micros().to_be_bytes())
        .part(said.action.as_bytes())
        .id(said.actor_id)
        .part(said.actor_role.as_bytes())
        .part(said.origin.as_bytes())
        .part(said.subject.as_bytes())
        .id(said.order_id)
        .part(&people)
        .part(said.changes.as_bytes())
        .id(said.data_key_id)
        .optional(said.sealed_changes)
        .optional(said.reason.map(str::as_bytes));
    // Only where there is one: the seals of entries of before stay what they were.
    let parts = if said.subject_id.is_some() { parts.id(said.subject_id) } else { parts };
    keys.chain_hash(&parts.0)
}

/// The hash of the link that follows `previous`.
pub(super) fn link_hash(keys: &TenantKeys, previous: &[u8], sequence: i64, seal: &[u8; 32]) -> [u8; 32] {
    keys.chain_hash(&Parts::of("link").part(previous).part(&sequence.to_be_bytes()).part(seal).0)
}

/// What a head is sealed with, so that a chain can't be cut short and its head set back.
pub(super) fn head_seal(keys: &TenantKeys, sequence: i64, hash: &[u8]) -> [u8; 32] {
    keys.chain_hash(&Parts::of("head").part(&sequence.to_be_bytes()).part(hash).0)
}

/// Whether a head is one that Kedai wrote. Before the first link there is nothing to seal.
pub(super) fn is_own(keys: &TenantKeys, head: &ChainHead) -> bool {
    if head.sequence == 0 {
        return head.hash.is_empty() && head.seal.is_empty();
    }
    head.seal == head_seal(keys, head.sequence, &head.hash)
}
