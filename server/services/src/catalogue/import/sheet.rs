//! The bytes of a table that some spreadsheet saved, as records of text with the rows they stand in.

use std::{borrow::Cow, io::Read as _};

use super::{ImportError, MAX_ROWS, table::Wrongs};

/// A record of its own, put behind every file to see whether the file's last one was closed.
const END: &[u8] = b"\n\x04";

/// A record that holds something.
pub(super) struct Record {
    /// As a spreadsheet numbers it: the first row is 1, and rows without content count.
    pub(super) row: usize,
    /// Its cells, without blanks around them.
    pub(super) cells: Vec<String>,
}

/// A table as it was saved.
pub(super) struct Sheet {
    /// What stands between its cells.
    pub(super) separator: Separator,
    /// Its records, the head first; those without content are left out.
    pub(super) records: Vec<Record>,
}

/// What stands between cells. Spreadsheets take the semicolon where a comma is in numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Separator {
    Comma,
    Semicolon,
    Tab,
}

impl Separator {
    const ALL: [Self; 3] = [Self::Comma, Self::Semicolon, Self::Tab];

    const fn byte(self) -> u8 {
        match self {
            Self::Comma => b',',
            Self::Semicolon => b';',
            Self::Tab => b'\t',
        }
    }

    /// What stands most often in a head, outside quotes.
    fn of_head(head: &[u8]) -> Self {
        let mut is_quoted = false;
        let mut counts = [0_usize; 3];
        for byte in head {
            match byte {
                b'"' => is_quoted = !is_quoted,
                b'\n' | b'\r' if !is_quoted => break,
                byte if !is_quoted => {
                    for (count, separator) in counts.iter_mut().zip(Self::ALL) {
                        *count += usize::from(*byte == separator.byte());
                    }
                }
                _ => {}
            }
        }
        let [commas, semicolons, tabs] = counts;
        match () {
            () if commas >= semicolons && commas >= tabs => Self::Comma,
            () if semicolons >= tabs => Self::Semicolon,
            () => Self::Tab,
        }
    }
}

impl Sheet {
    /// Reads a file of UTF-8, or of UTF-16 behind its byte order mark. Bytes that are no such text are told
    /// cell by cell.
    pub(super) fn read(file: &[u8]) -> Result<Self, ImportError> {
        let text = in_utf8(file)?;
        let (declared, mut text) = without_declaration(&text);
        let mut row = usize::from(declared.is_some());
        while let Some(rest) = after_break(text) {
            text = rest;
            row += 1;
        }
        let separator = declared.unwrap_or_else(|| Separator::of_head(text));
        let mut reader = csv::ReaderBuilder::new();
        let reader = reader.has_headers(false).flexible(true).delimiter(separator.byte());
        let mut reader = reader.from_reader(text.chain(END));
        let (mut records, mut wrongs) = (Vec::new(), Wrongs::default());
        let (mut raw, mut start) = (csv::ByteRecord::new(), 0);
        while reader.read_byte_record(&mut raw)? {
            let end = usize::try_from(reader.position().byte()).unwrap_or(text.len());
            let source = text.get(start..end.min(text.len())).unwrap_or_default();
            row += 1 + breaks_before(source, start > 0 && text.get(start - 1) == Some(&b'\r'));
            start = end;
            let is_at_end = end > text.len() + 1;
            if is_at_end && raw.iter().eq([END.trim_ascii_start()]) {
                break;
            }
            // Where quotes are left open, the last cell has swallowed all that stood behind, the end as well.
            if is_at_end {
                wrongs.note(row, &format!("column {}", raw.len()), "A quote opens here and isn't closed.");
            }
            let cells = cells(row, &raw, &mut wrongs);
            if cells.iter().all(String::is_empty) {
                continue;
            }
            // The head is one more.
            if records.len() > MAX_ROWS {
                return Err(ImportError::TooManyRows);
            }
            records.push(Record { row, cells });
        }
        wrongs.check()?;
        Ok(Self { separator, records })
    }
}

/// The file's text, or its bytes as they stand if they claim to be nothing else.
fn in_utf8(file: &[u8]) -> Result<Cow<'_, [u8]>, ImportError> {
    let decode = |rest: &[u8], number: fn([u8; 2]) -> u16| {
        let (pairs, odd) = rest.as_chunks::<2>();
        let text: Result<String, _> = char::decode_utf16(pairs.iter().map(|pair| number(*pair))).collect();
        text.ok().filter(|_| odd.is_empty()).map(String::into_bytes)
    };
    let text = match file {
        [0xef, 0xbb, 0xbf, rest @ ..] => Some(Cow::Borrowed(rest)),
        [0xff, 0xfe, rest @ ..] => decode(rest, u16::from_le_bytes).map(Cow::Owned),
        [0xfe, 0xff, rest @ ..] => decode(rest, u16::from_be_bytes).map(Cow::Owned),
        file => Some(Cow::Borrowed(file)),
    };
    // UTF-16 without its mark and UTF-32 have zeros between the letters of the head.
    let head =
        |text: &[u8]| text.iter().take_while(|byte| !matches!(byte, b'\n' | b'\r')).any(|byte| *byte == 0);
    text.filter(|text| !head(text)).ok_or(ImportError::Encoding)
}

