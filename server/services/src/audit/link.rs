//! Linking entries into their tenant's chain, after they were committed.
//!
//! A chain has one end, so whoever adds to it waits for whoever adds before. Orders must not wait like
//! that for each other: an entry is written with its deed, sealed, and linked here a moment later.

use std::time::Duration;

use async_trait::async_trait;
use chrono::TimeDelta;
use domain::id::TenantId;
use store::{
    Scope, Sealed,
    audit::{ChainHead, Link, link_in_tx, lock_head_in_tx, unlinked_in_tx},
    jobs::ClaimedJob,
};
use tokio::time::Instant;
use uuid::Uuid;

use super::chain::{Said, entry_seal, head_seal, is_own, link_hash};
use crate::{
    Failure, Services,
    background::Task,
    jobs::{Ended, JobKind, Rules},
};

/// How often to look without being called for.
const EVERY: TimeDelta = TimeDelta::minutes(10);
/// The pause after a turn that left entries, and after one that found what Kedai didn't write.
const SOON: TimeDelta = TimeDelta::seconds(1);
const SUSPICIOUS_PAUSE: TimeDelta = TimeDelta::minutes(1);
/// The outcome of a turn that found what Kedai didn't write.
const FOREIGN: &str = "foreign";
/// The most entries linked in one transaction.
const PAGE: usize = 1_000;
/// The most entries of one tenant linked in one round: what waited for hours must not keep the other
/// tenants' waiting, and what is left is linked in the next round.
const ROUND: usize = 20_000;

/// After how long a turn ends between two pages, however much is left.
const LONG: Duration = Duration::from_secs(5);

/// What a round of linking came to.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Linked {
    /// Entries that were linked.
    pub entries: usize,
    /// Entries that Kedai didn't write, and that wait for somebody to look: `kedai verify audit` names them.
    pub foreign: usize,
    /// Chains whose end Kedai didn't write, to which nothing is added.
    pub broken: usize,
}

/// Links what waits of a tenant, a second after it was written.
pub(crate) struct LinkAudit;

#[async_trait]
impl JobKind for LinkAudit {
    fn name(&self) -> &'static str {
        "audit.link"
    }

    fn rules(&self) -> Rules {
        Rules {
            most: 4,
            most_of_tenant: 1,
            most_of_key: 1,
            // What was linked until then stays so; who takes over from a process that died waits little longer.
            time_out: TimeDelta::seconds(10),
            most_tries: 8,
            every: Some(EVERY),
            is_of_house: true,
        }
    }

    async fn run(
        &self,
        services: &Services,
        tenant_id: TenantId,
        job: &ClaimedJob,
    ) -> Result<Ended, Failure> {
        let began = Instant::now();
        let linked = services.link_tenant(tenant_id, ROUND).await?;
        if linked.foreign > 0 || linked.broken > 0 {
            // Said once, not every minute.
            if job.outcome.as_deref() != Some(FOREIGN) {
                tracing::error!(
                    tenant = %tenant_id, entries = linked.foreign, chains = linked.broken,
                    "somebody else wrote to the audit trail: run kedai verify audit"
                );
            }
            return Ok(Ended::Again(FOREIGN, services.clock.now() + SUSPICIOUS_PAUSE));
        }
        let is_more = linked.entries >= ROUND || began.elapsed() > LONG;
        Ok(if is_more { Ended::Again("more", services.clock.now() + SOON) } else { Ended::Done("linked") })
    }

    async fn called_for(&self, services: &Services) -> Result<Vec<TenantId>, Failure> {
        Ok(services.database.tenants_with_unlinked_entries().await?)
    }
}

impl Services {
    /// Links what waits of all tenants at once, without waiting for the jobs that do. What can't be linked of one
    /// keeps no other waiting.
    pub async fn link_audit(&self) -> Result<Linked, Failure> {
        self.link_audit_at_most(ROUND).await
    }

    /// The same, and at most so many entries of each tenant.
    pub async fn link_audit_at_most(&self, entries: usize) -> Result<Linked, Failure> {
        let mut linked = Linked::default();
        for tenant_id in self.database.tenants_with_unlinked_entries().await? {
            let turn = self.link_tenant(tenant_id, entries);
            let of_tenant = self.in_turn(Task::Jobs, tenant_id.uuid(), turn).await?.unwrap_or_default();
            linked.entries += of_tenant.entries;
            linked.foreign += of_tenant.foreign;
            linked.broken += of_tenant.broken;
        }
        Ok(linked)
    }

    async fn link_tenant(&self, tenant_id: TenantId, at_most: usize) -> Result<Linked, Failure> {
        let began = Instant::now();
        let mut linked = Linked::default();
        let mut after = Uuid::nil();
        loop {
            let mut tx = self.database.begin(&Scope::system(tenant_id)).await?;
            let keys = self.keyring.tenant_keys_in_tx(&mut tx).await?;
            let head = lock_head_in_tx(&mut tx).await?;
            if !is_own(&keys, &head) {
                // To go on would seal what somebody else made of the chain.
                return Ok(Linked { broken: 1, ..linked });
            }
            let page = PAGE.min(at_most - linked.entries);
            let entries = unlinked_in_tx(&mut tx, after, i64::try_from(page).unwrap_or(0)).await?;
            let ChainHead { mut sequence, mut hash, .. } = head;
            let mut links = Vec::with_capacity(entries.len());
            for waiting in &entries {
                after = waiting.entry.id;
                let seal = entry_seal(&keys, &Said::from(&waiting.entry));
                if waiting.seal != seal {
                    linked.foreign += 1;
                    continue;
                }
                sequence += 1;
                hash = link_hash(&keys, &hash, sequence, &seal).to_vec();
                links.push(Link { sequence, entry_id: waiting.entry.id, hash: hash.clone() });
            }
            if !links.is_empty() {
                let head = ChainHead { sequence, hash, seal: Vec::new() };
                let head = Sealed::new(head, |head| head_seal(&keys, head.sequence, &head.hash).to_vec());
                link_in_tx(&mut tx, &links, &head).await?;
            }
            tx.commit().await?;
            linked.entries += links.len();
            if entries.len() < page || linked.entries >= at_most || began.elapsed() > LONG {
                return Ok(linked);
            }
        }
    }
}
