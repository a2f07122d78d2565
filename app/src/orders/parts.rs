//! The parts of an order's page.

use contract::orders::{OrderLineView, OrderView, TaxLineView};
use domain::{money::Currency, tax::TaxMode};
use leptos::prelude::*;

use crate::{
    address::dialled,
    layout::{isolated, noted, said},
    words::{use_language, use_words},
};

/// What was sold, and what it came to.
#[component]
pub(super) fn LinesPart(order: OrderView) -> impl IntoView {
    let (words, language) = (use_words(), use_language());
    let currency = order.currency;
    let sum = move |name: String, amount: i64, class: &'static str| {
        view! { <div class=class><dt>{name}</dt><dd class="money">{language.money(amount, currency)}</dd></div> }
    };
    let discount = (order.discount != 0).then(|| {
        let reason = order.discount_reason.as_ref().filter(|reason| !reason.is_empty());
        let name = match reason {
            Some(reason) => format!("{} ({})", words.order.discount, isolated(reason)),
            None => words.order.discount.to_owned(),
        };
        sum(name, -order.discount, "")
    });
    let taxes = order
        .tax_lines
        .iter()
        .map(|tax| sum(tax_name(tax, order.tax_mode, words.order.tax_included), tax.amount, ""));
    let due = (order.balance_due > 0)
        .then(|| sum(words.order.balance_due.to_owned(), order.balance_due, "sums-due"));
    let change = (order.change > 0).then(|| sum(words.order.change.to_owned(), order.change, ""));
    view! {
        <section class="panel">
            <h2>{words.order.lines}</h2>
            <table class="lines">
                <thead>
                    <tr>
                        <th scope="col">{words.order.item}</th>
                        <th scope="col" class="number">{words.order.quantity}</th>
                        <th scope="col" class="number lines-price">{words.order.price}</th>
                        <th scope="col" class="number">{words.order.amount}</th>
                    </tr>
                </thead>
                <tbody>{order.items.iter().map(|line| line_row(line, currency)).collect_view()}</tbody>
            </table>
            <dl class="sums">
                {sum(words.order.subtotal.to_owned(), order.subtotal, "")}
                {discount}
                {taxes.collect_view()}
                {sum(words.order.total.to_owned(), order.total, "sums-total")}
                {sum(words.order.paid.to_owned(), order.amount_paid, "")}
                {due}
                {change}
            </dl>
            {order.note.map(|note| view! { <p class="order-note"><strong>{words.order.note}": "</strong>{noted(note)}</p> })}
        </section>
    }
    .into_any()
}

fn line_row(line: &OrderLineView, currency: Currency) -> AnyView {
    let language = use_language();
    let note = line.note.clone().map(|note| view! { <span class="quiet lines-note">{noted(note)}</span> });
    view! {
        <tr>
            <th scope="row">{said(line.name.as_str())} {note}</th>
            <td class="number">{line.quantity}"×"</td>
            <td class="number money lines-price">{language.money(line.unit_price, currency)}</td>
            <td class="number money">{language.money(line.line_total, currency)}</td>
        </tr>
    }
    .into_any()
}

/// `PB1 10 %`, as the shop writes it, with a word more if the prices contain it.
fn tax_name(tax: &TaxLineView, mode: TaxMode, included: &str) -> String {
    match mode {
        TaxMode::Inclusive => format!("{} ({included})", tax.label),
        TaxMode::Exclusive => tax.label.clone(),
    }
}

/// Who bought, and the link that is theirs.
#[component]
pub(super) fn CustomerPart(order: OrderView) -> impl IntoView {
    let words = use_words();
    let person = match order.customer {
        Some(customer) => {
            let phone = customer.phone.map(|phone| {
                let dial = dialled(&phone);
                view! { <p><a href=dial>{said(phone)}</a></p> }
            });
            let email = customer.email.map(|email| {
                let write = format!("mailto:{email}");
                view! { <p><a href=write>{said(email)}</a></p> }
            });
            let known = format!("/customers/{}", customer.id);
            view! { <p><a href=known><strong>{said(customer.name)}</strong></a></p> {phone} {email} }
                .into_any()
        }
        None => view! { <p class="quiet">{words.order.walk_in}</p> }.into_any(),
    };
    view! {
        <section class="panel">
            <h2>{words.order.customer}</h2>
            {person}
            <p><a href=order.tracking_url rel="external">{words.order.tracking_link}</a></p>
        </section>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tax_in_the_price_says_so() {
        let tax = TaxLineView { label: "PB1 10 %".into(), basis_points: 1_000, base: 0, amount: 0 };
        assert_eq!(tax_name(&tax, TaxMode::Exclusive, "included"), "PB1 10 %");
        assert_eq!(tax_name(&tax, TaxMode::Inclusive, "included"), "PB1 10 % (included)");
    }
}
