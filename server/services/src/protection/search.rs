//! What is hashed so that people can be found: normal forms and beginnings.

use domain::money::Currency;
use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

/// The shortest beginning of a name that finds anybody.
pub const MIN_PREFIX: usize = 2;
/// The longest beginning that is told apart.
const MAX_PREFIX: usize = 12;
/// The most words of a name that are looked at.
const MAX_WORDS: usize = 12;

/// Words of a name in small letters without accents: `José Pavarotti` gives `jose`, `pavarotti`.
pub fn words(name: &str) -> Vec<String> {
    let plain: String = name.nfkd().filter(|c| !is_combining_mark(*c)).flat_map(char::to_lowercase).collect();
    plain
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .take(MAX_WORDS)
        .map(str::to_owned)
        .collect()
}

/// Every beginning of a word that can be searched by. A word shorter than the shortest counts whole.
pub(super) fn prefixes(word: &str) -> Vec<String> {
    let letters: Vec<char> = word.chars().take(MAX_PREFIX).collect();
    let shortest = MIN_PREFIX.min(letters.len());
    (shortest..=letters.len())
        .filter_map(|end| letters.get(..end))
        .map(|part| part.iter().collect())
        .collect()
}

/// The beginnings that what was typed asks for; none if all of it together is too short.
pub(super) fn query_prefixes(typed: &str) -> Vec<String> {
    let words = words(typed);
    if words.iter().map(|word| word.chars().count()).sum::<usize>() < MIN_PREFIX {
        return Vec::new();
    }
    words.iter().map(|word| word.chars().take(MAX_PREFIX).collect()).collect()
}

/// A phone number as digits, in international form where that is known: `0812-3456-7890` of a shop
/// that charges rupiah, and `+62 812 3456 7890`, are both `+6281234567890`. `None` for fewer than
/// five or more than twenty digits.
pub fn normal_phone(typed: &str, currency: Currency) -> Option<String> {
    let digits: String = typed.chars().filter(char::is_ascii_digit).collect();
    if !(5..=20).contains(&digits.len()) {
        return None;
    }
    let country = match currency {
        Currency::Idr => "62",
        Currency::Sgd => "65",
        Currency::Myr => "60",
        Currency::Usd => "1",
        // The euro has many countries; a local number stays local.
        Currency::Eur => "",
    };
    let local = !typed.trim_start().starts_with('+') && digits.starts_with('0') && !digits.starts_with("00");
    // Numbers of North America have no trunk zero, so one there is a foreign number as it is dialled.
    if local && !matches!(currency, Currency::Usd | Currency::Eur) {
        return Some(format!("+{country}{}", digits.trim_start_matches('0')));
    }
    Some(format!("+{}", digits.trim_start_matches('0')))
}

/// An e-mail address in small letters; `None` if it can't be one.
pub fn normal_email(typed: &str) -> Option<String> {
    let email = typed.trim().to_lowercase();
    let (local, host) = email.split_once('@')?;
    let well_formed = !local.is_empty()
        && host.contains('.')
        && !host.starts_with('.')
        && !host.ends_with('.')
        && !email.contains(char::is_whitespace)
        && email.len() <= 254;
    well_formed.then_some(email)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn phone_numbers_meet_in_one_form() {
        let idr = |typed| normal_phone(typed, Currency::Idr);
        for typed in ["+62 812-3456-7890", "0812 3456 7890", "62-812-3456-7890", "(0812) 34567890"] {
            assert_eq!(idr(typed).as_deref(), Some("+6281234567890"), "{typed}");
        }
        assert_eq!(normal_phone("030-0074321", Currency::Usd).as_deref(), Some("+300074321"));
        assert_eq!(normal_phone("(5) 555-4729", Currency::Usd).as_deref(), Some("+55554729"));
        assert_eq!(idr("12"), None);
        assert_eq!(idr("call me"), None);
    }

    #[test]
    fn email_addresses_are_small_and_plausible() {
        assert_eq!(normal_email(" Ayu@Kopikita.TEST ").as_deref(), Some("ayu@kopikita.test"));
        for wrong in ["", "ayu", "ayu@", "@kopi.test", "a b@kopi.test", "ayu@kopi"] {
            assert_eq!(normal_email(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn accents_fall_away() {
        assert_eq!(words("Antonio del Valle Saavedra"), ["antonio", "del", "valle", "saavedra"]);
        assert_eq!(words("Rönkkö-Ödegård"), ["ronkko", "odegard"]);
        assert_eq!(words("李明"), ["李明"]);
        assert_eq!(prefixes("ana"), ["an", "ana"]);
        assert_eq!(prefixes("y"), ["y"]);
    }
}
