//! Taking jobs that are due, as far as there is room for them.

use chrono::{DateTime, TimeDelta, Utc};
use domain::{id::JobId, subject::Subject};
use sqlx::FromRow;
use uuid::Uuid;

use super::begin_recurring_in_tx;
use crate::{StoreError, TenantTx};

/// No lease is as long, and no turn as far away: what says so was written by a clock that was ahead.
const FAR_LEASE: TimeDelta = TimeDelta::hours(1);
const FAR_TURN: TimeDelta = TimeDelta::days(1);

/// How many more jobs of a kind a process may begin.
#[derive(Debug, Clone)]
pub struct Room<'a> {
    /// In all.
    pub jobs: i64,
    /// With a key that isn't among those below.
    pub of_a_key: i64,
    /// With each of these keys.
    pub of_keys: &'a [KeyRoom],
}

/// How many more jobs with a key a process may begin.
#[derive(Debug, Clone, Copy)]
pub struct KeyRoom {
    /// The key.
    pub key: Uuid,
    /// So many.
    pub jobs: i64,
}

/// A job that is this process's to run.
#[derive(Debug, Clone, FromRow)]
pub struct ClaimedJob {
    id: Uuid,
    /// Whether it waits for its next turn again once it has run.
    pub recurs: bool,
    subject_kind: Option<String>,
    subject_id: Option<Uuid>,
    /// With whom it shares a bound.
    pub key: Uuid,
    /// In which line it stands, and where.
    pub line: Option<Uuid>,
    place: Option<i64>,
    /// JSON.
    pub payload: String,
    /// What came of the attempt before.
    pub outcome: Option<String>,
    /// This attempt's number, from 1.
    pub attempts: i32,
    /// How often it was begun since it last began anew, this time included.
    pub tries: i32,
}

impl ClaimedJob {
    /// Its id.
    pub const fn id(&self) -> JobId {
        JobId::from_uuid(self.id)
    }

    /// What it is about.
    pub fn subject(&self) -> Option<Subject> {
        Some(Subject::of(self.subject_kind.as_deref()?, self.subject_id?))
    }

    pub(super) fn place(&self) -> Option<(Uuid, Uuid, i64)> {
        Some((self.key, self.line?, self.place?))
    }
}

/// Lets jobs that were begun and never ended begin again; those that were begun so often are dead.
/// Tells which ones died.
pub async fn release_lost_in_tx(
    tx: &mut TenantTx,
    kind: &str,
    most_tries: i32,
    now: DateTime<Utc>,
) -> Result<Vec<JobId>, StoreError> {
    let query = sqlx::query_scalar(
        "WITH lost AS (
             SELECT id FROM jobs
             WHERE tenant_id = $1 AND kind = $2 AND state = 'running' AND (leased_until <= $4 OR leased_until > $5)
             ORDER BY id LIMIT 1000 FOR UPDATE SKIP LOCKED),
         released AS (
             UPDATE jobs j SET leased_until = NULL, outcome = 'lost',
                    state = CASE WHEN j.tries >= $3 AND NOT j.recurs THEN 'dead' ELSE 'pending' END,
                    settled_at = CASE WHEN j.tries >= $3 AND NOT j.recurs THEN $4 END
             FROM lost WHERE j.id = lost.id
             RETURNING j.id, j.tenant_id, j.attempts, j.state),
         noted AS (
             UPDATE job_attempts a SET outcome = 'lost' FROM released r
             WHERE a.job_id = r.id AND a.number = r.attempts AND a.outcome IS NULL),
         tallied AS (
             INSERT INTO job_tally_changes (tenant_id, kind, what, hour, number)
             SELECT tenant_id, $2, 'failed', date_trunc('hour', $4::timestamptz), count(*) FROM released GROUP BY 1)
         SELECT id FROM released WHERE state = 'dead'",
    );
    let query = query.bind(tx.tenant_id().uuid()).bind(kind).bind(most_tries).bind(now).bind(now + FAR_LEASE);
    let dead: Vec<Uuid> = query.fetch_all(tx.connection()).await?;
    Ok(dead.into_iter().map(JobId::from_uuid).collect())
}

