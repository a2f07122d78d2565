//! Entering payments into the ledger of an order that exists, and reversing wrong ones.
//!
//! The store's lock makes payers of one order queue, so that each sees the balance that the one
//! before left; the database refuses a ledger beyond the total whoever writes.

use chrono::{DateTime, TimeDelta, Utc};
use contract::{
    Problem,
    orders::{Answered, OrderView, RecordPayment, VoidPayment},
    session::Caller,
};
use domain::{
    audit::AuditAction,
    basket::MAX_NOTE,
    id::PaymentId,
    money::{MAX_AMOUNT, Money},
    order::{LedgerSums, MAX_REASON, MIN_REASON, OrderEvent, PaymentEntry},
    payment::{PaymentMethod, PaymentPlan},
};
use store::{
    Bytes, TenantTx, command_answers,
    keys::DataKeyRow,
    orders::{LockedStore, OrderChange, OrderChanges, OrderPayment, OrderRecord, PaymentRow, write_in_tx},
};

use super::{
    answers::CommandKey,
    delete::refuse_deleted,
    event_log::{EventLog, Subject},
    place::payment_problem,
    sealed::{person_key, seal_note},
    terms::stored_terms,
    view::{balance_due, order_view, parse_lifecycle, parse_method},
};
use crate::{
    Failure, Services,
    access::scope,
    audit::{Deed, FieldChange, audit_row},
    clock::business_day,
    failure::OrProblem,
    protection::{SecretKey, TenantKeys},
    tenants::parse_currency,
};

/// How far back a payment may be dated.
const MAX_AGE: TimeDelta = TimeDelta::days(366);
/// How far ahead the clock of whoever sends may be.
const CLOCK_TOLERANCE: TimeDelta = TimeDelta::minutes(5);

/// A payment whose fields are each right.
struct Checked {
    amount: i64,
    method: PaymentMethod,
    tendered: Option<i64>,
    paid_at: DateTime<Utc>,
    note: Option<String>,
}

/// What a change of the ledger says, besides its numbers.
struct LedgerChange {
    row: PaymentRow,
    event: OrderEvent,
    audit: Vec<FieldChange>,
    reason: Option<String>,
    data_keys: Vec<DataKeyRow>,
}

