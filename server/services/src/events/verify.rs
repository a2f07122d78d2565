//! Whether events are whole, and their subjects what they say.
//!
//! A stream's events are a chain: numbered from 1 without a gap, each holding the hash of the one before.
//! An order is what its events fold to, nothing more and nothing less; so is any other subject, as far as it has
//! events.

use std::collections::{HashMap, HashSet};

use domain::{
    customer::CustomerState,
    event::State,
    id::{CustomerId, TenantId},
    order::OrderState,
};
use store::{
    Scope,
    customers::erased_among_in_tx,
    events::{
        ChainEnd, Snapshot, StoredState, UnreadableEvent, chain_ends_in_tx, chained_in_tx, payloads_in_tx,
        payloads_of_subjects_in_tx, read_event, snapshots_in_tx, stored_states_in_tx, subjects_in_tx,
    },
};
use uuid::Uuid;

use super::log::{Said, hash};
use crate::{Failure, Services};

/// How many events of a chain are looked at in one transaction.
const PAGE: i64 = 2_000;
/// At most so many subjects of kinds that only a newer version knows are counted.
const MOST_UNKNOWN: usize = 100_000;
/// How many subjects are replayed in one transaction.
const SUBJECTS: i64 = 500;

/// Something that isn't as Kedai wrote it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
    /// Events of a stream are missing.
    Missing {
        /// Slug of the store; none if it is the business's stream.
        store: Option<String>,
        /// The first number that is missing.
        from: i64,
        /// The last.
        to: i64,
    },
    /// An event says something else than was written, or doesn't follow the one before it.
    Changed {
        /// Slug of the store; none if it is the business's stream.
        store: Option<String>,
        /// Its number there.
        sequence: i64,
    },
    /// A chain doesn't end where Kedai left it.
    End {
        /// Slug of the store; none if it is the business's stream.
        store: Option<String>,
    },
    /// A subject's row isn't what its events fold to.
    Differs {
        /// What people call it: an order's reference, or an id.
        reference: String,
        /// The first thing that differs.
        what: &'static str,
    },
    /// A subject's events can't be replayed.
    Unreplayable {
        /// What people call it: an order's reference, or an id.
        reference: String,
        /// Why not.
        why: String,
    },
    /// A snapshot isn't what the events before it fold to.
    Snapshot {
        /// What people call it: an order's reference, or an id.
        reference: String,
        /// Which.
        version: i32,
    },
}

/// What verifying a tenant's events came to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Verdict {
    /// How many events there are.
    pub events: u64,
    /// How many orders.
    pub orders: u64,
    /// How many snapshots.
    pub snapshots: u64,
    /// How many other subjects.
    pub others: u64,
    /// How many subjects have an event that only a newer version of the program knows, or are of a kind that it
    /// knows: their events are whole, what they fold to is not known here.
    pub newer: u64,
    /// How many faults were told.
    pub faults: u64,
}

impl Services {
    /// Verifies a tenant's events, and its orders and other subjects against them; tells each fault as it is found. Kedai may
    /// write meanwhile: a chain is followed as far as it went at the beginning, and an order and its events
    /// are read as of one moment.
    pub async fn verify_events(
        &self,
        tenant_id: TenantId,
        mut tell: impl FnMut(&Fault),
    ) -> Result<Verdict, Failure> {
        let scope = Scope::system(tenant_id);
        let mut tx = self.database.begin(&scope).await?;
        let ends = chain_ends_in_tx(&mut tx).await?;
        tx.commit().await?;
        let mut verdict = Verdict::default();
        let mut unknown = HashSet::new();
        for end in ends {
            self.verify_chain(&scope, &end, &mut verdict, &mut unknown, &mut tell).await?;
        }
        self.verify_orders(&scope, &mut verdict, &mut tell).await?;
        self.verify_customers(&scope, &mut verdict, &mut tell).await?;
        verdict.newer += count(unknown.len());
        Ok(verdict)
    }

