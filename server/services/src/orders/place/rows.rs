//! The rows and the answer of a command that was decided.

use contract::orders::{OrderLineView, OrderStatus, OrderView, PaymentView, StaffName, TaxLineView};
use domain::{
    audit::AuditAction,
    basket::Item,
    id::{CustomerId, LineId, OrderId, PaymentId},
    order::{LedgerSums, Lifecycle, OrderEvent, PaymentEntry, PlacedLine, PlacedOrder},
    subject::Subject,
    tax::TaxMode,
};
use store::{
    Bytes,
    customers::CustomerRecord,
    orders::{LineRow, MovementRow, NewOrderRow, PaymentRow},
};
use uuid::Uuid;

use super::{by_app::add_ingested, decide::Decided, prepare::Sale};
use crate::{
    Failure,
    audit::{Deed, FieldChange, audit_row},
    events::log::About,
    orders::{
        person::{People, Person},
        sealed::seal_note,
        terms::{TermsOf, agreed_terms, terms_rows, terms_view},
        view::tracking_url,
        writer::{Desk, Identity, Waiting},
    },
    protection::sha256,
    text::Note,
};

/// Adds the rows of an order to what the desk will write, and gives its answer.
pub(super) fn add(
    desk: &mut Desk<'_>,
    waiting: &Waiting,
    sale: &Sale,
    decided: Decided,
) -> Result<OrderView, Failure> {
    let order_id = desk.random.id(desk.now);
    let person = person(desk, sale)?;
    let token = desk.keys.tracking_token(order_id);
    let lifecycle = if sale.hand_over { Lifecycle::Completed } else { Lifecycle::Pending };
    let received: i64 = decided.settlement.parts.iter().map(|part| part.amount.amount()).sum();
    let reference = desk.random.reference();
    let recorded_by = StaffName { id: waiting.caller.staff_id, name: waiting.caller.name.clone() };
    let totals = &decided.totals;
    let tax_lines: Vec<TaxLineView> = totals
        .tax_lines
        .iter()
        .map(|tax| TaxLineView {
            label: tax.label.clone(),
            basis_points: tax.basis_points,
            base: tax.base.amount(),
            amount: tax.amount.amount(),
        })
        .collect();
    let balance_due = totals.total.amount() - received;
    let order = OrderView {
        id: OrderId::from_uuid(order_id),
        reference,
        order_type: sale.channel.order_type(),
        channel: sale.channel,
        store: desk.store.slug.clone(),
        status: OrderStatus::of(lifecycle, balance_due),
        lifecycle,
        payment_state: LedgerSums { received, refunded: 0 }.state(totals.total.amount()),
        customer: person.customer.clone(),
        items: lines(desk, sale, &decided),
        subtotal: totals.subtotal.amount(),
        discount: totals.discount.amount(),
        discount_reason: decided.discount.as_ref().map(|discount| discount.reason.clone()),
        tax: totals.tax.amount(),
        tax_lines,
        tax_mode: totals.tax_mode,
        total: totals.total.amount(),
        currency: desk.currency,
        amount_paid: received,
        balance_due,
        change: decided.settlement.change.amount(),
        note: sale.note.clone().map(Note::into_string),
        payment_terms: decided.terms.as_ref().map(|terms| terms_view(terms, 1, received, desk.today)),
        payments: payments(desk, &decided, &recorded_by),
        tracking_url: tracking_url(desk.public_url, &token),
        receipts_printed: 0,
        recorded_by,
        last_modified_by: None,
        business_day: desk.today,
        deleted: None,
        created_at: desk.now,
        updated_at: desk.now,
        version: 1,
    };
    add_order(desk, &order, &person, &token, &decided)?;
    add_event(desk, waiting, &order, &person, &decided)?;
    add_audit(desk, waiting, &order, &person)?;
    match &waiting.identity {
        Some(Identity::Key(command)) => {
            let key = person.key.as_ref().map_or(desk.keys.answers(), |(_, key)| key);
            let row = command.answer_row(desk.tenant_id.uuid(), key, &order, desk.now, desk.random)?;
            desk.changes.answers.push(row);
        }
        Some(Identity::Client(client)) => add_ingested(desk, client, order_id),
        None => {}
    }
    Ok(order)
}

