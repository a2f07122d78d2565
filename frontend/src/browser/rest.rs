//! Whether anybody is at this page.

use std::{
    cell::{Cell, OnceCell},
    rc::Rc,
};

use js_sys::Reflect;
use wasm_bindgen::{JsCast, JsValue, closure::Closure};

use super::clock;

/// What people do to a page.
const TOUCHES: [&str; 4] = ["pointerdown", "keydown", "input", "wheel"];
/// Fields that hold what was typed, and dialogs that ask something.
const FIELDS: &str = "input:not([type=hidden]), textarea, dialog[open]";
/// What is chosen in a list and wasn't when the page came; where it said nothing, that was the first.
const CHOSEN: &str = "option:checked:not([selected], :first-child), option[selected]:not(:checked)";

/// When somebody last touched the page.
#[derive(Default)]
pub(super) struct Rest {
    touched_at: Rc<Cell<f64>>,
    heard: OnceCell<Closure<dyn FnMut()>>,
}

impl Rest {
    /// Whether nobody has touched the page for so long, counted from the first question on, and nothing on it
    /// waits for somebody.
    pub(super) fn is_idle(&self, ms: u32) -> bool {
        self.heard.get_or_init(|| self.listen());
        clock::forward_ms() - self.touched_at.get() >= f64::from(ms) && !is_amid()
    }

    fn listen(&self) -> Closure<dyn FnMut()> {
        self.touched_at.set(clock::forward_ms());
        let touched_at = Rc::clone(&self.touched_at);
        let touched = Closure::<dyn FnMut()>::new(move || touched_at.set(clock::forward_ms()));
        if let Some(window) = web_sys::window() {
            for name in TOUCHES {
                // On the way down, so that it is heard whoever takes it.
                let _ = window.add_event_listener_with_callback_and_bool(
                    name,
                    touched.as_ref().unchecked_ref(),
                    true,
                );
            }
        }
        touched
    }
}

/// Whether a dialog is open, or a field or list has another value than the page came with. What can't be
/// looked at counts as such: nothing is lost by waiting.
fn is_amid() -> bool {
    let Some(document) = web_sys::window().and_then(|window| window.document()) else { return true };
    if !matches!(document.query_selector(CHOSEN), Ok(None)) {
        return true;
    }
    let Ok(found) = document.query_selector_all(FIELDS) else { return true };
    (0..found.length()).filter_map(|place| found.item(place)).any(|field| {
        let of = |name: &str| Reflect::get(&field, &JsValue::from_str(name)).unwrap_or(JsValue::UNDEFINED);
        field.node_name() == "DIALOG"
            || of("value") != of("defaultValue")
            || of("checked") != of("defaultChecked")
    })
}
