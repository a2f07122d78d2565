//! One customer: who they are, what they bought, and what can be done with their data.

use chrono::{DateTime, Utc};
use contract::{
    customers::{CustomerDetail, CustomerHistory, CustomerSummary, HistoryFilter},
    devices::LiveUpdate,
    live::{LiveEvent, Topic},
    problem::Code,
};
use domain::{role::Permission, wall_clock::WallClock};
use leptos::prelude::*;
use leptos_router::hooks::{use_params_map, use_query_map};

use super::{actions::show_customer, bought::BoughtPart, keep::KeepPart, words::of};
use crate::{
    address::{dialled, with_query},
    context::Session,
    format::{day_and_clock, day_at, machine_time},
    layout::{NotFoundPart, ProblemView, said, sentence},
    live::follow,
    refused::{Refused, set_page_status},
    resource::resource,
    words::{fill, use_language, use_words},
};

/// Orders on one page.
const PAGE_SIZE: i64 = 25;

/// `/customers/{id}`.
#[component]
pub fn CustomerPage(
    /// Who works where.
    session: Session,
) -> impl IntoView {
    let own = of(use_language());
    let (parameters, query) = (use_params_map(), use_query_map());
    let asked = Memo::new(move |_| {
        let cursor = query.read().get("cursor").filter(|cursor| !cursor.is_empty());
        (parameters.read().get("id").unwrap_or_default(), cursor)
    });
    let customer = resource(
        move || asked.get(),
        |(id, cursor)| show_customer(id, HistoryFilter { limit: Some(PAGE_SIZE), cursor }),
    );
    view! {
        <div class="page customer">
            <p><a href="/customers">"← "{own.back}</a></p>
            <Transition fallback=move || view! { <p class="quiet">{use_words().layout.loading}"…"</p> }>
                {move || {
                    let (session, is_later) = (session.clone(), asked.get().1.is_some());
                    Suspend::new(async move {
                        match customer.await {
                            Ok(found) => {
                                keep_fresh(&found, move || customer.refetch());
                                whole(found, &session, is_later)
                            }
                            Err(refused) if refused.0.status == 404 => {
                                set_page_status(404);
                                view! { <NotFoundPart/> }.into_any()
                            }
                            Err(refused) => view! { <ProblemView refused/> }.into_any(),
                        }
                    })
                }}
            </Transition>
        </div>
    }
    .into_any()
}

/// Fetches the customer again when they are erased meanwhile.
fn keep_fresh(found: &CustomerHistory, refetch: impl Fn() + 'static) {
    let (None, Some(sequence)) = (found.customer.erased_at, found.sequence) else { return };
    let id = found.customer.id.clone();
    follow(Topic::Business, Some(sequence), move |update| {
        let may_be_erased = match update {
            LiveUpdate::Event { event: LiveEvent::Other(news), .. } => news.subject.id == id,
            // More happened than was told one by one.
            LiveUpdate::Snapshot { .. } => true,
            LiveUpdate::Event { .. } | LiveUpdate::Refused { .. } => false,
        };
        if may_be_erased {
            refetch();
        }
    });
}

fn whole(found: CustomerHistory, session: &Session, is_later: bool) -> AnyView {
    let own = of(use_language());
    let CustomerHistory { customer: detail, history, .. } = found;
    let wall_clock = session.wall_clock();
    let who = detail.customer.clone();
    let name = who.as_ref().map_or_else(|| own.erased_title.to_owned(), |who| who.name.clone());
    let order = who.is_some().then(|| {
        let form = with_query("/orders/new", [("customer", detail.id.as_str())]);
        // A new document: the server makes the form's key.
        view! { <a class="button button-primary" href=form rel="external">{own.new_order}</a> }
    });
    let erased = detail.erased_at.map(|at| view! { <Erased at wall_clock=wall_clock.clone()/> });
    let details = who.clone().map(|who| view! { <Details detail=detail.clone() customer=who wall_clock/> });
    let may_keep = session.me.role.may(Permission::KeepCustomers);
    let keep = who.filter(|_| may_keep).map(|who| view! { <KeepPart detail=detail.clone() customer=who/> });
    view! {
        <div class="page-head"><h1>{said(name)}</h1>{order}</div>
        {problem(&detail)}
        {erased}
        <div class="order-columns">
            <div class="order-column">
                <BoughtPart customer=detail.clone() history session=session.clone() is_later/>
            </div>
            <div class="order-column">
                {details}
                <Sums detail/>
                {keep}
            </div>
        </div>
    }
    .into_any()
}

