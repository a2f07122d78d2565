//! The chain: what waits, what is linked, and where it ends.

use chrono::{DateTime, Utc};
use sqlx::{FromRow, QueryBuilder};
use uuid::Uuid;

use super::AuditRecord;
use crate::{Bytes, Sealable, Sealed, StoreError, TenantTx, error::expect_rows};

/// Where a tenant's chain ends.
#[derive(Debug, Clone, PartialEq, Eq, FromRow)]
pub struct ChainHead {
    /// The number of the last link; 0 before the first.
    pub sequence: i64,
    /// Its hash; empty before the first.
    pub hash: Vec<u8>,
    /// A keyed hash over both; empty before the first.
    pub seal: Vec<u8>,
}

impl Sealable for ChainHead {
    fn put_seal(&mut self, seal: Bytes) {
        self.seal = seal.0;
    }
}

/// An entry that waits to be linked.
#[derive(Debug, Clone, FromRow)]
pub struct SealedEntry {
    /// The entry.
    #[sqlx(flatten)]
    pub entry: AuditRecord,
    /// What it was sealed with when it was written.
    pub seal: Vec<u8>,
}

/// A link of the chain.
#[derive(Debug, Clone, FromRow)]
pub struct Link {
    /// From 1, without a gap.
    pub sequence: i64,
    /// What it links.
    pub entry_id: Uuid,
    /// A keyed hash over the entry and the link before.
    pub hash: Vec<u8>,
}

/// An entry, and what speaks for it.
#[derive(Debug, Clone, FromRow)]
pub struct Unproved {
    /// Its id.
    pub id: Uuid,
    /// When it was written.
    pub at: DateTime<Utc>,
    /// What was done.
    pub action: String,
    /// Whether a link names it.
    pub linked: bool,
    /// What it was sealed with, while it waits to be linked.
    pub seal: Option<Vec<u8>>,
}

/// Locks the end of the tenant's chain until the transaction ends, so that one process at a time links.
pub async fn lock_head_in_tx(tx: &mut TenantTx) -> Result<ChainHead, StoreError> {
    let tenant_id = tx.tenant_id().uuid();
    let query = sqlx::query(
        "INSERT INTO audit_heads (tenant_id, sequence, hash, seal) VALUES ($1, 0, '', '') ON CONFLICT DO NOTHING",
    );
    query.bind(tenant_id).execute(tx.connection()).await?;
    let query =
        sqlx::query_as("SELECT sequence, hash, seal FROM audit_heads WHERE tenant_id = $1 FOR UPDATE");
    Ok(query.bind(tenant_id).fetch_one(tx.connection()).await?)
}

/// Where the chain ends, if it has begun.
pub async fn head_in_tx(tx: &mut TenantTx) -> Result<Option<ChainHead>, StoreError> {
    let query = sqlx::query_as("SELECT sequence, hash, seal FROM audit_heads WHERE tenant_id = $1");
    Ok(query.bind(tx.tenant_id().uuid()).fetch_optional(tx.connection()).await?)
}

/// The end of the chain as its head says, and the number of the link that really is last; both as
/// they were at one moment.
pub async fn end_in_tx(tx: &mut TenantTx) -> Result<(Option<ChainHead>, i64), StoreError> {
    let query = sqlx::query_as(
        "SELECT (SELECT coalesce(max(l.sequence), 0) FROM audit_links l WHERE l.tenant_id = $1) AS last,
                h.sequence, h.hash, h.seal
         FROM (SELECT) AS once LEFT JOIN audit_heads h ON h.tenant_id = $1",
    );
    #[derive(FromRow)]
    struct End {
        last: i64,
        sequence: Option<i64>,
        hash: Option<Vec<u8>>,
        seal: Option<Vec<u8>>,
    }
    let end: End = query.bind(tx.tenant_id().uuid()).fetch_one(tx.connection()).await?;
    let head = end.sequence.zip(end.hash).zip(end.seal);
    Ok((head.map(|((sequence, hash), seal)| ChainHead { sequence, hash, seal }), end.last))
}

/// How many entries wait to be linked.
pub async fn waiting_in_tx(tx: &mut TenantTx) -> Result<i64, StoreError> {
    let query = sqlx::query_scalar("SELECT count(*) FROM audit_unlinked WHERE tenant_id = $1");
    Ok(query.bind(tx.tenant_id().uuid()).fetch_one(tx.connection()).await?)
}

