//! Lists that no index has in their order: as many rows as may be read are read, filtered and sorted.

use chrono::{DateTime, TimeDelta, Utc};
use uuid::Uuid;

use super::{
    list::{ListBy, ListFilter},
    list_search_sql,
    list_sql::{self, Bound},
};
use crate::{StoreError, TenantTx};

/// The orders of so many customers are read customer by customer; of more, along time.
const FEW_CUSTOMERS: usize = 100;
/// So many customers are told apart from others by a list of them; more, by a look at each.
const MANY_CUSTOMERS: usize = 400;
/// Orders that are sorted by total at once, at most.
const SORTED: i64 = 3_000;
/// Orders that are read along time for each one that is wanted, at most.
const READ_FOR_EACH: i64 = 100;
/// Orders that one look along time is meant to read.
const AT_ONCE: i64 = 1_000;
/// How far back the first look goes.
const FIRST_SPAN: TimeDelta = TimeDelta::hours(6);

/// What a search comes to; nothing if nothing is searched for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Found {
    /// Customers who fit, one more than many at most.
    pub(super) customers: Vec<Uuid>,
    /// Orders that have the reference or number.
    pub(super) orders: Vec<Uuid>,
}

impl Found {
    pub(super) const fn are_few(&self) -> bool {
        self.customers.len() <= FEW_CUSTOMERS
    }

    /// Whether there are more customers than are named.
    pub(super) const fn are_many(&self) -> bool {
        self.customers.len() > MANY_CUSTOMERS
    }
}

pub(super) async fn found(tx: &mut TenantTx, filter: &ListFilter) -> Result<Found, StoreError> {
    let Some(search) = &filter.search else { return Ok(Found::default()) };
    let mut query = list_search_sql::found(tx.tenant_id().uuid(), search, MANY_CUSTOMERS + 1);
    let (customers, orders) = query.build_query_as().fetch_one(tx.connection()).await?;
    Ok(Found { customers, orders })
}

/// A page by total of some days: all orders of the days, or of the amounts, are sorted. Nothing if both
/// are too many.
pub(super) async fn sorted_whole(
    tx: &mut TenantTx,
    filter: &ListFilter,
) -> Result<Option<Vec<Uuid>>, StoreError> {
    let has_amounts = filter.min_total.is_some() || filter.max_total.is_some();
    let bounds = [Some(Bound::Days), has_amounts.then_some(Bound::Amounts)];
    for bound in bounds.into_iter().flatten() {
        let mut query = list_sql::sorted(tx.tenant_id().uuid(), filter, &bound, SORTED + 1);
        let (read, ids): (i64, Vec<Uuid>) = query.build_query_as().fetch_one(tx.connection()).await?;
        if read <= SORTED {
            return Ok(Some(ids));
        }
    }
    Ok(None)
}

/// The newest orders of many customers: read along time, back as far as it takes. Nothing if that is too
/// far, or another order is asked for.
pub(super) async fn newest(
    tx: &mut TenantTx,
    filter: &ListFilter,
    found: &Found,
) -> Result<Option<Vec<Uuid>>, StoreError> {
    if filter.by != ListBy::Time || filter.is_ascending {
        return Ok(None);
    }
    let tenant_id = tx.tenant_id().uuid();
    let mut query = list_sql::ends(tenant_id, filter);
    let ends: (Option<DateTime<Utc>>, Option<DateTime<Utc>>) =
        query.build_query_as().fetch_one(tx.connection()).await?;
    let (Some(oldest), Some(newest)) = ends else { return Ok(Some(Vec::new())) };
    let (bottom, top) = list_sql::within(filter, oldest, newest);
    let may_read = filter.limit.saturating_mul(READ_FOR_EACH);
    let wanted = usize::try_from(filter.limit).unwrap_or(0);
    let (mut ids, mut has_read) = (Vec::new(), 0);
    let (mut end, mut span) = (top + TimeDelta::microseconds(1), FIRST_SPAN);
    while end > bottom && ids.len() < wanted {
        let begin = end.checked_sub_signed(span).map_or(bottom, |begin| begin.max(bottom));
        let bound = Bound::Time { begin, end, found };
        let mut query = list_sql::sorted(tenant_id, filter, &bound, may_read - has_read + 1);
        let (read, mut next): (i64, Vec<Uuid>) = query.build_query_as().fetch_one(tx.connection()).await?;
        has_read += read;
        if has_read > may_read {
            return Ok(None);
        }
        ids.append(&mut next);
        end = begin;
        let factor = (AT_ONCE / read.max(1)).clamp(1, 64);
        span = span.checked_mul(i32::try_from(factor).unwrap_or(1)).unwrap_or(span);
    }
    ids.truncate(wanted);
    Ok(Some(ids))
}