/// Lets the tenant's job of a kind that recurs run now instead of at its next turn, not one that waits to be tried
/// again; begins it, with this id, if there is none.
pub async fn arm_recurring_in_tx(
    tx: &mut TenantTx,
    id: JobId,
    kind: &str,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let query = sqlx::query(
        "UPDATE jobs SET next_at = $3
         WHERE tenant_id = $1 AND kind = $2 AND recurs AND state = 'pending' AND next_at > $3 AND tries = 0",
    );
    query.bind(tx.tenant_id().uuid()).bind(kind).bind(now).execute(tx.connection()).await?;
    begin_recurring_in_tx(tx, id, kind, now).await
}

/// Takes the tenant's jobs of a kind that are due, earliest first, and notes that they were begun. No other process
/// takes them until `until`. From key to key, so that what waits with one that is full is passed over; of each line only
/// the first that isn't settled is taken, or those behind one that is held, which will be held too.
pub async fn claim_jobs_in_tx(
    tx: &mut TenantTx,
    kind: &str,
    room: &Room<'_>,
    now: DateTime<Utc>,
    until: DateTime<Utc>,
) -> Result<Vec<ClaimedJob>, StoreError> {
    let query = sqlx::query_as(
        "WITH RECURSIVE room AS (SELECT * FROM unnest($5::uuid[], $6::bigint[]) AS r(key, jobs)),
         keys AS (
             (SELECT j.key FROM jobs j WHERE j.tenant_id = $1 AND j.kind = $2 AND j.state = 'pending' AND NOT j.recurs
              ORDER BY j.key LIMIT 1)
             UNION ALL
             SELECT n.key FROM keys k CROSS JOIN LATERAL (
                 SELECT j.key FROM jobs j
                 WHERE j.tenant_id = $1 AND j.kind = $2 AND j.state = 'pending' AND NOT j.recurs AND j.key > k.key
                 ORDER BY j.key LIMIT 1) n),
         found AS (
             SELECT f.id, f.next_at, f.place FROM keys k LEFT JOIN room r ON r.key = k.key
             CROSS JOIN LATERAL (
                 SELECT j.id, j.next_at, j.place FROM jobs j
                 WHERE j.tenant_id = $1 AND j.kind = $2 AND j.key = k.key AND j.state = 'pending' AND NOT j.recurs
                   AND j.next_at <= $3
                   AND NOT EXISTS (
                       SELECT FROM jobs earlier
                       WHERE earlier.key = j.key AND earlier.line = j.line AND earlier.place < j.place
                         AND earlier.kind = j.kind AND earlier.tenant_id = j.tenant_id
                         AND earlier.settled_at IS NULL AND earlier.state <> 'held')
                 ORDER BY j.next_at, j.place, j.id LIMIT coalesce(r.jobs, $7)) f
             UNION ALL
             SELECT j.id, j.next_at, j.place FROM jobs j
             WHERE j.tenant_id = $1 AND j.kind = $2 AND j.recurs AND j.state = 'pending'
               AND (j.next_at <= $3 OR j.next_at > $9)),
         due AS (
             SELECT j.id FROM found f JOIN jobs j ON j.id = f.id WHERE j.state = 'pending'
             ORDER BY f.next_at, f.place, f.id LIMIT $4 FOR UPDATE OF j SKIP LOCKED),
         taken AS (
             UPDATE jobs j SET state = 'running', attempts = j.attempts + 1, tries = j.tries + 1, leased_until = $8
             FROM due WHERE j.id = due.id
             RETURNING j.*),
         noted AS (
             INSERT INTO job_attempts (job_id, number, tenant_id, at) SELECT id, attempts, tenant_id, $3 FROM taken)
         SELECT id, recurs, subject_kind, subject_id, key, line, place, payload::text AS payload, outcome, attempts, tries
         FROM taken ORDER BY next_at, place, id",
    );
    let keys: Vec<Uuid> = room.of_keys.iter().map(|of| of.key).collect();
    let rooms: Vec<i64> = room.of_keys.iter().map(|of| of.jobs).collect();
    let query = query.bind(tx.tenant_id().uuid()).bind(kind).bind(now).bind(room.jobs);
    let query = query.bind(keys).bind(rooms).bind(room.of_a_key).bind(until).bind(now + FAR_TURN);
    Ok(query.fetch_all(tx.connection()).await?)
}
