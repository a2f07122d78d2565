//! Authenticated encryption: XChaCha20-Poly1305 (draft-irtf-cfrg-xchacha), whose 24-byte nonce can
//! be drawn at random for ever. What is sealed is bound to a context, such as the row it stands
//! in, so that a ciphertext moved elsewhere doesn't open.

use chacha20poly1305::{
    KeyInit, XChaCha20Poly1305, XNonce,
    aead::{Aead, Payload},
};

use crate::random::Random;

/// Why something didn't open or seal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CipherError {
    /// Wrong key, wrong place, or changed.
    #[error("a sealed value doesn't open with this key in this place")]
    DoesNotOpen,
    /// Too long to seal.
    #[error("a value could not be sealed")]
    DoesNotSeal,
}

/// 256 bits that nobody else knows. Never shown, never logged.
#[derive(Clone, PartialEq, Eq)]
pub struct SecretKey(pub [u8; 32]);

impl std::fmt::Debug for SecretKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SecretKey(..)")
    }
}

const NONCE: usize = 24;

/// Seals `plain` under `key`, bound to `context`: nonce, ciphertext and tag in one.
pub fn seal(key: &SecretKey, context: &[u8], plain: &[u8], random: &Random) -> Result<Vec<u8>, CipherError> {
    let nonce = random.bytes::<NONCE>();
    let payload = Payload { msg: plain, aad: context };
    let sealed = XChaCha20Poly1305::new(&key.0.into())
        .encrypt(&XNonce::from(nonce), payload)
        .map_err(|_| CipherError::DoesNotSeal)?;
    let mut whole = Vec::with_capacity(NONCE + sealed.len());
    whole.extend_from_slice(&nonce);
    whole.extend_from_slice(&sealed);
    Ok(whole)
}

/// Opens what [`seal`] made with the same key and context.
pub fn open(key: &SecretKey, context: &[u8], sealed: &[u8]) -> Result<Vec<u8>, CipherError> {
    let (nonce, ciphertext) = sealed.split_first_chunk::<NONCE>().ok_or(CipherError::DoesNotOpen)?;
    let payload = Payload { msg: ciphertext, aad: context };
    XChaCha20Poly1305::new(&key.0.into())
        .decrypt(&XNonce::from(*nonce), payload)
        .map_err(|_| CipherError::DoesNotOpen)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_same_key_and_place_open() {
        let random = Random::from_seed([7; 32]);
        let (key, other) = (SecretKey([1; 32]), SecretKey([2; 32]));
        let sealed = seal(&key, b"here", "Budi Santoso".as_bytes(), &random).unwrap();
        assert_eq!(open(&key, b"here", &sealed).unwrap(), "Budi Santoso".as_bytes());
        assert_eq!(open(&other, b"here", &sealed), Err(CipherError::DoesNotOpen));
        assert_eq!(open(&key, b"there", &sealed), Err(CipherError::DoesNotOpen));
        for place in 0..sealed.len() {
            let mut changed = sealed.clone();
            changed[place] ^= 1;
            assert_eq!(open(&key, b"here", &changed), Err(CipherError::DoesNotOpen));
        }
        assert_eq!(open(&key, b"here", b"short"), Err(CipherError::DoesNotOpen));
        assert_ne!(sealed, seal(&key, b"here", "Budi Santoso".as_bytes(), &random).unwrap());
    }
}
