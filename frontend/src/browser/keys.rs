//! Every key pressed on the page, before anything on the page gets it.

use std::{
    cell::{Cell, OnceCell},
    rc::Rc,
};

use contract::devices::{KeyPress, ListenerId};
use wasm_bindgen::{JsCast, closure::Closure};
use web_sys::{Element, KeyboardEvent};

use crate::listeners::Listeners;

/// What the browser calls for a key.
type OnKey = Closure<dyn FnMut(KeyboardEvent)>;

/// Who is asked about keys.
#[derive(Default)]
pub(super) struct Keys {
    listeners: Rc<Listeners<dyn Fn(KeyPress) -> bool>>,
    closures: OnceCell<[OnKey; 2]>,
}

impl Keys {
    /// Adds one.
    pub(super) fn add(&self, listener: Rc<dyn Fn(KeyPress) -> bool>) -> ListenerId {
        self.closures.get_or_init(|| {
            let listeners = Rc::clone(&self.listeners);
            // A space that somebody took must not press a button when it is let go of either.
            let is_space_taken = Rc::new(Cell::new(false));
            let is_space_let_go = Rc::clone(&is_space_taken);
            let pressed = Closure::<dyn FnMut(KeyboardEvent)>::new(move |event: KeyboardEvent| {
                // Keys that compose a letter of another script belong to the field.
                if event.is_composing() {
                    return;
                }
                let press = key_press(&event);
                let is_taken = listeners.all().iter().any(|listener| listener(press.clone()));
                if press.key == " " {
                    is_space_taken.set(is_taken);
                }
                if is_taken {
                    event.prevent_default();
                    event.stop_immediate_propagation();
                }
            });
            let let_go = Closure::<dyn FnMut(KeyboardEvent)>::new(move |event: KeyboardEvent| {
                if event.key() == " " && is_space_let_go.replace(false) {
                    event.prevent_default();
                }
            });
            if let Some(window) = web_sys::window() {
                for (name, closure) in [("keydown", &pressed), ("keyup", &let_go)] {
                    // On the way down, so that a key is heard wherever the focus is.
                    let _ = window.add_event_listener_with_callback_and_bool(
                        name,
                        closure.as_ref().unchecked_ref(),
                        true,
                    );
                }
            }
            [pressed, let_go]
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
        code: event.code(),
        // AltGr makes letters; some systems tell it as Ctrl and Alt.
        modified: (event.ctrl_key() || event.alt_key() || event.meta_key())
            && !event.get_modifier_state("AltGraph"),
        repeat: event.repeat(),
        shift: event.shift_key(),
        ctrl: event.ctrl_key(),
        alt: event.alt_key(),
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
