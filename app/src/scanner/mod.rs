//! Tells a barcode scanner from a person. A scanner is a keyboard that types faster and more evenly than
//! people can; Enter, Tab or silence ends what it types. Outside a field every key is held back for a
//! moment, so that the letters of a code don't act as shortcuts; within a field keys go their way, and what
//! a scan left there is taken out again.
//!
//! | module | holds |
//! |---|---|
//! | `letters` | which letter a key stands for: Alt codes, control keys, other layouts |
//! | `pace` | whether a machine typed with such gaps |
//! | `settings` | what this device's scanner adds to codes, and how slow it is |
//! | `reading` | what a scan tells of the scanner |

mod letters;
mod pace;
mod reading;
#[cfg(test)]
mod recorded_tests;
mod settings;
#[cfg(test)]
mod tests;

use contract::devices::KeyPress;
use domain::code::readable;

use letters::{AltCode, Meaning, by_position, meaning};
use pace::Pace;

pub use reading::Reading;
pub use settings::{MOST_LETTERS, ScannerSettings, affix};

/// Some scanners wait a little before the Enter or Tab that ends a code; until then it is still theirs.
const LATE_END_MS: f64 = 400.0;
/// From so many letters on no person types them as shortcuts.
pub const SHORTEST: usize = 4;
/// Within a field people type long words, too: from so many letters on, if typed as machines do.
const SHORTEST_IN_FIELD: usize = 6;
/// The same at a pace that people reach: the length of a product's number, which amounts don't have.
const SLOW_IN_FIELD: usize = 12;

/// A code that was scanned.
#[derive(Debug, Clone, PartialEq)]
pub struct Scan {
    /// As the keyboard's layout reads the keys, without what the scanner adds.
    pub code: String,
    /// As a keyboard of the USA would: scanners that are set to another layout than the device.
    pub by_position: String,
    /// Whether it was typed into a field.
    pub in_field: bool,
    /// What ended it.
    pub end: End,
    /// How long a key took, in milliseconds.
    pub key_ms: f64,
    /// Whether nobody but a scanner can have typed this, so that its speed is the scanner's.
    pub is_certain: bool,
}

impl Scan {
    /// Whether the scanner is set to another keyboard than the device: this one has letters that no scanner
    /// types.
    pub fn is_foreign(&self) -> bool {
        !self.code.is_ascii() && self.by_position.is_ascii()
    }

    /// The code in the scanner's letters.
    pub fn as_typed(&self) -> &str {
        if self.is_foreign() { &self.by_position } else { &self.code }
    }

    /// The code in letters that people can read.
    pub fn shown(&self) -> String {
        readable(self.as_typed())
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

/// What ended a burst.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    /// Enter, or a line's end as a control key.
    Enter,
    /// Tab.
    Tab,
    /// Nothing that was typed.
    Silence,
}

/// Listens to keys.
#[derive(Debug, Default)]
pub struct Scanner {
    settings: ScannerSettings,
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
    /// Listens to a scanner that types so.
    pub fn new(settings: ScannerSettings) -> Self {
        Self { settings, ..Self::default() }
    }

    /// From here on the scanner types so.
    pub fn set(&mut self, settings: ScannerSettings) {
        self.settings = settings;
    }

    /// How long keys are held back until it is clear that no scanner types, in milliseconds.
    pub fn hold_ms(&self) -> u32 {
        self.settings.hold_ms()
    }

    /// Whether the next letter begins anew, rather than going on with a burst.
    pub fn is_between(&self, at_ms: f64) -> bool {
        self.is_empty() || at_ms - self.last_ms > self.settings.gap_ms()
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
                let end = if press.key == "Tab" { End::Tab } else { End::Enter };
                let ended = self.end(end, &is_known);
                heard.is_held = ended.scanned.is_some();
                if heard.is_held {
                    // Some end with two keys.
                    self.ends_until_ms = press.at_ms + self.settings.gap_ms();
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

    /// Nothing came for [`Self::hold_ms`], unless a key came after so many: what was typed until then.
    pub fn settle_after(&mut self, presses: u64, is_known: impl Fn(&str) -> bool) -> Heard {
        if self.presses != presses {
            return Heard::default();
        }
        self.end(End::Silence, &is_known)
    }

    /// Ends a burst: it is a scan, or its keys are a person's.
    fn end(&mut self, end: End, is_known: &impl Fn(&str) -> bool) -> Heard {
        self.take_alt_code();
        let typed = Typed {
            code: std::mem::take(&mut self.code),
            by_position: std::mem::take(&mut self.by_position),
            in_field: self.in_field,
            pace: std::mem::take(&mut self.pace),
            end,
        };
        let held = std::mem::take(&mut self.held);
        let Some(scan) = typed.scan(&self.settings, is_known) else {
            return Heard { keys: held, ..Heard::default() };
        };
        self.ends_until_ms = self.last_ms + LATE_END_MS;
        Heard { scanned: Some(scan), ..Heard::default() }
    }
}

/// A burst that ended.
struct Typed {
    code: String,
    by_position: String,
    in_field: bool,
    pace: Pace,
    end: End,
}

impl Typed {
    /// The scan that it is, if a scanner typed it.
    fn scan(self, settings: &ScannerSettings, is_known: &impl Fn(&str) -> bool) -> Option<Scan> {
        let read = |typed: &str| {
            let readings = settings.readings(typed);
            let known = readings.iter().find(|reading| is_known(reading));
            let code = known.or(readings.first()).map_or("", |code| *code).to_owned();
            (code, known.is_some())
        };
        let ((code, is_known), (by_position, is_known_by_position)) =
            (read(&self.code), read(&self.by_position));
        let is_known = is_known || is_known_by_position;
        let is_marked = code != self.code || by_position != self.by_position;
        let is_its_pace = self.pace.is_machine() || self.pace.key_ms() <= settings.slowest_ms;
        self.is_scan(is_known, is_marked && is_its_pace).then(|| Scan {
            code,
            by_position,
            in_field: self.in_field,
            end: self.end,
            key_ms: self.pace.key_ms(),
            is_certain: !self.in_field && is_known && self.length() >= SHORTEST_IN_FIELD,
        })
    }

    fn length(&self) -> usize {
        self.code.chars().count()
    }

    /// Whether a scanner typed this; `is_marked` if it has what this device's scanner adds, as fast as that.
    fn is_scan(&self, is_known: bool, is_marked: bool) -> bool {
        let length = self.length();
        let is_short = length < SHORTEST;
        if is_known && (length > 1 && self.pace.is_machine() || !is_short && self.end != End::Silence) {
            return true;
        }
        if self.in_field {
            // What isn't on the menu may be a name that a program types; codes have digits.
            let has_digit = self.code.chars().any(|letter| letter.is_ascii_digit());
            let is_long = length >= SLOW_IN_FIELD || is_marked && !is_short;
            return has_digit
                && (length >= SHORTEST_IN_FIELD && self.pace.is_fast() || is_long && self.pace.is_machine());
        }
        // Whoever types how many and searches in one go has no scanner's even pace.
        let is_search =
            is_counted_search(&self.code) && !is_known && self.end == End::Silence && !self.pace.is_machine();
        !is_search && (!is_short || is_marked && length > 1)
    }
}

/// Whether this is how many of what is searched for, `3/latte`.
fn is_counted_search(typed: &str) -> bool {
    let count = typed.split_once('/').map_or("", |(count, _)| count);
    (1..SHORTEST).contains(&count.len()) && count.bytes().all(|digit| digit.is_ascii_digit())
}
