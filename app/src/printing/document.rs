//! An order as a receipt. Pure.

use contract::{
    orders::{OrderView, PaymentView},
    session::StoreView,
};
use domain::{
    money::{Currency, Money},
    order::Lifecycle,
    payment_terms::InstalmentStatus,
    tax::TaxMode,
    wall_clock::WallClock,
};
use receipt::{
    ReceiptDocument,
    document::{
        CashExchange, Copy, ReceiptDiscount, ReceiptLine, ReceiptPayment, ReceiptTax, Shop, Standing,
    },
};

use crate::{
    format::{day, day_and_clock},
    words::{self, Language},
};

/// The receipt of an order. `business` is the name at its head, `printed` how often it was printed.
/// Where something was bought, as paper says it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Place<'a> {
    /// Name of the business.
    pub(super) business: &'a str,
    /// The store.
    pub(super) store: &'a StoreView,
    /// The clock on its wall.
    pub(super) wall_clock: &'a WallClock,
}

pub(super) fn receipt_of(
    order: &OrderView,
    place: Place<'_>,
    printed: i64,
    language: Language,
) -> ReceiptDocument {
    let money = |amount| money(amount, order.currency);
    let labels = language.pick(&receipt::Words::ENGLISH, &receipt::Words::INDONESIAN).clone();
    let lines = order.items.iter().map(|line| ReceiptLine {
        quantity: line.quantity,
        name: line.name.clone(),
        note: line.note.clone(),
        unit_price: money(line.unit_price),
        total: money(line.line_total),
    });
    let taxes = order.tax_lines.iter().map(|tax| ReceiptTax {
        label: tax.label.clone(),
        amount: money(tax.amount),
        contained: order.tax_mode == TaxMode::Inclusive,
    });
    let payments = order.payments.iter().filter(|payment| counts(payment)).map(|payment| ReceiptPayment {
        label: labels.payment(payment.method).to_owned(),
        amount: money(payment.amount),
    });
    // Change was given when the order was placed; a later payment has a receipt of its own.
    let at_once = order.payments.iter().filter(|payment| payment.paid_at == order.created_at);
    let tendered = at_once.filter_map(|payment| payment.tendered).next();
    ReceiptDocument {
        shop: shop(place),
        reference: order.reference.to_string(),
        placed_at: day_and_clock(order.created_at, place.wall_clock, words::of(language)),
        cashier: order.recorded_by.name.clone(),
        customer: order.customer.as_ref().map(|customer| customer.name.clone()),
        lines: lines.collect(),
        subtotal: money(order.subtotal),
        discount: (order.discount > 0).then(|| ReceiptDiscount {
            reason: order.discount_reason.clone().unwrap_or_default(),
            amount: money(order.discount),
        }),
        taxes: taxes.collect(),
        total: money(order.total),
        payments: payments.collect(),
        cash: tendered
            .map(|tendered| CashExchange { tendered: money(tendered), change: money(order.change) }),
        standing: standing_of(order, language),
        tracking_url: Some(order.tracking_url.clone()),
        copy: if printed > 0 { Copy::Reprint } else { Copy::Original },
        money_style: language.money_style(),
        words: labels,
    }
}

/// Whether an entry of the ledger stands: not reversed, and no reversal.
pub(super) fn counts(payment: &PaymentView) -> bool {
    !payment.voided && payment.reverses.is_none()
}

/// How far an order on terms is paid; nothing to say of one that was paid at once or cancelled.
pub(super) fn standing_of(order: &OrderView, language: Language) -> Option<Standing> {
    let terms = order.payment_terms.as_ref().filter(|_| order.lifecycle != Lifecycle::Cancelled)?;
    let open = terms.installments.iter().find(|part| part.status != InstalmentStatus::Paid);
    Some(Standing {
        paid: money(order.amount_paid, order.currency),
        balance: money(order.balance_due, order.currency),
        next_due: open.map(|part| day(part.due_date, words::of(language))),
    })
}

pub(super) fn shop(Place { business, store, .. }: Place<'_>) -> Shop {
    let place = (store.name != business).then(|| store.name.clone());
    let address = place.into_iter().chain(store.address.iter().cloned()).collect();
    let footer = Some(store.receipt_footer.clone()).filter(|footer| !footer.is_empty());
    Shop { name: business.to_owned(), address, tax_id: None, footer }
}

/// An amount of an order. All of them were checked when it was recorded.
pub(super) fn money(amount: i64, currency: Currency) -> Money {
    Money::new(amount, currency).unwrap_or(Money::zero(currency))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::printing::samples::{on_terms, order, place};

    fn document(order: &OrderView, printed: i64, language: Language) -> ReceiptDocument {
        receipt_of(order, place(), printed, language)
    }

    #[test]
    fn an_order_becomes_a_receipt_whose_sums_hold() {
        let document = document(&order(), 0, Language::English);
        assert_eq!(document.check(), Ok(()));
        assert_eq!(document.placed_at, "21 Nov 2026, 14:02");
        assert_eq!(document.shop.address, ["Senopati", "Jl. Senopati 41"]);
        assert_eq!(document.cash.map(|cash| cash.change.amount()), Some(3_200));
        assert_eq!((document.copy, document.payments[0].label.as_str()), (Copy::Original, "Cash"));
    }

    #[test]
    fn a_second_copy_says_so() {
        assert_eq!(document(&order(), 1, Language::English).copy, Copy::Reprint);
    }

    #[test]
    fn the_language_is_that_of_the_page() {
        let document = document(&order(), 0, Language::Indonesian);
        assert_eq!(document.payments[0].label, "Tunai");
        assert_eq!(document.total.written(document.money_style), "Rp\u{a0}96.800");
    }

    #[test]
    fn a_card_payment_has_no_cash_rows_and_contained_tax_is_not_added() {
        let mut order = order();
        order.payments[0].tendered = None;
        order.tax_mode = TaxMode::Inclusive;
        order.total = order.subtotal;
        let document = document(&order, 0, Language::English);
        assert_eq!((document.cash.is_none(), document.check()), (true, Ok(())));
    }

    #[test]
    fn an_order_on_terms_says_what_is_left_and_until_when() {
        let document = document(&on_terms(), 0, Language::Indonesian);
        assert_eq!(document.check(), Ok(()));
        let standing = document.standing.unwrap();
        assert_eq!((standing.paid.amount(), standing.balance.amount()), (56_800, 40_000));
        assert_eq!(standing.next_due.as_deref(), Some("21 Jan 2027"));
        // The change of the second payment is on its own receipt, and what was reversed is on none.
        assert_eq!(document.cash.map(|cash| cash.change.amount()), Some(3_200));
        assert_eq!(document.payments.len(), 2);
    }
}
