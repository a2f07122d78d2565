//! Scanners and people as lists of recorded keys.

use proptest::prelude::*;

use super::*;

pub(super) const BARCODE: &str = "8991000000001";
const KNOWN: [&str; 7] = [BARCODE, "KK-002/a", "aB", "ÄÖ9", "77", "A7B", "3/K1"];

pub(super) fn is_known(code: &str) -> bool {
    KNOWN.iter().any(|known| domain::code::is_same(known, code))
}

pub(super) fn press(key: &str) -> KeyPress {
    KeyPress {
        key: key.into(),
        code: String::new(),
        modified: false,
        repeat: false,
        shift: false,
        ctrl: false,
        alt: false,
        in_field: false,
        on_control: false,
        at_ms: 0.0,
    }
}

/// A key with Shift: first Shift itself, then the letter.
pub(super) fn shifted(key: &str) -> [KeyPress; 2] {
    [KeyPress { shift: true, ..press("Shift") }, KeyPress { shift: true, ..press(key) }]
}

/// What a scanner types on a keyboard of the USA.
pub(super) fn keys_of(code: &str) -> Vec<KeyPress> {
    let needs_shift = |letter: char| letter.is_ascii_uppercase() || "~!@#$%^&*()_+{}|:\"<>?".contains(letter);
    let mut keys = Vec::new();
    for letter in code.chars() {
        if needs_shift(letter) {
            keys.extend(shifted(&letter.to_string()));
        } else {
            keys.push(press(&letter.to_string()));
        }
    }
    keys
}

/// A letter as Alt and its number.
pub(super) fn alt_keys(number: &str) -> Vec<KeyPress> {
    let digit = |digit: char| KeyPress {
        code: format!("Numpad{digit}"),
        alt: true,
        modified: true,
        ..press(&digit.to_string())
    };
    let alt = KeyPress { alt: true, modified: true, ..press("Alt") };
    std::iter::once(alt).chain(number.chars().map(digit)).collect()
}

#[derive(Debug, Default, PartialEq)]
pub(super) struct Came {
    pub(super) scans: Vec<Scan>,
    /// Keys that acted as a person's.
    pub(super) keys: Vec<String>,
    /// Keys that nobody held back.
    pub(super) passed: Vec<String>,
}

/// Types keys with such gaps, and tells what became of them; silence as long as a gap is heard as the
/// page hears it.
pub(super) fn typed(keys: &[KeyPress], gaps: &[f64]) -> Came {
    typed_on(ScannerSettings::default(), keys, gaps)
}

/// The same on a device with such settings.
pub(super) fn typed_on(settings: ScannerSettings, keys: &[KeyPress], gaps: &[f64]) -> Came {
    let (mut scanner, mut came, mut at_ms) = (Scanner::new(settings), Came::default(), 10_000.0);
    let note = |came: &mut Came, heard: Heard| {
        came.scans.extend(heard.scanned);
        came.keys.extend(heard.keys.into_iter().map(|press| press.key));
    };
    for (place, key) in keys.iter().enumerate() {
        let gap = gaps[place % gaps.len()];
        if gap > f64::from(scanner.hold_ms()) && scanner.is_waiting() {
            let heard = scanner.settle_after(scanner.presses(), is_known);
            note(&mut came, heard);
        }
        at_ms += gap;
        let heard = scanner.press(KeyPress { at_ms, ..key.clone() }, is_known);
        if !heard.is_held {
            came.passed.push(key.key.clone());
        }
        note(&mut came, heard);
    }
    let heard = scanner.settle_after(scanner.presses(), is_known);
    note(&mut came, heard);
    came
}

/// Whether a person may have typed this at such a pace to search for so many of something.
pub(super) fn may_be_search(code: &str, end: Option<&str>, speed: f64) -> bool {
    let is_searched = matches!(end, None | Some("Enter")) && speed * 1.2 > 40.0;
    is_searched && burst::counted_search(code).is_some() && !is_known(code)
}

pub(super) fn in_field(keys: Vec<KeyPress>) -> Vec<KeyPress> {
    keys.into_iter().map(|key| KeyPress { in_field: true, ..key }).collect()
}

pub(super) fn scanned(came: &Came) -> Vec<String> {
    came.scans.iter().map(|scan| scan.code.clone()).collect()
}

