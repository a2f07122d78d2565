//! What people see of jobs, and what they do to them. Each deed is noted in the audit trail.

use async_trait::async_trait;
use chrono::{DurationRound as _, TimeDelta};
use contract::{
    Problem,
    backend::JobsApi,
    catalogue::Page,
    jobs::{
        BulkJobs, BulkJobsAction, BulkJobsView, JobAttemptView, JobDetail, JobFilter, JobView, JobsOfOrder,
        QueueView,
    },
    problem::{Code, FieldCode},
    session::{Caller, StoreScope},
    subject::SubjectView,
};
use domain::{
    audit::AuditAction,
    id::{CustomerId, JobId},
    job::JobState,
    role::Permission,
    subject::Subject,
};
use serde::Deserialize;
use store::{
    TenantTx,
    jobs::{
        JobRow, JobSearch, Tally, again_in_tx, attempts_of_job_in_tx, cancel_in_tx, ids_in_tx, job_in_tx,
        jobs_in_tx, oldest_due_in_tx, states_of_subject_in_tx, tallies_in_tx,
    },
};
use uuid::Uuid;

use super::{JobKind, KINDS, kind_of};
use crate::{
    Failure, Services,
    access::{require, scope},
    audit::FieldChange,
    failure::OrProblem,
    orders::{cursor, find_in_tx},
};

/// The most jobs that are changed at once; whoever has more asks again.
const MOST_CHANGED: i64 = 1_000;
/// How far back it is told how attempts went.
const TOLD: TimeDelta = TimeDelta::hours(24);

/// The kinds that a caller may see.
fn visible(caller: &Caller) -> Vec<&'static dyn JobKind> {
    let is_visible = |kind: &&dyn JobKind| {
        let permission = if kind.rules().is_of_house { Permission::KeepHouse } else { Permission::KeepJobs };
        caller.role.may(permission)
    };
    KINDS.into_iter().filter(is_visible).collect()
}

/// The names of kinds, or of the one that was asked for.
fn wanted(caller: &Caller, kind: Option<&str>) -> Result<Vec<&'static str>, Problem> {
    match kind.filter(|kind| !kind.is_empty()) {
        Some(kind) => Ok(vec![named(caller, kind)?]),
        None => Ok(visible(caller).into_iter().map(JobKind::name).collect()),
    }
}

/// The name of a kind that the caller may see.
fn named(caller: &Caller, kind: &str) -> Result<&'static str, Problem> {
    let names: Vec<&'static str> = visible(caller).into_iter().map(JobKind::name).collect();
    names.iter().find(|name| **name == kind).copied().ok_or_else(|| {
        let message = format!("There is no such kind of job. Ask for {}.", names.join(", "));
        Problem::invalid("kind", FieldCode::Unknown, message)
    })
}

#[async_trait]
impl JobsApi for Services {
    async fn queues(&self, caller: &Caller) -> Result<Vec<QueueView>, Problem> {
        require(caller, Permission::KeepJobs)?;
        // Numbers are the business's.
        if caller.stores != StoreScope::All {
            return Err(Problem::forbidden());
        }
        let now = self.clock.now();
        let since = (now - TOLD).duration_trunc(TimeDelta::hours(1)).unwrap_or(now - TOLD);
        let mut tx = self.database.begin(&scope(caller)).await.or_problem()?;
        let tallies = tallies_in_tx(&mut tx, since).await.or_problem()?;
        let mut queues = Vec::new();
        for kind in visible(caller) {
            let oldest_due_at = oldest_due_in_tx(&mut tx, kind.name(), now).await.or_problem()?;
            let number = |what: &str| number_of(&tallies, kind.name(), what);
            let of_state = |state: JobState| number(state.code());
            queues.push(QueueView {
                kind: kind.name().to_owned(),
                recurs: kind.rules().every.is_some(),
                pending: of_state(JobState::Pending),
                running: of_state(JobState::Running),
                held: of_state(JobState::Held),
                done: of_state(JobState::Done),
                dead: of_state(JobState::Dead),
                cancelled: of_state(JobState::Cancelled),
                oldest_due_at,
                succeeded: number("succeeded"),
                failed: number("failed"),
            });
        }
        tx.commit().await.or_problem()?;
        Ok(queues)
    }

