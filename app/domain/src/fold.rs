//! The one form in which texts are compared when somebody searches, and when two are the same.
//!
//! Equal text comes in unequal forms: composed and decomposed, in two cases, full-width, with accents
//! or without, with two spaces, with a curved apostrophe. [`fold`] gives all of them one form, made of
//! what people type.

use std::borrow::Cow;

/// The most words of a text that are looked at.
const MAX_WORDS: usize = 12;

/// A text as it is compared: small letters without accents, one space between words, straight quotes
/// and dashes. `Café`, `CAFE\u{301}` and `ｃａｆé` are all `cafe`; `Łukasz Groß` is `lukasz gross`.
pub fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    let mut is_spaced = false;
    let mut put = |letter: char| {
        if letter.is_whitespace() {
            is_spaced = !folded.is_empty();
            return;
        }
        if std::mem::take(&mut is_spaced) {
            folded.push(' ');
        }
        folded.push(letter);
    };
    // Most texts are ASCII, which is decomposed already.
    let text = if text.is_ascii() { Cow::Borrowed(text) } else { Cow::Owned(decomposed(text)) };
    for letter in text.chars().filter(|letter| !falls_away(*letter)) {
        match plain(letter) {
            Some(letters) => letters.chars().for_each(&mut put),
            None => letter.to_lowercase().for_each(|small| match plain(small) {
                Some(letters) => letters.chars().for_each(&mut put),
                // A capital whose small form is a letter and a mark: the mark falls away here too.
                None if falls_away(small) => {}
                None => put(small),
            }),
        }
    }
    folded
}

/// Words of a text as they are searched, at most twelve: `Rönkkö-Ödegård` gives `ronkko`, `odegard`.
pub fn words(text: &str) -> Vec<String> {
    let folded = fold(text);
    let words = folded.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty());
    words.take(MAX_WORDS).map(str::to_owned).collect()
}

/// How a code that somebody types may be written where it is stored as its shop writes it: as typed, in
/// its plain form, and each in capitals and small letters.
pub fn spellings(code: &str) -> Vec<String> {
    let folded = fold(code);
    let mut spellings =
        vec![code.to_owned(), code.to_lowercase(), code.to_uppercase(), folded.to_uppercase(), folded];
    spellings.sort_unstable();
    spellings.dedup();
    spellings
}

/// Whether two texts are the same but for their form.
pub fn is_same(one: &str, other: &str) -> bool {
    one == other || fold(one) == fold(other)
}

/// Whether every word of a search, which is folded already, is in a text.
pub fn has_words(text: &str, folded_search: &str) -> bool {
    let text = fold(text);
    folded_search.split(' ').all(|word| text.contains(word))
}

/// Unicode's compatibility decomposition (NFKD).
#[cfg(not(target_arch = "wasm32"))]
fn decomposed(text: &str) -> String {
    unicode_normalization::UnicodeNormalization::nfkd(text).collect()
}

/// Unicode's compatibility decomposition (NFKD), by the browser: its own tables would be a tenth of the
/// bundle.
#[cfg(target_arch = "wasm32")]
fn decomposed(text: &str) -> String {
    js_sys::JsString::from(text).normalize("NFKD").into()
}

/// What is not compared: accents and points over and under letters, and what nobody sees. The vowels of
/// Indic and Southeast Asian scripts are letters and stay.
const fn falls_away(letter: char) -> bool {
    matches!(letter,
        // Combining diacritical marks.
        '\u{300}'..='\u{36f}' | '\u{1ab0}'..='\u{1aff}' | '\u{1dc0}'..='\u{1dff}'
        | '\u{20d0}'..='\u{20ff}' | '\u{fe20}'..='\u{fe2f}' | '\u{483}'..='\u{489}'
        // Points of Hebrew, Arabic and Syriac.
        | '\u{591}'..='\u{5bd}' | '\u{5bf}' | '\u{5c1}' | '\u{5c2}' | '\u{5c4}' | '\u{5c5}' | '\u{5c7}'
        | '\u{610}'..='\u{61a}' | '\u{640}' | '\u{64b}'..='\u{65f}' | '\u{670}' | '\u{6d6}'..='\u{6dc}'
        | '\u{6df}'..='\u{6e4}' | '\u{6e7}' | '\u{6e8}' | '\u{6ea}'..='\u{6ed}' | '\u{711}'
        | '\u{730}'..='\u{74a}'
        // Nukta and virama of Indic scripts, which would cut words in two; tone marks likewise.
        | '\u{93c}' | '\u{94d}' | '\u{951}'..='\u{954}' | '\u{9bc}' | '\u{9cd}' | '\u{a3c}' | '\u{a4d}'
        | '\u{abc}' | '\u{acd}' | '\u{b3c}' | '\u{b4d}' | '\u{bcd}' | '\u{c3c}' | '\u{c4d}' | '\u{cbc}'
        | '\u{ccd}' | '\u{d3b}' | '\u{d3c}' | '\u{d4d}' | '\u{dca}' | '\u{e3a}' | '\u{e47}'..='\u{e4e}'
        | '\u{eba}' | '\u{ec8}'..='\u{ece}' | '\u{f18}' | '\u{f19}' | '\u{f35}' | '\u{f37}' | '\u{f39}'
        | '\u{f82}'..='\u{f84}' | '\u{1037}' | '\u{1039}' | '\u{103a}' | '\u{17c9}'..='\u{17d3}' | '\u{17dd}'
        // Japanese voicing marks: part of a letter that is typed without them on no keyboard, but
        // searched without them by many.
        | '\u{3099}' | '\u{309a}'
        // Joiners, directions, hyphens that aren't seen, variants of a letter's look, tags.
        | '\u{ad}' | '\u{61c}' | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}'
        | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}'
        | '\u{e0000}'..='\u{e0fff}')
}

