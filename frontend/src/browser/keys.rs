//! Every key pressed on the page, before anything on the page gets it.

use std::{cell::OnceCell, rc::Rc};

use contract::devices::{KeyPress, ListenerId};
use wasm_bindgen::{JsCast, closure::Closure};
use web_sys::{Element, KeyboardEvent};

use crate::listeners::Listeners;

/// Who is asked about keys.
#[derive(Default)]
pub(super) struct Keys {
    listeners: Rc<Listeners<dyn Fn(KeyPress) -> bool>>,
    pressed: OnceCell<Closure<dyn FnMut(KeyboardEvent)>>,
}

impl Keys {
    /// Adds one.
    pub(super) fn add(&self, listener: Rc<dyn Fn(KeyPress) -> bool>) -> ListenerId {
        self.pressed.get_or_init(|| {
            let listeners = Rc::clone(&self.listeners);
            let pressed = Closure::<dyn FnMut(KeyboardEvent)>::new(move |event: KeyboardEvent| {
                // Keys that compose a letter of another script belong to the field.
                if event.is_composing() {
                    return;
                }
                let press = key_press(&event);
                if listeners.all().iter().any(|listener| listener(press.clone())) {
                    event.prevent_default();
                    event.stop_immediate_propagation();
                }
            });
            if let Some(window) = web_sys::window() {
                // On the way down, so that a key is heard wherever the focus is.
                let _ = window.add_event_listener_with_callback_and_bool(
                    "keydown",
                    pressed.as_ref().unchecked_ref(),
                    true,
                );
            }
            pressed
        });
        self.listeners.add(listener)
    }

    /// Takes one back.
    pub(super) fn remove(&self, listener: ListenerId) {
        self.listeners.remove(listener);
    }
}

fn key_press(event: &KeyboardEvent) -> KeyPress {
    let target: Option<Element> = event.target().and_then(|target| target.dyn_into().ok());
    let tag = target.as_ref().map(|target| target.tag_name().to_ascii_lowercase()).unwrap_or_default();
    let attribute = |name| target.as_ref().and_then(|target| target.get_attribute(name));
    let kind = attribute("type").unwrap_or_default();
    let focus = focus(&tag, &kind, attribute("contenteditable").is_some_and(|value| value != "false"));
    KeyPress {
        key: event.key(),
        modified: event.ctrl_key() || event.alt_key() || event.meta_key(),
        in_field: focus == Focus::Field,
        on_control: focus == Focus::Control,
        at_ms: event.time_stamp(),
    }
}

#[derive(Debug, PartialEq, Eq)]
enum Focus {
    /// On something that takes text.
    Field,
    /// On something that Enter or Space presses.
    Control,
    /// On neither.
    Page,
}

fn focus(tag: &str, kind: &str, is_editable: bool) -> Focus {
    match (tag, kind) {
        (
            "input",
            "button" | "checkbox" | "color" | "file" | "image" | "radio" | "range" | "reset" | "submit",
        ) => Focus::Control,
        ("input" | "textarea" | "select", _) => Focus::Field,
        ("button" | "a" | "summary", _) => Focus::Control,
        _ if is_editable => Focus::Field,
        _ => Focus::Page,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn where_the_focus_is_decides_what_a_key_may_mean() {
        assert_eq!(focus("input", "search", false), Focus::Field);
        assert_eq!(focus("input", "", false), Focus::Field);
        assert_eq!(focus("textarea", "", false), Focus::Field);
        assert_eq!(focus("div", "", true), Focus::Field);
        assert_eq!(focus("input", "checkbox", false), Focus::Control);
        assert_eq!(focus("button", "submit", false), Focus::Control);
        assert_eq!(focus("body", "", false), Focus::Page);
    }
}