proptest! {
    #[test]
    fn any_printable_code_at_any_speed_with_any_end_is_a_scan_and_nothing_else(
        code in "[0-9A-Za-z][ -~]{3,40}",
        end in prop::option::of(prop::sample::select(vec!["Enter", "Tab"])),
        speed in 1.0..100.0f64,
        jitter in prop::collection::vec(0.8..1.2f64, 1..50),
    ) {
        prop_assume!(!may_be_search(&code, end, speed));
        let keys: Vec<_> = keys_of(&code).into_iter().chain(end.map(press)).collect();
        let gaps: Vec<f64> = jitter.iter().map(|part| part * speed).collect();
        let came = typed(&keys, &gaps);
        prop_assert_eq!(scanned(&came), [code.as_str()]);
        prop_assert!(came.keys.is_empty(), "{:?}", came.keys);
        prop_assert!(came.passed.iter().all(|key| key == "Shift"), "{:?}", came.passed);
    }

    #[test]
    fn a_code_that_begins_like_a_shortcut_is_a_scan_too(
        code in "[ /?#]{1}[0-9]{11,20}",
        speed in 1.0..100.0f64,
        jitter in prop::collection::vec(0.8..1.2f64, 1..50),
    ) {
        let keys: Vec<_> = keys_of(&code).into_iter().chain([press("Enter")]).collect();
        let gaps: Vec<f64> = jitter.iter().map(|part| part * speed).collect();
        let came = typed(&keys, &gaps);
        let acted: &[&str] = if code.starts_with('/') { &["/"] } else { &[] };
        prop_assert_eq!(scanned(&came), [code.as_str()]);
        prop_assert_eq!(came.keys, acted);
    }

    #[test]
    fn within_a_field_a_scan_is_told_known_or_not(
        code in "[0-9]{12,20}",
        end in prop::option::of(prop::sample::select(vec!["Enter", "Tab"])),
        speed in 1.0..100.0f64,
        jitter in prop::collection::vec(0.8..1.2f64, 1..50),
    ) {
        let keys: Vec<_> = keys_of(&code).into_iter().chain(end.map(press)).collect();
        let gaps: Vec<f64> = jitter.iter().map(|part| part * speed).collect();
        let came = typed(&in_field(keys), &gaps);
        prop_assert_eq!(scanned(&came), [code.as_str()]);
        prop_assert!(came.scans.iter().all(|scan| scan.in_field));
        prop_assert!(!came.passed.iter().any(|key| key == "Tab" || key == "Enter"));
    }

    #[test]
    fn a_person_keeps_the_shortcuts(
        digits in "[1-9]{1,3}",
        gaps in prop::collection::vec(60.0..400.0f64, 1..10),
    ) {
        let keys: Vec<_> = digits.chars().map(|digit| press(&digit.to_string())).chain([press("F2")]).collect();
        let came = typed(&keys, &gaps);
        let expected: Vec<String> = keys.into_iter().map(|key| key.key).collect();
        prop_assert_eq!((came.keys, came.scans), (expected, vec![]));
    }

    #[test]
    fn a_person_searches_at_any_speed(
        gaps in prop::collection::vec(45.0..260.0f64, 7..8),
    ) {
        let keys = [vec![press("/")], in_field(keys_of("latte2")), vec![press("ArrowDown")]].concat();
        let came = typed(&keys, &gaps);
        prop_assert_eq!(came.scans.len(), 0);
        prop_assert_eq!(came.keys, ["/", "ArrowDown"], "at once, and the rest goes to the field");
    }
}

#[test]
fn what_ends_a_code_late_or_twice_belongs_to_it() {
    let ended = |ends: &[&str], gap: f64| {
        let keys: Vec<_> = keys_of(BARCODE).into_iter().chain(ends.iter().map(|key| press(key))).collect();
        let mut gaps = vec![20.0; keys.len() - 1];
        gaps.push(gap);
        typed(&keys, &gaps)
    };
    for came in [ended(&["Enter", "Tab"], 20.0), ended(&["Enter"], 300.0), ended(&["Tab"], 300.0)] {
        assert_eq!((scanned(&came), came.keys, came.passed), (vec![BARCODE.to_owned()], vec![], vec![]));
    }
    assert_eq!(ended(&["Enter"], 900.0).passed, ["Enter"], "that is a person's");
}

