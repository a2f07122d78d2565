//! The statements of the order list, put together from fixed pieces, and only those that the filter
//! needs: a piece that says "or nothing was asked" would hide the index from the planner.

use chrono::{DateTime, Days, NaiveDate, NaiveTime, TimeDelta, Utc};
use sqlx::{Postgres, QueryBuilder};
use uuid::Uuid;

use super::list::{Found, ListBy, ListFilter, ListSearch, Source};

/// So long before UTC's day the first zone's begins.
const EARLIEST_ZONE: TimeDelta = TimeDelta::hours(14);
/// So many days after UTC's day begins the last zone's has ended, also at a store that closes late.
const LATEST_ZONE: Days = Days::new(2);

type Query = QueryBuilder<Postgres>;

/// A page of the list.
pub(super) fn page(tenant_id: Uuid, filter: &ListFilter, source: &Source, found: &Found) -> Query {
    let mut query = QueryBuilder::new("WITH RECURSIVE ");
    match source {
        Source::Time | Source::Total | Source::Few => {
            present(&mut query, tenant_id, filter, source);
            if let Some(search) = &filter.search {
                query.push(", found AS MATERIALIZED (");
                push_customers(&mut query, tenant_id, search);
                query.push(")");
            }
            query.push(", picked AS (SELECT k.* FROM ");
            walk(&mut query, filter, source, found);
        }
        Source::Due => {
            query.push("picked AS (SELECT k.* FROM ");
            due(&mut query, tenant_id, filter, found);
        }
        Source::Found => {
            query.push("picked AS (SELECT k.* FROM ");
            of_found(&mut query, filter, found);
        }
    }
    query.push(order("k", filter)).push(" LIMIT ").push(filter.limit);
    query.push(
        ")
         SELECT o.id, o.reference, o.channel, s.slug AS store, o.lifecycle, o.customer_id, c.sealed_profile,
                o.data_key_id, k.wrapped AS wrapped_key, o.item_count, o.total, o.received, o.refunded, o.currency,
                o.next_due_date, o.business_day, s.time_zone, s.day_cutoff_minutes, o.created_at, o.version
         FROM picked p
         JOIN orders o ON o.id = p.id
         JOIN stores s ON s.id = o.store_id
         LEFT JOIN customers c ON c.id = o.customer_id
         LEFT JOIN data_keys k ON k.id = o.data_key_id",
    );
    query.push(order("o", filter));
    query
}

/// How many orders the days and stores of a filter hold, counted up to `most`.
pub(super) fn count_of_place(tenant_id: Uuid, filter: &ListFilter, most: i64) -> Query {
    let mut query = QueryBuilder::new("WITH RECURSIVE ");
    present(&mut query, tenant_id, filter, &Source::Few);
    let place = ListFilter {
        facets: filter.facets.clone(),
        from: filter.from,
        to: filter.to,
        stores: filter.stores.clone(),
        ..ListFilter::default()
    };
    query.push(" SELECT count(*) FROM (SELECT k.id FROM ");
    walk(&mut query, &place, &Source::Few, &Found::default());
    query.push(" LIMIT ").push(most).push(") counted");
    query
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

/// What a search comes to: customers that it fits, at most so many, and orders that have the reference
/// or number, if their customer is who is meant as well.
pub(super) fn found(tenant_id: Uuid, search: &ListSearch, most: usize) -> Query {
    let mut query = QueryBuilder::new("SELECT ARRAY(");
    push_customers(&mut query, tenant_id, search);
    query.push(format_args!(" LIMIT {most}), ARRAY("));
    let typed = search.typed.as_ref();
    query.push("SELECT o.id FROM orders o WHERE o.tenant_id = ").push_bind(tenant_id);
    query.push(" AND o.reference = ").push_bind(typed.and_then(|typed| typed.reference.clone()));
    named(&mut query, tenant_id, search);
    query.push(
        " UNION SELECT o.id FROM stores s JOIN imported_orders i ON i.store_id = s.id
          JOIN orders o ON o.id = i.order_id WHERE s.tenant_id = ",
    );
    query.push_bind(tenant_id);
    query.push(" AND i.number = ").push_bind(typed.and_then(|typed| typed.number.clone()));
    named(&mut query, tenant_id, search);
    query.push(")");
    query
}

/// Of customers with the name that is asked for, if one is.
fn named(query: &mut Query, tenant_id: Uuid, search: &ListSearch) {
    if let Some(name_index) = &search.name_index {
        query.push(" AND o.customer_id IN (SELECT f.id FROM customers f WHERE f.tenant_id = ");
        query.push_bind(tenant_id);
        push_names(query, name_index);
        query.push(")");
    }
}

/// The facets that occur in each place: a leap through the index from each to the next.
fn present(query: &mut Query, tenant_id: Uuid, filter: &ListFilter, source: &Source) {
    let (column, stores) = place(filter, source);
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
    query.push_bind(stores.map_or_else(|| vec![tenant_id], <[Uuid]>::to_vec));
    query.push(format_args!(
        "::uuid[]) s (place)
             UNION ALL
             SELECT p.place, (SELECT o.facet FROM orders o WHERE o.{column} = p.place AND o.facet > p.facet
                              ORDER BY o.facet LIMIT 1)
             FROM present p WHERE p.facet <= {highest}
         )"
    ));
}

