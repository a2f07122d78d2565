//! Moving an order along, back, or out.

use chrono::{DateTime, Utc};
use contract::{
    Problem,
    orders::{Answered, MoveOrder, OrderView},
    problem::{Code, FieldCode},
    session::Caller,
};
use domain::{
    audit::AuditAction,
    id::{OrderId, PaymentId, ProductId},
    order::{Lifecycle, Move, OrderEvent, PaymentEntry, Side, TransitionError},
    role::Role,
    subject::Subject,
};
use store::{
    TenantTx,
    orders::{MovementRow, OrderChange, OrderRecord, PaymentRow, stock_taken_in_tx},
};
use uuid::Uuid;

use super::{
    delete::refuse_deleted,
    reason::reason_of_move,
    view::{order_view, parse_lifecycle, parse_method},
    writer::{Desk, Outcome, Task, Waiting},
};
use crate::{
    Failure, Services,
    audit::{Deed, FieldChange, audit_row},
    events::log::About,
    failure::sentence,
    random::Random,
    text::Line,
};

/// Where an order is to go.
pub(super) struct Leg {
    to: Lifecycle,
    reason: Option<String>,
}

impl Leg {
    /// Whether the order gives back what it took from stock, and what was paid.
    pub(super) fn is_cancellation(&self) -> bool {
        self.to == Lifecycle::Cancelled
    }
}

impl Services {
    /// Moves an order. The store's writer moves one after the other: the second of two who press at once
    /// finds it moved and is told so, not refused.
    pub(crate) async fn move_order(
        &self,
        caller: &Caller,
        id: &str,
        command: MoveOrder,
    ) -> Result<OrderView, Problem> {
        let to: Lifecycle = command.status.parse().map_err(|_| unknown_status())?;
        let reason = reason_of_move(command.reason.as_deref())?.map(Line::into_string);
        let (order_id, store_id) = self.order_at(caller, id).await?;
        let task = Task::Move { order_id, leg: Leg { to, reason } };
        Ok(self.written(caller, store_id, None, task).await?.answer)
    }

    /// Movements that put back what the order took from counted stock.
    pub(super) async fn returns_in_tx(
        &self,
        tx: &mut TenantTx,
        order: &OrderRecord,
        reason: &'static str,
    ) -> Result<Vec<MovementRow>, Failure> {
        let taken = stock_taken_in_tx(tx, OrderId::from_uuid(order.id)).await?;
        Ok(returns(order, taken, reason, self.clock.now(), &self.random))
    }
}

