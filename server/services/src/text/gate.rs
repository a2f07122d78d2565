//! How a text is put into its one form, or refused.

use domain::basket::MAX_POINTS_EACH;
use unicode_normalization::UnicodeNormalization as _;

use super::{
    character::{Kind, breaks_words_unseen, has_variants, is_emoji_part, kind, takes_joiners},
    fault::TextFault,
    seen_length,
};

/// How many lines a text may have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Lines {
    One,
    Many,
}

/// The most marks on one letter. Hebrew and Tibetan have up to five.
const MAX_MARKS: usize = 8;
/// The most empty lines that stand together.
const MAX_BREAKS: usize = 2;

/// Reads a text; none if there is nothing but spaces.
pub(super) fn pass(typed: &str, longest: usize, lines: Lines) -> Result<Option<String>, TextFault> {
    let most = longest.saturating_mul(MAX_POINTS_EACH);
    let too_long = |text: &str| match seen_length(text) > longest {
        true => TextFault::TooLong { longest },
        false => TextFault::TooManyParts { most },
    };
    // What is far too long is neither looked at nor composed.
    if typed.len() > most.saturating_mul(4) + 64 {
        return Err(too_long(typed));
    }
    let text = spaced(&typed.replace("\r\n", "\n"), lines)?;
    if text.is_empty() {
        return Ok(None);
    }
    let letters: Vec<char> = text.chars().collect();
    check(&letters)?;
    if seen_length(&text) > longest || letters.len() > most {
        return Err(too_long(&text));
    }
    Ok(Some(text))
}

/// The composed text with single spaces inside and none outside, each line for itself.
fn spaced(typed: &str, lines: Lines) -> Result<String, TextFault> {
    let mut text = String::with_capacity(typed.len());
    let (mut is_spaced, mut breaks) = (false, 0);
    for letter in typed.nfc() {
        match kind(letter) {
            Kind::Space => is_spaced = true,
            Kind::LineFeed if lines == Lines::Many => {
                is_spaced = false;
                breaks += 1;
            }
            Kind::LineFeed | Kind::Separator => return Err(TextFault::LineBreak(letter)),
            _ => {
                if !text.is_empty() {
                    if breaks > 0 {
                        text.extend(std::iter::repeat_n('\n', breaks.min(MAX_BREAKS)));
                    } else if is_spaced {
                        text.push(' ');
                    }
                }
                (is_spaced, breaks) = (false, 0);
                text.push(letter);
            }
        }
    }
    Ok(text)
}

/// Refuses what has no place in a text.
fn check(letters: &[char]) -> Result<(), TextFault> {
    let (mut is_seen, mut marks, mut first_unseen) = (false, 0, None);
    for (place, &letter) in letters.iter().enumerate() {
        let before = place.checked_sub(1).and_then(|place| letters.get(place)).copied();
        let after = letters.get(place + 1).copied();
        marks = match kind(letter) {
            Kind::Mark => marks + 1,
            _ => 0,
        };
        if marks > MAX_MARKS {
            return Err(TextFault::TooManyMarks);
        }
        let joins = match kind(letter) {
            Kind::Visible => {
                is_seen = true;
                true
            }
            Kind::Mark | Kind::Space | Kind::LineFeed => true,
            Kind::Separator => return Err(TextFault::LineBreak(letter)),
            Kind::Control => return Err(TextFault::Control(letter)),
            Kind::Direction => return Err(TextFault::Direction(letter)),
            Kind::Unassigned => return Err(TextFault::Unassigned(letter)),
            Kind::Damaged => return Err(TextFault::Damaged(letter)),
            Kind::Invisible => false,
            Kind::Joiner => is_joining(letters.get(..place).unwrap_or_default(), after),
            Kind::WordBreak => {
                before.is_some_and(breaks_words_unseen) && after.is_some_and(breaks_words_unseen)
            }
            Kind::Variation => before.is_some_and(has_variants),
            Kind::Tag => is_flag(letters, place),
        };
        if !joins && first_unseen.is_none() {
            first_unseen = Some(letter);
        }
    }
    match first_unseen {
        _ if !is_seen => Err(TextFault::NothingVisible),
        Some(letter) => Err(TextFault::Invisible(letter)),
        None => Ok(()),
    }
}

/// Whether a joiner joins what stands before it with what comes after: two letters of a script whose
/// letters it shapes, or two parts of an emoji. After a mark of such a script (a virama) it may also end
/// a word.
fn is_joining(before: &[char], after: Option<char>) -> bool {
    let Some(&last) = before.last() else { return false };
    if takes_joiners(last) && (kind(last) == Kind::Mark || after.is_some_and(takes_joiners)) {
        return true;
    }
    let base = before.iter().rev().find(|letter| kind(**letter) != Kind::Variation);
    base.is_some_and(|base| is_emoji_part(*base)) && after.is_some_and(is_emoji_part)
}

/// Whether a tag belongs to the flag of a region: a black flag, letters and digits, and the end.
fn is_flag(letters: &[char], place: usize) -> bool {
    const END: char = '\u{e007f}';
    let is_tag = |letter: &&char| kind(**letter) == Kind::Tag;
    let (before, after) =
        (letters.get(..place).unwrap_or_default(), letters.get(place..).unwrap_or_default());
    let base = before.iter().rev().find(|letter| !is_tag(letter));
    let has_ended = before.iter().rev().take_while(is_tag).any(|letter| *letter == END);
    let ends = after.iter().take_while(is_tag).any(|letter| *letter == END);
    base == Some(&'\u{1f3f4}') && !has_ended && ends
}
