//! What of an order is due when.

use contract::orders::{InstalmentView, OrderView, PaymentTermsView};
use domain::{order::Lifecycle, payment_terms::InstalmentStatus};
use leptos::prelude::*;

use super::words::{PaymentWords, of};
use crate::{
    format::day,
    layout::InstalmentBadge,
    printing::{Paper, ReceiptPanel},
    words::{Language, fill, use_language, use_words},
};

/// The schedule of an order on terms; nothing for one that was paid at once.
#[component]
pub(in crate::orders) fn SchedulePart(order: OrderView) -> impl IntoView {
    let (language, words) = (use_language(), of(use_language()));
    let terms = order.payment_terms.clone()?;
    let is_cancelled = order.lifecycle == Lifecycle::Cancelled;
    let rows = terms.installments.iter().map(|part| row(part, &order, is_cancelled));
    let down_payment = (terms.down_payment > 0).then(|| {
        let amount = language.money(terms.down_payment, order.currency);
        view! { <p>{words.down_payment}": "<strong class="money">{amount}</strong></p> }
    });
    let slip = (!is_cancelled).then(|| {
        view! { <ReceiptPanel order=order.clone() paper=Paper::Instalments/> }
    });
    Some(
        view! {
            <section class="panel">
                <h2>{words.schedule}</h2>
                {headline(&order, &terms, language, words)}
                {down_payment}
                <table class="lines schedule">
                    <thead>
                        <tr>
                            <th scope="col">{words.number}</th>
                            <th scope="col">{words.due}</th>
                            <th scope="col" class="number">{words.amount}</th>
                            <th scope="col" class="number">{words.paid}</th>
                            <th scope="col">{words.state}</th>
                        </tr>
                    </thead>
                    <tbody>{rows.collect_view()}</tbody>
                </table>
                {slip}
            </section>
        }
        .into_any(),
    )
}

/// The one thing to know: since when something is overdue, or when the next part is due.
fn headline(
    order: &OrderView,
    terms: &PaymentTermsView,
    language: Language,
    words: &'static PaymentWords,
) -> AnyView {
    let open = terms.installments.iter().find(|part| part.status != InstalmentStatus::Paid);
    let on = |part: &InstalmentView| day(part.due_date, crate::words::of(language));
    let (class, text) = match open {
        _ if order.lifecycle == Lifecycle::Cancelled => ("quiet", words.cancelled.to_owned()),
        Some(part) if part.status == InstalmentStatus::Overdue => {
            ("schedule-overdue", fill(words.overdue_since, &on(part)))
        }
        Some(part) => ("schedule-next", fill(words.next_due, &on(part))),
        None => ("quiet", words.nothing_due.to_owned()),
    };
    let due = (order.balance_due > 0).then(|| {
        let due = language.money(order.balance_due, order.currency);
        view! { " · "<span class="money">{fill(words.still_due, &due)}</span> }
    });
    view! { <p class=class>{text}{due}</p> }.into_any()
}

fn row(part: &InstalmentView, order: &OrderView, is_cancelled: bool) -> AnyView {
    let (language, words) = (use_language(), use_words());
    // The currency stands above; five columns have no room for it on a telephone.
    let digits = |amount: i64| {
        domain::money::Money::new(amount, order.currency)
            .map(|money| money.digits(language.money_style()))
            .unwrap_or_default()
    };
    let state = (!is_cancelled).then(|| view! { <InstalmentBadge status=part.status/> });
    view! {
        <tr>
            <th scope="row">{part.number}</th>
            <td><time datetime=part.due_date.to_string()>{day(part.due_date, words)}</time></td>
            <td class="number money">{digits(part.amount)}</td>
            <td class="number money">{digits(part.amount_paid)}</td>
            <td>{state}</td>
        </tr>
    }
    .into_any()
}
