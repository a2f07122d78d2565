//! What each printer can do. The facts are those of the makers' manuals and of the
//! `escpos-printer-db` collection.

use crate::{bitmap::Dots, code_page::CodePage};

/// Everything that rendering needs to know about a printer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PrinterProfile {
    /// A stable word to save in settings: `epson-tm-t20ii`.
    pub id: &'static str,
    /// What people call it.
    pub name: &'static str,
    /// Letters of the standard font in a row.
    pub columns: usize,
    /// Dots in a row.
    pub dots: Dots,
    /// Its code pages, the one to begin with first.
    pub code_pages: &'static [CodePageSlot],
    /// How a QR code is printed.
    pub qr: QrSupport,
    /// How a picture is printed.
    pub image: ImageSupport,
    /// Rows to feed after the last one, so that the cutter or the tear bar is past the text.
    pub feed_before_cut: u8,
    /// What its cutter does.
    pub cut: Cut,
    /// How it opens a cash drawer.
    pub drawer: Drawer,
    /// The most bytes to send at once, 1 to [`MAX_CHUNK_BYTES`]; cheap printers drop what overflows.
    pub chunk_bytes: usize,
    /// Milliseconds to wait between chunks.
    pub chunk_pause_ms: u32,
}

/// The most bytes that any printer is sent at once.
pub const MAX_CHUNK_BYTES: usize = 4096;

/// A code page and the number by which `ESC t` selects it on this printer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CodePageSlot {
    /// The table.
    pub page: CodePage,
    /// Its number.
    pub number: u8,
}

/// How a QR code is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum QrSupport {
    /// The printer draws it: `GS ( k`.
    Native,
    /// We draw it, and send a picture.
    Image,
}

/// How a picture is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ImageSupport {
    /// `GS v 0`, in bands of so many rows of dots.
    Raster {
        /// 128 to 256: more overflows small buffers.
        band_rows: Dots,
    },
    /// `ESC *` in bands of 24 rows, sent as columns: what older printers know.
    Columns,
}

/// What a printer's cutter does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cut {
    /// Cuts the paper off.
    Full,
    /// Leaves one point, so that the receipt doesn't fall.
    Partial,
    /// There is no cutter: the paper is torn.
    None,
}

/// The connector pin of a cash drawer, and the pulse that opens it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Drawer {
    /// Which pin.
    pub pin: DrawerPin,
    /// Pulse length in milliseconds, 2 to 510.
    pub on_ms: u16,
    /// Pause after it in milliseconds, 2 to 510.
    pub off_ms: u16,
}

/// A pin of the drawer connector.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DrawerPin {
    /// Pin 2, the usual one.
    Two,
    /// Pin 5, a second drawer.
    Five,
}

/// The profile with this id.
pub fn by_id(id: &str) -> Option<&'static PrinterProfile> {
    ALL.iter().find(|profile| profile.id == id)
}

