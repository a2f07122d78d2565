//! Looks at people's data.

use contract::session::Caller;
use domain::audit::AuditAction;
use store::{TenantTx, audit::insert_lazily_in_tx};
use uuid::Uuid;

use super::entry::{Deed, FieldChange, audit_row};
use crate::{Failure, Services};

/// The most people that one entry names; the database refuses more.
const PEOPLE: usize = 500;

/// What somebody saw.
#[derive(Debug)]
pub(crate) struct Seen {
    /// [`AuditAction::Read`] for one thing that was opened, [`AuditAction::Access`] for many.
    pub(crate) action: AuditAction,
    /// What it was: `order`, `orders`, `board`, `customer`, `customers` or `audit`.
    pub(crate) subject: &'static str,
    /// At which store, if at one.
    pub(crate) store_id: Option<Uuid>,
    /// Which order, if one.
    pub(crate) order_id: Option<Uuid>,
    /// Whose data was shown; each is named once.
    pub(crate) people: Vec<Uuid>,
    /// How many rows were shown, for lists.
    pub(crate) rows: Option<usize>,
}

impl Services {
    /// Notes what a transaction that only reads has shown to somebody. A list that shows nobody leaves
    /// no entry.
    pub(crate) async fn note_seen_in_tx(
        &self,
        tx: &mut TenantTx,
        caller: &Caller,
        seen: Seen,
    ) -> Result<(), Failure> {
        let mut people = seen.people;
        people.sort_unstable();
        people.dedup();
        if people.is_empty() && seen.action == AuditAction::Access && seen.subject != "audit" {
            return Ok(());
        }
        let keys = self.keyring.tenant_keys_in_tx(tx).await?;
        let at = self.clock.now();
        let shown = seen.rows.map(|rows| FieldChange::open("shown", serde_json::Value::Null, rows));
        let mut rows = Vec::new();
        // An entry is written even if nobody was seen: an order without a customer was still opened.
        let groups =
            if people.is_empty() { vec![people.as_slice()] } else { people.chunks(PEOPLE).collect() };
        for people in groups {
            let deed = Deed {
                action: seen.action,
                subject: seen.subject,
                store_id: seen.store_id,
                order_id: seen.order_id,
                customer_ids: people.to_vec(),
                changes: shown.clone().into_iter().collect(),
                key: None,
                reason: None,
            };
            rows.push(audit_row(&keys, &self.random, caller, at, deed)?);
        }
        Ok(insert_lazily_in_tx(tx, &rows).await?)
    }
}
