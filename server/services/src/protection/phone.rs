//! Phone numbers in the one form that they are found by.
//!
//! A number is written in many ways: with or without its country, with the zero that is dialled at home,
//! with brackets, dots and digits of other scripts. What a country's plan of numbers knows gets its
//! international form (ITU-T E.164); anything else of 5 to 20 digits stands for itself.

use domain::{fold::fold, money::Currency};
use phonenumber::{Mode, country};

/// The longest number as people write it.
pub(crate) const MAX_PHONE: usize = 40;
/// How many digits a number has.
const DIGITS: std::ops::RangeInclusive<usize> = 5..=20;

/// Where a number without its country's code is dialled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Region {
    country: Option<country::Id>,
    currency: Currency,
}

/// Time zones and their countries, as the time zone database lists them (`zone.tab`, public domain).
const ZONES: &str = include_str!("zone.tab");

impl Region {
    /// A store's: the country that it names, else that of its time zone, else that of the currency if one
    /// country has it.
    pub fn of_store(country: Option<&str>, time_zone: &str, currency: Currency) -> Self {
        let named = country.and_then(|code| code.parse().ok());
        let country = named.or_else(|| of_zone(time_zone)).or_else(|| of_currency(currency));
        Self { country, currency }
    }

    /// A number's normal form; none for fewer than five or more than twenty digits.
    pub fn normal_phone(&self, typed: &str) -> Option<String> {
        let typed = plain(typed)?;
        let (number, extension) = match typed.find(['x', '#']) {
            Some(place) => typed.split_at(place),
            None => (typed.as_str(), ""),
        };
        let only_digits = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>();
        let extension = only_digits(extension);
        let is_international = number.trim_start().starts_with('+');
        // The zero that is dialled at home, as many write it behind the country's code.
        let digits = only_digits(&number.replace("(0)", if is_international { "" } else { "0" }));
        if !DIGITS.contains(&digits.len()) {
            return None;
        }
        let international = format!("+{}", digits.trim_start_matches('0'));
        // With the country's code, but without its plus sign or behind two zeros.
        let at_home = || self.known(&digits).filter(|_| !is_international);
        let known = at_home().or_else(|| self.known(&international));
        let normal = known.unwrap_or_else(|| format!("={digits}"));
        Some(if extension.is_empty() { normal } else { format!("{normal};ext={extension}") })
    }

    /// What it may be found by: its normal form, and that which rows of before are found by.
    pub fn phones(&self, typed: &str) -> Vec<String> {
        let mut forms: Vec<String> =
            [self.normal_phone(typed), former_phone(typed, self.currency)].into_iter().flatten().collect();
        forms.dedup();
        forms
    }

    /// The international form of a number that its country's plan knows.
    fn known(&self, digits: &str) -> Option<String> {
        let number = phonenumber::parse(self.country, digits).ok()?;
        number.is_valid().then(|| number.format().mode(Mode::E164).to_string())
    }
}

/// What was typed, folded: digits and letters of every width and script are plain ones, and what nobody sees,
/// which telephones put around the numbers they copy, is gone.
fn plain(typed: &str) -> Option<String> {
    if typed.len() > MAX_PHONE * 4 {
        return None;
    }
    Some(fold(typed).chars().map(|letter| digit(letter).unwrap_or(letter)).collect())
}

/// A decimal digit of another script as a plain one. Each script's stand in a row from its zero on.
fn digit(letter: char) -> Option<char> {
    const ZEROS: [u32; 16] = [
        0x660, 0x6f0, 0x7c0, 0x966, 0x9e6, 0xa66, 0xae6, 0xb66, 0xbe6, 0xc66, 0xce6, 0xd66, 0xe50, 0xed0,
        0x1040, 0x17e0,
    ];
    let value =
        ZEROS.iter().find_map(|zero| u32::from(letter).checked_sub(*zero).filter(|value| *value < 10))?;
    char::from_digit(value, 10)
}

fn of_zone(time_zone: &str) -> Option<country::Id> {
    let mut zones = ZONES.lines().filter_map(|line| line.split_once('\t'));
    zones.find(|(_, zone)| *zone == time_zone)?.0.parse().ok()
}

const fn of_currency(currency: Currency) -> Option<country::Id> {
    match currency {
        Currency::Idr => Some(country::ID),
        Currency::Sgd => Some(country::SG),
        Currency::Myr => Some(country::MY),
        Currency::Usd => Some(country::US),
        // The euro has many countries; a local number stays local.
        Currency::Eur => None,
    }
}

