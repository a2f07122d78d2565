//! How it is paid: four ways, of which the style sheet shows the chosen one's fields, with or without
//! JavaScript.

use domain::{payment::PaymentMethod, payment_terms::Interval};
use leptos::prelude::*;

use super::{
    desk::Desk,
    entry::{Way, names},
    fields::{Kind, input, list_problem, more, radios, select},
    words::of,
};
use crate::words::{fill, use_language, use_words};

fn methods() -> Vec<(String, String)> {
    let words = use_words();
    PaymentMethod::ALL.map(|method| (method.code().to_owned(), words.method(method).to_owned())).to_vec()
}

/// The payment.
#[component]
pub(super) fn Ways(desk: Desk) -> impl IntoView {
    let words = of(use_language());
    let ways = Way::ALL.map(|way| {
        let word = match way {
            Way::Full => words.pay_full,
            Way::Split => words.pay_split,
            Way::Instalments => words.pay_terms,
            Way::Later => words.pay_later,
        };
        (way.code(), word)
    });
    view! {
        <section class="panel entry-payment" aria-labelledby="payment-title">
            <h2 id="payment-title">{words.payment}</h2>
            {radios(desk, names::WAY, words.payment, ways.to_vec())}
            <div class="entry-way entry-way-full">
                {select(desk, names::METHOD, words.method, methods())}
                <div class="entry-cash">
                    {input(desk, Kind::Amount, names::TENDERED, words.tendered, Some(words.tendered_hint))}
                </div>
            </div>
            <div class="entry-way entry-way-split"><Parts desk/></div>
            <div class="entry-way entry-way-installments"><Terms desk/></div>
            <div class="entry-way entry-way-later">
                {input(desk, Kind::Date, names::DUE_DATE, words.due_on, None)}
            </div>
        </section>
    }
    .into_any()
}

#[component]
fn Parts(desk: Desk) -> impl IntoView {
    let words = of(use_language());
    let place = move |key: u32| {
        let place = desk.rows.parts.with(|rows| rows.iter().position(|row| *row == key));
        (place.unwrap_or_default() + 1).to_string()
    };
    let part = move |key: u32| {
        let number = place(key);
        view! {
            <li class="entry-pair">
                {select(desk, names::row(names::PARTS, key, "method"), fill(words.part_method, &number), methods())}
                {input(desk, Kind::Amount, names::row(names::PARTS, key, "amount"), fill(words.part, &number), None)}
            </li>
        }
    };
    view! {
        <p class="quiet">{words.rest_hint}</p>
        {list_problem(desk, names::PARTS)}
        <ol class="entry-rows">
            <For each=move || desk.rows.parts.get() key=|key| *key let:key>{part(key)}</For>
        </ol>
        {more(desk, move || Desk::add_row(desk.rows.parts), "more_parts", words.add_part, words.add_part)}
    }
}

#[component]
fn Terms(desk: Desk) -> impl IntoView {
    let words = of(use_language());
    let intervals = Interval::ALL.map(|interval| {
        let word = match interval {
            Interval::Month => words.monthly,
            Interval::TwoWeeks => words.two_weekly,
            Interval::Week => words.weekly,
        };
        (interval.code().to_owned(), word.to_owned())
    });
    let kinds = [("percent", words.as_percent), ("amount", words.as_amount)]
        .map(|(code, word)| (code.into(), word.into()));
    view! {
        <fieldset class="entry-part">
            <legend>{words.down_payment}</legend>
            <div class="entry-pair">
                {input(desk, Kind::Amount, format!("{}.amount", names::DOWN), words.down_value, Some(words.down_hint))}
                {select(desk, names::DOWN_AS, words.down_as, kinds.to_vec())}
            </div>
            <div class="entry-pair entry-down-method">
                {select(desk, names::DOWN_METHOD, words.method, methods())}
                <div class="entry-cash">
                    {input(desk, Kind::Amount, names::DOWN_TENDERED, words.tendered, Some(words.tendered_hint))}
                </div>
            </div>
        </fieldset>
        {radios(desk, names::SCHEDULE, words.schedule_as, vec![("regular", words.regular), ("agreed", words.agreed)])}
        <div class="entry-schedule entry-schedule-regular">
            <div class="entry-pair">
                {input(desk, Kind::Number, names::COUNT, words.count, None)}
                {select(desk, names::INTERVAL, words.interval, intervals.to_vec())}
            </div>
            {input(desk, Kind::Date, names::FIRST_DUE, words.first_due, Some(words.first_due_hint))}
        </div>
        <div class="entry-schedule entry-schedule-agreed"><Agreed desk/></div>
    }
}

#[component]
fn Agreed(desk: Desk) -> impl IntoView {
    let words = of(use_language());
    let row = move |key: u32| {
        let place = desk.rows.instalments.with(|rows| rows.iter().position(|row| *row == key));
        let number = (place.unwrap_or_default() + 1).to_string();
        let name = |field: &str| names::row(names::INSTALMENTS, key, field);
        view! {
            <li class="entry-pair">
                {input(desk, Kind::Date, name("due_date"), fill(words.instalment_due, &number), None)}
                {input(desk, Kind::Amount, name("amount"), fill(words.instalment_amount, &number), None)}
            </li>
        }
    };
    view! {
        {list_problem(desk, names::INSTALMENTS)}
        <p class="quiet">{words.last_is_rest}</p>
        <ol class="entry-rows">
            <For each=move || desk.rows.instalments.get() key=|key| *key let:key>{row(key)}</For>
        </ol>
        {more(desk, move || Desk::add_row(desk.rows.instalments), "more_instalments", words.add_instalment, words.add_instalment)}
    }
}
