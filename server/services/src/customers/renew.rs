//! What customers are found by, made anew where its form is an older one.

use domain::id::TenantId;
use store::{
    Scope,
    customers::{RenewedSearch, outdated_in_tx, renew_searches_in_tx},
    tenants::{stores_in_tx, tenant_in_tx},
};

use crate::{
    Failure, Services,
    orders::person_key,
    protection::{FoundBy, Profile},
    tenants::{parse_currency, regions},
};

/// Customers that one transaction locks.
const AT_ONCE: i64 = 200;
/// Pieces of a tenant that one sweep does; the next goes on.
const PIECES: usize = 20;

impl Services {
    /// Makes anew what a tenant's customers are found by, as far as it is outdated, a piece at a time so
    /// that no sale waits long. Tells whether there is more.
    pub(crate) async fn renew_searches(&self, tenant_id: TenantId) -> Result<bool, Failure> {
        let mut renewed = 0;
        for _ in 0..PIECES {
            match self.renew_piece(tenant_id).await? {
                0 => break,
                piece => renewed += piece,
            }
        }
        let is_more = renewed >= PIECES * usize::try_from(AT_ONCE).unwrap_or(usize::MAX);
        if renewed > 0 {
            tracing::info!(customers = renewed, "what customers are found by was made anew");
        }
        Ok(is_more)
    }

    async fn renew_piece(&self, tenant_id: TenantId) -> Result<usize, Failure> {
        let mut tx = self.database.begin(&Scope::system(tenant_id)).await?;
        let outdated = outdated_in_tx(&mut tx, AT_ONCE).await?;
        if outdated.is_empty() {
            return Ok(0);
        }
        let keys = self.keyring.tenant_keys_in_tx(&mut tx).await?;
        let tenant = tenant_in_tx(&mut tx).await?.ok_or(Failure::Gone("the tenant"))?;
        let stores = stores_in_tx(&mut tx).await?;
        let region = regions(&stores, parse_currency(&tenant.currency)?).first().copied();
        let mut renewed = Vec::with_capacity(outdated.len());
        for record in &outdated {
            let key = person_key(&keys, Some(record.data_key_id), record.wrapped_key.as_deref())?;
            // Of somebody whose key is gone nothing is known.
            let profile =
                key.map(|key| Profile::open(&key, record.id, &record.sealed_profile)).transpose()?;
            let found_by = FoundBy::of(&keys, region, &profile.unwrap_or_default(), &record.sealed_profile);
            renewed.push(RenewedSearch {
                id: record.id,
                name_index: found_by.name_index,
                phone_index: found_by.phone_index,
                email_index: found_by.email_index,
                search_of: found_by.search_of,
            });
        }
        renew_searches_in_tx(&mut tx, &renewed).await?;
        tx.commit().await?;
        Ok(renewed.len())
    }
}
