//! Deleting an order, and putting it back.
//!
//! A deleted order stays in the database with its ledger and events: it leaves lists, boards and
//! totals, and only those who may put it back still find it.

use contract::{
    Problem,
    orders::{DeleteOrder, OrderView},
    problem::{Code, FieldCode},
    session::Caller,
};
use domain::{audit::AuditAction, id::OrderId, order::OrderEvent, subject::Subject};
use store::{
    TenantTx,
    orders::{
        LockedStore, MovementRow, OrderChange, OrderChanges, OrderRecord, lock_store_of_in_tx,
        sellable_products_in_tx, stock_put_back_in_tx, write_in_tx,
    },
};
use uuid::Uuid;

use super::{
    read::{find_in_tx, parse_key},
    reason::reason_of,
};
use crate::{
    Failure, Services,
    access::scope,
    audit::{Deed, FieldChange, audit_row},
    events::log::{About, EventLog},
    failure::OrProblem,
};

/// Refuses whatever would change a deleted order.
pub(super) fn refuse_deleted(order: &OrderRecord) -> Result<(), Problem> {
    if order.deleted_at.is_none() {
        return Ok(());
    }
    Err(Problem::new(Code::OrderDeleted, "This order was deleted. Restore it first."))
}

/// What a deletion or restoration writes, besides the event.
struct Turn {
    change: OrderChange,
    event: OrderEvent,
    movements: Vec<MovementRow>,
    action: AuditAction,
    reason: Option<String>,
}

impl Services {
    /// An order as it stands once its store is locked; refused if it was deleted.
    pub(super) async fn locked_order_in_tx(
        &self,
        tx: &mut TenantTx,
        id: &str,
    ) -> Result<(LockedStore, OrderRecord), Problem> {
        let (store, order) = self.locked_with_deleted_in_tx(tx, id).await?;
        refuse_deleted(&order)?;
        Ok((store, order))
    }

    /// The same, also if it was deleted and the caller may know.
    pub(super) async fn locked_with_deleted_in_tx(
        &self,
        tx: &mut TenantTx,
        id: &str,
    ) -> Result<(LockedStore, OrderRecord), Problem> {
        let key = parse_key(id).ok_or_else(Problem::not_found)?;
        let store = lock_store_of_in_tx(tx, &key).await.or_problem()?.ok_or_else(Problem::not_found)?;
        Ok((store, find_in_tx(tx, id).await?))
    }

    pub(super) async fn delete_order(
        &self,
        caller: &Caller,
        id: &str,
        command: DeleteOrder,
    ) -> Result<(), Problem> {
        let reason = reason_of(&command.reason)?.into_string();
        let mut tx = self.database.begin(&scope(caller)).await.or_problem()?;
        let (store, order) = self.locked_with_deleted_in_tx(&mut tx, id).await?;
        if order.deleted_at.is_none() {
            let at = self.clock.now();
            let change = OrderChange {
                deleted_at: Some(at),
                deleted_by: Some(caller.staff_id.uuid()),
                delete_reason: Some(reason.clone()),
                ..OrderChange::of(&order, caller.staff_id, at)
            };
            let turn = Turn {
                change,
                event: OrderEvent::Deleted { reason: reason.clone() },
                movements: self.returns_in_tx(&mut tx, &order, "deletion").await.or_problem()?,
                action: AuditAction::Delete,
                reason: Some(reason),
            };
            self.write_turn_in_tx(&mut tx, caller, &store, &order, turn).await.or_problem()?;
        }
        tx.commit().await.or_problem()
    }

    pub(super) async fn restore_order(&self, caller: &Caller, id: &str) -> Result<OrderView, Problem> {
        let mut tx = self.database.begin(&scope(caller)).await.or_problem()?;
        let (store, order) = self.locked_with_deleted_in_tx(&mut tx, id).await?;
        if order.deleted_at.is_some() {
            let change = OrderChange {
                deleted_at: None,
                deleted_by: None,
                delete_reason: None,
                ..OrderChange::of(&order, caller.staff_id, self.clock.now())
            };
            let turn = Turn {
                change,
                event: OrderEvent::Restored,
                movements: self.taken_again_in_tx(&mut tx, &store, &order).await?,
                action: AuditAction::Update,
                reason: None,
            };
            self.write_turn_in_tx(&mut tx, caller, &store, &order, turn).await.or_problem()?;
        }
        let record = find_in_tx(&mut tx, id).await?;
        let view = self.view_in_tx(&mut tx, record).await.or_problem()?;
        tx.commit().await.or_problem()?;
        Ok(view)
    }

    async fn write_turn_in_tx(
        &self,
        tx: &mut TenantTx,
        caller: &Caller,
        store: &LockedStore,
        order: &OrderRecord,
        turn: Turn,
    ) -> Result<(), Failure> {
        let at = turn.change.updated_at;
        let about = About {
            event_id: self.random.id(at),
            subject: Subject::Order(OrderId::from_uuid(order.id)),
            version: turn.change.version,
            actor: caller.staff_id,
            at,
        };
        let event = EventLog::of_store(caller.tenant_id, store).append(about, &turn.event)?;
        let keys = self.keyring.tenant_keys_in_tx(tx).await?;
        let is_deleted = turn.change.deleted_at.is_some();
        let deed = Deed {
            action: turn.action,
            subject: "order",
            store_id: Some(order.store_id),
            order_id: Some(order.id),
            subject_id: None,
            customer_ids: order.customer_id.into_iter().collect(),
            changes: vec![FieldChange::open("deleted", !is_deleted, is_deleted)],
            key: None,
            reason: turn.reason,
        };
        let audit = audit_row(&keys, &self.random, caller, at, deed)?;
        let changes = OrderChanges {
            changed: vec![turn.change],
            movements: turn.movements,
            events: vec![event],
            audit: vec![audit],
            ..OrderChanges::default()
        };
        Ok(write_in_tx(tx, store.id(), &changes).await?)
    }

    /// Movements that take again what the deletion put back; refused if it isn't there any more.
    async fn taken_again_in_tx(
        &self,
        tx: &mut TenantTx,
        store: &LockedStore,
        order: &OrderRecord,
    ) -> Result<Vec<MovementRow>, Problem> {
        let back = stock_put_back_in_tx(tx, OrderId::from_uuid(order.id)).await.or_problem()?;
        let ids: Vec<Uuid> = back.iter().map(|(product, _)| product.uuid()).collect();
        let products = sellable_products_in_tx(tx, store.id(), &ids).await.or_problem()?;
        let at = self.clock.now();
        let mut movements = Vec::new();
        for (product_id, quantity) in back {
            let product = products.iter().find(|product| product.id() == product_id);
            let counted = product.and_then(|product| Some((product.name.as_str(), product.on_hand?)));
            // What nobody counts any more can't run out.
            let Some((name, on_hand)) = counted else { continue };
            if on_hand < quantity {
                let message = format!("Only {on_hand} of {name} are left, and this order took {quantity}.");
                let detail = format!("{message} Correct the stock, or record a new order.");
                return Err(Problem::new(Code::OutOfStock, detail).at(
                    "items",
                    FieldCode::OutOfStock,
                    message,
                ));
            }
            movements.push(MovementRow {
                id: self.random.id(at),
                tenant_id: tx.tenant_id().uuid(),
                store_id: order.store_id,
                product_id: product_id.uuid(),
                order_id: Some(order.id),
                reason: "restoration",
                quantity: -quantity,
                moved_at: at,
            });
        }
        Ok(movements)
    }
}
