//! Sums over trading days.

use chrono::{DateTime, NaiveDate, Utc};
use sqlx::FromRow;
use uuid::Uuid;

use crate::{StoreError, TenantTx};

/// Sums of one hour of one trading day.
#[derive(Debug, Clone, FromRow)]
pub struct HourSum {
    /// Which day.
    pub business_day: NaiveDate,
    /// The hour on the store's clock.
    pub hour: i32,
    /// Sum of totals.
    pub revenue: i64,
    /// How many orders.
    pub orders: i64,
    /// How many things.
    pub items: i64,
}

/// Sums per hour of some trading days, up to a time. Cancelled orders and drafts don't count.
pub async fn by_hour_in_tx(
    tx: &mut TenantTx,
    stores: &[Uuid],
    days: &[NaiveDate],
    until: DateTime<Utc>,
) -> Result<Vec<HourSum>, StoreError> {
    let query = sqlx::query_as(
        "SELECT o.business_day, extract(hour FROM o.created_at AT TIME ZONE s.time_zone)::int AS hour,
                sum(o.total)::bigint AS revenue, count(*) AS orders, sum(o.item_count)::bigint AS items
         FROM orders o JOIN stores s ON s.id = o.store_id
         WHERE o.store_id = ANY ($1) AND o.business_day = ANY ($2) AND o.created_at <= $3
           AND o.lifecycle NOT IN ('draft', 'cancelled') AND o.deleted_at IS NULL
         GROUP BY 1, 2",
    );
    Ok(query.bind(stores).bind(days).bind(until).fetch_all(tx.connection()).await?)
}

/// Money of one kind.
#[derive(Debug, Clone, FromRow)]
pub struct MethodSum {
    /// Which.
    pub method: String,
    /// Received less given back.
    pub amount: i64,
    /// How many entries.
    pub count: i64,
}

/// What a trading day's ledger entries sum to, largest first.
pub async fn by_method_in_tx(
    tx: &mut TenantTx,
    stores: &[Uuid],
    day: NaiveDate,
) -> Result<Vec<MethodSum>, StoreError> {
    let query = sqlx::query_as(
        "SELECT method, sum(amount)::bigint AS amount, count(*) AS count
         FROM payments p WHERE p.store_id = ANY ($1) AND p.business_day = $2
           AND NOT EXISTS (SELECT FROM orders o WHERE o.id = p.order_id AND o.deleted_at IS NOT NULL)
         GROUP BY method ORDER BY amount DESC, method",
    );
    Ok(query.bind(stores).bind(day).fetch_all(tx.connection()).await?)
}

/// How one product sold.
#[derive(Debug, Clone, FromRow)]
pub struct ProductSum {
    /// Its name.
    pub name: String,
    /// How many.
    pub quantity: i64,
    /// Sum of the lines.
    pub revenue: i64,
}

/// The ten things that earned most on a trading day.
pub async fn best_products_in_tx(
    tx: &mut TenantTx,
    stores: &[Uuid],
    day: NaiveDate,
) -> Result<Vec<ProductSum>, StoreError> {
    let query = sqlx::query_as(
        "SELECT l.name, sum(l.quantity)::bigint AS quantity, sum(l.line_total)::bigint AS revenue
         FROM orders o JOIN order_lines l ON l.order_id = o.id
         WHERE o.store_id = ANY ($1) AND o.business_day = $2 AND o.lifecycle NOT IN ('draft', 'cancelled')
           AND o.deleted_at IS NULL
         GROUP BY l.name ORDER BY revenue DESC, l.name LIMIT 10",
    );
    Ok(query.bind(stores).bind(day).fetch_all(tx.connection()).await?)
}
