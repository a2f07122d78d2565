//! What a scan tells of the scanner that typed it. Pure.

use domain::code::{has_check_digit, split_identifier, symbology};

use super::settings::{MOST_LETTERS, ScannerSettings};

/// Lengths of the numbers of products.
const NUMBERS: [usize; 4] = [8, 12, 13, 14];

/// A code, and what a scanner adds to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reading {
    /// What comes before the code.
    pub prefix: String,
    /// The code.
    pub code: String,
    /// What comes after it.
    pub suffix: String,
    /// What kind of code it is, if that can be told.
    pub symbology: Option<&'static str>,
}

impl Reading {
    /// Reads what was typed. What is set already counts first; else what stands around a product's
    /// number, or signs at either end, is the scanner's.
    pub fn of(typed: &str, settings: &ScannerSettings) -> Self {
        let set = settings.readings(typed).first().copied().filter(|code| *code != typed);
        let code = set.unwrap_or_else(|| code_within(typed));
        let at = typed.find(code).unwrap_or(0);
        Self {
            prefix: typed.get(..at).unwrap_or_default().to_owned(),
            code: code.to_owned(),
            suffix: typed.get(at + code.len()..).unwrap_or_default().to_owned(),
            symbology: symbology(code),
        }
    }
}

/// The code without what a scanner adds, as far as that can be told.
fn code_within(typed: &str) -> &str {
    // What tells the kind of a code is the code's own, and so is what follows it.
    let begins = typed.char_indices().map(|(at, _)| at).take(MOST_LETTERS + 1);
    let told = begins.filter_map(|at| typed.get(at..)).find(|rest| split_identifier(rest).is_some());
    if let Some((rest, (identifier, body))) = told.and_then(|rest| Some((rest, split_identifier(rest)?))) {
        let length = number_within(body)
            .filter(|number| body.starts_with(number))
            .map_or_else(|| body.trim_end_matches(is_sign).len(), str::len);
        return rest.get(..identifier.len() + length).unwrap_or(rest);
    }
    number_within(typed).unwrap_or_else(|| match typed.trim_matches(is_sign) {
        "" => typed,
        code => code,
    })
}

/// A product's number that stands among other letters. Elements of GS1 in brackets are one code.
fn number_within(typed: &str) -> Option<&str> {
    let is_number = |part: &&str| NUMBERS.contains(&part.len()) && has_check_digit(part);
    let mut numbers = typed.split(|letter: char| !letter.is_ascii_digit()).filter(is_number);
    let number = numbers.next()?;
    let around = typed.len() - number.len();
    (numbers.next().is_none() && around <= 2 * MOST_LETTERS && !typed.contains('(')).then_some(number)
}

/// Whether a letter is a sign that codes don't begin or end with.
fn is_sign(letter: char) -> bool {
    letter.is_ascii_punctuation() && !"()[]".contains(letter)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(typed: &str) -> [String; 3] {
        let Reading { prefix, code, suffix, .. } = Reading::of(typed, &ScannerSettings::default());
        [prefix, code, suffix]
    }

    #[test]
    fn what_a_scanner_adds_is_found() {
        assert_eq!(read("8991001000019"), ["", "8991001000019", ""]);
        assert_eq!(read("~8991001000019#"), ["~", "8991001000019", "#"]);
        assert_eq!(read("A8991001000019"), ["A", "8991001000019", ""]);
        assert_eq!(read("~]E08991001000019;"), ["~", "]E08991001000019", ";"]);
        assert_eq!(read("]E08991001000019"), ["", "]E08991001000019", ""]);
        assert_eq!(read("*KK-002/a*"), ["*", "KK-002/a", "*"]);
        assert_eq!(read("KK-002/a"), ["", "KK-002/a", ""]);
        assert_eq!(read("(01)08991001000019(10)A"), ["", "(01)08991001000019(10)A", ""]);
        assert_eq!(read("~~~~"), ["", "~~~~", ""]);
    }

    #[test]
    fn what_is_set_counts_first() {
        let set = ScannerSettings { prefix: "8".into(), ..ScannerSettings::default() };
        let reading = Reading::of("8991001000019", &set);
        assert_eq!((reading.prefix.as_str(), reading.code.as_str()), ("8", "991001000019"));
    }

    #[test]
    fn the_kind_of_code_is_told() {
        let kind = |typed| Reading::of(typed, &ScannerSettings::default()).symbology;
        assert_eq!(kind("~8991001000019"), Some("EAN-13"));
        assert_eq!(kind("]C10108991001000019"), Some("GS1-128"));
        assert_eq!(kind("KK-002"), None);
    }
}
