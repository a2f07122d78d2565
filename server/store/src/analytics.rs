//! Sums over trading days, from the orders and the ledger themselves.
//!
//! Orders count that are neither draft, cancelled nor deleted; of the ledger, all but the entries of
//! deleted orders.

use chrono::{DateTime, NaiveDate, Utc};
use sqlx::FromRow;
use uuid::Uuid;

use crate::{StoreError, TenantTx};

/// Which orders are summed.
#[derive(Debug, Clone, Copy)]
pub struct Counted<'a> {
    /// Of these stores.
    pub stores: &'a [Uuid],
    /// That came these ways.
    pub channels: &'a [&'static str],
    /// From this trading day on.
    pub from: NaiveDate,
    /// Up to and with this one.
    pub to: NaiveDate,
}

/// Sums of one trading day and one way that orders came.
#[derive(Debug, Clone, FromRow)]
pub struct DaySum {
    /// Which day.
    pub business_day: NaiveDate,
    /// Which way.
    pub channel: String,
    /// Sum of totals.
    pub revenue: i64,
    /// How many orders.
    pub orders: i64,
    /// How many things.
    pub items: i64,
}

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
}

/// Sums by day and channel.
pub async fn by_day_in_tx(tx: &mut TenantTx, counted: &Counted<'_>) -> Result<Vec<DaySum>, StoreError> {
    let query = sqlx::query_as(
        "SELECT o.business_day, o.channel, sum(o.total)::bigint AS revenue, count(*) AS orders,
                sum(o.item_count)::bigint AS items
         FROM orders o
         WHERE o.store_id = ANY ($1) AND o.channel = ANY ($2) AND o.business_day BETWEEN $3 AND $4
           AND o.lifecycle NOT IN ('draft', 'cancelled') AND o.deleted_at IS NULL
         GROUP BY 1, 2",
    );
    let query = query.bind(counted.stores).bind(counted.channels).bind(counted.from).bind(counted.to);
    Ok(query.fetch_all(tx.connection()).await?)
}

/// Sums of what was sold on one day after a time, by channel.
pub async fn after_in_tx(
    tx: &mut TenantTx,
    counted: &Counted<'_>,
    after: DateTime<Utc>,
) -> Result<Vec<DaySum>, StoreError> {
    let query = sqlx::query_as(
        "SELECT o.business_day, o.channel, sum(o.total)::bigint AS revenue, count(*) AS orders,
                sum(o.item_count)::bigint AS items
         FROM orders o
         WHERE o.store_id = ANY ($1) AND o.channel = ANY ($2) AND o.business_day = $3 AND o.created_at > $4
           AND o.lifecycle NOT IN ('draft', 'cancelled') AND o.deleted_at IS NULL
         GROUP BY 1, 2",
    );
    let query = query.bind(counted.stores).bind(counted.channels).bind(counted.to).bind(after);
    Ok(query.fetch_all(tx.connection()).await?)
}

/// Sums by hour of two days.
pub async fn by_hour_in_tx(
    tx: &mut TenantTx,
    counted: &Counted<'_>,
    days: [NaiveDate; 2],
) -> Result<Vec<HourSum>, StoreError> {
    let query = sqlx::query_as(
        "SELECT o.business_day, extract(hour FROM o.created_at AT TIME ZONE s.time_zone)::int AS hour,
                sum(o.total)::bigint AS revenue, count(*) AS orders
         FROM orders o JOIN stores s ON s.id = o.store_id
         WHERE o.store_id = ANY ($1) AND o.channel = ANY ($2) AND o.business_day = ANY ($3)
           AND o.lifecycle NOT IN ('draft', 'cancelled') AND o.deleted_at IS NULL
         GROUP BY 1, 2",
    );
    let query = query.bind(counted.stores).bind(counted.channels).bind(days);
    Ok(query.fetch_all(tx.connection()).await?)
}

/// Money of one kind on one trading day.
#[derive(Debug, Clone, FromRow)]
pub struct MethodSum {
    /// Which day.
    pub business_day: NaiveDate,
    /// Which kind.
    pub method: String,
    /// Received less given back.
    pub amount: i64,
    /// How many entries.
    pub count: i64,
}

