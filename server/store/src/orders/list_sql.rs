//! The statements of the order list, put together from fixed pieces, and only those that the filter
//! needs: a piece that says "or nothing was asked" would hide the index from the planner.

use chrono::{DateTime, Days, NaiveDate, NaiveTime, TimeDelta, Utc};
use sqlx::{Postgres, QueryBuilder};
use uuid::Uuid;

use super::{
    list::{ListBy, ListFilter},
    list_found::Found,
    list_search_sql::searched,
};

/// So long before UTC's day the first zone's begins.
const EARLIEST_ZONE: TimeDelta = TimeDelta::hours(14);
/// So many days after UTC's day begins the last zone's has ended, also at a store that closes late.
const LATEST_ZONE: Days = Days::new(2);

pub(super) type Query = QueryBuilder<Postgres>;

/// By what it is bounded how much is read of a list that is sorted afterwards.
pub(super) enum Bound<'a> {
    /// By its days.
    Days,
    /// By its amounts.
    Amounts,
    /// By times of recording, of customers who were searched for.
    Time {
        /// The first.
        begin: DateTime<Utc>,
        /// Before this one.
        end: DateTime<Utc>,
        /// Who was searched for.
        found: &'a Found,
    },
}

/// A page along the index that has its order: rows of all facets that fit, as many of each as are on a
/// page.
pub(super) fn walk(tenant_id: Uuid, filter: &ListFilter) -> Query {
    let mut query = QueryBuilder::new("WITH RECURSIVE ");
    present(&mut query, tenant_id, filter);
    query.push(
        ", picked AS (SELECT k.* FROM present p CROSS JOIN LATERAL (SELECT o.id, o.created_at, o.total",
    );
    query.push(format_args!(" FROM orders o WHERE o.{} = p.place AND o.facet = p.facet", place(filter)));
    days(&mut query, filter);
    totals(&mut query, filter);
    after(&mut query, filter);
    query.push(order("o", filter)).push(" LIMIT ").push(filter.limit).push(") k WHERE p.facet = ANY (");
    query.push_bind(filter.facets.clone()).push(")");
    query.push(order("k", filter)).push(" LIMIT ").push(filter.limit).push(")");
    listed(&mut query, filter);
    query
}

/// How many rows lie within a bound, at most `most`, and the ids of a page of those that fit.
pub(super) fn sorted(tenant_id: Uuid, filter: &ListFilter, bound: &Bound<'_>, most: i64) -> Query {
    let mut query = QueryBuilder::new("WITH RECURSIVE ");
    present(&mut query, tenant_id, filter);
    // Indexes by total don't have it.
    let customer = if matches!(bound, Bound::Time { .. }) { ", o.customer_id" } else { "" };
    query.push(format_args!(
        ", bounded AS MATERIALIZED (
             SELECT k.* FROM present p CROSS JOIN LATERAL (
                 SELECT o.id, o.created_at, o.total, o.business_day{customer}
                 FROM orders o WHERE o.{} = p.place AND o.facet = p.facet",
        place(filter)
    ));
    match bound {
        Bound::Days => days(&mut query, &ListFilter { after: None, ..filter.clone() }),
        Bound::Amounts => totals(&mut query, filter),
        Bound::Time { begin, end, .. } => {
            query.push(" AND o.created_at >= ").push_bind(*begin);
            query.push(" AND o.created_at < ").push_bind(*end);
        }
    }
    // Apart, so that the planner keeps to facets.
    query.push(" OFFSET 0) k WHERE p.facet = ANY (").push_bind(filter.facets.clone());
    query.push(") LIMIT ").push(most);
    query.push(") SELECT (SELECT count(*) FROM bounded), ARRAY(SELECT o.id FROM (SELECT o.* FROM bounded o WHERE true");
    days(&mut query, filter);
    totals(&mut query, filter);
    after(&mut query, filter);
    // Sorted before customers are looked at, which ends with the page.
    query.push(order("o", filter)).push(" OFFSET 0) o WHERE true");
    if let (Bound::Time { found, .. }, Some(search)) = (bound, &filter.search) {
        searched(&mut query, tenant_id, search, found);
    }
    query.push(order("o", filter)).push(" LIMIT ").push(filter.limit).push(")");
    query
}

/// When the oldest and the newest order were recorded that have one of the facets.
pub(super) fn ends(tenant_id: Uuid, filter: &ListFilter) -> Query {
    let mut query = QueryBuilder::new("WITH RECURSIVE ");
    present(&mut query, tenant_id, filter);
    let column = place(filter);
    query.push(format_args!(
        " SELECT min((SELECT o.created_at FROM orders o WHERE o.{column} = p.place AND o.facet = p.facet
                      ORDER BY o.created_at LIMIT 1)),
                 max((SELECT o.created_at FROM orders o WHERE o.{column} = p.place AND o.facet = p.facet
                      ORDER BY o.created_at DESC LIMIT 1))
          FROM present p WHERE p.facet = ANY ("
    ));
    query.push_bind(filter.facets.clone()).push(")");
    query
}

