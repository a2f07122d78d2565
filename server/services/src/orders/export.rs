//! The order list as CSV, a part at a time: however many orders fit, a few are in memory.
//!
//! Each part is read in a transaction of its own, behind the row where the last one ended: a slow
//! reader holds no connection. What is recorded meanwhile is newer than all that a list by time still
//! has to tell.

use async_trait::async_trait;
use contract::{
    Problem,
    backend::OrdersExport,
    orders::{OrderFilter, OrderSummary},
    session::Caller,
};
use domain::audit::AuditAction;
use store::orders::count_in_tx;

use super::list::OrderList;
use crate::{
    Services,
    access::scope,
    audit::{Deed, FieldChange, audit_row},
    csv_row::{head, row},
    failure::OrProblem,
};

/// Orders in one part.
const PART: i64 = 500;

const HEAD: [&str; 18] = [
    "reference",
    "created_at",
    "business_day",
    "store",
    "type",
    "channel",
    "status",
    "lifecycle",
    "payment_state",
    "customer_name",
    "customer_phone",
    "items",
    "total",
    "paid",
    "balance_due",
    "next_due_date",
    "overdue",
    "currency",
];

/// An export under way.
struct Export {
    services: Services,
    caller: Caller,
    list: OrderList,
    has_begun: bool,
    has_ended: bool,
}

impl Services {
    /// Begins an export. That it was made, with which filter and how much it holds, is noted before a
    /// row leaves.
    pub(super) async fn export_orders(
        &self,
        caller: &Caller,
        filter: OrderFilter,
    ) -> Result<Box<dyn OrdersExport>, Problem> {
        let filter = OrderFilter { cursor: None, limit: None, ..filter };
        let mut tx = self.database.begin(&scope(caller)).await.or_problem()?;
        let keys = self.keyring.tenant_keys_in_tx(&mut tx).await.or_problem()?;
        let list = self.order_list_in_tx(&mut tx, caller, &keys, &filter).await?;
        let count = count_in_tx(&mut tx, &list.stored).await.or_problem()?;
        let deed = Deed {
            action: AuditAction::Access,
            subject: "orders",
            store_id: None,
            order_id: None,
            subject_id: None,
            customer_ids: Vec::new(),
            changes: changes(&filter, count),
            key: None,
            reason: None,
        };
        let entry = audit_row(&keys, &self.random, caller, self.clock.now(), deed).or_problem()?;
        store::audit::insert_in_tx(&mut tx, &[entry]).await.or_problem()?;
        tx.commit().await.or_problem()?;
        let (services, caller) = (self.clone(), caller.clone());
        Ok(Box::new(Export { services, caller, list, has_begun: false, has_ended: false }))
    }
}

/// The filter word by word; what names a person as a keyed hash.
fn changes(filter: &OrderFilter, count: i64) -> Vec<FieldChange> {
    let words = [
        ("status", &filter.status),
        ("payment", &filter.payment),
        ("type", &filter.order_type),
        ("channel", &filter.channel),
        ("store", &filter.store),
        ("from", &filter.from),
        ("to", &filter.to),
        ("min_total", &filter.min_total),
        ("max_total", &filter.max_total),
        ("sort", &filter.sort),
    ];
    let said = words.into_iter().filter_map(|(name, word)| Some((name, word.as_deref()?)));
    let mut changes: Vec<FieldChange> = said.map(|(name, word)| FieldChange::open(name, (), word)).collect();
    for (name, word) in [("search", &filter.search), ("customer_name", &filter.customer_name)] {
        if let Some(word) = word {
            changes.push(FieldChange::protected(name, None, Some(word)));
        }
    }
    if filter.deleted.unwrap_or(false) {
        changes.push(FieldChange::open("deleted", (), true));
    }
    changes.push(FieldChange::open("export", (), "csv"));
    changes.push(FieldChange::open("count", (), count));
    changes
}

#[async_trait]
impl OrdersExport for Export {
    async fn next(&mut self) -> Result<Option<String>, Problem> {
        if self.has_ended {
            return Ok(None);
        }
        let mut tx = self.services.database.begin_by_key(&scope(&self.caller)).await.or_problem()?;
        let keys = self.services.keyring.tenant_keys_in_tx(&mut tx).await.or_problem()?;
        let page = self.services.shown(tx, &self.caller, &keys, &mut self.list, PART).await?;
        self.has_ended = page.next_cursor.is_none();
        let text = written(!self.has_begun, &page.items);
        self.has_begun = true;
        Ok(Some(text))
    }
}

fn written(with_head: bool, orders: &[OrderSummary]) -> String {
    let mut text = String::new();
    if with_head {
        text.push_str(&head(&HEAD));
    }
    for order in orders {
        text.push_str(&row(&cells(order)));
    }
    text
}

fn cells(order: &OrderSummary) -> [String; 18] {
    let customer = order.customer.as_ref();
    let status = serde_json::to_value(order.status).ok();
    [
        order.reference.to_string(),
        order.created_at.to_rfc3339_opts(chrono::SecondsFormat::Secs, true),
        order.business_day.to_string(),
        order.store.clone(),
        order.order_type.code().to_owned(),
        order.channel.code().to_owned(),
        status.as_ref().and_then(|status| status.as_str()).unwrap_or_default().to_owned(),
        order.lifecycle.code().to_owned(),
        order.payment_state.code().to_owned(),
        customer.map(|customer| customer.name.clone()).unwrap_or_default(),
        customer.and_then(|customer| customer.phone.clone()).unwrap_or_default(),
        order.item_count.to_string(),
        order.total.to_string(),
        order.amount_paid.to_string(),
        order.balance_due.to_string(),
        order.next_due_date.map(|day| day.to_string()).unwrap_or_default(),
        order.overdue.to_string(),
        order.currency.code().to_owned(),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_head_comes_once() {
        assert!(written(true, &[]).starts_with("\u{feff}reference,created_at,business_day,"));
        assert_eq!(written(false, &[]), "");
    }
}
