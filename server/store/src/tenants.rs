//! Businesses, their stores, taxes and staff.

use chrono::{DateTime, Utc};
use domain::id::{StaffId, StoreId};
use serde::Deserialize;
use sqlx::FromRow;
use uuid::Uuid;

use crate::{StoreError, TenantTx, error::expect_rows};

/// A business.
#[derive(Debug, Clone, FromRow)]
#[expect(missing_docs, reason = "each field is the column of that name, described in the migration")]
pub struct TenantRecord {
    pub slug: String,
    pub name: String,
    pub currency: String,
    pub tax_mode: String,
    pub receipt_footer: String,
}

/// A tax rate of a business.
#[derive(Debug, Clone, FromRow, Deserialize)]
#[expect(missing_docs, reason = "each field is the column of that name, described in the migration")]
pub struct TaxRateRecord {
    pub class: String,
    pub label: String,
    pub basis_points: i64,
}

/// A store.
#[derive(Debug, Clone, FromRow)]
#[expect(missing_docs, reason = "each field is the column of that name, described in the migration")]
pub struct StoreRecord {
    id: Uuid,
    pub slug: String,
    pub name: String,
    pub address: Vec<String>,
    pub time_zone: String,
    pub day_cutoff_minutes: i16,
    pub country: Option<String>,
}

impl StoreRecord {
    /// Its id.
    pub const fn id(&self) -> StoreId {
        StoreId::from_uuid(self.id)
    }
}

/// The business of this transaction.
pub async fn tenant_in_tx(tx: &mut TenantTx) -> Result<Option<TenantRecord>, StoreError> {
    let query =
        sqlx::query_as("SELECT slug, name, currency, tax_mode, receipt_footer FROM tenants WHERE id = $1");
    Ok(query.bind(tx.tenant_id().uuid()).fetch_optional(tx.connection()).await?)
}

/// Its tax rates, in the order receipts show them.
pub async fn tax_rates_in_tx(tx: &mut TenantTx) -> Result<Vec<TaxRateRecord>, StoreError> {
    let query = sqlx::query_as(
        "SELECT class, label, basis_points FROM tax_rates WHERE tenant_id = $1 ORDER BY position, class",
    );
    Ok(query.bind(tx.tenant_id().uuid()).fetch_all(tx.connection()).await?)
}

/// The stores that this transaction sees, by name, at most a thousand.
pub async fn stores_in_tx(tx: &mut TenantTx) -> Result<Vec<StoreRecord>, StoreError> {
    let query = sqlx::query_as(
        "SELECT id, slug, name, address, time_zone, day_cutoff_minutes, country
         FROM stores WHERE tenant_id = $1 ORDER BY created_at, slug LIMIT 1000",
    );
    Ok(query.bind(tx.tenant_id().uuid()).fetch_all(tx.connection()).await?)
}

/// A store by its short name, if this transaction sees it.
pub async fn store_by_slug_in_tx(tx: &mut TenantTx, slug: &str) -> Result<Option<StoreRecord>, StoreError> {
    let query = sqlx::query_as(
        "SELECT id, slug, name, address, time_zone, day_cutoff_minutes, country
         FROM stores WHERE tenant_id = $1 AND slug = $2",
    );
    Ok(query.bind(tx.tenant_id().uuid()).bind(slug).fetch_optional(tx.connection()).await?)
}

/// The same by its id alone, locked until the transaction ends.
pub async fn lock_store_by_slug_in_tx(tx: &mut TenantTx, slug: &str) -> Result<Option<StoreId>, StoreError> {
    let query = sqlx::query_scalar("SELECT id FROM stores WHERE tenant_id = $1 AND slug = $2 FOR UPDATE");
    let found: Option<Uuid> =
        query.bind(tx.tenant_id().uuid()).bind(slug).fetch_optional(tx.connection()).await?;
    Ok(found.map(StoreId::from_uuid))
}

