//! The order list.

use chrono::{DateTime, NaiveDate, Utc};
use contract::{
    Problem,
    catalogue::Page,
    orders::{OrderFilter, OrderSummary},
    problem::FieldCode,
    session::{Caller, StoreScope},
};
use domain::{audit::AuditAction, role::Permission};
use serde::{Deserialize, Serialize};
use store::{
    TenantTx,
    orders::{ListBy, ListFilter, ListKey, ListedOrder, TooMany, list_in_tx},
};
use uuid::Uuid;

use super::{
    cursor,
    list_filter::{asked, present, search},
    view::order_summary,
};
use crate::{
    Failure, Services,
    access::{require, scope},
    audit::Seen,
    clock::business_day,
    failure::OrProblem,
    protection::TenantKeys,
    tenants::{parse_currency, regions},
};

/// Beyond all days that something is due.
const ANY_DAY: NaiveDate = NaiveDate::MAX;

/// Where a page ended, and of which list it was.
#[derive(Serialize, Deserialize)]
struct Cursor {
    list: String,
    total: i64,
    due: NaiveDate,
    at: DateTime<Utc>,
    id: Uuid,
}

/// A list that can be fetched page by page.
pub(super) struct OrderList {
    pub(super) stored: ListFilter,
    /// The store that it was narrowed to, if it was.
    named_store: Option<Uuid>,
    fingerprint: String,
}

impl Services {
    pub(super) async fn list_orders(
        &self,
        caller: &Caller,
        filter: OrderFilter,
    ) -> Result<Page<OrderSummary>, Problem> {
        let limit = cursor::limit(filter.limit)?;
        let mut tx = self.database.begin_by_key(&scope(caller)).await.or_problem()?;
        let keys = self.keyring.tenant_keys_in_tx(&mut tx).await.or_problem()?;
        let mut list = self.order_list_in_tx(&mut tx, caller, &keys, &filter).await?;
        self.shown(tx, caller, &keys, &mut list, limit).await
    }

    /// What a caller asks for, as far as they may see it.
    pub(super) async fn order_list_in_tx(
        &self,
        tx: &mut TenantTx,
        caller: &Caller,
        keys: &TenantKeys,
        filter: &OrderFilter,
    ) -> Result<OrderList, Problem> {
        let asked = asked(filter)?;
        if filter.deleted.unwrap_or(false) {
            require(caller, Permission::CorrectOrders)?;
        }
        let mut stored = asked.stored;
        stored.stores = match (present(filter.store.as_ref()), &caller.stores) {
            (Some(slug), _) => Some(vec![self.store_id(caller, slug).await?.uuid()]),
            (None, StoreScope::All) => None,
            (None, StoreScope::Only(stores)) => Some(stores.iter().map(|store| store.uuid()).collect()),
        };
        if asked.is_overdue || stored.by == ListBy::Due {
            stored.due = Some(self.due_days_in_tx(tx, &stored, asked.is_overdue).await.or_problem()?);
        }
        if present(filter.search.as_ref()).or(present(filter.customer_name.as_ref())).is_some() {
            let tenant = store::tenants::tenant_in_tx(tx).await.or_problem()?;
            let currency = parse_currency(&tenant.ok_or_else(Problem::not_found)?.currency).or_problem()?;
            let stores = store::tenants::stores_in_tx(tx).await.or_problem()?;
            stored.search = search(keys, filter, &regions(&stores, currency))?;
        }
        if let Some(word) = present(filter.cursor.as_ref()) {
            let cursor: Cursor = cursor::read(word)?;
            if cursor.list != asked.fingerprint {
                let message =
                    "This cursor is of a list with another filter or order. Start from the first page again.";
                return Err(Problem::invalid("cursor", FieldCode::OfAnotherList, message));
            }
            let (due, created_at) = (cursor::storable(cursor.due)?, cursor::storable(cursor.at)?);
            stored.after = Some(ListKey { total: cursor.total, due, created_at, id: cursor.id });
        }
        let named_store =
            present(filter.store.as_ref()).and(stored.stores.as_deref()).and_then(<[Uuid]>::first).copied();
        Ok(OrderList { stored, named_store, fingerprint: asked.fingerprint })
    }

    /// Before which day something must be due at each store: its own today, or any.
    async fn due_days_in_tx(
        &self,
        tx: &mut TenantTx,
        stored: &ListFilter,
        is_overdue: bool,
    ) -> Result<Vec<(Uuid, NaiveDate)>, Failure> {
        let now = self.clock.now();
        let stores = store::tenants::stores_in_tx(tx).await?.into_iter();
        let wanted = stores
            .filter(|store| stored.stores.as_ref().is_none_or(|wanted| wanted.contains(&store.id().uuid())));
        let days = wanted.map(|store| {
            let today = business_day(&store.time_zone, store.day_cutoff_minutes, now)?.0;
            Ok((store.id().uuid(), if is_overdue { today } else { ANY_DAY }))
        });
        days.collect()
    }

    /// The list's next page, shown to somebody, which is noted; `list` then stands behind it. Ends the
    /// transaction.
    pub(super) async fn shown(
        &self,
        mut tx: TenantTx,
        caller: &Caller,
        keys: &TenantKeys,
        list: &mut OrderList,
        limit: i64,
    ) -> Result<Page<OrderSummary>, Problem> {
        let (orders, next_cursor) = self.page_in_tx(&mut tx, list, limit).await?;
        let seen = Seen {
            action: AuditAction::Access,
            subject: "orders",
            store_id: list.named_store,
            order_id: None,
            people: orders.iter().filter_map(|order| order.customer_id).collect(),
            rows: Some(orders.len()),
        };
        let noting = self.note_seen(caller, keys, seen)?;
        tx.commit().await.or_problem()?;
        let now = self.clock.now();
        let items = orders.into_iter().map(|order| order_summary(keys, order, now)).collect::<Result<_, _>>();
        let items = items.or_problem()?;
        noting.noted().await?;
        Ok(Page { items, next_cursor })
    }

    /// The list's next page and its cursor; `list` then stands behind it.
    pub(super) async fn page_in_tx(
        &self,
        tx: &mut TenantTx,
        list: &mut OrderList,
        limit: i64,
    ) -> Result<(Vec<ListedOrder>, Option<String>), Problem> {
        list.stored.limit = limit + 1;
        let found = list_in_tx(tx, &list.stored).await.or_problem()?;
        let mut orders = found.map_err(too_many)?;
        let key = |order: &ListedOrder| {
            let ListKey { total, due, created_at: at, id } = order.key();
            Cursor { list: list.fingerprint.clone(), total, due, at, id }
        };
        let next_cursor = cursor::cut(&mut orders, limit, key).or_problem()?;
        list.stored.after = orders.last().map(ListedOrder::key).or(list.stored.after);
        Ok((orders, next_cursor))
    }
}

fn too_many(why: TooMany) -> Problem {
    match why {
        TooMany::Customers => {
            let message = "So many customers fit that their orders can't be listed like this. Type more of the name, or leave the other filters and the sort out.";
            Problem::invalid("search", FieldCode::TooBroad, message)
        }
        TooMany::Orders => {
            let message = "These days hold too many orders to sort them by total. Choose fewer days, one store, or narrower amounts.";
            Problem::invalid("from", FieldCode::TooManyOrders, message)
        }
    }
}
