//! Protected data: sealing what names a person, and finding it again.
//!
//! A master key, which lies outside the database, wraps a key per tenant; that wraps a key per
//! person; and that seals the person's details. To destroy a person's key is to forget the person.
//! Equality and prefix search go through hashes keyed per tenant.

mod cipher;
mod found_by;
mod keyring;
mod phone;
mod profile;
mod renew;
mod search;

pub use cipher::{CipherError, SecretKey, open, seal};
pub(crate) use found_by::FoundBy;
pub use keyring::{Keyring, KeyringError, MasterKeyError, MasterKeys, TenantKeys};
pub(crate) use phone::MAX_PHONE;
pub use phone::Region;
pub use profile::{Address, Profile};
pub use renew::Renewed;
pub use search::{MIN_PREFIX, normal_email};

use sha2::{Digest, Sha256};

/// SHA-256.
pub fn sha256(bytes: &[u8]) -> [u8; 32] {
    Sha256::digest(bytes).into()
}

/// Lower-case hexadecimal.
pub fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::with_capacity(2 * bytes.len()), |mut written, byte| {
        // Writing to a String can't fail.
        let _ = write!(written, "{byte:02x}");
        written
    })
}

/// The bytes of hexadecimal digits in either case; none if there is anything else, a sign included.
pub fn unhex(digits: &str) -> Option<Vec<u8>> {
    if !digits.len().is_multiple_of(2) || !digits.bytes().all(|digit| digit.is_ascii_hexdigit()) {
        return None;
    }
    let bytes = (0..digits.len()).step_by(2);
    bytes.map(|at| u8::from_str_radix(digits.get(at..at + 2)?, 16).ok()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_pairs_of_hexadecimal_digits_are_bytes() {
        assert_eq!(unhex("00fFa9"), Some(vec![0, 255, 169]));
        assert_eq!(unhex(&hex(&[7, 200])), Some(vec![7, 200]));
        for wrong in ["0", "+f", "0x", "zz", " 00", "é", "٠٠"] {
            assert_eq!(unhex(wrong), None, "{wrong}");
        }
    }
}
