//! Keeping the figures fresh while the page is open.

use std::{cell::Cell, rc::Rc};

use contract::{devices::LiveUpdate, live::Topic, session::StoreView};

use crate::{context::use_devices, live::follow};

/// Milliseconds from the first event to the refresh: a rush of sales costs one question, not fifty.
const GATHER_MS: u32 = 500;
/// The same for a period whose sums take the database a second.
const GATHER_LONG_MS: u32 = 5_000;

/// Calls `refresh` soon after anything happened at one of the stores: at most every half second, or
/// every five if `is_long`. The snapshot that each feed begins with is no news.
pub(super) fn refresh_on_news(
    stores: &[StoreView],
    is_long: impl Fn() -> bool + Copy + 'static,
    refresh: impl Fn() + Copy + 'static,
) {
    let Some(devices) = use_devices() else { return };
    let gathering = Rc::new(Cell::new(false));
    for store in stores {
        let (browser, gathering) = (Rc::clone(&devices.browser), Rc::clone(&gathering));
        let begun = Cell::new(false);
        follow(Topic::Store(store.slug.clone()), None, move |update| {
            let is_first = !begun.replace(true);
            let is_news = match update {
                LiveUpdate::Event { .. } => true,
                LiveUpdate::Snapshot { .. } => !is_first,
                LiveUpdate::Refused { .. } => false,
            };
            if is_news && !gathering.replace(true) {
                let gathered = Rc::clone(&gathering);
                browser.after(
                    if is_long() { GATHER_LONG_MS } else { GATHER_MS },
                    Box::new(move || {
                        gathered.set(false);
                        refresh();
                    }),
                );
            }
        });
    }
}
