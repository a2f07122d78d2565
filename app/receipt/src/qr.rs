//! QR codes (ISO/IEC 18004), level M: a crumpled receipt still reads.

use qrcodegen::QrCodeEcc;

use crate::bitmap::{Bitmap, Dots};

/// White modules that a reader needs on each side.
pub const QUIET_ZONE: Dots = 4;

/// The fewest dots a module: at 203 dots per inch, half a millimetre.
const LEAST_MODULE_DOTS: Dots = 4;
/// The most: larger costs paper and reads no better.
const MOST_MODULE_DOTS: Dots = 6;

/// A QR code: its text and its modules, without the quiet zone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QrCode {
    text: String,
    size: Dots,
    dark: Vec<bool>,
}

impl QrCode {
    /// The code of a text, or `None` if it is too long for any code.
    pub fn encode(text: &str) -> Option<Self> {
        let code = qrcodegen::QrCode::encode_text(text, QrCodeEcc::Medium).ok()?;
        let side = code.size();
        let dark = (0..side).flat_map(|y| (0..side).map(move |x| (x, y)));
        Some(Self {
            text: text.to_owned(),
            size: Dots::try_from(side).ok()?,
            dark: dark.map(|(x, y)| code.get_module(x, y)).collect(),
        })
    }

    /// What it says.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Modules on a side, without the quiet zone of [`QUIET_ZONE`] modules that belongs around it.
    pub const fn size(&self) -> Dots {
        self.size
    }

    /// Whether a module is dark; outside the code all is light.
    pub fn is_dark(&self, x: Dots, y: Dots) -> bool {
        let place = usize::from(y) * usize::from(self.size) + usize::from(x);
        x < self.size && self.dark.get(place).copied().unwrap_or(false)
    }

    /// How many dots a module gets on paper of this width, or `None` if that were too few to read.
    pub(crate) fn module_dots(&self, paper: Dots) -> Option<Dots> {
        let dots = (paper / (self.size + 2 * QUIET_ZONE)).min(MOST_MODULE_DOTS);
        (dots >= LEAST_MODULE_DOTS).then_some(dots)
    }

    /// The code with its quiet zone, so many dots a module.
    pub(crate) fn picture(&self, module_dots: Dots) -> Bitmap {
        let side = (self.size + 2 * QUIET_ZONE) * module_dots;
        let mut picture = Bitmap::new(side, side);
        for y in 0..self.size * module_dots {
            for x in 0..self.size * module_dots {
                if self.is_dark(x / module_dots, y / module_dots) {
                    picture.blacken(x + QUIET_ZONE * module_dots, y + QUIET_ZONE * module_dots);
                }
            }
        }
        picture
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_has_its_finder_and_a_quiet_zone() {
        let code = QrCode::encode("https://kopi.example/t/AbC123").unwrap();
        assert!(code.is_dark(0, 0) && code.is_dark(6, 6) && !code.is_dark(1, 1));
        assert!(!code.is_dark(code.size(), 0));
        let dots = code.module_dots(384).unwrap();
        let picture = code.picture(dots);
        assert!(picture.width() <= 384);
        for edge in 0..QUIET_ZONE * dots {
            assert!((0..picture.width()).all(|along| !picture.is_black(along, edge)));
            assert!((0..picture.width()).all(|along| !picture.is_black(edge, along)));
        }
        assert!(picture.is_black(QUIET_ZONE * dots, QUIET_ZONE * dots));
    }

    #[test]
    fn modules_are_never_too_small_to_read() {
        let long = QrCode::encode(&"x".repeat(600)).unwrap();
        assert_eq!(long.module_dots(384), None);
        assert_eq!(long.module_dots(576), Some(5), "{} modules", long.size());
        assert_eq!(QrCode::encode("short").unwrap().module_dots(384), Some(6));
        assert_eq!(QrCode::encode(&"x".repeat(9_000)), None);
    }
}
