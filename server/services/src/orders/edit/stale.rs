//! What a sender is told whose version of an order is gone: how it stands, and who changed what since.

use contract::{Problem, orders::StaleChange, problem::Code};
use domain::{id::OrderId, order::OrderEvent};
use store::{
    TenantTx,
    events::{self, EventRecord, read_event},
    orders::OrderRecord,
};

use crate::{Services, failure::OrProblem, orders::view::staff_name};

impl Services {
    /// The refusal of an edit that was made from another version than the order has.
    pub(super) async fn stale_in_tx(
        &self,
        tx: &mut TenantTx,
        order: OrderRecord,
        seen: i32,
    ) -> Result<Problem, Problem> {
        let (id, version) = (OrderId::from_uuid(order.id), order.version);
        let records = events::of_order_in_tx(tx, id).await.or_problem()?;
        let view = self.view_in_tx(tx, order).await.or_problem()?;
        // A version that never was compares with nothing.
        let since = if seen < 1 { version } else { seen };
        let changes = records.into_iter().filter(|record| record.version > since).flat_map(changes);
        let changes: Vec<StaleChange> = changes.collect();
        let detail = format!(
            "This order changed since you opened it: it is at version {version} now. Look at what changed, then send your edit for that version."
        );
        Ok(Problem::new(Code::StaleVersion, detail)
            .with("version", version)
            .with("order", serde_json::to_value(view).or_problem()?)
            .with("changes", serde_json::to_value(changes).or_problem()?))
    }
}

/// The fields that an event changed.
fn changes(record: EventRecord) -> Vec<StaleChange> {
    let fields = match read_event(&record.payload).ok() {
        Some(OrderEvent::Edited(edited)) => edited.changed,
        Some(OrderEvent::StatusChanged { .. }) => vec!["status".to_owned()],
        Some(OrderEvent::PaymentReceived { .. } | OrderEvent::PaymentVoided { .. }) => {
            vec!["payments".to_owned()]
        }
        Some(OrderEvent::Deleted { .. } | OrderEvent::Restored) => vec!["deleted".to_owned()],
        // What another version of the program wrote and this one can't read is told by its type.
        None => vec![record.kind],
        Some(OrderEvent::Placed(_)) => Vec::new(),
    };
    let by = staff_name(record.actor_id, record.actor_name);
    let change = |field| StaleChange { field, by: by.clone(), at: record.at, version: record.version };
    fields.into_iter().map(change).collect()
}
