//! Days and instants that callers send: read in one way, and never near where counting ends.
#![no_main]

use chrono::TimeDelta;
use domain::calendar::{CalendarDay, Timestamp};
use libfuzzer_sys::fuzz_target;
use serde_json::{from_str, to_string};

fuzz_target!(|word: &str| {
    if let Ok(day) = word.parse::<CalendarDay>() {
        assert_eq!(day.to_string(), word);
        assert_eq!(from_str::<CalendarDay>(&to_string(&day).unwrap()).unwrap(), day);
        assert_eq!(CalendarDay::of(day.date()), Some(day));
    }
    if let Ok(at) = word.parse::<Timestamp>() {
        assert_eq!(from_str::<Timestamp>(&to_string(&at).unwrap()).unwrap(), at, "{word:?}");
        for far in [TimeDelta::days(-36_600), TimeDelta::days(36_600)] {
            assert!(at.instant().checked_add_signed(far).is_some());
        }
    }
});
