//! What has the focus; and the field that a scan went into, from which it is taken out again.

use leptos::{
    prelude::document,
    wasm_bindgen::JsCast,
    web_sys::{Event, HtmlElement, HtmlInputElement, HtmlTextAreaElement},
};

/// A field, and what was in it before a scanner typed into it.
pub struct Field {
    input: Input,
    before: String,
}

enum Input {
    OneLine(HtmlInputElement),
    Lines(HtmlTextAreaElement),
}

impl Field {
    /// The field that has the focus, as it is now.
    pub fn focused() -> Option<Self> {
        Some(match focused()?.dyn_into::<HtmlInputElement>() {
            Ok(input) => Self { before: input.value(), input: Input::OneLine(input) },
            Err(other) => {
                let lines = other.dyn_into::<HtmlTextAreaElement>().ok()?;
                Self { before: lines.value(), input: Input::Lines(lines) }
            }
        })
    }

    /// Puts back what was in it, and lets its owner know.
    pub fn put_back(&self) {
        let element: &HtmlElement = match &self.input {
            Input::OneLine(input) => {
                input.set_value(&self.before);
                input
            }
            Input::Lines(lines) => {
                lines.set_value(&self.before);
                lines
            }
        };
        if let Ok(event) = Event::new("input") {
            event.init_event_with_bubbles("input", true);
            let _ = element.dispatch_event(&event);
        }
    }
}

/// What has the focus.
pub fn focused() -> Option<HtmlElement> {
    document().active_element()?.dyn_into().ok()
}

/// Presses what has the focus, as a space does that wasn't held back. Links don't listen to it.
pub fn press_focused() {
    if let Some(control) = focused().filter(|control| control.tag_name() != "A") {
        control.click();
    }
}