    async fn verify_orders(
        &self,
        scope: &Scope,
        verdict: &mut Verdict,
        tell: &mut impl FnMut(&Fault),
    ) -> Result<(), Failure> {
        let mut after = Uuid::nil();
        loop {
            let mut tx = self.database.begin_snapshot(scope).await?;
            let page = stored_states_in_tx(&mut tx, after, SUBJECTS).await?;
            let Some(last) = page.last() else { return Ok(()) };
            after = last.id;
            let ids: Vec<Uuid> = page.iter().map(|order| order.id).collect();
            let events = payloads_in_tx(&mut tx, &ids).await?;
            let mut kept = Kept::<OrderState>::of(snapshots_in_tx(&mut tx, &ids).await?);
            tx.commit().await?;
            verdict.orders += count(page.len());
            verdict.snapshots += count(kept.0.len());
            let mut events = events.into_iter().peekable();
            for order in &page {
                let own = of_subject(&mut events, order.id);
                let name = || order.reference.clone();
                verdict.note(
                    faults_of(order.id, &name, &own, &mut kept, |state| difference(order, state)),
                    tell,
                );
            }
        }
    }

    async fn verify_customers(
        &self,
        scope: &Scope,
        verdict: &mut Verdict,
        tell: &mut impl FnMut(&Fault),
    ) -> Result<(), Failure> {
        let mut after = Uuid::nil();
        loop {
            let mut tx = self.database.begin_snapshot(scope).await?;
            let ids = subjects_in_tx(&mut tx, CustomerState::SUBJECT, after, SUBJECTS).await?;
            let Some(last) = ids.last() else { return Ok(()) };
            after = *last;
            let events = payloads_of_subjects_in_tx(&mut tx, CustomerState::SUBJECT, &ids).await?;
            let mut kept = Kept::<CustomerState>::of(snapshots_in_tx(&mut tx, &ids).await?);
            let erased = erased_among_in_tx(&mut tx, &ids).await?;
            tx.commit().await?;
            verdict.others += count(ids.len());
            verdict.snapshots += count(kept.0.len());
            let mut events = events.into_iter().peekable();
            for id in &ids {
                let own = of_subject(&mut events, *id);
                let name = || CustomerId::from_uuid(*id).to_string();
                let differs =
                    |state: &CustomerState| (state.erased != erased.contains(id)).then_some("erasure");
                verdict.note(faults_of(*id, &name, &own, &mut kept, differs), tell);
            }
        }
    }

    async fn verify_chain(
        &self,
        scope: &Scope,
        end: &ChainEnd,
        verdict: &mut Verdict,
        unknown: &mut HashSet<Uuid>,
        tell: &mut impl FnMut(&Fault),
    ) -> Result<(), Failure> {
        let mut told = |fault: Fault, verdict: &mut Verdict| {
            verdict.faults += 1;
            tell(&fault);
        };
        let (mut sequence, mut last_hash) = (0, Vec::new());
        while sequence < end.sequence {
            let mut tx = self.database.begin(scope).await?;
            let page = chained_in_tx(&mut tx, end.stream(scope.tenant_id), sequence, PAGE).await?;
            tx.commit().await?;
            if page.is_empty() {
                break;
            }
            for event in page.into_iter().take_while(|event| event.sequence <= end.sequence) {
                verdict.events += 1;
                let is_known = |kind: &str| kind == CustomerState::SUBJECT;
                let subject = event.subject_kind.as_deref().zip(event.subject_id);
                if let Some((_, id)) =
                    subject.filter(|(kind, _)| !is_known(kind) && unknown.len() < MOST_UNKNOWN)
                {
                    unknown.insert(id);
                }
                let follows = if event.sequence == sequence + 1 {
                    event.previous_hash == last_hash
                } else {
                    let (from, to) = (sequence + 1, event.sequence - 1);
                    told(Fault::Missing { store: end.store.clone(), from, to }, verdict);
                    // What came before it is gone; that it says what was written can still be seen.
                    true
                };
                if !follows || hash(&Said::from(&event)) != event.hash {
                    told(Fault::Changed { store: end.store.clone(), sequence: event.sequence }, verdict);
                }
                (sequence, last_hash) = (event.sequence, event.hash);
            }
        }
        if sequence < end.sequence {
            told(Fault::Missing { store: end.store.clone(), from: sequence + 1, to: end.sequence }, verdict);
        } else if last_hash != end.last_hash {
            told(Fault::End { store: end.store.clone() }, verdict);
        }
        Ok(())
    }
}

fn count(length: usize) -> u64 {
    u64::try_from(length).unwrap_or(u64::MAX)
}

