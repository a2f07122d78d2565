//! Recording an order: checked for everything that needs no database ([`prepare`]), then decided by its
//! store's writer ([`decide`], [`rows`]).

mod by_app;
mod decide;
mod prepare;
mod rows;

#[cfg(feature = "fuzzing")]
pub(super) use by_app::prepared;
pub(super) use by_app::{FirstSent, sent_before};
pub(super) use decide::{basket_problem, payment_problem};
pub(super) use prepare::Sale;
#[cfg(feature = "fuzzing")]
pub(super) use prepare::prepare;

use contract::{
    Problem,
    orders::{Answered, OrderView, PlaceOrder},
    session::Caller,
};

use super::{
    answers::CommandKey,
    writer::{Identity, Task},
};
use crate::Services;

impl Services {
    pub(super) async fn place_order(
        &self,
        caller: &Caller,
        key: Option<String>,
        order: PlaceOrder,
    ) -> Result<Answered<OrderView>, Problem> {
        let store_id = self.store_id(caller, &order.store).await?;
        let key = CommandKey::of(key, &order)?;
        let sale = prepare::prepare(order)?;
        let task = Task::Place(Box::new(sale));
        let placed = self.written(caller, store_id, key.map(Identity::Key), task).await?;
        self.order_directory.remember(caller.tenant_id, placed.answer.id, store_id);
        Ok(placed)
    }
}
