//! Cursors that anybody can write: what is read reads back, and everything else starts anew.
#![no_main]

use chrono::{Datelike as _, TimeDelta};
use contract::Problem;
use libfuzzer_sys::fuzz_target;
use services::fuzzing::{cursor, named_place, place};

fn check(refused: &Problem) {
    assert_eq!((refused.status, refused.errors[0].field.as_str()), (422, "cursor"));
}

fuzz_target!(|input: (bool, &str)| {
    let (is_inside, text) = input;
    let word = if is_inside { hex::encode(text) } else { text.to_owned() };
    match place(&word) {
        Ok((at, id)) => {
            assert!((-4_713..294_276).contains(&at.year()), "{at} is stored nowhere");
            assert!(at.checked_sub_signed(TimeDelta::days(2)).is_some());
            assert_eq!(place(&cursor(&(at, id)).unwrap()).unwrap(), (at, id), "{text:?}");
        }
        Err(refused) => check(&refused),
    }
    match named_place(&word) {
        Ok(found) => assert_eq!(named_place(&cursor(&found).unwrap()).unwrap(), found, "{text:?}"),
        Err(refused) => check(&refused),
    }
});
