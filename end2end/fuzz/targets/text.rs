//! The one form in which texts are searched and matched.
#![no_main]

use domain::fold::{fold, has_words, is_same, words};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let folded = fold(text);
    assert_eq!(fold(&folded), folded, "folded twice is folded once");
    assert!(is_same(text, &folded));
    for word in words(text) {
        assert!(has_words(text, &word), "{word:?} is a word of {text:?}");
    }
});
