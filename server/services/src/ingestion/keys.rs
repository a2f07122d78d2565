//! Keys of apps: made, followed by another, ended. Two of a store are good at once, so that an app can
//! change over without a message lost.

use domain::id::{StaffId, StoreId, TenantId, WebhookKeyId};
use store::{
    Scope,
    ingestion::{
        NewWebhookKey, app_account_in_tx, insert_app_account_in_tx, insert_key_in_tx, revoke_key_in_tx,
        valid_keys_in_tx,
    },
    tenants::{lock_store_by_slug_in_tx, store_by_slug_in_tx},
};

use crate::{Failure, Services, protection::seal};

/// Who an app's deeds are by.
pub(super) const ACCOUNT_NAME: &str = "App";

/// Where a key's sealed secret stands.
pub(super) fn sealed_context(id: WebhookKeyId) -> Vec<u8> {
    [b"webhook key ".as_slice(), id.uuid().as_bytes()].concat()
}

/// A key, the one time that its secret is shown.
#[derive(Clone)]
pub struct NewKey {
    /// Sent along with every message.
    pub id: WebhookKeyId,
    /// Signs messages; shared with nobody else.
    pub secret: String,
    /// Whose.
    pub tenant: String,
    /// Slug of its store.
    pub store: String,
}

/// Why there is no key.
#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    /// No such store.
    #[error("there is no store {0:?}; name its slug, and the tenant's with --tenant")]
    NoStore(String),
    /// Several tenants have a store of that name.
    #[error("several tenants have a store {0:?}; name the tenant with --tenant")]
    SeveralStores(String),
    /// Two keys are valid already.
    #[error("the store has two valid keys already; end one first: kedai token revoke {0}")]
    TwoValid(WebhookKeyId),
    /// No such key.
    #[error("there is no valid key {0:?}")]
    NoKey(String),
    /// Kedai is at fault.
    #[error("the key could not be kept")]
    Failure(#[from] Failure),
}

impl From<store::StoreError> for KeyError {
    fn from(error: store::StoreError) -> Self {
        Self::Failure(error.into())
    }
}

impl Services {
    /// Makes a key for a store's app.
    pub async fn make_webhook_key(&self, tenant: Option<&str>, store: &str) -> Result<NewKey, KeyError> {
        let (tenant_id, tenant) = self.tenant_of_store(tenant, store).await?;
        let now = self.clock.now();
        let mut tx = self.database.begin(&Scope::system(tenant_id)).await?;
        // Locked, so that of two who make the third key at once neither finds a free slot.
        let found = lock_store_by_slug_in_tx(&mut tx, store).await?;
        let store_id = found.ok_or_else(|| KeyError::NoStore(store.to_owned()))?;
        let email = format!("app@{store}.{tenant}.invalid");
        let staff_id = match app_account_in_tx(&mut tx, &email).await? {
            Some(staff_id) => staff_id,
            None => {
                let staff_id = StaffId::from_uuid(self.random.id(now));
                insert_app_account_in_tx(&mut tx, staff_id, &email, ACCOUNT_NAME, now).await?;
                staff_id
            }
        };
        let id = WebhookKeyId::from_uuid(self.random.id(now));
        let secret = self.random.bytes::<32>();
        let keys = self.keyring.tenant_keys_in_tx(&mut tx).await.map_err(Failure::from)?;
        let sealed = seal(keys.webhooks(), &sealed_context(id), &secret, &self.random);
        let sealed_secret = sealed.map_err(Failure::from)?;
        let key = NewWebhookKey { id, store_id, staff_id, sealed_secret, created_at: now };
        if !insert_key_in_tx(&mut tx, &key).await? {
            let valid = valid_keys_in_tx(&mut tx, store_id).await?;
            let (oldest, _) = valid.first().ok_or(Failure::Gone("the older key"))?;
            return Err(KeyError::TwoValid(*oldest));
        }
        tx.commit().await?;
        Ok(NewKey { id, secret: hex::encode(secret), tenant, store: store.to_owned() })
    }

    /// Ends a key: messages signed with it are refused from now on, by other processes after five seconds.
    pub async fn revoke_webhook_key(&self, id: &str) -> Result<(), KeyError> {
        let unknown = || KeyError::NoKey(id.to_owned());
        let key_id: WebhookKeyId = id.parse().map_err(|_| unknown())?;
        let key = self.database.webhook_key(key_id).await?.ok_or_else(unknown)?;
        let mut tx = self.database.begin(&Scope::system(key.tenant_id())).await?;
        if !revoke_key_in_tx(&mut tx, key_id, self.clock.now()).await? {
            return Err(unknown());
        }
        tx.commit().await?;
        self.webhook_keys.forget(&key_id);
        Ok(())
    }

    /// The tenant that has a store of this name: the one said, or the only one.
    async fn tenant_of_store(
        &self,
        tenant: Option<&str>,
        store: &str,
    ) -> Result<(TenantId, String), KeyError> {
        let mut found = Vec::new();
        for (tenant_id, slug) in self.database.tenants().await? {
            if tenant.is_some_and(|wanted| wanted != slug) {
                continue;
            }
            let mut tx = self.database.begin(&Scope::system(tenant_id)).await?;
            let has: Option<StoreId> = store_by_slug_in_tx(&mut tx, store).await?.map(|store| store.id());
            tx.commit().await?;
            if has.is_some() {
                found.push((tenant_id, slug));
            }
        }
        match found.len() {
            0 => Err(KeyError::NoStore(store.to_owned())),
            1 => found.pop().ok_or_else(|| KeyError::NoStore(store.to_owned())),
            _ => Err(KeyError::SeveralStores(store.to_owned())),
        }
    }
}
