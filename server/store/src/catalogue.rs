//! Products, categories and stock.

use chrono::{DateTime, Utc};
use domain::id::{ProductId, StoreId};
use serde::Serialize;
use sqlx::{AssertSqlSafe, FromRow, Postgres, QueryBuilder};
use uuid::Uuid;

use crate::{
    StoreError, TenantTx,
    row::{insert, row},
};

/// A product at a store.
#[derive(Debug, Clone, FromRow)]
#[expect(missing_docs, reason = "each field is the column of that name, described in the migration")]
pub struct ProductRecord {
    id: Uuid,
    pub sku: String,
    pub name: String,
    /// The name as lists are sorted by it.
    pub sort_name: String,
    pub category: String,
    pub price: i64,
    pub tax_class: String,
    pub barcode: Option<String>,
    pub active: bool,
    pub on_hand: Option<i64>,
}

impl ProductRecord {
    /// Its id.
    pub const fn id(&self) -> ProductId {
        ProductId::from_uuid(self.id)
    }
}

/// The most products that a till shows.
pub const MAX_MENU: i64 = 5_000;

/// The products on sale at a store in the shop's own order: [`MAX_MENU`] at most, and one more that tells
/// that there are others.
pub async fn menu_in_tx(tx: &mut TenantTx, store_id: StoreId) -> Result<Vec<ProductRecord>, StoreError> {
    let query = sqlx::query_as(
        "SELECT p.id, p.sku, p.name, lower(p.name) AS sort_name, c.name AS category, p.price, p.tax_class, p.barcode, p.active, k.on_hand
         FROM products p
         JOIN categories c ON c.id = p.category_id
         LEFT JOIN stock k ON k.product_id = p.id AND k.store_id = $2
         WHERE p.tenant_id = $1 AND p.active
         ORDER BY c.position, c.name, p.position, p.name, p.id LIMIT $3",
    );
    let query = query.bind(tx.tenant_id().uuid()).bind(store_id.uuid()).bind(MAX_MENU + 1);
    Ok(query.fetch_all(tx.connection()).await?)
}

/// Which products, and from where on.
#[derive(Debug, Clone, Default)]
pub struct ProductSearch {
    /// After this name and id.
    pub after: Option<(String, Uuid)>,
    /// At most so many.
    pub limit: i64,
}

/// Products by name.
pub async fn search_in_tx(
    tx: &mut TenantTx,
    store_id: StoreId,
    search: &ProductSearch,
) -> Result<Vec<ProductRecord>, StoreError> {
    let mut query: QueryBuilder<Postgres> = QueryBuilder::new(
        "SELECT p.id, p.sku, p.name, lower(p.name) AS sort_name, c.name AS category, p.price, p.tax_class, p.barcode, p.active, k.on_hand
         FROM products p
         JOIN categories c ON c.id = p.category_id
         LEFT JOIN stock k ON k.product_id = p.id AND k.store_id = ",
    );
    query.push_bind(store_id.uuid()).push(" WHERE p.tenant_id = ").push_bind(tx.tenant_id().uuid());
    if let Some((name, id)) = &search.after {
        query.push(" AND (lower(p.name), p.id) > (").push_bind(name.clone());
        query.push(", ").push_bind(*id).push(")");
    }
    query.push(" ORDER BY lower(p.name), p.id LIMIT ").push_bind(search.limit);
    Ok(query.build_query_as().fetch_all(tx.connection()).await?)
}

row! {
    /// A category to be there.
    #[expect(missing_docs, reason = "each field is the column of that name, described in the migration")]
    pub struct CategoryRow of "categories" {
        pub id: Uuid,
        pub tenant_id: Uuid,
        pub name: String,
        pub position: i32,
    }
}

row! {
    /// A product to be there.
    #[expect(missing_docs, reason = "each field is the column of that name, described in the migration")]
    pub struct ProductRow of "products" {
        pub id: Uuid,
        pub tenant_id: Uuid,
        pub category_id: Uuid,
        pub sku: String,
        pub name: String,
        pub description: String,
        pub price: i64,
        pub tax_class: String,
        pub barcode: Option<String>,
        pub active: bool,
        pub position: i32,
    }
}

