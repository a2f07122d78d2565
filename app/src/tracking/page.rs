//! The page behind a receipt's link. Without JavaScript it loads itself again every twenty seconds
//! (the document's head sees to that); with it, it follows the order.

use chrono::NaiveDate;
use contract::{
    devices::LiveUpdate,
    live::{LiveEvent, Ticket, Topic},
    tracking::TrackingView,
};
use domain::{order::Lifecycle, wall_clock::WallClock};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_params_map;

use super::{
    actions::follow_order,
    steps::{StepLine, steps},
};
use crate::{
    format::{clock, day},
    layout::{ProblemView, noted, said},
    live::{RefusedBand, follow},
    printing::QrPicture,
    refused::set_page_status,
    release::NewerRelease,
    resource::resource,
    words::{Words, fill, use_language, use_words},
};

/// `/t/{token}`: how an order stands, for whoever holds its link.
#[component]
pub fn TrackingPage() -> impl IntoView {
    let parameters = use_params_map();
    let token = Memo::new(move |_| parameters.read().get("token").unwrap_or_default());
    let order = resource(move || token.get(), follow_order);
    view! {
        <main id="main">
            <Suspense>
                {move || Suspend::new(async move {
                    match order.await {
                        Ok(view) => followed(view),
                        Err(refused) if refused.0.status == 404 => unknown(),
                        Err(refused) => {
                            set_page_status(refused.0.status);
                            view! { <ProblemView refused/> }.into_any()
                        }
                    }
                })}
            </Suspense>
        </main>
    }
    .into_any()
}

fn unknown() -> AnyView {
    set_page_status(404);
    let words = use_words();
    view! {
        <Title text=words.tracking.unknown_title/>
        <div class="page empty">
            <h1>{words.tracking.unknown_title}</h1>
            <p>{words.tracking.unknown}</p>
            <p><a class="button" href="/track">{words.tracking.find_order}</a></p>
        </div>
    }
    .into_any()
}

fn followed(view: TrackingView) -> AnyView {
    let words = use_words();
    let reference = view.order.reference.to_string();
    let ticket = RwSignal::new(view.order);
    let show = move |newer: Ticket| {
        if newer.version > ticket.with_untracked(|shown| shown.version) {
            ticket.set(newer);
        }
    };
    follow(Topic::Order(view.token), Some(view.sequence), move |update| match update {
        LiveUpdate::Event { event: LiveEvent::Order(news), .. } => show(news.order),
        LiveUpdate::Snapshot { orders, .. } => orders.into_iter().for_each(show),
        LiveUpdate::Event { .. } | LiveUpdate::Refused { .. } => {}
    });
    let wall_clock = view.clock.unwrap_or_else(|| WallClock::fixed(view.utc_offset_seconds));
    let address = view.address.into_iter().map(|line| view! { <p class="quiet">{said(line)}</p> });
    view! {
        <Title text=format!("{reference} · {}", view.shop)/>
        <RefusedBand/>
        <NewerRelease/>
        <div class="page tracking">
            <header>
                <p class="tracking-shop">{said(view.shop)}</p>
                {address.collect_view()}
            </header>
            <h1>{words.tracking.order}" "{reference.clone()}</h1>
            <div role="status">{move || progress(&ticket.read(), &wall_clock)}</div>
            {move || (!ticket.read().deleted).then(|| ordered(&ticket.read(), view.today))}
            {move || is_wanted(&ticket.read()).then(|| pick_up(ticket.read().reference.to_string()))}
        </div>
    }
    .into_any()
}

/// Whether the counter still waits for its customer.
fn is_wanted(ticket: &Ticket) -> bool {
    ticket.status.is_open() && !ticket.deleted
}

/// The steps, and the one thing to know now.
fn progress(ticket: &Ticket, wall_clock: &WallClock) -> AnyView {
    let words = use_words();
    if ticket.deleted {
        return view! { <p class="tracking-now tracking-cancelled">{words.tracking.unknown_title}</p> }
            .into_any();
    }
    let Some(steps) = steps(ticket.status) else {
        return view! {
            <p class="tracking-now tracking-cancelled">{words.tracking.cancelled}</p>
            <p class="quiet">{words.tracking.cancelled_hint}</p>
        }
        .into_any();
    };
    let now = headline(ticket, wall_clock, words).map(|text| view! { <p class="tracking-now">{text}</p> });
    view! { <StepLine steps/> {now} }.into_any()
}

