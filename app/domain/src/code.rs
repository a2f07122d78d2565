//! Codes that scanners read off things, and when two of them name the same thing.
//!
//! One thing's number is printed in several forms: a UPC-A of twelve digits is the EAN-13 that begins with
//! a zero, both are a GTIN of fourteen filled up with zeros, and in a GS1 code the GTIN stands after `01`
//! among a batch and a date. Scanners may put a symbology identifier such as `]C1` before it all.

use std::borrow::Cow;

use crate::fold::fold;

/// What GS1 codes put between their elements; scanners also begin with it.
pub const GROUP_SEPARATOR: char = '\u{1d}';

/// From so many digits on a number is a code's rather than an amount.
const SHORTEST_LONG: usize = 8;

/// Digits of a GTIN when it is whole.
const GTIN: usize = 14;

/// Whether two codes name the same thing. Scanners type with CapsLock on as well, so that letters count in
/// either case.
pub fn is_same(one: &str, other: &str) -> bool {
    let one = normal(one);
    !one.is_empty() && one == normal(other)
}

/// The one form of a code by which it is compared.
pub fn normal(code: &str) -> String {
    // Scanners type plain letters; whoever typed others meant the same.
    let plain = if code.is_ascii() { Cow::Borrowed(code) } else { Cow::Owned(fold(code)) };
    // Only GS1 codes have it; what begins with it is announced as one in the oldest way.
    let is_announced = plain.contains(GROUP_SEPARATOR);
    let code = plain.trim_matches(|letter: char| letter.is_whitespace() || letter == GROUP_SEPARATOR);
    let (is_gs1, elements) = without_symbology(code);
    let gtin =
        linked_gtin(elements).or_else(|| gtin_of(elements, is_gs1 || is_announced)).unwrap_or(elements);
    if is_number(gtin) && matches!(gtin.len(), 8 | 12..=GTIN) {
        return format!("{gtin:0>GTIN$}");
    }
    gtin.to_ascii_uppercase()
}

/// The code as people can read it: without what has no shape.
pub fn readable(code: &str) -> String {
    let (_, elements) = without_symbology(code.trim());
    elements.chars().filter(|letter| !letter.is_control()).collect()
}

/// What a spreadsheet made of a code that it took for a number or a formula.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Spoilt {
    /// Most of its digits are lost: `8.99E+12`.
    #[error("A spreadsheet has rounded this. Format the column as text, and enter it anew.")]
    Rounded,
    /// It got decimals: `8991001000028.0`.
    #[error("A spreadsheet took this for an amount. Format the column as text, and enter it anew.")]
    Decimals,
    /// An error stands in its place: `#REF!`, or `####` where the column was too narrow.
    #[error("This is an error of the spreadsheet. Enter what belongs here.")]
    Error,
}

/// A code without what spreadsheets write round it so that it stays a text: `="0899"`, `'0899`.
pub fn unmarked(code: &str) -> &str {
    let quoted = code.strip_prefix("=\"").and_then(|rest| rest.strip_suffix('"'));
    quoted.or_else(|| code.strip_prefix('\'')).unwrap_or(code)
}

/// What a spreadsheet left of a code, if that is not the code.
pub fn spoilt(code: &str) -> Option<Spoilt> {
    let code: String = fold(code).split(' ').collect();
    if let Some(name) = code.strip_prefix('#') {
        let is_error =
            ["ref!", "n/a", "value!", "div/0!", "name?", "null!", "num!", "spill!"].contains(&name);
        let is_narrow = !name.is_empty() && name.bytes().all(|letter| letter == b'#');
        return (is_error || is_narrow).then_some(Spoilt::Error);
    }
    let signs = ['+', '-'];
    let unsigned = code.strip_prefix(signs).unwrap_or(&code);
    let (number, exponent) =
        unsigned.split_once('e').map_or((unsigned, None), |(one, rest)| (one, Some(rest)));
    let (whole, fraction) =
        number.split_once(['.', ',']).map_or((number, None), |(one, rest)| (one, Some(rest)));
    if !is_number(whole) || !fraction.is_none_or(is_number) {
        return None;
    }
    match exponent {
        // `12E3` is a code as well as any.
        Some(power) if fraction.is_some() || power.starts_with(signs) => {
            is_number(power.strip_prefix(signs).unwrap_or(power)).then_some(Spoilt::Rounded)
        }
        None if whole.len() >= SHORTEST_LONG
            && fraction.is_some_and(|rest| rest.bytes().all(|zero| zero == b'0')) =>
        {
            Some(Spoilt::Decimals)
        }
        _ => None,
    }
}

