//! From rows to what the outside sees.

use chrono::{DateTime, Utc};
use contract::orders::{
    DeletionView, OrderLineView, OrderStatus, OrderSummary, OrderView, PaymentView, StaffName, TaxLineView,
};
use domain::{
    id::{LineId, OrderId, PaymentId, ProductId, StaffId},
    order::{Channel, LedgerSums, Lifecycle},
    payment::PaymentMethod,
    payment_terms::PaymentTerms,
};
use store::orders::{ListedOrder, OrderPayment, OrderRecord};
use uuid::Uuid;

use super::{
    sealed::{open_customer, open_note, person_key},
    terms::{stored_terms, terms_view},
};
use crate::{
    Failure,
    clock::business_day,
    protection::TenantKeys,
    tenants::{parse_currency, parse_tax_mode},
};

pub(crate) fn parse_lifecycle(word: &str) -> Result<Lifecycle, Failure> {
    word.parse().map_err(|_| Failure::UnknownWord("orders.lifecycle"))
}

pub(crate) fn parse_channel(word: &str) -> Result<Channel, Failure> {
    word.parse().map_err(|_| Failure::UnknownWord("orders.channel"))
}

pub(crate) fn parse_method(word: &str) -> Result<PaymentMethod, Failure> {
    PaymentMethod::from_code(word).ok_or(Failure::UnknownWord("payments.method"))
}

/// Where a customer follows an order.
pub(crate) fn tracking_url(public_url: &str, token: &str) -> String {
    format!("{public_url}/t/{token}")
}

/// An order, whole.
pub(crate) fn order_view(
    keys: &TenantKeys,
    public_url: &str,
    order: OrderRecord,
    now: DateTime<Utc>,
) -> Result<OrderView, Failure> {
    let currency = parse_currency(&order.currency)?;
    let today = business_day(&order.time_zone, order.day_cutoff_minutes, now)?.0;
    let key = person_key(keys, order.data_key_id, order.wrapped_key.as_deref())?;
    let channel = parse_channel(&order.channel)?;
    let lifecycle = parse_lifecycle(&order.lifecycle)?;
    let ledger = LedgerSums { received: order.received, refunded: order.refunded };
    let balance_due = balance_due(lifecycle, ledger, order.total);
    let items = order.lines.0.into_iter().map(|line| {
        Ok(OrderLineView {
            line_id: LineId::from_uuid(line.id),
            product_id: line.product_id.map(ProductId::from_uuid),
            note: open_note(key.as_ref(), line.id, line.sealed_note.as_deref())?,
            name: line.name,
            quantity: line.quantity,
            unit_price: line.unit_price,
            line_total: line.line_total,
        })
    });
    let terms = order.terms.map(|record| stored_terms(&record, currency)).transpose()?;
    let payments = order.payments.0;
    let settled = settled_instalments(terms.as_ref().map(|(terms, _)| terms), &payments);
    let voided: Vec<Uuid> = payments.iter().filter_map(|payment| payment.reverses).collect();
    let payments = payments.into_iter().zip(settled).map(|(payment, installment)| {
        Ok(PaymentView {
            id: PaymentId::from_uuid(payment.id),
            method: parse_method(&payment.method)?,
            amount: payment.amount,
            tendered: payment.tendered,
            paid_at: payment.paid_at,
            recorded_by: staff_name(payment.recorded_by, payment.recorded_by_name),
            note: open_note(key.as_ref(), payment.id, payment.sealed_note.as_deref())?,
            installment,
            reverses: payment.reverses.map(PaymentId::from_uuid),
            voided: voided.contains(&payment.id),
            receipts_printed: payment.receipts_printed,
        })
    });
    Ok(OrderView {
        id: OrderId::from_uuid(order.id),
        reference: order.reference.parse().map_err(|_| Failure::UnknownWord("orders.reference"))?,
        order_type: channel.order_type(),
        channel,
        store: order.store,
        status: OrderStatus::of(lifecycle, balance_due),
        lifecycle,
        payment_state: ledger.state(order.total),
        customer: open_customer(key.as_ref(), order.customer_id, order.sealed_profile.as_deref())?,
        items: items.collect::<Result<_, Failure>>()?,
        subtotal: order.subtotal,
        discount: order.discount,
        discount_reason: order.discount_reason,
        tax: order.tax,
        tax_lines: serde_json::from_value::<Vec<TaxLineView>>(order.tax_lines)?,
        tax_mode: parse_tax_mode(&order.tax_mode)?,
        total: order.total,
        currency,
        amount_paid: ledger.held(),
        balance_due,
        change: order.change,
        note: open_note(key.as_ref(), order.id, order.sealed_note.as_deref())?,
        payment_terms: terms.map(|(terms, version)| terms_view(&terms, version, ledger.held(), today)),
        payments: payments.collect::<Result<_, Failure>>()?,
        tracking_url: tracking_url(public_url, &keys.tracking_token(order.id)),
        receipts_printed: order.receipts_printed,
        recorded_by: staff_name(order.recorded_by, order.recorded_by_name),
        last_modified_by: order
            .last_modified_by
            .zip(order.last_modified_by_name)
            .map(|(id, name)| staff_name(id, name)),
        business_day: order.business_day,
        deleted: deletion(order.deleted_at, order.deleted_by, order.deleted_by_name, order.delete_reason),
        created_at: order.created_at,
        updated_at: order.updated_at,
        version: order.version,
    })
}

