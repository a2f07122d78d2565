//! The rows of a receipt for a screen, and as plain text for a message.

use crate::{
    layout::{Document, Row, Sheet, layout},
    profile::PrinterProfile,
};

/// Columns of a message: what a phone shows without wrapping.
const MESSAGE_COLUMNS: usize = 32;

/// What the paper will look like.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Preview {
    /// Columns of the paper: the width to give a monospaced face.
    pub columns: usize,
    /// The very rows that are sent to the printer.
    pub rows: Vec<Row>,
}

/// A document as this printer will print it.
pub fn preview(document: &dyn Document, profile: &PrinterProfile) -> Preview {
    Preview { columns: profile.columns, rows: layout(document, profile) }
}

/// A document as plain text of 32 columns, for a message; the tracking page is a plain address.
pub fn text(document: &dyn Document) -> String {
    let mut sheet = Sheet::for_message(MESSAGE_COLUMNS);
    document.put_on(&mut sheet);
    written(&sheet.rows, MESSAGE_COLUMNS)
}

/// The letters of rows, one row a line.
pub(crate) fn written(rows: &[Row], columns: usize) -> String {
    let mut text = String::new();
    for row in rows {
        match row {
            Row::Text(row) => text.push_str(&row.text),
            Row::Image(row) => text.push_str(&row.text),
            Row::Rule => text.push_str(&rule(columns)),
            Row::Qr(code) => text.push_str(code.text()),
            Row::Feed(_) | Row::Cut => continue,
        }
        text.push('\n');
    }
    text
}

/// A line across so many columns.
pub(crate) fn rule(columns: usize) -> String {
    "-".repeat(columns)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{profile, samples};

    #[test]
    fn a_message_has_the_address_and_no_commands() {
        let message = text(&samples::coffee());
        assert!(message.contains("https://kopi.example/t/k3JrQ8mWzX2v"), "{message}");
        assert!(message.contains("Rp 104.500"), "{message}");
        assert!(!message.chars().any(|letter| letter.is_control() && letter != '\n'));
    }

    #[test]
    fn a_message_says_what_a_printer_must_draw() {
        let message = text(&samples::tea_house());
        assert!(message.contains("2 拿铁咖啡                  9.60\n"), "{message}");
    }

    #[test]
    fn an_address_wider_than_the_paper_is_never_lost() {
        let mut document = samples::coffee();
        let address = format!("https://kopi.example/t/{}", "x".repeat(900));
        document.tracking_url = Some(address.clone());
        let profile = profile::by_id("generic-58mm").unwrap();
        let shown = preview(&document, profile);
        assert!(!shown.rows.iter().any(|row| matches!(row, Row::Qr(_))), "too small to read");
        let joined = written(&shown.rows, shown.columns).replace('\n', "");
        assert!(joined.contains(&address));
    }
}
