//! Moving an order along, back, or out.

use contract::{
    Problem,
    orders::{MoveOrder, OrderView},
    session::Caller,
};
use domain::{
    audit::AuditAction,
    id::{OrderId, PaymentId},
    order::{Lifecycle, MAX_REASON, Move, OrderEvent, PaymentEntry, Side, TransitionError},
    role::Role,
};
use store::{
    TenantTx,
    orders::{
        LockedStore, MovementRow, OrderChange, OrderChanges, OrderRecord, PaymentRow, stock_taken_in_tx,
        write_in_tx,
    },
};

use super::{
    event_log::{EventLog, Subject},
    view::{parse_lifecycle, parse_method},
};
use crate::{
    Failure, Services,
    access::scope,
    audit::{Deed, FieldChange, audit_row},
    clock::business_day,
    failure::{OrProblem, sentence},
};

impl Services {
    /// Moves an order. The store's lock makes movers of one order queue: the second of two who
    /// press at once finds it moved and is told so, not refused.
    pub(crate) async fn move_order(
        &self,
        caller: &Caller,
        id: &str,
        command: MoveOrder,
    ) -> Result<OrderView, Problem> {
        let to: Lifecycle = command.status.parse().map_err(|_| unknown_status())?;
        let reason = reason_of_move(command.reason)?;
        let mut tx = self.database.begin_by_key(&scope(caller)).await.or_problem()?;
        let (store, order) = self.locked_order_in_tx(&mut tx, id).await?;
        let from = parse_lifecycle(&order.lifecycle).or_problem()?;
        let is_paid = order.received - order.refunded > 0;
        let moved = match from.move_to(to, caller.role, is_paid, reason.as_deref()) {
            Ok(Move::Unchanged) => order,
            Ok(Move::Changed) => {
                self.change_in_tx(&mut tx, caller, &store, order, to, reason).await.or_problem()?
            }
            Err(error) => return Err(transition_problem(error)),
        };
        let view = self.view_in_tx(&mut tx, moved).await.or_problem()?;
        tx.commit().await.or_problem()?;
        Ok(view)
    }

    /// Moves an order and tells how it then stands.
    async fn change_in_tx(
        &self,
        tx: &mut TenantTx,
        caller: &Caller,
        store: &LockedStore,
        order: OrderRecord,
        to: Lifecycle,
        reason: Option<String>,
    ) -> Result<OrderRecord, Failure> {
        let from = parse_lifecycle(&order.lifecycle)?;
        let at = self.clock.now();
        let (mut payments, mut movements) = (Vec::new(), Vec::new());
        if to == Lifecycle::Cancelled {
            payments = self.refunds(caller, store, &order)?;
            movements = self.returns_in_tx(tx, &order, "cancellation").await?;
        }
        let refunds = payments.iter().map(|row| {
            let payment_id = PaymentId::from_uuid(row.id);
            Ok(PaymentEntry { payment_id, method: parse_method(row.method)?, amount: row.amount })
        });
        let refunds = refunds.collect::<Result<Vec<_>, Failure>>()?;
        let refunded: i64 = payments.iter().map(|row| -row.amount).sum();
        let version = order.version + 1;
        let side = if caller.role == Role::App { Side::Customer } else { Side::Shop };
        let event = OrderEvent::StatusChanged { from, to, reason: reason.clone(), refunds, side };
        let subject =
            Subject { event_id: self.random.id(at), order_id: order.id, version, actor: caller.staff_id, at };
        let row = EventLog::of(caller.tenant_id.uuid(), store).append(&subject, &event)?;
        let change = OrderChange {
            lifecycle: to.code().to_owned(),
            refunded: order.refunded + refunded,
            // What is cancelled is owed no longer.
            next_due_date: order.next_due_date.filter(|_| to != Lifecycle::Cancelled),
            ..OrderChange::of(&order, caller.staff_id, at)
        };
        let keys = self.keyring.tenant_keys_in_tx(tx).await?;
        let deed = Deed {
            action: AuditAction::Update,
            subject: "order",
            store_id: Some(order.store_id),
            order_id: Some(order.id),
            customer_ids: order.customer_id.into_iter().collect(),
            changes: vec![FieldChange::open("status", from.code(), to.code())],
            key: None,
            reason: reason.clone(),
        };
        let audit = audit_row(&keys, &self.random, caller, at, deed)?;
        let moved = order.changed(&change, &payments, &caller.name);
        let changes = OrderChanges {
            changed: vec![change],
            payments,
            movements,
            events: vec![row],
            audit: vec![audit],
            ..OrderChanges::default()
        };
        write_in_tx(tx, store.id(), &changes).await?;
        Ok(moved)
    }

