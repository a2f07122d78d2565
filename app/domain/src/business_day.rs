//! Which trading day an instant belongs to.
//!
//! A bar that closes at 03:00 counts a sale at 01:30 to the evening before. The zone's offset at
//! that instant is looked up by the caller, because zone tables are data and this crate has none.

use chrono::{DateTime, FixedOffset, NaiveDate, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

/// A trading day of a store: its calendar date in the store's zone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct BusinessDay(pub NaiveDate);

/// Minutes after midnight at which a store's day ends, 0 to 12 × 60.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct DayCutoff(pub u16);

impl BusinessDay {
    /// The day that `at` belongs to, for a zone that is `offset` from UTC at that instant.
    pub fn of(at: DateTime<Utc>, offset: FixedOffset, cutoff: DayCutoff) -> Self {
        let utc = at.naive_utc();
        let local = utc.checked_add_offset(offset).unwrap_or(utc);
        let cutoff = TimeDelta::minutes(i64::from(cutoff.0));
        Self(local.checked_sub_signed(cutoff).unwrap_or(local).date())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(at: &str, cutoff: u16) -> String {
        let jakarta = FixedOffset::east_opt(7 * 3_600).unwrap();
        BusinessDay::of(at.parse().unwrap(), jakarta, DayCutoff(cutoff)).0.to_string()
    }

    #[test]
    fn midnight_in_jakarta_is_five_in_the_afternoon_utc() {
        assert_eq!(day("2026-11-21T16:59:59Z", 0), "2026-11-21");
        assert_eq!(day("2026-11-21T17:00:00Z", 0), "2026-11-22");
    }

    #[test]
    fn the_ends_of_time_have_a_day() {
        for at in [DateTime::<Utc>::MIN_UTC, DateTime::<Utc>::MAX_UTC] {
            for seconds in [-14 * 3_600, 0, 14 * 3_600] {
                BusinessDay::of(at, FixedOffset::east_opt(seconds).unwrap(), DayCutoff(720));
            }
        }
    }

    #[test]
    fn a_night_counts_to_the_evening_it_began() {
        assert_eq!(day("2026-11-21T19:59:59Z", 180), "2026-11-21");
        assert_eq!(day("2026-11-21T20:00:00Z", 180), "2026-11-22");
    }
}
