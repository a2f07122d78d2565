//! Walking the chains: whether every entry still says what was written, and none is missing or added.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use domain::id::TenantId;
use store::{
    Scope,
    audit::{
        AuditRecord, ChainHead, Link, end_in_tx, entries_by_id_in_tx, entries_in_order_in_tx, links_in_tx,
    },
};
use uuid::Uuid;

use super::chain::{Said, entry_seal, is_own, link_hash};
use crate::{Failure, Services, protection::TenantKeys};

/// How many links or entries are looked at in one transaction.
const PAGE: i64 = 1_000;

/// Something that isn't as Kedai wrote it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
    /// An entry or its link says something else than was written.
    Changed {
        /// The link's number.
        sequence: i64,
        /// Which entry.
        id: Uuid,
        /// When it says it was written.
        at: DateTime<Utc>,
        /// What it says was done.
        action: String,
    },
    /// A link's entry is gone.
    Removed {
        /// The link's number.
        sequence: i64,
        /// Which entry.
        id: Uuid,
        /// When it was written, to the millisecond, as its id tells.
        at: Option<DateTime<Utc>>,
    },
    /// Links are gone, and with them what they linked.
    LinksRemoved {
        /// The first number that is missing.
        from: i64,
        /// The last.
        to: i64,
    },
    /// The link before this one is gone, so nothing proves what this one links.
    Unproved {
        /// The link's number.
        sequence: i64,
        /// Which entry.
        id: Uuid,
    },
    /// An entry that Kedai didn't write.
    Inserted {
        /// Which.
        id: Uuid,
        /// When it says it was written.
        at: DateTime<Utc>,
        /// What it says was done.
        action: String,
    },
    /// The end of the chain isn't where Kedai left it.
    Head,
}

/// What verifying a tenant's chain came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verdict {
    /// Entries that are there.
    pub entries: u64,
    /// Of these, entries that wait to be linked.
    pub waiting: u64,
    /// The number of the last link.
    pub sequence: i64,
    /// Its hash; empty before the first.
    pub head: Vec<u8>,
    /// How many faults were told.
    pub faults: u64,
}

impl Services {
    /// Verifies a tenant's chain and tells each fault as it is found. What is written meanwhile does no
    /// harm: links are only added, and an entry is linked in the transaction that lets it wait no more.
    pub async fn verify_audit(
        &self,
        tenant_id: TenantId,
        mut tell: impl FnMut(&Fault),
    ) -> Result<Verdict, Failure> {
        let mut faults = 0;
        let mut told = |fault: Fault| {
            faults += 1;
            tell(&fault);
        };
        let scope = Scope::system(tenant_id);
        let mut tx = self.database.begin(&scope).await?;
        let keys = self.keyring.tenant_keys_in_tx(&mut tx).await?;
        let (head, last) = end_in_tx(&mut tx).await?;
        tx.commit().await?;
        let head = head.unwrap_or(ChainHead { sequence: 0, hash: Vec::new(), seal: Vec::new() });
        let end = self.walk_links(&scope, &keys, head.sequence.max(last), &mut told).await?;
        if end.sequence < head.sequence {
            told(Fault::LinksRemoved { from: end.sequence + 1, to: head.sequence });
        }
        let agrees = end.sequence != head.sequence || end.hash == head.hash;
        if !is_own(&keys, &head) || end.sequence > head.sequence || !agrees {
            told(Fault::Head);
        }
        let (entries, waiting) = self.walk_entries(&scope, &keys, &mut told).await?;
        Ok(Verdict { entries, waiting, sequence: head.sequence, head: head.hash, faults })
    }

    /// Every link up to a number; where the walk ended.
    async fn walk_links(
        &self,
        scope: &Scope,
        keys: &TenantKeys,
        up_to: i64,
        told: &mut impl FnMut(Fault),
    ) -> Result<ChainHead, Failure> {
        let mut end = ChainHead { sequence: 0, hash: Vec::new(), seal: Vec::new() };
        loop {
            let mut tx = self.database.begin(scope).await?;
            let mut links = links_in_tx(&mut tx, end.sequence, PAGE).await?;
            links.retain(|link| link.sequence <= up_to);
            let ids: Vec<Uuid> = links.iter().map(|link| link.entry_id).collect();
            let entries = entries_by_id_in_tx(&mut tx, &ids).await?;
            tx.commit().await?;
            if links.is_empty() {
                return Ok(end);
            }
            let entries: HashMap<Uuid, AuditRecord> =
                entries.into_iter().map(|entry| (entry.id, entry)).collect();
            for link in links {
                let entry = entries.get(&link.entry_id);
                if link.sequence > end.sequence + 1 {
                    told(Fault::LinksRemoved { from: end.sequence + 1, to: link.sequence - 1 });
                    told(Fault::Unproved { sequence: link.sequence, id: link.entry_id });
                } else if let Some(fault) = check(keys, &end.hash, &link, entry) {
                    told(fault);
                }
                // The next link is judged by what this one holds, so that each fault is told once.
                end.sequence = link.sequence;
                end.hash = link.hash;
            }
        }
    }

    /// Every entry: how many there are and how many wait; those that nothing speaks for are told.
    async fn walk_entries(
        &self,
        scope: &Scope,
        keys: &TenantKeys,
        told: &mut impl FnMut(Fault),
    ) -> Result<(u64, u64), Failure> {
        let (mut entries, mut waiting) = (0, 0);
        let mut after = None;
        loop {
            let mut tx = self.database.begin(scope).await?;
            let page = entries_in_order_in_tx(&mut tx, after, PAGE).await?;
            let unlinked: Vec<Uuid> =
                page.iter().filter(|entry| !entry.linked).map(|entry| entry.id).collect();
            let said = entries_by_id_in_tx(&mut tx, &unlinked).await?;
            tx.commit().await?;
            let seals: HashMap<Uuid, [u8; 32]> =
                said.iter().map(|entry| (entry.id, entry_seal(keys, &Said::from(entry)))).collect();
            for entry in &page {
                entries += 1;
                after = Some((entry.at, entry.id));
                let sealed = entry.seal.as_deref();
                let is_own = sealed.is_some_and(|seal| seals.get(&entry.id).is_some_and(|own| seal == own));
                if !entry.linked && is_own {
                    waiting += 1;
                } else if !entry.linked {
                    let action = entry.action.clone();
                    told(Fault::Inserted { id: entry.id, at: entry.at, action });
                }
            }
            if i64::try_from(page.len()).unwrap_or(0) < PAGE {
                return Ok((entries, waiting));
            }
        }
    }
}

fn check(keys: &TenantKeys, previous: &[u8], link: &Link, entry: Option<&AuditRecord>) -> Option<Fault> {
    let Some(entry) = entry else {
        return Some(Fault::Removed {
            sequence: link.sequence,
            id: link.entry_id,
            at: written_at(link.entry_id),
        });
    };
    let seal = entry_seal(keys, &Said::from(entry));
    (link.hash != link_hash(keys, previous, link.sequence, &seal)).then(|| Fault::Changed {
        sequence: link.sequence,
        id: entry.id,
        at: entry.at,
        action: entry.action.clone(),
    })
}

/// The time that an identity of version 7 begins with.
fn written_at(id: Uuid) -> Option<DateTime<Utc>> {
    let (seconds, nanos) = id.get_timestamp()?.to_unix();
    DateTime::from_timestamp(i64::try_from(seconds).ok()?, nanos)
}
