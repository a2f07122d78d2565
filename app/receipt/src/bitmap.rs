//! Pictures of black dots on white paper.

/// A length in printer dots. No printer is wider than 65,535 dots, and no command says more.
pub type Dots = u16;

/// A picture: rows from the top, in each row dots from the left.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bitmap {
    width: Dots,
    height: Dots,
    black: Vec<bool>,
}

impl Bitmap {
    /// A white picture.
    pub fn new(width: Dots, height: Dots) -> Self {
        Self { width, height, black: vec![false; usize::from(width) * usize::from(height)] }
    }

    /// A picture from the pixels of a browser's canvas: four bytes each, red, green, blue, alpha.
    /// What is darker than half becomes black; what is transparent is paper. `None` if the bytes
    /// aren't `width × height` pixels.
    pub fn from_rgba(width: Dots, height: Dots, pixels: &[u8]) -> Option<Self> {
        if pixels.len() != usize::from(width) * usize::from(height) * 4 {
            return None;
        }
        let black = pixels
            .chunks_exact(4)
            .map(|pixel| match *pixel {
                [red, green, blue, alpha] => {
                    // ITU-R BT.601 luma in thousandths, as much as the pixel covers the paper.
                    let luma = u32::from(red) * 299 + u32::from(green) * 587 + u32::from(blue) * 114;
                    (255_000 - luma) * u32::from(alpha) > 127_500 * 255
                }
                _ => false,
            })
            .collect();
        Some(Self { width, height, black })
    }

    /// Dots in a row.
    pub const fn width(&self) -> Dots {
        self.width
    }

    /// Rows.
    pub const fn height(&self) -> Dots {
        self.height
    }

    /// Makes one dot black; outside the picture nothing happens.
    pub fn blacken(&mut self, x: Dots, y: Dots) {
        if x < self.width
            && let Some(dot) = self.black.get_mut(usize::from(y) * usize::from(self.width) + usize::from(x))
        {
            *dot = true;
        }
    }

    /// Whether a dot is black; outside the picture all is white.
    pub fn is_black(&self, x: Dots, y: Dots) -> bool {
        let place = usize::from(y) * usize::from(self.width) + usize::from(x);
        x < self.width && self.black.get(place).copied().unwrap_or(false)
    }

    /// This picture on paper `paper` dots wide, so many dots from the left edge; what doesn't fit
    /// is cut off.
    pub(crate) fn moved_right(&self, by: Dots, paper: Dots) -> Self {
        let mut placed = Self::new(self.width.saturating_add(by).min(paper), self.height);
        for y in 0..self.height {
            for x in 0..self.width {
                if self.is_black(x, y) {
                    placed.blacken(x.saturating_add(by), y);
                }
            }
        }
        placed
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_canvas_becomes_black_and_white() {
        let pixels = [
            0, 0, 0, 255, // black
            255, 255, 255, 255, // white
            0, 0, 0, 0, // nothing drawn
            90, 90, 90, 255, // dark grey
            0, 0, 0, 60, // the faint edge of a letter
            255, 255, 0, 255, // yellow
        ];
        let picture = Bitmap::from_rgba(3, 2, &pixels).unwrap();
        let seen: Vec<_> = (0..2).flat_map(|y| (0..3).map(move |x| (x, y))).collect();
        let black: Vec<_> = seen.into_iter().filter(|(x, y)| picture.is_black(*x, *y)).collect();
        assert_eq!(black, [(0, 0), (0, 1)]);
    }

    #[test]
    fn pixels_of_another_size_are_refused() {
        assert_eq!(Bitmap::from_rgba(2, 2, &[0; 15]), None);
        assert_eq!(Bitmap::from_rgba(2, 2, &[0; 20]), None);
    }

    #[test]
    fn outside_is_white_and_stays_so() {
        let mut picture = Bitmap::new(2, 2);
        picture.blacken(2, 0);
        picture.blacken(0, 9);
        assert_eq!(picture, Bitmap::new(2, 2));
        assert!(!picture.is_black(7, 7));
    }

    #[test]
    fn moving_keeps_the_dots_and_cuts_at_the_edge() {
        let mut picture = Bitmap::new(3, 1);
        picture.blacken(0, 0);
        picture.blacken(2, 0);
        let moved = picture.moved_right(2, 4);
        assert_eq!((moved.width(), moved.height()), (4, 1));
        assert_eq!((0..4).map(|x| moved.is_black(x, 0)).collect::<Vec<_>>(), [false, false, true, false]);
    }
}
