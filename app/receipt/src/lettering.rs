//! Which letters a medium can say, and what stands in for those it can't.

use crate::profile::CodePageSlot;

/// The letters that rows may use.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Lettering {
    /// Those of a printer's code pages.
    Pages(&'static [CodePageSlot]),
    /// Any: screens and messages.
    Unicode,
}

impl Lettering {
    /// Whether all of a text can be said as it stands.
    pub(crate) fn says(self, text: &str) -> bool {
        text.chars().all(|letter| self.says_letter(letter))
    }

    pub(crate) fn says_letter(self, letter: char) -> bool {
        match self {
            Self::Pages(slots) => slots.iter().any(|slot| slot.page.byte(letter).is_some()),
            Self::Unicode => true,
        }
    }

    /// The text made safe and sayable: every kind of white space is a space, control characters
    /// (which a printer would obey) and marks that reorder text are gone, and typographic signs
    /// give way to plain ones where the medium lacks them. What remains unsayable stays as it is.
    pub(crate) fn fold(self, text: &str) -> String {
        let mut folded = String::with_capacity(text.len());
        for letter in text.chars() {
            match plain(letter) {
                _ if letter.is_whitespace() => folded.push(' '),
                _ if is_invisible(letter) => {}
                Some(plain) if !self.says_letter(letter) => folded.push_str(plain),
                _ => folded.push(letter),
            }
        }
        folded
    }
}

/// Control characters, soft hyphens, zero-width spaces, byte order marks, bidirectional marks.
fn is_invisible(letter: char) -> bool {
    letter.is_control()
        || matches!(
            letter,
            '\u{ad}' | '\u{61c}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{feff}'
        )
}

/// What typewriters wrote for a typographic sign.
fn plain(letter: char) -> Option<&'static str> {
    Some(match letter {
        '‘' | '’' | '‚' | '‛' | '′' => "'",
        '“' | '”' | '„' | '‟' | '″' => "\"",
        '‹' => "<",
        '›' => ">",
        '‐' | '‑' | '‒' | '–' | '—' | '―' | '−' => "-",
        '…' => "...",
        '•' | '·' => "*",
        '×' => "x",
        '™' => "(TM)",
        '©' => "(C)",
        '®' => "(R)",
        'œ' => "oe",
        'Œ' => "OE",
        'ﬁ' => "fi",
        'ﬂ' => "fl",
        '№' => "No.",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::profile;

    fn lettering(id: &str) -> Lettering {
        Lettering::Pages(profile::by_id(id).unwrap().code_pages)
    }

    #[test]
    fn a_printer_is_never_told_control_characters() {
        let nasty = "Kopi\u{1b}p\0\n\u{7f}\u{9b}\u{202e}susu";
        assert_eq!(lettering("epson-tm-t20ii").fold(nasty), "Kopip susu");
        assert_eq!(Lettering::Unicode.fold(nasty), "Kopip susu");
    }

    #[test]
    fn signs_give_way_only_where_the_printer_lacks_them() {
        assert_eq!(lettering("epson-tm-t20ii").fold("“5 − 3…”"), "“5 - 3…”");
        let ascii_and_cyrillic: &'static [CodePageSlot] =
            &[CodePageSlot { page: crate::code_page::CodePage::Pc866, number: 17 }];
        assert_eq!(Lettering::Pages(ascii_and_cyrillic).fold("“Чай…” ×2"), "\"Чай...\" x2");
        assert_eq!(Lettering::Unicode.fold("“5 − 3…”\u{a0}"), "“5 − 3…” ");
    }

    #[test]
    fn what_no_page_can_say_stays_to_be_drawn() {
        let folded = lettering("generic-58mm").fold("拿铁");
        assert_eq!(folded, "拿铁");
        assert!(!lettering("generic-58mm").says(&folded));
        assert!(lettering("generic-58mm").says("Łódź, café, Чай, 5 €"));
    }
}