    async fn jobs(&self, caller: &Caller, filter: JobFilter) -> Result<Page<JobView>, Problem> {
        require(caller, Permission::KeepJobs)?;
        let limit = cursor::limit(filter.limit)?;
        let kinds = wanted(caller, filter.kind.as_deref())?;
        let state = filter.state.as_deref().filter(|word| !word.is_empty()).map(checked_state).transpose()?;
        let before = filter.cursor.as_deref().map(cursor::read_place).transpose()?;
        let mut tx = self.database.begin(&scope(caller)).await.or_problem()?;
        let subject_id = match filter.subject.as_deref().map(str::trim).filter(|word| !word.is_empty()) {
            Some(word) => Some(subject_in_tx(&mut tx, word).await?),
            None => None,
        };
        let state = state.map(JobState::code);
        let search =
            JobSearch { kinds: &kinds, state, subject_id, before, limit: limit + 1, ..JobSearch::default() };
        let mut rows = jobs_in_tx(&mut tx, &search).await.or_problem()?;
        tx.commit().await.or_problem()?;
        let key = |row: &JobRow| (row.created_at, row.id);
        let next_cursor = cursor::cut(&mut rows, limit, key).or_problem()?;
        let items = rows.into_iter().map(view).collect::<Result<_, _>>().or_problem()?;
        Ok(Page { items, next_cursor })
    }

    async fn job(&self, caller: &Caller, id: &str) -> Result<JobDetail, Problem> {
        require(caller, Permission::KeepJobs)?;
        let mut tx = self.database.begin(&scope(caller)).await.or_problem()?;
        let row = visible_in_tx(&mut tx, caller, id).await?;
        let attempts = attempts_of_job_in_tx(&mut tx, JobId::from_uuid(row.id)).await.or_problem()?;
        tx.commit().await.or_problem()?;
        let attempts = attempts.into_iter().map(|attempt| JobAttemptView {
            number: attempt.number,
            at: attempt.at,
            outcome: attempt.outcome,
            duration_ms: attempt.duration_ms,
        });
        let may_change = kind_of(&row.kind).is_some_and(|kind| kind.require_change(caller).is_ok());
        Ok(JobDetail { job: view(row).or_problem()?, may_change, attempts: attempts.collect() })
    }

    async fn retry(&self, caller: &Caller, id: &str) -> Result<JobView, Problem> {
        self.change_job(caller, id, BulkJobsAction::Retry).await
    }

    async fn cancel(&self, caller: &Caller, id: &str) -> Result<JobView, Problem> {
        self.change_job(caller, id, BulkJobsAction::Cancel).await
    }

    async fn change_many(&self, caller: &Caller, command: BulkJobs) -> Result<BulkJobsView, Problem> {
        require(caller, Permission::KeepJobs)?;
        let kinds = [named(caller, &command.kind)?];
        kind_of(&command.kind).ok_or_else(Problem::not_found)?.require_change(caller)?;
        let mut tx = self.database.begin(&scope(caller)).await.or_problem()?;
        let states: &[JobState] = match command.action {
            BulkJobsAction::Retry => &[JobState::Dead],
            BulkJobsAction::Cancel => &[JobState::Pending, JobState::Held],
        };
        let mut ids = Vec::new();
        for state in states {
            let search = JobSearch {
                kinds: &kinds,
                state: Some(state.code()),
                limit: MOST_CHANGED + 1,
                is_oldest_first: true,
                is_cancellable: command.action == BulkJobsAction::Cancel,
                ..JobSearch::default()
            };
            ids.extend(ids_in_tx(&mut tx, &search).await.or_problem()?);
        }
        let most = usize::try_from(MOST_CHANGED).unwrap_or(usize::MAX);
        let is_more = ids.len() > most;
        ids.truncate(most);
        if command.dry_run {
            tx.commit().await.or_problem()?;
            return Ok(BulkJobsView { jobs: count(ids.len()), is_more });
        }
        let changed = self.change_in_tx(&mut tx, caller, &command.kind, &ids, command.action).await?;
        tx.commit().await.or_problem()?;
        self.jobs.wake.notify_one();
        Ok(BulkJobsView { jobs: count(changed.len()), is_more })
    }

    async fn of_order(&self, caller: &Caller, order: &str) -> Result<JobsOfOrder, Problem> {
        require(caller, Permission::KeepJobs)?;
        let kinds = wanted(caller, None)?;
        let mut tx = self.database.begin(&scope(caller)).await.or_problem()?;
        let order_id = find_in_tx(&mut tx, order).await?.id;
        let states = states_of_subject_in_tx(&mut tx, order_id, &kinds).await.or_problem()?;
        tx.commit().await.or_problem()?;
        let mut jobs = JobsOfOrder::default();
        for (state, number) in states {
            match JobState::from_code(&state) {
                Some(JobState::Done) => jobs.done += number,
                Some(JobState::Dead) => jobs.dead += number,
                Some(JobState::Pending | JobState::Running | JobState::Held) => jobs.open += number,
                Some(JobState::Cancelled) | None => {}
            }
        }
        Ok(jobs)
    }
}

