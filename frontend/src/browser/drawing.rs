//! Text as dots, for letters that a printer's code pages don't have.

use contract::devices::DrawnText;
use wasm_bindgen::JsCast;
use web_sys::{CanvasRenderingContext2d, HtmlCanvasElement};

/// Bytes of one pixel: red, green, blue, opacity.
const PIXEL_BYTES: usize = 4;
/// A pixel darker than this is printed: half of white.
const HALF: u16 = 3 * 128;
/// Letters are this much of a row's height; the rest is for what hangs below the line.
const LETTER_SHARE: f64 = 0.78;

/// Draws a line of text, narrowed if it is wider than it may be.
pub(super) fn draw_text(text: &str, height: usize, max_width: usize) -> Option<DrawnText> {
    let canvas: HtmlCanvasElement =
        web_sys::window()?.document()?.create_element("canvas").ok()?.dyn_into().ok()?;
    let pen: CanvasRenderingContext2d = canvas.get_context("2d").ok()??.dyn_into().ok()?;
    let rows = u32::try_from(height).ok()?;
    let font = format!("{}px sans-serif", f64::from(rows) * LETTER_SHARE);
    pen.set_font(&font);
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a measured width is above zero, and what is too wide is narrowed"
    )]
    let wanted = pen.measure_text(text).ok()?.width().ceil() as usize;
    let width = wanted.clamp(1, max_width.max(1));
    let columns = u32::try_from(width).ok()?;
    canvas.set_width(columns);
    canvas.set_height(rows);
    let (wide, high) = (f64::from(columns), f64::from(rows));
    pen.set_fill_style_str("#fff");
    pen.fill_rect(0.0, 0.0, wide, high);
    // Sizing a canvas forgets the font.
    pen.set_font(&font);
    pen.set_fill_style_str("#000");
    pen.fill_text_with_max_width(text, 0.0, high * LETTER_SHARE, wide).ok()?;
    let pixels = pen.get_image_data(0.0, 0.0, wide, high).ok()?.data();
    Some(DrawnText { width, height, rows: dots(&pixels, width) })
}

/// One bit a pixel, rows padded to whole bytes, high bit left, 1 is black.
fn dots(pixels: &[u8], width: usize) -> Vec<u8> {
    let mut rows = Vec::new();
    for row in pixels.chunks(PIXEL_BYTES * width.max(1)) {
        let is_dark = |pixel: &[u8]| pixel.iter().take(3).map(|part| u16::from(*part)).sum::<u16>() < HALF;
        let dark: Vec<bool> = row.chunks(PIXEL_BYTES).map(is_dark).collect();
        rows.extend(dark.chunks(8).map(|eight| {
            eight.iter().enumerate().fold(0, |byte, (place, dark)| byte | (u8::from(*dark) << (7 - place)))
        }));
    }
    rows
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pixels_become_bits_with_padded_rows() {
        let (black, white) = ([0, 0, 0, 255], [255, 255, 255, 255]);
        let first: Vec<u8> = [black, white, black].concat();
        let second: Vec<u8> = [white, white, black].concat();
        assert_eq!(dots(&[first, second].concat(), 3), [0b1010_0000, 0b0010_0000]);
    }

    #[test]
    fn rows_wider_than_a_byte_go_on_in_the_next() {
        let row: Vec<u8> = (0..9).flat_map(|_| [0, 0, 0, 255]).collect();
        assert_eq!(dots(&row, 9), [0xff, 0x80]);
    }

    #[test]
    fn grey_is_split_in_the_middle() {
        assert_eq!(dots(&[127, 127, 127, 255, 128, 128, 128, 255], 2), [0b1000_0000]);
    }
}
