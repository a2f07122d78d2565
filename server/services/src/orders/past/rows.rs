//! The rows of a past order.

use std::collections::HashMap;

use chrono::{DateTime, NaiveDate, NaiveTime, TimeDelta, Utc};
use domain::{
    audit::AuditAction,
    basket::{Item, Line},
    id::{CustomerId, LineId, OrderId, PaymentId, StaffId, TenantId},
    order::{Channel, Lifecycle, OrderEvent, PaymentEntry, PlacedLine, PlacedOrder, Reference},
    payment::PaymentMethod,
    subject::Subject,
    tax::TaxMode,
};
use store::{
    Bytes,
    customers::CustomerRecord,
    keys::DataKeyRow,
    orders::{ImportedOrderRow, LineRow, LockedStore, NewOrderRow, OrderChanges, PaymentRow},
};
use uuid::Uuid;

use super::{Known, read::PastOrder};
use crate::{
    Failure,
    audit::{Actor, Deed, FieldChange, audit_row},
    clock::{business_day, local_time},
    events::log::{About, EventLog},
    orders::sealed::{person_key, seal_note},
    protection::{SecretKey, TenantKeys, sha256},
    random::Random,
};

/// What the audit trail calls the caller of an import.
const ORIGIN: &str = "kedai import";

/// Past orders on their way into a locked store.
pub(super) struct Entering<'a> {
    pub(super) now: DateTime<Utc>,
    pub(super) random: &'a Random,
    pub(super) keys: &'a TenantKeys,
    pub(super) tenant_id: TenantId,
    pub(super) store: &'a LockedStore,
    /// Stands as who recorded it: whoever did is in no file.
    pub(super) owner: StaffId,
    pub(super) known: &'a Known,
    pub(super) log: EventLog,
    pub(super) changes: OrderChanges,
    pub(super) numbers: Vec<ImportedOrderRow>,
    /// How many orders of a day there were so far.
    pub(super) of_day: HashMap<NaiveDate, i64>,
}

/// An order's ids and instants, and who bought.
struct Entry<'a> {
    order_id: Uuid,
    placed_at: DateTime<Utc>,
    business_day: NaiveDate,
    customer: Option<&'a CustomerRecord>,
    key: (Uuid, SecretKey),
    line_ids: Vec<LineId>,
    payment_id: PaymentId,
}

