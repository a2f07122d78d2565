//! Days and instants that somebody outside names.
//!
//! chrono counts from 262,144 BC, PostgreSQL from 4713 BC to 294,276: a day near either's end can be
//! parsed and then neither stored nor moved by an hour. So what comes from outside is one of these
//! types, whose bounds leave room on both sides for every zone, period and instalment.

use std::{fmt, str::FromStr};

use chrono::{DateTime, Datelike as _, NaiveDate, Utc};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// The first year that can be named.
const FIRST_YEAR: i32 = 1900;
/// The last.
const LAST_YEAR: i32 = 2200;

/// A day of the calendar from 1900-01-01 to 2200-12-31, written `YYYY-MM-DD` and no other way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CalendarDay(NaiveDate);

/// A word that names no such day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("write the day as YYYY-MM-DD, from {FIRST_YEAR}-01-01 to {LAST_YEAR}-12-31")]
pub struct InvalidDay;

impl CalendarDay {
    /// The day, if it is within the bounds.
    pub fn of(day: NaiveDate) -> Option<Self> {
        (FIRST_YEAR..=LAST_YEAR).contains(&day.year()).then_some(Self(day))
    }

    /// As a date to count with: the bounds are far from where dates end.
    pub const fn date(self) -> NaiveDate {
        self.0
    }
}

impl FromStr for CalendarDay {
    type Err = InvalidDay;

    /// Reads ten characters; blanks around them are the caller's to take away.
    fn from_str(word: &str) -> Result<Self, InvalidDay> {
        let is_written_so = word.bytes().enumerate().all(|(place, byte)| match place {
            4 | 7 => byte == b'-',
            _ => byte.is_ascii_digit(),
        });
        let day = word.parse().ok().filter(|_| word.len() == 10 && is_written_so);
        day.and_then(Self::of).ok_or(InvalidDay)
    }
}

impl fmt::Display for CalendarDay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl Serialize for CalendarDay {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for CalendarDay {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(de::Error::custom)
    }
}

/// An instant from 1900 to 2200, written as RFC 3339 has it and serialised as the instant alone is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp(DateTime<Utc>);

/// A word that names no such instant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("write the time like 2026-11-21T03:00:00Z, in a year from {FIRST_YEAR} to {LAST_YEAR}")]
pub struct InvalidTimestamp;

impl Timestamp {
    /// The instant, if it is within the bounds.
    pub fn of(at: DateTime<Utc>) -> Option<Self> {
        (FIRST_YEAR..=LAST_YEAR).contains(&at.year()).then_some(Self(at))
    }

    /// As an instant to count with: the bounds are far from where time ends.
    pub const fn instant(self) -> DateTime<Utc> {
        self.0
    }
}

impl FromStr for Timestamp {
    type Err = InvalidTimestamp;

    fn from_str(word: &str) -> Result<Self, InvalidTimestamp> {
        let at = DateTime::parse_from_rfc3339(word).ok();
        at.and_then(|at| Self::of(at.to_utc())).ok_or(InvalidTimestamp)
    }
}

impl Serialize for Timestamp {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Timestamp {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn days_are_written_in_one_way_and_have_bounds() {
        for good in ["1900-01-01", "2026-11-21", "2024-02-29", "2200-12-31"] {
            assert_eq!(good.parse::<CalendarDay>().unwrap().to_string(), good);
        }
        for wrong in [
            "",
            "1899-12-31",
            "2201-01-01",
            "0000-01-01",
            "9999-12-31",
            "-9999-01-01",
            "-262143-01-01",
            "+262142-12-31",
            "+2026-11-21",
            "2026-11-31",
            "2023-02-29",
            "2026-1-1",
            "2026-1-001",
            "21-11-2026",
            "2026/11/21",
            "2026-11-21 ",
            " 2026-11-21",
            "2026 -11-2",
            "2026-11-21T00:00:00Z",
            "٢٠٢٦-١١-٢١",
            "today",
        ] {
            assert_eq!(wrong.parse::<CalendarDay>(), Err(InvalidDay), "{wrong:?}");
        }
    }

    #[test]
    fn instants_have_bounds_and_are_serialised_as_they_were() {
        let at: Timestamp = "2026-11-21T10:00:00.25+07:00".parse().unwrap();
        assert_eq!(serde_json::to_string(&at).unwrap(), serde_json::to_string(&at.instant()).unwrap());
        for wrong in [
            "",
            "1899-12-31T23:59:59Z",
            "2201-01-01T00:00:00Z",
            "1900-01-01T00:00:00+00:01",
            "-262143-01-01T00:00:00Z",
            "+262142-12-31T23:59:59Z",
            "2026-11-21",
            "2026-11-21T10:00:00",
            "2026-11-21T25:00:00Z",
            "2026-11-21T10:00:00+99:99",
            "1700000000",
        ] {
            assert_eq!(wrong.parse::<Timestamp>(), Err(InvalidTimestamp), "{wrong:?}");
            assert!(serde_json::from_value::<Timestamp>(wrong.into()).is_err(), "{wrong:?}");
        }
    }

    proptest! {
        #[test]
        fn no_word_makes_either_panic(word in "[-+0-9TZ:. ]{0,28}", any in ".{0,24}") {
            for word in [word, any] {
                if let Ok(day) = word.parse::<CalendarDay>() {
                    prop_assert_eq!(day.to_string(), word.as_str());
                }
                if let Ok(at) = word.parse::<Timestamp>() {
                    prop_assert!(at.instant().checked_add_signed(TimeDelta::days(36_600)).is_some());
                }
            }
        }

        #[test]
        fn every_day_within_reads_back(days in 0..109_938_i64) {
            let first: CalendarDay = "1900-01-01".parse().unwrap();
            let day = CalendarDay::of(first.date() + TimeDelta::days(days)).unwrap();
            prop_assert_eq!(day.to_string().parse(), Ok(day));
        }
    }
}
