//! Tells a barcode scanner from a person. A scanner is a keyboard that types faster and more evenly than
//! people can; Enter, Tab or silence ends what it types. Outside a field every key is held back for a
//! moment, so that the letters of a code don't act as shortcuts; within a field keys go their way, and what
//! a scan left there is taken out again.
//!
//! | module | holds |
//! |---|---|
//! | `letters` | which letter a key stands for: Alt codes, control keys, other layouts |
//! | `burst` | what was typed in one go, and whether a scanner typed it |
//! | `pace` | whether a machine typed with such gaps |
//! | `settings` | what this device's scanner adds to codes, and how slow it is |
//! | `reading` | what a scan tells of the scanner |

mod burst;
mod letters;
mod pace;
#[cfg(test)]
mod people_tests;
mod reading;
#[cfg(test)]
mod recorded_tests;
mod settings;
#[cfg(test)]
mod tests;

use contract::devices::KeyPress;
use domain::code::readable;

use burst::{Burst, Ending};
use letters::{AltCode, Meaning, meaning};

pub use reading::Reading;
pub use settings::{MOST_LETTERS, ScannerSettings, affix};

/// Some scanners wait a little before the Enter or Tab that ends a code; until then it is still theirs.
const LATE_END_MS: f64 = 400.0;
/// A busy scanner or device may pause so long within a code.
const PAUSE_MS: f64 = 1_000.0;
/// What is longer than the codes of scanners isn't the beginning of one.
const LONGEST_BEFORE: usize = 128;

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
    /// Whether it is on the menu.
    pub is_known: bool,
    /// Whether nobody but a scanner can have typed this, so that its speed is the scanner's.
    pub is_certain: bool,
    /// Whether it came with a pause within it, so that what came before the pause was taken for a person's
    /// keys or another code.
    pub had_pause: bool,
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
    burst: Burst,
    alt_code: AltCode,
    /// What came just before, of which this may be the rest.
    before: Option<Burst>,
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

    /// Whether what is being typed may be the rest of what was typed before.
    pub const fn is_going_on(&self) -> bool {
        self.before.is_some()
    }

    fn is_empty(&self) -> bool {
        self.burst.is_empty() && self.alt_code.is_empty()
    }

    /// A key was pressed. `is_known` tells whether a code is on the menu.
    pub fn press(&mut self, press: KeyPress, is_known: impl Fn(&str) -> bool) -> Heard {
        self.presses += 1;
        let is_between = self.is_between(press.at_ms);
        let mut heard = if is_between { self.end(Ending::SILENCE, &is_known) } else { Heard::default() };
        let is_in_burst = !self.is_empty();
        let gap_ms = press.at_ms - self.last_ms;
        if is_in_burst {
            let is_modifier = meaning(&press, 0) == Meaning::Modifier;
            let is_plain = !is_modifier && !self.was_modifier;
            self.burst.pace.beat(gap_ms, is_plain);
            self.was_modifier = is_modifier;
        } else if gap_ms > PAUSE_MS {
            self.before = None;
        }
        self.last_ms = press.at_ms;
        match meaning(&press, self.burst.length()) {
            Meaning::Letter(letter) => {
                self.take_alt_code();
                self.begin(&press);
                // What is typed next must find the search open; if a scanner goes on, it is undone. And what
                // opened the search just now has this key follow it there.
                let opens_search = letter == '/' && self.is_empty() && !press.in_field;
                let is_opened = heard.keys.iter().any(|key| key.key == "/" && !key.in_field);
                self.burst.push(letter, &press);
                if opens_search || is_opened && !press.in_field {
                    self.burst.in_field = true;
                    heard.keys.push(press);
                } else {
                    self.hold(press, &mut heard);
                }
            }
            Meaning::AltDigit(digit) => {
                self.begin(&press);
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
                let ended = self.end(Ending { end, on_control: press.on_control }, &is_known);
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
                let ended = self.end(Ending::SILENCE, &is_known);
                self.before = None;
                heard.scanned = ended.scanned.or(heard.scanned);
                heard.keys.extend(ended.keys);
                heard.keys.push(press);
            }
        }
        heard
    }

    fn begin(&mut self, press: &KeyPress) {
        if self.is_empty() {
            self.burst.in_field = press.in_field;
        }
    }

    fn take_alt_code(&mut self) {
        if let Some(letter) = self.alt_code.take() {
            self.burst.push_number(letter);
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
        self.end(Ending::SILENCE, &is_known)
    }

    /// Ends a burst: it is a scan, or its keys are a person's.
    fn end(&mut self, ending: Ending, is_known: &impl Fn(&str) -> bool) -> Heard {
        self.take_alt_code();
        let (burst, keys) = (std::mem::take(&mut self.burst), std::mem::take(&mut self.held));
        if burst.is_empty() {
            return Heard { keys, ..Heard::default() };
        }
        let alone = burst.scan(ending, &self.settings, is_known);
        let before = self.before.take().filter(|before| before.in_field == burst.in_field);
        let whole = before.map_or_else(|| burst.clone(), |before| before.and(&burst));
        let is_known_alone = alone.as_ref().is_some_and(|scan| scan.is_known);
        let scanned = if is_known_alone {
            alone
        } else {
            whole.scan_with_pause(ending, &self.settings, is_known).or(alone)
        };
        if ending.end == End::Silence && !scanned.as_ref().is_some_and(|scan| scan.is_known) {
            self.before = Some(whole).filter(|whole| whole.length() <= LONGEST_BEFORE);
        }
        if scanned.is_none() {
            return Heard { keys, ..Heard::default() };
        }
        self.ends_until_ms = self.last_ms + LATE_END_MS;
        Heard { scanned, ..Heard::default() }
    }
}