impl Entering<'_> {
    /// Adds an order's rows.
    pub(super) fn add(&mut self, order: &PastOrder, reference: Reference) -> Result<(), Failure> {
        let placed_at = self.placed_at(order.placed_on)?;
        let customer = order.customer.as_ref().and_then(|code| self.known.customers.get(code));
        let entry = Entry {
            order_id: self.random.id(self.now),
            placed_at,
            business_day: business_day(&self.store.time_zone, self.store.day_cutoff_minutes, placed_at)?.0,
            customer,
            key: self.key(customer)?,
            line_ids: order.lines.iter().map(|_| LineId::from_uuid(self.random.id(self.now))).collect(),
            payment_id: PaymentId::from_uuid(self.random.id(self.now)),
        };
        self.add_rows(order, reference, &entry)?;
        self.add_event(order, reference, &entry)?;
        self.add_audit(order, &entry)?;
        self.numbers.push(ImportedOrderRow {
            store_id: self.store.id().uuid(),
            number: order.number.clone(),
            tenant_id: self.tenant_id.uuid(),
            order_id: entry.order_id,
            imported_at: self.now,
        });
        Ok(())
    }

    /// The file knows the day only: noon there, which no end of a trading day moves to another, and a
    /// second later for each order of that day, so that they stay in the file's order.
    fn placed_at(&mut self, day: NaiveDate) -> Result<DateTime<Utc>, Failure> {
        let place = self.of_day.entry(day).or_insert(0);
        let noon = NaiveTime::from_hms_opt(12, 0, 0).unwrap_or_default();
        let at = local_time(&self.store.time_zone, day.and_time(noon))? + TimeDelta::seconds(*place);
        *place += 1;
        Ok(at)
    }

    /// The key that seals the note: the customer's, or one of the order's own.
    fn key(&mut self, customer: Option<&CustomerRecord>) -> Result<(Uuid, SecretKey), Failure> {
        if let Some(customer) = customer {
            let key = person_key(self.keys, Some(customer.data_key_id), customer.wrapped_key.as_deref())?;
            return Ok((customer.data_key_id, key.ok_or(Failure::Gone("an erased customer"))?));
        }
        let id = self.random.id(self.now);
        let (key, wrapped) = self.keys.new_person_key(id, self.random)?;
        let tenant_id = self.tenant_id.uuid();
        let row = DataKeyRow { id, tenant_id, wrapped: Bytes(wrapped), destroyed_at: None };
        self.changes.data_keys.push(row);
        Ok((id, key))
    }

    fn add_rows(
        &mut self,
        order: &PastOrder,
        reference: Reference,
        entry: &Entry<'_>,
    ) -> Result<(), Failure> {
        let (tenant_id, store_id) = (self.tenant_id.uuid(), self.store.id().uuid());
        let order_id = entry.order_id;
        let totals = &order.totals;
        let total = totals.total.amount();
        let token = self.keys.tracking_token(order_id);
        self.changes.orders.push(NewOrderRow {
            id: order_id,
            tenant_id,
            store_id,
            reference: reference.to_string(),
            channel: CHANNEL.code(),
            lifecycle: LIFECYCLE.code(),
            customer_id: entry.customer.map(|customer| customer.id),
            data_key_id: Some(entry.key.0),
            sealed_note: Some(Bytes(seal_note(&entry.key.1, order_id, &order.note, self.random)?)),
            currency: totals.total.currency().code(),
            item_count: order.lines.iter().map(|line| line.quantity).sum(),
            subtotal: totals.subtotal.amount(),
            discount: totals.discount.amount(),
            discount_reason: order.discount.as_ref().map(|discount| discount.reason.clone()),
            tax_mode: match totals.tax_mode {
                TaxMode::Exclusive => "exclusive",
                TaxMode::Inclusive => "inclusive",
            },
            tax_lines: serde_json::json!([]),
            tax: 0,
            total,
            received: total,
            refunded: 0,
            change: 0,
            tracking_hash: Bytes(sha256(token.as_bytes()).to_vec()),
            recorded_by: self.owner.uuid(),
            last_modified_by: None,
            business_day: entry.business_day,
            version: 1,
            created_at: entry.placed_at,
            updated_at: self.now,
            next_due_date: None,
        });
        let amounts = order.lines.iter().zip(&totals.line_totals).zip(&entry.line_ids);
        let lines = amounts.zip(0..).map(|(((line, line_total), id), position)| LineRow {
            id: id.uuid(),
            tenant_id,
            store_id,
            order_id,
            position,
            product_id: product(line),
            name: line.name.clone(),
            unit_price: line.unit_price.amount(),
            quantity: line.quantity,
            line_total: line_total.amount(),
            tax_class: line.tax_class.clone(),
            sealed_note: None,
        });
        self.changes.lines.extend(lines);
        if total > 0 {
            self.changes.payments.push(PaymentRow {
                id: entry.payment_id.uuid(),
                tenant_id,
                store_id,
                order_id,
                method: METHOD.code(),
                amount: total,
                tendered: None,
                business_day: entry.business_day,
                paid_at: entry.placed_at,
                recorded_by: self.owner.uuid(),
                sealed_note: None,
                order_version: 1,
                reverses: None,
            });
        }
        Ok(())
    }

    fn add_event(
        &mut self,
        order: &PastOrder,
        reference: Reference,
        entry: &Entry<'_>,
    ) -> Result<(), Failure> {
        let totals = &order.totals;
        let amounts = order.lines.iter().zip(&totals.line_totals).zip(&entry.line_ids);
        let lines = amounts.map(|((line, line_total), line_id)| PlacedLine {
            line_id: *line_id,
            item: line.item.clone(),
            name: line.name.clone(),
            unit_price: line.unit_price.amount(),
            quantity: line.quantity,
            line_total: line_total.amount(),
        });
        let total = totals.total.amount();
        let payment = PaymentEntry { payment_id: entry.payment_id, method: METHOD, amount: total };
        let event = OrderEvent::Placed(Box::new(PlacedOrder {
            reference,
            channel: CHANNEL,
            lifecycle: LIFECYCLE,
            customer_id: entry.customer.map(|customer| CustomerId::from_uuid(customer.id)),
            lines: lines.collect(),
            discount: order.discount.clone(),
            currency: totals.total.currency(),
            subtotal: totals.subtotal.amount(),
            tax: 0,
            total,
            payments: Some(payment).into_iter().filter(|payment| payment.amount > 0).collect(),
            terms: None,
        }));
        let about = About {
            event_id: self.random.id(self.now),
            subject: Subject::Order(OrderId::from_uuid(entry.order_id)),
            version: 1,
            actor: self.owner,
            at: entry.placed_at,
        };
        let row = self.log.append(about, &event)?;
        self.changes.events.push(row);
        Ok(())
    }

    fn add_audit(&mut self, order: &PastOrder, entry: &Entry<'_>) -> Result<(), Failure> {
        let nothing = serde_json::Value::Null;
        let items: Vec<_> =
            order.lines.iter().map(|line| format!("{} × {}", line.quantity, line.name)).collect();
        let changes = vec![
            FieldChange::open("number", nothing.clone(), order.number.as_str()),
            FieldChange::open("items", nothing.clone(), items),
            FieldChange::open("discount", nothing.clone(), order.totals.discount.amount()),
            FieldChange::open("total", nothing.clone(), order.totals.total.amount()),
            FieldChange::open("amount_paid", nothing, order.totals.total.amount()),
            FieldChange::protected("note", None, Some(&order.note)),
        ];
        let deed = Deed {
            action: AuditAction::Create,
            subject: "order",
            store_id: Some(self.store.id().uuid()),
            order_id: Some(entry.order_id),
            subject_id: None,
            customer_ids: entry.customer.map(|customer| customer.id).into_iter().collect(),
            changes,
            key: Some((entry.key.0, &entry.key.1)),
            reason: None,
        };
        let actor = Actor::Kedai { tenant_id: self.tenant_id, origin: ORIGIN };
        self.changes.audit.push(audit_row(self.keys, self.random, actor, self.now, deed)?);
        Ok(())
    }
}

/// Recorded by staff, and nothing says how: the channel of the counter.
const CHANNEL: Channel = Channel::Till;
/// It is over: no board should show it as work.
const LIFECYCLE: Lifecycle = Lifecycle::Completed;
/// The files don't say what the money came as.
const METHOD: PaymentMethod = PaymentMethod::Other;

fn product(line: &Line) -> Option<Uuid> {
    match line.item {
        Item::Product(id) => Some(id.uuid()),
        Item::Custom => None,
    }
}
