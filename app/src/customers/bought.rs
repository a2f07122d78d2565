//! What a customer bought, newest first.

use contract::{
    catalogue::Page,
    customers::{CustomerDetail, CustomerOrder},
};
use domain::payment_terms::InstalmentStatus;
use leptos::prelude::*;

use super::words::of;
use crate::{
    address::with_query,
    context::Session,
    format::{day, day_and_clock, machine_time},
    layout::{InstalmentBadge, LifecycleBadge, PaymentBadge, isolated},
    words::{fill, use_language, use_words},
};

/// A customer's orders, with what is due of each.
#[component]
pub(super) fn BoughtPart(
    /// Whose.
    customer: CustomerDetail,
    /// A page of them.
    history: Page<CustomerOrder>,
    /// Who reads.
    session: Session,
    /// Whether this is a later page.
    is_later: bool,
) -> impl IntoView {
    let own = of(use_language());
    let address = format!("/customers/{}", customer.id);
    let newest = is_later.then(|| view! { <a class="button" href=address.clone()>{own.order_newest}</a> });
    let older = history.next_cursor.map(|cursor| {
        let older = with_query(&address, [("cursor", cursor.as_str())]);
        view! { <a class="button" rel="next" href=older>{own.order_older}</a> }
    });
    let content = if history.items.is_empty() {
        view! { <p class="quiet">{own.history_none}</p> }.into_any()
    } else {
        let rows = history.items.into_iter().map(|order| row(order, &session));
        view! {
            <table class="bought">
                <caption class="hidden">{own.history}</caption>
                <thead>
                    <tr>
                        <th scope="col">{own.reference}</th>
                        <th scope="col">{own.time}</th>
                        <th scope="col">{own.state}</th>
                        <th scope="col">{own.payment}</th>
                        <th scope="col" class="number">{own.amount}</th>
                    </tr>
                </thead>
                <tbody>{rows.collect_view()}</tbody>
            </table>
            {(newest.is_some() || older.is_some()).then(|| view! {
                <nav class="orders-pages" aria-label=own.history>{newest} {older}</nav>
            })}
        }
        .into_any()
    };
    view! {
        <section class="panel">
            <h2>{own.history}</h2>
            <div class="bought-panel">{content}</div>
        </section>
    }
    .into_any()
}

/// One order. The reference's link covers the whole row.
fn row(order: CustomerOrder, session: &Session) -> AnyView {
    let language = use_language();
    let (words, own) = (use_words(), of(language));
    let stores = &session.me.stores;
    let store = stores.iter().find(|store| store.slug == order.store);
    let wall_clock = session.wall_clock_at(&order.store);
    let place = (stores.len() > 1).then(|| {
        let name = store.map_or_else(|| order.store.clone(), |store| isolated(&store.name));
        view! { <span class="quiet">{name}</span> }
    });
    let reference = order.reference.to_string();
    let due = (order.balance_due > 0).then(|| {
        let amount = fill(words.orders.due, &language.money(order.balance_due, order.currency));
        let by = order.next_due_date.map(|date| {
            view! { <span class="bought-due">{fill(own.due_by, &day(date, words))}</span> }
        });
        let class = if order.overdue { "bought-due bought-overdue" } else { "bought-due" };
        view! { <span class=class>{amount}</span> {by} }
    });
    let overdue = order.overdue.then(|| view! { <InstalmentBadge status=InstalmentStatus::Overdue/> });
    view! {
        <tr>
            <th scope="row" class="bought-reference">
                <a href=format!("/orders/{reference}")>{reference.clone()}</a>
            </th>
            <td class="bought-time">
                <time datetime=machine_time(order.created_at)>
                    {day_and_clock(order.created_at, &wall_clock, words)}
                </time>
                {place}
            </td>
            <td class="bought-state"><LifecycleBadge lifecycle=order.lifecycle/></td>
            <td class="bought-payment"><PaymentBadge state=order.payment_state/>{overdue}</td>
            <td class="bought-total number">
                <span class="money">{language.money(order.total, order.currency)}</span>
                {due}
            </td>
        </tr>
    }
    .into_any()
}
