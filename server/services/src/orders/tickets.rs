//! Orders as boards and tracking pages show them.

use chrono::TimeDelta;
use contract::live::{Ticket, TicketLine};
use domain::{
    id::OrderId,
    order::{LedgerSums, Lifecycle},
};
use store::{
    TenantTx,
    orders::{OrderLine, TicketRecord, lines_in_tx, tickets_in_tx},
};
use uuid::Uuid;

use super::{
    sealed::{open_customer, open_note, person_key},
    view::{balance_due, parse_channel, parse_lifecycle},
};
use crate::{Failure, Services, protection::TenantKeys, tenants::parse_currency};

impl Services {
    /// Tickets of some orders, whatever their state.
    pub(crate) async fn tickets_in_tx(
        &self,
        tx: &mut TenantTx,
        orders: &[Uuid],
    ) -> Result<Vec<Ticket>, Failure> {
        let records = tickets_in_tx(tx, orders).await?;
        self.complete_in_tx(tx, records).await
    }

    /// Tickets of these records, with their lines.
    pub(crate) async fn complete_in_tx(
        &self,
        tx: &mut TenantTx,
        records: Vec<TicketRecord>,
    ) -> Result<Vec<Ticket>, Failure> {
        let keys = self.keyring.tenant_keys_in_tx(tx).await?;
        let ids: Vec<Uuid> = records.iter().map(|record| record.id).collect();
        let lines = lines_in_tx(tx, &ids).await?;
        records.into_iter().map(|record| ticket(&keys, record, &lines)).collect()
    }
}

fn ticket(keys: &TenantKeys, record: TicketRecord, lines: &[OrderLine]) -> Result<Ticket, Failure> {
    let key = person_key(keys, record.data_key_id, record.wrapped_key.as_deref())?;
    let status = parse_lifecycle(&record.lifecycle)?;
    let ledger = LedgerSums { received: record.received, refunded: record.refunded };
    // The customer's id binds the sealed profile; a ticket needs it for nothing else.
    let customer = open_customer(key.as_ref(), record.customer_id, record.sealed_profile.as_deref())?;
    let lines = lines.iter().filter(|line| line.order_id == record.id).map(|line| {
        Ok(TicketLine {
            name: line.name.clone(),
            quantity: line.quantity,
            note: open_note(key.as_ref(), line.id, line.sealed_note.as_deref())?,
        })
    });
    let being_made = matches!(status, Lifecycle::Pending | Lifecycle::Processing);
    let preparation = TimeDelta::minutes(i64::from(record.preparation_minutes));
    Ok(Ticket {
        id: OrderId::from_uuid(record.id),
        reference: record.reference.parse().map_err(|_| Failure::UnknownWord("orders.reference"))?,
        channel: parse_channel(&record.channel)?,
        status,
        payment_state: ledger.state(record.total),
        customer_name: customer.map(|customer| customer.name),
        lines: lines.collect::<Result<_, Failure>>()?,
        note: open_note(key.as_ref(), record.id, record.sealed_note.as_deref())?,
        total: record.total,
        balance_due: balance_due(status, ledger, record.total),
        next_due_date: record.next_due_date,
        currency: parse_currency(&record.currency)?,
        placed_at: record.created_at,
        expected_at: being_made.then(|| record.created_at + preparation),
        version: record.version,
        deleted: record.is_deleted,
    })
}

/// The same ticket for whoever holds the tracking link: without who bought it and what the shop
/// noted for itself.
pub(crate) fn for_customer(ticket: Ticket) -> Ticket {
    Ticket { customer_name: None, note: None, ..ticket }
}
