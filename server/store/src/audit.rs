//! Who did or saw what: entries, and the chain that shows when one was changed or removed.

use chrono::{DateTime, Utc};
use serde::Serialize;
use serde_json::value::RawValue;
use uuid::Uuid;

use crate::{Bytes, StoreError, TenantTx, error::expect_rows};

/// A new row of `audit_entries`.
#[derive(Debug, Clone, Serialize)]
#[expect(missing_docs, reason = "each field is the column of that name, described in the migration")]
pub struct AuditRow {
    pub id: Uuid,
    pub tenant_id: Uuid,
    pub store_id: Option<Uuid>,
    pub at: DateTime<Utc>,
    pub action: &'static str,
    pub actor_id: Option<Uuid>,
    pub actor_role: &'static str,
    pub origin: String,
    pub subject: &'static str,
    pub order_id: Option<Uuid>,
    pub customer_ids: Vec<Uuid>,
    pub changes: Box<RawValue>,
    pub data_key_id: Option<Uuid>,
    pub sealed_changes: Option<Bytes>,
    pub reason: Option<String>,
}

/// Writes entries, to be linked into the tenant's chain once they are committed.
pub async fn insert_in_tx(tx: &mut TenantTx, entries: &[AuditRow]) -> Result<(), StoreError> {
    let query = sqlx::query(
        "WITH new_entries AS (
             INSERT INTO audit_entries SELECT * FROM json_populate_recordset(NULL::audit_entries, $1::json)
             RETURNING id, tenant_id
         )
         INSERT INTO audit_unlinked (entry_id, tenant_id) SELECT id, tenant_id FROM new_entries",
    );
    let done = query.bind(serde_json::to_string(entries)?).execute(tx.connection()).await?;
    expect_rows(
        "insert audit entries",
        u64::try_from(entries.len()).unwrap_or(u64::MAX),
        done.rows_affected(),
    )
}
