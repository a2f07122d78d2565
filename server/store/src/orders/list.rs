//! The order list: newest first, a page at a time.

use chrono::{DateTime, NaiveDate, Utc};
use sqlx::{FromRow, Postgres, QueryBuilder};
use uuid::Uuid;

use crate::{StoreError, TenantTx};

/// How far an order must be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ListStatus {
    /// Exactly this lifecycle state.
    Lifecycle(&'static str),
    /// Something is still to be paid.
    BalanceDue,
    /// Nothing is, and it wasn't handed over.
    PaidAndOpen,
    /// Nothing is, and it was.
    PaidAndCompleted,
}

/// What a search means; an order that fits any of these is found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ListSearch {
    /// The reference, if what was typed looks like one.
    pub reference: Option<String>,
    /// Keyed hashes of the beginnings of names, all of which must fit.
    pub name_index: Vec<i64>,
    /// Keyed hash of a phone number, if what was typed looks like one.
    pub phone_index: Option<Vec<u8>>,
}

/// Which orders, and from where on.
#[derive(Debug, Clone, Default)]
pub struct ListFilter {
    /// Of one store.
    pub store_id: Option<Uuid>,
    /// How far.
    pub status: Option<ListStatus>,
    /// Of these channels; all if empty.
    pub channels: Vec<&'static str>,
    /// From this trading day.
    pub from: Option<NaiveDate>,
    /// To this trading day.
    pub to: Option<NaiveDate>,
    /// That fit this.
    pub search: Option<ListSearch>,
    /// Those that were deleted, instead of all others.
    pub deleted: bool,
    /// Older than this one.
    pub before: Option<(DateTime<Utc>, Uuid)>,
    /// At most so many.
    pub limit: i64,
}

/// A line of the list.
#[derive(Debug, Clone, FromRow)]
#[expect(missing_docs, reason = "each field is the column of that name, described in the migration")]
pub struct ListedOrder {
    pub id: Uuid,
    pub reference: String,
    pub channel: String,
    pub store: String,
    pub lifecycle: String,
    pub customer_id: Option<Uuid>,
    pub sealed_profile: Option<Vec<u8>>,
    pub data_key_id: Option<Uuid>,
    pub wrapped_key: Option<Vec<u8>>,
    pub item_count: i64,
    pub total: i64,
    pub received: i64,
    pub refunded: i64,
    pub currency: String,
    pub next_due_date: Option<NaiveDate>,
    /// The store's, for dates as it sees them.
    pub time_zone: String,
    pub day_cutoff_minutes: i16,
    pub created_at: DateTime<Utc>,
    pub version: i32,
}

/// Orders that fit, newest first.
pub async fn list_in_tx(tx: &mut TenantTx, filter: &ListFilter) -> Result<Vec<ListedOrder>, StoreError> {
    let mut query = query(tx.tenant_id().uuid(), filter);
    Ok(query.build_query_as().fetch_all(tx.connection()).await?)
}

/// Put together from fixed pieces, and only those that the filter needs: a piece that says "or
/// nothing was asked" would hide the index from the planner.
fn query(tenant_id: Uuid, filter: &ListFilter) -> QueryBuilder<Postgres> {
    let mut query = QueryBuilder::new(
        "SELECT o.id, o.reference, o.channel, s.slug AS store, o.lifecycle, o.customer_id, c.sealed_profile,
                o.data_key_id, k.wrapped AS wrapped_key, o.item_count, o.total, o.received, o.refunded, o.currency,
                o.next_due_date, s.time_zone, s.day_cutoff_minutes, o.created_at, o.version
         FROM orders o
         JOIN stores s ON s.id = o.store_id
         LEFT JOIN customers c ON c.id = o.customer_id
         LEFT JOIN data_keys k ON k.id = o.data_key_id
         WHERE o.deleted_at IS ",
    );
    query.push(if filter.deleted { "NOT NULL" } else { "NULL" });
    query.push(" AND o.tenant_id = ").push_bind(tenant_id);
    if let Some(store_id) = filter.store_id {
        query.push(" AND o.store_id = ").push_bind(store_id);
    }
    match filter.status {
        None => {}
        Some(ListStatus::Lifecycle(lifecycle)) => {
            query.push(" AND o.lifecycle = ").push_bind(lifecycle);
        }
        Some(ListStatus::BalanceDue) => {
            query.push(" AND o.lifecycle <> 'cancelled' AND o.received - o.refunded < o.total");
        }
        Some(ListStatus::PaidAndOpen) => {
            query.push(" AND o.lifecycle IN ('draft', 'pending', 'processing', 'ready')");
            query.push(" AND o.received - o.refunded >= o.total");
        }
        Some(ListStatus::PaidAndCompleted) => {
            query.push(" AND o.lifecycle = 'completed' AND o.received - o.refunded >= o.total");
        }
    }
    if !filter.channels.is_empty() {
        query.push(" AND o.channel = ANY (").push_bind(filter.channels.clone()).push(")");
    }
    if let Some(from) = filter.from {
        query.push(" AND o.business_day >= ").push_bind(from);
    }
    if let Some(to) = filter.to {
        query.push(" AND o.business_day <= ").push_bind(to);
    }
    if let Some(search) = &filter.search {
        query.push(" AND (o.reference = ").push_bind(search.reference.clone());
        query.push(" OR o.customer_id IN (SELECT f.id FROM customers f WHERE f.phone_index = ");
        query.push_bind(search.phone_index.clone());
        if !search.name_index.is_empty() {
            query.push(" OR f.name_index @> ").push_bind(search.name_index.clone());
        }
        query.push("))");
    }
    if let Some((created_at, id)) = filter.before {
        query.push(" AND (o.created_at, o.id) < (").push_bind(created_at);
        query.push(", ").push_bind(id).push(")");
    }
    query.push(" ORDER BY o.created_at DESC, o.id DESC LIMIT ").push_bind(filter.limit);
    query
}
