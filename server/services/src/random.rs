//! Randomness and ids, as a parameter.

use std::sync::Mutex;

use chrono::{DateTime, Utc};
use domain::order::Reference;
use rand::{Rng, SeedableRng, rngs::StdRng};
use uuid::Uuid;

/// A cryptographically strong generator that many threads share.
#[derive(Debug)]
pub struct Random(Mutex<StdRng>);

impl Random {
    /// Grown from a seed: the operating system's in production, a test's own in tests.
    pub fn from_seed(seed: [u8; 32]) -> Self {
        Self(Mutex::new(StdRng::from_seed(seed)))
    }

    /// So many random bytes.
    pub fn bytes<const N: usize>(&self) -> [u8; N] {
        let mut bytes = [0; N];
        // A generator is never left half-way by a panic: filling can't.
        let mut rng = self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        rng.fill_bytes(&mut bytes);
        bytes
    }

    /// A time-ordered identity (RFC 9562, version 7).
    pub fn id(&self, now: DateTime<Utc>) -> Uuid {
        let millis = u64::try_from(now.timestamp_millis()).unwrap_or(0);
        uuid::Builder::from_unix_timestamp_millis(millis, &self.bytes::<10>()).into_uuid()
    }

    /// A name for an order.
    pub fn reference(&self) -> Reference {
        Reference::from_bits(u32::from_le_bytes(self.bytes()))
    }

    /// A secret of 256 bits in lower-case hexadecimal.
    pub fn secret(&self) -> String {
        hex::encode(self.bytes::<32>())
    }
}
