//! Handing events on to subscribers: at least once, and in the order of their store.
//!
//! The events that a change writes in its own transaction are the outbox; nothing is written besides.
//! Each [`Subscriber`] has a cursor per store in the database, which moves only in the transaction that
//! did what the subscriber does. So a crash at any point loses nothing and does nothing twice, and of
//! several processes one at a time has a cursor.
//!
//! To add a subscriber: implement the trait and list it in [`SUBSCRIBERS`].

mod run;

pub(crate) use run::Outbox;

use async_trait::async_trait;
use domain::id::{StoreId, TenantId};
use store::{
    TenantTx,
    cursors::{begin_cursor_in_tx, lock_cursor_in_tx, move_cursor_in_tx},
    events::{EventRecord, last_sequence_in_tx, of_store_in_tx},
};

use crate::{Failure, Services, access::store_scope, webhooks::Webhooks};

/// Whoever is told of every event.
const SUBSCRIBERS: [&dyn Subscriber; 1] = [&Webhooks];
/// The most events that are handed on in one transaction.
const PAGE: i64 = 200;

/// Something that is to be done with every event, in the database.
#[async_trait]
pub trait Subscriber: Send + Sync {
    /// What its cursors are kept under; never changed.
    fn name(&self) -> &'static str;
    /// Whether there is anything to do for the transaction's tenant. If not, the cursor moves to the
    /// end and no event is read.
    async fn wants_in_tx(&self, services: &Services, tx: &mut TenantTx) -> Result<bool, Failure>;
    /// Does it with some events of a store, oldest first. What it writes and the cursor are committed
    /// together, or neither is.
    async fn take_in_tx(
        &self,
        services: &Services,
        tx: &mut TenantTx,
        store_id: StoreId,
        events: &[EventRecord],
    ) -> Result<(), Failure>;
    /// What follows once that is committed. It may never be called: the process may end before.
    fn taken(&self, _services: &Services) {}
}

/// What handing a store's events on came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HandedOn {
    /// Everything was handed on, so many events.
    All(usize),
    /// Nobody wants this tenant's events.
    Unwanted,
    /// Another process is at it.
    Busy,
}

impl Services {
    /// Hands everything on that waits, of all tenants; tells how many events that was.
    pub async fn hand_on_events(&self) -> Result<usize, Failure> {
        let mut handed_on = 0;
        for subscriber in SUBSCRIBERS {
            for (tenant_id, store_id) in self.database.stores_with_events(subscriber.name()).await? {
                if let HandedOn::All(events) = self.hand_on(subscriber, tenant_id, store_id).await? {
                    handed_on += events;
                }
            }
        }
        Ok(handed_on)
    }

    /// Hands a store's events on to one subscriber.
    pub async fn hand_on(
        &self,
        subscriber: &dyn Subscriber,
        tenant_id: TenantId,
        store_id: StoreId,
    ) -> Result<HandedOn, Failure> {
        let mut handed_on = 0;
        loop {
            let now = self.clock.now();
            let mut tx = self.database.begin(&store_scope(tenant_id, store_id)).await?;
            let Some(after) = lock_cursor_in_tx(&mut tx, store_id, subscriber.name()).await? else {
                // Committed by itself: nobody is to wait for what the first batch takes.
                if begin_cursor_in_tx(&mut tx, store_id, subscriber.name(), now).await? {
                    tx.commit().await?;
                    continue;
                }
                return Ok(HandedOn::Busy);
            };
            // Read before it is asked who wants events: whoever begins to want them in between is told
            // of everything that comes after.
            let last = last_sequence_in_tx(&mut tx, store_id).await?.unwrap_or(0);
            if !subscriber.wants_in_tx(self, &mut tx).await? {
                move_cursor_in_tx(&mut tx, store_id, subscriber.name(), last.max(after), now).await?;
                tx.commit().await?;
                return Ok(HandedOn::Unwanted);
            }
            let events = of_store_in_tx(&mut tx, store_id, after, PAGE).await?;
            let Some(newest) = events.last() else { return Ok(HandedOn::All(handed_on)) };
            subscriber.take_in_tx(self, &mut tx, store_id, &events).await?;
            move_cursor_in_tx(&mut tx, store_id, subscriber.name(), newest.sequence, now).await?;
            tx.commit().await?;
            subscriber.taken(self);
            handed_on += events.len();
        }
    }
}
