//! Signatures of what apps and endpoints are sent: a message has one, in either case, and no other.
#![no_main]

use libfuzzer_sys::fuzz_target;
use services::{
    fuzzing::{is_signed, sign},
    ingestion::SignedMessage,
};

fuzz_target!(|input: (&str, &[u8], usize, String, bool)| {
    let (timestamp, body, place, instead, is_free) = input;
    let secret = [7; 32];
    let good = sign(secret, timestamp, body);
    let message = |signature| SignedMessage { key: "", timestamp, signature, body, address: "" };
    assert!(is_signed(secret, message(&good)));
    let mut other = good.clone();
    if is_free {
        other = instead;
    } else {
        let place = place % good.len();
        let end = (place + instead.chars().count()).min(good.len());
        other.replace_range(place..end, &instead);
    }
    // The word before the digits is written in one way only.
    let is_same = other.starts_with("sha256=") && other.eq_ignore_ascii_case(&good);
    assert_eq!(is_signed(secret, message(&other)), is_same, "{other}");
});
