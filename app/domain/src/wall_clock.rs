//! What a place's clocks show at any instant.
//!
//! An offset is not a zone: clocks are turned twice a year in many places, so a July order read in November
//! has another offset than now. The tables of all zones are large and stay on the server, which cuts out of
//! them what one zone needs; browser and server then read the same few changes with the same code.

use std::{fmt::Write as _, str::FromStr, sync::Arc};

use chrono::{DateTime, NaiveDateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

/// The longest text of a clock that is read: some two thousand changes.
const MAX_TEXT: usize = 32_768;

/// One change of a zone's clocks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ClockChange {
    /// From when on, in seconds since 1970.
    pub at: i64,
    /// How far the clocks are from UTC from then on, in seconds, east positive.
    pub offset_seconds: i32,
}

/// How far a zone's clocks are from UTC: at first, and from each change on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct WallClock {
    first_offset_seconds: i32,
    /// In the order of time.
    changes: Arc<[ClockChange]>,
}

/// What a clock shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LocalTime {
    /// Date and time on the wall.
    pub wall: NaiveDateTime,
    /// How far the clock is from UTC at that instant, in seconds, east positive.
    pub offset_seconds: i32,
    /// Whether the wall shows the same twice, because the clock was turned back.
    pub is_repeated: bool,
}

/// A text that is no clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a list of clock changes")]
pub struct WallClockError;

impl WallClock {
    /// A clock that is never turned.
    pub fn fixed(offset_seconds: i32) -> Self {
        Self { first_offset_seconds: offset_seconds, changes: Arc::new([]) }
    }

    /// A clock with its changes, in whatever order they come.
    pub fn new(first_offset_seconds: i32, mut changes: Vec<ClockChange>) -> Self {
        changes.sort_by_key(|change| change.at);
        Self { first_offset_seconds, changes: changes.into() }
    }

    /// The same clock for instants from `from` on: shorter to send along with one order.
    #[must_use]
    pub fn since(&self, from: DateTime<Utc>) -> Self {
        // What a repeated hour is can only be told with the change before it.
        let from = from.timestamp().saturating_sub(2 * 86_400);
        let before = self.changes.partition_point(|change| change.at <= from);
        let changes = self.changes.get(before..).unwrap_or_default();
        Self { first_offset_seconds: self.offset_before(before), changes: changes.into() }
    }

    /// The offset that holds before the change in that place.
    fn offset_before(&self, place: usize) -> i32 {
        let last = place.checked_sub(1).and_then(|last| self.changes.get(last));
        last.map_or(self.first_offset_seconds, |change| change.offset_seconds)
    }

    /// How far the clock is from UTC at an instant, in seconds, east positive.
    pub fn offset_seconds(&self, at: DateTime<Utc>) -> i32 {
        let at = at.timestamp();
        self.offset_before(self.changes.partition_point(|change| change.at <= at))
    }

    /// What the clock shows at an instant. An instant at the calendar's end stays as it is.
    pub fn local(&self, at: DateTime<Utc>) -> LocalTime {
        let offset_seconds = self.offset_seconds(at);
        let utc = at.naive_utc();
        let shifted = utc.checked_add_signed(TimeDelta::seconds(i64::from(offset_seconds)));
        let wall = shifted.unwrap_or(utc);
        LocalTime { wall, offset_seconds, is_repeated: self.instants(wall).1.is_some() }
    }

    /// The instant at which the clock shows a wall time: the earlier if it shows it twice, and as much later
    /// as the clock was turned on if it never does.
    pub fn instant(&self, wall: NaiveDateTime) -> DateTime<Utc> {
        self.instants(wall).0
    }

