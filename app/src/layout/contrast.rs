//! Proves that what the tokens say can be read: every text colour on every ground it stands on,
//! WCAG 2.2, success criteria 1.4.3 (4.5 : 1) and 1.4.11 (3 : 1).

use std::collections::BTreeMap;

const TOKENS: &str = include_str!("../../../style/tokens.css");

type Colours = BTreeMap<String, [u8; 3]>;

/// The opaque colours of the block that follows `selector`.
fn colours(selector: &str) -> Colours {
    let (_, after) = TOKENS.split_once(selector).unwrap_or_else(|| panic!("no {selector}"));
    let (body, _) = after.split_once('}').unwrap();
    let declared = body.lines().filter_map(|line| line.trim().strip_prefix("--")?.split_once(": #"));
    declared
        .filter_map(|(name, value)| {
            let hex = value.trim_end_matches(';');
            let channel = |at: usize| u8::from_str_radix(&hex[at..at + 2], 16).unwrap();
            (hex.len() == 6).then(|| (name.to_owned(), [channel(0), channel(2), channel(4)]))
        })
        .collect()
}

fn light() -> Colours {
    colours(":root {")
}

/// Of the light theme, what a dark one doesn't say anew.
fn dark(selector: &str) -> Colours {
    let mut all = light();
    all.extend(colours(selector));
    all
}

/// Relative luminance: https://www.w3.org/TR/WCAG22/#dfn-relative-luminance
fn luminance(colour: [u8; 3]) -> f64 {
    let linear = |channel: u8| {
        let share = f64::from(channel) / 255.0;
        if share <= 0.04045 { share / 12.92 } else { ((share + 0.055) / 1.055).powf(2.4) }
    };
    let [red, green, blue] = colour.map(linear);
    0.2126 * red + 0.7152 * green + 0.0722 * blue
}

fn ratio(one: [u8; 3], other: [u8; 3]) -> f64 {
    let (one, other) = (luminance(one) + 0.05, luminance(other) + 0.05);
    one.max(other) / one.min(other)
}

/// Text and the grounds it stands on.
const TEXTS: &[(&str, &[&str])] = &[
    ("ink", &["paper", "surface", "pandan-soft", "amber-soft", "brick-soft", "sky-soft"]),
    ("ink-2", &["paper", "surface"]),
    // Also of links, which stand on every ground but a full one; there they have its text's colour.
    ("pandan", &["paper", "surface", "pandan-soft", "amber-soft", "brick-soft", "sky-soft"]),
    ("amber", &["paper", "surface", "amber-soft"]),
    ("brick", &["paper", "surface", "brick-soft"]),
    ("sky", &["paper", "surface", "sky-soft"]),
    ("on-pandan", &["pandan"]),
    ("on-brick", &["brick"]),
    ("code-ink", &["code-paper"]),
];

fn check(theme: &str, colours: &Colours) {
    for (text, grounds) in TEXTS {
        for ground in *grounds {
            let found = ratio(colours[*text], colours[*ground]);
            assert!(found >= 4.5, "{theme}: {text} on {ground} is {found:.2} : 1");
        }
    }
    for ground in ["paper", "surface"] {
        let found = ratio(colours["edge"], colours[ground]);
        assert!(found >= 3.0, "{theme}: edge on {ground} is {found:.2} : 1");
    }
}

#[test]
fn both_themes_can_be_read() {
    check("light", &light());
    check("dark", &dark(r#":root[data-theme="dark"] {"#));
}

#[test]
fn the_dark_theme_is_the_same_whether_preferred_or_chosen() {
    let preferred = colours(r#":root:not([data-theme="light"]) {"#);
    assert!(preferred.len() > 10);
    assert_eq!(preferred, colours(r#":root[data-theme="dark"] {"#));
}

#[test]
fn contrast_is_measured_as_the_standard_says() {
    assert!((ratio([0, 0, 0], [255, 255, 255]) - 21.0).abs() < 0.001);
    assert!((ratio([0x76, 0x76, 0x76], [255, 255, 255]) - 4.54).abs() < 0.01);
}
