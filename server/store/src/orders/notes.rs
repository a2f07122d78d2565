//! Notes of ledger entries: all that may change of them is what seals them.

use domain::id::OrderId;
use serde::Serialize;
use uuid::Uuid;

use crate::{Bytes, StoreError, TenantTx, error::expect_rows};

/// The note of a ledger entry, sealed anew.
#[derive(Debug, Clone, Serialize)]
pub struct NoteRow {
    /// Which entry's.
    pub id: Uuid,
    /// The note; none if nobody can read it any more.
    pub sealed_note: Option<Bytes>,
}

/// Seals notes of ledger entries anew, as an order that gets another key does.
pub async fn reseal_payment_notes_in_tx(
    tx: &mut TenantTx,
    order_id: OrderId,
    notes: &[NoteRow],
) -> Result<(), StoreError> {
    if notes.is_empty() {
        return Ok(());
    }
    let query = sqlx::query(
        "UPDATE payments p SET sealed_note = n.sealed_note
         FROM json_to_recordset($1::json) AS n (id uuid, sealed_note bytea)
         WHERE p.order_id = $2 AND p.id = n.id",
    );
    let query = query.bind(serde_json::to_string(notes)?).bind(order_id.uuid());
    let done = query.execute(tx.connection()).await?;
    expect_rows("reseal notes", u64::try_from(notes.len()).unwrap_or(u64::MAX), done.rows_affected())
}
