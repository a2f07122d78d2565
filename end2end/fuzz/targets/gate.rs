//! The gate that every text passes: what it let through it lets through again as it is, and can be seen.
#![no_main]

use libfuzzer_sys::fuzz_target;
use services::text::{Line, Note, seen_length};

fuzz_target!(|input: (u8, &str)| {
    let (longest, typed) = (usize::from(input.0), input.1);
    let line = Line::read(typed, longest);
    if let Ok(Some(line)) = &line {
        let text = line.as_str();
        assert_eq!(Line::read(text, longest).as_ref(), Ok(&Some(line.clone())), "{typed:?}");
        assert!((1..=longest).contains(&seen_length(text)), "{text:?}");
        assert!(
            !text.chars().any(char::is_control) && text.trim() == text && !text.contains("  "),
            "{text:?}"
        );
        assert_eq!(Note::read(text, longest).unwrap().unwrap().as_str(), text, "a note may hold a line");
    }
    if let Ok(Some(note)) = Note::read(typed, longest) {
        let text = note.as_str();
        assert_eq!(Note::read(text, longest).as_ref(), Ok(&Some(note.clone())), "{typed:?}");
        assert!(!text.chars().any(|letter| letter.is_control() && letter != '\n'), "{text:?}");
        assert!(!text.contains("\n\n\n") && text.trim() == text, "{text:?}");
        // What has one line reads the same as one.
        if !text.contains('\n') && !typed.contains(['\n', '\r']) {
            assert_eq!(line.unwrap().unwrap().as_str(), text);
        }
    }
});