/// The customer of a command: somebody known with the same phone number and name, or somebody new.
/// An order without a customer gets a key of its own if it has notes to seal.
fn person(desk: &mut Desk<'_>, sale: &Sale) -> Result<Person, Failure> {
    let people = People {
        keys: desk.keys,
        random: desk.random,
        tenant_id: desk.tenant_id.uuid(),
        region: desk.region,
        now: desk.now,
    };
    let Some(profile) = &sale.customer else {
        let has_notes = sale.note.is_some() || sale.items.iter().any(|item| item.note.is_some());
        if !has_notes {
            return Ok(Person { customer: None, customer_id: None, key: None });
        }
        let (key, row) = people.new_key()?;
        let key = Some((row.id, key));
        desk.changes.data_keys.push(row);
        return Ok(Person { customer: None, customer_id: None, key });
    };
    if let Some(known) = people.known(&desk.customers, profile)? {
        return Ok(known);
    }
    let (person, key_row, row) = people.new_person(profile)?;
    // The next command of this batch may be the same person's.
    desk.customers.push(CustomerRecord {
        id: row.id,
        data_key_id: key_row.id,
        wrapped_key: Some(key_row.wrapped.0.clone()),
        code: None,
        sealed_profile: row.sealed_profile.0.clone(),
        phone_index: row.phone_index.as_ref().map(|index| index.0.clone()),
    });
    desk.changes.data_keys.push(key_row);
    desk.changes.customers.push(row);
    Ok(person)
}

fn lines(desk: &Desk<'_>, sale: &Sale, decided: &Decided) -> Vec<OrderLineView> {
    let amounts = decided.lines.iter().zip(&decided.totals.line_totals).zip(&sale.items);
    amounts
        .map(|((line, total), item)| OrderLineView {
            line_id: LineId::from_uuid(desk.random.id(desk.now)),
            product_id: match line.item {
                Item::Product(id) => Some(id),
                Item::Custom => None,
            },
            name: line.name.clone(),
            quantity: line.quantity,
            unit_price: line.unit_price.amount(),
            note: item.note.clone().map(Note::into_string),
            line_total: total.amount(),
        })
        .collect()
}

fn payments(desk: &Desk<'_>, decided: &Decided, recorded_by: &StaffName) -> Vec<PaymentView> {
    let parts = &decided.settlement.parts;
    // A ledger is read in the order of its ids, and ids of one millisecond come in any.
    let mut ids: Vec<Uuid> = parts.iter().map(|_| desk.random.id(desk.now)).collect();
    ids.sort_unstable();
    let parts = parts.iter().zip(ids).map(|(part, id)| PaymentView {
        id: PaymentId::from_uuid(id),
        method: part.method,
        amount: part.amount.amount(),
        tendered: part.tendered.map(domain::money::Money::amount),
        paid_at: desk.now,
        recorded_by: recorded_by.clone(),
        note: None,
        installment: None,
        reverses: None,
        voided: false,
        receipts_printed: 0,
    });
    parts.collect()
}

fn add_order(
    desk: &mut Desk<'_>,
    order: &OrderView,
    person: &Person,
    token: &str,
    decided: &Decided,
) -> Result<(), Failure> {
    let (tenant_id, store_id) = (desk.tenant_id.uuid(), desk.store.id().uuid());
    let order_id = order.id.uuid();
    let sealed = |row: Uuid, note: &Option<String>| -> Result<Option<Bytes>, Failure> {
        let (Some((_, key)), Some(note)) = (&person.key, note) else { return Ok(None) };
        Ok(Some(Bytes(seal_note(key, row, note, desk.random)?)))
    };
    let tax_mode = match order.tax_mode {
        TaxMode::Exclusive => "exclusive",
        TaxMode::Inclusive => "inclusive",
    };
    let row = NewOrderRow {
        id: order_id,
        tenant_id,
        store_id,
        reference: order.reference.to_string(),
        channel: order.channel.code(),
        lifecycle: order.lifecycle.code(),
        customer_id: person.customer_id,
        data_key_id: person.key.as_ref().map(|(id, _)| *id),
        sealed_note: sealed(order_id, &order.note)?,
        currency: order.currency.code(),
        item_count: order.items.iter().map(|line| line.quantity).sum(),
        subtotal: order.subtotal,
        discount: order.discount,
        discount_reason: order.discount_reason.clone(),
        tax_mode,
        tax_lines: serde_json::to_value(&order.tax_lines)?,
        tax: order.tax,
        total: order.total,
        received: order.amount_paid,
        refunded: 0,
        change: order.change,
        tracking_hash: Bytes(sha256(token.as_bytes()).to_vec()),
        recorded_by: order.recorded_by.id.uuid(),
        last_modified_by: None,
        business_day: order.business_day,
        version: order.version,
        created_at: order.created_at,
        updated_at: order.updated_at,
        next_due_date: decided.terms.as_ref().and_then(|terms| terms.next_due(terms.down_payment())),
    };
    let mut line_rows = Vec::with_capacity(order.items.len());
    for ((position, item), line) in (0..).zip(&order.items).zip(&decided.lines) {
        line_rows.push(LineRow {
            id: item.line_id.uuid(),
            tenant_id,
            store_id,
            order_id,
            position,
            product_id: item.product_id.map(domain::id::ProductId::uuid),
            name: item.name.clone(),
            unit_price: item.unit_price,
            quantity: item.quantity,
            line_total: item.line_total,
            tax_class: line.tax_class.clone(),
            sealed_note: sealed(item.line_id.uuid(), &item.note)?,
        });
    }
    let payment_rows = order.payments.iter().map(|payment| PaymentRow {
        id: payment.id.uuid(),
        tenant_id,
        store_id,
        order_id,
        method: payment.method.code(),
        amount: payment.amount,
        tendered: payment.tendered,
        business_day: order.business_day,
        paid_at: payment.paid_at,
        recorded_by: payment.recorded_by.id.uuid(),
        sealed_note: None,
        order_version: order.version,
        reverses: None,
    });
    let counted = order.items.iter().filter_map(|item| {
        let product_id = item.product_id?.uuid();
        desk.products.get(&product_id)?.on_hand?;
        Some(MovementRow {
            id: desk.random.id(desk.now),
            tenant_id,
            store_id,
            product_id,
            order_id: Some(order_id),
            reason: "sale",
            quantity: -item.quantity,
            moved_at: desk.now,
        })
    });
    if let Some(terms) = &decided.terms {
        let of = TermsOf { tenant_id, store_id, order_id, version: 1 };
        let (terms_row, instalments) = terms_rows(&of, terms, order.recorded_by.id.uuid(), desk.now);
        desk.changes.terms.push(terms_row);
        desk.changes.instalments.extend(instalments);
    }
    desk.changes.movements.extend(counted);
    desk.changes.payments.extend(payment_rows);
    desk.changes.lines.extend(line_rows);
    desk.changes.orders.push(row);
    Ok(())
}

