//! Entering payments into the ledger of an order that exists, and reversing wrong ones.
//!
//! The store's writer carries payments out one after the other, so each sees the balance that the one
//! before left; the database refuses a ledger beyond the total whoever writes.

mod entry;

use chrono::{DateTime, TimeDelta, Utc};
use contract::{
    Problem,
    orders::{Answered, OrderView, RecordPayment, VoidPayment},
    problem::{Code, FieldCode},
    session::Caller,
};
use domain::{
    basket::MAX_NOTE,
    calendar::Timestamp,
    id::PaymentId,
    money::{MAX_AMOUNT, Money},
    order::LedgerSums,
    payment::{PaymentMethod, PaymentPlan},
};
use store::orders::{OrderChanges, OrderPayment, OrderRecord, write_in_tx};
use uuid::Uuid;

use self::entry::Books;
use super::{
    answers::CommandKey,
    delete::refuse_deleted,
    place::payment_problem,
    reason::reason_of,
    view::{balance_due, parse_lifecycle},
    writer::{Desk, Identity, Outcome, Task, Waiting},
};
use crate::{
    events::log::EventLog,
    {Failure, Services, access::scope, failure::OrProblem, tenants::parse_currency, text::Note},
};

/// How far back a payment may be dated.
const MAX_AGE: TimeDelta = TimeDelta::days(366);
/// How far ahead the clock of whoever sends may be.
const CLOCK_TOLERANCE: TimeDelta = TimeDelta::minutes(5);

/// A payment whose fields are each right.
pub(super) struct Payment {
    amount: i64,
    method: PaymentMethod,
    tendered: Option<i64>,
    paid_at: DateTime<Utc>,
    note: Option<Note>,
}

impl Services {
    pub(super) async fn record_payment(
        &self,
        caller: &Caller,
        key: Option<String>,
        id: &str,
        command: RecordPayment,
    ) -> Result<Answered<OrderView>, Problem> {
        let key = CommandKey::of(key, &(id, &command))?;
        let payment = check(command, self.clock.now())?;
        let (order_id, store_id) = self.order_at(caller, id).await?;
        let task = Task::Pay { order_id, payment };
        self.written(caller, store_id, key.map(Identity::Key), task).await
    }

    pub(super) async fn reverse_payment(
        &self,
        caller: &Caller,
        id: &str,
        payment: &str,
        command: VoidPayment,
    ) -> Result<OrderView, Problem> {
        let reason = reason_of(&command.reason)?.into_string();
        let payment_id: PaymentId = payment.parse().map_err(|_| Problem::not_found())?;
        let mut tx = self.database.begin_by_key(&scope(caller)).await.or_problem()?;
        let (store, order) = self.locked_order_in_tx(&mut tx, id).await?;
        let wrong = order.payments.iter().find(|entry| entry.id == payment_id.uuid()).cloned();
        let wrong = wrong.ok_or_else(Problem::not_found)?;
        let is_reversed = order.payments.iter().any(|entry| entry.reverses == Some(wrong.id));
        let view = if is_reversed {
            self.view_in_tx(&mut tx, order).await.or_problem()?
        } else {
            check_reversal(&order, &wrong)?;
            let keys = self.keyring.tenant_keys_in_tx(&mut tx).await.or_problem()?;
            let mut log = EventLog::of_store(caller.tenant_id, &store);
            let mut changes = OrderChanges::default();
            let mut books = Books {
                caller,
                key: None,
                now: self.clock.now(),
                random: &self.random,
                keys: &keys,
                public_url: &self.public_url,
                store: &store,
                log: &mut log,
                changes: &mut changes,
            };
            let view = books.reverse(order, &wrong, reason).or_problem()?;
            write_in_tx(&mut tx, store.id(), &changes).await.or_problem()?;
            view
        };
        tx.commit().await.or_problem()?;
        Ok(view)
    }
}

impl Desk<'_> {
    /// Enters a payment of an order that whoever pays may know of, or refuses it and adds nothing.
    pub(super) fn pay(
        &mut self,
        waiting: &Waiting,
        order_id: Uuid,
        payment: &Payment,
    ) -> Result<Outcome, Failure> {
        // An order is changed once in a batch: nothing else of this one asks for it.
        let order = self.orders.remove(&order_id).ok_or(Failure::Gone("the order"))?;
        if let Err(problem) = check_payable(&order, payment) {
            return Ok(Err(problem));
        }
        let key = match &waiting.identity {
            Some(Identity::Key(key)) => Some(key),
            _ => None,
        };
        let mut books = Books {
            caller: &waiting.caller,
            key,
            now: self.now,
            random: self.random,
            keys: self.keys,
            public_url: self.public_url,
            store: self.store,
            log: &mut self.log,
            changes: &mut self.changes,
        };
        let answer = books.enter(order, payment)?;
        Ok(Ok(Answered { answer, replayed: false }))
    }
}

