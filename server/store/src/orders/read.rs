//! One order, whole.

use chrono::{DateTime, NaiveDate, Utc};
use domain::id::OrderId;
use sqlx::FromRow;
use uuid::Uuid;

use crate::{StoreError, TenantTx};

/// What names an order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OrderKey {
    /// Its identity.
    Id(OrderId),
    /// What people call it, as `GO-7K3M9Q`.
    Reference(String),
}

/// A row of `orders`, with the names and sealed things that belong to it.
#[derive(Debug, Clone, FromRow)]
#[expect(missing_docs, reason = "each field is the column of that name, described in the migration")]
pub struct OrderRecord {
    pub id: Uuid,
    pub tenant_id: Uuid,
    pub store_id: Uuid,
    pub store: String,
    pub reference: String,
    pub channel: String,
    pub lifecycle: String,
    pub customer_id: Option<Uuid>,
    pub sealed_profile: Option<Vec<u8>>,
    pub data_key_id: Option<Uuid>,
    /// The wrapped key, unless it was destroyed.
    pub wrapped_key: Option<Vec<u8>>,
    pub sealed_note: Option<Vec<u8>>,
    pub currency: String,
    pub item_count: i64,
    pub subtotal: i64,
    pub discount: i64,
    pub discount_reason: Option<String>,
    pub tax_mode: String,
    pub tax_lines: serde_json::Value,
    pub tax: i64,
    pub total: i64,
    pub received: i64,
    pub refunded: i64,
    pub change: i64,
    pub recorded_by: Uuid,
    pub recorded_by_name: String,
    pub last_modified_by: Option<Uuid>,
    pub last_modified_by_name: Option<String>,
    pub business_day: NaiveDate,
    pub version: i32,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
    pub next_due_date: Option<NaiveDate>,
    pub deleted_at: Option<DateTime<Utc>>,
    pub deleted_by: Option<Uuid>,
    pub deleted_by_name: Option<String>,
    pub delete_reason: Option<String>,
    /// The store's, for dates as it sees them.
    pub time_zone: String,
    pub day_cutoff_minutes: i16,
    pub receipts_printed: i64,
}

/// A line of an order.
#[derive(Debug, Clone, FromRow)]
#[expect(missing_docs, reason = "each field is the column of that name, described in the migration")]
pub struct OrderLine {
    pub id: Uuid,
    pub order_id: Uuid,
    pub product_id: Option<Uuid>,
    pub name: String,
    pub unit_price: i64,
    pub quantity: i64,
    pub line_total: i64,
    pub tax_class: String,
    pub sealed_note: Option<Vec<u8>>,
}

/// An entry of an order's ledger.
#[derive(Debug, Clone, FromRow)]
#[expect(missing_docs, reason = "each field is the column of that name, described in the migration")]
pub struct OrderPayment {
    pub id: Uuid,
    pub method: String,
    pub amount: i64,
    pub tendered: Option<i64>,
    pub paid_at: DateTime<Utc>,
    pub recorded_by: Uuid,
    pub recorded_by_name: String,
    pub sealed_note: Option<Vec<u8>>,
    /// The entry that this one reverses.
    pub reverses: Option<Uuid>,
    /// How often its receipt was printed.
    pub receipts_printed: i64,
}

/// Payment terms of an order, in their newest version.
#[derive(Debug, Clone, FromRow)]
#[expect(missing_docs, reason = "each field is the column of that name, described in the migration")]
pub struct TermsRecord {
    pub version: i32,
    pub total: i64,
    pub down_payment: i64,
    /// By number.
    pub due_dates: Vec<NaiveDate>,
    /// By number.
    pub amounts: Vec<i64>,
}

/// An order by its key, if this transaction may see it.
pub async fn order_in_tx(tx: &mut TenantTx, key: &OrderKey) -> Result<Option<OrderRecord>, StoreError> {
    let (id, reference) = match key {
        OrderKey::Id(id) => (Some(id.uuid()), None),
        OrderKey::Reference(reference) => (None, Some(reference)),
    };
    let tenant_id = tx.tenant_id().uuid();
    let query = sqlx::query_as(include_str!("order.sql")).bind(tenant_id).bind(id).bind(reference);
    let query = query.bind(tx.sees_deleted_orders());
    Ok(query.fetch_optional(tx.connection()).await?)
}

/// Lines of some orders, in each order's own order.
pub async fn lines_in_tx(tx: &mut TenantTx, orders: &[Uuid]) -> Result<Vec<OrderLine>, StoreError> {
    let query = sqlx::query_as(
        "SELECT id, order_id, product_id, name, unit_price, quantity, line_total, tax_class, sealed_note
         FROM order_lines WHERE order_id = ANY ($1) ORDER BY order_id, position",
    );
    Ok(query.bind(orders).fetch_all(tx.connection()).await?)
}

/// The ledger of an order, oldest first.
pub async fn payments_in_tx(tx: &mut TenantTx, order_id: OrderId) -> Result<Vec<OrderPayment>, StoreError> {
    let query = sqlx::query_as(
        "SELECT p.id, p.method, p.amount, p.tendered, p.paid_at, p.recorded_by, s.name AS recorded_by_name,
                p.sealed_note, p.reverses,
                (SELECT count(*) FROM receipt_prints r WHERE r.order_id = p.order_id AND r.payment_id = p.id)
                    AS receipts_printed
         FROM payments p JOIN staff s ON s.id = p.recorded_by
         WHERE p.order_id = $1 ORDER BY p.order_version, p.id",
    );
    Ok(query.bind(order_id.uuid()).fetch_all(tx.connection()).await?)
}

/// The newest terms of an order; none if it was to be paid at once.
pub async fn terms_in_tx(tx: &mut TenantTx, order_id: OrderId) -> Result<Option<TermsRecord>, StoreError> {
    let query = sqlx::query_as(
        "SELECT t.version, t.total, t.down_payment,
                array_remove(array_agg(i.due_date ORDER BY i.number), NULL) AS due_dates,
                array_remove(array_agg(i.amount ORDER BY i.number), NULL) AS amounts
         FROM payment_terms t LEFT JOIN instalments i ON i.order_id = t.order_id AND i.version = t.version
         WHERE t.order_id = $1
         GROUP BY t.order_id, t.version ORDER BY t.version DESC LIMIT 1",
    );
    Ok(query.bind(order_id.uuid()).fetch_optional(tx.connection()).await?)
}