/// The part of a time that a list's days and its next page, newest first, can lie in.
pub(super) fn within(
    filter: &ListFilter,
    oldest: DateTime<Utc>,
    newest: DateTime<Utc>,
) -> (DateTime<Utc>, DateTime<Utc>) {
    let begin = filter.from.map_or(oldest, |from| oldest.max(begin_of(from)));
    let end = filter.to.map_or(newest, |to| newest.min(end_of(to)));
    (begin, filter.after.map_or(end, |after| end.min(after.created_at)))
}

/// The rows of ids.
pub(super) fn of_ids(filter: &ListFilter, ids: Vec<Uuid>) -> Query {
    let mut query = QueryBuilder::new("WITH picked AS (SELECT id FROM unnest(");
    query.push_bind(ids).push("::uuid[]) id)");
    listed(&mut query, filter);
    query
}

/// What is shown of the orders that were picked.
fn listed(query: &mut Query, filter: &ListFilter) {
    query.push(
        " SELECT o.id, o.reference, o.channel, s.slug AS store, o.lifecycle, o.customer_id, c.sealed_profile,
                o.data_key_id, k.wrapped AS wrapped_key, o.item_count, o.total, o.received, o.refunded, o.currency,
                o.next_due_date, o.business_day, s.time_zone, s.day_cutoff_minutes, o.created_at, o.version
         FROM picked p
         JOIN orders o ON o.id = p.id
         JOIN stores s ON s.id = o.store_id
         LEFT JOIN customers c ON c.id = o.customer_id
         LEFT JOIN data_keys k ON k.id = o.data_key_id",
    );
    query.push(order("o", filter));
}

/// How many orders fit, wherever a page begins.
pub(super) fn count(tenant_id: Uuid, filter: &ListFilter, found: &Found) -> Query {
    let mut query = QueryBuilder::new("SELECT count(*) FROM orders o");
    if let Some(due) = &filter.due {
        push_due_days(&mut query, " JOIN ", due);
        query.push(" ON o.store_id = d.store_id AND o.next_due_date < d.day");
    }
    query.push(" WHERE o.tenant_id = ").push_bind(tenant_id);
    stores(&mut query, filter);
    facets(&mut query, filter);
    days(&mut query, filter);
    totals(&mut query, filter);
    if let Some(search) = &filter.search {
        searched(&mut query, tenant_id, search, found);
    }
    query
}

/// The facets that occur in each place: a leap through the index from each to the next.
fn present(query: &mut Query, tenant_id: Uuid, filter: &ListFilter) {
    let column = place(filter);
    let (lowest, highest) = match filter.facets.first() {
        Some(facet) if *facet < 0 => (i16::MIN, -1),
        _ => (1, i16::MAX),
    };
    query.push(format_args!(
        "present (place, facet) AS (
             SELECT s.place, (SELECT o.facet FROM orders o WHERE o.{column} = s.place AND o.facet >= {lowest}
                              ORDER BY o.facet LIMIT 1)
             FROM unnest("
    ));
    query.push_bind(filter.stores.clone().unwrap_or_else(|| vec![tenant_id]));
    query.push(format_args!(
        "::uuid[]) s (place)
             UNION ALL
             SELECT p.place, (SELECT o.facet FROM orders o WHERE o.{column} = p.place AND o.facet > p.facet
                              ORDER BY o.facet LIMIT 1)
             FROM present p WHERE p.facet <= {highest}
         )"
    ));
}

