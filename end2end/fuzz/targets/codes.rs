//! Codes that scanners read: the same thing in every form, and nothing without a shape is shown.
#![no_main]

use domain::code::{GROUP_SEPARATOR, is_same, normal, readable};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|codes: (&str, &str)| {
    let (code, other) = codes;
    assert!(!readable(code).chars().any(char::is_control));
    assert_eq!(is_same(code, other), is_same(other, code));
    if is_same(code, other) {
        assert!(!normal(code).is_empty(), "{code:?} and {other:?} name nothing");
    }
    let is_code = is_same(code, code);
    for form in [format!(" {code} "), format!("{GROUP_SEPARATOR}{code}"), code.to_ascii_lowercase()] {
        // A separator in front says that a GS1 code follows; a code with one says so itself.
        if form.starts_with(GROUP_SEPARATOR) && !code.contains(GROUP_SEPARATOR) {
            continue;
        }
        assert_eq!(is_same(code, &form), is_code, "{code:?} and {form:?}");
    }
    let digits: String = code.chars().filter(char::is_ascii_digit).collect();
    if digits.len() == 12 {
        for form in [format!("0{digits}"), format!("00{digits}"), format!("]E00{digits}")] {
            assert!(is_same(&digits, &form), "{form}");
        }
    }
});
