//! Looks at people's data.
//!
//! What is shown is noted before it is shown. Looks come by the hundred, and a transaction of its own for
//! each would cost more than the look: those of a tenant wait in a queue and are written together.

use contract::{Problem, session::Caller};
use domain::{audit::AuditAction, id::TenantId};
use store::{
    Scope, Sealed, StoreError,
    audit::{AuditRow, insert_lazily_in_tx},
};
use tokio::sync::{mpsc, oneshot};
use uuid::Uuid;

use super::entry::{Deed, FieldChange, audit_row};
use crate::{Services, failure::OrProblem, protection::TenantKeys, queues::Queues};

/// The most people that one entry names; the database refuses more.
const PEOPLE: usize = 500;
/// The most looks of a tenant that wait; more are told to come back.
const MAX_WAITING: usize = 1_024;
/// The most looks that are written in one transaction.
const MAX_BATCH: usize = 256;

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

/// Entries of one look, on their way to the database.
pub(crate) struct Look {
    entries: Vec<Sealed<AuditRow>>,
    noted: oneshot::Sender<Result<(), Problem>>,
}

/// The looks that wait, a queue for each tenant.
pub(crate) type Looks = Queues<TenantId, Look>;

pub(crate) fn looks() -> Looks {
    Queues::new(MAX_WAITING)
}

/// A look that is being noted.
#[must_use = "nothing may be shown before it is noted"]
pub(crate) struct Noting(Option<oneshot::Receiver<Result<(), Problem>>>);

impl Noting {
    /// Waits until the look is noted. Whoever waits holds no connection, since writing takes one.
    pub(crate) async fn noted(self) -> Result<(), Problem> {
        match self.0 {
            None => Ok(()),
            Some(noted) => noted.await.unwrap_or_else(|_| Err(Problem::internal())),
        }
    }
}

impl Services {
    /// Begins to note what somebody is about to be shown. A list that shows nobody leaves no entry.
    pub(crate) fn note_seen(
        &self,
        caller: &Caller,
        keys: &TenantKeys,
        seen: Seen,
    ) -> Result<Noting, Problem> {
        let mut people = seen.people;
        people.sort_unstable();
        people.dedup();
        if people.is_empty() && seen.action == AuditAction::Access && seen.subject != "audit" {
            return Ok(Noting(None));
        }
        let at = self.clock.now();
        let shown = seen.rows.map(|rows| FieldChange::open("shown", serde_json::Value::Null, rows));
        let mut entries = Vec::new();
        // An entry is written even if nobody was seen: an order without a customer was still opened.
        let groups =
            if people.is_empty() { vec![people.as_slice()] } else { people.chunks(PEOPLE).collect() };
        for people in groups {
            let deed = Deed {
                action: seen.action,
                subject: seen.subject,
                store_id: seen.store_id,
                order_id: seen.order_id,
                subject_id: None,
                customer_ids: people.to_vec(),
                changes: shown.clone().into_iter().collect(),
                key: None,
                reason: None,
            };
            entries.push(audit_row(keys, &self.random, caller, at, deed).or_problem()?);
        }
        let (noted, noting) = oneshot::channel();
        let (services, tenant_id) = (self.clone(), caller.tenant_id);
        self.looks.push(tenant_id, Look { entries, noted }, |looks| {
            tokio::spawn(services.note_looks(tenant_id, looks));
        })?;
        Ok(Noting(Some(noting)))
    }

    /// Writes a tenant's looks, until there was none for a while.
    async fn note_looks(self, tenant_id: TenantId, mut waiting: mpsc::Receiver<Look>) {
        while let Some(first) = self.looks.next(tenant_id, &mut waiting).await {
            let mut batch = vec![first];
            while batch.len() < MAX_BATCH
                && let Ok(next) = waiting.try_recv()
            {
                batch.push(next);
            }
            let entries: Vec<&Sealed<AuditRow>> = batch.iter().flat_map(|look| &look.entries).collect();
            let written = self.write_looks(tenant_id, &entries).await;
            // One that can't be written must not take the others with it.
            let one_by_one = batch.len() > 1
                && written.as_ref().is_err_and(|error| !matches!(error, StoreError::Unavailable(_)));
            let together = written.or_problem();
            for look in batch {
                let outcome = if one_by_one {
                    self.write_looks(tenant_id, &look.entries.iter().collect::<Vec<_>>()).await.or_problem()
                } else {
                    together.clone()
                };
                // Whoever went away meanwhile was shown nothing.
                let _ = look.noted.send(outcome);
            }
        }
    }

    async fn write_looks(
        &self,
        tenant_id: TenantId,
        entries: &[&Sealed<AuditRow>],
    ) -> Result<(), StoreError> {
        let mut tx = self.database.begin_by_key(&Scope::system(tenant_id)).await?;
        insert_lazily_in_tx(&mut tx, entries).await?;
        tx.commit().await
    }
}