/// Refuses a payment that the order, as it stands, doesn't take.
fn check_payable(order: &OrderRecord, payment: &Payment) -> Result<(), Problem> {
    refuse_deleted(order)?;
    check_balance(order, payment)?;
    if payment.note.is_some() && order.data_key_id.is_some() && order.wrapped_key.is_none() {
        let message = "The person of this order was erased, so nothing can be noted with it any more. \
                       Leave the note empty.";
        return Err(Problem::invalid("note", FieldCode::Erased, message));
    }
    Ok(())
}

fn check_balance(order: &OrderRecord, payment: &Payment) -> Result<(), Problem> {
    let lifecycle = parse_lifecycle(&order.lifecycle).or_problem()?;
    let ledger = LedgerSums { received: order.received, refunded: order.refunded };
    let due = balance_due(lifecycle, ledger, order.total);
    if due == 0 {
        return Err(Problem::new(Code::NothingDue, "Nothing is due for this order: no payment was entered.")
            .with("balance_due", 0));
    }
    if payment.amount > due {
        let message = format!("Only {due} is still due. Enter that or less.");
        return Err(Problem::new(Code::ExceedsBalance, message.clone())
            .at("amount", FieldCode::ExceedsBalance, message)
            .with("balance_due", due));
    }
    let currency = parse_currency(&order.currency).or_problem()?;
    let money = |amount| Money::new(amount, currency).or_problem();
    let plan =
        PaymentPlan::Full { method: payment.method, tendered: payment.tendered.map(money).transpose()? };
    plan.settle(money(payment.amount)?).map(|_| ()).map_err(|error| {
        let problem = payment_problem(error);
        let errors = problem.errors.clone().into_iter().map(|mut wrong| {
            wrong.field = wrong.field.trim_start_matches("payment.").to_owned();
            wrong
        });
        Problem { errors: errors.collect(), ..problem }
    })
}

pub(super) fn check(command: RecordPayment, now: DateTime<Utc>) -> Result<Payment, Problem> {
    if !(1..=MAX_AMOUNT).contains(&command.amount) {
        return Err(Problem::invalid("amount", FieldCode::OutOfRange, "Enter an amount above 0."));
    }
    let method = PaymentMethod::from_code(&command.method).ok_or_else(|| {
        Problem::invalid("method", FieldCode::Unknown, "Pay by cash, card, bank_transfer, check or other.")
    })?;
    if command.tendered.is_some_and(|tendered| !(0..=MAX_AMOUNT).contains(&tendered)) {
        return Err(Problem::invalid("tendered", FieldCode::OutOfRange, "Enter an amount of 0 or more."));
    }
    let paid_at = command.paid_at.map_or(now, Timestamp::instant);
    if paid_at > now + CLOCK_TOLERANCE || paid_at < now - MAX_AGE {
        let message = "Enter a time that is past, and not more than a year ago.";
        return Err(Problem::invalid("paid_at", FieldCode::OutOfRange, message));
    }
    let note = Note::read(&command.note.unwrap_or_default(), MAX_NOTE).map_err(|fault| fault.at("note"))?;
    // The database keeps microseconds; what is hashed must be what is stored.
    let paid_at = chrono::DurationRound::duration_trunc(paid_at.min(now), TimeDelta::microseconds(1));
    let paid_at =
        paid_at.map_err(|_| Problem::invalid("paid_at", FieldCode::Invalid, "Enter another time."))?;
    Ok(Payment { amount: command.amount, method, tendered: command.tendered, paid_at, note })
}

fn check_reversal(order: &OrderRecord, wrong: &OrderPayment) -> Result<(), Problem> {
    if wrong.amount < 0 {
        let detail = "Only what was received can be reversed. Enter a new payment instead.";
        return Err(Problem::new(Code::NotReversible, detail));
    }
    if order.refunded > 0 || order.lifecycle == "cancelled" {
        let detail = "Money of this order was given back already: its payments stay as they are.";
        return Err(Problem::new(Code::AlreadyRefunded, detail));
    }
    Ok(())
}