    /// The instants at which the clock shows a wall time.
    fn instants(&self, wall: NaiveDateTime) -> (DateTime<Utc>, Option<DateTime<Utc>>) {
        let utc = wall.and_utc();
        // No clock is farther than a day from UTC, so only changes of these two days matter.
        let from = self.changes.partition_point(|change| change.at < utc.timestamp() - 86_400);
        let to = self.changes.partition_point(|change| change.at <= utc.timestamp() + 86_400);
        let offsets = (from..=to).map(|place| self.offset_before(place));
        let instant = |offset: i32| utc.checked_sub_signed(TimeDelta::seconds(i64::from(offset)));
        let mut shown: Vec<DateTime<Utc>> = offsets
            .filter_map(|offset| instant(offset).filter(|at| self.offset_seconds(*at) == offset))
            .collect();
        shown.sort_unstable();
        shown.dedup();
        let mut shown = shown.into_iter();
        match shown.next() {
            Some(first) => (first, shown.next()),
            // It was jumped over: read it on the clock as it stood before.
            None => (instant(self.offset_before(from)).unwrap_or(utc), None),
        }
    }
}

impl LocalTime {
    /// `UTC+7`, `UTC−3:30`.
    pub fn offset_name(&self) -> String {
        let sign = if self.offset_seconds < 0 { '−' } else { '+' };
        let minutes = self.offset_seconds.unsigned_abs() / 60;
        match minutes % 60 {
            0 => format!("UTC{sign}{}", minutes / 60),
            rest => format!("UTC{sign}{}:{rest:02}", minutes / 60),
        }
    }
}

/// The first offset, then for each change the hexadecimal seconds since the one before and its offset:
/// `25200`, `-18000;7b6f1b70,-14400;…`.
impl From<WallClock> for String {
    fn from(clock: WallClock) -> Self {
        let mut text = clock.first_offset_seconds.to_string();
        let mut last = 0;
        for change in clock.changes.iter() {
            let step = change.at.saturating_sub(last);
            let sign = if step < 0 { "-" } else { "" };
            // Writing to a string can't fail.
            let _ = write!(text, ";{sign}{:x},{}", step.unsigned_abs(), change.offset_seconds);
            last = change.at;
        }
        text
    }
}

impl FromStr for WallClock {
    type Err = WallClockError;

    fn from_str(text: &str) -> Result<Self, WallClockError> {
        if text.len() > MAX_TEXT {
            return Err(WallClockError);
        }
        let offset = |text: &str| {
            let offset = text.parse::<i32>().ok();
            offset.filter(|offset| offset.unsigned_abs() < 86_400).ok_or(WallClockError)
        };
        let mut parts = text.split(';');
        let first = offset(parts.next().unwrap_or_default())?;
        let (mut changes, mut last) = (Vec::new(), 0_i64);
        for part in parts {
            let (step, after) = part.split_once(',').ok_or(WallClockError)?;
            let step = i64::from_str_radix(step, 16).map_err(|_| WallClockError)?;
            last = last.checked_add(step).ok_or(WallClockError)?;
            changes.push(ClockChange { at: last, offset_seconds: offset(after)? });
        }
        Ok(Self::new(first, changes))
    }
}

impl TryFrom<String> for WallClock {
    type Error = WallClockError;

