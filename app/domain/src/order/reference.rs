//! The name people use for an order: `GO-7K3M9Q`.
//!
//! Six characters of Crockford's base 32 (no I, L, O, U): thirty bits, unique within a tenant,
//! never guessable enough to grant anything by itself. Source: crockford.com/base32.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const LENGTH: usize = 6;
const PREFIX: &str = "GO-";

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

    /// Reads what people type: any case, with or without `GO-`, and the letters that Crockford
    /// maps to the digits they look like.
    fn from_str(typed: &str) -> Result<Self, InvalidReference> {
        let typed = typed.trim().to_ascii_uppercase();
        let body = typed.strip_prefix(PREFIX).unwrap_or(&typed);
        if body.len() != LENGTH {
            return Err(InvalidReference);
        }
        let mut bits = 0_u32;
        for letter in body.bytes() {
            let letter = match letter {
                b'O' => b'0',
                b'I' | b'L' => b'1',
                other => other,
            };
            let digit = ALPHABET.iter().position(|known| *known == letter).ok_or(InvalidReference)?;
            bits = bits << 5 | u32::try_from(digit).map_err(|_| InvalidReference)?;
        }
        Ok(Self(bits))
    }
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
        for typed in ["go-7k3m9q", " 7K3M9Q "] {
            assert_eq!(typed.parse(), Ok(reference), "{typed}");
        }
        assert_eq!("GO-OIL000".parse::<Reference>().unwrap().to_string(), "GO-011000");
        for wrong in ["", "GO-", "GO-7K3M9", "GO-7K3M9QQ", "GO-7K3M9U", "GO-7K3M9é"] {
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
