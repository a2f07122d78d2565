//! The order list.

use contract::{catalogue::Page, orders::OrderSummary};
use domain::{money::Currency, payment_terms::InstalmentStatus, role::Permission};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use super::{
    actions::list_orders,
    bulk_bar::{BulkBar, bulk_done},
    deletion::DeletedSwitch,
    filter::{ListFilter, SortBy},
    filter_bar::FilterBar,
    list_words,
};
use crate::{
    context::Session,
    format::{day, day_and_clock, machine_time},
    layout::{InstalmentBadge, LifecycleBadge, PaymentBadge, ProblemView, said},
    refused::set_page_status,
    resource::resource,
    words::{fill, use_language, use_words},
};

/// `/orders`: orders, narrowed and sorted by what the address says.
#[component]
pub fn OrdersPage(
    /// Who works where.
    session: Session,
) -> impl IntoView {
    let (words, list) = (use_words(), list_words::of(use_language()));
    let query = use_query_map();
    let filter = Memo::new(move |_| ListFilter::read(|name| query.read().get(name)));
    let currency = session.store.currency;
    let page = resource(move || filter.get(), move |filter| list_orders(filter.request(currency)));
    let may_restore = session.me.role.may(Permission::CorrectOrders);
    let bar_stores = session.me.stores.clone();
    let may_export = session.me.role.may(Permission::SeeFigures);
    let export = move || {
        may_export.then(|| {
            let address = filter.get().csv_address(currency);
            view! { <a class="button" href=address rel="external" download="">{list.export}</a> }
        })
    };
    view! {
        <div class="page orders">
            <div class="page-head">
                <h1>{words.orders.title}</h1>
                {export}
                // A new document: the server makes the form's key.
                <a class="button button-primary" href="/orders/new" rel="external">{words.orders.new_order}</a>
            </div>
            {move || bulk_done(&query.read(), currency)}
            {move || view! { <FilterBar filter=filter.get() stores=bar_stores.clone()/> }}
            {move || may_restore.then(|| view! { <DeletedSwitch is_deleted=filter.get().is_deleted()/> })}
            <Transition fallback=move || view! { <p class="quiet">{words.layout.loading}"…"</p> }>
                {move || {
                    let (filter, session) = (filter.get(), session.clone());
                    Suspend::new(async move {
                        match page.await {
                            Ok(page) => found(page, &filter, &session, currency),
                            Err(refused) => {
                                set_page_status(refused.0.status);
                                view! { <ProblemView refused/> }.into_any()
                            }
                        }
                    })
                }}
            </Transition>
        </div>
    }
    .into_any()
}

fn found(page: Page<OrderSummary>, filter: &ListFilter, session: &Session, currency: Currency) -> AnyView {
    let (words, list) = (use_words(), list_words::of(use_language()));
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
    let rows = page.items.into_iter().map(|order| row(order, session, currency));
    view! {
        <form class="orders-form" method="get" action="/orders/bulk">
            <table class="orders-table">
                <caption class="hidden">{words.orders.caption}</caption>
                <thead>
                    <tr>
                        <th scope="col"><span class="hidden">{list.choose}</span></th>
                        <th scope="col">{words.orders.reference}</th>
                        {head(filter, SortBy::Time, words.orders.time, words.orders.time, "")}
                        <th scope="col">{words.orders.customer}</th>
                        <th scope="col" class="number">{words.orders.items}</th>
                        <th scope="col">{words.orders.state}</th>
                        {head(filter, SortBy::Due, words.orders.payment, list.due, "")}
                        {head(filter, SortBy::Total, words.orders.total, words.orders.total, "number")}
                    </tr>
                </thead>
                <tbody>{rows.collect_view()}</tbody>
            </table>
            <nav class="orders-pages" aria-label=words.orders.caption>{newest} {older}</nav>
            <BulkBar filter=filter.clone()/>
        </form>
    }
    .into_any()
}

/// The head of a column that the list can be sorted by; payments are sorted by when they are due.
fn head(filter: &ListFilter, by: SortBy, name: &'static str, by_what: &str, class: &'static str) -> AnyView {
    let sorted = match filter.sorted() {
        (sorted, true) if sorted == by => Some("ascending"),
        (sorted, false) if sorted == by => Some("descending"),
        _ => None,
    };
    let title = fill(list_words::of(use_language()).sort_by, &by_what.to_lowercase());
    let content = match filter.sorted_address(by) {
        Some(address) => view! { <a class="orders-sort" href=address title=title>{name}</a> }.into_any(),
        None => name.into_any(),
    };
    view! { <th scope="col" class=class aria-sort=sorted>{content}</th> }.into_any()
}

/// One order. The reference's link covers the whole row; on a telephone the row becomes three lines.
fn row(order: OrderSummary, session: &Session, currency: Currency) -> AnyView {
    let (words, language) = (use_words(), use_language());
    let list = list_words::of(language);
    let stores = &session.me.stores;
    let store = stores.iter().find(|store| store.slug == order.store);
    let wall_clock = session.wall_clock_at(&order.store);
    let store_name = (stores.len() > 1).then(|| {
        let name = store.map_or_else(|| order.store.clone(), |store| store.name.clone());
        view! { <span class="quiet orders-store">{said(name)}</span> }
    });
    let reference = order.reference.to_string();
    let due = (order.balance_due > 0).then(|| {
        let due = fill(words.orders.due, &language.money(order.balance_due, currency));
        view! { <span class="orders-due">{due}</span> }
    });
    let overdue = order.overdue.then(|| view! { <InstalmentBadge status=InstalmentStatus::Overdue/> });
    let by = order.next_due_date.filter(|_| order.balance_due > 0).map(|date| {
        let class = if order.overdue { "orders-by orders-overdue" } else { "orders-by" };
        view! { <span class=class>{fill(words.orders.due_by, &day(date, words))}</span> }
    });
    let customer = match order.customer {
        Some(customer) => said(customer.name),
        None => words.orders.walk_in.into_any(),
    };
    view! {
        <tr>
            <td class="orders-choice">
                <label title=fill(list.choose_order, &reference)>
                    <input
                        type="checkbox"
                        name="id"
                        value=reference.clone()
                        aria-label=fill(list.choose_order, &reference)
                    />
                </label>
            </td>
            <th scope="row" class="orders-reference">
                <a href=format!("/orders/{reference}")>{reference.clone()}</a>
            </th>
            <td class="orders-time">
                <time datetime=machine_time(order.created_at)>
                    {day_and_clock(order.created_at, &wall_clock, words)}
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
