//! One order: what was sold and paid, who bought, what can be done with it, and what happened.

use contract::{
    devices::LiveUpdate,
    live::{Ticket, Topic},
    orders::OrderDetail,
};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::{use_params_map, use_query_map};

use super::{
    actions::show_order,
    moves::Moves,
    parts::{CustomerPart, LinesPart, PaymentsPart},
    timeline::Timeline,
};
use crate::{
    context::Session,
    format::{day_and_clock, machine_time},
    layout::{LifecycleBadge, NotFoundPart, PaymentBadge, ProblemView, sentence},
    live::follow,
    printing::ReceiptPanel,
    refused::{Refused, set_page_status},
    words::use_words,
};

/// `/orders/{reference}`.
#[component]
pub fn OrderPage(
    /// Who works where.
    session: Session,
) -> impl IntoView {
    let words = use_words();
    let parameters = use_params_map();
    let reference = Memo::new(move |_| parameters.read().get("reference").unwrap_or_default());
    let order = Resource::new(move || reference.get(), show_order);
    view! {
        <div class="page order">
            <p><a href="/orders">"← "{words.order.back}</a></p>
            <Transition fallback=move || view! { <p class="quiet">{words.layout.loading}"…"</p> }>
                {move || {
                    let session = session.clone();
                    Suspend::new(async move {
                        match order.await {
                            Ok(detail) => {
                                keep_fresh(&detail, move || order.refetch());
                                whole(detail, &session)
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

/// Fetches the order again whenever the store's feed tells of a newer version of it.
fn keep_fresh(detail: &OrderDetail, refetch: impl Fn() + 'static) {
    let (id, version) = (detail.order.id, detail.order.version);
    let newer = move |ticket: &Ticket| ticket.id == id && ticket.version > version;
    follow(Topic::Store(detail.order.store.clone()), None, move |update| {
        let changed = match update {
            LiveUpdate::Event { event, .. } => newer(&event.order),
            LiveUpdate::Snapshot { orders, .. } => orders.iter().any(newer),
            LiveUpdate::Refused { .. } => false,
        };
        if changed {
            refetch();
        }
    });
}

fn whole(detail: OrderDetail, session: &Session) -> AnyView {
    let words = use_words();
    let order = detail.order;
    let store = session.me.stores.iter().find(|store| store.slug == order.store);
    let offset = store.map(|store| store.utc_offset_seconds).unwrap_or_default();
    let store_name = store.map_or_else(|| order.store.clone(), |store| store.name.clone());
    let (reference, currency) = (order.reference.to_string(), order.currency);
    view! {
        <Title text=format!("{reference} · {store_name}")/>
        <div class="page-head">
            <h1>{reference.clone()}</h1>
            <LifecycleBadge lifecycle=order.lifecycle/>
            <PaymentBadge state=order.payment_state/>
        </div>
        <p class="quiet">
            {words.channel(order.channel)}" · "{store_name}" · "
            <time datetime=machine_time(order.created_at)>
                {day_and_clock(order.created_at, offset, words)}
            </time>
            " · "{words.order.recorded_by}" "{order.recorded_by.name.clone()}
        </p>
        {move_problem()}
        <Moves order=order.clone() allowed=detail.allowed/>
        <div class="order-columns">
            <div class="order-column">
                <LinesPart order=order.clone()/>
            </div>
            <div class="order-column">
                <CustomerPart order=order.clone()/>
                <PaymentsPart order=order.clone() offset/>
                <section class="panel">
                    <h2>{words.order.receipts}</h2>
                    <ReceiptPanel order/>
                </section>
            </div>
        </div>
        <Timeline events=detail.events currency offset/>
    }
    .into_any()
}

/// What went wrong with the move that led back here.
fn move_problem() -> Option<AnyView> {
    let query = use_query_map().get_untracked();
    let refused = Refused::told(&query.get("problem")?, query.get("wait").as_deref());
    let words = use_words();
    // All that can be wrong with what a move's form asks for is the reason.
    let text = match refused.0.code.as_str() {
        "invalid_request" => words.problems.reason_missing.to_owned(),
        _ => sentence(&refused, words),
    };
    Some(view! { <p class="form-problem" role="alert">{text}</p> }.into_any())
}
