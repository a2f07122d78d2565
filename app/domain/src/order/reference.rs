//! The name people use for an order: `GO-7K3M9Q`.
//!
//! Six characters of Crockford's base 32 (no I, L, O, U): thirty bits, unique within a tenant,
//! never guessable enough to grant anything by itself. Source: crockford.com/base32.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const LENGTH: usize = 6;
const PREFIX: &str = "GO-";
/// The letters of [`PREFIX`], as they are read: O as zero.
const PREFIX_LETTERS: &[u8] = b"G0";

/// An order's reference.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Reference(u32);

/// A word that is no reference.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("a reference looks like GO-7K3M9Q")]
pub struct InvalidReference;

impl Reference {
    /// The reference made of the low thirty bits of a random number.
    pub const fn from_bits(bits: u32) -> Self {
        Self(bits & ((1 << (5 * LENGTH)) - 1))
    }
}

impl fmt::Display for Reference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(PREFIX)?;
        for place in (0..LENGTH).rev() {
            let digit = (self.0 >> (5 * place)) & 31;
            let letter = ALPHABET.get(digit as usize).copied().unwrap_or(b'0');
            write!(f, "{}", char::from(letter))?;
        }
        Ok(())
    }
}

impl FromStr for Reference {
    type Err = InvalidReference;

    /// Reads what people type: any case and width, with or without `GO`, with any dash or none, with spaces
    /// where somebody reads it out, and the letters that Crockford maps to the digits they look like.
    fn from_str(typed: &str) -> Result<Self, InvalidReference> {
        let mut letters = Vec::with_capacity(PREFIX_LETTERS.len() + LENGTH);
        for letter in typed.chars().filter(|letter| !is_between(*letter)) {
            if letters.len() == PREFIX_LETTERS.len() + LENGTH {
                return Err(InvalidReference);
            }
            letters.push(read_letter(letter)?);
        }
        let body =
            if letters.len() == LENGTH { Some(&*letters) } else { letters.strip_prefix(PREFIX_LETTERS) };
        let body = body.filter(|body| body.len() == LENGTH).ok_or(InvalidReference)?;
        let mut bits = 0_u32;
        for letter in body {
            let digit = ALPHABET.iter().position(|known| known == letter).ok_or(InvalidReference)?;
            bits = bits << 5 | u32::try_from(digit).map_err(|_| InvalidReference)?;
        }
        Ok(Self(bits))
    }
}

/// Whether a character only stands between the letters, or is nothing that anybody sees: spaces, all that
/// keyboards and word processors write for a dash, and what comes along when a message is copied.
const fn is_between(letter: char) -> bool {
    letter.is_whitespace()
        || matches!(
            letter,
            '-' | '_' | '\u{ad}' | '\u{2010}'..='\u{2015}' | '\u{2043}' | '\u{2212}' | '\u{2e3a}' | '\u{2e3b}'
                | '\u{30fc}' | '\u{fe58}' | '\u{fe63}' | '\u{ff0d}' | '\u{ff70}'
                | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{2066}'..='\u{2069}' | '\u{202a}'..='\u{202e}' | '\u{feff}'
        )
}

/// A letter or digit as it stands in [`ALPHABET`].
fn read_letter(letter: char) -> Result<u8, InvalidReference> {
    let plain = match letter {
        // Full-width: as far from the plain one in each case.
        '\u{ff01}'..='\u{ff5e}' => u32::from(letter) - 0xfee0,
        other => u32::from(other),
    };
    let plain = u8::try_from(plain).map_err(|_| InvalidReference)?;
    Ok(match plain.to_ascii_uppercase() {
        b'O' => b'0',
        b'I' | b'L' => b'1',
        other => other,
    })
}

impl Serialize for Reference {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Reference {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let word = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        word.parse().map_err(de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn references_are_read_as_people_type_them() {
        let reference: Reference = "GO-7K3M9Q".parse().unwrap();
        assert_eq!(reference.to_string(), "GO-7K3M9Q");
        for typed in [
            "go-7k3m9q",
            " 7K3M9Q ",
            "GO 7K3M9Q",
            "GO7K3M9Q",
            "g0-7k3m9q",
            "GO - 7K3 M9Q",
            "GO\u{2011}7K3M9Q",
            "GO\u{2013}7K3M9Q",
            "GO\u{2014}7K3M9Q",
            "GO\u{2212}7K3M9Q",
            "GO\u{a0}7K3M9Q",
            "ＧＯ－７Ｋ３Ｍ９Ｑ",
            "ｇｏ　７ｋ３ｍ９ｑ",
            "\u{2068}GO-7K3M9Q\u{2069}",
            "GO-7K3\u{ad}M9Q\u{200b}",
        ] {
            assert_eq!(typed.parse(), Ok(reference), "{typed}");
        }
        assert_eq!("GO-OIL000".parse::<Reference>().unwrap().to_string(), "GO-011000");
        // Six letters are all of it, also where they begin as the prefix does.
        assert_eq!("GO1234".parse::<Reference>().unwrap().to_string(), "GO-G01234");
        assert_eq!("GO-GO1234".parse::<Reference>().unwrap().to_string(), "GO-G01234");
        for wrong in [
            "",
            "GO-",
            "GO-7K3M9",
            "GO-7K3M9QQ",
            "GO-7K3M9U",
            "GO-7K3M9é",
            "AB-7K3M9Q",
            "GO-GO-7K3M9Q",
            "GO/7K3M9Q",
            "GO-7K3M9\u{420}",
        ] {
            assert_eq!(wrong.parse::<Reference>(), Err(InvalidReference), "{wrong}");
        }
    }

    proptest! {
        #[test]
        fn every_reference_reads_back(bits: u32) {
            let reference = Reference::from_bits(bits);
            prop_assert_eq!(reference.to_string().parse(), Ok(reference));
        }
    }
}
