//! The state of an open board: live events come in, moves go out.

use std::{cell::Cell, rc::Rc};

use contract::{
    Problem,
    devices::LiveUpdate,
    live::{BoardView, LiveEvent, Topic},
    problem::Code,
};
use domain::{id::OrderId, order::Lifecycle};
use leptos::{prelude::*, task::spawn_local};
use send_wrapper::SendWrapper;

use super::{actions::move_ticket, tickets::Tickets, words::BoardWords};
use crate::{
    context::use_devices,
    live::{follow, on_signed_in_again},
    refused::Refused,
    words::fill,
};

/// While nobody touches a new order, it rings again after so many seconds.
const RING_SECONDS: u32 = 6;

/// A board.
#[derive(Clone, Copy)]
pub(super) struct Wall {
    /// What is on it.
    pub tickets: RwSignal<Tickets>,
    /// What the server refused last.
    pub problem: RwSignal<Option<Refused>>,
}

impl Wall {
    /// A board that stands like this and follows its store from there. `code` is what a form without
    /// WebAssembly was refused for.
    pub(super) fn new(board: BoardView, store: String, code: Option<&str>) -> Self {
        let problem = code.filter(|code| !code.is_empty()).map(refused_for);
        let wall =
            Self { tickets: RwSignal::new(Tickets::new(board.orders)), problem: RwSignal::new(problem) };
        on_signed_in_again(move || {
            if wall.problem.with_untracked(|problem| problem.as_ref().is_some_and(Refused::is_of_session)) {
                wall.problem.set(None);
            }
        });
        follow(Topic::Store(store), Some(board.sequence), move |update| wall.hear(update));
        wall.ring_until_touched();
        wall
    }

    fn hear(self, update: LiveUpdate) {
        // News may come once more while the page is being left.
        let _: Option<()> = self.tickets.try_update(|tickets| match update {
            LiveUpdate::Snapshot { orders, .. } => tickets.replace(orders),
            LiveUpdate::Event { event: LiveEvent::Order(news), .. } => tickets.upsert(news.order),
            LiveUpdate::Event { .. } | LiveUpdate::Refused { .. } => {}
        });
    }

    fn ring_until_touched(self) {
        let fresh = Memo::new(move |_| self.tickets.with(Tickets::fresh_count));
        Effect::new(move |before: Option<usize>| {
            let (before, now) = (before.unwrap_or(0), fresh.get());
            if let Some(devices) = use_devices().filter(|_| now > before) {
                devices.browser.ring();
            }
            now
        });
        Effect::new(move |_| {
            let Some(devices) = use_devices() else { return };
            let (browser, seconds) = (Rc::clone(&devices.browser), Cell::new(0));
            let id = devices.browser.every_second(Rc::new(move || {
                let is_waiting = fresh.try_get_untracked().is_some_and(|fresh| fresh > 0);
                seconds.set(if is_waiting { seconds.get() + 1 } else { 0 });
                if seconds.get() == RING_SECONDS {
                    seconds.set(0);
                    browser.ring();
                }
            }));
            let browser = SendWrapper::new(devices.browser);
            on_cleanup(move || browser.stop(id));
        });
    }

    /// How many new orders wait for somebody, for those who listen to the page.
    pub(super) fn announcement(self, words: &'static BoardWords) -> Option<String> {
        let fresh = self.tickets.with(Tickets::fresh_count);
        (fresh > 0).then(|| fill(words.new_orders, &fresh.to_string()))
    }

    /// Somebody touched a ticket.
    pub(super) fn touch(self, id: OrderId) {
        if self.tickets.with_untracked(|tickets| tickets.is_fresh(id)) {
            self.tickets.update(|tickets| tickets.touch(id));
        }
    }

    /// Moves an order; it is shown as moved until the server refuses. The same move twice is one.
    pub(super) fn move_to(self, id: OrderId, to: Lifecycle) {
        if self.tickets.with_untracked(|tickets| tickets.is_moving(id)) {
            return;
        }
        self.problem.set(None);
        self.tickets.update(|tickets| tickets.begin_move(id, to));
        spawn_local(async move {
            let answer = move_ticket(id.to_string(), to.code().to_owned()).await;
            if self.tickets.is_disposed() {
                return;
            }
            match answer {
                Ok(order) => {
                    self.tickets.update(|tickets| tickets.moved(id, order.lifecycle, order.version));
                }
                Err(refused) => {
                    self.tickets.update(|tickets| tickets.roll_back(id));
                    self.problem.set(Some(refused));
                }
            }
        });
    }
}

/// A refusal known by its code only. Anybody can write an address, so no other words come from there.
fn refused_for(code: &str) -> Refused {
    let kind = Code::of(code).filter(|kind| {
        matches!(
            kind,
            Code::InvalidTransition
                | Code::Forbidden
                | Code::NotFound
                | Code::Overloaded
                | Code::Unauthenticated
        )
    });
    Refused(Problem::new(kind.unwrap_or(Code::InternalError), ""))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        layout::sentence,
        words::{Language, of},
    };

    #[test]
    fn an_address_can_not_put_words_into_our_mouth() {
        let english = of(Language::English);
        let told = |code| sentence(&refused_for(code), english);
        assert_eq!(told("invalid_transition"), english.problems.not_allowed);
        assert_eq!(told("<b>Call 555</b>"), english.problems.internal);
    }
}
