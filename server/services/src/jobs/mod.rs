//! Jobs: what is to be done later, again, or every now and then, whichever process does it.
//!
//! A job is a row that is written in the transaction of the deed that asks for it, so that neither is there without
//! the other. A process claims it for a while ([`lease`]), runs its [`JobKind`], and notes what came of it. A
//! process that dies loses its lease, and the job is run again: what a kind does must be the same if it is done twice.
//! Each kind has its bounds, in all, of a tenant and of a key, so that whose programs don't answer hold up nobody else.
//!
//! To add a kind: implement [`JobKind`] in the area that it belongs to, list it in [`KINDS`], give it words in
//! `app/src/jobs/words.rs`, and let a use case call [`store::jobs::enqueue_in_tx`].

mod api;
mod rules;
mod run;
mod upkeep;

pub(crate) use rules::{Rules, lease};
pub(crate) use run::Jobs;
pub use run::JobsEnded;

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use contract::{Problem, session::Caller};
use domain::id::TenantId;
use store::{TenantTx, jobs::ClaimedJob};
use uuid::Uuid;

use crate::{Failure, Services, audit::link::LinkAudit, housekeeping::Housekeeping, webhooks::SendWebhook};

/// All kinds, in the order in which they are told.
pub(crate) const KINDS: [&dyn JobKind; 3] = [&SendWebhook, &LinkAudit, &Housekeeping];

/// The kind of a name.
pub(crate) fn kind_of(name: &str) -> Option<&'static dyn JobKind> {
    KINDS.into_iter().find(|kind| kind.name() == name)
}

/// Work of one kind.
#[async_trait]
pub(crate) trait JobKind: Send + Sync {
    /// What its jobs are stored under; never changed.
    fn name(&self) -> &'static str;
    /// How much of it runs at once, how long, and how often it is tried.
    fn rules(&self) -> Rules;
    /// Does it. An error is a fault of ours: it is tried again by the schedule of its rules.
    async fn run(&self, services: &Services, tenant_id: TenantId, job: &ClaimedJob)
    -> Result<Ended, Failure>;
    /// Tenants whose job, of a kind that recurs, is to run now rather than at its next turn.
    async fn called_for(&self, _services: &Services) -> Result<Vec<TenantId>, Failure> {
        Ok(Vec::new())
    }
    /// What else than to see jobs it takes to retry or cancel those of this kind.
    fn require_change(&self, _caller: &Caller) -> Result<(), Problem> {
        Ok(())
    }
    /// What else is to be noted of jobs that are given up: cancelled, or dead for a fault of ours.
    async fn given_up_in_tx(
        &self,
        _tx: &mut TenantTx,
        _ids: &[Uuid],
        _now: DateTime<Utc>,
    ) -> Result<(), Failure> {
        Ok(())
    }
    /// What else is to be noted of jobs that somebody lets run again.
    async fn begun_anew_in_tx(
        &self,
        _tx: &mut TenantTx,
        _ids: &[Uuid],
        _now: DateTime<Utc>,
    ) -> Result<(), Failure> {
        Ok(())
    }
}

/// What came of an attempt, each with a word for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Ended {
    /// It is done; if it recurs, until its next turn.
    Done(&'static str),
    /// All went well, and there is more to be done then.
    Again(&'static str, DateTime<Utc>),
    /// It failed, and is tried again then.
    Failed(&'static str, DateTime<Utc>),
    /// It failed once too often.
    Dead(&'static str),
    /// It waits until somebody lets it.
    Held(&'static str),
    /// What it was about is gone.
    Gone(&'static str),
}
