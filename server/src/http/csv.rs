//! Tables as comma-separated values (RFC 4180), safe to open in a spreadsheet.

use axum::response::{IntoResponse, Response};
use http::header;

/// One row, ended. A cell that a spreadsheet would take for a formula begins with an apostrophe.
pub(crate) fn row(cells: &[impl AsRef<str>]) -> String {
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

fn push_cell(text: &mut String, cell: &str) {
    let is_number = cell.strip_prefix('-').is_some_and(|digits| digits.chars().all(|c| c.is_ascii_digit()));
    let formula = cell.starts_with(['=', '+', '-', '@', '\t', '\r']) && !is_number;
    let quoted = formula || cell.contains(['"', ',', '\n', '\r']);
    if quoted {
        text.push('"');
    }
    if formula {
        text.push('\'');
    }
    text.push_str(&cell.replace('"', "\"\""));
    if quoted {
        text.push('"');
    }
}

/// A whole table as a file.
pub(crate) fn attachment(name: &str, text: String) -> Response {
    let headers = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()),
        (header::CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\"")),
    ];
    (headers, text).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_in_a_cell_is_a_formula() {
        assert_eq!(row(&["plain", "a,b", "say \"hi\""]), "plain,\"a,b\",\"say \"\"hi\"\"\"\r\n");
        for wicked in ["=1+1", "+62 812", "-2+3", "@SUM(A1)", "\t=1"] {
            assert_eq!(row(&[wicked]), format!("\"'{wicked}\"\r\n"));
        }
        assert_eq!(row(&["-1100"]), "-1100\r\n");
    }
}
