//! Scanners on keyboards of other countries, with `CapsLock` on, and with what they add.

use proptest::{prelude::*, sample::select};

use super::{letters::by_position, tests::*, *};

/// The keys of a keyboard's main part.
const PLACES: &str =
    "Minus Equal BracketLeft BracketRight Backslash Semicolon Quote Backquote Comma Period Slash Space";

/// A keyboard: what its keys that differ from those of the USA say without and with Shift.
struct Layout(&'static [(&'static str, &'static str, &'static str)]);

const USA: Layout = Layout(&[]);
const GERMANY: Layout = Layout(&[
    ("KeyY", "z", "Z"),
    ("KeyZ", "y", "Y"),
    ("Digit2", "2", "\""),
    ("Digit3", "3", "§"),
    ("Digit6", "6", "&"),
    ("Digit7", "7", "/"),
    ("Digit8", "8", "("),
    ("Digit9", "9", ")"),
    ("Digit0", "0", "="),
    ("Minus", "ß", "?"),
    ("Equal", "Dead", "Dead"),
    ("BracketLeft", "ü", "Ü"),
    ("BracketRight", "+", "*"),
    ("Backslash", "#", "'"),
    ("Semicolon", "ö", "Ö"),
    ("Quote", "ä", "Ä"),
    ("Backquote", "Dead", "°"),
    ("Comma", ",", ";"),
    ("Period", ".", ":"),
    ("Slash", "-", "_"),
]);
const FRANCE: Layout = Layout(&[
    ("KeyQ", "a", "A"),
    ("KeyA", "q", "Q"),
    ("KeyW", "z", "Z"),
    ("KeyZ", "w", "W"),
    ("KeyM", ",", "?"),
    ("Digit1", "&", "1"),
    ("Digit2", "é", "2"),
    ("Digit3", "\"", "3"),
    ("Digit4", "'", "4"),
    ("Digit5", "(", "5"),
    ("Digit6", "-", "6"),
    ("Digit7", "è", "7"),
    ("Digit8", "_", "8"),
    ("Digit9", "ç", "9"),
    ("Digit0", "à", "0"),
    ("Minus", ")", "°"),
    ("BracketLeft", "Dead", "Dead"),
    ("BracketRight", "$", "£"),
    ("Backslash", "*", "µ"),
    ("Semicolon", "m", "M"),
    ("Quote", "ù", "%"),
    ("Backquote", "²", "~"),
    ("Comma", ";", "."),
    ("Period", ":", "/"),
    ("Slash", "!", "§"),
]);

impl Layout {
    /// What a browser on this keyboard tells when the scanner, set to a keyboard of the USA, types a code:
    /// Shift of its own first, and letters the other way round while `CapsLock` is on.
    fn keys_of(&self, code: &str, is_caps: bool) -> Vec<KeyPress> {
        code.chars().flat_map(|letter| self.keys_of_letter(letter, is_caps)).collect()
    }

    fn keys_of_letter(&self, letter: char, is_caps: bool) -> Vec<KeyPress> {
        let letters = ('A'..='Z').map(|letter| format!("Key{letter}"));
        let digits = (0..10).map(|digit| format!("Digit{digit}"));
        let places = letters.chain(digits).chain(PLACES.split(' ').map(str::to_owned));
        let mut found = places.flat_map(|code| [false, true].map(|shift| (code.clone(), shift)));
        let (code, shift) = found
            .find(|(code, shift)| {
                by_position(&KeyPress { code: code.clone(), shift: *shift, ..press("") }) == Some(letter)
            })
            .unwrap();
        let said = self.0.iter().find(|(place, ..)| *place == code);
        let key = said.map_or(letter.to_string(), |(_, plain, with_shift)| {
            (*if shift { with_shift } else { plain }).to_owned()
        });
        let key = match key.chars().next() {
            Some(one) if is_caps && key.chars().count() == 1 && one.is_alphabetic() && one != 'ß' => {
                if shift { one.to_lowercase().collect() } else { one.to_uppercase().collect() }
            }
            _ => key,
        };
        let shift_key = shift.then(|| KeyPress { code: "ShiftLeft".into(), shift, ..press("Shift") });
        shift_key.into_iter().chain([KeyPress { code, shift, ..press(&key) }]).collect()
    }
}

fn adding(prefix: &str, suffix: &str) -> ScannerSettings {
    ScannerSettings { prefix: prefix.into(), suffix: suffix.into(), ..ScannerSettings::default() }
}

/// Gaps about a speed, as uneven as such scanners are.
fn gaps() -> impl Strategy<Value = Vec<f64>> {
    (15.0..100.0f64, prop::collection::vec(0.8..1.2f64, 20..60))
        .prop_map(|(speed, jitter)| jitter.iter().map(|part| part * speed).collect())
}

