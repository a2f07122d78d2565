//! The pieces of the order list's statements that find who or what is searched for.

use sqlx::QueryBuilder;
use uuid::Uuid;

use super::{list::ListSearch, list_found::Found, list_sql::Query};

/// What a search comes to: customers that it fits, at most so many, and orders that have the reference
/// or number, if their customer is who is meant as well.
pub(super) fn found(tenant_id: Uuid, search: &ListSearch, most: usize) -> Query {
    let mut query = QueryBuilder::new("SELECT ARRAY(SELECT f.id");
    push_fitting(&mut query, tenant_id, search);
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
    query.push(" AND i.number = ANY (");
    query.push_bind(typed.map_or_else(Vec::new, |typed| typed.numbers.clone())).push(")");
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

/// Orders that a search fits, for those who look at each order in any case. The truth of each part is
/// asked for, so that it stays a look and becomes no join.
pub(super) fn searched(query: &mut Query, tenant_id: Uuid, search: &ListSearch, found: &Found) {
    if found.are_many() {
        query.push(" AND ((SELECT true");
        push_fitting(query, tenant_id, search);
        query.push(" AND f.id = o.customer_id) IS TRUE");
    } else {
        query.push(" AND ((o.customer_id IN (SELECT unnest(").push_bind(found.customers.clone());
        query.push("::uuid[]))) IS TRUE");
    }
    query.push(" OR o.id = ANY (").push_bind(found.orders.clone()).push("))");
}

fn push_fitting(query: &mut Query, tenant_id: Uuid, search: &ListSearch) {
    query.push(" FROM customers f WHERE f.tenant_id = ").push_bind(tenant_id);
    if let Some(typed) = &search.typed {
        query.push(" AND (f.phone_index = ANY (").push_bind(typed.phone_index.clone()).push(")");
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
