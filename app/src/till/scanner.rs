//! Tells a barcode scanner from a person. A scanner is a keyboard that types faster than people can
//! and ends with Enter. Outside a field every key is held back for a moment, so that the digits of a
//! barcode don't act as shortcuts; within a field keys go their way, and what a scan left there is
//! taken out again.

use contract::devices::KeyPress;

/// The longest time between two keys of a scanner, in milliseconds.
const GAP_MS: f64 = 35.0;
/// How long keys are held back, a little more than the gap.
pub const HOLD_MS: u32 = 45;
/// The shortest barcode; less may be a quick person.
const SHORTEST: usize = 4;

/// What a key came to.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Heard {
    /// Keys that turned out to be a person's, oldest first.
    pub keys: Vec<KeyPress>,
    /// A whole barcode.
    pub scanned: Option<String>,
    /// Whether this key was held back: nobody else may act on it now.
    pub is_held: bool,
}

/// Listens to keys.
#[derive(Debug, Default)]
pub struct Scanner {
    burst: String,
    last_ms: f64,
    held: Vec<KeyPress>,
    presses: u64,
}

impl Scanner {
    /// Whether the next letter or digit begins anew, rather than going on with a burst.
    pub fn is_between(&self, at_ms: f64) -> bool {
        self.burst.is_empty() || at_ms - self.last_ms > GAP_MS
    }

    /// A key was pressed. `is_known` tells whether a burst is a barcode of the menu: within a field
    /// only those count, since a program may fill in a field as fast as a scanner.
    pub fn press(&mut self, press: KeyPress, is_known: impl Fn(&str) -> bool) -> Heard {
        self.presses += 1;
        let is_quick = !self.is_between(press.at_ms);
        let mut heard = Heard::default();
        if !is_quick {
            heard.keys = self.settle();
        }
        self.last_ms = press.at_ms;
        if let Some(letter) = letter(&press) {
            self.burst.push(letter);
            if !press.in_field {
                heard.is_held = true;
                self.held.push(press);
            }
            return heard;
        }
        let burst = std::mem::take(&mut self.burst);
        let is_scan = press.key == "Enter"
            && is_quick
            && burst.chars().count() >= SHORTEST
            && (!press.in_field || is_known(&burst));
        if is_scan {
            self.held.clear();
            heard.is_held = true;
            heard.scanned = Some(burst);
        } else {
            heard.keys.append(&mut self.held);
            heard.keys.push(press);
        }
        heard
    }

    /// How many keys were heard so far.
    pub const fn presses(&self) -> u64 {
        self.presses
    }

    /// [`Self::settle`], unless a key came after so many.
    pub fn settle_after(&mut self, presses: u64) -> Vec<KeyPress> {
        if self.presses == presses { self.settle() } else { Vec::new() }
    }

    /// Nothing came for [`HOLD_MS`]: the keys held back, if a person typed them. A burst too long
    /// for a person and without its Enter is nobody's.
    pub fn settle(&mut self) -> Vec<KeyPress> {
        let is_persons = self.burst.chars().count() < SHORTEST;
        self.burst.clear();
        let held = std::mem::take(&mut self.held);
        if is_persons { held } else { Vec::new() }
    }
}

/// The letter that a key types, if it may be part of a barcode. Space isn't, since it presses buttons;
/// `/` and `?` aren't, since they act at once, and what is typed next must find them done.
fn letter(press: &KeyPress) -> Option<char> {
    let is_in_barcodes = |letter: &char| letter.is_ascii_alphanumeric() || "-._+:$%".contains(*letter);
    let mut letters = press.key.chars();
    let letter = letters.next().filter(is_in_barcodes)?;
    (letters.next().is_none() && !press.modified).then_some(letter)
}

#[cfg(test)]
mod tests {
    use super::*;

    const BARCODE: &str = "8991000000001";

    fn key(key: &str, at_ms: f64, in_field: bool) -> KeyPress {
        KeyPress { key: key.into(), modified: false, in_field, on_control: false, at_ms }
    }

    fn is_known(code: &str) -> bool {
        code == BARCODE
    }

    /// Types keys so many milliseconds apart, and tells what became of them in the end.
    fn typed(keys: &[&str], apart_ms: f64, in_field: bool) -> (Vec<String>, Option<String>) {
        let mut scanner = Scanner::default();
        let (mut passed, mut scanned, mut at_ms) = (Vec::new(), None, 0.0);
        for name in keys {
            at_ms += apart_ms;
            let heard = scanner.press(key(name, at_ms, in_field), is_known);
            passed.extend(heard.keys.into_iter().map(|press| press.key));
            scanned = heard.scanned.or(scanned);
        }
        passed.extend(scanner.settle().into_iter().map(|press| press.key));
        (passed, scanned)
    }

    fn with_enter(code: &str) -> Vec<String> {
        code.chars().map(String::from).chain(["Enter".to_owned()]).collect()
    }

    fn scan(code: &str, apart_ms: f64, in_field: bool) -> (Vec<String>, Option<String>) {
        let keys = with_enter(code);
        typed(&keys.iter().map(String::as_str).collect::<Vec<_>>(), apart_ms, in_field)
    }

    #[test]
    fn a_quick_burst_that_ends_with_enter_is_a_scan_and_no_shortcut() {
        assert_eq!(scan(BARCODE, 10.0, false), (vec![], Some(BARCODE.into())));
        assert_eq!(scan("UNKNOWN-1", 5.0, false), (vec![], Some("UNKNOWN-1".into())));
    }

    #[test]
    fn a_person_types_shortcuts() {
        assert_eq!(scan("1234", 120.0, false), (with_enter("1234"), None));
        assert_eq!(typed(&["2", "Enter"], 5.0, false), (vec!["2".into(), "Enter".into()], None));
        assert_eq!(typed(&["2", "/"], 5.0, false), (vec!["2".into(), "/".into()], None));
    }

    #[test]
    fn within_a_field_only_barcodes_of_the_menu_count() {
        assert_eq!(scan(BARCODE, 10.0, true), (vec![], Some(BARCODE.into())));
        assert_eq!(scan("latte", 1.0, true), (vec!["Enter".into()], None));
    }

    #[test]
    fn a_burst_without_enter_is_nobodys() {
        let keys: Vec<String> = BARCODE.chars().map(String::from).collect();
        let keys: Vec<&str> = keys.iter().map(String::as_str).collect();
        assert_eq!(typed(&keys, 5.0, false), (vec![], None));
    }

    #[test]
    fn a_slow_digit_before_a_scan_is_still_a_shortcut() {
        let mut scanner = Scanner::default();
        assert!(scanner.press(key("3", 0.0, false), is_known).is_held);
        let heard = scanner.press(key("8", 500.0, false), is_known);
        assert_eq!(heard.keys.len(), 1);
        assert_eq!(heard.keys[0].key, "3");
        for (place, digit) in BARCODE.chars().skip(1).enumerate() {
            let at_ms = 500.0 + 8.0 * (place + 1) as f64;
            assert_eq!(scanner.press(key(&digit.to_string(), at_ms, false), is_known).keys, []);
        }
        let heard = scanner.press(key("Enter", 600.0 + 8.0, false), is_known);
        assert_eq!(heard.scanned.as_deref(), Some(BARCODE));
    }

    #[test]
    fn keys_with_ctrl_are_passed_on() {
        let copy = KeyPress { modified: true, ..key("c", 0.0, false) };
        let heard = Scanner::default().press(copy.clone(), is_known);
        assert_eq!((heard.keys, heard.is_held), (vec![copy], false));
    }
}
