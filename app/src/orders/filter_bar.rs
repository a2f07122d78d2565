//! The filters above the list: a plain GET form, so that what is shown is always in the address.

use contract::session::StoreView;
use leptos::prelude::*;

use super::filter::ListFilter;
use crate::words::use_words;

/// The filters, filled in as they are set.
#[component]
pub(super) fn FilterBar(filter: ListFilter, stores: Vec<StoreView>) -> impl IntoView {
    let words = use_words();
    let states = ListFilter::STATES.map(|state| {
        let selected = filter.status == state.code();
        view! { <option value=state.code() selected=selected>{words.lifecycle(state)}</option> }
    });
    // A new document, so that fields which were typed into are emptied as well.
    let clear = filter.is_narrowed().then(|| {
        view! { <a class="button" href="/orders" rel="external">{words.orders.clear}</a> }
    });
    let deleted = filter.is_deleted().then(|| view! { <input type="hidden" name="deleted" value="true"/> });
    view! {
        <form class="filters" method="get" action="/orders" role="search">
            <label class="field filters-search">
                <span>{words.orders.search}</span>
                <input type="search" name="search" value=filter.search placeholder=words.orders.search_hint/>
            </label>
            <label class="field">
                <span>{words.orders.status}</span>
                <select name="status">
                    <option value="">{words.orders.any_status}</option>
                    {states.into_iter().collect_view()}
                </select>
            </label>
            {(stores.len() > 1).then(|| store_field(&stores, &filter.store))}
            <label class="field">
                <span>{words.orders.from}</span>
                <input type="date" name="from" value=filter.from/>
            </label>
            <label class="field">
                <span>{words.orders.to}</span>
                <input type="date" name="to" value=filter.to/>
            </label>
            {deleted}
            <div class="filters-buttons">
                <button class="button">{words.orders.apply}</button>
                {clear}
            </div>
        </form>
    }
    .into_any()
}

fn store_field(stores: &[StoreView], chosen: &str) -> AnyView {
    let words = use_words();
    let options = stores.iter().map(|store| {
        let selected = store.slug == chosen;
        view! { <option value=store.slug.clone() selected=selected>{store.name.clone()}</option> }
    });
    view! {
        <label class="field">
            <span>{words.orders.store}</span>
            <select name="store">
                <option value="">{words.orders.any_store}</option>
                {options.collect_view()}
            </select>
        </label>
    }
    .into_any()
}