/// What went wrong with the form that led back here.
fn problem(detail: &CustomerDetail) -> Option<AnyView> {
    let query = use_query_map().get_untracked();
    let refused = Refused::told(&query.get("problem")?, query.get("wait").as_deref());
    let (words, language) = (use_words(), use_language());
    let text = match refused.0.kind() {
        Some(Code::InvalidRequest) if refused.0.errors.is_empty() => words.problems.reason_missing.to_owned(),
        Some(Code::BalanceDue) if detail.balance_due > 0 => {
            fill(of(language).owes, &language.money(detail.balance_due, detail.currency))
        }
        _ => sentence(&refused, words),
    };
    Some(view! { <p class="form-problem" role="alert">{text}</p> }.into_any())
}

/// Says that there is nobody any more whom this is about.
#[component]
fn Erased(at: DateTime<Utc>, wall_clock: WallClock) -> impl IntoView {
    let (words, own) = (use_words(), of(use_language()));
    view! {
        <section class="deleted" aria-label=own.erased_title>
            <p>
                <strong>{own.erased_title}</strong>" "{own.erased_on}" "
                <time datetime=machine_time(at)>{day_and_clock(at, &wall_clock, words)}</time>
            </p>
            <p>{own.erased}</p>
        </section>
    }
    .into_any()
}

/// What is known of a person.
#[component]
fn Details(detail: CustomerDetail, customer: CustomerSummary, wall_clock: WallClock) -> impl IntoView {
    let (words, own) = (use_words(), of(use_language()));
    let no_contact = customer.phone.is_none() && customer.email.is_none();
    let phone = customer.phone.map(|phone| {
        let dial = dialled(&phone);
        view! { <div><dt>{own.phone}</dt><dd><a href=dial>{said(phone)}</a></dd></div> }
    });
    let email = customer.email.map(|email| {
        let write = format!("mailto:{email}");
        view! { <div><dt>{own.email}</dt><dd><a href=write>{said(email)}</a></dd></div> }
    });
    let line = |name: &'static str, value: Option<String>| {
        value.map(|value| view! { <div><dt>{name}</dt><dd>{said(value)}</dd></div> })
    };
    let address = (!detail.address.is_empty()).then(|| {
        let lines = detail.address.into_iter().map(|line| view! { <span>{said(line)}</span> });
        view! { <div><dt>{own.address}</dt><dd class="customer-address">{lines.collect_view()}</dd></div> }
    });
    view! {
        <section class="panel">
            <h2>{own.details}</h2>
            {no_contact.then(|| view! { <p class="quiet">{own.no_contact}</p> })}
            <dl class="customer-details">
                {phone}
                {email}
                {line(own.company, customer.company)}
                {line(own.job, detail.title)}
                {address}
                {line(own.code, customer.code)}
                <div>
                    <dt>{own.since}</dt>
                    <dd>
                        <time datetime=machine_time(customer.created_at)>
                            {day_at(customer.created_at, &wall_clock, words)}
                        </time>
                    </dd>
                </div>
            </dl>
        </section>
    }
    .into_any()
}

/// What their orders come to.
#[component]
fn Sums(detail: CustomerDetail) -> impl IntoView {
    let language = use_language();
    let own = of(language);
    let money = |amount| language.money(amount, detail.currency);
    let due = if detail.balance_due > 0 {
        let due = money(detail.balance_due);
        view! { <div class="sums-due"><dt>{own.due}</dt><dd class="money">{due}</dd></div> }.into_any()
    } else {
        view! { <div><dt>{own.due}</dt><dd>{own.nothing_due}</dd></div> }.into_any()
    };
    view! {
        <section class="panel">
            <h2>{own.sums}</h2>
            <dl class="sums customer-sums">
                <div><dt>{own.orders}</dt><dd>{detail.orders}</dd></div>
                <div><dt>{own.total}</dt><dd class="money">{money(detail.total)}</dd></div>
                {due}
            </dl>
        </section>
    }
    .into_any()
}
