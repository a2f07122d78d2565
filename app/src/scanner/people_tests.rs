//! People at the till: what they type arrives whole, and what only a scanner types isn't taken for theirs.

use proptest::prelude::*;

use super::{tests::*, *};

/// A till with a search that `/` opens, as `till::keys` makes one.
#[derive(Default)]
struct Page {
    scanner: Scanner,
    is_searching: bool,
    /// Keys that acted outside the search.
    acted: String,
    search: String,
    searched: usize,
    scans: Vec<Scan>,
    at_ms: f64,
}

impl Page {
    fn carry_out(&mut self, heard: Heard, pressed: Option<&KeyPress>) -> bool {
        self.scans.extend(heard.scanned);
        let mut acted_now = false;
        for press in heard.keys {
            let is_letter = press.key.chars().count() == 1;
            let acts = match press.key.as_str() {
                key if is_letter && self.is_searching && !press.in_field => {
                    self.search.push_str(key);
                    true
                }
                key if is_letter && !press.in_field => {
                    self.acted.push_str(key);
                    self.is_searching |= key == "/";
                    true
                }
                "Enter" if self.is_searching => {
                    self.searched += 1;
                    true
                }
                _ => false,
            };
            acted_now |= acts && Some(&press) == pressed;
        }
        acted_now
    }

    /// Presses a key; a busy device is late to notice that nothing came.
    fn press(&mut self, key: &str, gap_ms: f64, is_busy: bool) {
        if gap_ms > f64::from(self.scanner.hold_ms()) && !is_busy {
            let heard = self.scanner.settle_after(self.scanner.presses(), is_known);
            self.carry_out(heard, None);
        }
        self.at_ms += gap_ms;
        let press = KeyPress { at_ms: self.at_ms, in_field: self.is_searching, ..press(key) };
        let heard = self.scanner.press(press.clone(), is_known);
        let is_held = heard.is_held;
        let acted = self.carry_out(heard, Some(&press));
        if !is_held && !acted && press.in_field && press.key.chars().count() == 1 {
            self.search.push_str(key);
        }
    }

    fn settle(&mut self) {
        let heard = self.scanner.settle_after(self.scanner.presses(), is_known);
        self.carry_out(heard, None);
    }
}

/// Gaps between 60 and 400 ms, as uneven as people's.
fn peoples_gaps() -> impl Strategy<Value = Vec<f64>> {
    let gap = prop_oneof![4 => 60.0..125.0f64, 1 => 125.0..137.0f64, 1 => 137.0..400.0f64];
    prop::collection::vec(gap, 24).prop_filter("uneven", |gaps| {
        gaps.windows(5).all(|window| {
            let most = window.iter().fold(0.0, |most: f64, gap| most.max(*gap));
            let least = window.iter().fold(most, |least: f64, gap| least.min(*gap));
            most - least > 0.06 * window.iter().sum::<f64>()
        })
    })
}

#[test]
fn words_that_are_typed_evenly_arrive_whole_too() {
    for (words, place) in [("12/croissant", 8), ("3/kopi susu", 4), ("3/latte", 3)] {
        for pause in [120.0, 127.0, 131.0, 137.0, 200.0] {
            let mut page = Page::default();
            for (at, key) in words.chars().enumerate() {
                page.press(&key.to_string(), if at == place { pause } else { 75.0 }, false);
            }
            page.press("Enter", 75.0, false);
            assert_eq!((page.scans, format!("{}{}", page.acted, page.search)), (vec![], words.to_owned()));
            assert_eq!(page.searched, 1, "{words}, {pause}");
        }
    }
}

