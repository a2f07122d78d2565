//! One order with its history, and its receipts.

use contract::{
    Problem,
    orders::{OrderDetail, OrderView, TimelineEntry},
    session::Caller,
};
use domain::{
    audit::AuditAction,
    id::{OrderId, PaymentId},
    order::{Lifecycle, OrderEvent},
};
use store::{
    TenantTx,
    events::{self, EventRecord, read_event},
    orders::{OrderKey, OrderRecord, order_in_tx},
    receipts,
};

use super::view::{order_view, staff_name};
use crate::{Failure, Services, access::scope, audit::Seen, clock::business_day, failure::OrProblem};

/// What an order's id or reference names.
pub(crate) fn parse_key(word: &str) -> Option<OrderKey> {
    if let Ok(id) = word.parse() {
        return Some(OrderKey::Id(id));
    }
    let reference: domain::order::Reference = word.parse().ok()?;
    Some(OrderKey::Reference(reference.to_string()))
}

impl Services {
    pub(super) async fn read_order(&self, caller: &Caller, id: &str) -> Result<OrderDetail, Problem> {
        let mut tx = self.database.begin_by_key(&scope(caller)).await.or_problem()?;
        let record = find_in_tx(&mut tx, id).await?;
        let today = business_day(&record.time_zone, record.day_cutoff_minutes, self.clock.now());
        let seen = Seen {
            action: AuditAction::Read,
            subject: "order",
            store_id: Some(record.store_id),
            order_id: Some(record.id),
            people: record.customer_id.into_iter().collect(),
            rows: None,
        };
        let keys = self.keyring.tenant_keys_in_tx(&mut tx).await.or_problem()?;
        let noting = self.note_seen(caller, &keys, seen)?;
        let events = events::of_order_in_tx(&mut tx, OrderId::from_uuid(record.id)).await.or_problem()?;
        tx.commit().await.or_problem()?;
        let order = order_view(&keys, &self.public_url, record, self.clock.now()).or_problem()?;
        noting.noted().await?;
        let events = timeline(events);
        // What is deleted moves nowhere until it is restored.
        let allowed = match order.deleted {
            Some(_) => Vec::new(),
            None => order.lifecycle.allowed(caller.role, order.amount_paid > 0),
        };
        Ok(OrderDetail { order, events, today: today.or_problem()?.0, allowed })
    }

    pub(super) async fn record_print(
        &self,
        caller: &Caller,
        id: &str,
        payment: Option<PaymentId>,
    ) -> Result<i64, Problem> {
        let now = self.clock.now();
        let mut tx = self.database.begin_by_key(&scope(caller)).await.or_problem()?;
        let record = find_in_tx(&mut tx, id).await?;
        let order_id = OrderId::from_uuid(record.id);
        if let Some(payment) = payment {
            record.payments.iter().find(|entry| entry.id == payment.uuid()).ok_or_else(Problem::not_found)?;
        }
        let (print_id, by) = (self.random.id(now), caller.staff_id);
        let printed = receipts::record_print_in_tx(&mut tx, print_id, order_id, payment, by, now).await;
        let printed = printed.or_problem()?;
        tx.commit().await.or_problem()?;
        Ok(printed)
    }

    /// An order as the outside sees it.
    pub(crate) async fn view_in_tx(
        &self,
        tx: &mut TenantTx,
        record: OrderRecord,
    ) -> Result<OrderView, Failure> {
        let keys = self.keyring.tenant_keys_in_tx(tx).await?;
        order_view(&keys, &self.public_url, record, self.clock.now())
    }
}

/// The order of an id or reference, or nothing for this caller.
pub(crate) async fn find_in_tx(tx: &mut TenantTx, id: &str) -> Result<OrderRecord, Problem> {
    let key = parse_key(id).ok_or_else(Problem::not_found)?;
    order_in_tx(tx, &key).await.or_problem()?.ok_or_else(Problem::not_found)
}

fn timeline(records: Vec<EventRecord>) -> Vec<TimelineEntry> {
    let mut lifecycle = Lifecycle::Draft;
    let entries = records.into_iter().map(|record| {
        // Of what this version can't read is told that it happened, and who did it.
        let event = read_event(&record.payload).ok();
        lifecycle = event.as_ref().and_then(after).unwrap_or(lifecycle);
        let mut entry = TimelineEntry {
            kind: record.kind,
            at: record.at,
            actor: staff_name(record.actor_id, record.actor_name),
            lifecycle,
            reason: None,
            amount: None,
            changed: Vec::new(),
            sequence: record.sequence,
            version: record.version,
        };
        match event {
            None | Some(OrderEvent::Placed(_) | OrderEvent::Restored) => {}
            Some(OrderEvent::StatusChanged { reason, .. }) => entry.reason = reason,
            Some(OrderEvent::PaymentReceived { payment }) => entry.amount = Some(payment.amount),
            Some(OrderEvent::PaymentVoided { payment, reason, .. }) => {
                entry.amount = Some(payment.amount);
                entry.reason = Some(reason);
            }
            Some(OrderEvent::Edited(edited)) => entry.changed = edited.changed,
            Some(OrderEvent::Deleted { reason }) => entry.reason = Some(reason),
        }
        entry
    });
    entries.collect()
}

/// Where an event leaves an order in the shop's work, if it moves it.
pub(crate) fn after(event: &OrderEvent) -> Option<Lifecycle> {
    match event {
        OrderEvent::Placed(placed) => Some(placed.lifecycle),
        OrderEvent::StatusChanged { to, .. } => Some(*to),
        _ => None,
    }
}