impl Desk<'_> {
    /// Moves an order that whoever moves it may know of, or refuses it and adds nothing.
    pub(super) fn move_order(
        &mut self,
        waiting: &Waiting,
        order_id: Uuid,
        leg: &Leg,
    ) -> Result<Outcome, Failure> {
        // An order is changed once in a batch: nothing else of this one asks for it.
        let order = self.orders.remove(&order_id).ok_or(Failure::Gone("the order"))?;
        if let Err(problem) = refuse_deleted(&order) {
            return Ok(Err(problem));
        }
        let from = parse_lifecycle(&order.lifecycle)?;
        let is_paid = order.received - order.refunded > 0;
        let moved = match from.move_to(leg.to, waiting.caller.role, is_paid, leg.reason.as_deref()) {
            Ok(Move::Unchanged) => order,
            Ok(Move::Changed) => self.add_move(&waiting.caller, order, from, leg)?,
            Err(error) => return Ok(Err(transition_problem(error))),
        };
        let answer = order_view(self.keys, self.public_url, moved, self.now)?;
        Ok(Ok(Answered { answer, replayed: false }))
    }

    /// Adds a move with all that follows from it, and tells how the order then stands.
    fn add_move(
        &mut self,
        caller: &Caller,
        order: OrderRecord,
        from: Lifecycle,
        leg: &Leg,
    ) -> Result<OrderRecord, Failure> {
        let Leg { to, reason } = leg;
        let mut payments = Vec::new();
        if leg.is_cancellation() {
            payments = self.refunds(caller, &order)?;
            let taken = self.taken.remove(&order.id).unwrap_or_default();
            self.changes.movements.extend(returns(&order, taken, "cancellation", self.now, self.random));
        }
        let refunds = payments.iter().map(|row| {
            let payment_id = PaymentId::from_uuid(row.id);
            Ok(PaymentEntry { payment_id, method: parse_method(row.method)?, amount: row.amount })
        });
        let refunds = refunds.collect::<Result<Vec<_>, Failure>>()?;
        let refunded: i64 = payments.iter().map(|row| -row.amount).sum();
        let side = if caller.role == Role::App { Side::Customer } else { Side::Shop };
        let event = OrderEvent::StatusChanged { from, to: *to, reason: reason.clone(), refunds, side };
        let change = OrderChange {
            lifecycle: to.code().to_owned(),
            refunded: order.refunded + refunded,
            // What is cancelled is owed no longer.
            next_due_date: order.next_due_date.filter(|_| !leg.is_cancellation()),
            ..OrderChange::of(&order, caller.staff_id, self.now)
        };
        let about = About {
            event_id: self.random.id(self.now),
            subject: Subject::Order(OrderId::from_uuid(order.id)),
            version: change.version,
            actor: caller.staff_id,
            at: self.now,
        };
        let event = self.log.append(about, &event)?;
        let deed = Deed {
            action: AuditAction::Update,
            subject: "order",
            store_id: Some(order.store_id),
            order_id: Some(order.id),
            subject_id: None,
            customer_ids: order.customer_id.into_iter().collect(),
            changes: vec![FieldChange::open("status", from.code(), to.code())],
            key: None,
            reason: reason.clone(),
        };
        let audit = audit_row(self.keys, self.random, caller, self.now, deed)?;
        let moved = order.changed(&change, &payments, &caller.name);
        self.changes.changed.push(change);
        self.changes.payments.extend(payments);
        self.changes.events.push(event);
        self.changes.audit.push(audit);
        Ok(moved)
    }

    /// Entries that give back what the order's ledger still holds, by the way it came.
    fn refunds(&self, caller: &Caller, order: &OrderRecord) -> Result<Vec<PaymentRow>, Failure> {
        let mut held: Vec<(&'static str, i64)> = Vec::new();
        for entry in order.payments.iter() {
            let method = parse_method(&entry.method)?.code();
            match held.iter_mut().find(|(known, _)| *known == method) {
                Some((_, amount)) => *amount += entry.amount,
                None => held.push((method, entry.amount)),
            }
        }
        let refund = |(method, amount): (&'static str, i64)| PaymentRow {
            id: self.random.id(self.now),
            tenant_id: order.tenant_id,
            store_id: order.store_id,
            order_id: order.id,
            method,
            amount: -amount,
            tendered: None,
            business_day: self.today,
            paid_at: self.now,
            recorded_by: caller.staff_id.uuid(),
            sealed_note: None,
            order_version: order.version + 1,
            reverses: None,
        };
        Ok(held.into_iter().filter(|(_, amount)| *amount > 0).map(refund).collect())
    }
}

/// Movements that put back what an order took.
fn returns(
    order: &OrderRecord,
    taken: Vec<(ProductId, i64)>,
    reason: &'static str,
    now: DateTime<Utc>,
    random: &Random,
) -> Vec<MovementRow> {
    let put_back = taken.into_iter().map(|(product_id, quantity)| MovementRow {
        id: random.id(now),
        tenant_id: order.tenant_id,
        store_id: order.store_id,
        product_id: product_id.uuid(),
        order_id: Some(order.id),
        reason,
        quantity: -quantity,
        moved_at: now,
    });
    put_back.collect()
}

pub(super) fn unknown_status() -> Problem {
    Problem::invalid(
        "status",
        FieldCode::Unknown,
        "Status is draft, pending, processing, ready, completed or cancelled.",
    )
}

pub(super) fn transition_problem(error: TransitionError) -> Problem {
    match &error {
        TransitionError::NotAllowed { allowed, .. } => {
            let allowed: Vec<&str> = allowed.iter().map(|state| state.code()).collect();
            let next = if allowed.is_empty() { "nothing".to_owned() } else { allowed.join(" or ") };
            Problem::new(Code::InvalidTransition, sentence(&format!("{error}; from here it goes to {next}")))
                .with("allowed", allowed)
        }
        TransitionError::NotPermitted => Problem::forbidden(),
        TransitionError::ReasonMissing => Problem::invalid("reason", FieldCode::TooShort, sentence(&error)),
    }
}
