//! One entry, put together.
//!
//! Field by field, what it was and what it is. A protected value stands there as a keyed hash, which
//! tells whether two values are the same and nothing else; the value itself is sealed beside it with
//! the person's key, so that those who may see the person see it, until the person is erased.

use chrono::{DateTime, Utc};
use contract::session::Caller;
use domain::{audit::AuditAction, id::TenantId};
use serde::{Deserialize, Serialize};
use serde_json::{Value, value::RawValue};
use store::{
    Bytes, Sealed, TenantTx,
    audit::{AuditRow, insert_in_tx},
};
use uuid::Uuid;

use super::chain::{Said, entry_seal};
use crate::{
    Failure, Services,
    protection::{SecretKey, TenantKeys, open, seal},
    random::Random,
};

/// One field, before and after.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct FieldChange {
    pub(super) field: String,
    pub(super) old: Value,
    pub(super) new: Value,
    #[serde(skip)]
    protected: bool,
}

impl FieldChange {
    /// A field that everybody who sees the order may see.
    pub(crate) fn open(field: &str, old: impl Into<Value>, new: impl Into<Value>) -> Self {
        Self { field: field.to_owned(), old: old.into(), new: new.into(), protected: false }
    }

    /// A field that names or concerns a person.
    pub(crate) fn protected(field: &str, old: Option<&str>, new: Option<&str>) -> Self {
        Self { field: field.to_owned(), old: old.into(), new: new.into(), protected: true }
    }

    fn stored(&self, keys: &TenantKeys) -> Self {
        if !self.protected {
            return self.clone();
        }
        let hashed = |value: &Value| match value {
            Value::Null => Value::Null,
            value => Value::String(format!("hash:{}", hex::encode(keys.audit_hash(&value.to_string())))),
        };
        Self { old: hashed(&self.old), new: hashed(&self.new), ..self.clone() }
    }
}

/// What somebody did, to be completed with who and when.
#[derive(Debug)]
pub(crate) struct Deed<'a> {
    pub(crate) action: AuditAction,
    /// The kind of what it is about: `order`, `orders`, `customer`, `customers`, `audit`, `webhook_endpoint`, `job`.
    pub(crate) subject: &'static str,
    pub(crate) store_id: Option<Uuid>,
    pub(crate) order_id: Option<Uuid>,
    /// Which one, if it is neither an order nor a customer. The program before this seals entries without it, and
    /// would take one that has it for somebody else's: it is read now, and written once that program is gone.
    pub(crate) subject_id: Option<Uuid>,
    /// The customers whose data was changed or seen.
    pub(crate) customer_ids: Vec<Uuid>,
    pub(crate) changes: Vec<FieldChange>,
    /// Seals protected values: the key of the person whom they concern.
    pub(crate) key: Option<(Uuid, &'a SecretKey)>,
    pub(crate) reason: Option<String>,
}

/// Who did something, as the trail names them.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Actor<'a> {
    /// Somebody who is signed in.
    Staff(&'a Caller),
    /// Kedai itself, for whoever runs the program: nobody signed in.
    Kedai {
        /// Whose trail.
        tenant_id: TenantId,
        /// What it was asked by.
        origin: &'static str,
    },
}

impl<'a> From<&'a Caller> for Actor<'a> {
    fn from(caller: &'a Caller) -> Self {
        Self::Staff(caller)
    }
}

impl Actor<'_> {
    fn tenant_id(self) -> TenantId {
        match self {
            Self::Staff(caller) => caller.tenant_id,
            Self::Kedai { tenant_id, .. } => tenant_id,
        }
    }
}

/// Where a sealed part of an entry stands.
pub(super) fn sealed_context(entry_id: Uuid) -> Vec<u8> {
    [b"audit entry ".as_slice(), entry_id.as_bytes()].concat()
}

/// The row of a deed.
pub(crate) fn audit_row<'a>(
    keys: &TenantKeys,
    random: &Random,
    actor: impl Into<Actor<'a>>,
    at: DateTime<Utc>,
    deed: Deed<'_>,
) -> Result<Sealed<AuditRow>, Failure> {
    let actor = actor.into();
    let (actor_id, actor_role, origin) = match actor {
        Actor::Staff(caller) => (Some(caller.staff_id.uuid()), caller.role.code(), caller.address.as_str()),
        Actor::Kedai { origin, .. } => (None, "system", origin),
    };
    let id = random.id(at);
    let stored: Vec<FieldChange> = deed.changes.iter().map(|change| change.stored(keys)).collect();
    let protected: Vec<&FieldChange> = deed.changes.iter().filter(|change| change.protected).collect();
    let sealing = deed.key.filter(|_| !protected.is_empty());
    let sealed_changes = match sealing {
        Some((_, key)) => {
            Some(Bytes(seal(key, &sealed_context(id), &serde_json::to_vec(&protected)?, random)?))
        }
        None => None,
    };
    let row = AuditRow {
        id,
        tenant_id: actor.tenant_id().uuid(),
        store_id: deed.store_id,
        at,
        action: deed.action.code(),
        actor_id,
        actor_role,
        origin: origin.to_owned(),
        subject: deed.subject,
        order_id: deed.order_id,
        subject_id: deed.subject_id,
        customer_ids: deed.customer_ids,
        changes: RawValue::from_string(serde_json::to_string(&stored)?)?,
        data_key_id: sealing.map(|(id, _)| id),
        sealed_changes,
        reason: deed.reason,
        seal: Bytes::default(),
    };
    Ok(Sealed::new(row, |row| entry_seal(keys, &Said::from(row)).to_vec()))
}

impl Services {
    /// Notes what somebody did with a thing of the business's that concerns no order and nobody.
    pub(crate) async fn note_in_tx(
        &self,
        tx: &mut TenantTx,
        caller: &Caller,
        action: AuditAction,
        subject: &'static str,
        changes: Vec<FieldChange>,
    ) -> Result<(), Failure> {
        let keys = self.keyring.tenant_keys_in_tx(tx).await?;
        let deed = Deed {
            action,
            subject,
            store_id: None,
            order_id: None,
            subject_id: None,
            customer_ids: vec![],
            changes,
            key: None,
            reason: None,
        };
        let row = audit_row(&keys, &self.random, caller, self.clock.now(), deed)?;
        Ok(insert_in_tx(tx, &[row]).await?)
    }
}

/// Opens the protected fields of an entry; none if it has none, or its person was erased.
pub(super) fn open_changes(
    key: Option<&SecretKey>,
    entry_id: Uuid,
    sealed: Option<&[u8]>,
) -> Result<Vec<FieldChange>, Failure> {
    let (Some(key), Some(sealed)) = (key, sealed) else { return Ok(Vec::new()) };
    Ok(serde_json::from_slice(&open(key, &sealed_context(entry_id), sealed)?)?)
}
