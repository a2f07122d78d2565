//! A newer release of the program while a page is open.
//!
//! Pages live for days, and servers are exchanged under them. A server says with every ping which bundle it
//! hands out; a page that was made with another one says so, and loads itself again once nobody is at it and
//! it holds nothing that would be lost, see [`hold_page`]. A message that a page can't read says the same.

mod words;

use std::rc::Rc;

use contract::devices::PrinterState;
use leptos::prelude::*;
use send_wrapper::SendWrapper;

use self::words::of;
use crate::{context::use_devices, words::use_language};

/// The name of the document's `<meta>` that says with which bundle it was made.
pub const META: &str = "kedai-bundle";

/// How long nobody touched a page before it loads itself again.
const IDLE_MS: u32 = 120_000;

/// Which bundle this page was made with.
#[cfg(not(feature = "ssr"))]
pub fn bundle() -> Option<String> {
    let meta = document().query_selector(&format!("meta[name='{META}']")).ok()??;
    meta.get_attribute("content")
}

/// How many parts of the page hold what loading it again would lose.
#[derive(Clone, Copy)]
pub(crate) struct Held(RwSignal<usize>);

impl Held {
    /// Nothing is held yet.
    pub(crate) fn new() -> Self {
        Self(RwSignal::new(0))
    }
}

/// Keeps the page from loading itself again for as long as the component lives and `holds` says so: a sale
/// amid, an order that is being typed. What stands in fields alone is seen without.
pub(crate) fn hold_page(holds: impl Fn() -> bool + 'static) {
    let Some(Held(count)) = use_context::<Held>() else { return };
    let is_holding = StoredValue::new(false);
    let set = move |holds: bool| {
        if is_holding.try_get_value().is_some_and(|before| before != holds) {
            is_holding.set_value(holds);
            count.try_update(|count| *count = if holds { *count + 1 } else { count.saturating_sub(1) });
        }
    };
    Effect::new(move |_| set(holds()));
    on_cleanup(move || set(false));
}

/// A band across the page once the server hands out another bundle, with the way there.
#[component]
pub(crate) fn NewerRelease() -> impl IntoView {
    let words = of(use_language());
    let is_outdated = RwSignal::new(false);
    let held = use_context::<Held>();
    let is_held = move || held.is_some_and(|Held(count)| count.get() > 0);
    Effect::new(move |_| {
        let Some(devices) = use_devices() else { return };
        is_outdated.set(devices.live.is_outdated());
        let id = devices.live.on_outdated(Rc::new(move || {
            is_outdated.try_set(true);
        }));
        let live = SendWrapper::new(devices.live);
        on_cleanup(move || live.unsubscribe(id));
    });
    Effect::new(move |_| {
        let Some(devices) = use_devices().filter(|_| is_outdated.get()) else { return };
        let (browser, printer) = (Rc::clone(&devices.browser), devices.printer);
        let id = devices.browser.every_second(Rc::new(move || {
            let is_printing = matches!(printer.state(), PrinterState::Printing { .. });
            if !is_printing && !untrack(is_held) && browser.is_idle(IDLE_MS) {
                browser.load_again();
            }
        }));
        let browser = SendWrapper::new(devices.browser);
        on_cleanup(move || browser.stop(id));
    });
    let load = move |_| {
        if let Some(devices) = use_devices() {
            devices.browser.load_again();
        }
    };
    move || {
        is_outdated.get().then(|| {
            let way_on = match is_held() {
                true => view! { {words.later} }.into_any(),
                false => {
                    view! { <button type="button" class="button" on:click=load>{words.load_now}</button> }
                        .into_any()
                }
            };
            view! { <div role="status"><p class="band band-news">{words.newer}" "{way_on}</p></div> }
        })
    }
}
