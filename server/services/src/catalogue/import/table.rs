//! A CSV file with headings, and what is wrong with its cells.

use super::{ImportError, MAX_ROWS, MAX_TOLD, WrongCell};
use crate::text::{Line, Note, TextFault};

/// A file's rows.
pub(crate) struct Table {
    headings: Vec<String>,
    rows: Vec<csv::StringRecord>,
    known: Vec<&'static str>,
}

/// One row of it.
pub(crate) struct Row<'a> {
    table: &'a Table,
    /// As a spreadsheet numbers it.
    pub(crate) number: usize,
    record: &'a csv::StringRecord,
}

/// What was found wrong so far.
#[derive(Default)]
pub(crate) struct Wrongs(Vec<WrongCell>);

impl Table {
    /// Reads a file whose first row names its columns. `needed` must be among them; `known` may.
    pub(crate) fn read(
        file: &[u8],
        needed: &[&'static str],
        known: &[&'static str],
    ) -> Result<Self, ImportError> {
        // A file from a spreadsheet may begin with a byte order mark.
        let file = file.strip_prefix(b"\xef\xbb\xbf").unwrap_or(file);
        let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(file);
        let headings: Vec<String> = reader.headers()?.iter().map(str::to_lowercase).collect();
        let missing = needed.iter().filter(|column| !headings.iter().any(|heading| heading == *column));
        let missing: Vec<WrongCell> = missing
            .map(|column| WrongCell {
                row: 1,
                column: (*column).to_owned(),
                message: "Add this column to the file.".to_owned(),
            })
            .collect();
        if !missing.is_empty() {
            return Err(ImportError::Wrong(missing));
        }
        let mut rows = Vec::new();
        for record in reader.records() {
            if rows.len() == MAX_ROWS {
                return Err(ImportError::TooManyRows);
            }
            rows.push(record?.iter().map(in_one_form).collect());
        }
        Ok(Self { headings, rows, known: [needed, known].concat() })
    }

    /// Its rows, from the second line on.
    pub(crate) fn rows(&self) -> impl Iterator<Item = Row<'_>> {
        self.rows.iter().zip(2..).map(|(record, number)| Row { table: self, number, record })
    }

    /// Columns that nothing is done with.
    pub(crate) fn ignored(&self) -> Vec<String> {
        self.headings.iter().filter(|heading| !self.known.contains(&heading.as_str())).cloned().collect()
    }
}

/// The longest cell, in characters, that is looked at to give it its one form.
const LONGEST_CELL: usize = 100_000;

/// A cell in the form in which texts are kept, by which it is found again; as it stands if the gate refuses
/// it, which is told when it is read.
fn in_one_form(cell: &str) -> String {
    Note::read(cell, LONGEST_CELL).ok().flatten().map_or_else(|| cell.to_owned(), Note::into_string)
}

impl<'a> Row<'a> {
    /// A cell's text; empty if the file has no such column.
    pub(crate) fn cell(&self, column: &str) -> &'a str {
        let place = self.table.headings.iter().position(|heading| heading == column);
        place.and_then(|place| self.record.get(place)).unwrap_or("")
    }

    /// A cell's text, of 1 to `longest` characters in one line.
    pub(crate) fn text(&self, column: &str, longest: usize, wrongs: &mut Wrongs) -> String {
        let read = Line::read(self.cell(column), longest);
        if matches!(read, Ok(None) | Err(TextFault::TooLong { .. })) {
            wrongs.note(self.number, column, format!("Write 1 to {longest} characters."));
            return String::new();
        }
        self.passed(column, read, wrongs).map(Line::into_string).unwrap_or_default()
    }

    /// A cell's text of at most `longest` characters in one line, if it has any.
    pub(crate) fn optional(&self, column: &str, longest: usize, wrongs: &mut Wrongs) -> Option<String> {
        self.passed(column, Line::read(self.cell(column), longest), wrongs).map(Line::into_string)
    }

    /// The same in as many lines as it has.
    pub(crate) fn note(&self, column: &str, longest: usize, wrongs: &mut Wrongs) -> Option<String> {
        self.passed(column, Note::read(self.cell(column), longest), wrongs).map(Note::into_string)
    }

    /// What passed the gate; what did not is noted.
    fn passed<T>(&self, column: &str, read: Result<Option<T>, TextFault>, wrongs: &mut Wrongs) -> Option<T> {
        read.unwrap_or_else(|fault| {
            wrongs.note(self.number, column, fault.to_string());
            None
        })
    }

    /// A cell's whole number of at least 0, if it has one.
    pub(crate) fn count(&self, column: &str, wrongs: &mut Wrongs) -> Option<i64> {
        let text = self.cell(column);
        if text.is_empty() {
            return None;
        }
        let count = text.parse().ok().filter(|count| (0..=1_000_000_000).contains(count));
        if count.is_none() {
            wrongs.note(self.number, column, "Write a whole number of 0 or more.");
        }
        count
    }
}

impl Wrongs {
    /// Notes a wrong cell.
    pub(crate) fn note(&mut self, row: usize, column: &str, message: impl Into<String>) {
        if self.0.len() < MAX_TOLD {
            self.0.push(WrongCell { row, column: column.to_owned(), message: message.into() });
        }
    }

    /// What was noted.
    pub(crate) fn into_cells(self) -> Vec<WrongCell> {
        self.0
    }

    /// Fails if any was noted.
    pub(crate) fn check(self) -> Result<(), ImportError> {
        if self.0.is_empty() { Ok(()) } else { Err(ImportError::Wrong(self.0)) }
    }
}
