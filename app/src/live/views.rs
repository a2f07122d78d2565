//! How the live connection stands, in words beside every colour.

use contract::devices::Connection;
use domain::wall_clock::WallClock;
use leptos::prelude::*;

use super::{use_connection, words::of};
use crate::{
    context::Visitor,
    format::clock_with_seconds,
    words::{fill, use_language},
};

/// The clock of the store at work; pages without staff have their own.
fn wall_clock_at_work() -> WallClock {
    match use_context::<Visitor>() {
        Some(Visitor::Staff(session)) => session.wall_clock(),
        _ => WallClock::fixed(0),
    }
}

/// How the live connection stands, in the header.
#[component]
pub fn ConnectionState() -> impl IntoView {
    let (words, wall_clock) = (of(use_language()), wall_clock_at_work());
    let connection = use_connection();
    let class = move || match connection.get() {
        Connection::Connecting => "connection",
        Connection::Live => "connection connection-live",
        Connection::Lost { .. } => "connection connection-lost",
    };
    let sign = move || match connection.get() {
        Connection::Connecting => "◌",
        Connection::Live => "●",
        Connection::Lost { .. } => "○",
    };
    let word = move || match connection.get() {
        Connection::Connecting => words.connecting.to_owned(),
        Connection::Live => words.live.to_owned(),
        Connection::Lost { since } => fill(words.not_live, &clock_with_seconds(since, &wall_clock)),
    };
    view! { <span class=class role="status"><span aria-hidden="true">{sign}</span>" "{word}</span> }
}

/// A band across the page while the connection is gone.
#[component]
pub fn ConnectionBand(
    /// How the connection stands.
    connection: ReadSignal<Connection>,
    /// The store's clock.
    wall_clock: WallClock,
) -> impl IntoView {
    let words = of(use_language());
    let band = move || match connection.get() {
        Connection::Lost { since } => {
            let lost = fill(words.not_live, &clock_with_seconds(since, &wall_clock));
            Some(view! { <p class="band">{format!("{lost}, {}", words.trying_again)}</p> })
        }
        Connection::Connecting | Connection::Live => None,
    };
    view! { <div role="alert">{band}</div> }
}

/// Marks what may be stale.
#[component]
pub fn DelayedBadge() -> impl IntoView {
    view! { <strong class="badge badge-waiting">{of(use_language()).delayed}</strong> }
}
