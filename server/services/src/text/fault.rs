//! What can be wrong with a text, in words for whoever sent it.

use contract::{Problem, problem::FieldCode};

/// Why a text is refused. Shown, it is a sentence that says what to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TextFault {
    /// A character that steers devices: U+0000, escape, bell, tab.
    #[error("This holds a control character ({}). Take it out, or type the text again.", Code(*.0))]
    Control(char),
    /// A line feed where one line is meant, or one of Unicode's own separators anywhere.
    #[error("This holds a line break ({}). Write it in one line.", Code(*.0))]
    LineBreak(char),
    /// A character that turns round the direction of the text about it.
    #[error("This holds a character that changes the direction of writing ({}). Take it out, or type the text again.", Code(*.0))]
    Direction(char),
    /// A character that nobody sees, where it joins nothing.
    #[error("This holds a character that nobody sees ({}). Take it out, or type the text again.", Code(*.0))]
    Invisible(char),
    /// A code point that stands for no character, or for another one in every program.
    #[error("This holds a character that Unicode doesn't know ({}). Take it out, or type the text again.", Code(*.0))]
    Unassigned(char),
    /// U+FFFD: what was there is lost.
    #[error("A part of this was lost on the way ({}). Type the text again, or save the file as UTF-8.", Code(*.0))]
    Damaged(char),
    /// Nothing in it can be seen.
    #[error("Nothing of this can be seen. Write letters, digits or signs.")]
    NothingVisible,
    /// More marks on one letter than any language has.
    #[error("A letter of this has too many marks above or below it. Type the text again.")]
    TooManyMarks,
    /// Longer than the field takes.
    #[error("Write at most {longest} characters.")]
    TooLong {
        /// How many it takes.
        longest: usize,
    },
    /// Not too long to look at, but of more code points than are kept: families, flags, marks upon marks.
    #[error(
        "This is made of too many parts: an emoji of several people counts each of them, a letter each of its \
         marks. Use fewer of those, or at most {most} parts in all."
    )]
    TooManyParts {
        /// How many code points it may have.
        most: usize,
    },
}

impl TextFault {
    /// The refusal of what stands at a field.
    pub(crate) fn at(self, field: impl Into<String>) -> Problem {
        Problem::invalid(field, self.code(), self.to_string())
    }

    /// Which kind it is, for programs.
    pub const fn code(&self) -> FieldCode {
        match self {
            Self::Control(_) => FieldCode::ControlCharacter,
            Self::LineBreak(_) => FieldCode::LineBreak,
            Self::Direction(_) => FieldCode::DirectionCharacter,
            Self::Invisible(_) => FieldCode::InvisibleCharacter,
            Self::Unassigned(_) => FieldCode::UnassignedCharacter,
            Self::Damaged(_) => FieldCode::DamagedText,
            Self::NothingVisible => FieldCode::NothingVisible,
            Self::TooManyMarks => FieldCode::TooManyMarks,
            Self::TooLong { .. } => FieldCode::TooLong,
            Self::TooManyParts { .. } => FieldCode::TooManyParts,
        }
    }
}

/// A character by its number and, where people know one, its name.
struct Code(char);

impl std::fmt::Display for Code {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let name = match self.0 {
            '\0' => "null",
            '\u{7}' => "bell",
            '\u{8}' => "backspace",
            '\t' => "tab",
            '\n' => "line feed",
            '\r' => "carriage return",
            '\u{1b}' => "escape",
            '\u{7f}' => "delete",
            '\u{ad}' => "soft hyphen",
            '\u{200b}' => "zero width space",
            '\u{200c}' => "zero width non-joiner",
            '\u{200d}' => "zero width joiner",
            '\u{200e}' => "left-to-right mark",
            '\u{200f}' => "right-to-left mark",
            '\u{2028}' => "line separator",
            '\u{2029}' => "paragraph separator",
            '\u{202d}' => "left-to-right override",
            '\u{202e}' => "right-to-left override",
            '\u{2060}' => "word joiner",
            '\u{feff}' => "byte order mark",
            '\u{fffd}' => "replacement character",
            _ => return write!(f, "U+{:04X}", u32::from(self.0)),
        };
        write!(f, "U+{:04X}, {name}", u32::from(self.0))
    }
}