fn add_audit(
    desk: &mut Desk<'_>,
    waiting: &Waiting,
    order: &OrderView,
    person: &Person,
) -> Result<(), Failure> {
    let items: Vec<_> = order.items.iter().map(|item| format!("{} × {}", item.quantity, item.name)).collect();
    let mut changes = vec![
        FieldChange::open("items", serde_json::Value::Null, items),
        FieldChange::open("total", serde_json::Value::Null, order.total),
        FieldChange::open("amount_paid", serde_json::Value::Null, order.amount_paid),
    ];
    if order.discount > 0 {
        changes.push(FieldChange::open("discount", serde_json::Value::Null, order.discount));
    }
    let customer = order.customer.as_ref();
    let protected = [
        ("customer.name", customer.map(|who| who.name.as_str())),
        ("customer.phone", customer.and_then(|who| who.phone.as_deref())),
        ("customer.email", customer.and_then(|who| who.email.as_deref())),
        ("note", order.note.as_deref()),
    ];
    let named = protected.into_iter().filter(|(_, value)| value.is_some());
    changes.extend(named.map(|(field, value)| FieldChange::protected(field, None, value)));
    let deed = Deed {
        action: AuditAction::Create,
        subject: "order",
        store_id: Some(desk.store.id().uuid()),
        order_id: Some(order.id.uuid()),
        subject_id: None,
        customer_ids: person.customer_id.into_iter().collect(),
        changes,
        key: person.key.as_ref().map(|(id, key)| (*id, key)),
        reason: None,
    };
    let row = audit_row(desk.keys, desk.random, &waiting.caller, desk.now, deed)?;
    desk.changes.audit.push(row);
    Ok(())
}

fn add_event(
    desk: &mut Desk<'_>,
    waiting: &Waiting,
    order: &OrderView,
    person: &Person,
    decided: &Decided,
) -> Result<(), Failure> {
    let lines = order.items.iter().zip(&decided.lines).map(|(item, line)| PlacedLine {
        line_id: item.line_id,
        item: line.item.clone(),
        name: item.name.clone(),
        unit_price: item.unit_price,
        quantity: item.quantity,
        line_total: item.line_total,
    });
    let entry = |payment: &PaymentView| PaymentEntry {
        payment_id: payment.id,
        method: payment.method,
        amount: payment.amount,
    };
    let event = OrderEvent::Placed(Box::new(PlacedOrder {
        reference: order.reference,
        channel: order.channel,
        lifecycle: order.lifecycle,
        customer_id: person.customer_id.map(CustomerId::from_uuid),
        lines: lines.collect(),
        discount: decided.discount.clone(),
        currency: order.currency,
        subtotal: order.subtotal,
        tax: order.tax,
        total: order.total,
        payments: order.payments.iter().map(entry).collect(),
        terms: decided.terms.as_ref().map(|terms| agreed_terms(terms, 1)),
    }));
    let about = About {
        event_id: desk.random.id(desk.now),
        subject: Subject::Order(order.id),
        version: order.version,
        actor: waiting.caller.staff_id,
        at: desk.now,
    };
    let row = desk.log.append(about, &event)?;
    desk.changes.events.push(row);
    Ok(())
}