    fn try_from(text: String) -> Result<Self, WallClockError> {
        text.parse()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// New York's clocks in 2026.
    fn new_york() -> WallClock {
        let change = |at: &str, hours: i32| ClockChange {
            at: at.parse::<DateTime<Utc>>().unwrap().timestamp(),
            offset_seconds: hours * 3_600,
        };
        WallClock::new(-18_000, vec![change("2026-11-01T06:00:00Z", -5), change("2026-03-08T07:00:00Z", -4)])
    }

    fn shown(at: &str) -> (String, bool) {
        let local = new_york().local(at.parse().unwrap());
        (format!("{} {}", local.wall, local.offset_name()), local.is_repeated)
    }

    #[test]
    fn july_is_read_on_julys_clock() {
        assert_eq!(shown("2026-07-04T16:00:00Z"), ("2026-07-04 12:00:00 UTC−4".into(), false));
        assert_eq!(shown("2026-12-04T17:00:00Z"), ("2026-12-04 12:00:00 UTC−5".into(), false));
        assert_eq!(shown("2026-07-05T03:30:00Z"), ("2026-07-04 23:30:00 UTC−4".into(), false));
    }

    #[test]
    fn both_half_past_ones_are_told_apart() {
        assert_eq!(shown("2026-11-01T04:59:59Z"), ("2026-11-01 00:59:59 UTC−4".into(), false));
        assert_eq!(shown("2026-11-01T05:30:00Z"), ("2026-11-01 01:30:00 UTC−4".into(), true));
        assert_eq!(shown("2026-11-01T06:30:00Z"), ("2026-11-01 01:30:00 UTC−5".into(), true));
        assert_eq!(shown("2026-11-01T07:00:00Z"), ("2026-11-01 02:00:00 UTC−5".into(), false));
    }

    #[test]
    fn a_wall_time_is_an_instant_also_when_it_is_shown_twice_or_never() {
        let instant = |wall: &str| new_york().instant(wall.parse().unwrap()).to_rfc3339();
        assert_eq!(instant("2026-07-04T12:00:00"), "2026-07-04T16:00:00+00:00");
        assert_eq!(instant("2026-11-01T01:30:00"), "2026-11-01T05:30:00+00:00");
        assert_eq!(instant("2026-03-08T02:30:00"), "2026-03-08T07:30:00+00:00");
        assert_eq!(instant("2026-03-08T03:00:00"), "2026-03-08T07:00:00+00:00");
    }

    #[test]
    fn the_ends_of_the_calendar_are_no_panic() {
        for at in [DateTime::<Utc>::MIN_UTC, DateTime::<Utc>::MAX_UTC] {
            let _ = new_york().local(at);
            let _ = new_york().instant(at.naive_utc());
            let _ = new_york().since(at);
        }
    }

    #[test]
    fn offsets_have_names() {
        let name = |seconds| WallClock::fixed(seconds).local(DateTime::UNIX_EPOCH).offset_name();
        assert_eq!(
            [name(0), name(25_200), name(-12_600), name(20_700)],
            ["UTC+0", "UTC+7", "UTC−3:30", "UTC+5:45"]
        );
    }

    #[test]
    fn what_is_no_clock_is_refused() {
        for text in ["", "x", "25200;", "25200;zz,0", "1;1", "99999", "0;ffffffffffffffff,0", "0;1,86400"] {
            assert_eq!(text.parse::<WallClock>(), Err(WallClockError), "{text}");
        }
        assert_eq!("0;7fffffffffffffff,0;1,0".parse::<WallClock>(), Err(WallClockError));
    }

    proptest! {
        #[test]
        fn a_clock_reads_back_what_it_says(
            first in -50_000..50_000_i32,
            changes in prop::collection::vec((-4_000_000_000..8_000_000_000_i64, -50_000..50_000_i32), 0..40),
        ) {
            let changes = changes.into_iter().map(|(at, offset_seconds)| ClockChange { at, offset_seconds });
            let clock = WallClock::new(first, changes.collect());
            prop_assert_eq!(String::from(clock.clone()).parse::<WallClock>(), Ok(clock));
        }

        #[test]
        fn a_shorter_clock_shows_the_same_from_there_on(from in 0..4_000_000_000_i64, after in 0..400_000_000_i64) {
            let at = |seconds| DateTime::from_timestamp(seconds, 0).unwrap();
            let clock = new_york();
            let later = at(from + after);
            prop_assert_eq!(clock.since(at(from)).local(later), clock.local(later));
        }

        #[test]
        fn an_instant_is_found_again_by_what_the_wall_shows(at in 1_700_000_000..1_900_000_000_i64) {
            let (clock, at) = (new_york(), DateTime::from_timestamp(at, 0).unwrap());
            let local = clock.local(at);
            let found = clock.instant(local.wall);
            prop_assert!(found == at || (local.is_repeated && found < at));
        }
    }
}
