//! Answers to commands, kept with what the commands did.

use chrono::{DateTime, Utc};
use domain::subject::Subject;
use sqlx::{AssertSqlSafe, FromRow};
use uuid::Uuid;

use crate::{
    Bytes, StoreError, TenantTx,
    row::{insert, row},
};

row! {
    /// A new row of `command_answers`.
    #[expect(missing_docs, reason = "each field is the column of that name, described in the migration")]
    pub struct AnswerRow of "command_answers" {
        pub tenant_id: Uuid,
        pub key: String,
        pub request_hash: Bytes,
        pub order_id: Option<Uuid>,
        pub subject_kind: Option<String>,
        pub subject_id: Option<Uuid>,
        pub sealed_answer: Bytes,
        pub answered_at: DateTime<Utc>,
    }
}

/// An answer given before.
#[derive(Debug, Clone, FromRow)]
pub struct StoredAnswer {
    /// The command's key.
    pub key: String,
    /// SHA-256 of the command.
    pub request_hash: Vec<u8>,
    /// The kind of what it made or changed.
    pub subject_kind: String,
    /// Which one.
    pub subject_id: Uuid,
    /// The answer, sealed.
    pub sealed_answer: Vec<u8>,
    /// The key that seals it, if it isn't the tenant's.
    pub data_key_id: Option<Uuid>,
    /// That key, wrapped, unless it was destroyed.
    pub wrapped_key: Option<Vec<u8>>,
}

/// Answers by key, also those of orders at stores that this transaction doesn't see: a key is good
/// for one command of the whole tenant.
pub async fn answers_in_tx(tx: &mut TenantTx, keys: &[String]) -> Result<Vec<StoredAnswer>, StoreError> {
    if keys.is_empty() {
        return Ok(Vec::new());
    }
    let query = sqlx::query_as(
        "SELECT a.key, a.request_hash, coalesce(a.subject_kind, 'order') AS subject_kind,
                coalesce(a.subject_id, a.order_id) AS subject_id, a.sealed_answer,
                o.data_key_id, k.wrapped AS wrapped_key
         FROM command_answers a
         LEFT JOIN orders o ON o.id = a.order_id
         LEFT JOIN data_keys k ON k.id = o.data_key_id
         WHERE a.tenant_id = $1 AND a.key = ANY ($2)",
    );
    Ok(query.bind(tx.tenant_id().uuid()).bind(keys).fetch_all(tx.connection()).await?)
}

/// Keeps an answer; the caller's transaction fails if its key has one already.
pub async fn insert_in_tx(tx: &mut TenantTx, row: &AnswerRow) -> Result<(), StoreError> {
    let sql = insert::<AnswerRow>("$1");
    let done =
        sqlx::query(AssertSqlSafe(sql)).bind(serde_json::to_string(&[row])?).execute(tx.connection()).await?;
    crate::error::expect_rows("insert answer", 1, done.rows_affected())
}

impl StoredAnswer {
    /// What it is about.
    pub fn subject(&self) -> Subject {
        Subject::of(&self.subject_kind, self.subject_id)
    }
}