/// Opens a business: its row alone.
pub async fn insert_tenant_in_tx(
    tx: &mut TenantTx,
    tenant: &TenantRecord,
    created_at: DateTime<Utc>,
) -> Result<(), StoreError> {
    let query = sqlx::query(
        "INSERT INTO tenants (id, slug, name, currency, tax_mode, receipt_footer, created_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7)",
    );
    let done = query
        .bind(tx.tenant_id().uuid())
        .bind(&tenant.slug)
        .bind(&tenant.name)
        .bind(&tenant.currency)
        .bind(&tenant.tax_mode)
        .bind(&tenant.receipt_footer)
        .bind(created_at)
        .execute(tx.connection())
        .await?;
    expect_rows("insert tenant", 1, done.rows_affected())
}

/// Adds a tax rate.
pub async fn insert_tax_rate_in_tx(
    tx: &mut TenantTx,
    position: i32,
    rate: &TaxRateRecord,
) -> Result<(), StoreError> {
    let query = sqlx::query(
        "INSERT INTO tax_rates (tenant_id, class, label, basis_points, position) VALUES ($1, $2, $3, $4, $5)",
    );
    let done = query
        .bind(tx.tenant_id().uuid())
        .bind(&rate.class)
        .bind(&rate.label)
        .bind(rate.basis_points)
        .bind(position)
        .execute(tx.connection())
        .await?;
    expect_rows("insert tax rate", 1, done.rows_affected())
}

/// A store to be opened.
#[derive(Debug, Clone)]
#[expect(missing_docs, reason = "each field is the column of that name, described in the migration")]
pub struct NewStore {
    pub id: StoreId,
    pub slug: String,
    pub name: String,
    pub address: Vec<String>,
    pub time_zone: String,
    pub country: Option<String>,
    pub created_at: DateTime<Utc>,
}

/// Opens a store, its event numbers beginning at one.
pub async fn insert_store_in_tx(tx: &mut TenantTx, store: &NewStore) -> Result<(), StoreError> {
    let query = sqlx::query(
        "WITH opened AS (
             INSERT INTO stores (id, tenant_id, slug, name, address, time_zone, created_at, country)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
         )
         INSERT INTO store_sequences (store_id, tenant_id) VALUES ($1, $2)",
    );
    let done = query
        .bind(store.id.uuid())
        .bind(tx.tenant_id().uuid())
        .bind(&store.slug)
        .bind(&store.name)
        .bind(&store.address)
        .bind(&store.time_zone)
        .bind(store.created_at)
        .bind(&store.country)
        .execute(tx.connection())
        .await?;
    expect_rows("insert store", 1, done.rows_affected())
}

/// A member of staff to be taken on.
#[derive(Clone)]
#[expect(missing_docs, reason = "each field is the column of that name, described in the migration")]
pub struct NewStaff {
    pub id: StaffId,
    pub email: String,
    pub name: String,
    pub role: &'static str,
    pub password_hash: String,
    /// Where they work; everywhere if absent.
    pub stores: Option<Vec<StoreId>>,
}

/// Takes somebody on.
pub async fn insert_staff_in_tx(tx: &mut TenantTx, staff: &NewStaff) -> Result<(), StoreError> {
    let query = sqlx::query(
        "INSERT INTO staff (id, tenant_id, email, name, role, password_hash, all_stores)
         VALUES ($1, $2, $3, $4, $5, $6, $7)",
    );
    let done = query
        .bind(staff.id.uuid())
        .bind(tx.tenant_id().uuid())
        .bind(&staff.email)
        .bind(&staff.name)
        .bind(staff.role)
        .bind(&staff.password_hash)
        .bind(staff.stores.is_none())
        .execute(tx.connection())
        .await?;
    expect_rows("insert staff", 1, done.rows_affected())?;
    let stores: Vec<Uuid> = staff.stores.iter().flatten().map(|store| store.uuid()).collect();
    let query = sqlx::query(
        "INSERT INTO staff_stores (tenant_id, staff_id, store_id) SELECT $1, $2, unnest($3::uuid[])",
    );
    let done = query
        .bind(tx.tenant_id().uuid())
        .bind(staff.id.uuid())
        .bind(&stores)
        .execute(tx.connection())
        .await?;
    expect_rows("insert staff stores", u64::try_from(stores.len()).unwrap_or(u64::MAX), done.rows_affected())
}
