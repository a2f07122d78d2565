//! Times as people read them, on the store's clock and never the device's.

use chrono::{DateTime, Datelike, NaiveDate, Timelike, Utc};
use domain::wall_clock::{LocalTime, WallClock};

use crate::words::Words;

/// Says which it is where the clock shows the same time twice: `01:30 UTC−4`.
fn told_apart(time: String, local: LocalTime) -> String {
    if local.is_repeated { format!("{time} {}", local.offset_name()) } else { time }
}

/// `14:02`.
pub fn clock(at: DateTime<Utc>, wall_clock: &WallClock) -> String {
    let local = wall_clock.local(at);
    told_apart(format!("{:02}:{:02}", local.wall.hour(), local.wall.minute()), local)
}

/// `14:02:11`.
pub fn clock_with_seconds(at: DateTime<Utc>, wall_clock: &WallClock) -> String {
    let local = wall_clock.local(at);
    let time = local.wall;
    told_apart(format!("{:02}:{:02}:{:02}", time.hour(), time.minute(), time.second()), local)
}

/// `21 Nov 2026`.
pub fn day(day: NaiveDate, words: &Words) -> String {
    let month = words.months.get(day.month0() as usize).copied().unwrap_or_default();
    format!("{} {month} {}", day.day(), day.year())
}

/// `21 Nov 2026`, the day that an instant falls on.
pub fn day_at(at: DateTime<Utc>, wall_clock: &WallClock, words: &Words) -> String {
    day(wall_clock.local(at).wall.date(), words)
}

/// `21 Nov 2026, 14:02`.
pub fn day_and_clock(at: DateTime<Utc>, wall_clock: &WallClock, words: &Words) -> String {
    format!("{}, {}", day_at(at, wall_clock, words), clock(at, wall_clock))
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

    fn fixed(offset: i32) -> WallClock {
        WallClock::fixed(offset)
    }

    #[test]
    fn times_are_read_off_the_stores_clock() {
        let at = "2026-11-21T19:04:05Z".parse().unwrap();
        assert_eq!(clock(at, &fixed(JAKARTA)), "02:04");
        assert_eq!(clock_with_seconds(at, &fixed(JAKARTA)), "02:04:05");
        assert_eq!(machine_time(at), "2026-11-21T19:04:05Z");
    }

    #[test]
    fn an_hour_that_comes_twice_says_which() {
        let change = |at: &str, offset_seconds| domain::wall_clock::ClockChange {
            at: at.parse::<DateTime<Utc>>().unwrap().timestamp(),
            offset_seconds,
        };
        let new_york = WallClock::new(
            -18_000,
            vec![change("2026-03-08T07:00:00Z", -14_400), change("2026-11-01T06:00:00Z", -18_000)],
        );
        let at =
            |at: &str| day_and_clock(at.parse().unwrap(), &new_york, crate::words::of(Language::English));
        assert_eq!(at("2026-07-04T16:00:00Z"), "4 Jul 2026, 12:00");
        assert_eq!(at("2026-11-01T05:30:00Z"), "1 Nov 2026, 01:30 UTC−4");
        assert_eq!(at("2026-11-01T06:30:00Z"), "1 Nov 2026, 01:30 UTC−5");
        let second = clock_with_seconds("2026-11-01T06:30:09Z".parse().unwrap(), &new_york);
        assert_eq!(second, "01:30:09 UTC−5");
    }

    #[test]
    fn a_day_may_have_turned_where_the_store_is() {
        let at = "2026-05-21T19:04:05Z".parse().unwrap();
        let (english, indonesian) =
            (crate::words::of(Language::English), crate::words::of(Language::Indonesian));
        assert_eq!(day_and_clock(at, &fixed(JAKARTA), english), "22 May 2026, 02:04");
        assert_eq!(day_and_clock(at, &fixed(-JAKARTA), indonesian), "21 Mei 2026, 12:04");
    }
}
