//! One order on the board.

use chrono::{DateTime, Utc};
use contract::live::{Ticket, TicketLine};
use domain::{order::Lifecycle, wall_clock::WallClock};
use leptos::{ev::SubmitEvent, prelude::*, server_fn::ServerFn};

use super::{
    actions::MoveTicketForm,
    age::{Lateness, lateness, minutes},
    wall::Wall,
    words::of,
};
use crate::{
    format::{clock, machine_time},
    layout::{noted, said},
    made_for::MadeForField,
    words::{Words, fill, use_language, use_words},
};

/// One order: what to make, for whom, since when, and the next step.
#[component]
pub(super) fn TicketCard(
    wall: Wall,
    state: Lifecycle,
    ticket: Ticket,
    now: ReadSignal<DateTime<Utc>>,
    wall_clock: WallClock,
) -> impl IntoView {
    let words = use_words();
    let id = ticket.id;
    let heading_id = format!("ticket-{id}");
    let aged = ticket.clone();
    let late = Memo::new(move |_| lateness(&aged, now.get()));
    let is_fresh = move || wall.tickets.with(|tickets| tickets.is_fresh(id));
    let class = move || {
        let tone = match late.get() {
            Lateness::InTime => "ticket",
            Lateness::Late => "ticket ticket-late",
            Lateness::VeryLate => "ticket ticket-very-late",
        };
        if is_fresh() { format!("{tone} ticket-fresh") } else { tone.to_owned() }
    };
    let reference = ticket.reference.to_string();
    let order_page = format!("/orders/{reference}");
    let labelled_by = heading_id.clone();
    view! {
        <article
            class=class
            aria-labelledby=labelled_by
            on:click=move |_| wall.touch(id)
            on:focusin=move |_| wall.touch(id)
        >
            <header class="ticket-head">
                <h3 id=heading_id><a href=order_page>{reference}</a></h3>
                <span class="badge">{words.channel(ticket.channel)}</span>
                <Age ticket=ticket.clone() now late wall_clock/>
            </header>
            {ticket.customer_name.clone().map(|name| view! { <p class="ticket-customer">{said(name)}</p> })}
            <ul class="ticket-lines">{ticket.lines.clone().into_iter().map(line).collect_view()}</ul>
            {ticket.note.clone().map(|note| view! { <p class="ticket-note">{noted(note)}</p> })}
            <NextStep wall state ticket/>
        </article>
    }
    .into_any()
}

fn line(line: TicketLine) -> AnyView {
    let note = line.note.map(|note| view! { <span class="ticket-line-note">{noted(note)}</span> });
    view! {
        <li>
            <span class="ticket-count">{line.quantity}"×"</span>
            <span>{said(line.name)}{note}</span>
        </li>
    }
    .into_any()
}

/// Since when it waits; how late it is stands in words as well as in colour.
#[component]
fn Age(
    ticket: Ticket,
    now: ReadSignal<DateTime<Utc>>,
    late: Memo<Lateness>,
    wall_clock: WallClock,
) -> impl IntoView {
    let words = of(use_language());
    let placed = clock(ticket.placed_at, &wall_clock);
    let machine = machine_time(ticket.placed_at);
    let age = Memo::new(move |_| minutes(&ticket, now.get()));
    let word = move || match late.get() {
        Lateness::InTime => "",
        Lateness::Late => words.late,
        Lateness::VeryLate => words.very_late,
    };
    view! {
        <time class="ticket-age" datetime=machine title=placed>
            {move || fill(words.minutes, &age.get().to_string())}" "<span>{word}</span>
        </time>
    }
}

/// The way to the next state: a form, so that it also works before and without WebAssembly.
#[component]
fn NextStep(wall: Wall, state: Lifecycle, ticket: Ticket) -> impl IntoView {
    let words = use_words();
    let step = state.next().and_then(|to| Some((to, step_name(to, words)?)));
    let id = ticket.id;
    step.map(|(to, name)| {
        let submit = move |event: SubmitEvent| {
            event.prevent_default();
            wall.move_to(id, to);
        };
        let is_moving = move || wall.tickets.with(|tickets| tickets.is_moving(id));
        view! {
            <form method="post" action=MoveTicketForm::url() on:submit=submit>
                <MadeForField/>
                <input type="hidden" name="order" value=id.to_string()/>
                <input type="hidden" name="status" value=to.code()/>
                <button class="button button-primary button-wide" disabled=is_moving>{name}</button>
            </form>
        }
    })
}

/// What it is called to bring an order into this state.
const fn step_name(to: Lifecycle, words: &Words) -> Option<&'static str> {
    match to {
        Lifecycle::Processing => Some(words.order.start),
        Lifecycle::Ready => Some(words.order.mark_ready),
        Lifecycle::Completed => Some(words.order.hand_over),
        Lifecycle::Draft | Lifecycle::Pending | Lifecycle::Cancelled => None,
    }
}
