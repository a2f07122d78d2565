//! Recording an order.
//!
//! A command is checked for everything that needs no database ([`prepare`]), then waits in its
//! store's queue ([`queue`]). The store's one writer takes what waits, up to a limit, and decides
//! and writes it in one transaction ([`batch`]): under load many orders share one commit, alone an
//! order waits for nobody. Each command is decided on its own, so one that is refused spoils no
//! other.

mod batch;
mod decide;
mod prepare;
mod queue;
mod rows;

pub(super) use decide::{basket_problem, payment_problem};
pub(crate) use queue::PlaceQueue;

use contract::{
    Problem,
    orders::{Answered, OrderView, PlaceOrder},
    session::Caller,
};
use domain::id::StoreId;
use tokio::sync::oneshot;

use super::answers::CommandKey;
use crate::Services;

/// A command that is on its way to its store's writer.
pub(crate) struct Waiting {
    caller: Caller,
    key: Option<CommandKey>,
    sale: prepare::Sale,
    answer: oneshot::Sender<Result<Answered<OrderView>, Problem>>,
}

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
        let (answer, answered) = oneshot::channel();
        let waiting = Waiting { caller: caller.clone(), key, sale, answer };
        self.enqueue(caller.tenant_id, store_id, waiting)?;
        // The sender is dropped only if the writer's task dies; its transaction then left nothing,
        // or left the answer for whoever sends the same key again.
        answered.await.unwrap_or_else(|_| Err(Problem::internal()))
    }

    fn enqueue(
        &self,
        tenant_id: domain::id::TenantId,
        store_id: StoreId,
        waiting: Waiting,
    ) -> Result<(), Problem> {
        self.places.push(self, tenant_id, store_id, waiting)
    }
}
