//! One timer for all who want to be told every second.

use std::{cell::OnceCell, rc::Rc};

use contract::devices::ListenerId;
use wasm_bindgen::{JsCast, closure::Closure};

use crate::listeners::Listeners;

const SECOND_MS: i32 = 1_000;

/// Who is told every second.
#[derive(Default)]
pub(super) struct Timers {
    listeners: Rc<Listeners<dyn Fn()>>,
    tick: OnceCell<Closure<dyn FnMut()>>,
}

impl Timers {
    /// Adds one; the timer starts with the first.
    pub(super) fn every_second(&self, listener: Rc<dyn Fn()>) -> ListenerId {
        self.tick.get_or_init(|| {
            let listeners = Rc::clone(&self.listeners);
            let tick = Closure::<dyn FnMut()>::new(move || {
                listeners.all().iter().for_each(|listener| listener());
            });
            if let Some(window) = web_sys::window() {
                // A page without timers shows ages that stand still, and is otherwise whole.
                let _ = window.set_interval_with_callback_and_timeout_and_arguments_0(
                    tick.as_ref().unchecked_ref(),
                    SECOND_MS,
                );
            }
            tick
        });
        self.listeners.add(listener)
    }

    /// Takes one back.
    pub(super) fn stop(&self, listener: ListenerId) {
        self.listeners.remove(listener);
    }
}