/// Rows of all facets that fit, as many of each as are on a page.
fn walk(query: &mut Query, filter: &ListFilter, source: &Source, found: &Found) {
    let (column, _) = place(filter, source);
    query.push("present p CROSS JOIN LATERAL (SELECT o.id, o.created_at, o.total FROM ");
    if *source == Source::Total {
        // Apart from days and stores, which would lead the planner to sort them instead of walking.
        query.push(format_args!(
            "(SELECT o.id, o.created_at, o.total, o.business_day, o.store_id FROM orders o
              WHERE o.{column} = p.place AND o.facet = p.facet"
        ));
        totals(query, filter);
        after(query, filter);
        query.push(order("o", filter)).push(" OFFSET 0) o WHERE true");
        stores(query, filter);
        days(query, filter);
    } else {
        query.push(format_args!("orders o WHERE o.{column} = p.place AND o.facet = p.facet"));
        days(query, filter);
        totals(query, filter);
        after(query, filter);
    }
    if filter.search.is_some() {
        // Its truth is asked for, so that it stays a look into a table of them and becomes no join.
        query.push(" AND ((o.customer_id IN (SELECT found.id FROM found)) IS TRUE OR o.id = ANY (");
        query.push_bind(found.orders.clone()).push("))");
    }
    match source {
        // Sorted when all are there; apart, so that the planner keeps to facets.
        Source::Few => query.push(" OFFSET 0"),
        Source::Total => query.push(" LIMIT ").push(filter.limit),
        _ => query.push(order("o", filter)).push(" LIMIT ").push(filter.limit),
    };
    query.push(") k WHERE p.facet = ANY (").push_bind(filter.facets.clone()).push(")");
}

/// What has something due. It is little, and its index has all that is asked; what else must fit is
/// asked apart, since it would lead the planner elsewhere.
fn due(query: &mut Query, tenant_id: Uuid, filter: &ListFilter, found: &Found) {
    push_due_days(query, "", filter.due.as_deref().unwrap_or_default());
    query.push(
        " CROSS JOIN LATERAL (
             SELECT o.id, o.created_at, o.total, o.next_due_date FROM (
                 SELECT o.id, o.created_at, o.total, o.next_due_date, o.facet, o.business_day, o.customer_id
                 FROM orders o WHERE o.store_id = d.store_id AND o.next_due_date < d.day OFFSET 0
             ) o WHERE true",
    );
    facets(query, filter);
    days(query, filter);
    totals(query, filter);
    if let Some(search) = &filter.search {
        searched(query, tenant_id, search, found);
    }
    after(query, filter);
    query.push(") k");
}

