//! Open orders of a store, by what is to be done with them: pending, processing, ready.
//!
//! | module | holds |
//! |---|---|
//! | `tickets` | which tickets there are, what is news, what was moved here: pure |
//! | `wall` | the state of the open page: live events in, moves out |
//! | `column`, `ticket` | the views |
//! | `age` | how long a customer has been waiting, and when that is too long: pure |
//! | `actions`, `words` | what is asked of the server; what is said |

mod actions;
mod age;
mod column;
#[cfg(test)]
mod samples;
mod ticket;
mod tickets;
mod wall;
mod words;

use contract::live::BoardView;
use domain::{
    order::{Lifecycle, MOST_ON_BOARD},
    wall_clock::WallClock,
};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use crate::{
    context::Session,
    layout::{ProblemView, sentence},
    live::{ConnectionBand, is_delayed, use_connection, use_server_clock},
    resource::resource,
    words::{fill, use_language, use_words},
};
use actions::load_board;
use column::Column;
use tickets::Tickets;
use wall::Wall;

pub use actions::{LoadBoard, MoveTicket, MoveTicketForm};

/// The columns, from left to right.
const COLUMNS: [Lifecycle; 3] = [Lifecycle::Pending, Lifecycle::Processing, Lifecycle::Ready];

/// Open orders of a store.
#[component]
pub fn BoardPage(
    /// Who works where.
    session: Session,
) -> impl IntoView {
    let (wall_clock, slug) = (session.wall_clock(), session.store.slug);
    let store = slug.clone();
    let board = resource(move || slug.clone(), load_board);
    view! {
        <Suspense fallback=|| view! { <p class="page quiet">{use_words().layout.loading}</p> }>
            {move || {
                let (store, wall_clock) = (store.clone(), wall_clock.clone());
                Suspend::new(async move {
                    match board.await {
                        Ok(board) => view! { <Board board store wall_clock/> }.into_any(),
                        Err(refused) => view! { <ProblemView refused/> }.into_any(),
                    }
                })
            }}
        </Suspense>
    }
    .into_any()
}

#[component]
fn Board(board: BoardView, store: String, wall_clock: WallClock) -> impl IntoView {
    let connection = use_connection();
    let now = use_server_clock(board.server_time);
    let delayed = Memo::new(move |_| connection.with(|connection| is_delayed(connection, now.get())));
    // Without WebAssembly a refused move comes back as a code in the address.
    let code = use_query_map().get_untracked().get("problem");
    let wall = Wall::new(board, store, code.as_deref());
    let words = words::of(use_language());
    let cut = move || {
        let is_cut = wall.tickets.with(Tickets::is_cut);
        is_cut.then(|| {
            let text = fill(words.cut, &MOST_ON_BOARD.to_string());
            view! { <p class="form-problem">{text}" "<a href="/orders">{use_words().layout.orders}</a></p> }
        })
    };
    let problem = move || {
        wall.problem
            .get()
            .map(|problem| view! { <p class="form-problem">{sentence(&problem, use_words())}</p> })
    };
    view! {
        <h1 class="hidden">{use_words().layout.board}</h1>
        <ConnectionBand connection wall_clock=wall_clock.clone()/>
        <div class="board-problem" role="alert">{problem}</div>
        <div class="board-problem" role="status">{cut}</div>
        <div class="board">
            {COLUMNS
                .map(|state| view! { <Column wall state now delayed wall_clock=wall_clock.clone()/> })
                .into_iter()
                .collect_view()}
        </div>
        <p class="hidden" role="status">{move || wall.announcement(words)}</p>
    }
    .into_any()
}
