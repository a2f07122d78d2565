//! An entry of the ledger, and all that is written with it.

use chrono::{DateTime, Utc};
use contract::{orders::OrderView, session::Caller};
use domain::{
    audit::AuditAction,
    id::{OrderId, PaymentId},
    money::Money,
    order::{OrderEvent, PaymentEntry},
    subject::Subject,
};
use store::{
    Bytes,
    keys::DataKeyRow,
    orders::{LockedStore, OrderChange, OrderChanges, OrderPayment, OrderRecord, PaymentRow},
};

use super::Payment;
use crate::{
    Failure,
    audit::{Deed, FieldChange, audit_row},
    clock::business_day,
    events::log::{About, EventLog},
    orders::{
        answers::CommandKey,
        sealed::{person_key, seal_note},
        terms::stored_terms,
        view::{order_view, parse_method},
    },
    protection::{SecretKey, TenantKeys},
    random::Random,
    tenants::parse_currency,
    text::Note,
};

/// Where entries are made, by whom, and what will be written of them.
pub(super) struct Books<'a> {
    pub(super) caller: &'a Caller,
    /// What the command was sent with, if it is to be known again.
    pub(super) key: Option<&'a CommandKey>,
    pub(super) now: DateTime<Utc>,
    pub(super) random: &'a Random,
    pub(super) keys: &'a TenantKeys,
    pub(super) public_url: &'a str,
    pub(super) store: &'a LockedStore,
    pub(super) log: &'a mut EventLog,
    pub(super) changes: &'a mut OrderChanges,
}

/// What a change of the ledger says, besides its numbers.
struct Entry {
    row: PaymentRow,
    event: OrderEvent,
    audit: Vec<FieldChange>,
    reason: Option<String>,
    new_key: Option<DataKeyRow>,
}

impl Books<'_> {
    /// Enters a payment that the order takes, and tells how the order then stands.
    pub(super) fn enter(&mut self, order: OrderRecord, payment: &Payment) -> Result<OrderView, Failure> {
        let id = self.random.id(self.now);
        let (mut new_key, mut sealed_note) = (None, None);
        if let Some(note) = &payment.note {
            let (key, row) = self.note_key(&order)?;
            new_key = row;
            sealed_note = Some(Bytes(seal_note(&key, id, note.as_str(), self.random)?));
        }
        let day = business_day(&self.store.time_zone, self.store.day_cutoff_minutes, payment.paid_at)?;
        let row = PaymentRow {
            id,
            tenant_id: order.tenant_id,
            store_id: order.store_id,
            order_id: order.id,
            method: payment.method.code(),
            amount: payment.amount,
            tendered: payment.tendered,
            business_day: day.0,
            paid_at: payment.paid_at,
            recorded_by: self.caller.staff_id.uuid(),
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
            audit.push(FieldChange::protected("payment.note", None, payment.note.as_ref().map(Note::as_str)));
        }
        let event = OrderEvent::PaymentReceived { payment: entry };
        self.add(order, Entry { row, event, audit, reason: None, new_key })
    }

    /// Enters the reversal of an entry, and tells how the order then stands.
    pub(super) fn reverse(
        &mut self,
        order: OrderRecord,
        wrong: &OrderPayment,
        reason: String,
    ) -> Result<OrderView, Failure> {
        let method = parse_method(&wrong.method)?;
        let row = PaymentRow {
            id: self.random.id(self.now),
            tenant_id: order.tenant_id,
            store_id: order.store_id,
            order_id: order.id,
            method: method.code(),
            amount: -wrong.amount,
            tendered: None,
            business_day: business_day(&self.store.time_zone, self.store.day_cutoff_minutes, self.now)?.0,
            paid_at: self.now,
            recorded_by: self.caller.staff_id.uuid(),
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
        self.add(order, Entry { row, event, audit, reason: Some(reason), new_key: None })
    }

    /// The key that seals notes of an order, and its row if it had to be made.
    fn note_key(&self, order: &OrderRecord) -> Result<(SecretKey, Option<DataKeyRow>), Failure> {
        if let Some(key) = person_key(self.keys, order.data_key_id, order.wrapped_key.as_deref())? {
            return Ok((key, None));
        }
        let id = self.random.id(self.now);
        let (key, wrapped) = self.keys.new_person_key(id, self.random)?;
        let row = DataKeyRow { id, tenant_id: order.tenant_id, wrapped: Bytes(wrapped), destroyed_at: None };
        Ok((key, Some(row)))
    }

    /// Adds an entry with all that follows from it, and tells how the order then stands.
    fn add(&mut self, mut order: OrderRecord, entry: Entry) -> Result<OrderView, Failure> {
        let Self { caller, keys, random, now, .. } = *self;
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
            subject_id: None,
            customer_ids: order.customer_id.into_iter().collect(),
            changes,
            key: order.data_key_id.zip(person.as_ref()),
            reason: entry.reason,
        };
        let audit = audit_row(keys, random, caller, now, deed)?;
        if let Some(new_key) = &entry.new_key {
            order.data_key_id = Some(new_key.id);
            order.wrapped_key = Some(new_key.wrapped.0.clone());
        }
        let change = OrderChange { received, next_due_date, ..OrderChange::of(&order, caller.staff_id, now) };
        let about = About {
            event_id: random.id(now),
            subject: Subject::Order(OrderId::from_uuid(order.id)),
            version: change.version,
            actor: caller.staff_id,
            at: now,
        };
        let event = self.log.append(about, &entry.event)?;
        let order = order.changed(&change, std::slice::from_ref(&entry.row), &caller.name);
        let person = person_key(keys, order.data_key_id, order.wrapped_key.as_deref())?;
        let tenant_id = order.tenant_id;
        let view = order_view(keys, self.public_url, order, now)?;
        if let Some(key) = self.key {
            let seal_with = person.as_ref().unwrap_or(keys.answers());
            self.changes.answers.push(key.answer_row(tenant_id, seal_with, &view, now, random)?);
        }
        self.changes.data_keys.extend(entry.new_key);
        self.changes.changed.push(change);
        self.changes.payments.push(entry.row);
        self.changes.events.push(event);
        self.changes.audit.push(audit);
        Ok(view)
    }
}
