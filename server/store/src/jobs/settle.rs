//! What becomes of jobs: by themselves, by hand, and when they are old.

use chrono::{DateTime, Utc};
use domain::job::JobState;
use uuid::Uuid;

use super::ClaimedJob;
use crate::{StoreError, TenantTx};

/// The most attempts of one job that are kept.
const ATTEMPTS_KEPT: i32 = 20;

/// What came of an attempt.
#[derive(Debug)]
pub struct SettledJob<'a> {
    /// Where the job stands now.
    pub state: JobState,
    /// In a word.
    pub outcome: &'a str,
    /// Whether it went well; none if it came to neither.
    pub is_well: Option<bool>,
    /// Whether its tries are counted from the beginning again.
    pub begins_anew: bool,
    /// When it is to be run next; none leaves it as it is.
    pub next_at: Option<DateTime<Utc>>,
    /// How long it took, in milliseconds.
    pub duration_ms: i32,
}

/// Notes what came of an attempt. False if the job was taken by somebody else meanwhile, or cancelled: then it stays
/// as it is. What follows in its line is due when this one is, or now.
pub async fn settle_job_in_tx(
    tx: &mut TenantTx,
    kind: &str,
    job: &ClaimedJob,
    settled: &SettledJob<'_>,
    now: DateTime<Utc>,
) -> Result<bool, StoreError> {
    let is_over = settled.state.is_settled();
    let query = sqlx::query_scalar(
        "WITH moved AS (
             UPDATE jobs SET state = $3, outcome = $4, next_at = coalesce($5, next_at), leased_until = NULL,
                    tries = CASE WHEN $12 THEN 0 ELSE tries END,
                    settled_at = CASE WHEN $6 THEN $7::timestamptz END
             WHERE id = $1 AND attempts = $2 AND state = 'running'
             RETURNING tenant_id),
         noted AS (
             UPDATE job_attempts SET outcome = $4, duration_ms = $8 WHERE job_id = $1 AND number = $2),
         kept AS (DELETE FROM job_attempts WHERE job_id = $1 AND number <= $2 - $11),
         tallied AS (
             INSERT INTO job_tally_changes (tenant_id, kind, what, hour, number)
             SELECT tenant_id, $10, CASE WHEN $9::boolean THEN 'succeeded' ELSE 'failed' END,
                    date_trunc('hour', $7::timestamptz), 1 FROM moved WHERE $9::boolean IS NOT NULL)
         SELECT EXISTS (SELECT FROM moved)",
    );
    let query =
        query.bind(job.id().uuid()).bind(job.attempts).bind(settled.state.code()).bind(settled.outcome);
    let query =
        query.bind(settled.next_at).bind(is_over).bind(now).bind(settled.duration_ms).bind(settled.is_well);
    let is_moved: bool =
        query.bind(kind).bind(ATTEMPTS_KEPT).bind(settled.begins_anew).fetch_one(tx.connection()).await?;
    if let (true, Some((key, line, place))) = (is_moved, job.place()) {
        let followers = sqlx::query(
            "WITH followers AS (
                 SELECT id FROM jobs
                 WHERE key = $1 AND line = $2 AND place > $3 AND kind = $4 AND settled_at IS NULL AND state = 'pending'
                   AND CASE WHEN $6 THEN next_at < $5 ELSE next_at > $5 END
                 ORDER BY id FOR UPDATE)
             UPDATE jobs j SET next_at = $5 FROM followers f WHERE j.id = f.id AND j.state = 'pending'",
        );
        let (at, waits) = (settled.next_at.unwrap_or(now), settled.next_at.is_some());
        let followers = followers.bind(key).bind(line).bind(place).bind(kind).bind(at).bind(waits);
        followers.execute(tx.connection()).await?;
    }
    Ok(is_moved)
}

/// Lets jobs run again, now and from the beginning of their schedule, whatever became of them; not those that run.
/// Tells which ones.
pub async fn again_in_tx(
    tx: &mut TenantTx,
    ids: &[Uuid],
    now: DateTime<Utc>,
) -> Result<Vec<Uuid>, StoreError> {
    let query = sqlx::query_scalar(
        "WITH wanted AS (
             SELECT id FROM jobs WHERE tenant_id = $1 AND id = ANY ($2) AND state <> 'running' ORDER BY id FOR UPDATE)
         UPDATE jobs j SET state = 'pending', tries = 0, next_at = $3, settled_at = NULL
         FROM wanted WHERE j.id = wanted.id AND j.state <> 'running' RETURNING j.id",
    );
    Ok(query.bind(tx.tenant_id().uuid()).bind(ids).bind(now).fetch_all(tx.connection()).await?)
}

