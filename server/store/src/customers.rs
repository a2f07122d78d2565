//! Customers: sealed profiles and the keyed hashes they are found by.

use chrono::{DateTime, Utc};
use serde::Serialize;
use sqlx::FromRow;
use uuid::Uuid;

use crate::{Bytes, StoreError, TenantTx, keys::DataKeyRow};

/// A new row of `customers`.
#[derive(Debug, Clone, Serialize)]
#[expect(missing_docs, reason = "each field is the column of that name, described in the migration")]
pub struct CustomerRow {
    pub id: Uuid,
    pub tenant_id: Uuid,
    pub data_key_id: Uuid,
    pub code: Option<String>,
    pub sealed_profile: Bytes,
    pub name_index: Vec<i64>,
    pub phone_index: Option<Bytes>,
    pub email_index: Option<Bytes>,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
}

/// A customer as stored.
#[derive(Debug, Clone, FromRow)]
#[expect(missing_docs, reason = "each field is the column of that name, described in the migration")]
pub struct CustomerRecord {
    pub id: Uuid,
    pub data_key_id: Uuid,
    pub wrapped_key: Option<Vec<u8>>,
    pub code: Option<String>,
    pub sealed_profile: Vec<u8>,
    pub phone_index: Option<Vec<u8>>,
}

/// Customers with one of these phone numbers, as keyed hashes.
pub async fn by_phone_in_tx(
    tx: &mut TenantTx,
    phones: &[Vec<u8>],
) -> Result<Vec<CustomerRecord>, StoreError> {
    if phones.is_empty() {
        return Ok(Vec::new());
    }
    let query = sqlx::query_as(
        "SELECT c.id, c.data_key_id, k.wrapped AS wrapped_key, c.code, c.sealed_profile, c.phone_index
         FROM customers c JOIN data_keys k ON k.id = c.data_key_id
         WHERE c.tenant_id = $1 AND c.phone_index = ANY ($2)",
    );
    Ok(query.bind(tx.tenant_id().uuid()).bind(phones).fetch_all(tx.connection()).await?)
}

/// Customers with one of these codes of the shop's own.
pub async fn by_code_in_tx(tx: &mut TenantTx, codes: &[String]) -> Result<Vec<CustomerRecord>, StoreError> {
    let query = sqlx::query_as(
        "SELECT c.id, c.data_key_id, k.wrapped AS wrapped_key, c.code, c.sealed_profile, c.phone_index
         FROM customers c JOIN data_keys k ON k.id = c.data_key_id
         WHERE c.tenant_id = $1 AND c.code = ANY ($2)",
    );
    Ok(query.bind(tx.tenant_id().uuid()).bind(codes).fetch_all(tx.connection()).await?)
}

/// Locks a customer until the transaction ends, so that what is put right about them isn't put right
/// twice at once.
pub async fn lock_in_tx(tx: &mut TenantTx, id: Uuid) -> Result<(), StoreError> {
    let query = sqlx::query("SELECT 1 FROM customers WHERE id = $1 FOR UPDATE");
    query.bind(id).execute(tx.connection()).await?;
    Ok(())
}

/// Writes customers and their keys; one whose id is known keeps its key and gets the new profile.
pub async fn upsert_in_tx(
    tx: &mut TenantTx,
    data_keys: &[DataKeyRow],
    customers: &[CustomerRow],
) -> Result<(), StoreError> {
    let query = sqlx::query(
        "WITH new_keys AS (
             INSERT INTO data_keys SELECT * FROM json_populate_recordset(NULL::data_keys, $1::json)
         )
         INSERT INTO customers SELECT * FROM json_populate_recordset(NULL::customers, $2::json)
         ON CONFLICT (id) DO UPDATE SET
             sealed_profile = excluded.sealed_profile, name_index = excluded.name_index,
             phone_index = excluded.phone_index, email_index = excluded.email_index,
             updated_at = excluded.updated_at",
    );
    let done = query
        .bind(serde_json::to_string(data_keys)?)
        .bind(serde_json::to_string(customers)?)
        .execute(tx.connection())
        .await?;
    let expected = u64::try_from(customers.len()).unwrap_or(u64::MAX);
    crate::error::expect_rows("write customers", expected, done.rows_affected())
}
