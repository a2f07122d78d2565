//! ESC/POS, the language of receipt printers (Epson's "ESC/POS Command Reference").
//!
//! Nothing here talks to a device: these are the bytes to send and the meaning of the bytes that
//! come back.

mod job;
mod raster;
mod slips;
mod status;

pub use slips::{drawer_kick, test_slip};
pub use status::{
    DrawerSignal, Paper, PrinterCondition, PrinterError, PrinterStatus, STATUS_ANSWER_BYTES, status_request,
};

use crate::{
    bitmap::{Bitmap, Dots},
    layout::{Document, layout},
    profile::{MAX_CHUNK_BYTES, PrinterProfile},
};
use job::Job;

/// Draws text that no code page can say: in a browser, a canvas.
pub trait TextRaster {
    /// The text in one row, `height` dots high and at most `max_width` wide. `None` if it can't.
    fn draw(&self, text: &str, height: Dots, max_width: Dots) -> Option<Bitmap>;
}

/// For places that can't draw, such as a server: letters that the printer lacks become `?`.
#[derive(Debug, Clone, Copy)]
pub struct NoRaster;

impl TextRaster for NoRaster {
    fn draw(&self, _text: &str, _height: Dots, _max_width: Dots) -> Option<Bitmap> {
        None
    }
}

/// A job for a printer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rendered {
    /// What to send, in [`chunks`].
    pub bytes: Vec<u8>,
    /// Rows that could neither be said nor drawn: they are printed with `?` for what is missing.
    /// Empty if all is well.
    pub unsaid: Vec<String>,
}

/// A document as a printer's job.
pub fn render(document: &dyn Document, profile: &PrinterProfile, raster: &dyn TextRaster) -> Rendered {
    let mut job = Job::begin(profile);
    for row in layout(document, profile) {
        job.row(&row, raster);
    }
    job.finish()
}

/// A job in pieces that the printer's buffer can hold. Wait `profile.chunk_pause_ms` after each.
pub fn chunks<'a>(bytes: &'a [u8], profile: &PrinterProfile) -> impl Iterator<Item = &'a [u8]> {
    bytes.chunks(profile.chunk_bytes.clamp(1, MAX_CHUNK_BYTES))
}

#[cfg(test)]
mod tests;
