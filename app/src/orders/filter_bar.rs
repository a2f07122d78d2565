//! The filters above the list: a plain GET form, so that what is shown is always in the address.

use contract::session::StoreView;
use leptos::prelude::*;

use super::{
    filter::{DUE, ListFilter, OVERDUE},
    list_words,
};
use crate::words::{use_language, use_words};

/// The filters, filled in as they are set.
#[component]
pub(super) fn FilterBar(filter: ListFilter, stores: Vec<StoreView>) -> impl IntoView {
    let (words, list) = (use_words(), list_words::of(use_language()));
    let states = ListFilter::STATES.map(|state| (state.code().to_owned(), words.lifecycle(state).to_owned()));
    // A new document, so that fields which were typed into are emptied as well.
    let clear = filter.is_narrowed().then(|| {
        view! { <a class="button" href="/orders" rel="external">{words.orders.clear}</a> }
    });
    let deleted = filter.is_deleted().then(|| view! { <input type="hidden" name="deleted" value="true"/> });
    let store_options =
        stores.iter().map(|store| (store.slug.clone(), store.name.clone())).collect::<Vec<_>>();
    let further = further(&filter);
    view! {
        <form class="filters" method="get" action="/orders" role="search">
            <label class="field filters-search">
                <span>{words.orders.search}</span>
                <input type="search" name="search" value=filter.search placeholder=words.orders.search_hint/>
            </label>
            {choice("status", words.orders.status, words.orders.any_status, states.to_vec(), &filter.status)}
            {(stores.len() > 1)
                .then(|| choice("store", words.orders.store, words.orders.any_store, store_options, &filter.store))}
            <label class="field">
                <span>{words.orders.from}</span>
                <input type="date" name="from" value=filter.from/>
            </label>
            <label class="field">
                <span>{words.orders.to}</span>
                <input type="date" name="to" value=filter.to/>
            </label>
            {deleted}
            <details class="filters-more" open=further.0>
                <summary class="button">{list.more}</summary>
                <div class="filters-further">{further.1}</div>
            </details>
            <div class="filters-buttons">
                <button class="button">{words.orders.apply}</button>
                {clear}
            </div>
        </form>
    }
    .into_any()
}

/// The rarer filters, and whether any is set.
fn further(filter: &ListFilter) -> (bool, AnyView) {
    let (words, list) = (use_words(), list_words::of(use_language()));
    let payments =
        ListFilter::PAYMENTS.map(|state| (state.code().to_owned(), words.payment_state(state).to_owned()));
    let owing = [(DUE, list.owing), (OVERDUE, list.overdue)];
    let owing = owing.map(|(code, name)| (code.to_owned(), name.to_owned()));
    let payments = owing.into_iter().chain(payments).collect();
    let channels =
        ListFilter::CHANNELS.map(|channel| (channel.code().to_owned(), words.channel(channel).to_owned()));
    let types = [("offline", list.offline), ("online", list.online)];
    let types = types.map(|(code, name)| (code.to_owned(), name.to_owned()));
    // On a telephone there are no heads to press.
    let sorts = [
        ("time", list.oldest),
        ("-total", list.largest),
        ("total", list.smallest),
        ("due", list.due_first),
        ("-due", list.due_last),
    ];
    let sorts = sorts.map(|(code, name)| (code.to_owned(), name.to_owned()));
    let fields = view! {
        {choice("payment", words.orders.payment, list.any_payment, payments, &filter.payment)}
        {choice("type", list.order_type, list.any_type, types.to_vec(), &filter.order_type)}
        {choice("channel", list.channel, list.any_channel, channels.to_vec(), &filter.channel)}
        <label class="field">
            <span>{list.min}</span>
            <input name="min" inputmode="decimal" maxlength="20" value=filter.min.clone()/>
        </label>
        <label class="field">
            <span>{list.max}</span>
            <input name="max" inputmode="decimal" maxlength="20" value=filter.max.clone()/>
        </label>
        {choice("sort", list.sort, list.newest, sorts.to_vec(), &filter.sort)}
    };
    (filter.is_narrowed_further(), fields.into_any())
}

fn choice(
    name: &'static str,
    label: &'static str,
    any: &'static str,
    options: Vec<(String, String)>,
    chosen: &str,
) -> AnyView {
    let options = options.into_iter().map(|(value, text)| {
        let selected = value == chosen;
        view! { <option value=value selected=selected>{text}</option> }
    });
    view! {
        <label class="field">
            <span>{label}</span>
            <select name=name>
                <option value="">{any}</option>
                {options.collect_view()}
            </select>
        </label>
    }
    .into_any()
}