/// What the ledger's entries of some trading days sum to, those of deleted orders left out.
pub async fn by_method_in_tx(
    tx: &mut TenantTx,
    counted: &Counted<'_>,
    every_channel: bool,
) -> Result<Vec<MethodSum>, StoreError> {
    // Which way an order came isn't in its ledger: to ask for it only when it matters spares a look
    // at every order.
    let query = sqlx::query_as(if every_channel {
        "SELECT p.business_day, p.method, sum(p.amount)::bigint AS amount, count(*) AS count
         FROM payments p
         WHERE p.store_id = ANY ($1) AND p.business_day BETWEEN $3 AND $4 AND $2::text[] IS NOT NULL
           AND NOT EXISTS (SELECT FROM orders o WHERE o.id = p.order_id AND o.deleted_at IS NOT NULL
                                                  AND o.store_id = ANY ($1))
         GROUP BY 1, 2"
    } else {
        "SELECT p.business_day, p.method, sum(p.amount)::bigint AS amount, count(*) AS count
         FROM payments p JOIN orders o ON o.id = p.order_id
         WHERE p.store_id = ANY ($1) AND p.business_day BETWEEN $3 AND $4 AND o.channel = ANY ($2)
           AND o.deleted_at IS NULL
         GROUP BY 1, 2"
    });
    let query = query.bind(counted.stores).bind(counted.channels).bind(counted.from).bind(counted.to);
    Ok(query.fetch_all(tx.connection()).await?)
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

/// The ten things that earned most.
pub async fn best_products_in_tx(
    tx: &mut TenantTx,
    counted: &Counted<'_>,
) -> Result<Vec<ProductSum>, StoreError> {
    let query = sqlx::query_as(
        "SELECT l.name, sum(l.quantity)::bigint AS quantity, sum(l.line_total)::bigint AS revenue
         FROM orders o JOIN order_lines l ON l.order_id = o.id
         WHERE o.store_id = ANY ($1) AND o.channel = ANY ($2) AND o.business_day BETWEEN $3 AND $4
           AND o.lifecycle NOT IN ('draft', 'cancelled') AND o.deleted_at IS NULL
         GROUP BY l.name ORDER BY revenue DESC, l.name LIMIT 10",
    );
    let query = query.bind(counted.stores).bind(counted.channels).bind(counted.from).bind(counted.to);
    Ok(query.fetch_all(tx.connection()).await?)
}

/// How many orders on terms there are, and how many of them are paid.
#[derive(Debug, Clone, Copy, FromRow)]
pub struct TermsSum {
    /// Orders on terms.
    pub agreed: i64,
    /// Those of them that are paid in full.
    pub settled: i64,
}

/// How far the orders on terms that were placed on some days are paid by now.
pub async fn completion_in_tx(tx: &mut TenantTx, counted: &Counted<'_>) -> Result<TermsSum, StoreError> {
    let query = sqlx::query_as(
        "SELECT count(*) AS agreed, count(*) FILTER (WHERE o.received - o.refunded >= o.total) AS settled
         FROM orders o
         WHERE o.store_id = ANY ($1) AND o.channel = ANY ($2) AND o.business_day BETWEEN $3 AND $4
           AND o.lifecycle NOT IN ('draft', 'cancelled') AND o.deleted_at IS NULL
           AND o.id IN (SELECT t.order_id FROM payment_terms t WHERE t.store_id = ANY ($1))",
    );
    let query = query.bind(counted.stores).bind(counted.channels).bind(counted.from).bind(counted.to);
    Ok(query.fetch_one(tx.connection()).await?)
}

/// What one order on terms still owes, seen on its store's day.
#[derive(Debug, Clone, FromRow)]
#[expect(missing_docs, reason = "the amounts are told where they are computed")]
pub struct OwedSum {
    pub outstanding: i64,
    pub outstanding_orders: i64,
    pub overdue: i64,
    pub overdue_orders: i64,
    pub within_7: i64,
    pub within_7_orders: i64,
    pub within_30: i64,
    pub within_30_orders: i64,
}

/// An order with an instalment whose day is over.
#[derive(Debug, Clone, FromRow)]
#[expect(missing_docs, reason = "the amounts are told where they are computed")]
pub struct OverdueRecord {
    pub reference: String,
    pub next_due_date: NaiveDate,
    pub today: NaiveDate,
    pub overdue: i64,
    pub balance: i64,
}

/// Stores and the trading day that each has now, side by side.
#[derive(Debug, Clone, Copy)]
pub struct Todays<'a> {
    /// The stores.
    pub stores: &'a [Uuid],
    /// Their days.
    pub days: &'a [NaiveDate],
}

/// What orders on terms still owe.
pub async fn owed_in_tx(
    tx: &mut TenantTx,
    todays: &Todays<'_>,
    channels: &[&'static str],
) -> Result<OwedSum, StoreError> {
    let query = sqlx::query_as(concat!(
        include_str!("analytics_owed.sql"),
        "SELECT coalesce(sum(balance), 0)::bigint AS outstanding, count(*) AS outstanding_orders,
                coalesce(sum(overdue), 0)::bigint AS overdue, count(*) FILTER (WHERE overdue > 0) AS overdue_orders,
                coalesce(sum(within_7), 0)::bigint AS within_7, count(*) FILTER (WHERE within_7 > 0) AS within_7_orders,
                coalesce(sum(within_30), 0)::bigint AS within_30, count(*) FILTER (WHERE within_30 > 0) AS within_30_orders
         FROM owed"
    ));
    let query = query.bind(todays.stores).bind(todays.days).bind(channels);
    Ok(query.fetch_one(tx.connection()).await?)
}

/// The ten orders that have been overdue longest.
pub async fn most_overdue_in_tx(
    tx: &mut TenantTx,
    todays: &Todays<'_>,
    channels: &[&'static str],
) -> Result<Vec<OverdueRecord>, StoreError> {
    let query = sqlx::query_as(concat!(
        include_str!("analytics_owed.sql"),
        "SELECT reference, next_due_date, today, overdue, balance FROM owed
         WHERE overdue > 0 ORDER BY next_due_date, reference LIMIT 10"
    ));
    let query = query.bind(todays.stores).bind(todays.days).bind(channels);
    Ok(query.fetch_all(tx.connection()).await?)
}
