//! One customer, and what they bought.

use chrono::{DateTime, Utc};
use contract::{
    Problem,
    catalogue::Page,
    customers::{CustomerHistory, CustomerOrder, HistoryFilter},
    session::Caller,
};
use domain::{id::OrderId, order::LedgerSums};
use store::customers::{BoughtOrder, bought_in_tx};

use super::find::{customer_id, people_seen};
use crate::{
    Failure, Services,
    access::scope,
    clock::business_day,
    failure::OrProblem,
    orders::{balance_due, cursor, parse_channel, parse_lifecycle},
    tenants::parse_currency,
};

impl Services {
    /// A customer with a page of their orders: one look at a person, whatever of it is shown.
    pub(super) async fn read_customer(
        &self,
        caller: &Caller,
        id: &str,
        filter: HistoryFilter,
    ) -> Result<CustomerHistory, Problem> {
        let id = customer_id(id)?;
        let limit = cursor::limit(filter.limit)?;
        let before = filter.cursor.as_deref().map(cursor::read_place).transpose()?;
        // Read first: what happens meanwhile is told after it.
        let sequence = self.business_sequence(caller.tenant_id).await.or_problem()?;
        let mut tx = self.database.begin(&scope(caller)).await.or_problem()?;
        let keys = self.keyring.tenant_keys_in_tx(&mut tx).await.or_problem()?;
        let customer = self.detail_in_tx(&mut tx, &keys, id).await?;
        let mut orders = bought_in_tx(&mut tx, id, before, limit + 1).await.or_problem()?;
        let next_cursor = cursor::cut(&mut orders, limit, |order: &BoughtOrder| (order.created_at, order.id))
            .or_problem()?;
        let noting = self.note_seen(caller, &keys, people_seen("customer", vec![id.uuid()]))?;
        tx.commit().await.or_problem()?;
        let now = self.clock.now();
        let items = orders.into_iter().map(|order| bought(order, now)).collect::<Result<_, _>>();
        let items = items.or_problem()?;
        noting.noted().await?;
        Ok(CustomerHistory { customer, history: Page { items, next_cursor }, sequence: Some(sequence) })
    }
}

fn bought(order: BoughtOrder, now: DateTime<Utc>) -> Result<CustomerOrder, Failure> {
    let today = business_day(&order.time_zone, order.day_cutoff_minutes, now)?.0;
    let lifecycle = parse_lifecycle(&order.lifecycle)?;
    let ledger = LedgerSums { received: order.received, refunded: order.refunded };
    let balance_due = balance_due(lifecycle, ledger, order.total);
    Ok(CustomerOrder {
        id: OrderId::from_uuid(order.id),
        reference: order.reference.parse().map_err(|_| Failure::UnknownWord("orders.reference"))?,
        channel: parse_channel(&order.channel)?,
        store: order.store,
        lifecycle,
        payment_state: ledger.state(order.total),
        total: order.total,
        balance_due,
        next_due_date: order.next_due_date,
        overdue: balance_due > 0 && order.next_due_date.is_some_and(|due| due < today),
        currency: parse_currency(&order.currency)?,
        created_at: order.created_at,
    })
}
