//! Wrapped keys. What unwraps them never comes near the database.

use domain::id::TenantId;
use uuid::Uuid;

use crate::{Bytes, StoreError, TenantTx, error::expect_rows, row::row};

/// A tenant's key, wrapped by a master key.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct TenantKeyRow {
    /// Which master key wraps it.
    pub master_key: String,
    /// The wrapped key.
    pub wrapped: Vec<u8>,
}

/// The key of the tenant of this transaction.
pub async fn tenant_key_in_tx(tx: &mut TenantTx) -> Result<Option<TenantKeyRow>, StoreError> {
    let query = sqlx::query_as("SELECT master_key, wrapped FROM tenant_keys WHERE tenant_id = $1");
    Ok(query.bind(tx.tenant_id().uuid()).fetch_optional(tx.connection()).await?)
}

/// The same, locked until the transaction ends.
pub async fn lock_tenant_key_in_tx(tx: &mut TenantTx) -> Result<Option<TenantKeyRow>, StoreError> {
    let query = sqlx::query_as("SELECT master_key, wrapped FROM tenant_keys WHERE tenant_id = $1 FOR UPDATE");
    Ok(query.bind(tx.tenant_id().uuid()).fetch_optional(tx.connection()).await?)
}

/// Writes the key of the transaction's tenant as another master key wraps it.
pub async fn update_tenant_key_in_tx(tx: &mut TenantTx, row: &TenantKeyRow) -> Result<(), StoreError> {
    let query = sqlx::query("UPDATE tenant_keys SET master_key = $2, wrapped = $3 WHERE tenant_id = $1");
    let query = query.bind(tx.tenant_id().uuid()).bind(&row.master_key).bind(&row.wrapped);
    let done = query.execute(tx.connection()).await?;
    expect_rows("update tenant key", 1, done.rows_affected())
}

/// Writes the first key of a tenant.
pub async fn insert_tenant_key_in_tx(
    tx: &mut TenantTx,
    tenant_id: TenantId,
    row: &TenantKeyRow,
) -> Result<(), StoreError> {
    let query = sqlx::query("INSERT INTO tenant_keys (tenant_id, master_key, wrapped) VALUES ($1, $2, $3)");
    let done = query
        .bind(tenant_id.uuid())
        .bind(&row.master_key)
        .bind(&row.wrapped)
        .execute(tx.connection())
        .await?;
    expect_rows("insert tenant key", 1, done.rows_affected())
}

row! {
    /// A person's key, wrapped by the tenant's.
    pub struct DataKeyRow of "data_keys" {
        /// Its id.
        pub id: Uuid,
        /// Whose person.
        pub tenant_id: Uuid,
        /// The wrapped key.
        pub wrapped: Bytes,
        /// Always none for a new key.
        pub destroyed_at: Option<()>,
    }
}

/// Wrapped keys by id; a destroyed one is missing.
pub async fn data_keys_in_tx(tx: &mut TenantTx, ids: &[Uuid]) -> Result<Vec<(Uuid, Vec<u8>)>, StoreError> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let query =
        sqlx::query_as("SELECT id, wrapped FROM data_keys WHERE id = ANY ($1) AND destroyed_at IS NULL");
    Ok(query.bind(ids).fetch_all(tx.connection()).await?)
}
