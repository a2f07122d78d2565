//! Which letter a key stands for. Pure.

use contract::devices::KeyPress;
use domain::code::GROUP_SEPARATOR;

/// Within a burst of so many letters a function key is a scanner's group separator.
const WITHIN: usize = 4;

/// What a key means to a scan.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Meaning {
    /// A letter of the code.
    Letter(char),
    /// A digit of the number pad while Alt is held: part of a letter's number.
    AltDigit(u32),
    /// Makes other keys mean something else.
    Modifier,
    /// Ends a code.
    End,
    /// No scanner's.
    Other,
}

/// What a key means after so many letters of a burst.
pub(super) fn meaning(press: &KeyPress, letters: usize) -> Meaning {
    let key = press.key.as_str();
    let is_function = key.strip_prefix('F').is_some_and(|number| number.parse::<u8>().is_ok());
    match key {
        // What is held down is a person's.
        _ if press.repeat => Meaning::Other,
        "Shift" | "CapsLock" | "AltGraph" | "Alt" | "Control" | "Meta" | "NumLock" => Meaning::Modifier,
        "Enter" | "Tab" if !press.modified => Meaning::End,
        "Dead" | "Unidentified" if !press.modified => {
            by_position(press).map_or(Meaning::Other, Meaning::Letter)
        }
        "\u{1d}" => Meaning::Letter(GROUP_SEPARATOR),
        _ if is_function && letters >= WITHIN && !press.modified => Meaning::Letter(GROUP_SEPARATOR),
        _ if press.modified => modified(press, letters),
        _ => only_letter(key).map_or(Meaning::Other, Meaning::Letter),
    }
}

/// What a key with Ctrl, Alt or Meta means: scanners send what has no key as Alt and a number, and the
/// group separator as Ctrl and `]`.
fn modified(press: &KeyPress, letters: usize) -> Meaning {
    let is_separator = press.key == "]" || press.code == "BracketRight";
    if press.ctrl && !press.alt && is_separator {
        return Meaning::Letter(GROUP_SEPARATOR);
    }
    // Line feed, tab and return as control keys.
    let is_end = matches!(press.code.as_str(), "KeyJ" | "KeyI" | "KeyM");
    if press.ctrl && !press.alt && is_end && letters >= WITHIN {
        return Meaning::End;
    }
    let digit = press.code.strip_prefix("Numpad").and_then(|digit| digit.parse::<u32>().ok());
    digit.filter(|_| press.alt && !press.ctrl).map_or(Meaning::Other, Meaning::AltDigit)
}

fn only_letter(key: &str) -> Option<char> {
    let mut letters = key.chars();
    let letter = letters.next().filter(|letter| !letter.is_control())?;
    letters.next().is_none().then_some(letter)
}

/// The letter that a keyboard of the USA has where this key is.
pub(super) fn by_position(press: &KeyPress) -> Option<char> {
    let (plain, shifted) = match press.code.as_str() {
        "Minus" => ('-', '_'),
        "Equal" => ('=', '+'),
        "BracketLeft" => ('[', '{'),
        "BracketRight" => (']', '}'),
        "Backslash" => ('\\', '|'),
        "Semicolon" => (';', ':'),
        "Quote" => ('\'', '"'),
        "Backquote" => ('`', '~'),
        "Comma" => (',', '<'),
        "Period" => ('.', '>'),
        "Slash" => ('/', '?'),
        "Space" => (' ', ' '),
        code => {
            if let Some(letter) = code.strip_prefix("Key").and_then(only_letter) {
                (letter.to_ascii_lowercase(), letter.to_ascii_uppercase())
            } else {
                let digit = code.strip_prefix("Digit").and_then(only_letter)?;
                let place = usize::try_from(digit.to_digit(10)?).ok()?;
                (digit, ")!@#$%^&*(".chars().nth(place)?)
            }
        }
    };
    Some(if press.shift { shifted } else { plain })
}

/// The number of a letter, typed on the number pad while Alt is held.
#[derive(Debug, Default)]
pub(super) struct AltCode(Option<u32>);

impl AltCode {
    pub(super) const fn is_empty(&self) -> bool {
        self.0.is_none()
    }

    pub(super) fn push(&mut self, digit: u32) {
        self.0 = Some(self.0.unwrap_or(0).saturating_mul(10).saturating_add(digit));
    }

    /// The letter, once it is clear that no digit follows. Codes of scanners are ASCII, which every
    /// numbering of letters begins with.
    pub(super) fn take(&mut self) -> Option<char> {
        let number = self.0.take()?;
        char::from_u32(number).filter(|letter| letter.is_ascii() && *letter != '\0')
    }
}
