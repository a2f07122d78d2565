//! The task that runs jobs as they come due, as far as there is room for them.

use std::{
    collections::HashMap,
    sync::atomic::{AtomicU64, Ordering},
    time::Duration,
};

use domain::{
    id::{JobId, TenantId},
    job::JobState,
};
use store::{
    Scope,
    jobs::{
        ClaimedJob, KeyRoom, Room, SettledJob, arm_recurring_in_tx, claim_jobs_in_tx, release_lost_in_tx,
        settle_job_in_tx,
    },
};
use tokio::{
    sync::{Notify, watch},
    task::{self, JoinSet},
    time::{Instant, MissedTickBehavior},
};
use uuid::Uuid;

use super::{Ended, JobKind, KINDS, lease};
use crate::{
    Failure, Services,
    background::{Task, bounded},
};

/// How often to look for what is due: it comes due without anybody telling.
const LOOK_EVERY: Duration = Duration::from_secs(1);
/// The outcome of a fault of ours.
const FAULT: &str = "fault";

/// What wakes and stops this process's jobs.
#[derive(Debug)]
pub(crate) struct Jobs {
    /// Told when there may be something to run.
    pub(crate) wake: Notify,
    /// Whether no more are to be begun.
    stopping: watch::Sender<bool>,
    /// Whether none is running any more.
    stopped: watch::Sender<bool>,
    /// How attempts ended since the start, by the place of their kind in [`KINDS`].
    ended: [Ends; KINDS.len()],
}

/// How attempts at jobs of a kind ended.
#[derive(Debug, Default)]
struct Ends {
    well: AtomicU64,
    failed: AtomicU64,
}

/// How many attempts at jobs of a kind this process made since its start.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct JobsEnded {
    /// The kind.
    pub kind: &'static str,
    /// So many went well.
    pub well: u64,
    /// So many failed.
    pub failed: u64,
}

impl Default for Jobs {
    fn default() -> Self {
        Self {
            wake: Notify::new(),
            stopping: watch::Sender::new(false),
            stopped: watch::Sender::new(false),
            ended: Default::default(),
        }
    }
}

/// That jobs of a kind are to be run for a tenant.
struct Due {
    kind: &'static dyn JobKind,
    /// Whether the one that recurs is, rather than at its next turn.
    is_called: bool,
}

