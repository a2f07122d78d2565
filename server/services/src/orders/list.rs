//! The order list.

use chrono::{DateTime, NaiveDate, Utc};
use contract::{
    Problem,
    catalogue::Page,
    orders::{OrderFilter, OrderSummary},
    session::Caller,
};
use domain::{
    audit::AuditAction,
    order::{Channel, OrderType, Reference},
    role::Permission,
};
use store::orders::{ListFilter, ListSearch, ListStatus, ListedOrder, list_in_tx};
use uuid::Uuid;

use super::{cursor, view::order_summary};
use crate::{
    Services,
    access::{require, scope},
    audit::Seen,
    failure::OrProblem,
    protection::{TenantKeys, normal_phone},
    tenants::parse_currency,
};

/// The longest search, in bytes: nobody has a longer name, and nothing else is searched by.
const MAX_SEARCH: usize = 200;

impl Services {
    pub(super) async fn list_orders(
        &self,
        caller: &Caller,
        filter: OrderFilter,
    ) -> Result<Page<OrderSummary>, Problem> {
        let store_id = match present(&filter.store) {
            Some(slug) => Some(self.store_id(caller, slug).await?.uuid()),
            None => None,
        };
        let deleted = filter.deleted.unwrap_or(false);
        if deleted {
            require(caller, Permission::CorrectOrders)?;
        }
        let limit = cursor::limit(filter.limit)?;
        let mut tx = self.database.begin(&scope(caller)).await.or_problem()?;
        let keys = self.keyring.tenant_keys_in_tx(&mut tx).await.or_problem()?;
        let tenant = store::tenants::tenant_in_tx(&mut tx).await.or_problem()?;
        let tenant = tenant.ok_or_else(Problem::not_found)?;
        let currency = parse_currency(&tenant.currency).or_problem()?;
        let typed = present(&filter.search).or(present(&filter.customer_name));
        let names_only = present(&filter.search).is_none();
        let search = typed.map(|typed| search(&keys, typed, names_only, currency)).transpose()?;
        let stored = ListFilter {
            store_id,
            status: present(&filter.status).map(status).transpose()?,
            channels: channels(&filter)?,
            from: present(&filter.from).map(|day| date("from", day)).transpose()?,
            to: present(&filter.to).map(|day| date("to", day)).transpose()?,
            search,
            deleted,
            before: present(&filter.cursor).map(cursor::read::<(DateTime<Utc>, Uuid)>).transpose()?,
            limit: limit + 1,
        };
        let mut orders = list_in_tx(&mut tx, &stored).await.or_problem()?;
        let next_cursor = cursor::cut(&mut orders, limit, |order: &ListedOrder| (order.created_at, order.id))
            .or_problem()?;
        let seen = Seen {
            action: AuditAction::Access,
            subject: "orders",
            store_id,
            order_id: None,
            people: orders.iter().filter_map(|order| order.customer_id).collect(),
            rows: Some(orders.len()),
        };
        self.note_seen_in_tx(&mut tx, caller, seen).await.or_problem()?;
        tx.commit().await.or_problem()?;
        let now = self.clock.now();
        let items =
            orders.into_iter().map(|order| order_summary(&keys, order, now)).collect::<Result<_, _>>();
        Ok(Page { items: items.or_problem()?, next_cursor })
    }
}

/// A filter left empty in a form is no filter.
fn present(word: &Option<String>) -> Option<&str> {
    word.as_deref().map(str::trim).filter(|word| !word.is_empty())
}

fn status(word: &str) -> Result<ListStatus, Problem> {
    match word {
        "PENDING" => Ok(ListStatus::BalanceDue),
        "PAID" => Ok(ListStatus::PaidAndOpen),
        "COMPLETED" => Ok(ListStatus::PaidAndCompleted),
        "CANCELLED" => Ok(ListStatus::Lifecycle("cancelled")),
        word => {
            let known =
                word.parse().map(|state: domain::order::Lifecycle| ListStatus::Lifecycle(state.code()));
            known.map_err(|_| {
                Problem::invalid(
                    "status",
                    "unknown",
                    "Status is PENDING, PAID, COMPLETED, CANCELLED, draft, pending, processing, ready, completed or cancelled.",
                )
            })
        }
    }
}

fn channels(filter: &OrderFilter) -> Result<Vec<&'static str>, Problem> {
    if let Some(word) = present(&filter.channel) {
        let channel: Result<Channel, _> = word.parse();
        let channel = channel
            .map_err(|_| Problem::invalid("channel", "unknown", "Channel is till, phone, app or web."))?;
        return Ok(vec![channel.code()]);
    }
    let wanted = match present(&filter.order_type) {
        None => return Ok(Vec::new()),
        Some("offline") => OrderType::Offline,
        Some("online") => OrderType::Online,
        Some(_) => return Err(Problem::invalid("type", "unknown", "Type is offline or online.")),
    };
    Ok(Channel::ALL.into_iter().filter(|channel| channel.order_type() == wanted).map(Channel::code).collect())
}

fn date(field: &str, word: &str) -> Result<NaiveDate, Problem> {
    word.parse().map_err(|_| {
        Problem::invalid(field, "invalid_date", "Write the date as YYYY-MM-DD, like 2026-11-21.")
    })
}

fn search(
    keys: &TenantKeys,
    typed: &str,
    names_only: bool,
    currency: domain::money::Currency,
) -> Result<ListSearch, Problem> {
    if typed.len() > MAX_SEARCH {
        return Err(Problem::invalid("search", "too_long", "Search with fewer letters."));
    }
    let name_index = keys.name_query(typed);
    if names_only {
        return Ok(ListSearch { name_index, ..ListSearch::default() });
    }
    Ok(ListSearch {
        reference: typed.parse().ok().map(|reference: Reference| reference.to_string()),
        name_index,
        phone_index: normal_phone(typed, currency).map(|phone| keys.phone_index(&phone)),
    })
}
