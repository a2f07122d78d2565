//! Tells a barcode scanner from a person. A scanner is a keyboard that types faster and more evenly than
//! people can; Enter, Tab or silence ends what it types. Outside a field every key is held back for a
//! moment, so that the letters of a code don't act as shortcuts; within a field keys go their way, and what
//! a scan left there is taken out again.
//!
//! | module | holds |
//! |---|---|
//! | `letters` | which letter a key stands for: Alt codes, control keys, other layouts |
//! | `pace` | whether a machine typed with such gaps |

mod letters;
mod pace;
#[cfg(test)]
mod tests;

use contract::devices::KeyPress;
use domain::code::readable;

use letters::{AltCode, Meaning, by_position, meaning};
use pace::Pace;

/// The longest time between two keys of a scanner, in milliseconds: slow ones take 100, not quite evenly.
const GAP_MS: f64 = 125.0;
/// How long keys are held back, a little more than the gap.
pub const HOLD_MS: u32 = 135;
/// Some scanners wait a little before the Enter or Tab that ends a code; until then it is still theirs.
const LATE_END_MS: f64 = 400.0;
/// From so many letters on no person types them as shortcuts.
const SHORTEST: usize = 4;
/// Within a field people type long words, too: from so many letters on, if typed as machines do.
const SHORTEST_IN_FIELD: usize = 6;
/// The same at a pace that people reach: the length of a product's number, which amounts don't have.
const SLOW_IN_FIELD: usize = 12;

/// A code that was scanned.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scan {
    /// As the keyboard's layout reads the keys.
    pub code: String,
    /// As a keyboard of the USA would: scanners that are set to another layout than the device.
    pub by_position: String,
    /// Whether it was typed into a field.
    pub in_field: bool,
}

impl Scan {
    /// The code in letters that people can read: of a keyboard that has the scanner's letters.
    pub fn shown(&self) -> String {
        let is_foreign = !self.code.is_ascii() && self.by_position.is_ascii();
        readable(if is_foreign { &self.by_position } else { &self.code })
    }
}

/// What a key came to: first the scan, then the keys.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Heard {
    /// A whole code.
    pub scanned: Option<Scan>,
    /// Keys that turned out to be a person's, oldest first.
    pub keys: Vec<KeyPress>,
    /// Whether this key was held back: nobody else may act on it now.
    pub is_held: bool,
}

/// How a burst ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum End {
    /// Enter or Tab.
    Key,
    Silence,
}

/// Listens to keys.
#[derive(Debug, Default)]
pub struct Scanner {
    code: String,
    by_position: String,
    alt_code: AltCode,
    pace: Pace,
    in_field: bool,
    last_ms: f64,
    was_modifier: bool,
    held: Vec<KeyPress>,
    presses: u64,
    /// Until when an Enter or Tab still belongs to the last scan.
    ends_until_ms: f64,
}

impl Scanner {
    /// Whether the next letter begins anew, rather than going on with a burst.
    pub fn is_between(&self, at_ms: f64) -> bool {
        self.is_empty() || at_ms - self.last_ms > GAP_MS
    }

    fn is_empty(&self) -> bool {
        self.code.is_empty() && self.alt_code.is_empty()
    }

