//! Whether events are whole, and orders what their events say.
//!
//! A store's events are a chain: numbered from 1 without a gap, each holding the hash of the one before.
//! An order is what its events fold to, nothing more and nothing less.

use std::collections::HashMap;

use domain::{id::TenantId, order::OrderState};
use store::{
    Scope,
    events::{
        ChainEnd, StoredState, UnreadableEvent, chain_ends_in_tx, chained_in_tx, payloads_in_tx, read_event,
        stored_states_in_tx,
    },
    orders::snapshots_in_tx,
};
use uuid::Uuid;

use crate::{
    Failure, Services,
    orders::event_log::{Said, hash},
};

/// How many events of a chain are looked at in one transaction.
const PAGE: i64 = 2_000;
/// How many orders are replayed in one transaction.
const ORDERS: i64 = 500;

/// Something that isn't as Kedai wrote it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
    /// Events of a store are missing.
    Missing {
        /// Slug of the store.
        store: String,
        /// The first number that is missing.
        from: i64,
        /// The last.
        to: i64,
    },
    /// An event says something else than was written, or doesn't follow the one before it.
    Changed {
        /// Slug of the store.
        store: String,
        /// Its number there.
        sequence: i64,
    },
    /// A chain doesn't end where Kedai left it.
    End {
        /// Slug of the store.
        store: String,
    },
    /// An order's row isn't what its events fold to.
    Differs {
        /// What people call it.
        reference: String,
        /// The first thing that differs.
        what: &'static str,
    },
    /// An order's events can't be replayed.
    Unreplayable {
        /// What people call it.
        reference: String,
        /// Why not.
        why: String,
    },
    /// A snapshot isn't what the events before it fold to.
    Snapshot {
        /// What people call it.
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
    /// How many orders have an event that only a newer version of the program knows: their events are whole,
    /// what they fold to is not known here.
    pub newer: u64,
    /// How many faults were told.
    pub faults: u64,
}

impl Services {
    /// Verifies a tenant's events, and its orders against them; tells each fault as it is found. Kedai may
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
        for end in ends {
            self.verify_chain(&scope, &end, &mut verdict, &mut tell).await?;
        }
        let mut after = Uuid::nil();
        loop {
            let mut tx = self.database.begin_snapshot(&scope).await?;
            let page = stored_states_in_tx(&mut tx, after, ORDERS).await?;
            let Some(last) = page.last() else { break };
            after = last.id;
            let ids: Vec<Uuid> = page.iter().map(|order| order.id).collect();
            let events = payloads_in_tx(&mut tx, &ids).await?;
            let snapshots = snapshots_in_tx(&mut tx, &ids).await?;
            tx.commit().await?;
            verdict.orders += count(page.len());
            verdict.snapshots += count(snapshots.len());
            let mut kept: HashMap<(Uuid, i32), OrderState> = snapshots
                .into_iter()
                .map(|snapshot| ((snapshot.order_id().uuid(), snapshot.version), snapshot.state.0))
                .collect();
            let mut events = events.into_iter().peekable();
            for order in &page {
                let mut own = Vec::new();
                while let Some((_, version, payload)) = events.next_if(|(id, ..)| *id == order.id) {
                    own.push((version, payload));
                }
                match faults_of(order, &own, &mut kept) {
                    Some(faults) => faults.iter().for_each(|fault| {
                        verdict.faults += 1;
                        tell(fault);
                    }),
                    None => verdict.newer += 1,
                }
            }
        }
        Ok(verdict)
    }

    async fn verify_chain(
        &self,
        scope: &Scope,
        end: &ChainEnd,
        verdict: &mut Verdict,
        tell: &mut impl FnMut(&Fault),
    ) -> Result<(), Failure> {
        let mut told = |fault: Fault, verdict: &mut Verdict| {
            verdict.faults += 1;
            tell(&fault);
        };
        let (mut sequence, mut last_hash) = (0, Vec::new());
        while sequence < end.sequence {
            let mut tx = self.database.begin(scope).await?;
            let page = chained_in_tx(&mut tx, end.store_id(), sequence, PAGE).await?;
            tx.commit().await?;
            if page.is_empty() {
                break;
            }
            for event in page.into_iter().take_while(|event| event.sequence <= end.sequence) {
                verdict.events += 1;
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

/// What is wrong with an order, its events and its snapshots; nothing can be said if a newer version of the
/// program wrote one of the events.
fn faults_of(
    order: &StoredState,
    events: &[(i32, String)],
    snapshots: &mut HashMap<(Uuid, i32), OrderState>,
) -> Option<Vec<Fault>> {
    let reference = || order.reference.clone();
    let unreplayable = |why: String| Fault::Unreplayable { reference: reference(), why };
    let mut faults = Vec::new();
    let mut state: Option<OrderState> = None;
    for (place, (version, payload)) in (1..).zip(events) {
        if *version != place {
            return Some(vec![unreplayable(format!("event {place} is missing"))]);
        }
        let event = match read_event(payload) {
            Ok(event) => event,
            Err(UnreadableEvent::Newer(_)) => return None,
            Err(error) => return Some(vec![unreplayable(format!("event {version} can't be read: {error}"))]),
        };
        let next = match OrderState::after(state, &event) {
            Ok(next) => next,
            Err(error) => return Some(vec![unreplayable(error.to_string())]),
        };
        if snapshots.remove(&(order.id, *version)).is_some_and(|kept| kept != next) {
            faults.push(Fault::Snapshot { reference: reference(), version: *version });
        }
        state = Some(next);
    }
    match state {
        None => faults.push(unreplayable("it has no events".to_owned())),
        Some(state) => faults
            .extend(difference(order, &state).map(|what| Fault::Differs { reference: reference(), what })),
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
        let faults = |payload: &str| faults_of(&order, &[(1, payload.to_owned())], &mut HashMap::new());
        assert_eq!(faults(r#"{"type":"order.fetched"}"#), None);
        let broken = faults(r#"{"type":"order.placed"}"#).unwrap();
        assert!(matches!(broken.as_slice(), [Fault::Unreplayable { .. }]), "{broken:?}");
    }
}
