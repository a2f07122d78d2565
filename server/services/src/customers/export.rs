//! Everything that is known of a person, for that person.

use contract::{Problem, customers::CustomerExport, session::Caller};
use domain::id::OrderId;
use store::{customers::orders_in_tx, orders::OrderKey, orders::order_in_tx};

use super::find::{customer_id, people_seen};
use crate::{Services, access::scope, failure::OrProblem};

/// Orders that are looked up at once.
const PAGE: i64 = 100;

impl Services {
    pub(super) async fn export_customer(&self, caller: &Caller, id: &str) -> Result<CustomerExport, Problem> {
        let id = customer_id(id)?;
        let mut tx = self.database.begin(&scope(caller)).await.or_problem()?;
        let keys = self.keyring.tenant_keys_in_tx(&mut tx).await.or_problem()?;
        let customer = self.detail_in_tx(&mut tx, &keys, id).await?;
        let (mut orders, mut before) = (Vec::new(), None);
        // All of them, however many: it is the person's right.
        loop {
            let page = orders_in_tx(&mut tx, id, before, PAGE).await.or_problem()?;
            for (_, order_id) in &page {
                let key = OrderKey::Id(OrderId::from_uuid(*order_id));
                if let Some(record) = order_in_tx(&mut tx, &key).await.or_problem()? {
                    orders.push(self.view_in_tx(&mut tx, record).await.or_problem()?);
                }
            }
            before = page.last().copied();
            if before.is_none() {
                break;
            }
        }
        let noting = self.note_seen(caller, &keys, people_seen("export", vec![id.uuid()]))?;
        tx.commit().await.or_problem()?;
        noting.noted().await?;
        Ok(CustomerExport { customer, orders, exported_at: self.clock.now() })
    }
}
