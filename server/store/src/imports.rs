//! Files that are imported one after another.

use crate::{StoreError, TenantTx};

/// Waits until no other file is imported for the tenant, and keeps others waiting until the transaction ends.
pub async fn begin_in_tx(tx: &mut TenantTx) -> Result<(), StoreError> {
    let query = sqlx::query("SELECT pg_advisory_xact_lock(hashtextextended('import ' || $1::text, 0))");
    query.bind(tx.tenant_id().uuid()).execute(tx.connection()).await?;
    Ok(())
}
