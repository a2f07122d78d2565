//! A scan on a page that has no use for codes: it sends and presses nothing, leaves nothing in a field, and is
//! told. Pages that take codes everywhere listen by themselves; fields that search or suggest take what is
//! scanned into them as if it was typed.

use std::{cell::RefCell, rc::Rc};

use contract::devices::{Devices, KeyPress};
use leptos::prelude::*;
use leptos_router::hooks::use_location;
use send_wrapper::SendWrapper;

use super::isolated;
use crate::{
    context::use_devices,
    focus::{Field, focused, press_focused},
    scanner::{End, Heard, Scanner, ScannerSettings},
    words::{fill, use_words},
};

/// Pages that take codes wherever the focus is.
const TAKE_CODES: [&str; 2] = ["/till", "/settings/scanner"];
/// Fields that take codes on all others.
const FIELDS_FOR_CODES: &str = "input[type=search], input[list]";

/// Hears scans, and tells of those that nothing took.
#[component]
pub(super) fn StrayScan() -> impl IntoView {
    let (words, path) = (use_words(), use_location().pathname);
    let code = RwSignal::new(None::<String>);
    Effect::new(move |_| {
        let devices = use_devices().filter(|_| !TAKE_CODES.contains(&path.get().as_str()));
        let Some(devices) = devices else { return };
        let browser = Rc::clone(&devices.browser);
        let ear = Rc::new(Ear { devices, scanner: RefCell::default(), field: RefCell::default(), code });
        let id = browser.on_key(Rc::new(move |press| ear.hear(press)));
        let tapped = window_event_listener(leptos::ev::pointerdown, move |_| code.set(None));
        let browser = SendWrapper::new(browser);
        on_cleanup(move || {
            browser.stop(id);
            tapped.remove();
        });
    });
    move || {
        let told = fill(words.layout.stray_scan, &isolated(&code.get()?));
        Some(view! { <div role="alert"><p class="band">{told}</p></div> })
    }
}

struct Ear {
    devices: Devices,
    scanner: RefCell<Scanner>,
    /// Where the last letters went, as it was before them.
    field: RefCell<Option<Field>>,
    code: RwSignal<Option<String>>,
}

impl Ear {
    /// Hears a key; tells whether nobody else may act on it.
    fn hear(self: &Rc<Self>, press: KeyPress) -> bool {
        let takes_codes = focused().is_some_and(|focused| focused.matches(FIELDS_FOR_CODES) == Ok(true));
        let begins = self.scanner.borrow().is_between(press.at_ms);
        // A space that begins nothing presses what it comes to.
        let presses = press.key == " " && press.on_control;
        if self.code.is_disposed() || press.in_field && takes_codes || begins && presses {
            return false;
        }
        let is_end = matches!(press.key.as_str(), "Enter" | "Tab");
        if begins {
            if !is_end {
                // Whoever goes on typing has read it.
                self.code.set(None);
            }
            self.scanner.borrow_mut().set(ScannerSettings::recall(self.devices.browser.as_ref()));
        }
        let heard = self.scanner.borrow_mut().press(press.clone(), |_| is_code(&press));
        let is_held = heard.is_held && (is_end || presses || heard.scanned.is_some());
        self.carry_out(heard);
        if begins {
            *self.field.borrow_mut() = press.in_field.then(Field::focused).flatten();
        }
        if self.scanner.borrow().is_waiting() {
            self.settle_soon(press);
        }
        is_held
    }

    fn settle_soon(self: &Rc<Self>, last: KeyPress) {
        let ear = Rc::clone(self);
        let (presses, hold_ms) = (self.scanner.borrow().presses(), self.scanner.borrow().hold_ms());
        let settle = move || {
            if !ear.code.is_disposed() {
                let heard = ear.scanner.borrow_mut().settle_after(presses, |_| is_code(&last));
                ear.carry_out(heard);
            }
        };
        self.devices.browser.after(hold_ms, Box::new(settle));
    }

    fn carry_out(&self, heard: Heard) {
        if let Some(scan) = heard.scanned {
            if let Some(field) = self.field.take().filter(|_| scan.in_field) {
                field.put_back();
            }
            // Letters that nothing ends do nothing outside a field, whoever typed them.
            if scan.in_field || scan.end != End::Silence {
                self.code.set(Some(scan.shown()));
            }
        }
        if heard.keys.iter().any(|press| press.key == " " && press.on_control) {
            press_focused();
        }
    }
}

/// No code is known here. Outside a field even the shortest is taken for one, since nothing but a scanner types
/// letters there.
fn is_code(press: &KeyPress) -> bool {
    !press.in_field
}
