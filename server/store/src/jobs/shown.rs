//! Jobs as people see them.

use chrono::{DateTime, Utc};
use domain::id::JobId;
use sqlx::{FromRow, Postgres, QueryBuilder};
use uuid::Uuid;

use crate::{StoreError, TenantTx};

/// A job.
#[derive(Debug, Clone, FromRow)]
#[expect(missing_docs, reason = "each field is the column of that name, described in the migration")]
pub struct JobRow {
    pub id: Uuid,
    pub kind: String,
    pub recurs: bool,
    pub state: String,
    /// Slug of the store.
    pub store: Option<String>,
    pub subject_kind: Option<String>,
    pub subject_id: Option<Uuid>,
    /// The order's, if it is about one.
    pub reference: Option<String>,
    pub payload: String,
    pub attempts: i32,
    pub outcome: Option<String>,
    pub next_at: DateTime<Utc>,
    pub created_at: DateTime<Utc>,
    pub settled_at: Option<DateTime<Utc>>,
}

/// An attempt at a job.
#[derive(Debug, Clone, FromRow)]
#[expect(missing_docs, reason = "each field is the column of that name, described in the migration")]
pub struct JobAttemptRow {
    pub number: i32,
    pub at: DateTime<Utc>,
    pub outcome: Option<String>,
    pub duration_ms: Option<i32>,
}

/// Which jobs.
#[derive(Debug, Clone, Default)]
pub struct JobSearch<'a> {
    /// Of these kinds.
    pub kinds: &'a [&'a str],
    /// In this state.
    pub state: Option<&'a str>,
    /// About this.
    pub subject_id: Option<Uuid>,
    /// Before which one.
    pub before: Option<(DateTime<Utc>, Uuid)>,
    /// Whether the oldest come first.
    pub is_oldest_first: bool,
    /// Whether only those that can be cancelled.
    pub is_cancellable: bool,
    /// At most so many.
    pub limit: i64,
}

impl JobSearch<'_> {
    /// Finds ids, kind by kind along its index.
    fn push(&self, query: &mut QueryBuilder<Postgres>, tx: &TenantTx) {
        let kinds: Vec<String> = self.kinds.iter().map(|kind| (*kind).to_owned()).collect();
        let order = if self.is_oldest_first { "created_at, id" } else { "created_at DESC, id DESC" };
        query.push("SELECT f.id, f.created_at FROM unnest(").push_bind(kinds).push("::text[]) AS k(kind)");
        query.push(
            " CROSS JOIN LATERAL (SELECT id, created_at FROM jobs WHERE kind = k.kind AND tenant_id = ",
        );
        query.push_bind(tx.tenant_id().uuid());
        if let Some(state) = self.state {
            query.push(" AND state = ").push_bind(state.to_owned());
        }
        if let Some(subject_id) = self.subject_id {
            query.push(" AND subject_id = ").push_bind(subject_id);
        }
        if let Some((at, id)) = self.before {
            query.push(" AND (created_at, id) < (").push_bind(at).push(", ").push_bind(id).push(")");
        }
        if self.is_cancellable {
            query.push(" AND NOT recurs AND settled_at IS NULL");
        }
        query.push(format_args!(" ORDER BY {order} LIMIT ")).push_bind(self.limit).push(") f");
        query.push(format_args!(" ORDER BY {order} LIMIT ")).push_bind(self.limit);
    }
}

const COLUMNS: &str = "
    SELECT j.id, j.kind, j.recurs, j.state, s.slug AS store, j.subject_kind, j.subject_id, o.reference,
           j.payload::text AS payload, j.attempts, j.outcome, j.next_at, j.created_at, j.settled_at";
const JOINED: &str = "
    LEFT JOIN stores s ON s.id = j.store_id
    LEFT JOIN orders o ON o.id = j.subject_id AND j.subject_kind = 'order'";

/// Jobs, newest first.
pub async fn jobs_in_tx(tx: &mut TenantTx, search: &JobSearch<'_>) -> Result<Vec<JobRow>, StoreError> {
    let mut query = QueryBuilder::new("WITH found AS MATERIALIZED (");
    search.push(&mut query, tx);
    query.push(") ").push(COLUMNS).push(" FROM found JOIN jobs j ON j.id = found.id").push(JOINED);
    query.push(" ORDER BY j.created_at DESC, j.id DESC");
    Ok(query.build_query_as().fetch_all(tx.connection()).await?)
}

/// Ids of jobs, in the order that was asked for.
pub async fn ids_in_tx(tx: &mut TenantTx, search: &JobSearch<'_>) -> Result<Vec<Uuid>, StoreError> {
    let mut query = QueryBuilder::new("SELECT id FROM (");
    search.push(&mut query, tx);
    query.push(") found");
    Ok(query.build_query_scalar().fetch_all(tx.connection()).await?)
}

/// One job.
pub async fn job_in_tx(tx: &mut TenantTx, id: JobId) -> Result<Option<JobRow>, StoreError> {
    let mut query = QueryBuilder::new(COLUMNS);
    query.push(" FROM jobs j").push(JOINED).push(" WHERE j.tenant_id = ").push_bind(tx.tenant_id().uuid());
    query.push(" AND j.id = ").push_bind(id.uuid());
    Ok(query.build_query_as().fetch_optional(tx.connection()).await?)
}

/// A job's attempts that are kept, oldest first.
pub async fn attempts_of_job_in_tx(tx: &mut TenantTx, id: JobId) -> Result<Vec<JobAttemptRow>, StoreError> {
    let query = sqlx::query_as(
        "SELECT number, at, outcome, duration_ms FROM job_attempts WHERE job_id = $1 ORDER BY number LIMIT 100",
    );
    Ok(query.bind(id.uuid()).fetch_all(tx.connection()).await?)
}

/// Since when the job of a kind waits that is due longest; none if none is.
pub async fn oldest_due_in_tx(
    tx: &mut TenantTx,
    kind: &str,
    now: DateTime<Utc>,
) -> Result<Option<DateTime<Utc>>, StoreError> {
    let query = sqlx::query_scalar(
        "SELECT next_at FROM jobs
         WHERE tenant_id = $1 AND kind = $2 AND state = 'pending' AND next_at <= $3 ORDER BY next_at LIMIT 1",
    );
    let query = query.bind(tx.tenant_id().uuid()).bind(kind).bind(now);
    Ok(query.fetch_optional(tx.connection()).await?)
}

/// How many jobs about something stand in each state, of at most a hundred.
pub async fn states_of_subject_in_tx(
    tx: &mut TenantTx,
    subject_id: Uuid,
    kinds: &[&str],
) -> Result<Vec<(String, i64)>, StoreError> {
    let query = sqlx::query_as(
        "SELECT state, count(*) FROM (
             SELECT state FROM jobs WHERE tenant_id = $1 AND subject_id = $2 AND kind = ANY ($3)
             ORDER BY created_at DESC, id DESC LIMIT 100) j
         GROUP BY state",
    );
    Ok(query.bind(tx.tenant_id().uuid()).bind(subject_id).bind(kinds).fetch_all(tx.connection()).await?)
}