/// Takes a symbology identifier off, `]` with a letter and a digit; tells whether it announces GS1.
fn without_symbology(code: &str) -> (bool, &str) {
    let Some((identifier, rest)) = split_identifier(code) else {
        return (code.contains(GROUP_SEPARATOR), code);
    };
    // In either case, as scanners type with CapsLock on; `]E0` is no GS1 code, but then none that is as long.
    let is_gs1 = ["]C1", "]d2", "]Q3", "]e0"].iter().any(|known| known.eq_ignore_ascii_case(identifier));
    (is_gs1, rest.trim_start_matches(GROUP_SEPARATOR))
}

/// A symbology identifier (ISO/IEC 15424), `]` with a letter and a digit, and what follows it.
pub fn split_identifier(code: &str) -> Option<(&str, &str)> {
    let mut letters = code.chars();
    let begins = letters.next() == Some(']')
        && letters.next().is_some_and(|letter| letter.is_ascii_alphabetic())
        && letters.next().is_some_and(|digit| digit.is_ascii_digit());
    if begins { code.split_at_checked(3) } else { None }
}

/// What kind of code this is, if it says so itself or is a whole number of a product.
pub fn symbology(code: &str) -> Option<&'static str> {
    if let Some((identifier, _)) = split_identifier(code) {
        return named(identifier);
    }
    Some(match code.len() {
        8 if has_check_digit(code) => "EAN-8",
        12 if has_check_digit(code) => "UPC-A",
        13 if has_check_digit(code) => "EAN-13",
        GTIN if has_check_digit(code) => "GTIN-14",
        _ => return None,
    })
}

fn named(identifier: &str) -> Option<&'static str> {
    Some(match (identifier, identifier.get(1..2)?) {
        ("]C1", _) => "GS1-128",
        ("]d2", _) => "GS1 DataMatrix",
        ("]Q3", _) => "GS1 QR Code",
        (_, "A") => "Code 39",
        (_, "C") => "Code 128",
        (_, "d") => "Data Matrix",
        (_, "E") => "EAN/UPC",
        (_, "e") => "GS1 DataBar",
        (_, "F") => "Codabar",
        (_, "G") => "Code 93",
        (_, "I") => "Interleaved 2 of 5",
        (_, "L") => "PDF417",
        (_, "Q") => "QR Code",
        (_, "z") => "Aztec Code",
        _ => return None,
    })
}

/// The GTIN of a GS1 Digital Link, `https://id.gs1.org/01/00036000291452/10/ABC`, at whoever's address.
fn linked_gtin(code: &str) -> Option<&str> {
    let is_link = ["https://", "http://"]
        .iter()
        .any(|scheme| code.get(..scheme.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(scheme)));
    let (_, rest) = code.split_once("/01/").filter(|_| is_link)?;
    rest.split(['/', '?', '#']).next().filter(|gtin| is_number(gtin) && matches!(gtin.len(), 8 | 12..=GTIN))
}

/// The GTIN of a GS1 code. Without a sign that it is one, only a code that is longer than any GTIN and
/// whose check digit is right counts as such.
fn gtin_of(code: &str, is_gs1: bool) -> Option<&str> {
    if let Some((_, gtin)) = code.split_once("(01)") {
        return gtin.get(..GTIN).filter(|gtin| is_number(gtin));
    }
    let mut groups = code.split(GROUP_SEPARATOR);
    let gtin =
        groups.find_map(|group| group.strip_prefix("01")?.get(..GTIN).filter(|gtin| is_number(gtin)))?;
    (is_gs1 || (code.len() > GTIN && has_check_digit(gtin))).then_some(gtin)
}

fn is_number(code: &str) -> bool {
    !code.is_empty() && code.bytes().all(|letter| letter.is_ascii_digit())
}

