//! What Kedai does by itself: how each kind of job is doing, and each job.

use chrono::{DateTime, Utc};
use domain::{id::JobId, job::JobState};
use serde::{Deserialize, Serialize};

use crate::subject::SubjectView;

/// How a kind of job is doing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct QueueView {
    /// The kind: `webhook.send`, `audit.link`, `housekeeping`.
    pub kind: String,
    /// Whether there is one of it, which runs again and again.
    pub recurs: bool,
    /// How many wait to be run.
    pub pending: i64,
    /// How many are being run.
    pub running: i64,
    /// How many wait until somebody lets them.
    pub held: i64,
    /// How many were done, as far as they are kept.
    pub done: i64,
    /// How many failed too often.
    pub dead: i64,
    /// How many were cancelled, as far as they are kept.
    pub cancelled: i64,
    /// Since when the one waits that is due longest; none if none is.
    pub oldest_due_at: Option<DateTime<Utc>>,
    /// How many attempts went well in the last 24 hours, up to the hour.
    pub succeeded: i64,
    /// How many failed.
    pub failed: i64,
}

/// Which jobs to list.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema, utoipa::IntoParams))]
pub struct JobFilter {
    /// Of this kind; all that the caller may see if not said.
    pub kind: Option<String>,
    /// `pending`, `running`, `held`, `done`, `dead` or `cancelled`; all if not said.
    pub state: Option<String>,
    /// About this: an order's reference or id, a customer's id.
    pub subject: Option<String>,
    /// At most so many, 1 to 200; 50 if not said.
    pub limit: Option<i64>,
    /// Where the last page ended.
    pub cursor: Option<String>,
}

/// A job.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct JobView {
    /// Its id.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub id: JobId,
    /// Its kind.
    pub kind: String,
    /// Whether it runs again and again.
    pub recurs: bool,
    /// `pending`, `running`, `held`, `done`, `dead` or `cancelled`.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub state: JobState,
    /// Slug of the store; none for what concerns the whole business.
    pub store: Option<String>,
    /// What it is about, if about anything in particular.
    pub subject: Option<SubjectView>,
    /// What people call the order, if it is about one.
    pub reference: Option<String>,
    /// The type of the event that it tells of, if it tells of one.
    pub event_type: Option<String>,
    /// How often it was begun.
    pub attempts: i32,
    /// What came of the last attempt, in a word.
    pub outcome: Option<String>,
    /// When it is run next; none unless it is pending.
    pub next_at: Option<DateTime<Utc>>,
    /// When it was enqueued.
    pub created_at: DateTime<Utc>,
    /// When it was settled.
    pub settled_at: Option<DateTime<Utc>>,
}

/// A job, and how each attempt went.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct JobDetail {
    /// The job.
    pub job: JobView,
    /// Whether the caller may retry or cancel it.
    pub may_change: bool,
    /// The last twenty attempts, oldest first.
    pub attempts: Vec<JobAttemptView>,
}

/// An attempt at a job.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct JobAttemptView {
    /// From 1.
    pub number: i32,
    /// When it was begun.
    pub at: DateTime<Utc>,
    /// What came of it, in a word; none while it is under way.
    pub outcome: Option<String>,
    /// How long it took, in milliseconds.
    pub duration_ms: Option<i32>,
}

/// What is done to many jobs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum BulkJobsAction {
    /// Those that are dead run again.
    Retry,
    /// Those that wait are cancelled.
    Cancel,
}

/// Retries or cancels jobs, oldest first, at most 1,000 at once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct BulkJobs {
    /// `retry` those that are dead, or `cancel` those that are pending or held.
    pub action: BulkJobsAction,
    /// Of this kind.
    pub kind: String,
    /// Whether only to tell how many it would be.
    #[serde(default)]
    pub dry_run: bool,
}

/// What came of changing many.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct BulkJobsView {
    /// How many were changed, or would be.
    pub jobs: i64,
    /// Whether there are more: then send the same again.
    pub is_more: bool,
}

/// How the jobs about an order stand, of the last hundred.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct JobsOfOrder {
    /// How many wait, run or are held.
    pub open: i64,
    /// How many failed too often.
    pub dead: i64,
    /// How many were done.
    pub done: i64,
}

/// Everything that the page of jobs shows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct JobsPage {
    /// How each kind is doing; none for those who work at some stores only.
    pub queues: Vec<QueueView>,
    /// Jobs, newest first.
    pub jobs: crate::catalogue::Page<JobView>,
}