/// Which instalment each entry settles first. An entry that was reversed, and the one that reverses
/// it, settle nothing.
fn settled_instalments(terms: Option<&PaymentTerms>, payments: &[OrderPayment]) -> Vec<Option<u32>> {
    let Some(terms) = terms else { return vec![None; payments.len()] };
    let voided = |id: Uuid| payments.iter().any(|other| other.reverses == Some(id));
    let counts = |payment: &OrderPayment| payment.reverses.is_none() && !voided(payment.id);
    let entries: Vec<i64> =
        payments.iter().map(|payment| if counts(payment) { payment.amount } else { 0 }).collect();
    terms.settled_by(&entries)
}

fn deletion(
    at: Option<DateTime<Utc>>,
    by: Option<Uuid>,
    name: Option<String>,
    reason: Option<String>,
) -> Option<DeletionView> {
    Some(DeletionView { at: at?, by: staff_name(by?, name?), reason: reason? })
}

/// What is still to be paid: nothing of what was cancelled.
pub(crate) fn balance_due(lifecycle: Lifecycle, ledger: LedgerSums, total: i64) -> i64 {
    if lifecycle == Lifecycle::Cancelled { 0 } else { (total - ledger.held()).max(0) }
}

/// A line of the order list.
pub(crate) fn order_summary(
    keys: &TenantKeys,
    order: ListedOrder,
    now: DateTime<Utc>,
) -> Result<OrderSummary, Failure> {
    let today = business_day(&order.time_zone, order.day_cutoff_minutes, now)?.0;
    let key = person_key(keys, order.data_key_id, order.wrapped_key.as_deref())?;
    let channel = parse_channel(&order.channel)?;
    let lifecycle = parse_lifecycle(&order.lifecycle)?;
    let ledger = LedgerSums { received: order.received, refunded: order.refunded };
    let balance_due = balance_due(lifecycle, ledger, order.total);
    Ok(OrderSummary {
        id: OrderId::from_uuid(order.id),
        reference: order.reference.parse().map_err(|_| Failure::UnknownWord("orders.reference"))?,
        order_type: channel.order_type(),
        channel,
        store: order.store,
        status: OrderStatus::of(lifecycle, balance_due),
        lifecycle,
        payment_state: ledger.state(order.total),
        customer: open_customer(key.as_ref(), order.customer_id, order.sealed_profile.as_deref())?,
        item_count: order.item_count,
        total: order.total,
        amount_paid: ledger.held(),
        balance_due,
        next_due_date: order.next_due_date,
        overdue: balance_due > 0 && order.next_due_date.is_some_and(|due| due < today),
        currency: parse_currency(&order.currency)?,
        business_day: order.business_day,
        created_at: order.created_at,
        version: order.version,
    })
}

pub(crate) fn staff_name(id: Uuid, name: String) -> StaffName {
    StaffName { id: StaffId::from_uuid(id), name }
}
