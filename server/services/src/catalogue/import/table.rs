//! A file with headings, and what is wrong with its cells.

use domain::{code, fold::fold};

use super::{
    ImportError, MAX_TOLD, WrongCell,
    change::{Cell, Change},
    sheet::{Record, Separator, Sheet},
};
use crate::text::{Line, Note, TextFault};

/// A file's rows.
pub(crate) struct Table {
    headings: Vec<String>,
    /// The row that they stand in.
    head: usize,
    separator: Separator,
    rows: Vec<Record>,
    needed: &'static [&'static str],
    known: &'static [&'static str],
}

/// One row of it.
pub(crate) struct Row<'a> {
    table: &'a Table,
    /// As a spreadsheet numbers it.
    pub(crate) number: usize,
    record: &'a Record,
}

/// What was found wrong so far.
#[derive(Default)]
pub(crate) struct Wrongs(Vec<WrongCell>);

impl Table {
    /// Reads a file whose first row names its columns. Without the column `key` it is of no use; new things
    /// have those of `needed` besides, and may have those of `known`.
    pub(crate) fn read(
        file: &[u8],
        key: &'static str,
        needed: &'static [&'static str],
        known: &'static [&'static str],
    ) -> Result<Self, ImportError> {
        let Sheet { separator, records } = Sheet::read(file)?;
        let mut rows = records.into_iter();
        let head = rows.next();
        let place = head.as_ref().map_or(1, |head| head.row);
        let headings: Vec<String> = head
            .into_iter()
            .flat_map(|head| head.cells)
            .map(|heading| fold(&heading).replace(' ', "_"))
            .collect();
        let table = Self { headings, head: place, separator, rows: Vec::new(), needed, known };
        let mut wrongs = Wrongs::default();
        for (place, heading) in table.headings.iter().enumerate() {
            let before = table.headings.iter().take(place);
            if !heading.is_empty() && before.clone().any(|other| other == heading) {
                wrongs.note(table.head, heading, "This column is there twice. Take one of the two out.");
            }
        }
        if !table.has(key) {
            let others = table.missing().filter(|column| *column != key);
            std::iter::once(key).chain(others).for_each(|column| wrongs.note(table.head, column, ADD_COLUMN));
        }
        wrongs.check()?;
        let mut wrongs = Wrongs::default();
        let rows = rows.map(|record| table.in_one_form(record, &mut wrongs)).collect();
        wrongs.check()?;
        Ok(Self { rows, ..table })
    }

    /// A row whose cells are in the form in which texts are kept, by which they are found again. A cell that
    /// the gate refuses stays as it is, which is told when it is read.
    fn in_one_form(&self, record: Record, wrongs: &mut Wrongs) -> Record {
        let cells = record.cells.into_iter().map(|cell| {
            Note::read(&cell, LONGEST_CELL)
                .map_or(cell, |note| note.map(Note::into_string).unwrap_or_default())
        });
        let cells: Vec<String> = cells.collect();
        for (cell, number) in cells.iter().zip(1..).skip(self.headings.len()) {
            if !cell.is_empty() {
                let message = "No heading stands above this. Put quotes round a cell that holds separators.";
                wrongs.note(record.row, &format!("column {number}"), message);
            }
        }
        Record { row: record.row, cells }
    }

    /// Its rows that hold anything.
    pub(crate) fn rows(&self) -> impl Iterator<Item = Row<'_>> {
        self.rows.iter().map(|record| Row { table: self, number: record.row, record })
    }

    /// Whether it has a column.
    pub(crate) fn has(&self, column: &str) -> bool {
        self.headings.iter().any(|heading| heading == column)
    }

    fn missing(&self) -> impl Iterator<Item = &'static str> {
        self.needed.iter().copied().filter(|column| !self.has(column))
    }

    /// The same, if it has all columns that new things need.
    pub(crate) fn whole(self) -> Result<Self, ImportError> {
        let mut wrongs = Wrongs::default();
        self.note_missing(&mut wrongs);
        wrongs.check()?;
        Ok(self)
    }

    /// Notes the columns that new things can't be without.
    pub(crate) fn note_missing(&self, wrongs: &mut Wrongs) {
        self.missing().for_each(|column| wrongs.note(self.head, column, ADD_COLUMN));
    }

    /// Columns that nothing is done with.
    pub(crate) fn ignored(&self) -> Vec<String> {
        let places = self.headings.iter().zip(1_usize..);
        let ignored = places.filter(|(heading, number)| match heading.as_str() {
            "" => self.rows.iter().any(|row| row.cells.get(number - 1).is_some_and(|cell| !cell.is_empty())),
            heading => !self.needed.contains(&heading) && !self.known.contains(&heading),
        });
        ignored
            .map(|(heading, number)| match heading.as_str() {
                "" => format!("column {number} without a heading"),
                heading => heading.to_owned(),
            })
            .collect()
    }
}