proptest! {
    #[test]
    fn what_a_person_types_arrives_whole_and_in_order(
        count in "[1-9][0-9]{0,2}|",
        words in "[a-z]{1,9}( [a-z]{1,6}| 2)?",
        gaps in peoples_gaps(),
        is_busy in any::<bool>(),
        ends in any::<bool>(),
    ) {
        let mut page = Page::default();
        let letters = format!("{count}/{words}");
        let keys = letters.chars().map(String::from).chain(ends.then(|| "Enter".to_owned()));
        for (key, gap) in keys.zip(gaps) {
            page.press(&key, gap, is_busy);
        }
        page.settle();
        prop_assert_eq!(&page.scans, &[]);
        prop_assert_eq!((page.acted, page.search), (format!("{count}/"), words));
        prop_assert_eq!(page.searched, usize::from(ends));
    }

    #[test]
    fn a_code_with_a_pause_within_it_is_that_code(
        place in 1..13usize,
        pause in 126.0..999.0f64,
        speed in 2.0..90.0f64,
        is_field in any::<bool>(),
        ends in any::<bool>(),
    ) {
        let keys: Vec<_> = keys_of(BARCODE).into_iter().chain(ends.then(|| press("Enter"))).collect();
        let keys = if is_field { in_field(keys) } else { keys };
        let mut gaps = vec![speed; keys.len()];
        gaps[place] = pause;
        let came = typed(&keys, &gaps);
        let last = came.scans.last().expect("a scan");
        prop_assert_eq!((last.code.as_str(), last.had_pause, last.is_known), (BARCODE, true, true));
        prop_assert!(!came.passed.iter().any(|key| key == "Enter"));
    }
}

#[test]
fn a_code_with_two_pauses_is_that_code_and_a_longer_pause_ends_it() {
    let keys = [keys_of(BARCODE), vec![press("Enter")]].concat();
    let with = |pauses: &[(usize, f64)]| {
        let mut gaps = vec![15.0; keys.len()];
        pauses.iter().for_each(|(place, pause)| gaps[*place] = *pause);
        scanned(&typed(&keys, &gaps)).pop()
    };
    assert_eq!(with(&[(2, 170.0), (7, 300.0)]).as_deref(), Some(BARCODE));
    assert_eq!(with(&[(2, 170.0), (3, 170.0)]).as_deref(), Some(BARCODE));
    assert_eq!(with(&[(2, 1_500.0)]).as_deref(), Some(&BARCODE[2..]));
}

#[test]
fn a_persons_number_before_a_code_stays_how_many() {
    let keys = [keys_of("12"), keys_of(BARCODE), vec![press("Enter")]].concat();
    let mut gaps = vec![12.0; keys.len()];
    (gaps[1], gaps[2]) = (110.0, 300.0);
    let came = typed(&keys, &gaps);
    assert_eq!((scanned(&came), came.keys.concat().as_str()), (vec![BARCODE.to_owned()], "12"));
    assert!(!came.scans[0].had_pause);
    // Slow digits are no scanner's, though together they are a code.
    let came = typed(&[keys_of("8991"), keys_of(&BARCODE[4..])].concat(), &[210.0]);
    assert_eq!(came.scans, []);
}

#[test]
fn how_many_of_what_is_searched_for_is_a_persons_unless_it_came_as_from_a_machine() {
    let enter = |text: &str, gaps: &[f64]| typed(&[keys_of(text), vec![press("Enter")]].concat(), gaps);
    for gaps in [
        [0.0, 39.0, 50.0, 95.0, 63.0, 43.0, 82.0, 40.0],
        [0.0, 89.0, 103.0, 106.0, 87.0, 82.0, 104.0, 83.0],
        [0.0, 108.0, 93.0, 86.0, 118.0, 88.0, 95.0, 117.0],
    ] {
        let came = enter("3/latte", &gaps);
        assert_eq!((came.scans.len(), came.keys.concat().as_str()), (0, "3/latteEnter"), "{gaps:?}");
    }
    assert_eq!(enter("3/latte", &[75.0]).scans, [], "words, however evenly");
    assert_eq!(scanned(&enter("3/latte", &[8.0])), ["3/latte"]);
    for gap in [8.0, 50.0, 100.0] {
        assert_eq!(scanned(&enter("3/4711", &[gap])), ["3/4711"], "as even as a machine");
    }
    assert_eq!(scanned(&enter("3/K1", &[70.0, 110.0, 90.0])), ["3/K1"], "on the menu");
}

