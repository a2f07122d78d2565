//! Recording an order.
//!
//! A command is checked for everything that needs no database ([`prepare`]), then waits in its
//! store's queue ([`queue`]). The store's one writer takes what waits, up to a limit, and decides
//! and writes it in one transaction ([`batch`]): under load many orders share one commit, alone an
//! order waits for nobody. Each command is decided on its own, so one that is refused spoils no
//! other.

mod batch;
mod by_app;
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
use domain::id::{StoreId, WebhookKeyId};
use tokio::sync::oneshot;

use super::answers::CommandKey;
use crate::Services;

/// A command that is on its way to its store's writer.
pub(crate) struct Waiting {
    caller: Caller,
    identity: Option<Identity>,
    sale: prepare::Sale,
    answer: oneshot::Sender<Result<Answered<OrderView>, Problem>>,
}

/// What tells a command that comes again.
pub(crate) enum Identity {
    /// The key that it was sent with: the same command gets the same answer again, for a while.
    Key(CommandKey),
    /// An app's own number for the order: it is that order for ever.
    Client(ClientOrder),
}

/// An order as its app knows it.
pub(crate) struct ClientOrder {
    /// The app's number for it.
    id: String,
    /// Everything that the app said of it.
    content: Vec<u8>,
    /// What it was signed with.
    key_id: WebhookKeyId,
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
        self.placed(caller, store_id, key.map(Identity::Key), sale).await
    }

    /// Waits for the store's writer.
    async fn placed(
        &self,
        caller: &Caller,
        store_id: StoreId,
        identity: Option<Identity>,
        sale: prepare::Sale,
    ) -> Result<Answered<OrderView>, Problem> {
        let (answer, answered) = oneshot::channel();
        let waiting = Waiting { caller: caller.clone(), identity, sale, answer };
        self.places.push(self, caller.tenant_id, store_id, waiting)?;
        // The sender is dropped only if the writer's task dies; its transaction then left nothing,
        // or left the answer for whoever sends the same key again.
        answered.await.unwrap_or_else(|_| Err(Problem::internal()))
    }
}