/// What has something due. It is little, and its index has all that is asked; what else must fit is
/// asked apart, since it would lead the planner elsewhere. Sorted by the day it is due, each store's rows
/// come in the order of that index, so that reading ends with the page; sorted otherwise, all are read.
pub(super) fn due(tenant_id: Uuid, filter: &ListFilter, found: &Found) -> Query {
    let in_order = filter.by == ListBy::Due;
    let mut query = QueryBuilder::new("WITH picked AS (SELECT k.* FROM ");
    push_due_days(&mut query, "", filter.due.as_deref().unwrap_or_default());
    query.push(
        " CROSS JOIN LATERAL (
             SELECT o.id, o.created_at, o.total, o.next_due_date FROM (
                 SELECT o.* FROM (
                     SELECT o.id, o.created_at, o.total, o.next_due_date, o.facet, o.business_day, o.customer_id
                     FROM orders o WHERE o.store_id = d.store_id AND o.next_due_date < d.day",
    );
    if in_order {
        after(&mut query, filter);
        query.push(order("o", filter));
    }
    query.push(" OFFSET 0) o WHERE true");
    facets(&mut query, filter);
    days(&mut query, filter);
    totals(&mut query, filter);
    if !in_order {
        after(&mut query, filter);
    }
    // Customers are looked at in the list's order, which ends with the page.
    query.push(order("o", filter)).push(" OFFSET 0) o WHERE true");
    if let Some(search) = &filter.search {
        searched(&mut query, tenant_id, search, found);
    }
    query.push(order("o", filter)).push(" LIMIT ").push(filter.limit).push(") k");
    query.push(order("k", filter)).push(" LIMIT ").push(filter.limit).push(")");
    listed(&mut query, filter);
    query
}

/// What some customers bought, and the orders that have the reference.
pub(super) fn of_found(filter: &ListFilter, found: &Found) -> Query {
    let rest = |query: &mut Query| {
        stores(query, filter);
        facets(query, filter);
        days(query, filter);
        totals(query, filter);
        after(query, filter);
    };
    let mut query = QueryBuilder::new("WITH picked AS (SELECT k.* FROM (SELECT b.* FROM unnest(");
    query.push_bind(found.customers.clone());
    query.push(
        "::uuid[]) f (id) CROSS JOIN LATERAL (
             SELECT o.id, o.created_at, o.total FROM orders o WHERE o.customer_id = f.id",
    );
    rest(&mut query);
    if filter.by == ListBy::Time {
        query.push(order("o", filter)).push(" LIMIT ").push(filter.limit).push(") b");
    } else {
        query.push(" OFFSET 0) b");
    }
    if !found.orders.is_empty() {
        query.push(" UNION SELECT o.id, o.created_at, o.total FROM orders o WHERE o.id = ANY (");
        query.push_bind(found.orders.clone()).push(")");
        rest(&mut query);
    }
    query.push(") k").push(order("k", filter)).push(" LIMIT ").push(filter.limit).push(")");
    listed(&mut query, filter);
    query
}

/// The column that leads the indexes of the place that is looked at.
const fn place(filter: &ListFilter) -> &'static str {
    if filter.stores.is_some() { "store_id" } else { "tenant_id" }
}

fn stores(query: &mut Query, filter: &ListFilter) {
    if let Some(stores) = &filter.stores {
        query.push(" AND o.store_id = ANY (").push_bind(stores.clone()).push(")");
    }
}

fn facets(query: &mut Query, filter: &ListFilter) {
    query.push(" AND o.facet = ANY (").push_bind(filter.facets.clone()).push(")");
}

/// Trading days are the stores' own; the time before and after which none of them is leads to their
/// place in an index by time.
///
/// Of two bounds of one column a scan begins at only one, and it must be the nearer: a row where the
/// last page ended lies within the days and takes the place of the bound on its side.
fn days(query: &mut Query, filter: &ListFilter) {
    let continues = filter.by == ListBy::Time && filter.after.is_some();
    if let Some(from) = filter.from {
        query.push(" AND o.business_day >= ").push_bind(from);
        if !(continues && filter.is_ascending) {
            query.push(" AND o.created_at >= ").push_bind(begin_of(from));
        }
    }
    if let Some(to) = filter.to {
        query.push(" AND o.business_day <= ").push_bind(to);
        if !continues || filter.is_ascending {
            query.push(" AND o.created_at < ").push_bind(end_of(to));
        }
    }
}

/// No store's day begins before.
fn begin_of(day: NaiveDate) -> DateTime<Utc> {
    let midnight = day.and_time(NaiveTime::MIN).and_utc();
    midnight.checked_sub_signed(EARLIEST_ZONE).unwrap_or(midnight)
}

/// Every store's day has ended.
fn end_of(day: NaiveDate) -> DateTime<Utc> {
    day.checked_add_days(LATEST_ZONE).unwrap_or(day).and_time(NaiveTime::MIN).and_utc()
}

fn totals(query: &mut Query, filter: &ListFilter) {
    if let Some(least) = filter.min_total {
        query.push(" AND o.total >= ").push_bind(least);
    }
    if let Some(most) = filter.max_total {
        query.push(" AND o.total <= ").push_bind(most);
    }
}

fn push_due_days(query: &mut Query, before: &str, due: &[(Uuid, NaiveDate)]) {
    let (stores, days): (Vec<Uuid>, Vec<NaiveDate>) = due.iter().copied().unzip();
    query.push(before).push("unnest(").push_bind(stores).push("::uuid[], ");
    query.push_bind(days).push("::date[]) d (store_id, day)");
}

/// Behind the row where the last page ended.
fn after(query: &mut Query, filter: &ListFilter) {
    let Some(key) = filter.after else { return };
    let sign = if filter.is_ascending { ">" } else { "<" };
    match filter.by {
        ListBy::Time => {
            query.push(format_args!(" AND (o.created_at, o.id) {sign} ("));
        }
        ListBy::Total => {
            query.push(format_args!(" AND (o.total, o.created_at, o.id) {sign} ("));
            query.push_bind(key.total).push(", ");
        }
        ListBy::Due => {
            query.push(format_args!(" AND (o.next_due_date, o.created_at, o.id) {sign} ("));
            query.push_bind(key.due).push(", ");
        }
    }
    query.push_bind(key.created_at).push(", ").push_bind(key.id).push(")");
}

fn order(table: &str, filter: &ListFilter) -> String {
    let direction = if filter.is_ascending { "" } else { " DESC" };
    let first = match filter.by {
        ListBy::Time => String::new(),
        ListBy::Total => format!("{table}.total{direction}, "),
        ListBy::Due => format!("{table}.next_due_date{direction}, "),
    };
    format!(" ORDER BY {first}{table}.created_at{direction}, {table}.id{direction}")
}
