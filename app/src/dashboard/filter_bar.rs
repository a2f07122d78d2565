//! The choices above the figures: links and a plain GET form, so that what is shown is always in the
//! address.

use contract::{analytics::NamedPeriod, session::StoreView};
use domain::order::OrderType;
use leptos::prelude::*;

use super::{filter::Choice, words};
use crate::words::use_language;

/// The choices, filled in as they are made.
#[component]
pub(super) fn ChoiceBar(choice: Choice, stores: Vec<StoreView>) -> impl IntoView {
    let words = words::of(use_language());
    let chosen = choice.named();
    let periods = NamedPeriod::ALL.map(|period| {
        let current = (chosen == Some(period)).then_some("true");
        let name = words.period(period);
        view! { <li><a class="button" href=choice.address_of(period) aria-current=current>{name}</a></li> }
    });
    let types = [OrderType::Online, OrderType::Offline].map(|order_type| {
        let selected = choice.order_type == order_type.code();
        view! { <option value=order_type.code() selected=selected>{words.order_type(order_type)}</option> }
    });
    // A name that is chosen stays chosen when another store is, unless days are typed.
    let kept = chosen.map(|period| view! { <input type="hidden" name="period" value=period.code()/> });
    view! {
        <nav aria-label=words.period>
            <ul class="dashboard-periods">{periods.into_iter().collect_view()}</ul>
        </nav>
        <form class="filters dashboard-choices" method="get" action="/dashboard">
            {kept}
            {(stores.len() > 1).then(|| store_field(&stores, &choice.store))}
            <label class="field">
                <span>{words.order_type}</span>
                <select name="type">
                    <option value="">{words.every_type}</option>
                    {types.into_iter().collect_view()}
                </select>
            </label>
            <label class="field">
                <span>{words.from}</span>
                <input type="date" name="from" value=choice.from/>
            </label>
            <label class="field">
                <span>{words.to}</span>
                <input type="date" name="to" value=choice.to/>
            </label>
            <button class="button">{words.show}</button>
        </form>
    }
    .into_any()
}

fn store_field(stores: &[StoreView], chosen: &str) -> AnyView {
    let words = words::of(use_language());
    let options = stores.iter().map(|store| {
        let selected = store.slug == chosen;
        // An option is a line of its own, and is found by its very words.
        let name = store.name.clone();
        view! { <option value=store.slug.clone() selected=selected>{name}</option> }
    });
    view! {
        <label class="field">
            <span>{words.store}</span>
            <select name="store">
                <option value="">{words.all_stores}</option>
                {options.collect_view()}
            </select>
        </label>
    }
    .into_any()
}
