//! Who did or saw what: entries, and the chain that shows when one was changed or removed.

mod chain;
mod search;

pub use chain::{
    ChainHead, Link, SealedEntry, Unproved, end_in_tx, entries_by_id_in_tx, entries_in_order_in_tx,
    head_in_tx, link_in_tx, links_in_tx, lock_head_in_tx, unlinked_in_tx, waiting_in_tx,
};
pub use search::{AuditSearch, ListedEntry, NamedStaff, search_in_tx, staff_in_tx};

use chrono::{DateTime, Utc};
use serde_json::value::RawValue;
use sqlx::{AssertSqlSafe, FromRow};
use uuid::Uuid;

use crate::{
    Bytes, Sealable, Sealed, StoreError, TenantTx,
    error::expect_rows,
    row::{insert, row},
};

row! {
    /// A new row of `audit_entries`.
    #[expect(missing_docs, reason = "each field is the column of that name, described in the migration")]
    pub struct AuditRow of "audit_entries" {
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
        pub subject_id: Option<Uuid>,
        pub customer_ids: Vec<Uuid>,
        pub changes: Box<RawValue>,
        pub data_key_id: Option<Uuid>,
        pub sealed_changes: Option<Bytes>,
        pub reason: Option<String>,
    } besides {
        /// A keyed hash over all of the above, which stays with the entry until it is linked.
        pub seal: Bytes,
    }
}

impl Sealable for AuditRow {
    fn put_seal(&mut self, seal: Bytes) {
        self.seal = seal;
    }
}

/// An entry as it is stored.
#[derive(Debug, Clone, FromRow)]
#[expect(missing_docs, reason = "each field is the column of that name, described in the migration")]
pub struct AuditRecord {
    pub id: Uuid,
    pub tenant_id: Uuid,
    pub store_id: Option<Uuid>,
    pub at: DateTime<Utc>,
    pub action: String,
    pub actor_id: Option<Uuid>,
    pub actor_role: String,
    pub origin: String,
    pub subject: String,
    pub order_id: Option<Uuid>,
    pub subject_id: Option<Uuid>,
    pub customer_ids: Vec<Uuid>,
    /// As it was written, which is what is hashed.
    pub changes: String,
    pub data_key_id: Option<Uuid>,
    pub sealed_changes: Option<Vec<u8>>,
    pub reason: Option<String>,
}

/// Writes entries, to be linked into the tenant's chain once they are committed.
pub async fn insert_in_tx(tx: &mut TenantTx, entries: &[Sealed<AuditRow>]) -> Result<(), StoreError> {
    let done = sqlx::query(AssertSqlSafe(insert_sql("")))
        .bind(serde_json::to_string(entries)?)
        .execute(tx.connection())
        .await?;
    inserted(entries.len(), done.rows_affected())
}

/// The same for entries of what was only read: whoever reads doesn't wait until the disk has the entry. What is lost is at most what was seen in the last moments before a crash of the machine;
/// a change is never noted this way, since its entry and it are kept or lost together.
pub async fn insert_lazily_in_tx(tx: &mut TenantTx, entries: &[&Sealed<AuditRow>]) -> Result<(), StoreError> {
    let sql = insert_sql("CROSS JOIN (SELECT set_config('synchronous_commit', 'off', true)) AS lazily");
    let done = sqlx::query(AssertSqlSafe(sql))
        .bind(serde_json::to_string(entries)?)
        .execute(tx.connection())
        .await?;
    inserted(entries.len(), done.rows_affected())
}

fn insert_sql(besides: &str) -> String {
    format!(
        "WITH new_entries AS ({})
         INSERT INTO audit_unlinked (entry_id, tenant_id, seal)
         SELECT e.id, e.tenant_id, e.seal FROM json_to_recordset($1::json) AS e(id uuid, tenant_id uuid, seal bytea)
         {besides}",
        insert::<AuditRow>("$1"),
    )
}

fn inserted(entries: usize, found: u64) -> Result<(), StoreError> {
    expect_rows("insert audit entries", u64::try_from(entries).unwrap_or(u64::MAX), found)
}
