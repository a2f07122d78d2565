//! What was typed in one go, and whether a scanner typed it. Pure.

use super::{End, Scan, letters::by_position, pace::Pace, settings::ScannerSettings};
use contract::devices::KeyPress;

/// From so many letters on no person types them as shortcuts.
pub(super) const SHORTEST: usize = 4;
/// Within a field people type long words, too: from so many letters on, if typed as machines do.
const SHORTEST_IN_FIELD: usize = 6;
/// The same at a pace that people reach: the length of a product's number, which amounts don't have.
const SLOW_IN_FIELD: usize = 12;
/// Digits alone are amounts up to here, though they came evenly and a key ended them.
const SHORTEST_NUMBER: usize = 8;
/// At this many milliseconds a key nobody types two digits and the key after them evenly.
const SHORT_CODE_MS: f64 = 60.0;

/// Letters that came in one go.
#[derive(Debug, Clone, Default)]
pub(super) struct Burst {
    pub(super) code: String,
    pub(super) by_position: String,
    pub(super) in_field: bool,
    pub(super) pace: Pace,
}

/// What ended a burst, and where.
#[derive(Debug, Clone, Copy)]
pub(super) struct Ending {
    pub(super) end: End,
    /// Whether Enter would have pressed something.
    pub(super) on_control: bool,
}

impl Ending {
    pub(super) const SILENCE: Self = Self { end: End::Silence, on_control: false };

    fn is_key(self) -> bool {
        self.end != End::Silence
    }
}

/// The code that was typed, without what the scanner adds.
struct Read {
    code: String,
    by_position: String,
    is_known: bool,
    /// Whether the scanner added something.
    is_marked: bool,
}

impl Burst {
    pub(super) const fn is_empty(&self) -> bool {
        self.code.is_empty()
    }

    pub(super) fn length(&self) -> usize {
        self.code.chars().count()
    }

    pub(super) fn push(&mut self, letter: char, press: &KeyPress) {
        self.code.push(letter);
        self.by_position.push(by_position(press).unwrap_or(letter));
    }

    /// A letter that has no key.
    pub(super) fn push_number(&mut self, letter: char) {
        self.code.push(letter);
        self.by_position.push(letter);
    }

    /// Both as one, without the pause between them.
    pub(super) fn and(mut self, rest: &Self) -> Self {
        self.code.push_str(&rest.code);
        self.by_position.push_str(&rest.by_position);
        self.pace.add(&rest.pace);
        self
    }

    /// The scan that it is, if a scanner typed it.
    pub(super) fn scan(
        &self,
        ending: Ending,
        settings: &ScannerSettings,
        is_known: &impl Fn(&str) -> bool,
    ) -> Option<Scan> {
        let read = self.read(settings, is_known);
        self.is_scan(&read, ending, settings).then(|| self.told(read, ending))
    }

    /// The scan of a code on the menu that came with a pause within it.
    pub(super) fn scan_with_pause(
        &self,
        ending: Ending,
        settings: &ScannerSettings,
        is_known: &impl Fn(&str) -> bool,
    ) -> Option<Scan> {
        if self.length() < SHORTEST || !self.pace.is_machine() {
            return None;
        }
        let read = self.read(settings, is_known);
        read.is_known.then(|| Scan { had_pause: true, ..self.told(read, ending) })
    }

    fn read(&self, settings: &ScannerSettings, is_known: &impl Fn(&str) -> bool) -> Read {
        let read = |typed: &str| {
            let readings = settings.readings(typed);
            let known = readings.iter().find(|reading| is_known(reading));
            let code = known.or(readings.first()).map_or("", |code| *code).to_owned();
            (code, known.is_some())
        };
        let ((code, is_known), (by_position, is_known_by_position)) =
            (read(&self.code), read(&self.by_position));
        let is_marked = code != self.code || by_position != self.by_position;
        Read { code, by_position, is_known: is_known || is_known_by_position, is_marked }
    }

