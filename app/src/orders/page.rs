//! One order: what was sold and paid, who bought, what can be done with it, and what happened.

use contract::{
    devices::LiveUpdate,
    live::{Ticket, Topic},
    orders::{OrderDetail, OrderView},
    problem::Code,
};
use domain::{payment_terms::InstalmentStatus, role::Permission};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::{use_params_map, use_query_map};

use super::{
    actions::show_order,
    deletion::{DeletePart, DeletedBanner},
    edit::EditLink,
    moves::Moves,
    parts::{CustomerPart, LinesPart},
    payments::{
        PaymentForm, PaymentsPart, RecordPaymentPart, Recorded, SchedulePart, Unanswered, answer_form,
    },
    timeline::Timeline,
};
use crate::{
    audit::HistoryPart,
    context::Session,
    form::new_key,
    format::{day_and_clock, machine_time},
    jobs::JobsOfOrderPart,
    layout::{InstalmentBadge, LifecycleBadge, NotFoundPart, PaymentBadge, ProblemView, sentence},
    live::follow,
    printing::{Copies, ReceiptPanel},
    refused::{Refused, set_page_status},
    resource::resource,
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
    let order = resource(move || reference.get(), show_order);
    // A form that was sent to this page, if one was, and the key of the next one.
    let sent = resource(
        move || reference.get(),
        |reference| {
            let key = new_key();
            async move { (key, answer_form(reference).await) }
        },
    );
    let form = PaymentForm::new();
    provide_context(Copies::new());
    view! {
        <div class="page order">
            <p><a href="/orders">"← "{words.order.back}</a></p>
            <Transition fallback=move || view! { <p class="quiet">{words.layout.loading}"…"</p> }>
                {move || {
                    let session = session.clone();
                    Suspend::new(async move {
                        let (key, unanswered) = sent.await;
                        match order.await {
                            Ok(detail) => {
                                keep_fresh(&detail, move || order.refetch());
                                if let Some(status) = unanswered.as_ref().map(Unanswered::status) {
                                    set_page_status(status);
                                }
                                whole(detail, &session, form, key, unanswered)
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
            LiveUpdate::Event { event, .. } => event.order().is_some_and(|news| newer(&news.order)),
            LiveUpdate::Snapshot { orders, .. } => orders.iter().any(newer),
            LiveUpdate::Refused { .. } => false,
        };
        if changed {
            refetch();
        }
    });
}

fn whole(
    detail: OrderDetail,
    session: &Session,
    form: PaymentForm,
    key: String,
    unanswered: Option<Unanswered>,
) -> AnyView {
    let words = use_words();
    let order = detail.order;
    let store = session.me.stores.iter().find(|store| store.slug == order.store);
    let wall_clock = session.wall_clock_at(&order.store);
    let store_name = store.map_or_else(|| order.store.clone(), |store| store.name.clone());
    let sent = match &unanswered {
        Some(Unanswered::Payment { entry, refused }) => Some((entry.clone(), refused.clone())),
        _ => None,
    };
    let recorded = use_query_map().get_untracked().get("recorded");
    let recorded = recorded.filter(|_| unanswered.is_none()).map(|payment| {
        view! { <Recorded order=order.clone() payment/> }
    });
    let overdue = is_overdue(&order).then(|| view! { <InstalmentBadge status=InstalmentStatus::Overdue/> });
    let (reference, currency) = (order.reference.to_string(), order.currency);
    let role = session.me.role;
    let history = role.may(Permission::SeeAudit).then(|| {
        view! { <HistoryPart reference=reference.clone() version=order.version wall_clock=wall_clock.clone() currency/> }
    });
    let jobs = role.may(Permission::KeepJobs).then(|| {
        view! { <JobsOfOrderPart reference=reference.clone() version=order.version/> }
    });
    let banner = order.deleted.clone().map(|deleted| {
        view! { <DeletedBanner reference=reference.clone() deleted wall_clock=wall_clock.clone()/> }
    });
    // What is deleted takes no payment until it is restored.
    let payment = order.deleted.is_none().then(|| {
        view! { <RecordPaymentPart order=order.clone() form key sent/> }
    });
    let edit = order.deleted.is_none().then(|| view! { <EditLink order=order.clone() role/> });
    let delete = (role.may(Permission::CorrectOrders) && order.deleted.is_none()).then(|| {
        view! { <DeletePart order=order.clone()/> }
    });
    view! {
        <Title text=format!("{reference} · {store_name}")/>
        <div class="page-head">
            <h1>{reference.clone()}</h1>
            <LifecycleBadge lifecycle=order.lifecycle/>
            <PaymentBadge state=order.payment_state/>
            {overdue}
        </div>
        <p class="quiet">
            {words.channel(order.channel)}" · "{store_name}" · "
            <time datetime=machine_time(order.created_at)>
                {day_and_clock(order.created_at, &wall_clock, words)}
            </time>
            " · "{words.order.recorded_by}" "{order.recorded_by.name.clone()}
        </p>
        {move_problem()}
        {banner}
        {recorded}
        <div class="moves">
            <Moves order=order.clone() allowed=detail.allowed/>
            {edit}
        </div>
        <div class="order-columns">
            <div class="order-column">
                <LinesPart order=order.clone()/>
                <SchedulePart order=order.clone()/>
            </div>
            <div class="order-column">
                <CustomerPart order=order.clone()/>
                {payment}
                <PaymentsPart order=order.clone() wall_clock=wall_clock.clone() role=session.me.role unanswered/>
                <section class="panel">
                    <h2>{words.order.receipts}</h2>
                    <ReceiptPanel order/>
                </section>
            </div>
        </div>
        <Timeline events=detail.events currency wall_clock/>
        {history}
        {jobs}
        {delete}
    }
    .into_any()
}

/// Whether something should have been paid by now.
fn is_overdue(order: &OrderView) -> bool {
    let parts = order.payment_terms.iter().flat_map(|terms| &terms.installments);
    order.balance_due > 0 && parts.into_iter().any(|part| part.status == InstalmentStatus::Overdue)
}

/// What went wrong with the move that led back here.
fn move_problem() -> Option<AnyView> {
    let query = use_query_map().get_untracked();
    let refused = Refused::told(&query.get("problem")?, query.get("wait").as_deref());
    let words = use_words();
    // All that can be wrong with what a move's form asks for is the reason.
    let text = match refused.0.kind() {
        Some(Code::InvalidRequest) if refused.0.errors.is_empty() => words.problems.reason_missing.to_owned(),
        _ => sentence(&refused, words),
    };
    Some(view! { <p class="form-problem" role="alert">{text}</p> }.into_any())
}