proptest! {
    #[test]
    fn a_scanner_is_read_on_every_keyboard(
        code in "[0-9A-Za-z][-0-9A-Za-z./$+%# ]{3,30}[0-9A-Za-z]",
        layout in select(vec![0, 1, 2]),
        is_caps in any::<bool>(),
        end in select(vec![None, Some("Enter"), Some("Tab")]),
        gaps in gaps(),
    ) {
        prop_assume!(!may_be_search(&code, end, 100.0));
        let keyboard = [USA, GERMANY, FRANCE].into_iter().nth(layout).unwrap();
        let keys: Vec<_> = keyboard.keys_of(&code, is_caps).into_iter().chain(end.map(press)).collect();
        let came = typed(&keys, &gaps);
        prop_assert_eq!(came.scans.len(), 1);
        prop_assert_eq!(&came.scans[0].by_position, &code);
        prop_assert!(came.keys.is_empty(), "{:?}", came.keys);
        if layout == 0 {
            prop_assert!(domain::code::is_same(&came.scans[0].code, &code), "{}", came.scans[0].code);
        }
    }

    #[test]
    fn what_is_added_is_taken_off_and_makes_short_codes_scans(
        prefix in "[~!#*][A-Za-z0-9]{0,3}",
        suffix in "[A-Za-z0-9]{0,3}[;|^]",
        code in "[0-9]{1,14}",
        end in select(vec![None, Some("Enter"), Some("Tab")]),
        is_caps in any::<bool>(),
        gaps in gaps(),
    ) {
        // Its few keys may all be slower than its mean, but never than the slowest that was learnt.
        let gaps: Vec<f64> = gaps.iter().map(|gap| gap / 1.2).collect();
        let settings = adding(&prefix, &suffix).with_speed(100.0);
        let keys: Vec<_> =
            USA.keys_of(&format!("{prefix}{code}{suffix}"), is_caps).into_iter().chain(end.map(press)).collect();
        let came = typed_on(settings, &keys, &gaps);
        prop_assert_eq!(scanned(&came), [code]);
        prop_assert!(came.keys.is_empty(), "{:?}", came.keys);
    }

    #[test]
    fn what_is_set_wrong_still_sells(
        prefix in "[ -~]{0,4}",
        suffix in "[ -~]{0,4}",
        slowest in 0.0..100.0f64,
        end in select(vec![None, Some("Enter"), Some("Tab")]),
        gaps in gaps(),
    ) {
        let settings = adding(&prefix, &suffix).with_speed(slowest);
        for code in [BARCODE, "KK-002/a"] {
            let keys: Vec<_> = USA.keys_of(code, false).into_iter().chain(end.map(press)).collect();
            let came = typed_on(settings.clone(), &keys, &gaps);
            prop_assert_eq!(scanned(&came), [code]);
        }
    }
}

#[test]
fn a_scanner_that_hiccups_is_read_once_its_speed_is_known() {
    let keys = [keys_of(BARCODE), vec![press("Enter")]].concat();
    let mut gaps = vec![90.0; 14];
    gaps[6] = 150.0;
    assert_ne!(scanned(&typed(&keys, &gaps)), [BARCODE], "a stranger's break");
    let learnt = ScannerSettings::default().with_speed(88.0);
    assert_eq!(scanned(&typed_on(learnt, &keys, &gaps)), [BARCODE]);
}

#[test]
fn how_many_and_what_to_search_for_are_a_persons_also_where_a_slow_scanner_is_known() {
    let slow = ScannerSettings::patient();
    let came = typed_on(slow.clone(), &keys_of("3/latte"), &[70.0, 190.0, 120.0, 90.0]);
    assert_eq!((came.scans.len(), came.keys.concat().as_str()), (0, "3/latte"));
    let code = "12/345";
    for (end, gaps) in [("Enter", [90.0, 90.0, 95.0]), ("Tab", [70.0, 190.0, 120.0])] {
        let came = typed_on(slow.clone(), &[keys_of(code), vec![press(end)]].concat(), &gaps);
        assert_eq!(scanned(&came), [code], "as even as a scanner, or ended as no search is");
    }
}

#[test]
fn only_what_a_scanner_alone_can_have_typed_teaches() {
    let scan = |keys: &[KeyPress]| typed(keys, &[50.0]).scans.remove(0);
    let known = scan(&[keys_of(BARCODE), vec![press("Enter")]].concat());
    assert!(known.is_certain && (49.0..51.0).contains(&known.key_ms), "{known:?}");
    assert!(!scan(&keys_of("4999999999999")).is_certain, "no product has it");
    assert!(!scan(&in_field(keys_of(BARCODE))).is_certain, "people type into fields");
}

#[test]
fn a_persons_short_number_stays_a_number_whatever_is_set() {
    let came = typed_on(adding("1", "2"), &keys_of("152"), &[90.0]);
    assert_eq!((came.scans, came.keys), (vec![], vec!["1".to_owned(), "5".into(), "2".into()]));
}

#[test]
fn what_ended_a_scan_is_told() {
    let end = |keys: Vec<KeyPress>| typed(&[keys_of(BARCODE), keys].concat(), &[20.0]).scans.remove(0).end;
    assert_eq!(end(vec![press("Enter")]), End::Enter);
    assert_eq!(end(vec![press("Tab")]), End::Tab);
    assert_eq!(end(vec![]), End::Silence);
    assert_eq!(end(vec![press("F2")]), End::Silence);
}
