//! What time it is, as a parameter.

use std::sync::LazyLock;

use chrono::{
    DateTime, Datelike, DurationRound, FixedOffset, NaiveDateTime, NaiveTime, Offset, TimeDelta, TimeZone,
    Utc,
};
use chrono_tz::{GapInfo, Tz};
use domain::{
    business_day::{BusinessDay, DayCutoff},
    wall_clock::{ClockChange, WallClock},
};
use quick_cache::sync::Cache;

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

/// From when on changes of clocks are known to pages: 1 January 1900.
const FIRST_KNOWN: i64 = -2_208_988_800;
/// How many years ahead of now: longer than any tab stays open.
const YEARS_AHEAD: i32 = 3;
/// Between two changes of a zone lies more than this, in seconds.
const STEP: i64 = 6 * 3_600;

/// The clocks of zones that were asked for, each worked out once a year.
static WALL_CLOCKS: LazyLock<Cache<(Tz, i32), WallClock>> = LazyLock::new(|| Cache::new(1_000));

/// What a zone's clocks show from 1900 until some years after `now`, for those without tables of zones.
pub fn wall_clock(time_zone: &str, now: DateTime<Utc>) -> Result<WallClock, UnknownTimeZone> {
    let zone: Tz = time_zone.parse().map_err(|_| UnknownTimeZone(time_zone.to_owned()))?;
    let last_year = now.year().clamp(1970, 2200) + YEARS_AHEAD;
    if let Some(known) = WALL_CLOCKS.get(&(zone, last_year)) {
        return Ok(known);
    }
    let clock = worked_out(zone, last_year);
    WALL_CLOCKS.insert((zone, last_year), clock.clone());
    Ok(clock)
}

/// Looks at a zone's offset every few hours, and finds the second of each change between two looks.
fn worked_out(zone: Tz, last_year: i32) -> WallClock {
    let offset_at = |at: i64| {
        let at = DateTime::from_timestamp(at, 0).unwrap_or_default();
        zone.offset_from_utc_datetime(&at.naive_utc()).fix().local_minus_utc()
    };
    let last = FIRST_KNOWN + i64::from(last_year - 1899) * 366 * 86_400;
    let first = offset_at(FIRST_KNOWN);
    let (mut changes, mut before, mut offset) = (Vec::new(), FIRST_KNOWN, first);
    while before < last {
        let after = before + STEP;
        let turned = offset_at(after);
        if turned != offset {
            let (mut low, mut high) = (before, after);
            while high - low > 1 {
                let middle = low + (high - low) / 2;
                if offset_at(middle) == offset { low = middle } else { high = middle }
            }
            changes.push(ClockChange { at: high, offset_seconds: turned });
            offset = turned;
        }
        before = after;
    }
    WallClock::new(first, changes)
}

/// The instant of a store's wall clock; the earlier where clocks were turned back, and as much later
/// as they were turned on where there is none.
pub fn local_time(time_zone: &str, local: NaiveDateTime) -> Result<DateTime<Utc>, UnknownTimeZone> {
    let zone: Tz = time_zone.parse().map_err(|_| UnknownTimeZone(time_zone.to_owned()))?;
    if let Some(at) = zone.from_local_datetime(&local).earliest() {
        return Ok(at.to_utc());
    }
    // It was jumped over: read it on the clock as it stood before.
    let before = GapInfo::new(&local, &zone).and_then(|gap| gap.begin);
    let offset = before.map_or(0, |(_, offset)| offset.fix().local_minus_utc());
    let utc = local.checked_sub_signed(TimeDelta::seconds(i64::from(offset)));
    Ok(utc.unwrap_or(local).and_utc())
}

