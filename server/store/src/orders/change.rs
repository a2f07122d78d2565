//! Everything that changes orders of a store is written by one statement, for one order or fifty.

use chrono::{DateTime, NaiveDate, Utc};
use domain::{
    id::{StaffId, StoreId},
    order::OrderState,
    subject::Stream,
};
use serde::Serialize;
use sqlx::{AssertSqlSafe, FromRow};
use uuid::Uuid;

use super::change_sql::{Statement, statement};
use crate::{
    Bytes, Sealed, StoreError, TenantTx,
    audit::AuditRow,
    command_answers::AnswerRow,
    customers::CustomerRow,
    error::expect_rows,
    events::{EventRow, take_in_tx},
    ingestion::{AttemptRow, IngestedRow},
    keys::DataKeyRow,
    notices::{CHANNEL, Notice},
    orders::OrderRecord,
    row::row,
};

row! {
    /// A new row of `orders`, column by column.
    #[expect(missing_docs, reason = "each field is the column of that name, described in the migration")]
    pub struct NewOrderRow of "orders" {
        pub id: Uuid,
        pub tenant_id: Uuid,
        pub store_id: Uuid,
        pub reference: String,
        pub channel: &'static str,
        pub lifecycle: &'static str,
        pub customer_id: Option<Uuid>,
        pub data_key_id: Option<Uuid>,
        pub sealed_note: Option<Bytes>,
        pub currency: &'static str,
        pub item_count: i64,
        pub subtotal: i64,
        pub discount: i64,
        pub discount_reason: Option<String>,
        pub tax_mode: &'static str,
        pub tax_lines: serde_json::Value,
        pub tax: i64,
        pub total: i64,
        pub received: i64,
        pub refunded: i64,
        pub change: i64,
        pub tracking_hash: Bytes,
        pub recorded_by: Uuid,
        pub last_modified_by: Option<Uuid>,
        pub business_day: NaiveDate,
        pub version: i32,
        pub created_at: DateTime<Utc>,
        pub updated_at: DateTime<Utc>,
        pub next_due_date: Option<NaiveDate>,
    }
}

row! {
    /// A new row of `payment_terms`.
    #[expect(missing_docs, reason = "each field is the column of that name, described in the migration")]
    pub struct TermsRow of "payment_terms" {
        pub order_id: Uuid,
        pub version: i32,
        pub tenant_id: Uuid,
        pub store_id: Uuid,
        pub total: i64,
        pub down_payment: i64,
        pub agreed_at: DateTime<Utc>,
        pub agreed_by: Uuid,
    }
}

row! {
    /// A new row of `instalments`.
    #[expect(missing_docs, reason = "each field is the column of that name, described in the migration")]
    pub struct InstalmentRow of "instalments" {
        pub order_id: Uuid,
        pub version: i32,
        pub number: i32,
        pub tenant_id: Uuid,
        pub store_id: Uuid,
        pub due_date: NaiveDate,
        pub amount: i64,
    }
}

row! {
    /// A new row of `order_lines`, or a kept one as it now is.
    #[expect(missing_docs, reason = "each field is the column of that name, described in the migration")]
    pub struct LineRow of "order_lines" {
        pub id: Uuid,
        pub tenant_id: Uuid,
        pub store_id: Uuid,
        pub order_id: Uuid,
        pub position: i32,
        pub product_id: Option<Uuid>,
        pub name: String,
        pub unit_price: i64,
        pub quantity: i64,
        pub line_total: i64,
        pub tax_class: String,
        pub sealed_note: Option<Bytes>,
    }
}

row! {
    /// A new row of `payments`.
    #[expect(missing_docs, reason = "each field is the column of that name, described in the migration")]
    pub struct PaymentRow of "payments" {
        pub id: Uuid,
        pub tenant_id: Uuid,
        pub store_id: Uuid,
        pub order_id: Uuid,
        pub method: &'static str,
        pub amount: i64,
        pub tendered: Option<i64>,
        pub business_day: NaiveDate,
        pub paid_at: DateTime<Utc>,
        pub recorded_by: Uuid,
        pub sealed_note: Option<Bytes>,
        pub order_version: i32,
        pub reverses: Option<Uuid>,
    }
}

row! {
    /// A new row of `stock_movements`, which also moves the stock it names.
    #[expect(missing_docs, reason = "each field is the column of that name, described in the migration")]
    pub struct MovementRow of "stock_movements" {
        pub id: Uuid,
        pub tenant_id: Uuid,
        pub store_id: Uuid,
        pub product_id: Uuid,
        pub order_id: Option<Uuid>,
        pub reason: &'static str,
        pub quantity: i64,
        pub moved_at: DateTime<Utc>,
    }
}

/// What a change leaves in the row of an order that exists: every column that can change.
#[derive(Debug, Clone, Serialize)]
#[expect(missing_docs, reason = "each field is the column of that name, described in the migration")]
pub struct OrderChange {
    pub id: Uuid,
    /// Its new version; the row must still have the one before.
    pub version: i32,
    pub lifecycle: String,
    pub customer_id: Option<Uuid>,
    pub data_key_id: Option<Uuid>,
    pub sealed_note: Option<Bytes>,
    pub item_count: i64,
    pub subtotal: i64,
    pub discount: i64,
    pub discount_reason: Option<String>,
    pub tax_lines: serde_json::Value,
    pub tax: i64,
    pub total: i64,
    pub received: i64,
    pub refunded: i64,
    pub next_due_date: Option<NaiveDate>,
    pub deleted_at: Option<DateTime<Utc>>,
    pub deleted_by: Option<Uuid>,
    pub delete_reason: Option<String>,
    pub last_modified_by: Uuid,
    pub updated_at: DateTime<Utc>,
}

