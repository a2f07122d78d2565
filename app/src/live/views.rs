//! How the live connection stands, in words beside every colour.

use contract::{devices::Connection, problem::Code};
use domain::wall_clock::WallClock;
use leptos::prelude::*;
use leptos_router::hooks::use_location;

use super::{stands_still, use_connection, words::of};
use crate::{
    context::Visitor,
    format::clock_with_seconds,
    layout::{SignInAgain, with_search},
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
        Connection::Lost { .. } | Connection::Refused { .. } => "connection connection-lost",
    };
    let sign = move || match connection.get() {
        Connection::Connecting => "◌",
        Connection::Live => "●",
        Connection::Lost { .. } | Connection::Refused { .. } => "○",
    };
    let word = move || match connection.get() {
        Connection::Connecting => words.connecting.to_owned(),
        Connection::Live => words.live.to_owned(),
        Connection::Lost { since } => fill(words.not_live, &clock_with_seconds(since, &wall_clock)),
        Connection::Refused { .. } => words.stands_still.to_owned(),
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
        // Said on every page by its own band.
        Connection::Refused { .. } | Connection::Connecting | Connection::Live => None,
    };
    view! { <div role="alert">{band}</div> }
}

/// A band across the page once what it shows is refused, with the way on. Whoever was signed out signs in
/// again in another tab and goes on here; where somebody else signed in, the page is loaded again. Meanwhile no
/// form leaves the page, for what was typed would be lost.
#[component]
pub fn RefusedBand() -> impl IntoView {
    let words = of(use_language());
    let (connection, location) = (use_connection(), use_location());
    let here = move || with_search(&location.pathname.get(), &location.search.get());
    let is_kept = RwSignal::new(false);
    Effect::new(move |_| {
        let kept = window_event_listener(leptos::ev::submit, move |event| {
            if connection.try_with_untracked(stands_still) == Some(true) {
                event.prevent_default();
                is_kept.set(true);
            }
        });
        on_cleanup(move || kept.remove());
    });
    Effect::new(move |_| {
        if !connection.with(stands_still) {
            is_kept.set(false);
        }
    });
    move || {
        let Connection::Refused { code } = connection.get() else { return None };
        let load_again = || view! { <a href=here() rel="external">{words.load_again}</a> };
        let kept = move || is_kept.get().then_some(words.not_sent);
        let told = match Code::of(&code) {
            Some(Code::Unauthenticated) => view! { {words.signed_out}" "<SignInAgain/>" "{kept} }.into_any(),
            Some(Code::SignedInAsOther) => view! { {words.as_other}" "{load_again()}" "{kept} }.into_any(),
            _ => view! { {words.refused}" "{load_again()} }.into_any(),
        };
        Some(view! { <div role="alert"><p class="band">{told}</p></div> })
    }
}

/// Marks what may be stale.
#[component]
pub fn DelayedBadge() -> impl IntoView {
    view! { <strong class="badge badge-waiting">{of(use_language()).delayed}</strong> }
}
