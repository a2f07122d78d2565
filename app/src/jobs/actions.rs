//! What the pages of jobs ask of the server.

#![expect(missing_docs, reason = "the server macro makes undocumented fields of arguments")]

use contract::jobs::{BulkJobsAction, BulkJobsView, JobDetail, JobFilter, JobsOfOrder, JobsPage};
use leptos::{prelude::*, server_fn::codec::Json};
use serde::{Deserialize, Serialize};

use crate::refused::Refused;
#[cfg(feature = "ssr")]
use crate::request::{after_form, answer, backend, require_caller};

/// All that the page of jobs shows.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct JobsFound {
    /// How each kind is doing, and the list.
    pub page: JobsPage,
    /// How many jobs a change of many would be of, if that was asked.
    pub foreseen: Option<BulkJobsView>,
}

/// How each kind of job is doing, a page of jobs, and what a change of many would come to.
#[server(prefix = "/api/page", endpoint = "jobs", input = Json)]
pub async fn find_jobs(
    filter: JobFilter,
    question: Option<(BulkJobsAction, String)>,
) -> Result<JobsFound, Refused> {
    let (backend, caller) = (backend()?, require_caller()?);
    let jobs = answer(backend.jobs.jobs(&caller, filter).await)?;
    // Who works at some stores only isn't told of all.
    let queues = match backend.jobs.queues(&caller).await {
        Err(problem) if problem.status == 403 => Vec::new(),
        queues => answer(queues)?,
    };
    let foreseen = match question {
        Some((action, kind)) => {
            let command = contract::jobs::BulkJobs { action, kind, dry_run: true };
            Some(answer(backend.jobs.change_many(&caller, command).await)?)
        }
        None => None,
    };
    Ok(JobsFound { page: JobsPage { queues, jobs }, foreseen })
}

/// One job.
#[server(prefix = "/api/page", endpoint = "job", input = Json)]
pub async fn show_job(id: String) -> Result<JobDetail, Refused> {
    let (backend, caller) = (backend()?, require_caller()?);
    answer(backend.jobs.job(&caller, &id).await)
}

/// How jobs about an order stand.
#[server(prefix = "/api/page", endpoint = "jobs-of-order", input = Json)]
pub async fn jobs_of_order_line(reference: String) -> Result<JobsOfOrder, Refused> {
    let (backend, caller) = (backend()?, require_caller()?);
    answer(backend.jobs.of_order(&caller, &reference).await)
}

/// Lets a job run again: a plain form, as are those below.
#[server(prefix = "/api/page", endpoint = "retry-job-form")]
pub async fn retry_job_form(id: String) -> Result<(), Refused> {
    let (backend, caller) = (backend()?, require_caller()?);
    let done = backend.jobs.retry(&caller, &id).await;
    leptos_axum::redirect(&after_form(&format!("/jobs/{id}"), done.map(|_| ()).map_err(Refused)));
    Ok(())
}

/// Cancels a job.
#[server(prefix = "/api/page", endpoint = "cancel-job-form")]
pub async fn cancel_job_form(id: String) -> Result<(), Refused> {
    let (backend, caller) = (backend()?, require_caller()?);
    let done = backend.jobs.cancel(&caller, &id).await;
    leptos_axum::redirect(&after_form(&format!("/jobs/{id}"), done.map(|_| ()).map_err(Refused)));
    Ok(())
}

/// Retries or cancels many.
#[server(prefix = "/api/page", endpoint = "change-jobs-form")]
pub async fn change_jobs_form(action: BulkJobsAction, kind: String) -> Result<(), Refused> {
    let (backend, caller) = (backend()?, require_caller()?);
    let command = contract::jobs::BulkJobs { action, kind, dry_run: false };
    let to = match backend.jobs.change_many(&caller, command).await {
        Ok(done) => crate::address::with_query("/jobs", [("changed", done.jobs.to_string().as_str())]),
        Err(problem) => after_form("/jobs", Err(Refused(problem))),
    };
    leptos_axum::redirect(&to);
    Ok(())
}