#[test]
fn a_digit_before_a_scan_is_a_shortcut_and_a_second_scan_is_another() {
    let mut keys = vec![press("3")];
    let mut gaps = vec![0.0];
    for _ in 0..2 {
        keys.extend(keys_of(BARCODE));
        gaps.push(300.0);
        gaps.extend([12.0; 12]);
    }
    let came = typed(&keys, &gaps);
    assert_eq!((scanned(&came), came.keys), (vec![BARCODE.to_owned(); 2], vec!["3".to_owned()]));
}

#[test]
fn group_separators_come_as_control_keys_alt_codes_and_function_keys() {
    let control = KeyPress { ctrl: true, modified: true, code: "BracketRight".into(), ..press("]") };
    for separator in [vec![press("Control"), control], alt_keys("029"), vec![press("F8")]] {
        let mut keys = keys_of("0108991000000013");
        keys.extend(separator);
        keys.extend(keys_of("10ABC"));
        keys.push(press("Enter"));
        let came = typed(&keys, &[8.0]);
        assert_eq!((scanned(&came), came.keys), (vec!["0108991000000013\u{1d}10ABC".to_owned()], vec![]));
    }
}

#[test]
fn a_code_of_alt_codes_alone_is_read() {
    let keys: Vec<_> = ["0075", "0075", "045", "48", "0048", "050", "47", "97"]
        .into_iter()
        .flat_map(alt_keys)
        .chain([press("Enter")])
        .collect();
    assert_eq!(scanned(&typed(&keys, &[9.0])), ["KK-002/a"]);
}

#[test]
fn a_scanner_of_another_layout_is_read_by_where_the_keys_are() {
    let key = |key: &str, code: &str| KeyPress { code: code.into(), ..press(key) };
    // The digits of AZERTY without Shift, and a dead key of a German keyboard.
    let row = ["à", "&", "é", "\"", "'", "(", "-", "è", "_", "ç"];
    let keys: Vec<_> = BARCODE
        .chars()
        .map(|digit| key(row[digit.to_digit(10).unwrap() as usize], &format!("Digit{digit}")))
        .chain([press("Enter")])
        .collect();
    let came = typed(&keys, &[15.0]);
    assert_eq!((came.scans[0].by_position.as_str(), came.scans[0].shown()), (BARCODE, BARCODE.to_owned()));
    let keys = [key("a", "KeyA"), key("Dead", "Equal"), key("z", "KeyY"), key("1", "Digit1"), press("Tab")];
    assert_eq!(typed(&keys, &[15.0]).scans[0].by_position, "a=y1");
    // With Shift the same row types digits, whatever stands at their place elsewhere.
    let keys: Vec<_> = BARCODE.chars().flat_map(|digit| shifted(&digit.to_string())).collect();
    assert_eq!(scanned(&typed(&keys, &[15.0])), [BARCODE]);
}

#[test]
fn within_a_field_words_are_a_persons_or_a_programs() {
    for (word, gap) in
        [("latte macchiato", 1.0), ("Budi Santoso", 90.0), ("2 lattes", 100.0), ("200000", 60.0)]
    {
        let came = typed(&in_field([keys_of(word), vec![press("Enter")]].concat()), &[gap]);
        assert!(came.scans.is_empty() && came.passed.last().is_some_and(|key| key == "Enter"), "{word}");
    }
    let phone = typed(&in_field(keys_of("081234567890")), &[90.0, 140.0, 60.0, 110.0]);
    assert_eq!(phone.scans, []);
}

#[test]
fn keys_held_down_and_keys_with_ctrl_are_passed_on() {
    let held = KeyPress { repeat: true, ..press("1") };
    let came = typed(&[press("1"), held.clone(), held.clone(), held], &[30.0]);
    assert_eq!((came.scans.len(), came.keys.len()), (0, 4));
    let copy = KeyPress { modified: true, ctrl: true, code: "KeyC".into(), ..press("c") };
    let came = typed(&[copy], &[0.0]);
    assert_eq!((came.keys, came.passed), (vec!["c".to_owned()], vec!["c".to_owned()]));
}
