//! Looking entries up, newest first.

use chrono::{DateTime, Utc};
use domain::audit::AuditAction;
use sqlx::{FromRow, QueryBuilder};
use uuid::Uuid;

use super::AuditRecord;
use crate::{StoreError, TenantTx};

/// Which entries.
#[derive(Debug, Clone, Default)]
pub struct AuditSearch {
    /// Of one of these kinds; of any if empty.
    pub actions: Vec<AuditAction>,
    /// By this member of staff.
    pub actor_id: Option<Uuid>,
    /// About this order.
    pub order_id: Option<Uuid>,
    /// About any of these customers; about anybody if absent.
    pub customers: Option<Vec<Uuid>>,
    /// Not before.
    pub from: Option<DateTime<Utc>>,
    /// Before.
    pub until: Option<DateTime<Utc>>,
    /// Older than this one.
    pub before: Option<(DateTime<Utc>, Uuid)>,
    /// At most so many.
    pub limit: i64,
}

/// An entry with the names that belong to it.
#[derive(Debug, Clone, FromRow)]
#[expect(missing_docs, reason = "each field is the column of that name, described in the migration")]
pub struct ListedEntry {
    #[sqlx(flatten)]
    pub entry: AuditRecord,
    /// Its place in the chain, once it has one.
    pub sequence: Option<i64>,
    pub actor_name: Option<String>,
    pub reference: Option<String>,
    /// Slug of the store.
    pub store: Option<String>,
    /// Opens what is sealed, unless the key was destroyed.
    pub wrapped_key: Option<Vec<u8>>,
}

/// Entries that fit, newest first. As in the order list, only the pieces that are asked for are sent, so
/// that the planner sees which index serves.
pub async fn search_in_tx(tx: &mut TenantTx, search: &AuditSearch) -> Result<Vec<ListedEntry>, StoreError> {
    let mut query = QueryBuilder::new(
        "SELECT e.id, e.tenant_id, e.store_id, e.at, e.action, e.actor_id, e.actor_role, e.origin, e.subject,
                e.order_id, e.subject_id, e.customer_ids, e.changes::text AS changes, e.data_key_id, e.sealed_changes, e.reason,
                l.sequence, a.name AS actor_name, o.reference, s.slug AS store, k.wrapped AS wrapped_key
         FROM audit_entries e
         LEFT JOIN audit_links l ON l.entry_id = e.id
         LEFT JOIN staff a ON a.id = e.actor_id
         LEFT JOIN orders o ON o.id = e.order_id
         LEFT JOIN stores s ON s.id = e.store_id
         LEFT JOIN data_keys k ON k.id = e.data_key_id
         WHERE e.tenant_id = ",
    );
    query.push_bind(tx.tenant_id().uuid());
    // As literals, so that the index of the seldom kinds is known to hold them.
    let kinds: Vec<String> = search.actions.iter().map(|action| format!("'{}'", action.code())).collect();
    if !kinds.is_empty() {
        query.push(" AND e.action IN (").push(kinds.join(", ")).push(")");
    }
    if let Some(actor_id) = search.actor_id {
        query.push(" AND e.actor_id = ").push_bind(actor_id);
    }
    if let Some(order_id) = search.order_id {
        query.push(" AND e.order_id = ").push_bind(order_id);
    }
    if let Some(customers) = &search.customers {
        query.push(" AND e.id IN (SELECT kedai.gate_audit_of_people(");
        query.push_bind(customers.clone()).push("))");
    }
    if let Some(from) = search.from {
        query.push(" AND e.at >= ").push_bind(from);
    }
    if let Some(until) = search.until {
        query.push(" AND e.at < ").push_bind(until);
    }
    if let Some((at, id)) = search.before {
        query.push(" AND (e.at, e.id) < (").push_bind(at).push(", ").push_bind(id).push(")");
    }
    query.push(" ORDER BY e.at DESC, e.id DESC LIMIT ").push_bind(search.limit);
    Ok(query.build_query_as().fetch_all(tx.connection()).await?)
}

/// A member of staff, for choosing.
#[derive(Debug, Clone, FromRow)]
#[expect(missing_docs, reason = "each field is the column of that name, described in the migration")]
pub struct NamedStaff {
    pub id: Uuid,
    pub name: String,
    pub role: String,
}

/// Who works, or worked, for the tenant, by name; at most a thousand.
pub async fn staff_in_tx(tx: &mut TenantTx) -> Result<Vec<NamedStaff>, StoreError> {
    let query =
        sqlx::query_as("SELECT id, name, role FROM staff WHERE tenant_id = $1 ORDER BY name, id LIMIT 1000");
    Ok(query.bind(tx.tenant_id().uuid()).fetch_all(tx.connection()).await?)
}
