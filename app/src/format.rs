//! Times as people read them, on the store's clock and never the device's.

use chrono::{DateTime, Datelike, NaiveDate, NaiveDateTime, TimeDelta, Timelike, Utc};

use crate::words::Words;

/// An instant on a clock that is `offset_seconds` from UTC, east positive. An instant beyond the
/// calendar stays as it is.
fn local(at: DateTime<Utc>, offset_seconds: i32) -> NaiveDateTime {
    let at = at.naive_utc();
    at.checked_add_signed(TimeDelta::seconds(i64::from(offset_seconds))).unwrap_or(at)
}

/// `14:02`.
pub fn clock(at: DateTime<Utc>, offset_seconds: i32) -> String {
    let local = local(at, offset_seconds);
    format!("{:02}:{:02}", local.hour(), local.minute())
}

/// `14:02:11`.
pub fn clock_with_seconds(at: DateTime<Utc>, offset_seconds: i32) -> String {
    format!("{}:{:02}", clock(at, offset_seconds), local(at, offset_seconds).second())
}

/// `21 Nov 2026`.
pub fn day(day: NaiveDate, words: &Words) -> String {
    let month = words.months.get(day.month0() as usize).copied().unwrap_or_default();
    format!("{} {month} {}", day.day(), day.year())
}

/// `21 Nov 2026`, the day that an instant falls on.
pub fn day_at(at: DateTime<Utc>, offset_seconds: i32, words: &Words) -> String {
    day(local(at, offset_seconds).date(), words)
}

/// `21 Nov 2026, 14:02`.
pub fn day_and_clock(at: DateTime<Utc>, offset_seconds: i32, words: &Words) -> String {
    format!("{}, {}", day_at(at, offset_seconds, words), clock(at, offset_seconds))
}

/// `2026-11-21T14:02:11Z`, for the `datetime` attribute of `<time>`.
pub fn machine_time(at: DateTime<Utc>) -> String {
    let at = at.naive_utc();
    format!("{}T{:02}:{:02}:{:02}Z", at.date(), at.hour(), at.minute(), at.second())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::Language;

    const JAKARTA: i32 = 25_200;

    #[test]
    fn times_are_read_off_the_stores_clock() {
        let at = "2026-11-21T19:04:05Z".parse().unwrap();
        assert_eq!(clock(at, JAKARTA), "02:04");
        assert_eq!(clock_with_seconds(at, JAKARTA), "02:04:05");
        assert_eq!(machine_time(at), "2026-11-21T19:04:05Z");
    }

    #[test]
    fn a_day_may_have_turned_where_the_store_is() {
        let at = "2026-05-21T19:04:05Z".parse().unwrap();
        let (english, indonesian) =
            (crate::words::of(Language::English), crate::words::of(Language::Indonesian));
        assert_eq!(day_and_clock(at, JAKARTA, english), "22 May 2026, 02:04");
        assert_eq!(day_and_clock(at, -JAKARTA, indonesian), "21 Mei 2026, 12:04");
    }
}
