//! Code pages: which byte a printer takes for which letter.
//!
//! Bytes 0x20 to 0x7E are ASCII in all of them. The upper halves are those of IBM's and Microsoft's
//! code page tables as the Unicode Consortium publishes them (`Public/MAPPINGS/VENDORS`).

/// A table of 256 letters that a printer can be switched to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum CodePage {
    /// United States and Western Europe: the page that every printer has.
    Pc437,
    /// Western Europe with the euro sign (page 850 with € for dotless i).
    Pc858,
    /// Western Europe as Windows writes it, with euro sign and dashes.
    Wpc1252,
    /// Central Europe: Polish, Czech, Slovak, Hungarian, Croatian, Romanian.
    Pc852,
    /// Cyrillic.
    Pc866,
}

/// Stands in a table where a page has no letter.
const NOTHING: char = '\u{fffd}';

impl CodePage {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::Pc437, Self::Pc858, Self::Wpc1252, Self::Pc852, Self::Pc866];

    /// The byte of a letter, or `None` if this page can't say it.
    pub fn byte(self, letter: char) -> Option<u8> {
        if matches!(letter, ' '..='~') {
            return u8::try_from(letter).ok();
        }
        let place = self.upper_half().chars().position(|known| known == letter && known != NOTHING)?;
        u8::try_from(0x80 + place).ok()
    }

    /// The letter of a byte, or `None` for control bytes and gaps.
    pub fn letter(self, byte: u8) -> Option<char> {
        match byte {
            0x20..=0x7e => Some(char::from(byte)),
            0x80.. => {
                self.upper_half().chars().nth(usize::from(byte - 0x80)).filter(|letter| *letter != NOTHING)
            }
            _ => None,
        }
    }

    /// The letters of bytes 0x80 to 0xFF.
    const fn upper_half(self) -> &'static str {
        match self {
            Self::Pc437 => PC437,
            Self::Pc858 => PC858,
            Self::Wpc1252 => WPC1252,
            Self::Pc852 => PC852,
            Self::Pc866 => PC866,
        }
    }
}

const PC437: &str = "\
    ÇüéâäàåçêëèïîìÄÅ\
    ÉæÆôöòûùÿÖÜ¢£¥₧ƒ\
    áíóúñÑªº¿⌐¬½¼¡«»\
    ░▒▓│┤╡╢╖╕╣║╗╝╜╛┐\
    └┴┬├─┼╞╟╚╔╩╦╠═╬╧\
    ╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀\
    αßΓπΣσµτΦΘΩδ∞φε∩\
    ≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u{a0}";

const PC858: &str = "\
    ÇüéâäàåçêëèïîìÄÅ\
    ÉæÆôöòûùÿÖÜø£Ø×ƒ\
    áíóúñÑªº¿®¬½¼¡«»\
    ░▒▓│┤ÁÂÀ©╣║╗╝¢¥┐\
    └┴┬├─┼ãÃ╚╔╩╦╠═╬¤\
    ðÐÊËÈ€ÍÎÏ┘┌█▄¦Ì▀\
    ÓßÔÒõÕµþÞÚÛÙýÝ¯´\
    \u{ad}±‗¾¶§÷¸°¨·¹³²■\u{a0}";

const WPC1252: &str = "\
    €\u{fffd}‚ƒ„…†‡ˆ‰Š‹Œ\u{fffd}Ž\u{fffd}\
    \u{fffd}‘’“”•–—˜™š›œ\u{fffd}žŸ\
    \u{a0}¡¢£¤¥¦§¨©ª«¬\u{ad}®¯\
    °±²³´µ¶·¸¹º»¼½¾¿\
    ÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏ\
    ÐÑÒÓÔÕÖ×ØÙÚÛÜÝÞß\
    àáâãäåæçèéêëìíîï\
    ðñòóôõö÷øùúûüýþÿ";

const PC852: &str = "\
    ÇüéâäůćçłëŐőîŹÄĆ\
    ÉĹĺôöĽľŚśÖÜŤťŁ×č\
    áíóúĄąŽžĘę¬źČş«»\
    ░▒▓│┤ÁÂĚŞ╣║╗╝Żż┐\
    └┴┬├─┼Ăă╚╔╩╦╠═╬¤\
    đĐĎËďŇÍÎě┘┌█▄ŢŮ▀\
    ÓßÔŃńňŠšŔÚŕŰýÝţ´\
    \u{ad}˝˛ˇ˘§÷¸°¨˙űŘř■\u{a0}";

const PC866: &str = "\
    АБВГДЕЖЗИЙКЛМНОП\
    РСТУФХЦЧШЩЪЫЬЭЮЯ\
    абвгдежзийклмноп\
    ░▒▓│┤╡╢╖╕╣║╗╝╜╛┐\
    └┴┬├─┼╞╟╚╔╩╦╠═╬╧\
    ╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀\
    рстуфхцчшщъыьэюя\
    ЁёЄєЇїЎў°∙·√№¤■\u{a0}";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_page_has_128_upper_letters_and_reads_back() {
        for page in CodePage::ALL {
            assert_eq!(page.upper_half().chars().count(), 128, "{page:?}");
            for byte in 0x20..=0xff_u8 {
                if let Some(letter) = page.letter(byte) {
                    assert_eq!(page.byte(letter), Some(byte), "{page:?} {letter}");
                }
            }
        }
    }

    #[test]
    fn letters_have_the_bytes_of_the_published_tables() {
        for (page, letter, byte) in [
            (CodePage::Pc437, 'é', 0x82),
            (CodePage::Pc437, 'ß', 0xe1),
            (CodePage::Pc858, '€', 0xd5),
            (CodePage::Pc858, 'Ã', 0xc7),
            (CodePage::Wpc1252, '€', 0x80),
            (CodePage::Wpc1252, 'é', 0xe9),
            (CodePage::Pc852, 'ł', 0x88),
            (CodePage::Pc852, 'ř', 0xfd),
            (CodePage::Pc866, 'Ж', 0x86),
            (CodePage::Pc866, 'я', 0xef),
        ] {
            assert_eq!(page.byte(letter), Some(byte), "{page:?} {letter}");
        }
    }

    #[test]
    fn what_a_page_lacks_has_no_byte() {
        assert_eq!(CodePage::Pc437.byte('€'), None);
        assert_eq!(CodePage::Wpc1252.byte('ł'), None);
        assert_eq!(CodePage::Wpc1252.byte(NOTHING), None);
        assert_eq!(CodePage::Wpc1252.letter(0x81), None);
        for control in ['\n', '\u{1b}', '\u{7f}'] {
            assert!(CodePage::ALL.into_iter().all(|page| page.byte(control).is_none()));
        }
    }
}
