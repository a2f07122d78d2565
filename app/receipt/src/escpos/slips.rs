//! Jobs that aren't receipts.

use crate::{
    escpos::{NoRaster, job::Job},
    layout::{Row, Sheet, Size, Style},
    profile::PrinterProfile,
};

const PLAIN: Style = Style { bold: false, size: Size::Normal };

/// One line of letters for each code page that a profile may have.
const LETTERS: [&str; 4] = ["é è ñ ç ü ß Å £ € ½", "Łódź Žižkov Győr", "Привет, чай", "α π Σ ≈ ≥"];

/// A slip that shows whether the profile fits the printer: the ruler must fill exactly one row,
/// the letters must be the right ones, and the QR code must read `KEDAI TEST`.
pub fn test_slip(profile: &PrinterProfile) -> Vec<u8> {
    let mut job = Job::begin(profile);
    for row in test_rows(profile) {
        job.row(&row, &NoRaster);
    }
    job.finish().bytes
}

fn test_rows(profile: &PrinterProfile) -> Vec<Row> {
    let mut sheet = Sheet::for_printer(profile);
    sheet.centered("Kedai", Style { bold: true, size: Size::Double });
    sheet.centered(profile.name, PLAIN);
    sheet.rows.push(Row::Rule);
    let ruler: String = ('1'..='9').chain(['0']).cycle().take(profile.columns).collect();
    sheet.left("", &ruler, PLAIN);
    for letters in LETTERS {
        if sheet.lettering().says(letters) {
            sheet.left("", letters, PLAIN);
        }
    }
    sheet.pair("", "Total", "Rp 96.800", Style { bold: true, size: Size::Tall });
    sheet.qr("KEDAI TEST");
    sheet.rows.push(Row::Cut);
    sheet.rows
}

/// Opens the cash drawer, and prints nothing.
pub fn drawer_kick(profile: &PrinterProfile) -> Vec<u8> {
    let mut job = Job::begin(profile);
    job.kick_drawer();
    job.finish().bytes
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::profile;

    #[test]
    fn the_slip_needs_no_drawing_and_has_a_ruler() {
        for profile in profile::ALL {
            let rows = test_rows(profile);
            assert!(!rows.iter().any(|row| matches!(row, Row::Image(_))), "{}", profile.id);
            assert!(rows.iter().any(|row| matches!(row, Row::Qr(_))), "{}", profile.id);
            assert!(rows.iter().any(
                |row| matches!(row, Row::Text(text) if text.text.len() == profile.columns && text.text.starts_with("123"))
            ));
        }
    }

    #[test]
    fn the_drawer_gets_its_pulse_and_the_paper_stays() {
        let mut profile = profile::by_id("generic-80mm").unwrap().clone();
        let begin = b"\x1b@\x1c.\x1bR\x00\x1bt\x10";
        assert_eq!(drawer_kick(&profile), [&begin[..], &[0x1b, b'p', 0, 50, 250]].concat());
        profile.drawer = profile::Drawer { pin: profile::DrawerPin::Five, on_ms: 1, off_ms: 9_999 };
        assert_eq!(drawer_kick(&profile), [&begin[..], &[0x1b, b'p', 1, 1, 255]].concat());
    }
}
