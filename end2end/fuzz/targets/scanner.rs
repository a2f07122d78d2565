//! Keys of people and scanners: no letter that was held back vanishes.
#![no_main]

use app::fuzzing::{Heard, Scanner, ScannerSettings};
use contract::devices::KeyPress;
use libfuzzer_sys::fuzz_target;

const KEYS: [(&str, &str); 32] = [
    ("a", "KeyA"),
    ("B", "KeyB"),
    ("0", "Digit0"),
    ("1", "Digit1"),
    ("2", "Digit2"),
    ("9", "Numpad9"),
    ("-", "Minus"),
    ("ß", "Minus"),
    ("[", "BracketLeft"),
    ("]", "BracketRight"),
    (" ", "Space"),
    ("#", "Digit3"),
    ("é", "KeyE"),
    ("ж", "Semicolon"),
    (":", "Semicolon"),
    ("\u{1d}", "BracketRight"),
    ("Shift", "ShiftLeft"),
    ("CapsLock", "CapsLock"),
    ("Alt", "AltLeft"),
    ("AltGraph", "AltRight"),
    ("Control", "ControlLeft"),
    ("Enter", "Enter"),
    ("Enter", "NumpadEnter"),
    ("Tab", "Tab"),
    ("F8", "F8"),
    ("Dead", "Quote"),
    ("Unidentified", "KeyQ"),
    ("Escape", "Escape"),
    ("ArrowDown", "ArrowDown"),
    ("j", "KeyJ"),
    ("0", "Numpad0"),
    ("", ""),
];

fn is_letter(press: &KeyPress) -> bool {
    let mut letters = press.key.chars();
    let is_one = letters.next().is_some_and(|letter| !letter.is_control()) && letters.next().is_none();
    is_one && !press.modified && !press.repeat
}

/// Letters that were held back, oldest first, and what the scanner adds to codes.
struct Held {
    letters: Vec<KeyPress>,
    added: (String, String),
}

impl Held {
    fn hear(&mut self, heard: &Heard, pressed: Option<&KeyPress>) {
        if let Some(scan) = &heard.scanned {
            let (prefix, suffix) = &self.added;
            let whole = format!("{prefix}{}{suffix}", scan.code).to_lowercase();
            let mut code = whole.chars();
            for letter in self.letters.drain(..).filter_map(|press| press.key.chars().next()) {
                let letter = letter.to_lowercase();
                assert!(
                    letter.clone().all(|small| code.any(|scanned| scanned == small)),
                    "{letter:?} is missing in {scan:?}"
                );
            }
        }
        for key in heard.keys.iter().filter(|key| is_letter(key)) {
            if Some(key) != pressed {
                assert_eq!(Some(key), self.letters.first(), "{key:?} was never held back, or not first");
                self.letters.remove(0);
            }
        }
        if heard.is_held {
            self.letters.extend(pressed.filter(|press| is_letter(press)).cloned());
        }
    }
}

/// What the device's scanner adds and how slow it is; keys by their place, flags and gap.
type Input<'a> = ((&'a str, &'a str, f64), Vec<(u8, u8, u8)>);

fuzz_target!(|input: Input<'_>| {
    let ((prefix, suffix, key_ms), presses) = input;
    let settings = ScannerSettings { prefix: prefix.into(), suffix: suffix.into(), slowest_ms: 0.0 };
    let settings = settings.with_speed(key_ms);
    let is_known = |code: &str| code == "1029" || code.starts_with('B');
    let (mut scanner, mut held, mut at_ms) = (
        Scanner::new(settings.clone()),
        Held { letters: Vec::new(), added: (settings.prefix, settings.suffix) },
        0.0,
    );
    for (key, flags, gap) in presses {
        let (name, place) = KEYS[usize::from(key) % KEYS.len()];
        let flag = |bit: u8| flags & (1 << bit) != 0;
        at_ms += f64::from(gap) * 1.5;
        let (ctrl, alt) = (flag(0) && flag(1), flag(2) && flag(3));
        let press = KeyPress {
            key: name.to_owned(),
            code: place.to_owned(),
            modified: ctrl || alt,
            repeat: flag(4) && flag(5),
            shift: flag(0),
            ctrl,
            alt,
            in_field: flag(6),
            on_control: flag(7),
            at_ms,
        };
        let heard = scanner.press(press.clone(), is_known);
        held.hear(&heard, Some(&press));
        if flag(5) && flag(7) {
            held.hear(&scanner.settle_after(scanner.presses(), is_known), None);
        }
    }
    held.hear(&scanner.settle_after(scanner.presses(), is_known), None);
    assert!(!scanner.is_waiting());
    assert!(held.letters.is_empty(), "{:?} vanished", held.letters);
});
