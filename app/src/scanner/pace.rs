//! Whether a machine typed with such gaps. Pure.

/// No person keeps up this many milliseconds a key over a word.
const MACHINE_MS: f64 = 40.0;
/// How much the gaps of a slow scanner differ, as a part of their mean; people's differ by more than it.
const EVEN: f64 = 0.5;
/// The fewest gaps of which evenness can be told.
const FEWEST: u32 = 5;

/// The gaps between the keys of a burst.
#[derive(Debug, Clone, Default)]
pub(super) struct Pace {
    gaps: u32,
    sum_ms: f64,
    plain: u32,
    least_ms: f64,
    most_ms: f64,
}

impl Pace {
    /// A key came so long after the one before. Scanners press Shift with a gap of its own or with none,
    /// so that a gap beside it counts in the mean alone.
    pub(super) fn beat(&mut self, gap_ms: f64, is_plain: bool) {
        self.sum_ms += gap_ms;
        self.gaps += 1;
        if is_plain {
            self.least_ms = if self.plain == 0 { gap_ms } else { self.least_ms.min(gap_ms) };
            self.most_ms = self.most_ms.max(gap_ms);
            self.plain += 1;
        }
    }

    /// How long a key took, in milliseconds.
    pub(super) fn key_ms(&self) -> f64 {
        if self.gaps == 0 { 0.0 } else { self.sum_ms / f64::from(self.gaps) }
    }

    /// Whether the gaps are shorter than a person's.
    pub(super) fn is_fast(&self) -> bool {
        self.gaps > 0 && self.sum_ms <= MACHINE_MS * f64::from(self.gaps)
    }

    /// Whether the gaps are shorter or more even than a person's.
    pub(super) fn is_machine(&self) -> bool {
        let spread = (self.most_ms - self.least_ms) * f64::from(self.gaps);
        self.is_fast() || (self.plain >= FEWEST && spread <= EVEN * self.sum_ms)
    }
}
