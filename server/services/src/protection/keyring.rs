//! Keys: who wraps whom, and a short memory of tenants' keys.

use std::sync::Arc;

use async_trait::async_trait;
use chrono::{DateTime, TimeDelta, Utc};
use domain::id::TenantId;
use hkdf::Hkdf;
use hmac::{Hmac, KeyInit, Mac};
use quick_cache::sync::Cache;
use sha2::Sha256;
use store::{StoreError, TenantTx, keys};
use uuid::Uuid;

use super::{
    Region,
    cipher::{CipherError, SecretKey, open, seal},
    search,
};
use crate::{clock::Clock, random::Random};

/// Wraps tenants' keys; implemented outside, by a key file or a key service.
#[async_trait]
pub trait MasterKeys: Send + Sync {
    /// Wraps a tenant's key with the newest master key; tells which that is.
    async fn wrap(&self, tenant_id: TenantId, key: &SecretKey) -> Result<(String, Vec<u8>), MasterKeyError>;
    /// Makes a new master key, which wraps from now on; tells its name. The older ones stay, for what
    /// they still wrap and for backups.
    async fn renew(&self) -> Result<String, MasterKeyError>;
    /// Unwraps a tenant's key with the master key of that name.
    async fn unwrap(
        &self,
        tenant_id: TenantId,
        master_key: &str,
        wrapped: &[u8],
    ) -> Result<SecretKey, MasterKeyError>;
}

/// Why a master key didn't serve.
#[derive(Debug, thiserror::Error)]
pub enum MasterKeyError {
    /// It isn't there.
    #[error("there is no master key {0:?}; restore the key file that this database was made with")]
    Unknown(String),
    /// Where it is kept can't be read or written.
    #[error("the master keys can't be read or written: {0}")]
    Unusable(String),
    /// It is there and doesn't open what it should.
    #[error("master key {name:?} does not open a tenant's key; is it this database's key file?")]
    Cipher {
        /// Which.
        name: String,
        /// In the cipher's words.
        #[source]
        source: CipherError,
    },
}