const ADD_COLUMN: &str = "Add this column to the file.";
/// The longest cell, in characters, that is looked at to give it its one form.
const LONGEST_CELL: usize = 100_000;

impl<'a> Row<'a> {
    /// A cell.
    pub(crate) fn cell(&self, column: &str) -> Cell<'a> {
        let place = self.table.headings.iter().position(|heading| heading == column);
        match place.and_then(|place| self.record.cells.get(place)) {
            None => Cell::Absent,
            Some(text) if text.is_empty() => Cell::Empty,
            Some(text) => Cell::Text(text),
        }
    }

    /// Whether the file writes decimals with a comma: it then separates cells with something else.
    pub(crate) fn has_decimal_commas(&self) -> bool {
        self.table.separator != Separator::Comma
    }

    /// A cell's text, of 1 to `longest` characters in one line, which can't be taken away.
    pub(crate) fn text(&self, column: &str, longest: usize, wrongs: &mut Wrongs) -> Change<String> {
        let read = match self.cell(column) {
            Cell::Absent => return Change::Keep,
            cell => Line::read(cell.text(), longest),
        };
        if matches!(read, Ok(None) | Err(TextFault::TooLong { .. })) {
            wrongs.note(self.number, column, format!("Write 1 to {longest} characters."));
            return Change::Keep;
        }
        self.passed(column, read.map(|line| line.map(Line::into_string)), wrongs)
    }

    /// A code as it stands in a cell, unread; empty where there is none.
    pub(crate) fn raw_code(&self, column: &str) -> &'a str {
        code::unmarked(self.cell(column).text())
    }

    /// A code that names what the row is about.
    pub(crate) fn key(&self, column: &str, longest: usize, wrongs: &mut Wrongs) -> String {
        let key = self.code(column, longest, wrongs);
        if matches!(key, Change::Clear) || self.cell(column) == Cell::Absent {
            wrongs.note(self.number, column, format!("Write 1 to {longest} characters."));
        }
        key.over(None).unwrap_or_default()
    }

    /// A code or number whose digits all count, if it has any.
    pub(crate) fn code(&self, column: &str, longest: usize, wrongs: &mut Wrongs) -> Change<String> {
        let code = self.raw_code(column);
        if let Some(spoilt) = code::spoilt(code) {
            wrongs.note(self.number, column, spoilt.to_string());
            return Change::Keep;
        }
        self.passed(column, Line::read(code, longest).map(|line| line.map(Line::into_string)), wrongs)
    }

    /// Notes the cells that something new can't be without, where the row ends before them.
    pub(crate) fn note_cut(&self, wrongs: &mut Wrongs) {
        for column in self.table.needed.iter().filter(|column| self.table.has(column)) {
            if self.cell(column) == Cell::Absent {
                wrongs.note(self.number, column, "The row ends before this cell. What is new needs it.");
            }
        }
    }

    /// A cell's text of at most `longest` characters in one line, if it has any.
    pub(crate) fn optional(&self, column: &str, longest: usize, wrongs: &mut Wrongs) -> Change<String> {
        let read = Line::read(self.cell(column).text(), longest);
        self.passed(column, read.map(|line| line.map(Line::into_string)), wrongs)
    }

    /// The same in as many lines as it has.
    pub(crate) fn note(&self, column: &str, longest: usize, wrongs: &mut Wrongs) -> Change<String> {
        let read = Note::read(self.cell(column).text(), longest);
        self.passed(column, read.map(|note| note.map(Note::into_string)), wrongs)
    }

    /// What passed the gate; what did not is noted.
    fn passed<T>(&self, column: &str, read: Result<Option<T>, TextFault>, wrongs: &mut Wrongs) -> Change<T> {
        match read {
            Ok(Some(value)) => Change::Set(value),
            Ok(None) if self.cell(column) == Cell::Absent => Change::Keep,
            Ok(None) => Change::Clear,
            Err(fault) => {
                wrongs.note(self.number, column, fault.to_string());
                Change::Keep
            }
        }
    }

    /// What a cell's text is read as; what can't be read is noted with `wanted`.
    pub(crate) fn read<T>(
        &self,
        column: &str,
        wanted: &str,
        read: impl FnOnce(&str) -> Option<T>,
        wrongs: &mut Wrongs,
    ) -> Change<T> {
        let text = match self.cell(column) {
            Cell::Absent => return Change::Keep,
            Cell::Empty => return Change::Clear,
            Cell::Text(text) => text,
        };
        read(text).map_or_else(
            || {
                wrongs.note(self.number, column, wanted);
                Change::Keep
            },
            Change::Set,
        )
    }

    /// A cell's whole number of at least 0, if it has one.
    pub(crate) fn count(&self, column: &str, wrongs: &mut Wrongs) -> Change<i64> {
        let count = |text: &str| text.parse().ok().filter(|count| (0..=1_000_000_000).contains(count));
        self.read(column, "Write a whole number of 0 or more.", count, wrongs)
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
