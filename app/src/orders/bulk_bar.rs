//! Beneath the list: what can be done with several orders at once, asked by a plain form.

use domain::{money::Currency, order::Lifecycle};
use leptos::prelude::*;
use leptos_router::params::ParamsMap;

use super::{filter::ListFilter, list_words};
use crate::words::{fill, use_language, use_words};

/// The actions, for the orders ticked above or all that fit.
#[component]
pub(super) fn BulkBar(filter: ListFilter) -> impl IntoView {
    let (words, list) = (use_words(), list_words::of(use_language()));
    let states = ListFilter::STATES.into_iter().filter(|state| state.code() != "cancelled").map(|state| {
        // What is done most.
        let selected = state == Lifecycle::Processing;
        view! { <option value=state.code() selected=selected>{words.lifecycle(state)}</option> }
    });
    let filters = filter.pairs().into_iter().filter(|(_, value)| !value.is_empty()).map(|(name, value)| {
        view! { <input type="hidden" name=name value=value.to_owned()/> }
    });
    view! {
        <fieldset class="orders-actions">
            <legend>{list.chosen}</legend>
            {filters.collect_view()}
            <label class="orders-which">
                <input type="checkbox" name="all" value="1"/>
                <span>{list.all_that_fit}</span>
            </label>
            <label class="field">
                <span>{list.move_to}</span>
                <select name="move_to">{states.collect_view()}</select>
            </label>
            <button class="button" name="action" value="move">{list.next}</button>
            <button class="button button-danger" name="action" value="cancel">{list.cancel}</button>
        </fieldset>
    }
    .into_any()
}

/// What the change of several orders that led back here did.
pub(super) fn bulk_done(query: &ParamsMap, currency: Currency) -> Option<AnyView> {
    let number = |name: &str| query.get(name)?.parse::<i64>().ok();
    let changed = number("changed")?;
    let language = use_language();
    let list = list_words::of(language);
    let given_back = number("given_back").filter(|amount| *amount > 0).map(|amount| {
        view! { " "{fill(list.done_given_back, &language.money(amount, currency))} }
    });
    let refused = number("refused").filter(|count| *count > 0).map(|count| {
        view! { " "{fill(list.not_done, &count.to_string())} }
    });
    Some(
        view! {
            <p class="orders-done" role="status">
                {fill(list.done, &changed.to_string())} {given_back} {refused}
            </p>
        }
        .into_any(),
    )
}
