//! Clock, ids, timers, keys, rest, requests, sound, storage, drawing.

pub(crate) mod clock;
mod drawing;
mod keys;
mod requests;
mod rest;
mod ring;
pub(crate) mod storage;
mod tab;
mod timers;

use std::rc::Rc;

use chrono::{DateTime, Utc};
use contract::devices::{Browser, DrawnText, KeyPress, ListenerId};
use uuid::Uuid;

pub(crate) use requests::say_for_whom;

/// The browser that this page runs in.
#[derive(Default)]
pub struct ThisBrowser {
    timers: timers::Timers,
    keys: keys::Keys,
    bell: ring::Bell,
    rest: rest::Rest,
}

impl ThisBrowser {
    /// A browser nobody asked anything of yet.
    pub fn new() -> Self {
        Self::default()
    }
}

impl Browser for ThisBrowser {
    fn now(&self) -> DateTime<Utc> {
        clock::now()
    }

    fn new_id(&self) -> Uuid {
        clock::new_id()
    }

    fn tab(&self) -> String {
        tab::name()
    }

    fn every_second(&self, listener: Rc<dyn Fn()>) -> ListenerId {
        self.timers.every_second(listener)
    }

    fn after(&self, ms: u32, listener: Box<dyn FnOnce()>) {
        wasm_bindgen_futures::spawn_local(async move {
            crate::wait::sleep(ms).await;
            listener();
        });
    }

    fn stop(&self, listener: ListenerId) {
        self.timers.stop(listener);
        self.keys.remove(listener);
    }

    fn on_key(&self, listener: Rc<dyn Fn(KeyPress) -> bool>) -> ListenerId {
        self.keys.add(listener)
    }

    fn is_idle(&self, ms: u32) -> bool {
        self.rest.is_idle(ms)
    }

    fn load_again(&self) {
        if let Some(window) = web_sys::window() {
            // What can't be loaded again goes on as it is.
            let _ = window.location().reload();
        }
    }

    fn ring(&self) {
        // Browsers keep a page silent until it was touched; the ticket pulses all the same.
        let _ = self.bell.ring();
    }

    fn remember(&self, name: &str, value: &str) -> bool {
        storage::remember(name, value)
    }

    fn recall(&self, name: &str) -> Option<String> {
        storage::recall(name)
    }

    fn forget(&self, name: &str) {
        storage::forget(name);
    }

    fn draw_text(&self, text: &str, height: usize, max_width: usize) -> Option<DrawnText> {
        drawing::draw_text(text, height, max_width)
    }
}
