//! One column of the board.

use chrono::{DateTime, Utc};
use domain::{order::Lifecycle, wall_clock::WallClock};
use leptos::prelude::*;

use super::{ticket::TicketCard, wall::Wall, words::of};
use crate::{
    live::DelayedBadge,
    words::{use_language, use_words},
};

/// The orders in one state.
#[component]
pub(super) fn Column(
    wall: Wall,
    state: Lifecycle,
    now: ReadSignal<DateTime<Utc>>,
    delayed: Memo<bool>,
    wall_clock: WallClock,
) -> impl IntoView {
    let words = of(use_language());
    let column = Memo::new(move |_| wall.tickets.with(|tickets| tickets.column(state)));
    let heading_id = format!("column-{}", state.code());
    let labelled_by = heading_id.clone();
    let empty = move || column.with(Vec::is_empty).then(|| view! { <p class="quiet">{words.nothing}</p> });
    view! {
        <section class="board-column" aria-labelledby=labelled_by>
            <div class="board-head">
                <h2 id=heading_id>{use_words().lifecycle(state)}</h2>
                <span class="board-count">{move || column.with(Vec::len)}</span>
                {move || delayed.get().then(|| view! { <DelayedBadge/> })}
            </div>
            // Erasing a person takes the name away and changes no version.
            <For
                each=move || column.get()
                key=|ticket| (ticket.id, ticket.version, ticket.customer_name.is_some())
                let:ticket
            >
                <TicketCard wall state ticket now wall_clock=wall_clock.clone()/>
            </For>
            {empty}
        </section>
    }
    .into_any()
}
