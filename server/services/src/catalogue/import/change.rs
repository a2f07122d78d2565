//! What a file says of a value, and what an import would take away.

use serde::Serialize;

/// A cell of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Cell<'a> {
    /// The file has no such column, or the row ends before it.
    Absent,
    /// The column is there and nothing stands in it.
    Empty,
    /// What stands in it.
    Text(&'a str),
}

impl<'a> Cell<'a> {
    /// What stands in it, where absent and empty are the same.
    pub(crate) const fn text(self) -> &'a str {
        match self {
            Self::Text(text) => text,
            Self::Absent | Self::Empty => "",
        }
    }
}

/// What becomes of a stored value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Change<T> {
    /// The file doesn't speak of it: it stays.
    Keep,
    /// The file says that there is none.
    Clear,
    /// The file says what it is.
    Set(T),
}

impl<T> Change<T> {
    /// The value after the change.
    pub(crate) fn over(self, stored: Option<T>) -> Option<T> {
        match self {
            Self::Keep => stored,
            Self::Clear => None,
            Self::Set(value) => Some(value),
        }
    }

    /// The same where there is no such thing as none: an empty cell says nothing either.
    pub(crate) fn kept_if_empty(self) -> Self {
        match self {
            Self::Clear => Self::Keep,
            other => other,
        }
    }
}

/// A stored value that an import takes away, or puts another in the place of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ValueChange {
    /// The row as a spreadsheet numbers it.
    pub row: usize,
    /// The shop's own code of what it belongs to.
    pub code: String,
    /// The column's heading.
    pub column: &'static str,
    /// What is stored.
    pub before: String,
    /// What the file says; none if the value would be lost.
    pub after: Option<String>,
}

/// Values of a thing as a file would write them, by column.
pub(super) type Values<const N: usize> = [(&'static str, Option<String>); N];

/// The most values told that an import puts others in the place of. Those that are lost are all told: a file
/// has as many cells at most.
const MAX_REPLACED: usize = 50;

/// What a file does to what is stored.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Changes {
    /// Rows that are new.
    pub added: usize,
    /// Rows that bring something known up to date.
    pub updated: usize,
    /// How many of those change nothing, since it is so already.
    pub unchanged: usize,
    /// Every value that is taken away.
    pub lost: Vec<ValueChange>,
    /// How many values get others in their place.
    pub replaced: usize,
    /// The first of them.
    pub first_replaced: Vec<ValueChange>,
}

impl Changes {
    /// Counts a thing that is known; tells whether anything of it changes.
    pub(super) fn compare<const N: usize>(
        &mut self,
        row: usize,
        code: &str,
        before: Values<N>,
        after: Values<N>,
    ) -> bool {
        self.updated += 1;
        if before == after {
            self.unchanged += 1;
            return false;
        }
        for ((column, before), (_, after)) in before.into_iter().zip(after) {
            let Some(before) = before.filter(|before| after.as_ref() != Some(before)) else { continue };
            let change = ValueChange { row, code: code.to_owned(), column, before, after };
            if change.after.is_none() {
                self.lost.push(change);
                continue;
            }
            self.replaced += 1;
            if self.first_replaced.len() < MAX_REPLACED {
                self.first_replaced.push(change);
            }
        }
        true
    }
}
