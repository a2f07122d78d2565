//! The order list.

use contract::{catalogue::Page, orders::OrderSummary, session::StoreView};
use domain::{payment_terms::InstalmentStatus, role::Permission};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use super::{actions::list_orders, deletion::DeletedSwitch, filter::ListFilter, filter_bar::FilterBar};
use crate::{
    context::Session,
    format::{day, day_and_clock, machine_time},
    layout::{InstalmentBadge, LifecycleBadge, PaymentBadge, ProblemView},
    words::{fill, use_language, use_words},
};

/// `/orders`: orders, newest first, narrowed by what the address says.
#[component]
pub fn OrdersPage(
    /// Who works where.
    session: Session,
) -> impl IntoView {
    let words = use_words();
    let query = use_query_map();
    let filter = Memo::new(move |_| ListFilter::read(|name| query.read().get(name)));
    let page = Resource::new(move || filter.get(), |filter| list_orders(filter.request()));
    let stores = session.me.stores.clone();
    let may_restore = session.me.role.may(Permission::CorrectOrders);
    let bar_stores = stores.clone();
    view! {
        <div class="page orders">
            <div class="page-head">
                <h1>{words.orders.title}</h1>
                // A new document: the server makes the form's key.
                <a class="button button-primary" href="/orders/new" rel="external">{words.orders.new_order}</a>
            </div>
            {move || view! { <FilterBar filter=filter.get() stores=bar_stores.clone()/> }}
            {move || may_restore.then(|| view! { <DeletedSwitch is_deleted=filter.get().is_deleted()/> })}
            <Transition fallback=move || view! { <p class="quiet">{words.layout.loading}"…"</p> }>
                {move || {
                    let (filter, stores) = (filter.get(), stores.clone());
                    Suspend::new(async move {
                        match page.await {
                            Ok(page) => found(page, &filter, &stores),
                            Err(refused) => view! { <ProblemView refused/> }.into_any(),
                        }
                    })
                }}
            </Transition>
        </div>
    }
    .into_any()
}

fn found(page: Page<OrderSummary>, filter: &ListFilter, stores: &[StoreView]) -> AnyView {
    let words = use_words();
    if page.items.is_empty() {
        let (title, text) = if filter.is_narrowed() {
            (words.orders.none_filtered_title, words.orders.none_filtered)
        } else {
            (words.orders.none_title, words.orders.none)
        };
        return view! { <div class="empty"><h2>{title}</h2><p>{text}</p></div> }.into_any();
    }
    let newest = (!filter.cursor.is_empty()).then(|| {
        view! { <a class="button" href=filter.address_from("")>{words.orders.newest}</a> }
    });
    let older = page.next_cursor.map(|cursor| {
        view! { <a class="button" rel="next" href=filter.address_from(&cursor)>{words.orders.older}</a> }
    });
    let rows = page.items.into_iter().map(|order| row(order, stores));
    view! {
        <table class="orders-table">
            <caption class="hidden">{words.orders.caption}</caption>
            <thead>
                <tr>
                    <th scope="col">{words.orders.reference}</th>
                    <th scope="col">{words.orders.time}</th>
                    <th scope="col">{words.orders.customer}</th>
                    <th scope="col" class="number">{words.orders.items}</th>
                    <th scope="col">{words.orders.state}</th>
                    <th scope="col">{words.orders.payment}</th>
                    <th scope="col" class="number">{words.orders.total}</th>
                </tr>
            </thead>
            <tbody>{rows.collect_view()}</tbody>
        </table>
        <nav class="orders-pages" aria-label=words.orders.caption>{newest} {older}</nav>
    }
    .into_any()
}

/// One order. The reference's link covers the whole row; on a telephone the row becomes two lines.
fn row(order: OrderSummary, stores: &[StoreView]) -> AnyView {
    let (words, language) = (use_words(), use_language());
    let store = stores.iter().find(|store| store.slug == order.store);
    let offset = store.map(|store| store.utc_offset_seconds).unwrap_or_default();
    let store_name = (stores.len() > 1).then(|| {
        let name = store.map_or_else(|| order.store.clone(), |store| store.name.clone());
        view! { <span class="quiet orders-store">{name}</span> }
    });
    let reference = order.reference.to_string();
    let due = (order.balance_due > 0).then(|| {
        let due = fill(words.orders.due, &language.money(order.balance_due, order.currency));
        view! { <span class="orders-due">{due}</span> }
    });
    let overdue = order.overdue.then(|| view! { <InstalmentBadge status=InstalmentStatus::Overdue/> });
    let by = order.next_due_date.filter(|_| order.balance_due > 0).map(|date| {
        let class = if order.overdue { "orders-by orders-overdue" } else { "orders-by" };
        view! { <span class=class>{fill(words.orders.due_by, &day(date, words))}</span> }
    });
    let customer = order.customer.map_or_else(|| words.orders.walk_in.to_owned(), |customer| customer.name);
    view! {
        <tr>
            <th scope="row" class="orders-reference">
                <a href=format!("/orders/{reference}")>{reference.clone()}</a>
            </th>
            <td class="orders-time">
                <time datetime=machine_time(order.created_at)>
                    {day_and_clock(order.created_at, offset, words)}
                </time>
                {store_name}
            </td>
            <td class="orders-customer">{customer}</td>
            <td class="number orders-items">{order.item_count}</td>
            <td class="orders-state"><LifecycleBadge lifecycle=order.lifecycle/></td>
            <td class="orders-payment"><PaymentBadge state=order.payment_state/>" "{overdue}</td>
            <td class="number orders-total">
                <span class="money">{language.money(order.total, order.currency)}</span>
                {due} {by}
            </td>
        </tr>
    }
    .into_any()
}