/// Why a key isn't to be had.
#[derive(Debug, thiserror::Error)]
pub enum KeyringError {
    /// The tenant has none.
    #[error("the tenant has no key")]
    NoTenantKey,
    /// The master key doesn't serve.
    #[error("a tenant's key could not be unwrapped")]
    Master(#[source] MasterKeyError),
    /// The database doesn't answer.
    #[error("a tenant's key could not be read")]
    Store(#[source] StoreError),
    /// A person's key or details don't open.
    #[error("protected data could not be opened or sealed")]
    Cipher(#[from] CipherError),
}

/// How long a tenant's key is remembered before the master key is asked again.
const LIFETIME: TimeDelta = TimeDelta::minutes(5);
/// How many tenants' keys are remembered.
const CAPACITY: usize = 1_000;

/// Finds tenants' keys.
pub struct Keyring {
    master: Arc<dyn MasterKeys>,
    clock: Arc<dyn Clock>,
    random: Arc<Random>,
    remembered: Cache<TenantId, (DateTime<Utc>, Arc<TenantKeys>)>,
}

impl std::fmt::Debug for Keyring {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Keyring { .. }")
    }
}

impl Keyring {
    /// A keyring that remembers nothing yet.
    pub fn new(master: Arc<dyn MasterKeys>, clock: Arc<dyn Clock>, random: Arc<Random>) -> Self {
        Self { master, clock, random, remembered: Cache::new(CAPACITY) }
    }

    /// The keys of the transaction's tenant.
    pub async fn tenant_keys_in_tx(&self, tx: &mut TenantTx) -> Result<Arc<TenantKeys>, KeyringError> {
        let tenant_id = tx.tenant_id();
        let now = self.clock.now();
        if let Some((since, keys)) = self.remembered.get(&tenant_id)
            && now - since < LIFETIME
        {
            return Ok(keys);
        }
        let row = keys::tenant_key_in_tx(tx).await.map_err(KeyringError::Store)?;
        let row = row.ok_or(KeyringError::NoTenantKey)?;
        let key = self.master.unwrap(tenant_id, &row.master_key, &row.wrapped).await;
        let keys = Arc::new(TenantKeys::derive(&key.map_err(KeyringError::Master)?));
        self.remembered.insert(tenant_id, (now, Arc::clone(&keys)));
        Ok(keys)
    }

    /// Wraps the key of the transaction's tenant anew, with the newest master key; false if it was
    /// that one already. What the key itself seals stays as it is, and so do those who remember it.
    pub async fn rewrap_tenant_key_in_tx(&self, tx: &mut TenantTx) -> Result<bool, KeyringError> {
        let tenant_id = tx.tenant_id();
        let row = keys::lock_tenant_key_in_tx(tx).await.map_err(KeyringError::Store)?;
        let row = row.ok_or(KeyringError::NoTenantKey)?;
        let key = self.master.unwrap(tenant_id, &row.master_key, &row.wrapped).await;
        let key = key.map_err(KeyringError::Master)?;
        let (master_key, wrapped) = self.master.wrap(tenant_id, &key).await.map_err(KeyringError::Master)?;
        if master_key == row.master_key {
            return Ok(false);
        }
        let row = keys::TenantKeyRow { master_key, wrapped };
        keys::update_tenant_key_in_tx(tx, &row).await.map_err(KeyringError::Store)?;
        Ok(true)
    }

    /// Makes a new master key; tells its name.
    pub async fn renew_master_key(&self) -> Result<String, KeyringError> {
        self.master.renew().await.map_err(KeyringError::Master)
    }

    /// Makes the first key of a tenant.
    pub async fn make_tenant_key_in_tx(&self, tx: &mut TenantTx) -> Result<(), KeyringError> {
        let tenant_id = tx.tenant_id();
        let key = SecretKey(self.random.bytes());
        let (master_key, wrapped) = self.master.wrap(tenant_id, &key).await.map_err(KeyringError::Master)?;
        let row = keys::TenantKeyRow { master_key, wrapped };
        keys::insert_tenant_key_in_tx(tx, tenant_id, &row).await.map_err(KeyringError::Store)
    }
}

/// A tenant's keys, each for one use, grown from one by HKDF-SHA-256 (RFC 5869).
#[derive(Debug)]
pub struct TenantKeys {
    wrapping: SecretKey,
    index: SecretKey,
    tracking: SecretKey,
    answers: SecretKey,
    audit: SecretKey,
    chain: SecretKey,
    webhooks: SecretKey,
}

impl TenantKeys {
    fn derive(key: &SecretKey) -> Self {
        let grow = |purpose: &str| {
            let mut grown = [0; 32];
            // 32 bytes are far below what HKDF can grow, which is its only failure.
            let _ = Hkdf::<Sha256>::new(None, &key.0).expand(purpose.as_bytes(), &mut grown);
            SecretKey(grown)
        };
        Self {
            wrapping: grow("kedai wrap person key"),
            index: grow("kedai search index"),
            tracking: grow("kedai tracking link"),
            answers: grow("kedai command answers"),
            audit: grow("kedai audit trail"),
            chain: grow("kedai audit chain"),
            webhooks: grow("kedai webhook secrets"),
        }
    }

    /// Seals answers to commands that concern no person.
    pub const fn answers(&self) -> &SecretKey {
        &self.answers
    }

    /// Seals the secrets that messages to and from other programs are signed with.
    pub const fn webhooks(&self) -> &SecretKey {
        &self.webhooks
    }

    /// What a message said, so that the same one is known again: equal for equal contents, and nothing more.
    pub fn content_hash(&self, content: &[u8]) -> [u8; 32] {
        mac(&self.webhooks, &[b"content\0".as_slice(), content].concat())
    }

    /// A new person's key, and the same wrapped.
    pub fn new_person_key(&self, id: Uuid, random: &Random) -> Result<(SecretKey, Vec<u8>), CipherError> {
        let key = SecretKey(random.bytes());
        let wrapped = seal(&self.wrapping, id.as_bytes(), &key.0, random)?;
        Ok((key, wrapped))
    }

    /// Unwraps a person's key.
    pub fn person_key(&self, id: Uuid, wrapped: &[u8]) -> Result<SecretKey, CipherError> {
        let plain = open(&self.wrapping, id.as_bytes(), wrapped)?;
        plain.try_into().map(SecretKey).map_err(|_| CipherError::DoesNotOpen)
    }

    /// What a phone number is found by.
    pub fn phone_index(&self, normal_phone: &str) -> Vec<u8> {
        self.keyed_hash("phone", normal_phone).to_vec()
    }

    /// What a phone number may be found by: each of its forms, of each of these regions.
    pub fn phone_indexes(&self, regions: &[Region], typed: &str) -> Vec<Vec<u8>> {
        let mut forms: Vec<String> = regions.iter().flat_map(|region| region.phones(typed)).collect();
        forms.sort_unstable();
        forms.dedup();
        forms.iter().map(|form| self.phone_index(form)).collect()
    }

    /// What an e-mail address is found by.
    pub fn email_index(&self, normal_email: &str) -> Vec<u8> {
        self.keyed_hash("email", normal_email).to_vec()
    }

    /// What a name is found by: a hash for every beginning of each of its words. Eight bytes each:
    /// a rare false match is weeded out by whoever opens the name.
    pub fn name_index(&self, names: &[&str]) -> Vec<i64> {
        let prefixes =
            names.iter().flat_map(|name| domain::fold::words(name)).flat_map(|word| search::prefixes(&word));
        let mut hashes: Vec<i64> = prefixes.map(|prefix| self.name_hash(&prefix)).collect();
        hashes.sort_unstable();
        hashes.dedup();
        hashes
    }

    /// The hashes that a name must all have to be found by what was typed; empty if too little was.
    pub fn name_query(&self, typed: &str) -> Vec<i64> {
        search::query_prefixes(typed).iter().map(|prefix| self.name_hash(prefix)).collect()
    }

    /// The secret part of an order's tracking link: 128 bits in hexadecimal, grown from the order's
    /// identity, so that the link can be shown again and is nowhere stored.
    pub fn tracking_token(&self, order_id: Uuid) -> String {
        let hash = mac(&self.tracking, order_id.as_bytes());
        hex::encode(hash.first_chunk::<16>().unwrap_or(&[0; 16]))
    }

    /// What a protected value is in the audit trail: equal for equal values, and nothing more.
    pub fn audit_hash(&self, value: &str) -> [u8; 32] {
        mac(&self.audit, format!("value\0{value}").as_bytes())
    }

    /// What seals and links audit entries: nobody makes it without this key.
    pub fn chain_hash(&self, said: &[u8]) -> [u8; 32] {
        mac(&self.chain, said)
    }

    fn name_hash(&self, prefix: &str) -> i64 {
        let hash = self.keyed_hash("name", prefix);
        i64::from_le_bytes(*hash.first_chunk().unwrap_or(&[0; 8]))
    }

    fn keyed_hash(&self, kind: &str, value: &str) -> [u8; 32] {
        mac(&self.index, format!("{kind}\0{value}").as_bytes())
    }
}

/// HMAC-SHA-256 (RFC 2104).
fn mac(key: &SecretKey, message: &[u8]) -> [u8; 32] {
    // HMAC takes keys of any length, which is the constructor's only failure.
    Hmac::<Sha256>::new_from_slice(&key.0).map_or([0; 32], |mut mac| {
        mac.update(message);
        mac.finalize().into_bytes().into()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys() -> TenantKeys {
        TenantKeys::derive(&SecretKey([9; 32]))
    }

    #[test]
    fn a_person_key_opens_only_under_its_own_id() {
        let random = Random::from_seed([1; 32]);
        let (id, other) = (Uuid::from_u128(1), Uuid::from_u128(2));
        let (key, wrapped) = keys().new_person_key(id, &random).unwrap();
        assert_eq!(keys().person_key(id, &wrapped), Ok(key));
        assert_eq!(keys().person_key(other, &wrapped), Err(CipherError::DoesNotOpen));
    }

    #[test]
    fn names_are_found_by_the_beginnings_of_their_words() {
        let index = keys().name_index(&["José Pavarotti", "Rattlesnake Canyon Grocery"]);
        let finds = |typed: &str| {
            let query = keys().name_query(typed);
            !query.is_empty() && query.iter().all(|hash| index.contains(hash))
        };
        for typed in ["jose", "JOSÉ PAV", "pava", "canyon gro", "pavarotti jose"] {
            assert!(finds(typed), "{typed}");
        }
        for typed in ["", "j", "osé", "pavarotto", "jose x1"] {
            assert!(!finds(typed), "{typed}");
        }
    }

    #[test]
    fn hashes_differ_by_tenant_and_kind() {
        let other = TenantKeys::derive(&SecretKey([8; 32]));
        assert_ne!(keys().phone_index("+62812"), other.phone_index("+62812"));
        assert_ne!(keys().phone_index("x"), keys().email_index("x"));
        assert_eq!(keys().tracking_token(Uuid::from_u128(5)).len(), 32);
    }
}