/// The form that numbers had before plans of numbers were asked: rows that housekeeping hasn't come to,
/// or that an older process wrote, are found by it.
fn former_phone(typed: &str, currency: Currency) -> Option<String> {
    let digits: String = typed.chars().filter(char::is_ascii_digit).collect();
    if !DIGITS.contains(&digits.len()) {
        return None;
    }
    let country = match currency {
        Currency::Idr => "62",
        Currency::Sgd => "65",
        Currency::Myr => "60",
        Currency::Usd => "1",
        Currency::Eur => "",
    };
    let local = !typed.trim_start().starts_with('+') && digits.starts_with('0') && !digits.starts_with("00");
    if local && !matches!(currency, Currency::Usd | Currency::Eur) {
        return Some(format!("+{country}{}", digits.trim_start_matches('0')));
    }
    Some(format!("+{}", digits.trim_start_matches('0')))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const INDONESIA: Region = Region { country: Some(country::ID), currency: Currency::Idr };
    const AMERICA: Region = Region { country: Some(country::US), currency: Currency::Usd };

    fn meet(region: Region, normal: &str, forms: &[&str]) {
        for typed in forms {
            assert_eq!(region.normal_phone(typed).as_deref(), Some(normal), "{typed}");
        }
    }

    #[test]
    fn numbers_meet_in_one_form() {
        let forms = [
            "+62 812-3456-7890",
            "0812 3456 7890",
            "62-812-3456-7890",
            "(0812) 34567890",
            "+62 (0)812 3456 7890",
            "812 3456 7890",
            "6281234567890",
            "0062 812 3456 7890",
            "٠٨١٢٣٤٥٦٧٨٩٠",
            "０８１２‐３４５６‐７８９０",
            "\u{202d}+62 812-3456-7890\u{202c}",
        ];
        meet(INDONESIA, "+6281234567890", &forms);
        let forms = ["(206) 555-0155", "206.555.0155", "+1 206 555 0155", "1-206-555-0155", "206/555 0155"];
        meet(AMERICA, "+12065550155", &forms);
        meet(AMERICA, "+6281234567890", &["+62 812 3456 7890", "62 812 3456 7890", "011 62 812 3456 7890"]);
        meet(AMERICA, "+12065550155;ext=5", &["206-555-0155 ext 5", "2065550155x5"]);
    }

    #[test]
    fn what_no_plan_knows_stands_for_itself() {
        meet(AMERICA, "=0300074321", &["030-0074321", "030.007.4321", "(030) 0074321"]);
        meet(AMERICA, "=55554729", &["(5) 555-4729", "5 555 4729"]);
        meet(INDONESIA, "=12345", &["12345", "1-23-45"]);
        for typed in ["12", "call me", "", "+", &"1".repeat(21), &"9".repeat(9_999)] {
            assert_eq!(INDONESIA.normal_phone(typed), None, "{typed}");
        }
    }

    #[test]
    fn a_store_is_where_its_time_zone_is() {
        let of = |country, zone, currency| Region::of_store(country, zone, currency).country;
        assert_eq!(of(None, "Asia/Jakarta", Currency::Idr), Some(country::ID));
        assert_eq!(of(None, "Europe/Berlin", Currency::Eur), Some(country::DE));
        assert_eq!(of(None, "America/Toronto", Currency::Usd), Some(country::CA));
        assert_eq!(of(Some("AT"), "Europe/Berlin", Currency::Eur), Some(country::AT));
        assert_eq!(of(None, "UTC", Currency::Myr), Some(country::MY));
        assert_eq!(of(None, "UTC", Currency::Eur), None);
        for zone in
            ["Asia/Singapore", "Asia/Kuala_Lumpur", "America/Los_Angeles", "Asia/Makassar", "Europe/Paris"]
        {
            assert!(of_zone(zone).is_some(), "{zone}");
        }
    }

    #[test]
    fn rows_of_before_are_found() {
        assert_eq!(INDONESIA.phones("0812 3456 7890"), ["+6281234567890"]);
        assert_eq!(AMERICA.phones("(206) 555-0155"), ["+12065550155", "+2065550155"]);
        assert_eq!(AMERICA.phones("030-0074321"), ["=0300074321", "+300074321"]);
    }

    /// What people put between digits.
    fn separators() -> impl Strategy<Value = Vec<&'static str>> {
        prop::collection::vec(prop::sample::select(vec!["", "", "", " ", "-", ".", "/", " - "]), 20)
    }

    /// Digits with these between them.
    fn punctuated(digits: &str, separators: &[&str]) -> String {
        let mut typed = String::new();
        for (place, digit) in digits.chars().enumerate() {
            if place > 0 && digit.is_ascii_digit() && !typed.ends_with('+') {
                typed.push_str(separators.get(place).copied().unwrap_or_default());
            }
            typed.push(digit);
        }
        typed
    }

    /// A country, a number of a mobile there as dialled at home, without the trunk zero, and its code.
    fn numbers() -> impl Strategy<Value = (country::Id, &'static str, String, &'static str)> {
        prop_oneof![
            "8(12|13|21|22)[1-9][0-9]{6}".prop_map(|rest| (country::ID, "0", rest, "62")),
            "20[2-7][2-9][0-9]{2}[0-9]{4}".prop_map(|rest| (country::US, "", rest, "1")),
            "8[1-8][0-9]{6}".prop_map(|rest| (country::SG, "", rest, "65")),
            "12[2-9][0-9]{6}".prop_map(|rest| (country::MY, "0", rest, "60")),
            "15[127][0-9]{8}".prop_map(|rest| (country::DE, "0", rest, "49")),
            "7[45][0-9]{8}".prop_map(|rest| (country::GB, "0", rest, "44")),
        ]
    }

    proptest! {
        #[test]
        fn punctuation_and_country_make_no_difference(
            (country, trunk, rest, code) in numbers(), separators in separators(),
        ) {
            let region = Region { country: Some(country), currency: Currency::Eur };
            let international = format!("+{code}{rest}");
            let normal = region.normal_phone(&international);
            // Not every number that is drawn is in its country's plan; the others stand for themselves.
            prop_assume!(normal.as_deref() == Some(&*international));
            for written in [format!("{trunk}{rest}"), international, format!("{code}{rest}")] {
                let typed = punctuated(&written, &separators);
                prop_assert_eq!(&region.normal_phone(&typed), &normal, "{}", typed);
            }
        }

        #[test]
        fn any_digits_match_themselves(digits in "[0-9]{5,20}", separators in separators(), text in any::<String>()) {
            let typed = punctuated(&digits, &separators);
            prop_assert!(AMERICA.normal_phone(&digits).is_some());
            prop_assert_eq!(AMERICA.normal_phone(&digits), AMERICA.normal_phone(&typed));
            let _ = INDONESIA.phones(&text);
        }
    }
}
