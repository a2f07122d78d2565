//! `If-Match` on any number of lines: what is read is in it, and reads the same as one list.
#![no_main]

use fuzz::check;
use http::header::IF_MATCH;
use libfuzzer_sys::fuzz_target;
use server::http::fuzzing::{headers, if_match};

fuzz_target!(|lines: Vec<Vec<u8>>| {
    let sent = headers(IF_MATCH, &lines);
    let Some(Some(versions)) = check(if_match(&sent)) else { return };
    let text: Vec<u8> = sent.get_all(IF_MATCH).iter().flat_map(|line| line.as_bytes()).copied().collect();
    let text = String::from_utf8(text).expect("what is read is text");
    let ours: Vec<i32> = versions.iter().copied().filter(|version| *version != 0).collect();
    for version in &ours {
        assert!(*version > 0 && text.contains(&version.to_string()), "{version} of {text:?}");
    }
    let list = versions.iter().map(|version| format!("\"{version}\"")).collect::<Vec<_>>().join(" , ");
    let again = if_match(&headers(IF_MATCH, &[list.into_bytes()])).unwrap().unwrap();
    let again: Vec<i32> = again.into_iter().filter(|version| *version != 0).collect();
    assert_eq!(again, ours, "{text:?}");
});
