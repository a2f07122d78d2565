//! How many jobs there are and how they went, without counting them.

use chrono::{DateTime, Utc};
use sqlx::FromRow;

use crate::{StoreError, TenantTx};

/// A number of a kind's.
#[derive(Debug, Clone, PartialEq, Eq, FromRow)]
pub struct Tally {
    /// The kind.
    pub kind: String,
    /// A state; or `succeeded` or `failed`, attempts.
    pub what: String,
    /// How many.
    pub number: i64,
}

/// How many jobs of each kind stand in each state, and how many attempts went well and failed since an hour.
pub async fn tallies_in_tx(tx: &mut TenantTx, since: DateTime<Utc>) -> Result<Vec<Tally>, StoreError> {
    let query = sqlx::query_as(
        "SELECT kind, what, sum(number)::bigint AS number FROM (
             SELECT kind, what, number FROM job_tallies WHERE tenant_id = $1 AND (hour = '-infinity' OR hour >= $2)
             UNION ALL
             SELECT kind, what, number FROM job_tally_changes
             WHERE tenant_id = $1 AND (hour = '-infinity' OR hour >= $2)) tallies
         GROUP BY kind, what ORDER BY kind, what",
    );
    Ok(query.bind(tx.tenant_id().uuid()).bind(since).fetch_all(tx.connection()).await?)
}

/// Adds changes up, at most so many, and forgets hours of before a time; tells how many changes that were. Whoever
/// is at it at the same time takes others.
pub async fn add_up_in_tx(tx: &mut TenantTx, before: DateTime<Utc>, most: i64) -> Result<u64, StoreError> {
    let query = sqlx::query_scalar(
        "WITH next AS (
             SELECT id FROM job_tally_changes WHERE tenant_id = $1 ORDER BY id LIMIT $2 FOR UPDATE SKIP LOCKED),
         taken AS (
             DELETE FROM job_tally_changes c WHERE c.id = ANY (ARRAY(SELECT id FROM next))
             RETURNING c.tenant_id, c.kind, c.what, c.hour, c.number),
         added AS (
             INSERT INTO job_tallies AS t (tenant_id, kind, what, hour, number)
             SELECT tenant_id, kind, what, hour, sum(number) FROM taken GROUP BY 1, 2, 3, 4 ORDER BY 2, 3, 4
             ON CONFLICT (tenant_id, kind, what, hour) DO UPDATE SET number = t.number + excluded.number)
         SELECT count(*) FROM taken",
    );
    let changes: i64 = query.bind(tx.tenant_id().uuid()).bind(most).fetch_one(tx.connection()).await?;
    let query =
        sqlx::query("DELETE FROM job_tallies WHERE tenant_id = $1 AND hour < $2 AND hour <> '-infinity'");
    query.bind(tx.tenant_id().uuid()).bind(before).execute(tx.connection()).await?;
    Ok(u64::try_from(changes).unwrap_or(0))
}