/// What some customers bought, and the orders that have the reference.
fn of_found(query: &mut Query, filter: &ListFilter, found: &Found) {
    let rest = |query: &mut Query| {
        stores(query, filter);
        facets(query, filter);
        days(query, filter);
        totals(query, filter);
        after(query, filter);
    };
    query.push("(SELECT b.* FROM unnest(").push_bind(found.customers.clone().unwrap_or_default());
    query.push(
        "::uuid[]) f (id) CROSS JOIN LATERAL (
             SELECT o.id, o.created_at, o.total FROM orders o WHERE o.customer_id = f.id",
    );
    rest(query);
    if filter.by == ListBy::Time {
        query.push(order("o", filter)).push(" LIMIT ").push(filter.limit).push(") b");
    } else {
        query.push(" OFFSET 0) b");
    }
    if !found.orders.is_empty() {
        query.push(" UNION SELECT o.id, o.created_at, o.total FROM orders o WHERE o.id = ANY (");
        query.push_bind(found.orders.clone()).push(")");
        rest(query);
    }
    query.push(") k");
}

/// The column that leads the index that is walked along, and its values if they aren't the tenant's.
/// Totals of one store are found among the tenant's.
fn place<'a>(filter: &'a ListFilter, source: &Source) -> (&'static str, Option<&'a [Uuid]>) {
    match &filter.stores {
        Some(stores) if *source != Source::Total => ("store_id", Some(stores)),
        _ => ("tenant_id", None),
    }
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
            query.push(" AND o.created_at >= ").push_bind(midnight(from) - EARLIEST_ZONE);
        }
    }
    if let Some(to) = filter.to {
        query.push(" AND o.business_day <= ").push_bind(to);
        if !continues || filter.is_ascending {
            let end = to.checked_add_days(LATEST_ZONE).unwrap_or(NaiveDate::MAX);
            query.push(" AND o.created_at < ").push_bind(midnight(end));
        }
    }
}

fn midnight(day: NaiveDate) -> DateTime<Utc> {
    day.and_time(NaiveTime::MIN).and_utc()
}

fn totals(query: &mut Query, filter: &ListFilter) {
    if let Some(least) = filter.min_total {
        query.push(" AND o.total >= ").push_bind(least);
    }
    if let Some(most) = filter.max_total {
        query.push(" AND o.total <= ").push_bind(most);
    }
}

/// Orders that a search fits, for those who look at each order in any case.
fn searched(query: &mut Query, tenant_id: Uuid, search: &ListSearch, found: &Found) {
    query.push(" AND ((o.customer_id ");
    match &found.customers {
        Some(customers) => {
            query.push("= ANY (").push_bind(customers.clone());
        }
        None => {
            query.push("IN (");
            push_customers(query, tenant_id, search);
        }
    }
    query.push(")) IS TRUE OR o.id = ANY (").push_bind(found.orders.clone()).push("))");
}

fn push_customers(query: &mut Query, tenant_id: Uuid, search: &ListSearch) {
    query.push("SELECT f.id FROM customers f WHERE f.tenant_id = ").push_bind(tenant_id);
    if let Some(typed) = &search.typed {
        query.push(" AND (f.phone_index = ").push_bind(typed.phone_index.clone());
        if !typed.name_index.is_empty() {
            query.push(" OR f.name_index @> ").push_bind(typed.name_index.clone());
        }
        query.push(")");
    }
    if let Some(name_index) = &search.name_index {
        push_names(query, name_index);
    }
}

/// Names without a letter to go by are nobody's.
fn push_names(query: &mut Query, name_index: &[i64]) {
    if name_index.is_empty() {
        query.push(" AND false");
    } else {
        query.push(" AND f.name_index @> ").push_bind(name_index.to_vec());
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