/// Cancels jobs that aren't settled; those that recur can't be. Tells which ones. What one does that runs is done;
/// it isn't done again.
pub async fn cancel_in_tx(
    tx: &mut TenantTx,
    ids: &[Uuid],
    now: DateTime<Utc>,
) -> Result<Vec<Uuid>, StoreError> {
    let query = sqlx::query_scalar(
        "WITH wanted AS (
             SELECT id FROM jobs WHERE tenant_id = $1 AND id = ANY ($2) AND settled_at IS NULL AND NOT recurs
             ORDER BY id FOR UPDATE)
         UPDATE jobs j SET state = 'cancelled', leased_until = NULL, settled_at = $3
         FROM wanted WHERE j.id = wanted.id AND j.settled_at IS NULL RETURNING j.id",
    );
    let cancelled: Vec<Uuid> =
        query.bind(tx.tenant_id().uuid()).bind(ids).bind(now).fetch_all(tx.connection()).await?;
    // What waited for them waits no more.
    let followers = sqlx::query(
        "WITH followers AS (
             SELECT id FROM jobs WHERE id IN (
                 SELECT f.id FROM jobs c
                 JOIN jobs f ON f.key = c.key AND f.line = c.line AND f.place > c.place AND f.kind = c.kind
                 WHERE c.id = ANY ($1) AND f.settled_at IS NULL AND f.state = 'pending' AND f.next_at > $2)
             ORDER BY id FOR UPDATE)
         UPDATE jobs j SET next_at = $2 FROM followers f WHERE j.id = f.id AND j.state = 'pending'",
    );
    followers.bind(&cancelled).bind(now).execute(tx.connection()).await?;
    Ok(cancelled)
}

/// Lets jobs of a kind with a key run that were held, at most so many; tells how many.
pub async fn release_held_in_tx(
    tx: &mut TenantTx,
    kind: &str,
    key: Uuid,
    now: DateTime<Utc>,
    most: i64,
) -> Result<u64, StoreError> {
    let query = sqlx::query(
        "UPDATE jobs SET state = 'pending', next_at = $4 WHERE state = 'held' AND id = ANY (ARRAY(
             SELECT id FROM jobs WHERE tenant_id = $1 AND kind = $2 AND key = $3 AND state = 'held'
             ORDER BY id LIMIT $5 FOR UPDATE))",
    );
    let query = query.bind(tx.tenant_id().uuid()).bind(kind).bind(key).bind(now).bind(most);
    Ok(query.execute(tx.connection()).await?.rows_affected())
}

/// Cancels jobs that were held since before a time, at most so many.
pub async fn cancel_held_in_tx(
    tx: &mut TenantTx,
    before: DateTime<Utc>,
    now: DateTime<Utc>,
    most: i64,
) -> Result<(), StoreError> {
    let query = sqlx::query(
        "UPDATE jobs SET state = 'cancelled', settled_at = $3 WHERE state = 'held' AND id = ANY (ARRAY(
             SELECT id FROM jobs WHERE tenant_id = $1 AND state = 'held' AND created_at < $2
             ORDER BY created_at LIMIT $4))",
    );
    query.bind(tx.tenant_id().uuid()).bind(before).bind(now).bind(most).execute(tx.connection()).await?;
    Ok(())
}

/// Forgets jobs in a state that were settled before a time, oldest first and at most so many; tells how many.
pub async fn forget_in_tx(
    tx: &mut TenantTx,
    state: JobState,
    before: DateTime<Utc>,
    most: i64,
) -> Result<u64, StoreError> {
    let query = sqlx::query(
        "DELETE FROM jobs WHERE state = $2 AND settled_at < $3 AND id = ANY (ARRAY(
             SELECT id FROM jobs WHERE tenant_id = $1 AND state = $2 AND settled_at < $3 ORDER BY settled_at LIMIT $4))",
    );
    let query = query.bind(tx.tenant_id().uuid()).bind(state.code()).bind(before).bind(most);
    Ok(query.execute(tx.connection()).await?.rows_affected())
}

/// Forgets jobs in a state beyond so many, oldest first and at most so many at once; tells how many.
pub async fn forget_beyond_in_tx(
    tx: &mut TenantTx,
    state: JobState,
    kept: i64,
    most: i64,
) -> Result<u64, StoreError> {
    let counted = sqlx::query_scalar(
        "SELECT coalesce(sum(number), 0)::bigint FROM (
             SELECT number FROM job_tallies WHERE tenant_id = $1 AND what = $2 AND hour = '-infinity'
             UNION ALL
             SELECT number FROM job_tally_changes WHERE tenant_id = $1 AND what = $2 AND hour = '-infinity') tallies",
    );
    let counted: i64 =
        counted.bind(tx.tenant_id().uuid()).bind(state.code()).fetch_one(tx.connection()).await?;
    let query = sqlx::query(
        "DELETE FROM jobs WHERE state = $2 AND id = ANY (ARRAY(
             SELECT id FROM jobs WHERE tenant_id = $1 AND state = $2 AND settled_at IS NOT NULL
             ORDER BY settled_at LIMIT $3))",
    );
    let beyond = (counted - kept).clamp(0, most);
    let query = query.bind(tx.tenant_id().uuid()).bind(state.code()).bind(beyond);
    Ok(query.execute(tx.connection()).await?.rows_affected())
}