    /// A key was pressed. `is_known` tells whether a code is on the menu.
    pub fn press(&mut self, press: KeyPress, is_known: impl Fn(&str) -> bool) -> Heard {
        self.presses += 1;
        let is_between = self.is_between(press.at_ms);
        let mut heard = if is_between { self.end(End::Silence, &is_known) } else { Heard::default() };
        let is_in_burst = !self.is_empty();
        if is_in_burst {
            let is_modifier = meaning(&press, 0) == Meaning::Modifier;
            let is_plain = !is_modifier && !self.was_modifier;
            self.pace.beat(press.at_ms - self.last_ms, is_plain);
            self.was_modifier = is_modifier;
        }
        self.last_ms = press.at_ms;
        match meaning(&press, self.code.chars().count()) {
            Meaning::Letter(letter) => {
                self.take_alt_code();
                let opens_search = letter == '/' && self.is_empty() && !press.in_field;
                self.push(letter, by_position(&press).unwrap_or(letter), &press);
                if opens_search {
                    // What is typed next must find the field open; if a scanner goes on, it is undone.
                    self.in_field = true;
                    heard.keys.push(press);
                } else {
                    self.hold(press, &mut heard);
                }
            }
            Meaning::AltDigit(digit) => {
                self.note_field(&press);
                self.alt_code.push(digit);
                self.hold(press, &mut heard);
            }
            Meaning::Modifier => {
                // Held Shift or Alt makes letters; by itself it is neither theirs nor a person's.
                self.take_alt_code();
                heard.is_held = is_in_burst;
            }
            Meaning::End if is_in_burst => {
                self.take_alt_code();
                let ended = self.end(End::Key, &is_known);
                heard.is_held = ended.scanned.is_some();
                if heard.is_held {
                    // Some end with two keys.
                    self.ends_until_ms = press.at_ms + GAP_MS;
                }
                heard.scanned = ended.scanned.or(heard.scanned);
                heard.keys.extend(ended.keys);
                if !heard.is_held {
                    heard.keys.push(press);
                }
            }
            Meaning::End if press.at_ms <= self.ends_until_ms => heard.is_held = true,
            Meaning::End | Meaning::Other => {
                let ended = self.end(End::Silence, &is_known);
                heard.scanned = ended.scanned.or(heard.scanned);
                heard.keys.extend(ended.keys);
                heard.keys.push(press);
            }
        }
        heard
    }

    fn note_field(&mut self, press: &KeyPress) {
        if self.is_empty() {
            self.in_field = press.in_field;
        }
    }

    fn push(&mut self, letter: char, by_position: char, press: &KeyPress) {
        self.note_field(press);
        self.code.push(letter);
        self.by_position.push(by_position);
    }

    fn take_alt_code(&mut self) {
        if let Some(letter) = self.alt_code.take() {
            self.code.push(letter);
            self.by_position.push(letter);
        }
    }

    fn hold(&mut self, press: KeyPress, heard: &mut Heard) {
        if !press.in_field {
            heard.is_held = true;
            self.held.push(press);
        }
    }

    /// Whether it is still open what the last keys were.
    pub fn is_waiting(&self) -> bool {
        !self.is_empty()
    }

    /// How many keys were heard so far.
    pub const fn presses(&self) -> u64 {
        self.presses
    }

    /// Nothing came for [`HOLD_MS`], unless a key came after so many: what was typed until then.
    pub fn settle_after(&mut self, presses: u64, is_known: impl Fn(&str) -> bool) -> Heard {
        if self.presses != presses {
            return Heard::default();
        }
        self.end(End::Silence, &is_known)
    }

    /// Ends a burst: it is a scan, or its keys are a person's.
    fn end(&mut self, end: End, is_known: &impl Fn(&str) -> bool) -> Heard {
        self.take_alt_code();
        let scan = Scan {
            code: std::mem::take(&mut self.code),
            by_position: std::mem::take(&mut self.by_position),
            in_field: self.in_field,
        };
        let (pace, held) = (std::mem::take(&mut self.pace), std::mem::take(&mut self.held));
        let is_known = is_known(&scan.code) || is_known(&scan.by_position);
        if is_scan(&scan, &pace, end, is_known) {
            self.ends_until_ms = self.last_ms + LATE_END_MS;
            return Heard { scanned: Some(scan), ..Heard::default() };
        }
        Heard { keys: held, ..Heard::default() }
    }
}

/// Whether a scanner typed this.
fn is_scan(scan: &Scan, pace: &Pace, end: End, is_known: bool) -> bool {
    let length = scan.code.chars().count();
    if is_known && (length > 1 && pace.is_machine() || length >= SHORTEST && end == End::Key) {
        return true;
    }
    if scan.in_field {
        // What isn't on the menu may be a name that a program types; codes have digits.
        let has_digit = scan.code.chars().any(|letter| letter.is_ascii_digit());
        return has_digit
            && (length >= SHORTEST_IN_FIELD && pace.is_fast()
                || length >= SLOW_IN_FIELD && pace.is_machine());
    }
    length >= SHORTEST
}