impl OrderChange {
    /// The next version of an order, as it is but for who changed it and when.
    pub fn of(order: &OrderRecord, by: StaffId, at: DateTime<Utc>) -> Self {
        Self {
            id: order.id,
            version: order.version + 1,
            lifecycle: order.lifecycle.clone(),
            customer_id: order.customer_id,
            data_key_id: order.data_key_id,
            sealed_note: order.sealed_note.clone().map(Bytes),
            item_count: order.item_count,
            subtotal: order.subtotal,
            discount: order.discount,
            discount_reason: order.discount_reason.clone(),
            tax_lines: order.tax_lines.clone(),
            tax: order.tax,
            total: order.total,
            received: order.received,
            refunded: order.refunded,
            next_due_date: order.next_due_date,
            deleted_at: order.deleted_at,
            deleted_by: order.deleted_by,
            delete_reason: order.delete_reason.clone(),
            last_modified_by: by.uuid(),
            updated_at: at,
        }
    }
}

/// Rows to be written together.
#[derive(Debug, Default)]
#[expect(missing_docs, reason = "each field holds the rows of the table of that name")]
pub struct OrderChanges {
    pub data_keys: Vec<DataKeyRow>,
    pub customers: Vec<CustomerRow>,
    pub orders: Vec<NewOrderRow>,
    pub changed: Vec<OrderChange>,
    /// New lines, and kept ones as they now are.
    pub lines: Vec<LineRow>,
    /// Ids of lines that an edit takes away.
    pub removed_lines: Vec<Uuid>,
    pub terms: Vec<TermsRow>,
    pub instalments: Vec<InstalmentRow>,
    pub payments: Vec<PaymentRow>,
    pub movements: Vec<MovementRow>,
    pub events: Vec<Sealed<EventRow>>,
    pub answers: Vec<AnswerRow>,
    pub audit: Vec<Sealed<AuditRow>>,
    pub ingested: Vec<IngestedRow>,
    pub attempts: Vec<AttemptRow>,
}

impl OrderChanges {
    /// Whether there is no row to write.
    fn is_nothing(&self) -> bool {
        // Every field is named, so that none that is added later is forgotten here.
        let Self {
            data_keys,
            customers,
            orders,
            changed,
            lines,
            removed_lines,
            terms,
            instalments,
            payments,
            movements,
            events,
            answers,
            audit,
            ingested,
            attempts,
        } = self;
        let rows = [
            data_keys.len(),
            customers.len(),
            orders.len(),
            changed.len(),
            lines.len(),
            removed_lines.len(),
            terms.len(),
            instalments.len(),
            payments.len(),
            movements.len(),
            events.len(),
            answers.len(),
            audit.len(),
            ingested.len(),
            attempts.len(),
        ];
        rows.iter().all(|rows| *rows == 0)
    }
}

#[derive(FromRow)]
struct Written {
    orders: i64,
    changed: i64,
    removed: i64,
    stock: i64,
    products: i64,
    sequences: i64,
}

/// Writes changes of one store, whose lock the transaction holds, and gives notice of them to all
/// processes when it commits. The last event carries the store's new number and hash.
pub async fn write_in_tx(
    tx: &mut TenantTx,
    store_id: StoreId,
    changes: &OrderChanges,
) -> Result<(), StoreError> {
    let Some(last) = changes.events.last() else {
        // Of a batch that was all refused nothing is written; anything else would be lost without a word.
        return if changes.is_nothing() { Ok(()) } else { Err(StoreError::WithoutEvent) };
    };
    let notice =
        Notice { tenant_id: tx.tenant_id(), stream: Stream::Store(store_id), sequence: last.sequence };
    let notice = serde_json::to_string(&notice.written())?;
    let Statement { sql, rows } = statement(changes)?;
    let query = sqlx::query_as(AssertSqlSafe(sql))
        .bind(store_id.uuid())
        .bind(last.sequence)
        .bind(&last.hash)
        .bind(CHANNEL)
        .bind(notice)
        .bind(&changes.removed_lines);
    let query = rows.into_iter().fold(query, |query, rows| query.bind(rows));
    let written: Written = query.fetch_one(tx.connection()).await?;
    let count = |rows: i64| u64::try_from(rows).unwrap_or(0);
    let length = |rows: usize| u64::try_from(rows).unwrap_or(u64::MAX);
    expect_rows("insert orders", length(changes.orders.len()), count(written.orders))?;
    expect_rows("update orders", length(changes.changed.len()), count(written.changed))?;
    expect_rows("delete lines", length(changes.removed_lines.len()), count(written.removed))?;
    expect_rows("update stock", count(written.products), count(written.stock))?;
    expect_rows("update store sequence", 1, count(written.sequences))?;
    take_in_tx::<OrderState>(tx, &changes.events).await
}
