//! The list of customers and its search.

use contract::{catalogue::Page, customers::CustomerSummary};
use domain::wall_clock::WallClock;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use super::{actions::find_customers, filter::Sought, words::of};
use crate::{
    context::Session,
    format::{day_at, machine_time},
    layout::{ProblemView, said},
    resource::resource,
    words::{use_language, use_words},
};

/// `/customers`: customers, newest first, or those who fit a search.
#[component]
pub fn CustomersPage(
    /// Who works where.
    session: Session,
) -> impl IntoView {
    let own = of(use_language());
    let query = use_query_map();
    let sought = Memo::new(move |_| Sought::read(|name| query.read().get(name)));
    let page = resource(move || sought.get(), |sought| find_customers(sought.request()));
    let wall_clock = session.wall_clock();
    view! {
        <div class="page customers">
            <div class="page-head"><h1>{own.title}</h1></div>
            <p class="quiet">{own.lead}</p>
            {move || view! { <Search sought=sought.get()/> }}
            <Transition fallback=move || view! { <p class="quiet">{use_words().layout.loading}"…"</p> }>
                {move || {
                    let (sought, wall_clock) = (sought.get(), wall_clock.clone());
                    Suspend::new(async move {
                        match page.await {
                            Ok(page) => found(page, &sought, &wall_clock),
                            Err(refused) => view! { <ProblemView refused/> }.into_any(),
                        }
                    })
                }}
            </Transition>
        </div>
    }
    .into_any()
}

/// The search: a plain GET form, as above the other lists.
#[component]
fn Search(sought: Sought) -> impl IntoView {
    let own = of(use_language());
    // A new document, so that the field is emptied as well.
    let clear = (!sought.search.is_empty()).then(|| {
        view! { <a class="button" href="/customers" rel="external">{own.clear}</a> }
    });
    view! {
        <form class="filters" method="get" action="/customers" role="search">
            <label class="field filters-search">
                <span>{own.search}</span>
                <input
                    type="search" name="search" value=sought.search placeholder=own.search_hint
                    autocomplete="off"
                />
            </label>
            <div class="filters-buttons">
                <button class="button">{own.show}</button>
                {clear}
            </div>
        </form>
    }
    .into_any()
}

fn found(page: Page<CustomerSummary>, sought: &Sought, wall_clock: &WallClock) -> AnyView {
    let own = of(use_language());
    if page.items.is_empty() {
        let (title, text) = if sought.search.is_empty() {
            (own.none_title, own.none)
        } else {
            (own.none_found_title, own.none_found)
        };
        return view! { <div class="empty"><h2>{title}</h2><p>{text}</p></div> }.into_any();
    }
    let newest = (!sought.cursor.is_empty()).then(|| {
        view! { <a class="button" href=sought.address_from("")>{own.newest}</a> }
    });
    let older = page.next_cursor.map(|cursor| {
        view! { <a class="button" rel="next" href=sought.address_from(&cursor)>{own.older}</a> }
    });
    let rows = page.items.into_iter().map(|customer| row(customer, wall_clock));
    view! {
        <table class="customers-table">
            <caption class="hidden">{own.caption}</caption>
            <thead>
                <tr>
                    <th scope="col">{own.name}</th>
                    <th scope="col">{own.phone}</th>
                    <th scope="col">{own.email}</th>
                    <th scope="col">{own.since}</th>
                </tr>
            </thead>
            <tbody>{rows.collect_view()}</tbody>
        </table>
        {(newest.is_some() || older.is_some()).then(|| view! {
            <nav class="orders-pages" aria-label=own.caption>{newest} {older}</nav>
        })}
    }
    .into_any()
}

/// One customer. The name's link covers the whole row; on a telephone the row becomes two lines.
fn row(customer: CustomerSummary, wall_clock: &WallClock) -> AnyView {
    let words = use_words();
    let company = customer.company.map(|company| view! { <span class="quiet">{said(company)}</span> });
    view! {
        <tr>
            <th scope="row" class="customers-name">
                <a href=format!("/customers/{}", customer.id)>{said(customer.name)}</a>
                {company}
            </th>
            <td class="customers-phone">{customer.phone.map(said)}</td>
            <td class="customers-email">{customer.email.map(said)}</td>
            <td class="customers-since">
                <time datetime=machine_time(customer.created_at)>
                    {day_at(customer.created_at, wall_clock, words)}
                </time>
            </td>
        </tr>
    }
    .into_any()
}