/// The trading day that an instant belongs to at a store.
pub fn business_day(
    time_zone: &str,
    cutoff_minutes: i16,
    at: DateTime<Utc>,
) -> Result<BusinessDay, UnknownTimeZone> {
    let cutoff = DayCutoff(u16::try_from(cutoff_minutes).unwrap_or(0));
    let day = BusinessDay::of(at, utc_offset(time_zone, at)?, cutoff);
    // Where clocks are turned back over a day's end, the wall shows the old day's last minutes once more;
    // a day that has begun goes on all the same.
    let Some(next) = day.0.succ_opt() else { return Ok(day) };
    let begins = next.and_time(NaiveTime::MIN) + TimeDelta::minutes(i64::from(cutoff.0));
    Ok(if local_time(time_zone, begins)? <= at { BusinessDay(next) } else { day })
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
    use chrono::NaiveDate;

    use super::*;

    #[test]
    fn wall_clocks_tell_an_instant_also_on_the_nights_they_are_turned() {
        let at = |local: &str| local_time("America/New_York", local.parse().unwrap()).unwrap().to_rfc3339();
        assert_eq!(at("1996-07-04T12:00:00"), "1996-07-04T16:00:00+00:00");
        assert_eq!(at("2026-11-01T01:30:00"), "2026-11-01T05:30:00+00:00");
        assert_eq!(at("2026-03-08T02:30:00"), "2026-03-08T07:30:00+00:00");
    }

    /// Zones with a change of an hour, of half an hour, in autumn and spring of both halves of the earth,
    /// some that changed their mind, and some that are never turned.
    const ZONES: [&str; 12] = [
        "America/New_York",
        "America/Los_Angeles",
        "Europe/Berlin",
        "Asia/Jakarta",
        "Australia/Lord_Howe",
        "America/Sao_Paulo",
        "Asia/Kathmandu",
        "Africa/Casablanca",
        "Pacific/Apia",
        "Europe/Dublin",
        "Asia/Singapore",
        "UTC",
    ];

    #[test]
    fn browsers_and_tables_agree_all_over_since_1900() {
        let now: DateTime<Utc> = "2026-11-26T00:00:00Z".parse().unwrap();
        for zone in ZONES {
            let clock = wall_clock(zone, now).unwrap();
            for at in (FIRST_KNOWN..1_861_920_000).step_by(9_973) {
                let at = DateTime::from_timestamp(at, 0).unwrap();
                let table = utc_offset(zone, at).unwrap().local_minus_utc();
                assert_eq!(clock.offset_seconds(at), table, "{zone} {at}");
            }
        }
    }

    #[test]
    fn walls_are_read_alike_around_every_change_of_fifty_years() {
        let now: DateTime<Utc> = "2026-11-26T00:00:00Z".parse().unwrap();
        for zone in ZONES {
            let (clock, table): (WallClock, Tz) = (wall_clock(zone, now).unwrap(), zone.parse().unwrap());
            let offset = |at: i64| clock.offset_seconds(DateTime::from_timestamp(at, 0).unwrap());
            let days = (157_766_400..1_861_920_000_i64).step_by(86_400);
            for day in days.filter(|day| offset(*day) != offset(day + 86_400)) {
                for at in (day - 86_400..day + 2 * 86_400).step_by(900) {
                    let at = DateTime::from_timestamp(at, 0).unwrap();
                    let local = clock.local(at);
                    assert_eq!(local.wall, at.with_timezone(&table).naive_local(), "{zone} {at}");
                    let twice =
                        matches!(table.from_local_datetime(&local.wall), chrono::LocalResult::Ambiguous(..));
                    assert_eq!(local.is_repeated, twice, "{zone} {at}");
                    let wall = at.naive_utc();
                    assert_eq!(
                        clock.instant(wall),
                        local_time(zone, wall).unwrap(),
                        "{zone} {wall} on the wall"
                    );
                }
            }
        }
    }

    #[test]
    fn a_clock_is_short_enough_for_every_page() {
        let now: DateTime<Utc> = "2026-11-26T00:00:00Z".parse().unwrap();
        let length = |zone| String::from(wall_clock(zone, now).unwrap()).len();
        assert!(length("Asia/Jakarta") < 200, "{}", length("Asia/Jakarta"));
        assert!(length("America/New_York") < 4_000, "{}", length("America/New_York"));
    }

    /// How many hours each of three days has, counted by quarters around a change.
    fn hours(zone: &str, cutoff: i16, first: &str, from: &str) -> Vec<f64> {
        let (first, from): (NaiveDate, DateTime<Utc>) = (first.parse().unwrap(), from.parse().unwrap());
        let quarters = (0..4 * 24 * 6).map(|quarter| {
            let at = from + TimeDelta::minutes(15 * quarter);
            business_day(zone, cutoff, at).unwrap().0
        });
        let days: Vec<NaiveDate> = quarters.collect();
        assert!(days.is_sorted(), "{zone} {cutoff}: a day that ended never begins again");
        let count = |day| days.iter().filter(|known| **known == day).count() as f64 / 4.0;
        (0..3).map(|later| count(first + TimeDelta::days(later))).collect()
    }

    #[test]
    fn days_have_23_24_or_25_hours_wherever_they_end() {
        for cutoff in [0, 60, 90, 120, 150, 180, 300] {
            let spring = hours("America/New_York", cutoff, "2026-03-07", "2026-03-06T00:00:00Z");
            let autumn = hours("America/New_York", cutoff, "2026-10-31", "2026-10-30T00:00:00Z");
            assert_eq!(spring.iter().sum::<f64>(), 71.0, "{cutoff} {spring:?}");
            assert_eq!(autumn.iter().sum::<f64>(), 73.0, "{cutoff} {autumn:?}");
        }
        assert_eq!(hours("America/New_York", 0, "2026-03-07", "2026-03-06T00:00:00Z"), [24.0, 23.0, 24.0]);
        assert_eq!(hours("Europe/Berlin", 0, "2026-10-24", "2026-10-23T00:00:00Z"), [24.0, 25.0, 24.0]);
        assert_eq!(hours("Europe/Berlin", 180, "2026-03-27", "2026-03-26T00:00:00Z"), [24.0, 23.0, 24.0]);
        assert_eq!(hours("Australia/Lord_Howe", 0, "2026-04-04", "2026-04-02T12:00:00Z"), [24.0, 24.5, 24.0]);
        assert_eq!(hours("Asia/Jakarta", 180, "2026-03-07", "2026-03-06T00:00:00Z"), [24.0, 24.0, 24.0]);
    }

    #[test]
    fn the_ends_of_time_are_instants_too() {
        for zone in ["America/New_York", "Asia/Jakarta", "Pacific/Kiritimati"] {
            for local in [NaiveDateTime::MIN, NaiveDateTime::MAX] {
                local_time(zone, local).unwrap();
            }
            for at in [DateTime::<Utc>::MIN_UTC, DateTime::<Utc>::MAX_UTC] {
                business_day(zone, 720, at).unwrap();
            }
        }
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
