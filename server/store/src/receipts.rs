//! Which receipts left a printer.

use chrono::{DateTime, Utc};
use domain::id::{OrderId, PaymentId, StaffId};
use uuid::Uuid;

use crate::{StoreError, TenantTx, error::expect_rows};

/// Notes that the receipt of an order, or of one of its payments, was printed; tells how often it now
/// was. A payment must be the order's own.
pub async fn record_print_in_tx(
    tx: &mut TenantTx,
    id: Uuid,
    order_id: OrderId,
    payment_id: Option<PaymentId>,
    printed_by: StaffId,
    printed_at: DateTime<Utc>,
) -> Result<i64, StoreError> {
    let query = sqlx::query(
        "INSERT INTO receipt_prints (id, tenant_id, store_id, order_id, printed_at, printed_by, payment_id)
         SELECT $1, o.tenant_id, o.store_id, o.id, $3, $4, $5 FROM orders o WHERE o.id = $2",
    );
    let payment_id = payment_id.map(PaymentId::uuid);
    let done = query
        .bind(id)
        .bind(order_id.uuid())
        .bind(printed_at)
        .bind(printed_by.uuid())
        .bind(payment_id)
        .execute(tx.connection())
        .await?;
    expect_rows("insert receipt print", 1, done.rows_affected())?;
    let query = sqlx::query_scalar(
        "SELECT count(*) FROM receipt_prints WHERE order_id = $1 AND payment_id IS NOT DISTINCT FROM $2",
    );
    Ok(query.bind(order_id.uuid()).bind(payment_id).fetch_one(tx.connection()).await?)
}
