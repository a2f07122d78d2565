//! What is hashed so that people can be found: normal forms and beginnings.

use domain::fold::words;

/// The shortest beginning of a name that finds anybody.
pub const MIN_PREFIX: usize = 2;
/// The longest beginning that is told apart.
const MAX_PREFIX: usize = 12;

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
    fn email_addresses_are_small_and_plausible() {
        assert_eq!(normal_email(" Ayu@Kopikita.TEST ").as_deref(), Some("ayu@kopikita.test"));
        for wrong in ["", "ayu", "ayu@", "@kopi.test", "a b@kopi.test", "ayu@kopi"] {
            assert_eq!(normal_email(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn every_beginning_is_found_by() {
        assert_eq!(prefixes("ana"), ["an", "ana"]);
        assert_eq!(prefixes("y"), ["y"]);
    }
}