/// Whether this is a number whose last digit is what the others come to: three times every other one, from
/// the right.
pub fn has_check_digit(gtin: &str) -> bool {
    if !is_number(gtin) {
        return false;
    }
    let weighted = gtin.bytes().rev().enumerate().map(|(place, digit)| {
        let digit = u32::from(digit.saturating_sub(b'0'));
        if place % 2 == 0 { digit } else { digit * 3 }
    });
    weighted.sum::<u32>() % 10 == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_number_in_many_forms_is_the_same() {
        let forms = [
            "036000291452",
            "0036000291452",
            "00036000291452",
            " 036000291452 ",
            "]E0036000291452",
            "]C10100036000291452",
            "]d2010003600029145217271231\u{1d}10ABC",
            "]D20100036000291452",
            "0100036000291452",
            "\u{1d}0100036000291452",
            "https://id.gs1.org/01/00036000291452",
            "HTTPS://shop.example/menu/01/036000291452/10/ABC?17=271231",
            "\u{1d}0100036000291452\u{1d}21X",
            "(01)00036000291452(10)ABC",
            "010003600029145210ABC",
        ];
        for form in forms {
            assert!(is_same("036000291452", form), "{form:?} is {}", normal(form));
        }
        // A separator at the end says no less than one in front, whatever the check digit.
        assert!(is_same("0100036000291453\u{1d}", "\u{1d}0100036000291453"));
        assert!(is_same("96385074", "0000096385074"));
        assert!(is_same("abc-1/x", "ABC-1/X"));
    }

    #[test]
    fn others_are_others() {
        for (one, other) in [
            ("036000291452", "036000291453"),
            ("12", "012"),
            ("", ""),
            ("A#1", "A1"),
            // Nothing but signs of what kind of code follows.
            ("]C1", "]E0"),
            ("\u{1d}", "\u{1d}"),
        ] {
            assert!(!is_same(one, other), "{one} {other}");
        }
        // Too long for a number of a product, but its check digit is wrong: a code of the shop's own.
        assert_eq!(normal("0100036000291459AB"), "0100036000291459AB");
    }

    #[test]
    fn what_a_spreadsheet_spoilt_is_no_code() {
        for rounded in [
            "8.99E+12",
            "8,99E+12",
            "9E+12",
            "89E+12",
            "8.99123e+12",
            " 1.00E-05 ",
            "8.99E12",
            "+6.28E+12",
            "-8.99e12",
            "8.99E +12",
            "８.99Ｅ+12",
            "8.99E\u{2212}12",
        ] {
            assert_eq!(spoilt(rounded), Some(Spoilt::Rounded), "{rounded}");
        }
        for amount in ["8991001000028.0", "8991001000028,00", "89910010.0"] {
            assert_eq!(spoilt(amount), Some(Spoilt::Decimals), "{amount}");
        }
        for error in ["#REF!", "#N/A", "#VALUE!", "#######", "##", "#name?"] {
            assert_eq!(spoilt(error), Some(Spoilt::Error), "{error}");
        }
        for code in [
            "",
            "E",
            "8.99",
            "12E5",
            "E+12",
            "8.E+12",
            "8.99E+",
            "A8.99E+12",
            "8-E+1",
            "#",
            "#12",
            "A#",
            "1.0",
            "8991001000028",
            "899100100002.81",
            "KK-001",
            "+62 812",
            "1.2.3",
        ] {
            assert_eq!(spoilt(code), None, "{code}");
        }
    }

    #[test]
    fn marks_that_keep_a_code_a_text_are_none_of_it() {
        let marked = ["=\"0899\"", "'0899", "0899", "=\"", "'"].map(unmarked);
        assert_eq!(marked, ["0899", "0899", "0899", "=\"", ""]);
    }

    #[test]
    fn letters_of_another_width_are_the_same_code() {
        assert!(is_same("8991-0010", "８９９１-0010") && is_same("8991\u{2011}0010", "8991-0010"));
        assert!(is_same("]C10108991001000019", "］Ｃ１0108991001000019"));
    }

    #[test]
    fn the_kind_of_a_code_is_told_by_itself() {
        for (code, kind) in [
            ("]C10108991000000013", Some("GS1-128")),
            ("]C0abc", Some("Code 128")),
            ("]E08991001000019", Some("EAN/UPC")),
            ("8991001000019", Some("EAN-13")),
            ("8991001000012", None),
            ("036000291452", Some("UPC-A")),
            ("96385074", Some("EAN-8")),
            ("KK-002", None),
            ("]x", None),
            ("]é0", None),
        ] {
            assert_eq!(symbology(code), kind, "{code}");
        }
    }

    #[test]
    fn what_is_shown_has_a_shape() {
        assert_eq!(readable("]d20100036000291452\u{1d}10A"), "010003600029145210A");
    }
}
