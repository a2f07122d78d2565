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
