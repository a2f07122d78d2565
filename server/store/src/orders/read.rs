//! One order, whole.

use chrono::{DateTime, NaiveDate, Utc};
use domain::id::{OrderId, StoreId};
use serde::Deserialize;
use sqlx::{FromRow, types::Json};
use uuid::Uuid;

use super::{OrderChange, PaymentRow};
use crate::{StoreError, TenantTx, row::bytes_or_null};

/// What names an order.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum OrderKey {
    /// Its identity.
    Id(OrderId),
    /// What people call it, as `GO-7K3M9Q`.
    Reference(String),
}

impl OrderKey {
    /// The id, or else the reference.
    pub(super) fn parts(&self) -> (Option<Uuid>, Option<&str>) {
        match self {
            Self::Id(id) => (Some(id.uuid()), None),
            Self::Reference(reference) => (None, Some(reference)),
        }
    }
}

/// A row of `orders`, with everything that belongs to it.
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
    /// The store's, for phone numbers as they are dialled there.
    pub country: Option<String>,
    pub receipts_printed: i64,
    /// In the order's own order.
    pub lines: Json<Vec<OrderLine>>,
    /// Its ledger, oldest first.
    pub payments: Json<Vec<OrderPayment>>,
    /// The newest; none if it was to be paid at once.
    pub terms: Option<Json<TermsRecord>>,
}

impl OrderRecord {
    /// The order as a change leaves it that adds to its ledger and moves it, and leaves customer, lines,
    /// terms and note as they are. `by` is the name of whoever changes it.
    pub fn changed(mut self, change: &OrderChange, payments: &[PaymentRow], by: &str) -> Self {
        // As they are read: by version, then by id.
        let mut payments: Vec<&PaymentRow> = payments.iter().collect();
        payments.sort_by_key(|row| row.id);
        let entries = payments.into_iter().map(|row| OrderPayment {
            id: row.id,
            method: row.method.to_owned(),
            amount: row.amount,
            tendered: row.tendered,
            paid_at: row.paid_at,
            recorded_by: row.recorded_by,
            recorded_by_name: by.to_owned(),
            sealed_note: row.sealed_note.as_ref().map(|note| note.0.clone()),
            reverses: row.reverses,
            receipts_printed: 0,
        });
        self.payments.extend(entries);
        self.version = change.version;
        self.lifecycle.clone_from(&change.lifecycle);
        self.data_key_id = change.data_key_id;
        self.received = change.received;
        self.refunded = change.refunded;
        self.next_due_date = change.next_due_date;
        self.last_modified_by = Some(change.last_modified_by);
        self.last_modified_by_name = Some(by.to_owned());
        self.updated_at = change.updated_at;
        self
    }
}

/// A line of an order.
#[derive(Debug, Clone, FromRow, Deserialize)]
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
    #[serde(deserialize_with = "bytes_or_null")]
    pub sealed_note: Option<Vec<u8>>,
}

/// An entry of an order's ledger.
#[derive(Debug, Clone, Deserialize)]
#[expect(missing_docs, reason = "each field is the column of that name, described in the migration")]
pub struct OrderPayment {
    pub id: Uuid,
    pub method: String,
    pub amount: i64,
    pub tendered: Option<i64>,
    pub paid_at: DateTime<Utc>,
    pub recorded_by: Uuid,
    pub recorded_by_name: String,
    #[serde(deserialize_with = "bytes_or_null")]
    pub sealed_note: Option<Vec<u8>>,
    /// The entry that this one reverses.
    pub reverses: Option<Uuid>,
    /// How often its receipt was printed.
    pub receipts_printed: i64,
}

/// Payment terms of an order, in their newest version.
#[derive(Debug, Clone, Deserialize)]
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
    let (id, reference) = key.parts();
    let sees_deleted = tx.sees_deleted_orders();
    Ok(whole_in_tx(tx, id.as_slice(), reference, sees_deleted).await?.pop())
}

/// Orders by their ids, deleted ones too, in any order.
pub async fn orders_in_tx(tx: &mut TenantTx, ids: &[Uuid]) -> Result<Vec<OrderRecord>, StoreError> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    whole_in_tx(tx, ids, None, true).await
}

async fn whole_in_tx(
    tx: &mut TenantTx,
    ids: &[Uuid],
    reference: Option<&str>,
    sees_deleted: bool,
) -> Result<Vec<OrderRecord>, StoreError> {
    let tenant_id = tx.tenant_id().uuid();
    let query = sqlx::query_as(include_str!("order.sql")).bind(tenant_id).bind(ids).bind(reference);
    Ok(query.bind(sees_deleted).fetch_all(tx.connection()).await?)
}

/// The id of an order and its store, also if the order was deleted.
pub async fn store_of_order_in_tx(
    tx: &mut TenantTx,
    key: &OrderKey,
) -> Result<Option<(Uuid, StoreId)>, StoreError> {
    let (id, reference) = key.parts();
    let query = sqlx::query_as(
        "SELECT o.id, o.store_id FROM orders o
         WHERE o.id = (SELECT coalesce($2, (SELECT r.id FROM orders r WHERE r.reference = $3 AND r.tenant_id = $1)))
             AND o.tenant_id = $1",
    );
    let query = query.bind(tx.tenant_id().uuid()).bind(id).bind(reference);
    let found: Option<(Uuid, Uuid)> = query.fetch_optional(tx.connection()).await?;
    Ok(found.map(|(order_id, store_id)| (order_id, StoreId::from_uuid(store_id))))
}

/// Lines of some orders, in each order's own order.
pub async fn lines_in_tx(tx: &mut TenantTx, orders: &[Uuid]) -> Result<Vec<OrderLine>, StoreError> {
    let query = sqlx::query_as(
        "SELECT id, order_id, product_id, name, unit_price, quantity, line_total, tax_class, sealed_note
         FROM order_lines WHERE order_id = ANY ($1) ORDER BY order_id, position",
    );
    Ok(query.bind(orders).fetch_all(tx.connection()).await?)
}