/// Every profile, the ones to offer first first.
pub static ALL: &[PrinterProfile] = &[
    PrinterProfile {
        id: "generic-58mm",
        name: "58 mm (POS-5890, ZJ-5870 and alike)",
        columns: 32,
        dots: 384,
        code_pages: CLONE_PAGES,
        qr: QrSupport::Image,
        image: ImageSupport::Raster { band_rows: 128 },
        feed_before_cut: 3,
        cut: Cut::None,
        drawer: DRAWER,
        chunk_bytes: 2048,
        chunk_pause_ms: 10,
    },
    PrinterProfile {
        id: "generic-80mm",
        name: "80 mm",
        columns: 48,
        dots: 576,
        code_pages: CLONE_PAGES,
        qr: QrSupport::Image,
        image: ImageSupport::Raster { band_rows: 128 },
        feed_before_cut: 4,
        cut: Cut::Partial,
        drawer: DRAWER,
        chunk_bytes: MAX_CHUNK_BYTES,
        chunk_pause_ms: 10,
    },
    PrinterProfile {
        id: "generic-58mm-columns",
        name: "58 mm, older (pictures by ESC *)",
        columns: 32,
        dots: 384,
        code_pages: CLONE_PAGES,
        qr: QrSupport::Image,
        image: ImageSupport::Columns,
        feed_before_cut: 3,
        cut: Cut::None,
        drawer: DRAWER,
        chunk_bytes: 2048,
        chunk_pause_ms: 10,
    },
    PrinterProfile {
        id: "epson-tm-t20ii",
        name: "Epson TM-T20II",
        columns: 48,
        dots: 576,
        code_pages: EPSON_PAGES,
        qr: QrSupport::Native,
        image: ImageSupport::Raster { band_rows: 256 },
        feed_before_cut: 4,
        cut: Cut::Partial,
        drawer: DRAWER,
        chunk_bytes: MAX_CHUNK_BYTES,
        chunk_pause_ms: 10,
    },
    PrinterProfile {
        id: "epson-tm-t88v",
        name: "Epson TM-T88V",
        columns: 42,
        dots: 512,
        code_pages: EPSON_PAGES,
        qr: QrSupport::Native,
        image: ImageSupport::Raster { band_rows: 256 },
        feed_before_cut: 4,
        cut: Cut::Partial,
        drawer: DRAWER,
        chunk_bytes: MAX_CHUNK_BYTES,
        chunk_pause_ms: 10,
    },
    PrinterProfile {
        id: "rp-f10-58mm",
        name: "Seiko RP-F10, 58 mm",
        columns: 36,
        dots: 432,
        code_pages: EPSON_PAGES,
        qr: QrSupport::Native,
        image: ImageSupport::Raster { band_rows: 256 },
        feed_before_cut: 4,
        cut: Cut::Full,
        drawer: DRAWER,
        chunk_bytes: MAX_CHUNK_BYTES,
        chunk_pause_ms: 10,
    },
];

/// Epson's numbers, which most makers keep.
const EPSON_PAGES: &[CodePageSlot] = &[
    CodePageSlot { page: CodePage::Wpc1252, number: 16 },
    CodePageSlot { page: CodePage::Pc858, number: 19 },
    CodePageSlot { page: CodePage::Pc852, number: 18 },
    CodePageSlot { page: CodePage::Pc866, number: 17 },
    CodePageSlot { page: CodePage::Pc437, number: 0 },
];

/// The pages that the cheap printers have in common: not all of them know PC858.
const CLONE_PAGES: &[CodePageSlot] = &[
    CodePageSlot { page: CodePage::Wpc1252, number: 16 },
    CodePageSlot { page: CodePage::Pc852, number: 18 },
    CodePageSlot { page: CodePage::Pc866, number: 17 },
    CodePageSlot { page: CodePage::Pc437, number: 0 },
];

/// A tenth of a second opens the usual 24 V drawers; the pause lets the solenoid cool.
const DRAWER: Drawer = Drawer { pin: DrawerPin::Two, on_ms: 100, off_ms: 500 };

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_profile_is_found_by_its_own_id() {
        for profile in ALL {
            assert_eq!(by_id(profile.id), Some(profile), "ids are unique");
        }
        assert_eq!(by_id("laserwriter"), None);
    }

    #[test]
    fn letters_fit_on_the_paper() {
        for profile in ALL {
            // The standard font is 12 dots wide.
            assert!(profile.columns * 12 <= profile.dots as usize, "{}", profile.id);
            assert!((1..=MAX_CHUNK_BYTES).contains(&profile.chunk_bytes), "{}", profile.id);
            assert!(profile.chunk_pause_ms >= 10, "{}", profile.id);
            if let ImageSupport::Raster { band_rows } = profile.image {
                assert!((128..=256).contains(&band_rows), "{}", profile.id);
            }
        }
    }
}