/// Where an entry is made, and by whom.
struct Books<'a> {
    caller: &'a Caller,
    store: &'a LockedStore,
    keys: &'a TenantKeys,
    /// What the command was sent with, if it is to be known again.
    key: Option<&'a CommandKey>,
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
        let mut tx = self.database.begin_by_key(&scope(caller)).await.or_problem()?;
        let (store, order) = self.locked_with_deleted_in_tx(&mut tx, id).await?;
        let keys = self.keyring.tenant_keys_in_tx(&mut tx).await.or_problem()?;
        if let Some(key) = &key {
            let stored = command_answers::answers_in_tx(&mut tx, std::slice::from_ref(&key.key)).await;
            if let Some(stored) = stored.or_problem()?.first() {
                return self.replay_in_tx(&mut tx, &keys, stored, &key.request_hash).await.or_problem()?;
            }
        }
        refuse_deleted(&order)?;
        self.check_balance(&order, &payment)?;
        if payment.note.is_some() && order.data_key_id.is_some() && order.wrapped_key.is_none() {
            let message = "The person of this order was erased, so nothing can be noted with it any more. \
                           Leave the note empty.";
            return Err(Problem::invalid("note", "erased", message));
        }
        let entry = self.payment_entry(caller, &store, &order, &keys, payment).or_problem()?;
        let books = Books { caller, store: &store, keys: &keys, key: key.as_ref() };
        let view = self.write_entry_in_tx(&mut tx, &books, order, entry).await.or_problem()?;
        tx.commit().await.or_problem()?;
        Ok(Answered { answer: view, replayed: false })
    }

    pub(super) async fn reverse_payment(
        &self,
        caller: &Caller,
        id: &str,
        payment: &str,
        command: VoidPayment,
    ) -> Result<OrderView, Problem> {
        let reason = reason_of(&command.reason)?;
        let payment_id: PaymentId = payment.parse().map_err(|_| Problem::not_found())?;
        let mut tx = self.database.begin_by_key(&scope(caller)).await.or_problem()?;
        let (store, order) = self.locked_order_in_tx(&mut tx, id).await?;
        let wrong = order.payments.iter().find(|entry| entry.id == payment_id.uuid());
        let wrong = wrong.ok_or_else(Problem::not_found)?;
        let is_reversed = order.payments.iter().any(|entry| entry.reverses == Some(wrong.id));
        let view = if is_reversed {
            self.view_in_tx(&mut tx, order).await.or_problem()?
        } else {
            check_reversal(&order, wrong)?;
            let keys = self.keyring.tenant_keys_in_tx(&mut tx).await.or_problem()?;
            let entry = self.reversal(caller, &store, &order, wrong, reason).or_problem()?;
            let books = Books { caller, store: &store, keys: &keys, key: None };
            self.write_entry_in_tx(&mut tx, &books, order, entry).await.or_problem()?
        };
        tx.commit().await.or_problem()?;
        Ok(view)
    }

    fn check_balance(&self, order: &OrderRecord, payment: &Checked) -> Result<(), Problem> {
        let lifecycle = parse_lifecycle(&order.lifecycle).or_problem()?;
        let ledger = LedgerSums { received: order.received, refunded: order.refunded };
        let due = balance_due(lifecycle, ledger, order.total);
        if due == 0 {
            return Err(Problem::new(
                409,
                "nothing_due",
                "Nothing is due for this order: no payment was entered.",
            )
            .with("balance_due", 0));
        }
        if payment.amount > due {
            let message = format!("Only {due} is still due. Enter that or less.");
            return Err(Problem::new(422, "exceeds_balance", message.clone())
                .at("amount", "exceeds_balance", message)
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

    fn payment_entry(
        &self,
        caller: &Caller,
        store: &LockedStore,
        order: &OrderRecord,
        keys: &TenantKeys,
        payment: Checked,
    ) -> Result<LedgerChange, Failure> {
        let id = self.random.id(self.clock.now());
        let (mut data_keys, mut sealed_note) = (Vec::new(), None);
        if let Some(note) = &payment.note {
            let (key, new_key) = self.note_key(keys, order)?;
            data_keys.extend(new_key);
            sealed_note = Some(Bytes(seal_note(&key, id, note, &self.random)?));
        }
        let day = business_day(&store.time_zone, store.day_cutoff_minutes, payment.paid_at)?;
        let row = PaymentRow {
            id,
            tenant_id: caller.tenant_id.uuid(),
            store_id: order.store_id,
            order_id: order.id,
            method: payment.method.code(),
            amount: payment.amount,
            tendered: payment.tendered,
            business_day: day.0,
            paid_at: payment.paid_at,
            recorded_by: caller.staff_id.uuid(),
            sealed_note,
            order_version: order.version + 1,
            reverses: None,
        };
        let entry = PaymentEntry {
            payment_id: PaymentId::from_uuid(id),
            method: payment.method,
            amount: payment.amount,
        };
        let mut audit = vec![
            FieldChange::open("payment.method", serde_json::Value::Null, payment.method.code()),
            FieldChange::open("payment.amount", serde_json::Value::Null, payment.amount),
        ];
        if payment.note.is_some() {
            audit.push(FieldChange::protected("payment.note", None, payment.note.as_deref()));
        }
        let event = OrderEvent::PaymentReceived { payment: entry };
        Ok(LedgerChange { row, event, audit, reason: None, data_keys })
    }

    fn reversal(
        &self,
        caller: &Caller,
        store: &LockedStore,
        order: &OrderRecord,
        wrong: &OrderPayment,
        reason: String,
    ) -> Result<LedgerChange, Failure> {
        let at = self.clock.now();
        let method = parse_method(&wrong.method)?;
        let row = PaymentRow {
            id: self.random.id(at),
            tenant_id: caller.tenant_id.uuid(),
            store_id: order.store_id,
            order_id: order.id,
            method: method.code(),
            amount: -wrong.amount,
            tendered: None,
            business_day: business_day(&store.time_zone, store.day_cutoff_minutes, at)?.0,
            paid_at: at,
            recorded_by: caller.staff_id.uuid(),
            sealed_note: None,
            order_version: order.version + 1,
            reverses: Some(wrong.id),
        };
        let payment =
            PaymentEntry { payment_id: PaymentId::from_uuid(row.id), method, amount: -wrong.amount };
        let reverses = PaymentId::from_uuid(wrong.id);
        let audit = vec![
            FieldChange::open("payment.reverses", serde_json::Value::Null, reverses.to_string()),
            FieldChange::open("payment.amount", wrong.amount, 0),
        ];
        let event = OrderEvent::PaymentVoided { reverses, payment, reason: reason.clone() };
        Ok(LedgerChange { row, event, audit, reason: Some(reason), data_keys: Vec::new() })
    }

    /// The key that seals notes of an order, and its row if it had to be made.
    fn note_key(
        &self,
        keys: &TenantKeys,
        order: &OrderRecord,
    ) -> Result<(SecretKey, Option<DataKeyRow>), Failure> {
        if let Some(key) = person_key(keys, order.data_key_id, order.wrapped_key.as_deref())? {
            return Ok((key, None));
        }
        let id = self.random.id(self.clock.now());
        let (key, wrapped) = keys.new_person_key(id, &self.random)?;
        let row = DataKeyRow { id, tenant_id: order.tenant_id, wrapped: Bytes(wrapped), destroyed_at: None };
        Ok((key, Some(row)))
    }

    /// Writes an entry with all that follows from it, and tells how the order then stands. The store is
    /// locked for as long as this takes, so everything goes to the database at once.
    async fn write_entry_in_tx(
        &self,
        tx: &mut TenantTx,
        books: &Books<'_>,
        mut order: OrderRecord,
        entry: LedgerChange,
    ) -> Result<OrderView, Failure> {
        let Books { caller, keys, .. } = *books;
        let at = self.clock.now();
        let received = order.received + entry.row.amount;
        let currency = parse_currency(&order.currency)?;
        let held = Money::new(received - order.refunded, currency)?;
        let next_due_date = match &order.terms {
            Some(record) => stored_terms(record, currency)?.0.next_due(held),
            None => None,
        };
        let person = person_key(keys, order.data_key_id, order.wrapped_key.as_deref())?;
        let mut changes =
            vec![FieldChange::open("amount_paid", order.received - order.refunded, held.amount())];
        changes.extend(entry.audit);
        let deed = Deed {
            action: AuditAction::Payment,
            subject: "order",
            store_id: Some(order.store_id),
            order_id: Some(order.id),
            customer_ids: order.customer_id.into_iter().collect(),
            changes,
            key: order.data_key_id.zip(person.as_ref()),
            reason: entry.reason,
        };
        let audit = audit_row(keys, &self.random, caller, at, deed)?;
        if let Some(new_key) = entry.data_keys.first() {
            order.data_key_id = Some(new_key.id);
            order.wrapped_key = Some(new_key.wrapped.0.clone());
        }
        let change = OrderChange { received, next_due_date, ..OrderChange::of(&order, caller.staff_id, at) };
        let subject = Subject {
            event_id: self.random.id(at),
            order_id: order.id,
            version: change.version,
            actor: caller.staff_id,
            at,
        };
        let event = EventLog::of(caller.tenant_id.uuid(), books.store).append(&subject, &entry.event)?;
        let order = order.changed(&change, std::slice::from_ref(&entry.row), &caller.name);
        let person = person_key(keys, order.data_key_id, order.wrapped_key.as_deref())?;
        let view = order_view(keys, &self.public_url, order, at)?;
        let seal_with = person.as_ref().unwrap_or(keys.answers());
        let tenant_id = caller.tenant_id.uuid();
        let answer = books.key.map(|key| key.answer_row(tenant_id, seal_with, &view, at, &self.random));
        let changes = OrderChanges {
            data_keys: entry.data_keys,
            changed: vec![change],
            payments: vec![entry.row],
            events: vec![event],
            answers: answer.transpose()?.into_iter().collect(),
            audit: vec![audit],
            ..OrderChanges::default()
        };
        write_in_tx(tx, books.store.id(), &changes).await?;
        Ok(view)
    }
}

fn check(command: RecordPayment, now: DateTime<Utc>) -> Result<Checked, Problem> {
    if !(1..=MAX_AMOUNT).contains(&command.amount) {
        return Err(Problem::invalid("amount", "out_of_range", "Enter an amount above 0."));
    }
    let method = PaymentMethod::from_code(&command.method).ok_or_else(|| {
        Problem::invalid("method", "unknown", "Pay by cash, card, bank_transfer, check or other.")
    })?;
    if command.tendered.is_some_and(|tendered| !(0..=MAX_AMOUNT).contains(&tendered)) {
        return Err(Problem::invalid("tendered", "out_of_range", "Enter an amount of 0 or more."));
    }
    let paid_at = command.paid_at.unwrap_or(now);
    if paid_at > now + CLOCK_TOLERANCE || paid_at < now - MAX_AGE {
        let message = "Enter a time that is past, and not more than a year ago.";
        return Err(Problem::invalid("paid_at", "out_of_range", message));
    }
    let note = command.note.map(|note| note.trim().to_owned()).filter(|note| !note.is_empty());
    if note.as_ref().is_some_and(|note| note.chars().count() > MAX_NOTE) {
        let message = format!("Write at most {MAX_NOTE} characters.");
        return Err(Problem::invalid("note", "too_long", message));
    }
    // The database keeps microseconds; what is hashed must be what is stored.
    let paid_at = chrono::DurationRound::duration_trunc(paid_at.min(now), TimeDelta::microseconds(1));
    let paid_at = paid_at.map_err(|_| Problem::invalid("paid_at", "invalid", "Enter another time."))?;
    Ok(Checked { amount: command.amount, method, tendered: command.tendered, paid_at, note })
}

/// A reason that somebody had to give, checked.
pub(crate) fn reason_of(typed: &str) -> Result<String, Problem> {
    let reason = typed.trim();
    if reason.chars().count() < MIN_REASON || reason.chars().count() > MAX_REASON {
        let message = format!("Say why in {MIN_REASON} to {MAX_REASON} characters.");
        return Err(Problem::invalid("reason", "too_short", message));
    }
    if reason.contains('\0') {
        let message = "Type this again: it holds a character that can't be stored.";
        return Err(Problem::invalid("reason", "unreadable", message));
    }
    Ok(reason.to_owned())
}

fn check_reversal(order: &OrderRecord, wrong: &OrderPayment) -> Result<(), Problem> {
    if wrong.amount < 0 {
        let detail = "Only what was received can be reversed. Enter a new payment instead.";
        return Err(Problem::new(409, "not_reversible", detail));
    }
    if order.refunded > 0 || order.lifecycle == "cancelled" {
        let detail = "Money of this order was given back already: its payments stay as they are.";
        return Err(Problem::new(409, "already_refunded", detail));
    }
    Ok(())
}
