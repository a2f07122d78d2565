//! Cells of files that people open in a spreadsheet.

use std::borrow::Cow;

/// A cell that no spreadsheet takes for a formula: one that begins like a formula is made text by a
/// quote before it (OWASP, CSV injection).
pub(crate) fn safe_cell(cell: &str) -> Cow<'_, str> {
    if cell.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        Cow::Owned(format!("'{cell}"))
    } else {
        Cow::Borrowed(cell)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_begins_like_a_formula_is_text() {
        for (cell, safe) in [
            ("=1+1", "'=1+1"),
            ("+62 812", "'+62 812"),
            ("-5", "'-5"),
            ("@SUM(A1)", "'@SUM(A1)"),
            ("\tx", "'\tx"),
            ("\rx", "'\rx"),
            ("Budi = x", "Budi = x"),
            ("", ""),
        ] {
            assert_eq!(safe_cell(cell), safe);
        }
    }
}
