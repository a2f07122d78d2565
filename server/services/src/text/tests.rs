use proptest::prelude::*;
use unicode_normalization::UnicodeNormalization as _;

use super::{
    Line, Note, TextFault,
    character::{Kind, kind},
    cut, seen_length,
};

fn line(typed: &str) -> Result<Option<String>, &'static str> {
    Line::read(typed, 120).map(|line| line.map(Line::into_string)).map_err(|fault| fault.code().word())
}

fn note(typed: &str) -> Result<Option<String>, &'static str> {
    Note::read(typed, 500).map(|note| note.map(Note::into_string)).map_err(|fault| fault.code().word())
}

#[test]
fn what_is_cut_to_a_field_s_length_passes_its_gate() {
    let family = "👨\u{200d}👩\u{200d}👧";
    assert_eq!(cut(&format!("ab{family}c"), 3), format!("ab{family}"));
    for text in [family.repeat(500), "e\u{301}".repeat(600), "kopi".repeat(200)] {
        let cut = cut(&text, 500);
        assert_eq!(
            Note::read(&cut, 500).unwrap().map(|note| seen_length(note.as_str())),
            Some(seen_length(&cut))
        );
    }
}

#[test]
fn a_text_gets_one_form() {
    for typed in ["Kopi  susu", " Kopi susu ", "Kopi\u{a0}susu", "Kopi \u{3000}\u{2009}susu"] {
        assert_eq!(line(typed), Ok(Some("Kopi susu".into())), "{typed:?}");
    }
    assert_eq!(line("Rene\u{301}e"), Ok(Some("Renée".into())));
    assert_eq!(line("  \u{a0} "), Ok(None));
    assert_eq!(note("no sugar \r\n\r\n\n\n less ice \n"), Ok(Some("no sugar\n\nless ice".into())));
}

#[test]
fn what_has_no_place_is_refused_by_name() {
    for (typed, code) in [
        ("a\0b", "control_character"),
        ("a\u{1b}[31m", "control_character"),
        ("\u{7}", "control_character"),
        ("a\tb", "control_character"),
        ("a\u{7f}", "control_character"),
        ("a\u{9b}b", "control_character"),
        ("a\nb", "line_break"),
        ("a\u{2028}b", "line_break"),
        ("a\u{202e}b", "direction_character"),
        ("a\u{2066}b", "direction_character"),
        ("a\u{61c}b", "direction_character"),
        ("a\u{200b}b", "invisible_character"),
        ("a\u{200d}b", "invisible_character"),
        ("a\u{ad}b", "invisible_character"),
        ("a\u{fe0f}b", "invisible_character"),
        ("a\u{2060}", "invisible_character"),
        ("a\u{e0041}", "invisible_character"),
        ("a\u{3164}", "invisible_character"),
        ("\u{200b}\u{200d}", "nothing_visible"),
        ("\u{2800}\u{2800}", "nothing_visible"),
        ("\u{301}", "nothing_visible"),
        ("a\u{e000}", "unassigned_character"),
        ("a\u{ffff}", "unassigned_character"),
        ("a\u{fdd0}", "unassigned_character"),
        ("a\u{378}", "unassigned_character"),
        ("a\u{fffd}", "damaged_text"),
    ] {
        assert_eq!(line(typed), Err(code), "{typed:?}");
    }
    assert_eq!(note("a\u{2029}b"), Err("line_break"));
    assert_eq!(note("a\rb"), Err("control_character"));
    let sentence = Line::read("a\u{202e}", 9).unwrap_err().to_string();
    assert!(sentence.contains("U+202E, right-to-left override"), "{sentence}");
}

#[test]
fn what_people_write_is_taken() {
    for typed in [
        "O’Brien & Søn — «Café» №5 ½ €3.50",
        "می‌خواهم",
        "क्‍ष श्री",
        "ന്‍",
        "👨‍👩‍👧‍👦 🏳️‍🌈 ❤️‍🔥 🤷🏽‍♀️ 👩🏿‍🚀",
        "1️⃣ #️⃣ ☕️ ✈︎",
        "🏴\u{e0067}\u{e0062}\u{e0065}\u{e006e}\u{e0067}\u{e007f}",
        "葛\u{e0100}城 山田　太郎",
        "ភាសា\u{200b}ខ្មែរ",
        "ภาษาไทย กาแฟ",
        "שָׁלוֹם",
        "Nguyễn Thị Ánh",
        "مقهى ١٢٣",
        "<b>bold</b> '; DROP TABLE",
    ] {
        assert!(matches!(line(typed), Ok(Some(_))), "{typed:?} {:?}", line(typed));
    }
}