/// Takes off the line `sep=;` by which some spreadsheets name what they separate cells with.
fn without_declaration(text: &[u8]) -> (Option<Separator>, &[u8]) {
    let declared = Separator::ALL.into_iter().find_map(|separator| {
        let named = text.get(..4).filter(|named| named.eq_ignore_ascii_case(b"sep="))?.len();
        let rest = text.get(named..)?.strip_prefix(&[separator.byte()])?;
        Some((separator, after_break(rest)?))
    });
    declared.map_or((None, text), |(separator, rest)| (Some(separator), rest))
}

/// What comes behind a line break, if the text begins with one.
fn after_break(text: &[u8]) -> Option<&[u8]> {
    match text {
        [b'\r', b'\n', rest @ ..] | [b'\r' | b'\n', rest @ ..] => Some(rest),
        _ => None,
    }
}

/// How many empty rows a record's source begins with: the reader passes over them.
fn breaks_before(source: &[u8], is_amid_break: bool) -> usize {
    let mut rest = if is_amid_break { source.strip_prefix(b"\n").unwrap_or(source) } else { source };
    let mut breaks = 0;
    while let Some(next) = after_break(rest) {
        rest = next;
        breaks += 1;
    }
    breaks
}

/// A record's cells as text.
fn cells(row: usize, record: &csv::ByteRecord, wrongs: &mut Wrongs) -> Vec<String> {
    let mut cells = Vec::with_capacity(record.len());
    for (cell, number) in record.iter().zip(1_usize..) {
        let Ok(cell) = std::str::from_utf8(cell) else {
            wrongs.note(row, &format!("column {number}"), "This isn't UTF-8. Save the file as “CSV UTF-8”.");
            continue;
        };
        cells.push(cell.trim().to_owned());
    }
    cells
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// A sheet as it is told: its separator, and every record with its row.
    fn read(file: &[u8]) -> (Separator, Vec<(usize, Vec<String>)>) {
        let sheet = Sheet::read(file).unwrap();
        (sheet.separator, sheet.records.into_iter().map(|record| (record.row, record.cells)).collect())
    }

    fn rows(file: &[u8]) -> Vec<usize> {
        read(file).1.into_iter().map(|(row, _)| row).collect()
    }

    /// The cells that a file is refused for.
    fn refused(file: &[u8]) -> Vec<(usize, String)> {
        match Sheet::read(file) {
            Err(ImportError::Wrong(cells)) => cells.into_iter().map(|cell| (cell.row, cell.column)).collect(),
            Err(error) => panic!("{error:?}"),
            Ok(_) => panic!("taken"),
        }
    }

    #[test]
    fn rows_are_those_of_the_spreadsheet() {
        assert_eq!(rows(b"a,b\n1,2\n3,4"), [1, 2, 3]);
        assert_eq!(rows(b"a,b\n\n1,2\n\n\n3,4\n\n"), [1, 3, 6]);
        assert_eq!(rows(b"a,b\r\n\r\n1,2\r\n,\r\n  \r\n3,4\r\n"), [1, 3, 6]);
        assert_eq!(rows(b"\r\n\na,b\r1,2\r\r3,4"), [3, 4, 6]);
        // A break within a cell begins no row.
        assert_eq!(rows(b"a,b\n\"one\n\ntwo\",2\n\n3,4\n"), [1, 2, 4]);
        assert_eq!(rows(b"sep=;\na;b\n\n1;2"), [2, 4]);
        assert_eq!(rows(b""), Vec::<usize>::new());
    }

    #[test]
    fn the_head_tells_what_separates_its_cells() {
        for (head, separator) in [
            ("a,b", Separator::Comma),
            ("a;b", Separator::Semicolon),
            ("a\tb", Separator::Tab),
            ("\"a,b,c\";d", Separator::Semicolon),
            ("\"x;\"\"y;z\",b", Separator::Comma),
            ("one", Separator::Comma),
            ("sep=;\na,b;c,d", Separator::Semicolon),
            ("SEP=\t\r\na,b\tc", Separator::Tab),
            ("sep=|\nb;c", Separator::Comma),
        ] {
            assert_eq!(read(head.as_bytes()).0, separator, "{head}");
        }
        assert_eq!(read(b"a;b\n1,5;2\n").1[1], (2, vec!["1,5".to_owned(), "2".to_owned()]));
    }

    #[test]
    fn a_quote_that_is_left_open_swallows_nothing() {
        assert_eq!(refused(b"a,b\n1,\"2\n3,4\n5,6\n"), [(2, "column 2".to_owned())]);
        assert_eq!(refused(b"a,b\n1,\""), [(2, "column 2".to_owned())]);
        for closed in [&b"a,b\n1,\"2\"\"\"\n"[..], b"a,b\n1,\"\"", b"a,b\n1,5\" pipe", b"a,b\n1,\"2\n3\"\n"] {
            assert_eq!(rows(closed), [1, 2]);
        }
    }

    #[test]
    fn what_is_no_text_is_refused_where_it_stands() {
        // Windows-1252, Mac OS Roman, Shift-JIS and KOI8-R for letters beyond ASCII.
        for bytes in [&b"caf\xe9"[..], b"caf\x8e", b"\x83\x65\x83\x42\x81\x5b", b"\xdf\xc1\xca"] {
            let file = [b"a,b\n\n1,2\n3,", bytes, b"\n"].concat();
            assert_eq!(refused(&file), [(4, "column 2".to_owned())]);
        }
        for file in [
            &b"a\0,\0b\0\n\0"[..],
            b"\0a\0,\0b\0\n",
            b"\xff\xfe\0\0a\0\0\0",
            b"\xff\xfea\0,\0b",
            b"\xfe\xff\xd8\0\0a",
        ] {
            assert!(matches!(Sheet::read(file), Err(ImportError::Encoding)), "{file:?}");
        }
    }

    #[derive(Debug, Clone, Copy)]
    enum Saved {
        Utf8,
        Utf8Marked,
        Utf16Little,
        Utf16Big,
    }

    fn encoded(text: &str, saved: Saved) -> Vec<u8> {
        let units = |mark: [u8; 2], bytes: fn(u16) -> [u8; 2]| {
            mark.into_iter().chain(text.encode_utf16().flat_map(bytes)).collect()
        };
        match saved {
            Saved::Utf8 => text.as_bytes().to_vec(),
            Saved::Utf8Marked => [b"\xef\xbb\xbf", text.as_bytes()].concat(),
            Saved::Utf16Little => units([0xff, 0xfe], u16::to_le_bytes),
            Saved::Utf16Big => units([0xfe, 0xff], u16::to_be_bytes),
        }
    }

    proptest! {
        #[test]
        fn a_table_is_read_however_it_was_saved(
            table in prop::collection::vec(
                prop::collection::vec("[a-zA-Z0-9 ,;\"\t.é漢字🍵Ł\n-]{0,8}", 3), 0..12),
            empty_rows in prop::collection::vec(0_usize..3, 12),
            saved in prop::sample::select(vec![Saved::Utf8, Saved::Utf8Marked, Saved::Utf16Little, Saved::Utf16Big]),
            separator in prop::sample::select(vec![',', ';', '\t']),
            line_break in prop::sample::select(vec!["\n", "\r\n", "\r"]),
            is_all_quoted: bool,
        ) {
            let written = |cell: &String| {
                let is_quoted = is_all_quoted || cell.contains([separator, '"', '\n']);
                if is_quoted { format!("\"{}\"", cell.replace('"', "\"\"")) } else { cell.clone() }
            };
            let join = |cells: &[String]| cells.iter().map(written).collect::<Vec<_>>().join(&separator.to_string());
            let head = vec!["sku".to_owned(), "name".to_owned(), "price".to_owned()];
            let mut text = join(&head) + line_break;
            let (mut row, mut expected) = (1, vec![(1, head)]);
            for (cells, empty) in table.iter().zip(&empty_rows) {
                text.push_str(&line_break.repeat(*empty));
                text.push_str(&(join(cells) + line_break));
                row += empty + 1;
                let cells: Vec<String> = cells.iter().map(|cell| cell.trim().to_owned()).collect();
                if cells.iter().any(|cell| !cell.is_empty()) {
                    expected.push((row, cells));
                }
            }
            let (found, records) = read(&encoded(&text, saved));
            prop_assert_eq!(char::from(found.byte()), separator);
            prop_assert_eq!(records, expected);
        }

        #[test]
        fn no_bytes_at_all_stop_it(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
            let _ = Sheet::read(&bytes);
        }
    }
}