    /// Entries that give back what the order's ledger still holds, by the way it came.
    fn refunds(
        &self,
        caller: &Caller,
        store: &LockedStore,
        order: &OrderRecord,
    ) -> Result<Vec<PaymentRow>, Failure> {
        let at = self.clock.now();
        let day = business_day(&store.time_zone, store.day_cutoff_minutes, at)?;
        let mut held: Vec<(&'static str, i64)> = Vec::new();
        for entry in order.payments.iter() {
            let method = parse_method(&entry.method)?.code();
            match held.iter_mut().find(|(known, _)| *known == method) {
                Some((_, amount)) => *amount += entry.amount,
                None => held.push((method, entry.amount)),
            }
        }
        let refund = |(method, amount): (&'static str, i64)| PaymentRow {
            id: self.random.id(at),
            tenant_id: caller.tenant_id.uuid(),
            store_id: order.store_id,
            order_id: order.id,
            method,
            amount: -amount,
            tendered: None,
            business_day: day.0,
            paid_at: at,
            recorded_by: caller.staff_id.uuid(),
            sealed_note: None,
            order_version: order.version + 1,
            reverses: None,
        };
        Ok(held.into_iter().filter(|(_, amount)| *amount > 0).map(refund).collect())
    }

    /// Movements that put back what the order took from counted stock.
    pub(super) async fn returns_in_tx(
        &self,
        tx: &mut TenantTx,
        order: &OrderRecord,
        reason: &'static str,
    ) -> Result<Vec<MovementRow>, Failure> {
        let at = self.clock.now();
        let taken = stock_taken_in_tx(tx, OrderId::from_uuid(order.id)).await?;
        let tenant_id = tx.tenant_id().uuid();
        let put_back = taken.into_iter().map(|(product_id, quantity)| MovementRow {
            id: self.random.id(at),
            tenant_id,
            store_id: order.store_id,
            product_id: product_id.uuid(),
            order_id: Some(order.id),
            reason,
            quantity: -quantity,
            moved_at: at,
        });
        Ok(put_back.collect())
    }
}

/// A reason as it is kept; none if nothing was said.
pub(super) fn reason_of_move(reason: Option<String>) -> Result<Option<String>, Problem> {
    let reason = reason.map(|reason| reason.trim().to_owned()).filter(|reason| !reason.is_empty());
    if reason.as_ref().is_some_and(|reason| reason.chars().count() > MAX_REASON) {
        let message = format!("Say why in at most {MAX_REASON} characters.");
        return Err(Problem::invalid("reason", "too_long", message));
    }
    if reason.as_ref().is_some_and(|reason| reason.contains('\0')) {
        let message = "Type this again: it holds a character that can't be stored.";
        return Err(Problem::invalid("reason", "unreadable", message));
    }
    Ok(reason)
}

pub(super) fn unknown_status() -> Problem {
    Problem::invalid(
        "status",
        "unknown",
        "Status is draft, pending, processing, ready, completed or cancelled.",
    )
}

pub(super) fn transition_problem(error: TransitionError) -> Problem {
    match &error {
        TransitionError::NotAllowed { allowed, .. } => {
            let allowed: Vec<&str> = allowed.iter().map(|state| state.code()).collect();
            let next = if allowed.is_empty() { "nothing".to_owned() } else { allowed.join(" or ") };
            Problem::new(
                400,
                "invalid_transition",
                sentence(&format!("{error}; from here it goes to {next}")),
            )
            .with("allowed", allowed)
        }
        TransitionError::NotPermitted => Problem::forbidden(),
        TransitionError::ReasonMissing => Problem::invalid("reason", "too_short", sentence(&error)),
    }
}
