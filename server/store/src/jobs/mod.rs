//! Jobs: enqueued with the deed that asks for them, claimed by one process at a time, settled; and what is said of
//! them.

mod claim;
mod settle;
mod shown;
mod tallies;

pub use claim::{ClaimedJob, KeyRoom, Room, arm_recurring_in_tx, claim_jobs_in_tx, release_lost_in_tx};
pub use settle::{
    SettledJob, again_in_tx, cancel_held_in_tx, cancel_in_tx, forget_beyond_in_tx, forget_in_tx,
    release_held_in_tx, settle_job_in_tx,
};
pub use shown::{
    JobAttemptRow, JobRow, JobSearch, attempts_of_job_in_tx, ids_in_tx, job_in_tx, jobs_in_tx,
    oldest_due_in_tx, states_of_subject_in_tx,
};
pub use tallies::{Tally, add_up_in_tx, tallies_in_tx};

use chrono::{DateTime, Utc};
use domain::{
    id::{JobId, StoreId},
    subject::Subject,
};
use uuid::Uuid;

use crate::{StoreError, TenantTx};

/// A place in a line of jobs that run one after another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// The line, within the job's kind and key.
    pub line: Uuid,
    /// Before those with a greater one.
    pub place: i64,
}

/// A new row of `jobs`.
#[derive(Debug, Clone)]
#[expect(missing_docs, reason = "each field is the column of that name, described in the migration")]
pub struct NewJob {
    pub id: JobId,
    pub store_id: Option<StoreId>,
    pub subject: Option<Subject>,
    /// With whom it shares a bound; nil with nobody in particular.
    pub key: Uuid,
    pub place: Option<Place>,
    /// JSON.
    pub payload: String,
}

/// Enqueues jobs of one kind, due at once, each a microsecond after the one before, so that lists have their order.
/// One whose id is there already stays as it is.
pub async fn enqueue_in_tx(
    tx: &mut TenantTx,
    kind: &str,
    jobs: &[NewJob],
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let query = sqlx::query(
        "INSERT INTO jobs (id, tenant_id, store_id, kind, subject_kind, subject_id, key, line, place, payload, state,
                           next_at, created_at)
         SELECT n.id, $1, n.store_id, $2, n.subject_kind, n.subject_id, n.key, n.line, n.place, n.payload::json,
                'pending', $3, $3 + (n.number - 1) * interval '1 microsecond'
         FROM unnest($4::uuid[], $5::uuid[], $6::text[], $7::uuid[], $8::uuid[], $9::uuid[], $10::bigint[], $11::text[])
              WITH ORDINALITY AS n(id, store_id, subject_kind, subject_id, key, line, place, payload, number)
         ON CONFLICT (id) DO NOTHING",
    );
    let subjects = || jobs.iter().map(|job| job.subject.as_ref());
    let ids: Vec<Uuid> = jobs.iter().map(|job| job.id.uuid()).collect();
    let stores: Vec<Option<Uuid>> = jobs.iter().map(|job| job.store_id.map(StoreId::uuid)).collect();
    let kinds: Vec<Option<&str>> = subjects().map(|subject| subject.map(Subject::kind)).collect();
    let subject_ids: Vec<Option<Uuid>> = subjects().map(|subject| subject.map(Subject::uuid)).collect();
    let keys: Vec<Uuid> = jobs.iter().map(|job| job.key).collect();
    let lines: Vec<Option<Uuid>> = jobs.iter().map(|job| job.place.map(|place| place.line)).collect();
    let places: Vec<Option<i64>> = jobs.iter().map(|job| job.place.map(|place| place.place)).collect();
    let payloads: Vec<&str> = jobs.iter().map(|job| job.payload.as_str()).collect();
    let query = query.bind(tx.tenant_id().uuid()).bind(kind).bind(now);
    let query = query.bind(ids).bind(stores).bind(kinds).bind(subject_ids).bind(keys);
    query.bind(lines).bind(places).bind(payloads).execute(tx.connection()).await?;
    Ok(())
}

/// Gives the tenant its job of a kind that recurs, due at once, unless it has one.
pub async fn begin_recurring_in_tx(
    tx: &mut TenantTx,
    id: JobId,
    kind: &str,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let query = sqlx::query(
        "INSERT INTO jobs (id, tenant_id, kind, recurs, key, payload, state, next_at, created_at)
         VALUES ($1, $2, $3, true, $5, '{}', 'pending', $4, $4)
         ON CONFLICT (tenant_id, kind) WHERE recurs DO NOTHING",
    );
    let query = query.bind(id.uuid()).bind(tx.tenant_id().uuid()).bind(kind).bind(now).bind(Uuid::nil());
    query.execute(tx.connection()).await?;
    Ok(())
}
