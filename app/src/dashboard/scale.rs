//! The arithmetic of the charts: round steps for an axis, and how a figure changed.

use contract::analytics::Figure;

/// An axis from zero in equal, round steps.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Axis {
    /// Between two marks; at least 1.
    pub(super) step: i64,
    /// How many steps; at least 1.
    pub(super) steps: i64,
}

/// At most so many steps on an axis: more would be crowded on a telephone.
const MOST_STEPS: i64 = 4;

impl Axis {
    /// The axis with the smallest step of 1, 2 or 5 times a power of ten that reaches `largest`.
    pub(super) fn reaching(largest: i64) -> Self {
        let largest = largest.max(1);
        let mut power = 1_i64;
        loop {
            for factor in [1, 2, 5] {
                let step = power.saturating_mul(factor);
                let steps = largest / step + i64::from(largest % step > 0);
                if steps <= MOST_STEPS {
                    return Self { step, steps };
                }
            }
            power = power.saturating_mul(10);
        }
    }

    /// The value at the axis' end.
    pub(super) const fn end(self) -> i64 {
        self.step.saturating_mul(self.steps)
    }

    /// How high `value` stands, of `height` in all; below zero lies at zero.
    pub(super) fn height_of(self, value: i64, height: i64) -> i64 {
        let scaled = i128::from(value.max(0)) * i128::from(height) / i128::from(self.end().max(1));
        i64::try_from(scaled).unwrap_or(height)
    }
}

/// How a figure changed since the period before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Change {
    /// There was nothing to compare with.
    NothingBefore,
    /// As much as before.
    Same,
    /// So many percent more.
    More(i64),
    /// So many percent less.
    Less(i64),
}

impl Change {
    /// The change that a figure shows, in whole percent rounded down.
    pub(super) fn of(figure: Figure) -> Self {
        if figure.before <= 0 {
            return Self::NothingBefore;
        }
        let difference = i128::from(figure.current) - i128::from(figure.before);
        let percent = i64::try_from(difference.abs() * 100 / i128::from(figure.before)).unwrap_or(i64::MAX);
        match difference.signum() {
            1 => Self::More(percent),
            -1 => Self::Less(percent),
            _ => Self::Same,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn axes_end_on_round_numbers_above_the_largest() {
        let ends = [0, 1, 4, 5, 9, 21, 96_800, 1_000_000].map(|largest| Axis::reaching(largest).end());
        assert_eq!(ends, [1, 1, 4, 6, 10, 30, 100_000, 1_000_000]);
        assert_eq!(Axis::reaching(96_800), Axis { step: 50_000, steps: 2 });
    }

    #[test]
    fn the_largest_amount_still_has_an_axis() {
        let axis = Axis::reaching(i64::MAX);
        assert!(axis.steps <= MOST_STEPS);
        assert!(axis.height_of(i64::MAX, 100) <= 100);
    }

    #[test]
    fn heights_are_in_proportion_and_never_below_the_ground() {
        let axis = Axis { step: 50, steps: 2 };
        assert_eq!(axis.height_of(50, 160), 80);
        assert_eq!(axis.height_of(100, 160), 160);
        assert_eq!(axis.height_of(-5, 160), 0);
    }

    #[test]
    fn changes_are_told_in_percent_of_the_period_before() {
        let change = |current, before| Change::of(Figure { current, before });
        assert_eq!(change(150, 100), Change::More(50));
        assert_eq!(change(50, 100), Change::Less(50));
        assert_eq!(change(100, 100), Change::Same);
        assert_eq!(change(100, 0), Change::NothingBefore);
        assert_eq!(change(0, 100), Change::Less(100));
    }
}