/// How many there are to be of a product at a store.
#[derive(Debug, Clone, Serialize)]
#[expect(missing_docs, reason = "each field is the column of that name, described in the migration")]
pub struct StockRow {
    pub tenant_id: Uuid,
    pub store_id: Uuid,
    pub product_id: Uuid,
    pub on_hand: i64,
    pub reorder_level: i64,
    /// For the movement that explains it.
    pub movement_id: Uuid,
}

/// Ids of categories by name.
pub async fn categories_in_tx(tx: &mut TenantTx) -> Result<Vec<(String, Uuid)>, StoreError> {
    let query = sqlx::query_as("SELECT name, id FROM categories WHERE tenant_id = $1 ORDER BY position");
    Ok(query.bind(tx.tenant_id().uuid()).fetch_all(tx.connection()).await?)
}

/// A product with all that a file may say of it.
#[derive(Debug, Clone, FromRow)]
#[expect(missing_docs, reason = "each field is the column of that name, described in the migration")]
pub struct StoredProduct {
    pub id: Uuid,
    pub sku: String,
    pub name: String,
    pub category: String,
    pub description: String,
    pub price: i64,
    pub tax_class: String,
    pub barcode: Option<String>,
    pub active: bool,
    pub on_hand: Option<i64>,
    pub reorder_level: Option<i64>,
}

/// All products, locked until the transaction ends, since what is written is made from what is read; with
/// their stock at a store, which the store's own lock guards.
pub async fn stored_in_tx(tx: &mut TenantTx, store_id: Uuid) -> Result<Vec<StoredProduct>, StoreError> {
    let query = sqlx::query_as(
        "SELECT p.id, p.sku, p.name, c.name AS category, p.description, p.price, p.tax_class, p.barcode, p.active,
                k.on_hand, k.reorder_level
         FROM products p
         JOIN categories c ON c.id = p.category_id
         LEFT JOIN stock k ON k.product_id = p.id AND k.store_id = $2
         WHERE p.tenant_id = $1
         ORDER BY p.id FOR NO KEY UPDATE OF p",
    );
    Ok(query.bind(tx.tenant_id().uuid()).bind(store_id).fetch_all(tx.connection()).await?)
}

/// Writes categories, products and stock; what is there already is brought to the new values, and
/// each difference in stock leaves a movement.
pub async fn upsert_in_tx(
    tx: &mut TenantTx,
    categories: &[CategoryRow],
    products: &[ProductRow],
    stock: &[StockRow],
    at: DateTime<Utc>,
) -> Result<(), StoreError> {
    let products = serde_json::to_string(products)?;
    // A barcode that goes from one product to another leaves the first before it reaches the second.
    let query = sqlx::query(
        "UPDATE products p SET barcode = NULL
         FROM json_populate_recordset(NULL::products, $1::json) row
         WHERE p.tenant_id = row.tenant_id AND p.sku = row.sku AND p.barcode <> coalesce(row.barcode, '')",
    );
    query.bind(&products).execute(tx.connection()).await?;
    let sql = format!(
        "WITH new_categories AS ({})
         {}
         ON CONFLICT (tenant_id, sku) DO UPDATE SET
             category_id = excluded.category_id, name = excluded.name, description = excluded.description,
             price = excluded.price, tax_class = excluded.tax_class, barcode = excluded.barcode,
             active = excluded.active",
        insert::<CategoryRow>("$1"),
        insert::<ProductRow>("$2"),
    );
    let query = sqlx::query(AssertSqlSafe(sql));
    query.bind(serde_json::to_string(categories)?).bind(products).execute(tx.connection()).await?;
    let query = sqlx::query(include_str!("stock_upsert.sql"));
    query.bind(serde_json::to_string(stock)?).bind(at).execute(tx.connection()).await?;
    Ok(())
}
