//! How the scanner of this device types: what it adds to a code, as somebody set it, and how slow it is, as
//! was learnt. Kept in the browser. What is kept helps and never decides: a code is known with and without
//! what is set here, so that an old setting or another scanner sells all the same.

use contract::devices::Browser;
use serde::{Deserialize, Serialize};

/// Where the settings are kept.
const PLACE: &str = "kedai.scanner";
/// The most letters that a scanner adds before or after a code.
pub const MOST_LETTERS: usize = 16;
/// The slowest scanner, in milliseconds a key.
pub const SLOWEST_MS: f64 = 100.0;
/// The longest time between two keys of a scanner that nothing is known of: at 100 ms not quite evenly.
const USUAL_GAP_MS: f64 = 125.0;
/// How much longer than usual for a scanner its gap may be, as a part of it.
const HICCUP: f64 = 2.0;
/// How much longer than the gap keys are held back, in milliseconds.
const HELD_LONGER_MS: f64 = 10.0;

/// How the scanner of this device types.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct ScannerSettings {
    /// What it types before every code.
    pub prefix: String,
    /// What it types after every code, before the key that ends it.
    pub suffix: String,
    /// The slowest that it typed so far, in milliseconds a key; zero while nothing was learnt.
    pub slowest_ms: f64,
}

impl ScannerSettings {
    /// What this device remembers; what can't be read counts as nothing.
    pub fn recall(browser: &dyn Browser) -> Self {
        let kept = browser.recall(PLACE);
        let kept = kept.and_then(|kept| serde_json::from_str::<Self>(&kept).ok());
        kept.unwrap_or_default().within_bounds()
    }

    /// Remembers them on this device; tells whether it does.
    pub fn keep(&self, browser: &dyn Browser) -> bool {
        serde_json::to_string(self).is_ok_and(|kept| browser.remember(PLACE, &kept))
    }

    /// Forgets all of it.
    pub fn reset(browser: &dyn Browser) {
        browser.forget(PLACE);
    }

    /// Notes how fast a scan that can be trusted was typed.
    pub fn learn(browser: &dyn Browser, key_ms: f64) {
        let settings = Self::recall(browser);
        let slower = settings.clone().with_speed(key_ms);
        if slower != settings {
            // A device that keeps nothing learns it anew with every scan, to no effect.
            slower.keep(browser);
        }
    }

    /// The same, of a scanner that typed so fast as well.
    pub fn with_speed(self, key_ms: f64) -> Self {
        // Clocks of browsers are no finer than a tenth, and sums of theirs miss it by a little.
        let slowest_ms = self.slowest_ms.max(((key_ms * 10.0).round() / 10.0).ceil());
        Self { slowest_ms, ..self }.within_bounds()
    }

    /// What a page listens with that wants to hear every scanner.
    pub fn patient() -> Self {
        Self { slowest_ms: SLOWEST_MS, ..Self::default() }
    }

    fn within_bounds(self) -> Self {
        let is_speed = self.slowest_ms.is_finite() && self.slowest_ms >= 0.0;
        Self {
            prefix: affix(&self.prefix),
            suffix: affix(&self.suffix),
            slowest_ms: if is_speed { self.slowest_ms.min(SLOWEST_MS) } else { 0.0 },
        }
    }

    /// The longest time between two keys of one code, in milliseconds.
    pub fn gap_ms(&self) -> f64 {
        (self.slowest_ms * HICCUP).max(USUAL_GAP_MS)
    }

    /// How long keys are held back until it is clear that no scanner types, in milliseconds.
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "between the usual gap and twice the slowest speed"
    )]
    pub fn hold_ms(&self) -> u32 {
        (self.gap_ms() + HELD_LONGER_MS).ceil() as u32
    }

    /// What a code may be that was typed so: first without all that is added, last as it was typed.
    pub fn readings<'a>(&self, typed: &'a str) -> Vec<&'a str> {
        let without_prefix = begins_with(typed, &self.prefix);
        let without_suffix = ends_with(typed, &self.suffix);
        let without_both = without_prefix.and_then(|rest| ends_with(rest, &self.suffix));
        let readings = [without_both, without_prefix, without_suffix, Some(typed)];
        readings.into_iter().flatten().filter(|code| !code.is_empty()).collect()
    }
}

/// What can be added to a code: letters that a key types, not more than [`MOST_LETTERS`].
pub fn affix(typed: &str) -> String {
    typed.chars().filter(|letter| !letter.is_control()).take(MOST_LETTERS).collect()
}

/// What follows on a beginning, if one is set; in either case, as with `CapsLock` on.
fn begins_with<'a>(typed: &'a str, prefix: &str) -> Option<&'a str> {
    let (begins, rest) = typed.split_at_checked(prefix.len())?;
    (!prefix.is_empty() && begins.eq_ignore_ascii_case(prefix)).then_some(rest)
}

/// What comes before an end, if one is set.
fn ends_with<'a>(typed: &'a str, suffix: &str) -> Option<&'a str> {
    let (rest, ends) = typed.split_at_checked(typed.len().checked_sub(suffix.len())?)?;
    (!suffix.is_empty() && ends.eq_ignore_ascii_case(suffix)).then_some(rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn adding(prefix: &str, suffix: &str) -> ScannerSettings {
        ScannerSettings { prefix: prefix.into(), suffix: suffix.into(), ..ScannerSettings::default() }
    }

    #[test]
    fn a_code_is_read_with_and_without_what_is_added() {
        assert_eq!(adding("~", "#").readings("~899#"), ["899", "899#", "~899", "~899#"]);
        assert_eq!(adding("~", "#").readings("899"), ["899"]);
        assert_eq!(adding("A", "").readings("a899"), ["899", "a899"], "with CapsLock on");
        assert_eq!(adding("", "").readings("899"), ["899"]);
        assert_eq!(adding("89", "9").readings("899"), ["9", "89", "899"], "never nothing");
        assert_eq!(adding("é", "é").readings("aé"), ["a", "aé"]);
    }

    #[test]
    fn only_what_is_slower_is_learnt_and_only_up_to_the_slowest_scanner() {
        let at = |settings: ScannerSettings, key_ms| settings.with_speed(key_ms).slowest_ms;
        let fresh = ScannerSettings::default();
        assert_eq!((fresh.gap_ms(), fresh.hold_ms()), (125.0, 135));
        assert_eq!(at(fresh.clone(), 60.000_000_4), 60.0);
        let slow = fresh.with_speed(79.2);
        assert_eq!((slow.slowest_ms, slow.gap_ms(), slow.hold_ms()), (80.0, 160.0, 170));
        assert_eq!((at(slow.clone(), 12.0), at(slow.clone(), 5_000.0)), (80.0, SLOWEST_MS));
        assert_eq!((at(slow.clone(), f64::NAN), at(slow, f64::NEG_INFINITY)), (80.0, 80.0));
    }

    #[test]
    fn what_was_kept_badly_counts_as_nothing() {
        let read =
            |kept: &str| serde_json::from_str::<ScannerSettings>(kept).unwrap_or_default().within_bounds();
        for kept in
            ["", "nonsense", "[]", "{\"prefix\":5}", "{\"slowest_ms\":1e999}", "{\"slowest_ms\":-4}", "null"]
        {
            assert_eq!(read(kept), ScannerSettings::default(), "{kept}");
        }
        let long =
            read(&format!("{{\"prefix\":\"{}\",\"slowest_ms\":9e9,\"later\":1}}", "~\\u0000".repeat(40)));
        assert_eq!((long.prefix.as_str(), long.slowest_ms), ("~~~~~~~~~~~~~~~~", SLOWEST_MS));
    }
}