/// When it is expected, or that it can be fetched, or that it was.
fn headline(ticket: &Ticket, wall_clock: &WallClock, words: &Words) -> Option<String> {
    match ticket.status {
        Lifecycle::Ready => Some(words.tracking.ready_now.to_owned()),
        Lifecycle::Completed => Some(words.tracking.collected.to_owned()),
        Lifecycle::Draft | Lifecycle::Pending | Lifecycle::Processing => {
            ticket.expected_at.map(|at| fill(words.tracking.expected, &clock(at, wall_clock)))
        }
        Lifecycle::Cancelled => None,
    }
}

/// What was ordered, and what is still due.
fn ordered(ticket: &Ticket, today: NaiveDate) -> AnyView {
    let (words, language) = (use_words(), use_language());
    let lines = ticket.lines.iter().map(|line| {
        let note =
            line.note.clone().map(|note| view! { <span class="quiet tracking-note">{noted(note)}</span> });
        view! { <li><span>{line.quantity}"× "{said(line.name.as_str())}</span>{note}</li> }
    });
    let settled = if ticket.balance_due > 0 {
        let due = language.money(ticket.balance_due, ticket.currency);
        view! { <div class="sums-due"><dt>{words.tracking.due}</dt><dd class="money">{due}</dd></div> }
            .into_any()
    } else {
        view! { <div><dt>{words.tracking.paid}</dt><dd aria-hidden="true">"✓"</dd></div> }.into_any()
    };
    let settled = (ticket.status != Lifecycle::Cancelled).then_some(settled);
    let next_due = ticket.next_due_date.filter(|_| ticket.balance_due > 0).map(|date| {
        let text = fill(words.tracking.next_due, &day(date, words));
        let overdue = (date < today).then(|| view! { " "<strong>"("{words.tracking.overdue}")"</strong> });
        let class = if date < today { "tracking-due tracking-overdue" } else { "tracking-due" };
        view! { <p class=class>{text}{overdue}</p> }
    });
    view! {
        <section class="panel">
            <h2>{words.tracking.what_ordered}</h2>
            <ul class="tracking-lines">{lines.collect_view()}</ul>
            <dl class="sums">
                <div class="sums-total">
                    <dt>{words.tracking.total}</dt>
                    <dd class="money">{language.money(ticket.total, ticket.currency)}</dd>
                </div>
                {settled}
            </dl>
            {next_due}
        </section>
    }
    .into_any()
}

/// The code that the counter scans: the reference, which every search field of staff understands.
fn pick_up(reference: String) -> AnyView {
    let words = use_words();
    let name = format!("{}: {reference}", words.tracking.pick_up_code);
    view! {
        <section class="tracking-code">
            <h2>{words.tracking.pick_up_code}</h2>
            <QrPicture text=reference label=name/>
            <p class="quiet">{words.tracking.pick_up_hint}</p>
        </section>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use domain::{
        id::OrderId,
        money::Currency,
        order::{Channel, PaymentState, Reference},
    };

    use super::*;
    use crate::words::{Language, of};

    fn ticket(status: Lifecycle, expected_at: Option<&str>) -> Ticket {
        Ticket {
            id: OrderId::from_uuid(Default::default()),
            reference: Reference::from_bits(7),
            channel: Channel::Till,
            status,
            payment_state: PaymentState::Paid,
            customer_name: None,
            lines: Vec::new(),
            note: None,
            total: 0,
            balance_due: 0,
            next_due_date: None,
            currency: Currency::Idr,
            placed_at: "2026-11-21T07:00:00Z".parse().unwrap(),
            expected_at: expected_at.map(|at| at.parse().unwrap()),
            version: 1,
            deleted: false,
        }
    }

    #[test]
    fn the_expected_time_is_on_the_stores_clock() {
        let words = of(Language::English);
        let at = Some("2026-11-21T07:20:00Z");
        let said = |status| headline(&ticket(status, at), &WallClock::fixed(25_200), words);
        assert_eq!(said(Lifecycle::Processing).as_deref(), Some("Expected at 14:20"));
        assert_eq!(said(Lifecycle::Ready).as_deref(), Some(words.tracking.ready_now));
        assert_eq!(said(Lifecycle::Cancelled), None);
        assert_eq!(headline(&ticket(Lifecycle::Pending, None), &WallClock::fixed(0), words), None);
    }
}
