//! The clock of a store, as pages are sent it, at any instant.
#![no_main]

use chrono::DateTime;
use domain::wall_clock::WallClock;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: (i64, &str)| {
    let (seconds, text) = input;
    let Ok(clock) = text.parse::<WallClock>() else { return };
    let again = String::from(clock.clone()).parse::<WallClock>();
    assert_eq!(again.as_ref(), Ok(&clock), "{text:?}");
    if let Some(at) = DateTime::from_timestamp(seconds, 0) {
        let local = clock.local(at);
        let _ = (clock.instant(local.wall), local.offset_name(), clock.since(at));
    }
});
