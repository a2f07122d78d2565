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

pub(crate) use queue::PlaceQueue;

use contract::{
    Problem,
    orders::{Answered, OrderView, PlaceOrder},
    session::Caller,
};
use domain::id::StoreId;
use tokio::sync::oneshot;

use crate::{Services, failure::OrProblem, protection::sha256};

/// A command that is on its way to its store's writer.
pub(crate) struct Waiting {
    caller: Caller,
    key: Option<CommandKey>,
    sale: prepare::Sale,
    answer: oneshot::Sender<Result<Answered<OrderView>, Problem>>,
}

/// What tells a command that comes again.
#[derive(Debug, Clone)]
struct CommandKey {
    key: String,
    request_hash: [u8; 32],
}

/// The longest idempotency key, in bytes.
const MAX_KEY: usize = 200;

impl Services {
    pub(super) async fn place_order(
        &self,
        caller: &Caller,
        key: Option<String>,
        order: PlaceOrder,
    ) -> Result<Answered<OrderView>, Problem> {
        let store_id = self.store_id(caller, &order.store).await?;
        let key = key.map(|key| command_key(key, &order)).transpose()?;
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

fn command_key(key: String, order: &PlaceOrder) -> Result<CommandKey, Problem> {
    if key.is_empty() || key.len() > MAX_KEY || !key.is_ascii() {
        let message = format!("Send a key of 1 to {MAX_KEY} plain characters, or none.");
        return Err(Problem::invalid("Idempotency-Key", "invalid", message));
    }
    let request = serde_json::to_vec(order).or_problem()?;
    Ok(CommandKey { key, request_hash: sha256(&request) })
}
