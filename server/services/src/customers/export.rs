//! Everything that is known of a person, for that person.

use contract::{Problem, customers::CustomerExport, session::Caller};
use store::{customers::orders_in_tx, orders::OrderKey, orders::order_in_tx};

use super::find::{customer_id, people_seen};
use crate::{Services, access::scope, failure::OrProblem};

impl Services {
    pub(super) async fn export_customer(&self, caller: &Caller, id: &str) -> Result<CustomerExport, Problem> {
        let id = customer_id(id)?;
        let mut tx = self.database.begin(&scope(caller)).await.or_problem()?;
        let keys = self.keyring.tenant_keys_in_tx(&mut tx).await.or_problem()?;
        let customer = self.detail_in_tx(&mut tx, &keys, id).await?;
        let ids = orders_in_tx(&mut tx, id).await.or_problem()?;
        let mut orders = Vec::with_capacity(ids.len());
        for order_id in ids {
            let record = order_in_tx(&mut tx, &OrderKey::Id(order_id)).await.or_problem()?;
            if let Some(record) = record {
                orders.push(self.view_in_tx(&mut tx, record).await.or_problem()?);
            }
        }
        let noting = self.note_seen(caller, &keys, people_seen("export", vec![id.uuid()]))?;
        tx.commit().await.or_problem()?;
        noting.noted().await?;
        Ok(CustomerExport { customer, orders, exported_at: self.clock.now() })
    }
}
