//! What time it is, as a parameter.

use chrono::{DateTime, DurationRound, FixedOffset, NaiveDateTime, Offset, TimeDelta, TimeZone, Utc};
use chrono_tz::Tz;
use domain::business_day::{BusinessDay, DayCutoff};

/// Tells the time.
pub trait Clock: Send + Sync {
    /// Now, in whole microseconds: the database keeps no finer time, and what is hashed before it
    /// is stored must hash the same after.
    fn now(&self) -> DateTime<Utc>;
}

/// The machine's clock.
#[derive(Debug, Clone, Copy)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "this is the one place where time comes in")]
    fn now(&self) -> DateTime<Utc> {
        let now = Utc::now();
        now.duration_trunc(TimeDelta::microseconds(1)).unwrap_or(now)
    }
}

/// A store's zone that no table knows.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is no IANA time zone")]
pub struct UnknownTimeZone(pub String);

/// How far a zone's clocks are from UTC at an instant.
pub fn utc_offset(time_zone: &str, at: DateTime<Utc>) -> Result<FixedOffset, UnknownTimeZone> {
    let zone: Tz = time_zone.parse().map_err(|_| UnknownTimeZone(time_zone.to_owned()))?;
    Ok(zone.offset_from_utc_datetime(&at.naive_utc()).fix())
}

/// The instant of a store's wall clock; the earlier where clocks were turned back, and as much later
/// as they were turned on where there is none.
pub fn local_time(time_zone: &str, local: NaiveDateTime) -> Result<DateTime<Utc>, UnknownTimeZone> {
    let zone: Tz = time_zone.parse().map_err(|_| UnknownTimeZone(time_zone.to_owned()))?;
    let at = zone.from_local_datetime(&local).earliest();
    Ok(at.map_or_else(|| (local - zone.offset_from_utc_datetime(&local).fix()).and_utc(), |at| at.to_utc()))
}

/// The trading day that an instant belongs to at a store.
pub fn business_day(
    time_zone: &str,
    cutoff_minutes: i16,
    at: DateTime<Utc>,
) -> Result<BusinessDay, UnknownTimeZone> {
    let cutoff = DayCutoff(u16::try_from(cutoff_minutes).unwrap_or(0));
    Ok(BusinessDay::of(at, utc_offset(time_zone, at)?, cutoff))
}

#[cfg(any(test, feature = "testing"))]
pub use fake::FakeClock;

#[cfg(any(test, feature = "testing"))]
mod fake {
    use std::sync::Mutex;

    use super::{Clock, DateTime, TimeDelta, Utc};

    /// A clock that tests turn by hand.
    #[derive(Debug)]
    pub struct FakeClock(Mutex<DateTime<Utc>>);

    impl FakeClock {
        /// Stands at `now`.
        pub const fn at(now: DateTime<Utc>) -> Self {
            Self(Mutex::new(now))
        }

        /// Turns it on.
        pub fn advance(&self, by: TimeDelta) {
            if let Ok(mut now) = self.0.lock() {
                *now += by;
            }
        }
    }

    impl Clock for FakeClock {
        fn now(&self) -> DateTime<Utc> {
            self.0.lock().map_or(DateTime::UNIX_EPOCH, |now| *now)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wall_clocks_tell_an_instant_also_on_the_nights_they_are_turned() {
        let at = |local: &str| local_time("America/New_York", local.parse().unwrap()).unwrap().to_rfc3339();
        assert_eq!(at("1996-07-04T12:00:00"), "1996-07-04T16:00:00+00:00");
        assert_eq!(at("2026-11-01T01:30:00"), "2026-11-01T05:30:00+00:00");
        assert_eq!(at("2026-03-08T02:30:00"), "2026-03-08T07:30:00+00:00");
    }

    #[test]
    fn summer_time_moves_the_day() {
        let day = |at: &str| business_day("America/New_York", 0, at.parse().unwrap()).unwrap().0.to_string();
        assert_eq!(day("2026-01-10T04:59:59Z"), "2026-01-09");
        assert_eq!(day("2026-07-10T03:59:59Z"), "2026-07-09");
        assert_eq!(day("2026-07-10T04:00:00Z"), "2026-07-10");
        assert!(business_day("Mars/Olympus", 0, DateTime::UNIX_EPOCH).is_err());
    }
}