impl Services {
    async fn change_job(
        &self,
        caller: &Caller,
        id: &str,
        action: BulkJobsAction,
    ) -> Result<JobView, Problem> {
        require(caller, Permission::KeepJobs)?;
        let mut tx = self.database.begin(&scope(caller)).await.or_problem()?;
        let row = visible_in_tx(&mut tx, caller, id).await?;
        let changed = self.change_in_tx(&mut tx, caller, &row.kind, &[row.id], action).await?;
        if changed.is_empty() {
            return Err(Problem::new(
                Code::JobNotChangeable,
                match action {
                    BulkJobsAction::Retry => "This job is running. Wait until it has ended.",
                    BulkJobsAction::Cancel => {
                        "This job is over, or runs again and again: it can't be cancelled."
                    }
                },
            ));
        }
        let row = visible_in_tx(&mut tx, caller, id).await?;
        tx.commit().await.or_problem()?;
        self.jobs.wake.notify_one();
        view(row).or_problem()
    }

    /// Lets jobs of a kind run again, or cancels them, as far as they can be; tells which ones.
    async fn change_in_tx(
        &self,
        tx: &mut TenantTx,
        caller: &Caller,
        kind: &str,
        ids: &[Uuid],
        action: BulkJobsAction,
    ) -> Result<Vec<Uuid>, Problem> {
        let now = self.clock.now();
        let kind = kind_of(kind).ok_or_else(Problem::not_found)?;
        kind.require_change(caller)?;
        let (changed, word) = match action {
            BulkJobsAction::Retry => {
                let changed = again_in_tx(tx, ids, now).await.or_problem()?;
                kind.begun_anew_in_tx(tx, &changed, now).await.or_problem()?;
                (changed, "jobs_retried")
            }
            BulkJobsAction::Cancel => {
                let changed = cancel_in_tx(tx, ids, now).await.or_problem()?;
                kind.given_up_in_tx(tx, &changed, now).await.or_problem()?;
                (changed, "jobs_cancelled")
            }
        };
        if let [first, rest @ ..] = changed.as_slice() {
            let mut changes = vec![FieldChange::open(word, serde_json::Value::Null, count(changed.len()))];
            changes.push(FieldChange::open("job_kind", kind.name(), kind.name()));
            if rest.is_empty() {
                let id = JobId::from_uuid(*first).to_string();
                changes.push(FieldChange::open("job_id", id.clone(), id));
            }
            self.note_in_tx(tx, caller, AuditAction::Update, "job", changes).await.or_problem()?;
        }
        Ok(changed)
    }
}

/// A job that the caller may see; of another it isn't told whether it exists.
async fn visible_in_tx(tx: &mut TenantTx, caller: &Caller, id: &str) -> Result<JobRow, Problem> {
    let id: JobId = id.parse().map_err(|_| Problem::not_found())?;
    let row = job_in_tx(tx, id).await.or_problem()?.ok_or_else(Problem::not_found)?;
    let is_visible = visible(caller).into_iter().any(|kind| kind.name() == row.kind);
    if is_visible { Ok(row) } else { Err(Problem::not_found()) }
}

/// What a word names: a customer by id, an order by id or reference.
async fn subject_in_tx(tx: &mut TenantTx, word: &str) -> Result<Uuid, Problem> {
    if let Ok(customer) = word.parse::<CustomerId>() {
        return Ok(customer.uuid());
    }
    match find_in_tx(tx, word).await {
        Ok(order) => Ok(order.id),
        Err(problem) if problem.code == Problem::not_found().code => {
            let message = "There is no such order. Ask for an order's reference, or its id.";
            Err(Problem::invalid("subject", FieldCode::Unknown, message))
        }
        Err(problem) => Err(problem),
    }
}

fn checked_state(word: &str) -> Result<JobState, Problem> {
    JobState::from_code(word).ok_or_else(|| {
        let states = JobState::ALL.map(JobState::code).join(", ");
        Problem::invalid("state", FieldCode::Unknown, format!("Ask for one of {states}."))
    })
}

fn number_of(tallies: &[Tally], kind: &str, what: &str) -> i64 {
    let found = tallies.iter().find(|tally| tally.kind == kind && tally.what == what);
    found.map_or(0, |tally| tally.number.max(0))
}

fn count(jobs: usize) -> i64 {
    i64::try_from(jobs).unwrap_or(i64::MAX)
}

fn view(row: JobRow) -> Result<JobView, Failure> {
    /// What a job's payload may say of itself.
    #[derive(Default, Deserialize)]
    struct Said {
        event_type: Option<String>,
    }
    let state = JobState::from_code(&row.state).ok_or(Failure::UnknownWord("jobs.state"))?;
    let subject = row.subject_kind.as_deref().zip(row.subject_id).map(|(kind, id)| Subject::of(kind, id));
    let said: Said = serde_json::from_str(&row.payload).unwrap_or_default();
    Ok(JobView {
        id: JobId::from_uuid(row.id),
        kind: row.kind,
        recurs: row.recurs,
        state,
        store: row.store,
        subject: subject.as_ref().map(SubjectView::of),
        reference: row.reference,
        event_type: said.event_type,
        attempts: row.attempts,
        outcome: row.outcome,
        next_at: (state == JobState::Pending).then_some(row.next_at),
        created_at: row.created_at,
        settled_at: row.settled_at,
    })
}
