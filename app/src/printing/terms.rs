//! A payment as its receipt, and an order's instalments as their slip. Pure.

use contract::orders::{InstalmentView, OrderView, PaymentTermsView};
use domain::{
    id::PaymentId,
    money::{Currency, Money},
    payment_terms::{Instalment, InstalmentStatus, PaymentTerms},
};
use receipt::{
    InstalmentSlip, PaymentReceipt,
    document::{CashExchange, Copy, Standing},
    instalments::{InstalmentState, SlipInstalment},
};

use super::document::{Place, counts, money, shop, standing_of};
use crate::{
    format::{day, day_and_clock},
    words::{self, Language},
};

/// The receipt of a payment of an order on terms; none of what was reversed or given back. What it
/// says is left is what this payment left, whatever was paid since.
pub(super) fn payment_receipt_of(
    order: &OrderView,
    payment: PaymentId,
    place: Place<'_>,
    printed: i64,
    language: Language,
) -> Option<PaymentReceipt> {
    let terms = order.payment_terms.as_ref()?;
    let nth = order.payments.iter().position(|entry| entry.id == payment)?;
    let entry = order.payments.get(nth).filter(|entry| entry.amount > 0 && counts(entry))?;
    let money = |amount| money(amount, order.currency);
    let so_far = order.payments.iter().take(nth + 1).filter(|entry| counts(entry));
    let paid = so_far.fold(0_i64, |sum, entry| sum.saturating_add(entry.amount));
    let labels = language.pick(&receipt::Words::ENGLISH, &receipt::Words::INDONESIAN).clone();
    let cash = entry.tendered.map(|tendered| CashExchange {
        tendered: money(tendered),
        change: money(tendered.saturating_sub(entry.amount)),
    });
    let next_due = agreed(terms, order.currency).and_then(|terms| terms.next_due(money(paid)));
    Some(PaymentReceipt {
        shop: shop(place),
        reference: order.reference.to_string(),
        paid_at: day_and_clock(entry.paid_at, place.wall_clock, words::of(language)),
        cashier: entry.recorded_by.name.clone(),
        customer: order.customer.as_ref().map(|customer| customer.name.clone()),
        label: labels.payment(entry.method).to_owned(),
        amount: money(entry.amount),
        cash,
        instalment: entry.installment,
        total: money(order.total),
        standing: Standing {
            paid: money(paid),
            balance: money(order.total.saturating_sub(paid).max(0)),
            next_due: next_due.map(|due| day(due, words::of(language))),
        },
        tracking_url: Some(order.tracking_url.clone()),
        copy: if printed > 0 { Copy::Reprint } else { Copy::Original },
        money_style: language.money_style(),
        words: labels,
    })
}

/// What of an order is due when; none of one that was paid at once or cancelled.
pub(super) fn slip_of(order: &OrderView, place: Place<'_>, language: Language) -> Option<InstalmentSlip> {
    let terms = order.payment_terms.as_ref()?;
    let part = |part: &InstalmentView| SlipInstalment {
        number: part.number,
        due: day(part.due_date, words::of(language)),
        amount: money(part.amount, order.currency),
        paid: money(part.amount_paid, order.currency),
        state: match part.status {
            InstalmentStatus::Open => InstalmentState::Open,
            InstalmentStatus::Paid => InstalmentState::Paid,
            InstalmentStatus::Overdue => InstalmentState::Overdue,
        },
    };
    Some(InstalmentSlip {
        shop: shop(place),
        reference: order.reference.to_string(),
        // True as of the order's last change, whichever device prints it.
        printed_at: day_and_clock(order.updated_at, place.wall_clock, words::of(language)),
        cashier: order.recorded_by.name.clone(),
        customer: order.customer.as_ref().map(|customer| customer.name.clone()),
        total: money(order.total, order.currency),
        down_payment: money(terms.down_payment, order.currency),
        instalments: terms.installments.iter().map(part).collect(),
        standing: standing_of(order, language)?,
        tracking_url: Some(order.tracking_url.clone()),
        money_style: language.money_style(),
        words: language.pick(&receipt::Words::ENGLISH, &receipt::Words::INDONESIAN).clone(),
    })
}

/// The terms as they were agreed. They were checked when they were stored.
fn agreed(terms: &PaymentTermsView, currency: Currency) -> Option<PaymentTerms> {
    let amount = |amount| Money::new(amount, currency).ok();
    let parts = terms
        .installments
        .iter()
        .map(|part| Some(Instalment { due_date: part.due_date, amount: amount(part.amount)? }));
    PaymentTerms::stored(
        amount(terms.total_amount)?,
        amount(terms.down_payment)?,
        parts.collect::<Option<_>>()?,
    )
    .ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::printing::samples::{on_terms, order, place};

    fn receipt(order: &OrderView, nth: usize) -> Option<PaymentReceipt> {
        payment_receipt_of(order, order.payments[nth].id, place(), 0, Language::English)
    }

    #[test]
    fn a_payment_says_what_it_left() {
        let order = on_terms();
        let first = receipt(&order, 0).unwrap();
        assert_eq!((first.check(), first.standing.balance.amount()), (Ok(()), 80_000));
        assert_eq!(first.standing.next_due.as_deref(), Some("21 Dec 2026"));
        let second = receipt(&order, 3).unwrap();
        assert_eq!((second.check(), second.standing.balance.amount()), (Ok(()), 40_000));
        assert_eq!(second.standing.next_due.as_deref(), Some("21 Jan 2027"));
        assert_eq!(second.cash.map(|cash| cash.change.amount()), Some(10_000));
        assert_eq!((second.instalment, second.label.as_str()), (Some(1), "Cash"));
    }

    #[test]
    fn what_was_reversed_has_no_receipt() {
        let order_on_terms = on_terms();
        assert_eq!(receipt(&order_on_terms, 1), None);
        assert_eq!(receipt(&order_on_terms, 2), None);
        assert_eq!(receipt(&order(), 0), None, "a sale that was paid at once has its own receipt");
    }

    #[test]
    fn a_slip_adds_up() {
        let slip = slip_of(&on_terms(), place(), Language::Indonesian).unwrap();
        assert_eq!(slip.check(), Ok(()));
        assert_eq!(slip.instalments[1].state, InstalmentState::Open);
        assert_eq!(slip.instalments[0].due, "21 Des 2026");
        assert_eq!(slip_of(&order(), place(), Language::English), None);
    }
}
