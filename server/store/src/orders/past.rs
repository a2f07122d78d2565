//! What an import of past orders looks up, and the numbers that it keeps.

use chrono::{DateTime, Utc};
use domain::id::{ProductId, StaffId, StoreId};
use sqlx::{AssertSqlSafe, FromRow};
use uuid::Uuid;

use crate::{
    StoreError, TenantTx,
    error::expect_rows,
    row::{insert, row},
};

/// A product as a past order names it; also one that isn't sold any more.
#[derive(Debug, Clone, FromRow)]
pub struct KnownProduct {
    id: Uuid,
    /// The shop's own code.
    pub sku: String,
    /// Its name.
    pub name: String,
    /// Which rate applies.
    pub tax_class: String,
}

impl KnownProduct {
    /// Its id.
    pub const fn id(&self) -> ProductId {
        ProductId::from_uuid(self.id)
    }
}

row! {
    /// A new row of `imported_orders`.
    #[expect(missing_docs, reason = "each field is the column of that name, described in the migration")]
    pub struct ImportedOrderRow of "imported_orders" {
        pub store_id: Uuid,
        pub number: String,
        pub tenant_id: Uuid,
        pub order_id: Uuid,
        pub imported_at: DateTime<Utc>,
    }
}

/// Products by SKU.
pub async fn products_by_sku_in_tx(
    tx: &mut TenantTx,
    skus: &[String],
) -> Result<Vec<KnownProduct>, StoreError> {
    let query = sqlx::query_as(
        "SELECT id, sku, name, tax_class FROM products WHERE tenant_id = $1 AND sku = ANY ($2)",
    );
    Ok(query.bind(tx.tenant_id().uuid()).bind(skus).fetch_all(tx.connection()).await?)
}

/// Every product as past orders name it.
pub async fn known_products_in_tx(tx: &mut TenantTx) -> Result<Vec<KnownProduct>, StoreError> {
    let query = sqlx::query_as("SELECT id, sku, name, tax_class FROM products WHERE tenant_id = $1");
    Ok(query.bind(tx.tenant_id().uuid()).fetch_all(tx.connection()).await?)
}

/// Numbers of the shop's own that a store's past orders have.
pub async fn imported_numbers_in_tx(tx: &mut TenantTx, store_id: StoreId) -> Result<Vec<String>, StoreError> {
    let query = sqlx::query_scalar("SELECT number FROM imported_orders WHERE store_id = $1");
    Ok(query.bind(store_id.uuid()).fetch_all(tx.connection()).await?)
}

/// Which of some references the tenant's orders have already.
pub async fn taken_references_in_tx(
    tx: &mut TenantTx,
    references: &[String],
) -> Result<Vec<String>, StoreError> {
    let query =
        sqlx::query_scalar("SELECT reference FROM orders WHERE tenant_id = $1 AND reference = ANY ($2)");
    Ok(query.bind(tx.tenant_id().uuid()).bind(references).fetch_all(tx.connection()).await?)
}

/// Whoever stands for the business where nobody acted: its first owner.
pub async fn first_owner_in_tx(tx: &mut TenantTx) -> Result<Option<StaffId>, StoreError> {
    let query = sqlx::query_scalar(
        "SELECT id FROM staff WHERE tenant_id = $1 AND role = 'owner' ORDER BY id LIMIT 1",
    );
    let id: Option<Uuid> = query.bind(tx.tenant_id().uuid()).fetch_optional(tx.connection()).await?;
    Ok(id.map(StaffId::from_uuid))
}

/// Keeps the numbers of imported orders.
pub async fn insert_imported_in_tx(tx: &mut TenantTx, rows: &[ImportedOrderRow]) -> Result<(), StoreError> {
    let sql = insert::<ImportedOrderRow>("$1");
    let done =
        sqlx::query(AssertSqlSafe(sql)).bind(serde_json::to_string(rows)?).execute(tx.connection()).await?;
    expect_rows("insert imported orders", u64::try_from(rows.len()).unwrap_or(u64::MAX), done.rows_affected())
}
