//! What a character is to the gate, by the tables of Unicode.

use unicode_properties::{GeneralCategory, UnicodeGeneralCategory};

/// What the gate does with a character.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// It is seen.
    Visible,
    /// A mark upon the character before it.
    Mark,
    /// A space of any width.
    Space,
    LineFeed,
    /// Another way to break a line.
    Separator,
    Control,
    Direction,
    /// ZWJ and ZWNJ.
    Joiner,
    /// The space of no width, between words of scripts without spaces.
    WordBreak,
    /// Chooses a look of the character before it.
    Variation,
    /// Part of a flag's sequence.
    Tag,
    Invisible,
    Unassigned,
    Damaged,
}

pub(super) fn kind(letter: char) -> Kind {
    use GeneralCategory as Is;
    match letter {
        '\n' => return Kind::LineFeed,
        // A carriage return, vertical tab, form feed or NEL that stands alone is no line of a note.
        '\r' | '\u{b}' | '\u{c}' | '\u{85}' => return Kind::Control,
        '\u{200c}' | '\u{200d}' => return Kind::Joiner,
        '\u{200b}' => return Kind::WordBreak,
        '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => {
            return Kind::Direction;
        }
        '\u{fe00}'..='\u{fe0f}' | '\u{e0100}'..='\u{e01ef}' | '\u{180b}'..='\u{180d}' | '\u{180f}' => {
            return Kind::Variation;
        }
        '\u{e0020}'..='\u{e007f}' => return Kind::Tag,
        '\u{fffd}' => return Kind::Damaged,
        // Letters, marks and signs by category that show nothing: fillers of Hangul, the inherent vowels
        // of Khmer, the joiner of graphemes, the empty Braille cell, the place of an object.
        '\u{34f}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{2800}' | '\u{3164}'
        | '\u{ffa0}' | '\u{fffc}' | '\u{16fe4}' => return Kind::Invisible,
        // Signs that enclose the number after them: format characters that are seen.
        '\u{600}'..='\u{605}'
        | '\u{6dd}'
        | '\u{70f}'
        | '\u{890}'
        | '\u{891}'
        | '\u{8e2}'
        | '\u{110bd}'
        | '\u{110cd}' => return Kind::Visible,
        _ => {}
    }
    match letter.general_category() {
        Is::Control => Kind::Control,
        Is::Format => Kind::Invisible,
        Is::Surrogate | Is::PrivateUse | Is::Unassigned => Kind::Unassigned,
        Is::LineSeparator | Is::ParagraphSeparator => Kind::Separator,
        Is::SpaceSeparator => Kind::Space,
        Is::NonspacingMark | Is::EnclosingMark | Is::SpacingMark => Kind::Mark,
        _ => Kind::Visible,
    }
}

/// Whether a letter or mark is of a script that a joiner has a meaning in: those from Arabic on, without
/// the letters of Latin and Greek that came later.
pub(super) fn takes_joiners(letter: char) -> bool {
    matches!(letter, '\u{600}'..='\u{1cff}' | '\u{a800}'..='\u{abff}' | '\u{fb1d}'..='\u{fdff}'
        | '\u{fe70}'..='\u{fefc}' | '\u{10a00}'..='\u{1bfff}' | '\u{1e800}'..='\u{1efff}')
        && matches!(kind(letter), Kind::Visible | Kind::Mark)
}

/// Whether words of this letter's script are written without spaces, and broken by the space of no width.
pub(super) const fn breaks_words_unseen(letter: char) -> bool {
    matches!(letter, '\u{e00}'..='\u{eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}'
        | '\u{1950}'..='\u{1aaf}' | '\u{3040}'..='\u{30ff}' | '\u{4e00}'..='\u{9fff}')
}

/// Whether it can be a part of an emoji that is joined of several.
pub(super) fn is_emoji_part(letter: char) -> bool {
    matches!(letter, '\u{1f3fb}'..='\u{1f3ff}')
        || (letter >= '\u{2190}' && letter.general_category() == GeneralCategory::OtherSymbol)
        || matches!(letter, '\u{2194}' | '\u{2195}' | '\u{27a1}' | '\u{20e3}')
}

/// Whether a variation selector after it chooses something: symbols, punctuation, digits, and letters of
/// scripts that have variants.
pub(super) fn has_variants(letter: char) -> bool {
    use GeneralCategory as Is;
    match letter.general_category() {
        Is::OtherSymbol | Is::MathSymbol | Is::OtherPunctuation | Is::DashPunctuation | Is::DecimalNumber => {
            true
        }
        Is::ModifierSymbol | Is::OtherNumber => letter >= '\u{2000}',
        Is::OtherLetter | Is::SpacingMark | Is::NonspacingMark => letter >= '\u{1000}',
        // Circled M.
        Is::UppercaseLetter => letter >= '\u{2100}',
        _ => letter >= '\u{3000}' && !matches!(kind(letter), Kind::Variation),
    }
}
