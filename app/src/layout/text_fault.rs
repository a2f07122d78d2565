//! What the server's gate for text refuses, in the reader's language.

use crate::words::Words;

/// Why a text is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum TextFault {
    /// A character that steers devices.
    Control,
    /// More than one line where one is meant.
    LineBreak,
    /// A character that turns the direction of writing round.
    Direction,
    /// A character that nobody sees.
    Invisible,
    /// A character that Unicode doesn't know.
    Unassigned,
    /// A part of it was lost on the way.
    Damaged,
    /// Nothing of it can be seen.
    NothingVisible,
    /// Too many marks on a letter.
    TooManyMarks,
    /// Made of too many parts.
    TooManyParts,
}

impl TextFault {
    /// The fault that a problem's code at a field stands for.
    pub(crate) fn of(code: &str) -> Option<Self> {
        Some(match code {
            "control_character" => Self::Control,
            "line_break" => Self::LineBreak,
            "direction_character" => Self::Direction,
            "invisible_character" => Self::Invisible,
            "unassigned_character" => Self::Unassigned,
            "damaged_text" => Self::Damaged,
            "nothing_visible" => Self::NothingVisible,
            "too_many_marks" => Self::TooManyMarks,
            "too_many_parts" => Self::TooManyParts,
            _ => return None,
        })
    }

    /// What is said of it.
    pub(crate) const fn said(self, words: &Words) -> &'static str {
        let known = &words.problems;
        match self {
            Self::Control => known.text_control,
            Self::LineBreak => known.text_line_break,
            Self::Direction => known.text_direction,
            Self::Invisible => known.text_invisible,
            Self::Unassigned => known.text_unassigned,
            Self::Damaged => known.text_damaged,
            Self::NothingVisible => known.text_nothing,
            Self::TooManyMarks => known.text_marks,
            Self::TooManyParts => known.text_parts,
        }
    }
}
