//! What the order comes to and when it will be paid, while it is typed.

use domain::{money::Money, payment::Settlement, payment_terms::PaymentTerms};
use leptos::prelude::*;

use super::{desk::Desk, words::of};
use crate::{
    format::day,
    words::{fill, use_language, use_words},
};

/// Totals and schedule.
#[component]
pub(super) fn Preview(desk: Desk) -> impl IntoView {
    let (language, words) = (use_language(), of(use_language()));
    let written = move |amount: Money| amount.written(language.money_style());
    let row = move |label: String, amount: String| {
        view! { <div><dt>{label}</dt><dd class="money">{amount}</dd></div> }
    };
    let sums = move || {
        let Some(totals) = desk.outlook.with(|outlook| outlook.totals.clone()) else {
            return view! { <p class="quiet">{words.nothing_yet}</p> }.into_any();
        };
        let discount = (totals.discount.amount() > 0)
            .then(|| row(words.discount.to_owned(), format!("−{}", written(totals.discount))));
        let taxes = totals.tax_lines.into_iter().map(|tax| row(tax.label, written(tax.amount)));
        let settlement = desk.outlook.with(|outlook| outlook.settlement.clone());
        let terms = desk.outlook.with(|outlook| outlook.terms.clone());
        view! {
            <dl class="sums">
                {row(words.subtotal.to_owned(), written(totals.subtotal))}
                {discount}
                {taxes.collect_view()}
                <div class="sums-total">
                    <dt>{words.total}</dt>
                    <dd class="money">{written(totals.total)}</dd>
                </div>
            </dl>
            {settlement.map(|settlement| paid_now(&settlement))}
            {terms.map(|terms| schedule(&terms))}
        }
        .into_any()
    };
    view! {
        <section class="panel entry-preview" aria-labelledby="preview-title">
            <h2 id="preview-title">{words.preview}</h2>
            {sums}
        </section>
    }
    .into_any()
}

/// What is paid at once, how, and what goes back over the counter.
fn paid_now(settlement: &Settlement) -> Option<AnyView> {
    let (language, words) = (use_language(), of(use_language()));
    if settlement.parts.is_empty() {
        return None;
    }
    let written = |amount: Money| amount.written(language.money_style());
    let parts = settlement.parts.iter().map(|part| {
        let label = format!("{}: {}", words.paid_now, use_words().method(part.method));
        view! { <div><dt>{label}</dt><dd class="money">{written(part.amount)}</dd></div> }
    });
    let change = (settlement.change.amount() > 0).then(|| {
        view! {
            <div class="entry-change">
                <dt>{words.change}</dt>
                <dd class="money">{written(settlement.change)}</dd>
            </div>
        }
    });
    Some(view! { <dl class="sums">{parts.collect_view()} {change}</dl> }.into_any())
}

/// What is due when.
fn schedule(terms: &PaymentTerms) -> AnyView {
    let (language, words) = (use_language(), of(use_language()));
    let parts = terms.instalments().iter().map(|part| {
        let date = fill(words.due, &day(part.due_date, use_words()));
        let amount = part.amount.written(language.money_style());
        view! { <li><span>{date}</span>" "<strong class="money">{amount}</strong></li> }
    });
    view! {
        <h3>{words.later}</h3>
        <ol class="entry-dues">{parts.collect_view()}</ol>
    }
    .into_any()
}
