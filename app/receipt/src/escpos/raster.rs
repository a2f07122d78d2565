//! Pictures → bytes.

use crate::bitmap::{Bitmap, Dots};

const ESC: u8 = 0x1b;
const GS: u8 = 0x1d;

/// `GS v 0 0 width height …` in bands of so many rows: eight dots a byte, the leftmost highest.
pub(super) fn bands(bytes: &mut Vec<u8>, picture: &Bitmap, band_rows: Dots) {
    let width_bytes = picture.width().div_ceil(8);
    let mut top = 0;
    while top < picture.height() {
        let rows = band_rows.max(1).min(picture.height() - top);
        bytes.extend([GS, b'v', b'0', 0]);
        bytes.extend(width_bytes.to_le_bytes());
        bytes.extend(rows.to_le_bytes());
        for y in top..top + rows {
            for byte in 0..width_bytes {
                bytes.push(eight(|bit| picture.is_black(byte * 8 + bit, y)));
            }
        }
        top += rows;
    }
}

/// Rows in one band of `ESC *`.
const COLUMN_DOTS: Dots = 24;
/// Mode 33: 24 dots high, as dense across as the paper allows.
const DOUBLE_DENSITY_24: u8 = 33;
/// Units between rows while bands are printed. A row is never lower than what it holds, so any
/// step below a band's height joins the bands, whatever the printer's unit is.
const JOINING_STEP: u8 = 16;

/// `ESC * 33 width …` in bands of 24 rows: three bytes a column, the top dot highest. Line spacing
/// is tightened meanwhile (`ESC 3`), and then as it was (`ESC 2`).
pub(super) fn columns(bytes: &mut Vec<u8>, picture: &Bitmap) {
    bytes.extend([ESC, b'3', JOINING_STEP]);
    for top in (0..picture.height()).step_by(usize::from(COLUMN_DOTS)) {
        bytes.extend([ESC, b'*', DOUBLE_DENSITY_24]);
        bytes.extend(picture.width().to_le_bytes());
        for x in 0..picture.width() {
            for third in [0, 8, 16] {
                bytes.push(eight(|bit| picture.is_black(x, top.saturating_add(third + bit))));
            }
        }
        bytes.push(b'\n');
    }
    bytes.extend([ESC, b'2']);
}

/// A byte of eight dots, the first one highest.
fn eight(black: impl Fn(Dots) -> bool) -> u8 {
    (0..8).fold(0, |byte, bit| byte << 1 | u8::from(black(bit)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn diagonal(side: Dots) -> Bitmap {
        let mut picture = Bitmap::new(side, side);
        (0..side).for_each(|place| picture.blacken(place, place));
        picture
    }

    #[test]
    fn a_raster_is_sent_in_bands_that_join() {
        let mut bytes = Vec::new();
        bands(&mut bytes, &diagonal(10), 8);
        let mut expected = vec![0x1d, b'v', b'0', 0, 2, 0, 8, 0];
        for row in 0..8 {
            expected.extend([0x80 >> row, 0]);
        }
        expected.extend([0x1d, b'v', b'0', 0, 2, 0, 2, 0, 0, 0x80, 0, 0x40]);
        assert_eq!(bytes, expected);
    }

    #[test]
    fn columns_are_24_dots_high() {
        let mut bytes = Vec::new();
        columns(&mut bytes, &diagonal(2));
        assert_eq!(bytes, [0x1b, b'3', 16, 0x1b, b'*', 33, 2, 0, 0x80, 0, 0, 0x40, 0, 0, b'\n', 0x1b, b'2']);
        let mut bytes = Vec::new();
        columns(&mut bytes, &diagonal(25));
        assert_eq!(bytes.windows(2).filter(|pair| *pair == [0x1b, b'*']).count(), 2);
    }
}