/// What this process is running.
#[derive(Default)]
struct UnderWay {
    tasks: JoinSet<()>,
    /// Which each is; also of one that ends in a panic.
    which: HashMap<task::Id, (&'static str, TenantId, Uuid)>,
}

impl UnderWay {
    fn count(&self, is_counted: impl Fn(&(&'static str, TenantId, Uuid)) -> bool) -> usize {
        self.which.values().filter(|which| is_counted(which)).count()
    }

    /// How many more of a kind may be begun for a tenant.
    fn room(&self, kind: &dyn JobKind, tenant_id: TenantId) -> usize {
        let (rules, name) = (kind.rules(), kind.name());
        let of_kind = self.count(|(kind, _, _)| *kind == name);
        let of_tenant = self.count(|(kind, tenant, _)| *kind == name && *tenant == tenant_id);
        rules.most.saturating_sub(of_kind).min(rules.most_of_tenant.saturating_sub(of_tenant))
    }

    /// How many more of a tenant's with each key that is under way.
    fn room_of_keys(&self, kind: &dyn JobKind, tenant_id: TenantId) -> Vec<KeyRoom> {
        let mut running: HashMap<Uuid, usize> = HashMap::new();
        for (name, tenant, key) in self.which.values() {
            if *name == kind.name() && *tenant == tenant_id {
                *running.entry(*key).or_default() += 1;
            }
        }
        let most = kind.rules().most_of_key;
        running
            .into_iter()
            .map(|(key, jobs)| KeyRoom { key, jobs: count(most.saturating_sub(jobs)) })
            .collect()
    }

    fn begin(
        &mut self,
        services: Services,
        kind: &'static dyn JobKind,
        tenant_id: TenantId,
        job: ClaimedJob,
    ) {
        let which = (kind.name(), tenant_id, job.key);
        let running = self.tasks.spawn(async move { services.run_job(kind, tenant_id, job).await });
        self.which.insert(running.id(), which);
    }

    /// Waits until one has ended; none if nothing is under way.
    async fn next(&mut self) -> Option<()> {
        let ended = match self.tasks.join_next_with_id().await? {
            Ok((ended, ())) => ended,
            Err(error) => {
                // Its lease ends, and it is run again.
                tracing::error!(%error, "a job ended early");
                error.id()
            }
        };
        self.which.remove(&ended);
        Some(())
    }
}

async fn told_to_stop(stopping: &mut watch::Receiver<bool>) {
    let _ = stopping.wait_for(|stop| *stop).await;
}

fn count(jobs: usize) -> i64 {
    i64::try_from(jobs).unwrap_or(i64::MAX)
}

impl Services {
    /// Runs jobs as they come due until the task is dropped, or told to stop. What is under way when it is dropped is
    /// run again when its lease ends.
    pub(crate) async fn run_jobs(self) {
        let mut look = tokio::time::interval(LOOK_EVERY);
        look.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut stopping = self.jobs.stopping.subscribe();
        let mut under_way = UnderWay::default();
        loop {
            let is_look = tokio::select! {
                biased;
                () = told_to_stop(&mut stopping) => break,
                _ = look.tick() => true,
                () = self.jobs.wake.notified() => false,
                Some(()) = under_way.next() => false,
            };
            let round = self.begin_jobs(&mut under_way, &KINDS, is_look).await;
            self.round_ended(Task::Jobs, round);
        }
        while under_way.next().await.is_some() {}
        self.jobs.stopped.send_replace(true);
        std::future::pending().await
    }

    /// How many attempts at jobs of each kind this process made since its start.
    pub fn jobs_ended(&self) -> Vec<JobsEnded> {
        let of_kind = |(kind, ends): (&&'static dyn JobKind, &Ends)| JobsEnded {
            kind: kind.name(),
            well: ends.well.load(Ordering::Relaxed),
            failed: ends.failed.load(Ordering::Relaxed),
        };
        KINDS.iter().zip(&self.jobs.ended).map(of_kind).collect()
    }

    /// Begins no more jobs, and waits for those under way, at most so long.
    pub async fn finish_jobs(&self, at_most: Duration) {
        self.jobs.stopping.send_replace(true);
        let mut stopped = self.jobs.stopped.subscribe();
        if tokio::time::timeout(at_most, stopped.wait_for(|stopped| *stopped)).await.is_err() {
            tracing::warn!("some jobs did not end in time; they are run again when their leases end");
        }
    }

    /// Runs everything that is due, of the kinds with these names, and what comes due by it; tells how many jobs
    /// that were.
    pub async fn work_off(&self, names: &[&str]) -> Result<usize, Failure> {
        let kinds: Vec<_> = KINDS.into_iter().filter(|kind| names.contains(&kind.name())).collect();
        let mut under_way = UnderWay::default();
        let mut begun = self.begin_jobs(&mut under_way, &kinds, true).await?;
        while under_way.next().await.is_some() {
            begun += self.begin_jobs(&mut under_way, &kinds, false).await?;
        }
        Ok(begun)
    }

    /// Begins what is due, as far as there is room. What recurs is asked whether it is called for at a look alone: it
    /// would else run again for whatever came while it ran.
    async fn begin_jobs(
        &self,
        under_way: &mut UnderWay,
        kinds: &[&'static dyn JobKind],
        is_look: bool,
    ) -> Result<usize, Failure> {
        let mut due: HashMap<TenantId, Vec<Due>> = HashMap::new();
        for kind in kinds.iter().filter(|_| is_look) {
            for tenant_id in kind.called_for(self).await? {
                due.entry(tenant_id).or_default().push(Due { kind: *kind, is_called: true });
            }
        }
        for (tenant_id, name) in self.database.jobs_due(self.clock.now()).await? {
            let of_tenant = due.entry(tenant_id).or_default();
            let is_new = !of_tenant.iter().any(|due| due.kind.name() == name);
            let kind = kinds.iter().find(|kind| kind.name() == name && is_new);
            of_tenant.extend(kind.map(|kind| Due { kind: *kind, is_called: false }));
        }
        let mut due: Vec<(TenantId, Vec<Due>)> = due.into_iter().collect();
        // Whoever has least under way comes first; of those who have as much, now this one and now that.
        due.sort_by_cached_key(|(tenant_id, _)| {
            (under_way.count(|(_, tenant, _)| tenant == tenant_id), self.random.bytes::<8>())
        });
        let mut begun = 0;
        for (tenant_id, mut due) in due {
            due.retain(|due| under_way.room(due.kind, tenant_id) > 0);
            if due.is_empty() || *self.jobs.stopping.borrow() {
                continue;
            }
            let turn = self.claim_jobs(tenant_id, &due, under_way);
            let claimed = self.in_turn(Task::Jobs, tenant_id.uuid(), turn).await?;
            for (kind, job) in claimed.unwrap_or_default() {
                begun += 1;
                under_way.begin(self.clone(), kind, tenant_id, job);
            }
        }
        Ok(begun)
    }

    /// Takes what is due of a tenant's, as far as there is room.
    async fn claim_jobs(
        &self,
        tenant_id: TenantId,
        due: &[Due],
        under_way: &UnderWay,
    ) -> Result<Vec<(&'static dyn JobKind, ClaimedJob)>, Failure> {
        let now = self.clock.now();
        let mut claimed = Vec::new();
        let mut tx = self.database.begin(&Scope::system(tenant_id)).await?;
        for Due { kind, is_called } in due {
            let (name, rules) = (kind.name(), kind.rules());
            let lost = release_lost_in_tx(&mut tx, name, rules.most_tries, now).await?;
            if !lost.is_empty() {
                let ids: Vec<Uuid> = lost.into_iter().map(|id| id.uuid()).collect();
                kind.given_up_in_tx(&mut tx, &ids, now).await?;
                tracing::error!(kind = name, jobs = ids.len(), "jobs are dead: they never ended");
            }
            if *is_called {
                let id = JobId::from_uuid(self.random.id(now));
                arm_recurring_in_tx(&mut tx, id, name, now).await?;
            }
            let (jobs, of_keys) =
                (under_way.room(*kind, tenant_id), under_way.room_of_keys(*kind, tenant_id));
            let room = Room { jobs: count(jobs), of_a_key: count(rules.most_of_key), of_keys: &of_keys };
            let until = now + lease(rules.time_out);
            let jobs = claim_jobs_in_tx(&mut tx, name, &room, now, until).await?;
            claimed.extend(jobs.into_iter().map(|job| (*kind, job)));
        }
        tx.commit().await?;
        Ok(claimed)
    }

    /// Runs one, and notes what came of it.
    async fn run_job(&self, kind: &'static dyn JobKind, tenant_id: TenantId, job: ClaimedJob) {
        let (began, id) = (Instant::now(), job.id());
        let whose = if job.key.is_nil() { id.uuid() } else { job.key };
        let time_out = kind.rules().time_out.to_std().unwrap_or(Duration::MAX);
        let ended = bounded(kind.run(self, tenant_id, &job), time_out).await;
        let ended = match ended {
            Ok(ended) => {
                self.trouble_ended(Task::Jobs, whose);
                Some(ended)
            }
            Err(failure) => {
                self.trouble_began(Task::Jobs, whose, failure);
                None
            }
        };
        let duration_ms = i32::try_from(began.elapsed().as_millis()).unwrap_or(i32::MAX);
        // If the database is away nothing can be noted: its lease ends, and it is run again.
        if let Err(failure) = self.settle_job(kind, tenant_id, &job, ended, duration_ms).await {
            let problem = contract::Problem::from(failure);
            tracing::warn!(kind = kind.name(), job = %id, code = problem.code, "what came of a job could not be noted");
        }
    }

    async fn settle_job(
        &self,
        kind: &'static dyn JobKind,
        tenant_id: TenantId,
        job: &ClaimedJob,
        ended: Option<Ended>,
        duration_ms: i32,
    ) -> Result<(), Failure> {
        let (now, rules) = (self.clock.now(), kind.rules());
        let pause = rules.pause_after(job.tries);
        let (state, outcome, is_well, next_at) = match ended {
            Some(Ended::Done(word)) => match rules.every {
                Some(every) => (JobState::Pending, word, Some(true), Some(now + every)),
                None => (JobState::Done, word, Some(true), None),
            },
            Some(Ended::Again(word, at)) => (JobState::Pending, word, None, Some(at)),
            Some(Ended::Failed(word, at)) => (JobState::Pending, word, Some(false), Some(at)),
            Some(Ended::Dead(word)) => (JobState::Dead, word, Some(false), None),
            Some(Ended::Held(word)) => (JobState::Held, word, None, None),
            Some(Ended::Gone(word)) => (JobState::Cancelled, word, None, None),
            None => match pause {
                Some(pause) => (JobState::Pending, FAULT, Some(false), Some(now + pause)),
                None => (JobState::Dead, FAULT, Some(false), None),
            },
        };
        let ends = KINDS.iter().zip(&self.jobs.ended).find(|(known, _)| known.name() == kind.name());
        if let (Some(is_well), Some((_, ends))) = (is_well, ends) {
            let counter = if is_well { &ends.well } else { &ends.failed };
            counter.fetch_add(1, Ordering::Relaxed);
        }
        // A turn of one that recurs is over when it is done, so that it can be called for; one that doesn't tried nothing
        // when it has to wait.
        let begins_anew = match ended {
            Some(Ended::Done(_)) => rules.every.is_some(),
            Some(Ended::Again(..)) => rules.every.is_none(),
            _ => false,
        };
        let settled = SettledJob { state, outcome, is_well, begins_anew, next_at, duration_ms };
        let mut tx = self.database.begin(&Scope::system(tenant_id)).await?;
        let is_noted = settle_job_in_tx(&mut tx, kind.name(), job, &settled, now).await?;
        if is_noted && state == JobState::Dead && ended.is_none() {
            kind.given_up_in_tx(&mut tx, &[job.id().uuid()], now).await?;
        }
        tx.commit().await?;
        if is_noted && state == JobState::Dead {
            tracing::warn!(kind = kind.name(), job = %job.id(), outcome, "a job is dead: somebody has to look at it");
        }
        Ok(())
    }
}
