//! Whether a machine typed with such gaps. Pure.

/// No person keeps up this many milliseconds a key over a word.
const MACHINE_MS: f64 = 40.0;
/// How much the gaps of a slow scanner differ, as a part of their mean; people's mostly differ by more.
const EVEN: f64 = 0.5;
/// The same where a person's word would be taken for a code: people's differ by more but once in many words.
const SURELY_EVEN: f64 = 0.2;
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
            self.add_plain(gap_ms, gap_ms, 1);
        }
    }

    /// The gaps of another burst as well.
    pub(super) fn add(&mut self, other: &Self) {
        self.sum_ms += other.sum_ms;
        self.gaps += other.gaps;
        if other.plain > 0 {
            self.add_plain(other.least_ms, other.most_ms, other.plain);
        }
    }

    fn add_plain(&mut self, least_ms: f64, most_ms: f64, plain: u32) {
        self.least_ms = if self.plain == 0 { least_ms } else { self.least_ms.min(least_ms) };
        self.most_ms = self.most_ms.max(most_ms);
        self.plain += plain;
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
        self.is_fast() || (self.plain >= FEWEST && self.spread() <= EVEN)
    }

    /// The same beyond doubt.
    pub(super) fn is_surely_machine(&self) -> bool {
        self.is_fast() || (self.plain >= FEWEST && self.is_even())
    }

    /// Whether the gaps are as even as a machine's, however few.
    pub(super) fn is_even(&self) -> bool {
        self.plain > 0 && self.spread() <= SURELY_EVEN
    }

    /// How much the gaps differ, as a part of their mean.
    fn spread(&self) -> f64 {
        let key_ms = self.key_ms();
        if key_ms > 0.0 { (self.most_ms - self.least_ms) / key_ms } else { 0.0 }
    }
}
