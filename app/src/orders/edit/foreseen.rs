//! What would change by saving: totals, schedule, stock.

use contract::orders::{EditPreview, EditSide, PaymentTermsView, StockChange};
use leptos::prelude::*;

use super::{
    desk::EditDesk,
    words::{EditWords, of},
};
use crate::{
    format::day,
    layout::isolated,
    words::{fill, use_language, use_words},
};

/// What would change by saving.
#[component]
pub(super) fn Foreseen(desk: EditDesk) -> impl IntoView {
    let words = of(use_language());
    let content = move || match desk.preview.get() {
        Some(preview) if !preview.changed.is_empty() => changes(preview),
        _ => view! { <p class="quiet">{words.nothing_changes}</p> }.into_any(),
    };
    view! {
        <section class="panel" aria-labelledby="foreseen" aria-live="polite">
            <h2 id="foreseen">{words.foreseen}</h2>
            {content}
        </section>
    }
    .into_any()
}

fn changes(preview: EditPreview) -> AnyView {
    let (all, words) = (use_words(), of(use_language()));
    let changed = preview.changed.iter().map(|field| name(field, words)).collect::<Vec<_>>().join(", ");
    let Some(after) = preview.after else { return view! { <p>{changed}</p> }.into_any() };
    let before = preview.before;
    let rows = [
        (all.order.subtotal, before.subtotal, after.subtotal),
        (all.order.discount, -before.discount, -after.discount),
        (words.tax, before.tax, after.tax),
        (all.order.total, before.total, after.total),
        (all.order.paid, before.amount_paid, after.amount_paid),
        (all.order.balance_due, before.balance_due, after.balance_due),
    ];
    let rows = rows.into_iter().filter(|(_, before, after)| *before != 0 || *after != 0);
    let rows = rows.map(|(name, was, is)| amounts(name, was, is, &before)).collect_view();
    let schedule = (before.payment_terms != after.payment_terms)
        .then(|| schedule(before.payment_terms.as_ref(), after.payment_terms.as_ref(), &before));
    let stock = (!preview.stock.is_empty()).then(|| stock(&preview.stock));
    view! {
        <p>{words.changes}": "<strong>{changed}</strong></p>
        <div class="edit-foreseen">
        <table class="lines">
            <thead>
                <tr>
                    <th scope="col"><span class="hidden">{words.amount}</span></th>
                    <th scope="col" class="number">{words.now}</th>
                    <th scope="col" class="number">{words.then}</th>
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </table>
        {schedule}
        {stock}
        </div>
    }
    .into_any()
}

/// A field as this page calls it.
fn name<'a>(field: &'a str, words: &'static EditWords) -> &'a str {
    match field {
        "customer" => words.customer,
        "items" => words.lines,
        "discount" => words.discount,
        "note" => words.note,
        other => other,
    }
}

fn amounts(name: &'static str, was: i64, is: i64, side: &EditSide) -> AnyView {
    let language = use_language();
    let money = |amount| language.money(amount, side.currency);
    let then = if was == is {
        view! { <td class="number money quiet">{money(is)}</td> }.into_any()
    } else {
        view! { <td class="number money"><strong>{money(is)}</strong></td> }.into_any()
    };
    view! { <tr><th scope="row">{name}</th><td class="number money">{money(was)}</td>{then}</tr> }.into_any()
}

fn schedule(before: Option<&PaymentTermsView>, after: Option<&PaymentTermsView>, side: &EditSide) -> AnyView {
    let (words, all, language) = (of(use_language()), use_words(), use_language());
    let parts =
        |terms: Option<&PaymentTermsView>| terms.map(|terms| terms.installments.clone()).unwrap_or_default();
    let (was, is) = (parts(before), parts(after));
    let mut days: Vec<_> = was.iter().chain(&is).map(|part| part.due_date).collect();
    days.sort_unstable();
    days.dedup();
    let amount = |parts: &[contract::orders::InstalmentView], date| {
        let part = parts.iter().find(|part| part.due_date == date);
        part.map_or_else(|| "–".to_owned(), |part| language.money(part.amount, side.currency))
    };
    let rows = days.into_iter().map(|date| {
        view! {
            <tr>
                <th scope="row">{day(date, all)}</th>
                <td class="number money">{amount(&was, date)}</td>
                <td class="number money">{amount(&is, date)}</td>
            </tr>
        }
    });
    view! {
        <table class="lines">
            <caption>{words.schedule}</caption>
            <thead>
                <tr>
                    <th scope="col">{words.due}</th>
                    <th scope="col" class="number">{words.now}</th>
                    <th scope="col" class="number">{words.then}</th>
                </tr>
            </thead>
            <tbody>{rows.collect_view()}</tbody>
        </table>
    }
    .into_any()
}

fn stock(changes: &[StockChange]) -> AnyView {
    let words = of(use_language());
    let rows = changes.iter().map(|change| {
        let sentence = if change.change < 0 { words.taken } else { words.returned };
        let left = fill(words.left, &change.left.to_string());
        let text = fill(&fill(sentence, &change.change.abs().to_string()), &isolated(&change.name));
        view! { <li>{text}" "<span class="quiet">{left}</span></li> }
    });
    view! { <div><h3>{words.stock}</h3> <ul>{rows.collect_view()}</ul></div> }.into_any()
}
