//! Rows of comma-separated values (RFC 4180) that are safe to open in a spreadsheet.

/// One row, ended. A cell that a spreadsheet would take for a formula becomes text by a quote before it
/// (OWASP, CSV injection); a negative number stays one.
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

fn push_cell(text: &mut String, cell: &str) {
    let digits = cell.strip_prefix('-').filter(|digits| !digits.is_empty());
    let is_number = digits.is_some_and(|digits| digits.chars().all(|c| c.is_ascii_digit()));
    let is_formula = cell.starts_with(['=', '+', '-', '@', '\t', '\r']) && !is_number;
    let is_quoted = is_formula || cell.contains(['"', ',', '\n', '\r']);
    if is_quoted {
        text.push('"');
    }
    if is_formula {
        text.push('\'');
    }
    text.push_str(&cell.replace('"', "\"\""));
    if is_quoted {
        text.push('"');
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_in_a_cell_is_a_formula() {
        for wicked in ["=1+1", "+62 812", "-2+3", "-", "@SUM(A1)", "\t=1", "\rx"] {
            assert_eq!(row(&[wicked]), format!("\"'{wicked}\"\r\n"));
        }
        assert_eq!(row(&["-1100", "Budi = x", ""]), "-1100,Budi = x,\r\n");
    }

    #[test]
    fn a_cell_holds_anything() {
        assert_eq!(
            row(&["plain", "a,b", "say \"hi\"", "two\nlines"]),
            "plain,\"a,b\",\"say \"\"hi\"\"\",\"two\nlines\"\r\n"
        );
    }
}