/// Entries that wait to be linked, after an id, at most `limit`.
pub async fn unlinked_in_tx(
    tx: &mut TenantTx,
    after: Uuid,
    limit: i64,
) -> Result<Vec<SealedEntry>, StoreError> {
    let query = sqlx::query_as(
        "SELECT e.id, e.tenant_id, e.store_id, e.at, e.action, e.actor_id, e.actor_role, e.origin, e.subject,
                e.order_id, e.subject_id, e.customer_ids, e.changes::text AS changes, e.data_key_id, e.sealed_changes, e.reason,
                u.seal
         FROM audit_unlinked u JOIN audit_entries e ON e.id = u.entry_id
         WHERE u.tenant_id = $1 AND u.entry_id > $2 ORDER BY u.entry_id LIMIT $3",
    );
    Ok(query.bind(tx.tenant_id().uuid()).bind(after).bind(limit).fetch_all(tx.connection()).await?)
}

/// Links entries, in the order of their numbers, and moves the head, whose lock the transaction holds.
pub async fn link_in_tx(
    tx: &mut TenantTx,
    links: &[Link],
    head: &Sealed<ChainHead>,
) -> Result<(), StoreError> {
    let sequences: Vec<i64> = links.iter().map(|link| link.sequence).collect();
    let entries: Vec<Uuid> = links.iter().map(|link| link.entry_id).collect();
    let hashes: Vec<&[u8]> = links.iter().map(|link| link.hash.as_slice()).collect();
    let query = sqlx::query_as(
        "WITH linked AS (
             INSERT INTO audit_links (tenant_id, sequence, entry_id, hash)
             SELECT $1, sequence, entry_id, hash FROM unnest($2::bigint[], $3::uuid[], $4::bytea[])
                 AS l(sequence, entry_id, hash)
         ), unlinked AS (
             DELETE FROM audit_unlinked WHERE entry_id = ANY ($3) RETURNING 1
         ), moved AS (
             UPDATE audit_heads SET sequence = $5, hash = $6, seal = $7
             WHERE tenant_id = $1 AND sequence = $5 - cardinality($2) RETURNING 1
         )
         SELECT (SELECT count(*) FROM unlinked), (SELECT count(*) FROM moved)",
    );
    let query = query.bind(tx.tenant_id().uuid()).bind(&sequences).bind(&entries).bind(&hashes);
    let (unlinked, moved): (i64, i64) =
        query.bind(head.sequence).bind(&head.hash).bind(&head.seal).fetch_one(tx.connection()).await?;
    let count = |rows: i64| u64::try_from(rows).unwrap_or(0);
    expect_rows("delete unlinked entries", u64::try_from(links.len()).unwrap_or(u64::MAX), count(unlinked))?;
    expect_rows("move the audit head", 1, count(moved))
}

/// Links after a number, at most `limit`, in order.
pub async fn links_in_tx(tx: &mut TenantTx, after: i64, limit: i64) -> Result<Vec<Link>, StoreError> {
    let query = sqlx::query_as(
        "SELECT sequence, entry_id, hash FROM audit_links
         WHERE tenant_id = $1 AND sequence > $2 ORDER BY sequence LIMIT $3",
    );
    Ok(query.bind(tx.tenant_id().uuid()).bind(after).bind(limit).fetch_all(tx.connection()).await?)
}

/// Entries by id; one that isn't there is missing.
pub async fn entries_by_id_in_tx(tx: &mut TenantTx, ids: &[Uuid]) -> Result<Vec<AuditRecord>, StoreError> {
    let query = sqlx::query_as(
        "SELECT id, tenant_id, store_id, at, action, actor_id, actor_role, origin, subject, order_id, subject_id, customer_ids,
                changes::text AS changes, data_key_id, sealed_changes, reason
         FROM audit_entries WHERE id = ANY ($1) AND tenant_id = $2",
    );
    Ok(query.bind(ids).bind(tx.tenant_id().uuid()).fetch_all(tx.connection()).await?)
}

/// All entries, or all after one, oldest first, at most `limit`, with what speaks for each.
pub async fn entries_in_order_in_tx(
    tx: &mut TenantTx,
    after: Option<(DateTime<Utc>, Uuid)>,
    limit: i64,
) -> Result<Vec<Unproved>, StoreError> {
    let mut query = QueryBuilder::new(
        "SELECT e.id, e.at, e.action, l.entry_id IS NOT NULL AS linked, u.seal
         FROM audit_entries e
         LEFT JOIN audit_links l ON l.entry_id = e.id
         LEFT JOIN audit_unlinked u ON u.entry_id = e.id
         WHERE e.tenant_id = ",
    );
    query.push_bind(tx.tenant_id().uuid());
    if let Some((at, id)) = after {
        query.push(" AND (e.at, e.id) > (").push_bind(at).push(", ").push_bind(id).push(")");
    }
    query.push(" ORDER BY e.at, e.id LIMIT ").push_bind(limit);
    Ok(query.build_query_as().fetch_all(tx.connection()).await?)
}