impl Verdict {
    /// Takes what was found of a subject in.
    fn note(&mut self, found: Option<Vec<Fault>>, tell: &mut impl FnMut(&Fault)) {
        match found {
            Some(faults) => faults.iter().for_each(|fault| {
                self.faults += 1;
                tell(fault);
            }),
            None => self.newer += 1,
        }
    }
}

/// Snapshots by subject and version.
struct Kept<S>(HashMap<(Uuid, i32), S>);

impl<S> Kept<S> {
    fn of(snapshots: Vec<Snapshot<S>>) -> Self {
        let kept = |snapshot: Snapshot<S>| ((snapshot.subject_id, snapshot.version), snapshot.state.0);
        Self(snapshots.into_iter().map(kept).collect())
    }
}

/// Versions and payloads of the next subject's events.
fn of_subject(
    events: &mut std::iter::Peekable<std::vec::IntoIter<(Uuid, i32, String)>>,
    subject: Uuid,
) -> Vec<(i32, String)> {
    let mut own = Vec::new();
    while let Some((_, version, payload)) = events.next_if(|(id, ..)| *id == subject) {
        own.push((version, payload));
    }
    own
}

/// What is wrong with a subject, its events and its snapshots; nothing can be said if a newer version of the
/// program wrote one of the events.
fn faults_of<S: State>(
    subject: Uuid,
    name: &dyn Fn() -> String,
    events: &[(i32, String)],
    snapshots: &mut Kept<S>,
    difference: impl Fn(&S) -> Option<&'static str>,
) -> Option<Vec<Fault>> {
    let unreplayable = |why: String| Fault::Unreplayable { reference: name(), why };
    let mut faults = Vec::new();
    let mut state: Option<S> = None;
    for (place, (version, payload)) in (1..).zip(events) {
        if *version != place {
            return Some(vec![unreplayable(format!("event {place} is missing"))]);
        }
        let event = match read_event::<S::Event>(payload) {
            Ok(event) => event,
            Err(UnreadableEvent::Newer(_)) => return None,
            Err(error) => return Some(vec![unreplayable(format!("event {version} can't be read: {error}"))]),
        };
        let next = match S::after(state, &event) {
            Ok(next) => next,
            Err(error) => return Some(vec![unreplayable(error.to_string())]),
        };
        if snapshots.0.remove(&(subject, *version)).is_some_and(|kept| kept != next) {
            faults.push(Fault::Snapshot { reference: name(), version: *version });
        }
        state = Some(next);
    }
    match state {
        None => faults.push(unreplayable("it has no events".to_owned())),
        Some(state) => {
            let differs = difference(&state);
            faults.extend(differs.map(|what| Fault::Differs { reference: name(), what }));
        }
    }
    Some(faults)
}

/// The first thing in which an order's row differs from what its events fold to.
fn difference(order: &StoredState, state: &OrderState) -> Option<&'static str> {
    let compared = [
        ("version", order.version == state.version),
        ("lifecycle", order.lifecycle == state.lifecycle.code()),
        ("currency", order.currency == state.total.currency().code()),
        ("total", order.total == state.total.amount()),
        ("received", order.received == state.ledger.received),
        ("refunded", order.refunded == state.ledger.refunded),
        ("deleted", order.deleted == state.deleted),
        ("payment terms", order.terms_version == state.terms_version),
    ];
    compared.into_iter().find_map(|(what, same)| (!same).then_some(what))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_a_newer_versions_order_nothing_is_said() {
        let order = StoredState {
            id: Uuid::nil(),
            reference: "GO-00001A".to_owned(),
            version: 1,
            lifecycle: "pending".to_owned(),
            currency: "IDR".to_owned(),
            total: 1,
            received: 0,
            refunded: 0,
            deleted: false,
            terms_version: None,
        };
        let faults = |payload: &str| {
            let (name, events) = (|| order.reference.clone(), [(1, payload.to_owned())]);
            faults_of(order.id, &name, &events, &mut Kept(HashMap::new()), |state| difference(&order, state))
        };
        assert_eq!(faults(r#"{"type":"order.fetched"}"#), None);
        let broken = faults(r#"{"type":"order.placed"}"#).unwrap();
        assert!(matches!(broken.as_slice(), [Fault::Unreplayable { .. }]), "{broken:?}");
    }
}