#[test]
fn length_is_what_people_see() {
    assert_eq!(line(&"e\u{301}".repeat(120)).map(|text| text.map(|text| seen_length(&text))), Ok(Some(120)));
    assert_eq!(line(&"🇮🇩".repeat(120)).map(|text| text.is_some()), Ok(true));
    assert_eq!(line(&"👍🏽".repeat(120)).map(|text| text.is_some()), Ok(true));
    assert_eq!(line(&"x".repeat(121)), Err("too_long"));
    assert_eq!(line(&"x".repeat(1 << 20)), Err("too_long"));
    assert_eq!(line(&format!("Z{}", "\u{30d}".repeat(60))), Err("too_many_marks"));
    // A limit that isn't of characters isn't told as one, however far beyond it a text is.
    assert_eq!(line(&"👨‍👩‍👧‍👦".repeat(60)).map(|text| text.is_some()), Ok(true));
    for families in [80, 120] {
        let fault = Line::read(&"👨‍👩‍👧‍👦".repeat(families), 120).unwrap_err();
        assert_eq!(fault, TextFault::TooManyParts { most: 480 });
        assert!(!fault.to_string().contains("characters"), "{fault}");
    }
    assert_eq!(line(&"👨‍👩‍👧‍👦".repeat(121)), Err("too_long"));
    assert_eq!(Line::read("abc", 2), Err(TextFault::TooLong { longest: 2 }));
}

/// Any character, of every category alike.
fn messy() -> impl Strategy<Value = String> {
    let special = prop::sample::select(vec![
        '\0',
        '\t',
        '\n',
        '\r',
        '\u{1b}',
        '\u{85}',
        '\u{a0}',
        '\u{ad}',
        '\u{301}',
        '\u{61c}',
        '\u{200b}',
        '\u{200c}',
        '\u{200d}',
        '\u{200e}',
        '\u{2028}',
        '\u{202e}',
        '\u{2066}',
        '\u{3000}',
        '\u{3164}',
        '\u{fe0f}',
        '\u{feff}',
        '\u{fffd}',
        '\u{e0067}',
        '\u{e000}',
        'é',
        'म',
        'ß',
        '☕',
        '\u{1f3f4}',
        ' ',
        'a',
    ]);
    prop::collection::vec(prop_oneof![special, any::<char>(), prop::char::range('\0', '\u{3000}')], 0..12)
        .prop_map(|letters| letters.into_iter().collect())
}

proptest! {
    #[test]
    fn what_passes_is_clean_and_passes_again(typed in messy()) {
        for (kept, may_break) in [(line(&typed), false), (note(&typed), true)] {
            let Ok(Some(text)) = kept else { continue };
            prop_assert!(unicode_normalization::is_nfc(&text));
            prop_assert!(!text.contains("  ") && text.trim() == text);
            prop_assert!(text.chars().any(|letter| kind(letter) == Kind::Visible));
            for letter in text.chars() {
                let is_refused = matches!(
                    kind(letter),
                    Kind::Control | Kind::Direction | Kind::Unassigned | Kind::Separator | Kind::Damaged
                        | Kind::Invisible
                ) || (letter == '\n' && !may_break);
                prop_assert!(!is_refused, "{letter:?}");
            }
            let again = if may_break { note(&text) } else { line(&text) };
            prop_assert_eq!(again, Ok(Some(text)));
        }
    }

    #[test]
    fn composed_or_not_it_is_the_same(typed in messy()) {
        let forms = [typed.nfc().collect::<String>(), typed.nfd().collect()];
        prop_assert_eq!(line(&forms[0]), line(&forms[1]));
        prop_assert_eq!(line(&forms[0]), line(&typed));
    }
}
