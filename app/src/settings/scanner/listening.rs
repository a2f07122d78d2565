//! Hears what a scanner types while the page is open.

use std::{cell::RefCell, rc::Rc};

use contract::devices::{Browser, KeyPress};
use leptos::prelude::*;
use send_wrapper::SendWrapper;

use super::Bench;
use crate::scanner::{Heard, Reading, Scan, Scanner, ScannerSettings};

/// The most keys that are shown: a long code with Shift before each of its letters.
const MOST_KEYS: usize = 400;

/// What came of a scan.
#[derive(Debug, Clone)]
pub(super) enum Tried {
    /// A code was read.
    Read {
        /// As the till would hear it.
        scan: Scan,
        /// What it tells of the scanner.
        reading: Reading,
        /// The keys, oldest first.
        presses: Vec<KeyPress>,
    },
    /// So many letters came at once: too few for a code.
    TooFew(usize),
}

/// A scanner, and the keys that it pressed last.
struct Listening {
    scanner: Scanner,
    presses: Vec<KeyPress>,
    gap_ms: f64,
}

impl Listening {
    fn new() -> Self {
        let patient = ScannerSettings::patient();
        let gap_ms = patient.gap_ms();
        Self { scanner: Scanner::new(patient), presses: Vec::new(), gap_ms }
    }

    fn press(&mut self, press: KeyPress) -> Heard {
        if self.presses.last().is_none_or(|last| press.at_ms - last.at_ms > self.gap_ms) {
            self.presses.clear();
        }
        if self.presses.len() < MOST_KEYS {
            self.presses.push(press.clone());
        }
        self.scanner.press(press, |_| false)
    }

    /// What was heard, if it is worth a word.
    fn tried(&mut self, heard: Heard, settings: &ScannerSettings) -> Option<Tried> {
        if let Some(scan) = heard.scanned {
            let reading = Reading::of(scan.as_typed(), settings);
            return Some(Tried::Read { scan, reading, presses: self.presses.clone() });
        }
        let letters = heard.keys.iter().filter(|press| press.key.chars().count() == 1 && !press.modified);
        let letters = letters.count();
        (letters > 0).then_some(Tried::TooFew(letters))
    }
}

/// Listens for as long as the page is open.
pub(super) fn listen(bench: Bench) {
    Effect::new(move |_| {
        let Some(devices) = bench.devices.get_value() else { return };
        let browser = Rc::clone(&devices.0.browser);
        let listening = Rc::new(RefCell::new(Listening::new()));
        let hearing = Rc::clone(&browser);
        let id = browser.on_key(Rc::new(move |press| hear(bench, &hearing, &listening, press)));
        let browser = SendWrapper::new(browser);
        on_cleanup(move || browser.stop(id));
    });
}

/// Hears a key; tells whether nobody else may act on it.
fn hear(
    bench: Bench,
    browser: &Rc<dyn Browser>,
    listening: &Rc<RefCell<Listening>>,
    press: KeyPress,
) -> bool {
    let is_waiting = listening.borrow().scanner.is_waiting();
    let presses_control = press.on_control && press.key == " " && !is_waiting;
    if press.in_field || presses_control || bench.tried.is_disposed() {
        return false;
    }
    let heard = listening.borrow_mut().press(press);
    let is_held = heard.is_held;
    show(bench, listening, heard);
    if listening.borrow().scanner.is_waiting() {
        let (presses, hold_ms) = {
            let listening = listening.borrow();
            (listening.scanner.presses(), listening.scanner.hold_ms())
        };
        let listening = Rc::clone(listening);
        let settle = move || {
            let heard = listening.borrow_mut().scanner.settle_after(presses, |_| false);
            if !bench.tried.is_disposed() {
                show(bench, &listening, heard);
            }
        };
        browser.after(hold_ms, Box::new(settle));
    }
    is_held
}

fn show(bench: Bench, listening: &Rc<RefCell<Listening>>, heard: Heard) {
    let settings = bench.settings.get_untracked();
    if let Some(tried) = listening.borrow_mut().tried(heard, &settings) {
        bench.outcome.set(None);
        bench.tried.set(Some(tried));
    }
}
