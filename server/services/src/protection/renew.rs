//! A new master key, while Kedai runs.

use domain::id::TenantId;
use store::{Scope, StoreError};

use crate::{Failure, Services};

/// What a renewal did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Renewed {
    /// Name of the new master key.
    pub master_key: String,
    /// How many tenants' keys it now wraps.
    pub tenants: usize,
    /// Tenants whose key it doesn't wrap, since the old one didn't open it.
    pub failed: Vec<String>,
}

impl Services {
    /// Makes a new master key and wraps every tenant's key with it, one transaction each: what stops
    /// half-way leaves some tenants under the old key, which stays good, and the next run goes on.
    pub async fn renew_master_key(&self) -> Result<Renewed, Failure> {
        let master_key = self.keyring.renew_master_key().await?;
        let (tenants, failed) = self.rewrap_tenant_keys().await?;
        Ok(Renewed { master_key, tenants, failed })
    }

    /// Wraps every tenant's key with the newest master key; tells how many were wrapped anew, and the
    /// tenants whose key could not be, which keeps nobody else's under the old one.
    pub async fn rewrap_tenant_keys(&self) -> Result<(usize, Vec<String>), Failure> {
        let (mut rewrapped, mut failed) = (0, Vec::new());
        for (tenant_id, slug) in self.database.tenants().await? {
            match self.rewrap_tenant_key(tenant_id).await {
                Ok(is_new) => rewrapped += usize::from(is_new),
                Err(away @ Failure::Store(StoreError::Unavailable(_))) => return Err(away),
                Err(failure) => {
                    let problem = contract::Problem::from(failure);
                    tracing::error!(tenant = slug, code = problem.code, "a tenant's key stays as it is");
                    failed.push(slug);
                }
            }
        }
        Ok((rewrapped, failed))
    }

    async fn rewrap_tenant_key(&self, tenant_id: TenantId) -> Result<bool, Failure> {
        let mut tx = self.database.begin(&Scope::system(tenant_id)).await?;
        let is_new = self.keyring.rewrap_tenant_key_in_tx(&mut tx).await?;
        tx.commit().await?;
        Ok(is_new)
    }
}
