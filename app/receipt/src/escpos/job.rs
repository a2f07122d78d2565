//! Rows → bytes.

use crate::{
    bitmap::Bitmap,
    escpos::{Rendered, TextRaster, raster},
    layout::{Align, ImageRow, Row, Size, Style, TextRow},
    preview::rule,
    profile::{CodePageSlot, Cut, DrawerPin, ImageSupport, PrinterProfile, QrSupport},
    qr::QrCode,
};

const ESC: u8 = 0x1b;
const FS: u8 = 0x1c;
const GS: u8 = 0x1d;
const LINE_FEED: u8 = b'\n';

/// Dots that a row of the standard font is high.
const LETTER_DOTS: u16 = 24;

/// A job being written, and the state that the printer is in after the bytes so far.
pub(super) struct Job<'a> {
    profile: &'a PrinterProfile,
    bytes: Vec<u8>,
    page: Option<CodePageSlot>,
    style: Style,
    unsaid: Vec<String>,
}

impl<'a> Job<'a> {
    /// `ESC @` forgets the last job; `FS .` ends the Chinese mode that many cheap printers begin
    /// in, where bytes above 0x7F become Han letters; `ESC R 0` makes ASCII mean ASCII, whatever
    /// country the switches say; `ESC t` selects the first code page.
    pub(super) fn begin(profile: &'a PrinterProfile) -> Self {
        let bytes = vec![ESC, b'@', FS, b'.', ESC, b'R', 0];
        let mut job = Self { profile, bytes, page: None, style: Style::default(), unsaid: Vec::new() };
        if let Some(first) = profile.code_pages.first() {
            job.select(*first);
        }
        job
    }

    pub(super) fn finish(self) -> Rendered {
        Rendered { bytes: self.bytes, unsaid: self.unsaid }
    }

    pub(super) fn row(&mut self, row: &Row, raster: &dyn TextRaster) {
        match row {
            Row::Text(row) => self.text(row),
            Row::Image(row) => self.image(row, raster),
            Row::Rule => {
                self.text(&TextRow { text: rule(self.profile.columns), style: Style::default() });
            }
            Row::Qr(code) => self.qr(code),
            Row::Feed(rows) => self.feed(*rows),
            Row::Cut => self.cut(),
        }
    }

    /// A pulse on the drawer's pin; `ESC p` counts in steps of two milliseconds.
    pub(super) fn kick_drawer(&mut self) {
        let drawer = self.profile.drawer;
        let steps = |milliseconds: u16| u8::try_from(milliseconds / 2).unwrap_or(u8::MAX).max(1);
        let pin = match drawer.pin {
            DrawerPin::Two => 0,
            DrawerPin::Five => 1,
        };
        self.bytes.extend([ESC, b'p', pin, steps(drawer.on_ms), steps(drawer.off_ms)]);
    }

    fn text(&mut self, row: &TextRow) {
        self.become_style(row.style);
        for letter in row.text.chars() {
            self.letter(letter);
        }
        self.bytes.push(LINE_FEED);
    }

    /// One letter, from the page in use or else the first that has it, or `?`.
    fn letter(&mut self, letter: char) {
        let pages = self.page.into_iter().chain(self.profile.code_pages.iter().copied());
        let found = pages.filter_map(|slot| slot.page.byte(letter).map(|byte| (slot, byte))).next();
        match found {
            Some((slot, byte)) => {
                self.select(slot);
                self.bytes.push(byte);
            }
            None => self.bytes.push(b'?'),
        }
    }

    fn select(&mut self, slot: CodePageSlot) {
        if self.page != Some(slot) {
            self.bytes.extend([ESC, b't', slot.number]);
            self.page = Some(slot);
        }
    }

    fn become_style(&mut self, style: Style) {
        if style.bold != self.style.bold {
            self.bytes.extend([ESC, b'E', u8::from(style.bold)]);
        }
        if style.size != self.style.size {
            // GS ! n: times in width in the high half, times in height in the low, each less one.
            let times = match style.size {
                Size::Normal => 0x00,
                Size::Tall => 0x01,
                Size::Double => 0x11,
            };
            self.bytes.extend([GS, b'!', times]);
        }
        self.style = style;
    }

    fn image(&mut self, row: &ImageRow, raster: &dyn TextRaster) {
        let height = match row.style.size {
            Size::Normal => LETTER_DOTS,
            Size::Tall | Size::Double => 2 * LETTER_DOTS,
        };
        match raster.draw(&row.text, height, self.profile.dots) {
            Some(picture) if picture.width() > 0 && picture.height() > 0 => self.picture(&picture, row.align),
            _ => {
                self.unsaid.push(row.text.clone());
                self.text(&TextRow { text: row.text.clone(), style: row.style });
            }
        }
    }

    /// The printer's own alignment is not used for pictures: some clones ignore it.
    fn picture(&mut self, picture: &Bitmap, align: Align) {
        let paper = self.profile.dots;
        let free = paper.saturating_sub(picture.width());
        let left = match align {
            Align::Left => 0,
            Align::Center => free / 2,
            Align::Right => free,
        };
        let placed = picture.moved_right(left, paper);
        match self.profile.image {
            ImageSupport::Raster { band_rows } => raster::bands(&mut self.bytes, &placed, band_rows),
            ImageSupport::Columns => raster::columns(&mut self.bytes, &placed),
        }
    }

    fn qr(&mut self, code: &QrCode) {
        let Some(module_dots) = code.module_dots(self.profile.dots) else { return };
        match self.profile.qr {
            QrSupport::Image => self.picture(&code.picture(module_dots), Align::Center),
            QrSupport::Native => self.native_qr(code, module_dots),
        }
    }

    /// `GS ( k` functions 165, 167, 169, 180 and 181: model 2, module size, level M, store, print.
    /// The empty rows around it are the quiet zone, of which the printer makes none.
    fn native_qr(&mut self, code: &QrCode, module_dots: u16) {
        let text = code.text().as_bytes();
        let module_dots = u8::try_from(module_dots).unwrap_or(u8::MAX);
        // A text too long for two length bytes is too long for any QR code.
        let Ok(stored) = u16::try_from(text.len() + 3) else { return };
        let [low, high] = stored.to_le_bytes();
        self.feed(1);
        self.bytes.extend([ESC, b'a', 1]);
        self.bytes.extend([GS, b'(', b'k', 4, 0, b'1', b'A', b'2', 0]);
        self.bytes.extend([GS, b'(', b'k', 3, 0, b'1', b'C', module_dots]);
        self.bytes.extend([GS, b'(', b'k', 3, 0, b'1', b'E', b'1']);
        self.bytes.extend([GS, b'(', b'k', low, high, b'1', b'P', b'0']);
        self.bytes.extend(text);
        self.bytes.extend([GS, b'(', b'k', 3, 0, b'1', b'Q', b'0']);
        self.bytes.extend([ESC, b'a', 0]);
        self.feed(1);
    }

    fn feed(&mut self, rows: u8) {
        self.become_style(Style::default());
        self.bytes.extend([ESC, b'd', rows]);
    }

    fn cut(&mut self) {
        self.feed(self.profile.feed_before_cut);
        match self.profile.cut {
            Cut::Full => self.bytes.extend([GS, b'V', 0]),
            Cut::Partial => self.bytes.extend([GS, b'V', 1]),
            Cut::None => {}
        }
    }
}