#[test]
fn a_code_that_nothing_has_is_told_within_a_field_too() {
    for end in ["Enter", "Tab"] {
        for (code, gap) in [
            ("99999999", 50.0),
            ("12345670", 95.0),
            ("ZZ-1", 10.0),
            ("nope-x", 10.0),
            ("HELLO", 20.0),
            ("A-1000", 80.0),
        ] {
            let came = typed(&in_field([keys_of(code), vec![press(end)]].concat()), &[gap]);
            assert_eq!(scanned(&came), [code], "{gap} {end}");
            assert!(came.passed.last().is_some_and(|key| key != end), "{code} {end}");
        }
        for gap in [50.0, 70.0, 95.0] {
            let keys =
                [vec![press("/")], in_field([keys_of("start1234"), vec![press(end)]].concat())].concat();
            assert_eq!(scanned(&typed(&keys, &[gap])), ["/start1234"], "{gap} {end}");
        }
        // A scanner whose speed is known may be as uneven as slow ones are.
        let keys = in_field([keys_of("ZZ-4711"), vec![press(end)]].concat());
        let gaps = [50.0, 62.0, 42.0, 58.0];
        let learnt = ScannerSettings::default().with_speed(60.0);
        assert_eq!(scanned(&typed_on(learnt, &keys, &gaps)), ["ZZ-4711"]);
        assert_eq!(typed(&keys, &gaps).scans, [], "a person's, for all that is known");
    }
}

#[test]
fn what_people_type_into_fields_stays_there() {
    for end in ["Enter", "Tab"] {
        for (text, gaps) in [
            ("latte", vec![60.0]),
            ("teh 2", vec![60.0]),
            ("200000", vec![60.0]),
            ("1.250.000", vec![60.0]),
            ("Meja 12", vec![80.0]),
            ("Meja12", vec![90.0, 70.0, 110.0, 140.0, 95.0, 80.0]),
            ("kk-00", vec![90.0, 120.0, 75.0, 110.0, 60.0]),
            ("Budi Santoso", vec![1.0]),
            ("77", vec![60.0]),
        ] {
            let came = typed(&in_field([keys_of(text), vec![press(end)]].concat()), &gaps);
            assert_eq!((came.scans, came.passed.last().map(String::as_str)), (vec![], Some(end)), "{text}");
        }
    }
}

#[test]
fn codes_of_two_and_three_letters_are_read_where_a_key_ends_them() {
    let on_control = |keys: Vec<KeyPress>| -> Vec<_> {
        keys.into_iter().map(|key| KeyPress { on_control: true, ..key }).collect()
    };
    for end in ["Enter", "Tab"] {
        for code in ["77", "A7B"] {
            for gap in [6.0, 50.0, 60.0] {
                let keys = [keys_of(code), vec![press(end)]].concat();
                assert_eq!(scanned(&typed(&keys, &[gap])), [code], "{gap} {end}");
                assert_eq!(scanned(&typed(&on_control(keys), &[gap])), [code], "{gap} {end}");
            }
        }
        // On a button the key after how many presses it.
        let keys = on_control([keys_of("77"), vec![press(end)]].concat());
        let came = typed(&keys, &[0.0, 60.0, 110.0]);
        assert_eq!((came.scans.len(), came.keys.len()), (0, 3));
        assert_eq!(
            typed(&[keys_of("12"), vec![press(end)]].concat(), &[50.0]).scans,
            [],
            "no product has it"
        );
    }
    assert_eq!(typed(&keys_of("77"), &[50.0]).scans, [], "nothing ended it: how many of the next product");
}
