//! One order with its history, and its receipts.

use contract::{
    Problem,
    orders::{OrderDetail, OrderView, TimelineEntry},
    session::Caller,
};
use domain::order::{Lifecycle, OrderEvent};
use store::{
    TenantTx,
    events::{self, EventRecord},
    orders::{OrderKey, OrderRecord, lines_in_tx, order_in_tx, payments_in_tx},
    receipts,
};

use super::view::{order_view, staff_name};
use crate::{Failure, Services, access::scope, failure::OrProblem};

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
        let mut tx = self.database.begin(&scope(caller)).await.or_problem()?;
        let record = find_in_tx(&mut tx, id).await?;
        let order = self.view_in_tx(&mut tx, record).await.or_problem()?;
        let events = events::of_order_in_tx(&mut tx, order.id).await.or_problem()?;
        tx.commit().await.or_problem()?;
        let events = events.into_iter().map(timeline_entry).collect::<Result<Vec<_>, _>>().or_problem()?;
        let allowed = order.lifecycle.allowed(caller.role, order.amount_paid > 0);
        Ok(OrderDetail { order, events, allowed })
    }

    pub(super) async fn record_print(&self, caller: &Caller, id: &str) -> Result<i64, Problem> {
        let now = self.clock.now();
        let mut tx = self.database.begin(&scope(caller)).await.or_problem()?;
        let record = find_in_tx(&mut tx, id).await?;
        let order_id = domain::id::OrderId::from_uuid(record.id);
        let print_id = self.random.id(now);
        let printed = receipts::record_print_in_tx(&mut tx, print_id, order_id, caller.staff_id, now).await;
        let printed = printed.or_problem()?;
        tx.commit().await.or_problem()?;
        Ok(printed)
    }

    /// An order with its lines and ledger.
    pub(super) async fn view_in_tx(
        &self,
        tx: &mut TenantTx,
        record: OrderRecord,
    ) -> Result<OrderView, Failure> {
        let keys = self.keyring.tenant_keys_in_tx(tx).await?;
        let lines = lines_in_tx(tx, &[record.id]).await?;
        let payments = payments_in_tx(tx, domain::id::OrderId::from_uuid(record.id)).await?;
        order_view(&keys, &self.public_url, record, lines, payments)
    }
}

/// The order of an id or reference, or nothing for this caller.
pub(super) async fn find_in_tx(tx: &mut TenantTx, id: &str) -> Result<OrderRecord, Problem> {
    let key = parse_key(id).ok_or_else(Problem::not_found)?;
    order_in_tx(tx, &key).await.or_problem()?.ok_or_else(Problem::not_found)
}

fn timeline_entry(record: EventRecord) -> Result<TimelineEntry, Failure> {
    let event: OrderEvent = serde_json::from_str(&record.payload)?;
    let (lifecycle, reason) = after(&event);
    Ok(TimelineEntry {
        kind: record.kind,
        at: record.at,
        actor: staff_name(record.actor_id, record.actor_name),
        lifecycle,
        reason,
        sequence: record.sequence,
        version: record.version,
    })
}

/// Where an event leaves an order, and why.
pub(crate) fn after(event: &OrderEvent) -> (Lifecycle, Option<String>) {
    match event {
        OrderEvent::Placed(placed) => (placed.lifecycle, None),
        OrderEvent::StatusChanged { to, reason, .. } => (*to, reason.clone()),
    }
}
