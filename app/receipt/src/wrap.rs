//! Columns: how wide text is, and where it breaks.

/// How many columns a letter takes: East Asian letters and emoji two, combining marks none
/// (Unicode Standard Annex 11, the ranges that people's and products' names use).
pub(crate) fn letter_columns(letter: char) -> usize {
    match u32::from(letter) {
        0x0300..=0x036f
        | 0x0483..=0x0489
        | 0x0591..=0x05bd
        | 0x0610..=0x061a
        | 0x064b..=0x065f
        | 0x0900..=0x0902
        | 0x093a
        | 0x093c
        | 0x0941..=0x0948
        | 0x094d
        | 0x0e31
        | 0x0e34..=0x0e3a
        | 0x0e47..=0x0e4e
        | 0x1ab0..=0x1aff
        | 0x1dc0..=0x1dff
        | 0x200c..=0x200d
        | 0x20d0..=0x20ff
        | 0xfe00..=0xfe0f
        | 0xfe20..=0xfe2f => 0,
        0x1100..=0x115f
        | 0x2e80..=0xa4cf
        | 0xa960..=0xa97f
        | 0xac00..=0xd7a3
        | 0xf900..=0xfaff
        | 0xfe30..=0xfe6f
        | 0xff00..=0xff60
        | 0xffe0..=0xffe6
        | 0x1f1e6..=0x1f1ff
        | 0x1f300..=0x1f64f
        | 0x1f680..=0x1f6ff
        | 0x1f900..=0x1faff
        | 0x20000..=0x3fffd => 2,
        _ => 1,
    }
}

/// How many columns a text takes in single width.
pub(crate) fn columns_of(text: &str) -> usize {
    text.chars().map(letter_columns).sum()
}

/// Breaks a text at its spaces into rows of at most `columns`; a word longer than a row is cut.
/// Rows begin and end without spaces. Two columns are the least that can hold every letter.
pub(crate) fn wrap(text: &str, columns: usize) -> Vec<String> {
    let columns = columns.max(2);
    let mut rows = Vec::new();
    let mut row = String::new();
    let mut used = 0;
    for word in text.split(' ').filter(|word| !word.is_empty()) {
        let length = columns_of(word);
        if !row.is_empty() {
            if used + 1 + length <= columns {
                row.push(' ');
                used += 1;
            } else {
                rows.push(std::mem::take(&mut row));
                used = 0;
            }
        }
        for letter in word.chars() {
            let width = letter_columns(letter);
            if used + width > columns {
                rows.push(std::mem::take(&mut row));
                used = 0;
            }
            row.push(letter);
            used += width;
        }
    }
    if !row.is_empty() {
        rows.push(row);
    }
    rows
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn words_stay_whole_where_they_fit() {
        assert_eq!(wrap("Kopi susu gula aren", 10), ["Kopi susu", "gula aren"]);
        assert_eq!(wrap("  spaces   vanish ", 20), ["spaces vanish"]);
        assert!(wrap("   ", 20).is_empty());
    }

    #[test]
    fn a_word_longer_than_the_row_is_cut() {
        assert_eq!(wrap("es Supercalifragilistic", 8), ["es", "Supercal", "ifragili", "stic"]);
    }

    #[test]
    fn east_asian_letters_take_two_columns_and_accents_none() {
        assert_eq!(columns_of("拿铁"), 4);
        assert_eq!(columns_of("e\u{301}"), 1);
        assert_eq!(wrap("拿铁咖啡", 5), ["拿铁", "咖啡"]);
    }

    proptest! {
        #[test]
        fn no_row_is_wider_and_no_letter_is_lost(text in "\\PC{0,80}", columns in 2_usize..60) {
            let rows = wrap(&text, columns);
            for row in &rows {
                prop_assert!(columns_of(row) <= columns, "{row:?}");
            }
            let kept: String = rows.concat().chars().filter(|letter| *letter != ' ').collect();
            let given: String = text.chars().filter(|letter| *letter != ' ').collect();
            prop_assert_eq!(kept, given);
        }
    }
}
