//! The order list, a page at a time, in the order that was asked for.
//!
//! Whatever is asked, a page is found along an index without passing over much. What an order is chosen
//! by and has few values is one number, its facet; the facets that occur are found by leaping through an
//! index from one to the next, and the first rows of those that fit are merged. What no index leads to is
//! read up to a bound and sorted (`list_found`); a list that would take more than that is refused.

use chrono::{DateTime, NaiveDate, Utc};
use sqlx::FromRow;
use uuid::Uuid;

use super::{list_found, list_sql};
use crate::{StoreError, TenantTx};

/// Who or what is searched for; an order must fit both that are there.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ListSearch {
    /// What was typed into the search.
    pub typed: Option<TypedSearch>,
    /// Keyed hashes of the beginnings of the customer's names, all of which must fit.
    pub name_index: Option<Vec<i64>>,
}

/// What a search means; an order that fits any of these is found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TypedSearch {
    /// The reference, if what was typed looks like one.
    pub reference: Option<String>,
    /// The number that an imported order had where it came from, in its spellings.
    pub numbers: Vec<String>,
    /// Keyed hashes of the beginnings of names, all of which must fit.
    pub name_index: Vec<i64>,
    /// Keyed hashes of a phone number in its forms, if what was typed looks like one.
    pub phone_index: Vec<Vec<u8>>,
}

/// What the list is sorted by.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum ListBy {
    /// When they were recorded.
    #[default]
    Time,
    /// Their total.
    Total,
    /// When the oldest open instalment is due; `due` must say at which stores.
    Due,
}

/// Where a page ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ListKey {
    /// The total, if the list is sorted by it.
    pub total: i64,
    /// The day it is due, if the list is sorted by that.
    pub due: NaiveDate,
    /// When it was recorded.
    pub created_at: DateTime<Utc>,
    /// Its id.
    pub id: Uuid,
}

/// Which orders, and from where on.
#[derive(Debug, Clone, Default)]
pub struct ListFilter {
    /// Of these stores; of all of the tenant's, which only who sees all may ask, if none is named.
    pub stores: Option<Vec<Uuid>>,
    /// With one of these facets, all above zero or all below it.
    pub facets: Vec<i16>,
    /// From this trading day.
    pub from: Option<NaiveDate>,
    /// To this trading day.
    pub to: Option<NaiveDate>,
    /// Of this total or more.
    pub min_total: Option<i64>,
    /// Of this total or less.
    pub max_total: Option<i64>,
    /// Only with something due at one of these stores before the day beside it.
    pub due: Option<Vec<(Uuid, NaiveDate)>>,
    /// That fit this.
    pub search: Option<ListSearch>,
    /// In which order.
    pub by: ListBy,
    /// Whether the earliest, smallest come first.
    pub is_ascending: bool,
    /// Behind this one.
    pub after: Option<ListKey>,
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
    pub business_day: NaiveDate,
    /// The store's, for dates as it sees them.
    pub time_zone: String,
    pub day_cutoff_minutes: i16,
    pub created_at: DateTime<Utc>,
    pub version: i32,
}

impl ListedOrder {
    /// Where a page that ends with it ended.
    pub fn key(&self) -> ListKey {
        ListKey {
            total: self.total,
            due: self.next_due_date.unwrap_or_default(),
            created_at: self.created_at,
            id: self.id,
        }
    }
}

/// Why a list isn't looked for: it would take too long.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TooMany {
    /// The search fits so many customers that their orders can only be listed newest first, if at all.
    Customers,
    /// The days hold so many orders that they can't be sorted by total.
    Orders,
}

/// Orders that fit, in their order; or why they aren't looked for.
pub async fn list_in_tx(
    tx: &mut TenantTx,
    filter: &ListFilter,
) -> Result<Result<Vec<ListedOrder>, TooMany>, StoreError> {
    let tenant_id = tx.tenant_id().uuid();
    let found = list_found::found(tx, filter).await?;
    let has_days = filter.from.is_some() || filter.to.is_some();
    let mut query = if filter.due.is_some() {
        list_sql::due(tenant_id, filter, &found)
    } else if filter.search.is_some() && found.are_few() {
        list_sql::of_found(filter, &found)
    } else if filter.search.is_some() {
        match list_found::newest(tx, filter, &found).await? {
            Some(ids) => list_sql::of_ids(filter, ids),
            None => return Ok(Err(TooMany::Customers)),
        }
    } else if filter.by == ListBy::Total && has_days {
        match list_found::sorted_whole(tx, filter).await? {
            Some(ids) => list_sql::of_ids(filter, ids),
            None => return Ok(Err(TooMany::Orders)),
        }
    } else {
        list_sql::walk(tenant_id, filter)
    };
    Ok(Ok(query.build_query_as().fetch_all(tx.connection()).await?))
}

/// How many orders fit, wherever a page begins: read one by one, so for what reads them all anyway.
pub async fn count_in_tx(tx: &mut TenantTx, filter: &ListFilter) -> Result<i64, StoreError> {
    let found = list_found::found(tx, filter).await?;
    let mut query = list_sql::count(tx.tenant_id().uuid(), filter, &found);
    Ok(query.build_query_scalar().fetch_one(tx.connection()).await?)
}
