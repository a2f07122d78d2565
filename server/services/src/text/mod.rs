//! The gate that every text from outside passes: [`Line`] and [`Note`].
//!
//! A text that people or programs send is put into one form, or refused with a [`TextFault`] that says
//! what is wrong with it. What a use case keeps of it is one of these two types, which nothing else
//! makes. What was stored before is read as it stands.

mod character;
mod fault;
mod gate;

#[cfg(test)]
mod tests;

use contract::Problem;
use domain::basket::MAX_POINTS_EACH;
pub use fault::TextFault;
use gate::Lines;

/// A text of one line: a name, a reason, a code.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Line(String);

/// A text that may have several lines.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Note(String);

impl Line {
    /// Reads what was typed, at most `longest` characters as people see them; none if nothing was.
    pub fn read(typed: &str, longest: usize) -> Result<Option<Self>, TextFault> {
        Ok(gate::pass(typed, longest, Lines::One)?.map(Self))
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The text, for a row.
    pub fn into_string(self) -> String {
        self.0
    }
}

impl Note {
    /// Reads what was typed, at most `longest` characters as people see them; none if nothing was.
    pub fn read(typed: &str, longest: usize) -> Result<Option<Self>, TextFault> {
        Ok(gate::pass(typed, longest, Lines::Many)?.map(Self))
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The text, for a row.
    pub fn into_string(self) -> String {
        self.0
    }
}

/// How many characters people see in a text.
pub fn seen_length(text: &str) -> usize {
    unicode_segmentation::UnicodeSegmentation::graphemes(text, true).count()
}

/// As much of a text as a field of `longest` characters takes.
pub(crate) fn cut(text: &str, longest: usize) -> String {
    let mut points = longest.saturating_mul(MAX_POINTS_EACH);
    let characters = unicode_segmentation::UnicodeSegmentation::graphemes(text, true).take(longest);
    let taken = characters.map_while(|character| {
        points = points.checked_sub(character.chars().count())?;
        Some(character)
    });
    taken.collect()
}

/// The longest search: nobody has a longer name, and nothing else is searched by.
const MAX_SEARCH: usize = 200;

/// What somebody searches for; none if nothing was typed.
pub(crate) fn searched(field: &str, typed: Option<&str>) -> Result<Option<Line>, Problem> {
    Line::read(typed.unwrap_or_default(), MAX_SEARCH).map_err(|fault| match fault {
        TextFault::TooLong { .. } | TextFault::TooManyParts { .. } => {
            Problem::invalid(field, fault.code(), "Search with fewer letters.")
        }
        fault => fault.at(field),
    })
}
