//! Products as an order needs them, and what orders took of them.

use domain::id::{OrderId, ProductId, StoreId};
use serde::Deserialize;
use sqlx::FromRow;
use uuid::Uuid;

use crate::{StoreError, TenantTx};

/// A product, as a sale needs it.
#[derive(Debug, Clone, FromRow, Deserialize)]
pub struct SellableProduct {
    id: Uuid,
    /// Its name.
    pub name: String,
    /// Price of one.
    pub price: i64,
    /// Which rate applies.
    pub tax_class: String,
    /// Whether it is on sale.
    pub active: bool,
    /// How many are left at the store; none if nobody counts.
    pub on_hand: Option<i64>,
}

impl SellableProduct {
    /// Its id.
    pub const fn id(&self) -> ProductId {
        ProductId::from_uuid(self.id)
    }
}

/// Products of a store, by id.
pub async fn sellable_products_in_tx(
    tx: &mut TenantTx,
    store_id: StoreId,
    ids: &[Uuid],
) -> Result<Vec<SellableProduct>, StoreError> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let query = sqlx::query_as(
        "SELECT p.id, p.name, p.price, p.tax_class, p.active, k.on_hand
         FROM products p LEFT JOIN stock k ON k.product_id = p.id AND k.store_id = $1
         WHERE p.id = ANY ($2)",
    );
    Ok(query.bind(store_id.uuid()).bind(ids).fetch_all(tx.connection()).await?)
}

/// What an order took from counted stock, all in all: below zero, by product.
pub async fn stock_taken_in_tx(
    tx: &mut TenantTx,
    order_id: OrderId,
) -> Result<Vec<(ProductId, i64)>, StoreError> {
    let query = sqlx::query_as(
        "SELECT product_id, sum(quantity)::bigint FROM stock_movements WHERE order_id = $1
         GROUP BY product_id HAVING sum(quantity) <> 0 ORDER BY product_id",
    );
    let rows: Vec<(Uuid, i64)> = query.bind(order_id.uuid()).fetch_all(tx.connection()).await?;
    Ok(rows.into_iter().map(|(product, quantity)| (ProductId::from_uuid(product), quantity)).collect())
}

/// What deletions of an order put back into counted stock and restorations have not taken again, by
/// product: above zero.
pub async fn stock_put_back_in_tx(
    tx: &mut TenantTx,
    order_id: OrderId,
) -> Result<Vec<(ProductId, i64)>, StoreError> {
    let query = sqlx::query_as(
        "SELECT product_id, sum(quantity)::bigint FROM stock_movements
         WHERE order_id = $1 AND reason IN ('deletion', 'restoration')
         GROUP BY product_id HAVING sum(quantity) > 0 ORDER BY product_id",
    );
    let rows: Vec<(Uuid, i64)> = query.bind(order_id.uuid()).fetch_all(tx.connection()).await?;
    Ok(rows.into_iter().map(|(product, quantity)| (ProductId::from_uuid(product), quantity)).collect())
}
