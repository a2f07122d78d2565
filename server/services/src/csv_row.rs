//! Tables of comma-separated values (RFC 4180) that are safe to open in any spreadsheet.
//!
//! Spreadsheets of many countries split at semicolons or tabs, whatever the file says, and take what begins
//! with a sign for a formula (OWASP, CSV injection). So nothing begins with one, wherever a cell may be taken
//! to begin.

/// The first row: behind a byte order mark, without which spreadsheets take UTF-8 for something else.
pub fn head(names: &[impl AsRef<str>]) -> String {
    format!("\u{feff}{}", row(names))
}

/// One row, ended. A quote stands before whatever a spreadsheet would take for a formula; a negative number
/// stays one.
pub fn row(cells: &[impl AsRef<str>]) -> String {
    let mut text = String::new();
    for (place, cell) in cells.iter().enumerate() {
        if place > 0 {
            text.push(',');
        }
        push_cell(&mut text, cell.as_ref());
    }
    text.push_str("\r\n");
    text
}

/// What some program splits cells or rows at.
const SEPARATORS: [char; 5] = [',', ';', '\t', '\n', '\r'];
/// What a formula begins with, also as Chinese and Japanese keyboards write it.
const SIGNS: [char; 8] = ['=', '+', '-', '@', '＝', '＋', '－', '＠'];

fn push_cell(text: &mut String, cell: &str) {
    let cell = if is_number(cell) { cell.to_owned() } else { defused(cell) };
    let is_quoted = cell.starts_with('\'') || cell.contains(SEPARATORS) || cell.contains('"');
    if is_quoted {
        text.push('"');
    }
    text.push_str(&cell.replace('"', "\"\""));
    if is_quoted {
        text.push('"');
    }
}

fn is_number(cell: &str) -> bool {
    let digits = cell.strip_prefix('-').unwrap_or(cell);
    !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit())
}

/// The same text with a quote before each sign that stands where a cell may begin: at the start or behind
/// what separates cells, with nothing between but what programs trim or take off.
fn defused(cell: &str) -> String {
    let mut text = String::with_capacity(cell.len());
    let mut may_begin = true;
    for letter in cell.chars() {
        if may_begin && SIGNS.contains(&letter) {
            text.push('\'');
        }
        may_begin = SEPARATORS.contains(&letter) || may_begin && is_passed_over(letter);
        text.push(letter);
    }
    text
}

/// Letters that programs trim or take off before they look at what a cell holds.
fn is_passed_over(letter: char) -> bool {
    letter.is_whitespace() || letter.is_control() || matches!(letter, '"' | '\u{feff}' | '\u{200b}')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn nothing_in_a_cell_is_a_formula() {
        for wicked in ["=1+1", "+62 812", "-2+3", "-", "@SUM(A1)", "＝1+1", "＠x"] {
            assert_eq!(row(&[wicked]), format!("\"'{wicked}\"\r\n"));
        }
        assert_eq!(row(&["x;=1+1"]), "\"x;'=1+1\"\r\n");
        assert_eq!(row(&[" \t=1"]), "\" \t'=1\"\r\n");
        assert_eq!(row(&["-1100", "Budi = x - y", ""]), "-1100,Budi = x - y,\r\n");
    }

    #[test]
    fn a_cell_holds_anything() {
        assert_eq!(
            row(&["plain", "a,b", "say \"hi\"", "two\nlines"]),
            "plain,\"a,b\",\"say \"\"hi\"\"\",\"two\nlines\"\r\n"
        );
        assert_eq!(head(&["a", "b"]), "\u{feff}a,b\r\n");
    }

    /// The cells that a program sees that splits at `separator`.
    fn split(text: &str, separator: u8, has_quotes: bool) -> Vec<String> {
        let mut reader = csv::ReaderBuilder::new();
        let reader = reader.has_headers(false).flexible(true).delimiter(separator).quoting(has_quotes);
        let records = reader.from_reader(text.as_bytes()).into_records();
        records.flat_map(|record| record.unwrap().iter().map(str::to_owned).collect::<Vec<_>>()).collect()
    }

    proptest! {
        #[test]
        fn no_program_finds_a_formula_however_it_splits(
            cells in prop::collection::vec("[=+\\-@＝＋－＠,;\t\r\n\" 'a1\u{a0}\u{200b}é]{0,12}", 2..6),
        ) {
            let text = row(&cells);
            for (separator, has_quotes) in [b',', b';', b'\t'].into_iter().flat_map(|s| [(s, true), (s, false)]) {
                for cell in split(&text, separator, has_quotes) {
                    let shown = cell.trim_start_matches(is_passed_over);
                    let number = cell.split(SEPARATORS).next().is_some_and(is_number);
                    prop_assert!(!shown.starts_with(SIGNS) || number, "{cell:?} of {text:?} by {separator}");
                }
            }
        }

        #[test]
        fn a_comma_separated_file_reads_back_but_for_the_quotes(cells in prop::collection::vec("[^\u{feff}]{0,20}", 2..6)) {
            let read = split(&row(&cells), b',', true);
            let expected: Vec<String> =
                cells.iter().map(|cell| if is_number(cell) { cell.clone() } else { defused(cell) }).collect();
            prop_assert_eq!(read, expected);
        }
    }
}
