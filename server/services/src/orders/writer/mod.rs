//! A store's writer.
//!
//! A command that is checked for everything that needs no database waits in its store's queue
//! ([`queue`]). The store's one writer takes what waits, up to a limit, and decides and writes it in one
//! transaction ([`batch`]): under load many commands share one commit, alone a command waits for nobody.
//! Each command is decided on its own, at the [`Desk`], so one that is refused spoils no other.

mod batch;
mod queue;

pub(super) use batch::Outcome;
pub(crate) use queue::Writers;

use std::collections::HashMap;

use chrono::{DateTime, NaiveDate, Utc};
use contract::{
    Problem,
    orders::{Answered, OrderView},
    session::Caller,
};
use domain::{
    id::{ProductId, StoreId, TenantId, WebhookKeyId},
    money::Currency,
    tax::TaxRules,
};
use store::{
    customers::CustomerRecord,
    orders::{LockedStore, OrderChanges, OrderRecord, SellableProduct},
};
use tokio::sync::oneshot;
use uuid::Uuid;

use super::{answers::CommandKey, move_order::Leg, pay::Payment, place::Sale};
use crate::{
    Services,
    events::log::EventLog,
    protection::{Region, TenantKeys},
    random::Random,
};

/// A command that is on its way to its store's writer.
pub(crate) struct Waiting {
    pub(super) caller: Caller,
    pub(super) identity: Option<Identity>,
    pub(super) task: Task,
    answer: oneshot::Sender<Result<Answered<OrderView>, Problem>>,
}

/// What a writer does.
pub(super) enum Task {
    /// Records a new order.
    Place(Box<Sale>),
    /// Enters a payment into the ledger of an order that exists.
    Pay {
        /// Of which order.
        order_id: Uuid,
        /// What was paid.
        payment: Payment,
    },
    /// Moves an order along, back, or out.
    Move {
        /// Which order.
        order_id: Uuid,
        /// Where to.
        leg: Leg,
    },
}

impl Task {
    /// The order that it changes; none if it makes one.
    fn order_id(&self) -> Option<Uuid> {
        match self {
            Self::Place(_) => None,
            Self::Pay { order_id, .. } | Self::Move { order_id, .. } => Some(*order_id),
        }
    }
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
    pub(super) id: String,
    /// Everything that the app said of it.
    pub(super) content: Vec<u8>,
    /// What it was signed with.
    pub(super) key_id: WebhookKeyId,
}

/// A store's writer at work: what it knows, and what it will write.
pub(super) struct Desk<'a> {
    pub(super) now: DateTime<Utc>,
    /// The store's trading day.
    pub(super) today: NaiveDate,
    pub(super) random: &'a Random,
    pub(super) keys: &'a TenantKeys,
    pub(super) public_url: &'a str,
    pub(super) tenant_id: TenantId,
    pub(super) store: &'a LockedStore,
    pub(super) currency: Currency,
    /// Where the store is, and numbers are dialled.
    pub(super) region: Region,
    pub(super) tax_rules: &'a TaxRules,
    /// With what is left after the commands decided so far.
    pub(super) products: HashMap<Uuid, SellableProduct>,
    pub(super) customers: Vec<CustomerRecord>,
    /// Orders that commands change, deleted ones too.
    pub(super) orders: HashMap<Uuid, OrderRecord>,
    /// What orders that may be cancelled took from counted stock.
    pub(super) taken: HashMap<Uuid, Vec<(ProductId, i64)>>,
    pub(super) log: EventLog,
    pub(super) changes: OrderChanges,
}

impl Services {
    /// Waits for the store's writer.
    pub(super) async fn written(
        &self,
        caller: &Caller,
        store_id: StoreId,
        identity: Option<Identity>,
        task: Task,
    ) -> Result<Answered<OrderView>, Problem> {
        let (answer, answered) = oneshot::channel();
        let tenant_id = caller.tenant_id;
        let waiting = Waiting { caller: caller.clone(), identity, task, answer };
        let services = self.clone();
        self.writers.queues.push(store_id, waiting, |commands| {
            tokio::spawn(queue::write(services, tenant_id, store_id, commands));
        })?;
        // The sender is dropped only if the writer's task dies; its transaction then left nothing,
        // or left the answer for whoever sends the same key again.
        answered.await.unwrap_or_else(|_| Err(Problem::internal()))
    }
}
