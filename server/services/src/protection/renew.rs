//! A new master key, while Kedai runs.

use store::Scope;

use crate::{Failure, Services};

/// What a renewal did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Renewed {
    /// Name of the new master key.
    pub master_key: String,
    /// How many tenants' keys it now wraps.
    pub tenants: usize,
}

impl Services {
    /// Makes a new master key and wraps every tenant's key with it, one transaction each: what stops
    /// half-way leaves some tenants under the old key, which stays good, and the next run goes on.
    pub async fn renew_master_key(&self) -> Result<Renewed, Failure> {
        let master_key = self.keyring.renew_master_key().await?;
        let tenants = self.rewrap_tenant_keys().await?;
        Ok(Renewed { master_key, tenants })
    }

    /// Wraps every tenant's key with the newest master key; tells how many were wrapped anew.
    pub async fn rewrap_tenant_keys(&self) -> Result<usize, Failure> {
        let mut rewrapped = 0;
        for (tenant_id, _) in self.database.tenants().await? {
            let mut tx = self.database.begin(&Scope::system(tenant_id)).await?;
            if self.keyring.rewrap_tenant_key_in_tx(&mut tx).await? {
                rewrapped += 1;
            }
            tx.commit().await?;
        }
        Ok(rewrapped)
    }
}
