//! What keeps jobs themselves in order: those that recur exist, deliveries of programs without jobs have one, and what
//! is old is forgotten.

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use domain::{
    id::{JobId, TenantId},
    job::JobState,
};
use store::{
    Scope,
    jobs::{
        add_up_in_tx, begin_recurring_in_tx, cancel_held_in_tx, forget_beyond_in_tx, forget_in_tx,
        release_held_in_tx,
    },
};

use super::{JobKind, KINDS};
use uuid::Uuid;

use crate::{Failure, Services, background::Task};

/// How often.
const EVERY: Duration = Duration::from_secs(30);

/// The most jobs in each settled state that a tenant keeps, and for how long.
const KEPT: [(JobState, i64, TimeDelta); 3] = [
    (JobState::Done, 100_000, TimeDelta::days(7)),
    (JobState::Dead, 100_000, TimeDelta::days(30)),
    (JobState::Cancelled, 10_000, TimeDelta::days(30)),
];
/// For how long one waits that is held.
const HELD: TimeDelta = TimeDelta::days(30);
/// For how long it is known how many went well in an hour.
const HOURS_KEPT: TimeDelta = TimeDelta::days(8);
/// The most rows in one transaction.
const PIECE: i64 = 1_000;
/// The most changes of numbers that are added up in one.
const CHANGES: i64 = 10_000;

impl Services {
    /// Keeps jobs in order now and then; ends when the task is dropped.
    pub(crate) async fn run_job_upkeep(self) {
        loop {
            let round = self.keep_jobs_up().await;
            self.round_ended(Task::JobUpkeep, round);
            tokio::time::sleep(EVERY).await;
        }
    }

    /// Lets jobs of a kind with a key run that were held, some at a time.
    pub(crate) async fn release_held(
        &self,
        tenant_id: TenantId,
        kind: &dyn JobKind,
        key: Uuid,
    ) -> Result<(), Failure> {
        loop {
            let mut tx = self.database.begin(&Scope::system(tenant_id)).await?;
            let released = release_held_in_tx(&mut tx, kind.name(), key, self.clock.now(), PIECE).await?;
            tx.commit().await?;
            if i64::try_from(released).unwrap_or(PIECE) < PIECE {
                return Ok(());
            }
        }
    }

    /// Gives each tenant its jobs that recur, and deliveries that no job sends a job.
    pub async fn keep_jobs_up(&self) -> Result<(), Failure> {
        for kind in KINDS.into_iter().filter(|kind| kind.rules().every.is_some()) {
            for tenant_id in self.database.tenants_without_job(kind.name()).await? {
                let turn = self.begin_recurring(tenant_id, kind.name());
                self.in_turn(Task::JobUpkeep, tenant_id.uuid(), turn).await?;
            }
        }
        self.adopt_deliveries().await?;
        self.sweep_throttles().await
    }

    async fn begin_recurring(&self, tenant_id: TenantId, kind: &str) -> Result<(), Failure> {
        let now = self.clock.now();
        let mut tx = self.database.begin(&Scope::system(tenant_id)).await?;
        begin_recurring_in_tx(&mut tx, JobId::from_uuid(self.random.id(now)), kind, now).await?;
        Ok(tx.commit().await?)
    }

    /// Forgets some of a tenant's jobs that are old, and adds up some of what is told of them; tells whether there is
    /// more.
    pub(crate) async fn sweep_jobs(&self, tenant_id: TenantId, now: DateTime<Utc>) -> Result<bool, Failure> {
        let mut is_more = false;
        for (state, kept, age) in KEPT {
            let mut tx = self.database.begin_by_key(&Scope::system(tenant_id)).await?;
            let old = forget_in_tx(&mut tx, state, now - age, PIECE).await?;
            let beyond = forget_beyond_in_tx(&mut tx, state, kept, PIECE).await?;
            tx.commit().await?;
            is_more |= i64::try_from(old.max(beyond)).unwrap_or(PIECE) >= PIECE;
        }
        let mut tx = self.database.begin_by_key(&Scope::system(tenant_id)).await?;
        cancel_held_in_tx(&mut tx, now - HELD, now, PIECE).await?;
        let added = add_up_in_tx(&mut tx, now - HOURS_KEPT, CHANGES).await?;
        tx.commit().await?;
        Ok(is_more || i64::try_from(added).unwrap_or(CHANGES) >= CHANGES)
    }
}