    fn told(&self, read: Read, ending: Ending) -> Scan {
        Scan {
            is_known: read.is_known,
            code: read.code,
            by_position: read.by_position,
            in_field: self.in_field,
            end: ending.end,
            key_ms: self.pace.key_ms(),
            is_certain: !self.in_field && read.is_known && self.length() >= SHORTEST_IN_FIELD,
            had_pause: false,
        }
    }

    fn is_scan(&self, read: &Read, ending: Ending, settings: &ScannerSettings) -> bool {
        let length = self.length();
        let (is_short, is_word) = (length < SHORTEST, length > 1);
        if read.is_known && is_word && self.pace.is_machine() {
            return true;
        }
        if read.is_known && ending.is_key() {
            let is_typed = !is_short || self.is_short_code(ending, settings);
            if is_typed {
                return true;
            }
        }
        let is_its_pace = self.pace.is_machine() || self.pace.key_ms() <= settings.slowest_ms;
        let is_marked = read.is_marked && is_its_pace;
        if self.in_field {
            return self.is_scan_in_field(is_marked, ending, settings);
        }
        let is_search = !read.is_known && ending.end != End::Tab && self.may_be_search();
        !is_search && (!is_short || is_marked && is_word)
    }

    /// Whether so short a code on the menu is one and not how many: a key ended it where that does nothing
    /// for a person, or sooner and more evenly than people press it.
    fn is_short_code(&self, ending: Ending, settings: &ScannerSettings) -> bool {
        let is_quick = self.pace.key_ms() <= settings.slowest_ms.max(SHORT_CODE_MS);
        let is_nothing_pressed = !ending.on_control || is_quick && self.pace.is_even();
        self.length() > 1 && !self.in_field && is_nothing_pressed
    }

    fn is_scan_in_field(&self, is_marked: bool, ending: Ending, settings: &ScannerSettings) -> bool {
        let length = self.length();
        let has_digit = self.code.chars().any(|letter| letter.is_ascii_digit());
        if ending.is_key() && length >= SHORTEST {
            let is_its_pace = self.pace.key_ms() <= settings.slowest_ms && self.pace.is_machine()
                || self.pace.is_surely_machine();
            if self.pace.is_fast() && !self.is_words() || is_its_pace && has_digit && !self.is_persons() {
                return true;
            }
        }
        // What nothing ended may be a name that a program types; codes have digits.
        let is_long = length >= SLOW_IN_FIELD || is_marked && length >= SHORTEST;
        has_digit && (length >= SHORTEST_IN_FIELD && self.pace.is_fast() || is_long && self.pace.is_machine())
    }

    /// Whether this may be how many of what is searched for: whoever types that in one go hasn't a scanner's
    /// pace, and may type words quite evenly. Codes have digits.
    fn may_be_search(&self) -> bool {
        counted_search(&self.code).is_some_and(|sought| {
            !self.pace.is_fast() && (is_words(sought) || !self.pace.is_surely_machine())
        })
    }

    /// Whether these are several words: what a program types where a person would.
    fn is_words(&self) -> bool {
        self.code.trim().contains(' ') && is_words(&self.code)
    }

    /// Whether people type such things evenly now and then: amounts, and words beside numbers.
    fn is_persons(&self) -> bool {
        let is_sign = |letter: char| letter == '.' || letter == ',';
        let is_number = self.code.chars().all(|letter| letter.is_ascii_digit() || is_sign(letter));
        let is_amount = is_number && (self.length() < SHORTEST_NUMBER || self.code.contains(is_sign));
        is_amount || self.code.contains(' ')
    }
}

fn is_words(typed: &str) -> bool {
    typed.chars().all(|letter| letter.is_alphabetic() || letter == ' ')
}

/// What is searched for, if this is how many of it: `3/latte`.
pub(super) fn counted_search(typed: &str) -> Option<&str> {
    let (count, sought) = typed.split_once('/')?;
    let is_count = (1..SHORTEST).contains(&count.len()) && count.bytes().all(|digit| digit.is_ascii_digit());
    is_count.then_some(sought)
}