/// Letters that no decomposition makes plain, as people without them on their keyboard type them.
const fn plain(letter: char) -> Option<&'static str> {
    Some(match letter {
        'Ł' | 'ł' => "l",
        'Đ' | 'đ' | 'Ð' | 'ð' | 'Ɖ' | 'ɖ' | 'Ɗ' | 'ɗ' => "d",
        'Ø' | 'ø' => "o",
        'ß' | 'ẞ' => "ss",
        'Æ' | 'æ' => "ae",
        'Œ' | 'œ' => "oe",
        'Þ' | 'þ' => "th",
        'ı' | 'İ' => "i",
        'Ħ' | 'ħ' => "h",
        'Ŧ' | 'ŧ' => "t",
        'Ŋ' | 'ŋ' => "n",
        'ĸ' | 'Ƙ' | 'ƙ' => "k",
        'Ə' | 'ə' | 'Ǝ' | 'ǝ' => "e",
        'Ɓ' | 'ɓ' => "b",
        'ƒ' | 'Ƒ' => "f",
        'Ɨ' | 'ɨ' => "i",
        'Ʉ' | 'ʉ' => "u",
        'Ƶ' | 'ƶ' => "z",
        'Ƴ' | 'ƴ' => "y",
        'ς' => "σ",
        '’' | '‘' | 'ʼ' | 'ʻ' | '′' | '`' => "'",
        '“' | '”' | '„' | '«' | '»' => "\"",
        '‐' | '‑' | '‒' | '–' | '—' | '−' => "-",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use unicode_normalization::UnicodeNormalization as _;

    use super::*;

    #[test]
    fn equal_texts_have_one_form() {
        for (texts, folded) in [
            (&["Café", "Cafe\u{301}", "CAFÉ", "cafe", " ｃａｆé ", "Ca\u{ad}fé"][..], "cafe"),
            (&["Łukasz Groß", "LUKASZ  GROSS", "łukasz\u{a0}groẞ"], "lukasz gross"),
            (&["Ødegård Æther", "o\u{338}degard aether"], "odegard aether"),
            (&["Đặng Thị", "dang thi", "ĐẶNG THỊ"], "dang thi"),
            (&["Işık İnci", "isik inci", "ISIK I\u{307}NCI"], "isik inci"),
            (&["Þór Ðað", "thor dad"], "thor dad"),
            (&["O’Brien–Smith", "O`Brien-Smith", "o'brien-smith"], "o'brien-smith"),
            (&["ΣΊΣΥΦΟΣ", "σίσυφος"], "σισυφοσ"),
            (&["مُحَمَّد", "محمد"], "محمد"),
            (&["ﬁrst", "FIRST"], "first"),
            (&["", " \u{200b} "], ""),
        ] {
            for text in texts {
                assert_eq!(fold(text), folded, "{text}");
            }
        }
    }

    #[test]
    fn a_letter_is_the_same_beside_any_other() {
        for letter in '\0'..='\u{7f}' {
            let (alone, beside) = (format!("e{letter}x"), format!("é{letter}x"));
            assert_eq!(fold(&alone), fold(&beside), "{letter:?}");
        }
    }

    #[test]
    fn other_texts_stay_apart() {
        for (one, other) in [("राम", "रम"), ("李明", "李"), ("★", "☆"), ("Anna", "Anne"), ("мир", "мор")]
        {
            assert!(!is_same(one, other), "{one} {other}");
        }
    }

    #[test]
    fn a_code_is_found_in_capitals_and_small_letters() {
        for typed in ["so-1001", "SO-1001", "So-1001", "ｓｏ－1001", " so\u{2011}1001"] {
            for stored in ["so-1001", "SO-1001"] {
                assert!(spellings(typed).iter().any(|spelling| spelling == stored), "{typed} {stored}");
            }
        }
        assert_eq!(spellings("10248"), ["10248"]);
        assert!(!spellings("so-1001").iter().any(|spelling| spelling == "so-1002"));
    }

    #[test]
    fn words_are_cut_at_what_is_no_letter() {
        assert_eq!(words("Rönkkö-Ödegård, O’Neil"), ["ronkko", "odegard", "o", "neil"]);
        assert_eq!(words("श्रीकृष्ण"), ["शरीकृषण"]);
        assert_eq!(words(&"a ".repeat(99)).len(), MAX_WORDS);
    }

    proptest! {
        #[test]
        fn every_form_of_a_text_folds_to_one(text in any::<String>()) {
            let folded = fold(&text);
            let forms: [String; 4] =
                [text.nfc().collect(), text.nfd().collect(), text.nfkc().collect(), text.nfkd().collect()];
            for form in forms {
                prop_assert_eq!(&fold(&form), &folded);
            }
            prop_assert_eq!(fold(&folded), folded);
        }

        #[test]
        fn spaces_and_cases_make_no_difference(words in prop::collection::vec("[\\p{Latin}]{1,9}", 1..5)) {
            let text = words.join(" ");
            prop_assert_eq!(fold(&words.join(" \u{3000}\u{a0} ")), fold(&text));
            prop_assert_eq!(fold(&text.to_lowercase()), fold(&text));
        }
    }
}
