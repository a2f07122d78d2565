//! A person's details, which exist in clear only in memory and on the screens of those who may.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{CipherError, SecretKey, open, seal};
use crate::random::Random;

/// Who somebody is. Every field is protected.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Profile {
    /// The person's name.
    pub name: String,
    /// The company they buy for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub company: Option<String>,
    /// What they do there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// Phone number as they say it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
    /// E-mail address as they write it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    /// Where they live or trade.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub address: Option<Address>,
}

/// A postal address.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the fields are what every address form calls them")]
pub struct Address {
    pub street: String,
    pub city: String,
    pub region: String,
    pub postal_code: String,
    pub country: String,
}

impl std::fmt::Debug for Profile {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Profile { .. }")
    }
}

fn context(customer_id: Uuid) -> Vec<u8> {
    [b"customer profile ".as_slice(), customer_id.as_bytes()].concat()
}

impl Profile {
    /// Seals it for a customer's row.
    pub fn seal(&self, key: &SecretKey, customer_id: Uuid, random: &Random) -> Result<Vec<u8>, CipherError> {
        let plain = serde_json::to_vec(self).map_err(|_| CipherError::DoesNotSeal)?;
        seal(key, &context(customer_id), &plain, random)
    }

    /// Opens it from a customer's row.
    pub fn open(key: &SecretKey, customer_id: Uuid, sealed: &[u8]) -> Result<Self, CipherError> {
        let plain = open(key, &context(customer_id), sealed)?;
        serde_json::from_slice(&plain).map_err(|_| CipherError::DoesNotOpen)
    }
}
