//! Handing events on to subscribers: at least once, and in the order of their stream.
//!
//! The events that a change writes in its own transaction are the outbox; nothing is written besides.
//! Each [`Subscriber`] has a cursor per stream in the database, which moves only in the transaction that
//! did what the subscriber does. So a crash at any point loses nothing and does nothing twice, and of
//! several processes one at a time has a cursor.
//!
//! To add a subscriber: implement the trait and list it in [`SUBSCRIBERS`].

mod run;

pub(crate) use run::Outbox;

use async_trait::async_trait;
use domain::{id::TenantId, subject::Stream};
use store::{
    TenantTx,
    cursors::{begin_cursor_in_tx, lock_cursor_in_tx, move_cursor_in_tx},
    events::{EventRecord, last_sequence_in_tx, of_stream_in_tx},
};

use crate::{Failure, Services, access::stream_scope, background::Task, webhooks::Webhooks};

/// Whoever is told of every event.
const SUBSCRIBERS: [&dyn Subscriber; 1] = [&Webhooks];
/// The most events that are handed on in one transaction.
const PAGE: i64 = 200;
/// The most pages of one stream in a turn: what waited for weeks must not keep other streams waiting.
const PAGES: usize = 25;

/// Something that is to be done with every event, in the database.
#[async_trait]
pub trait Subscriber: Send + Sync {
    /// What its cursors are kept under; never changed.
    fn name(&self) -> &'static str;
    /// Whether there is anything to do for the transaction's tenant. If not, the cursor moves to the
    /// end and no event is read.
    async fn wants_in_tx(&self, services: &Services, tx: &mut TenantTx) -> Result<bool, Failure>;
    /// Does it with some events of a stream, oldest first. What it writes and the cursor are committed
    /// together, or neither is.
    async fn take_in_tx(
        &self,
        services: &Services,
        tx: &mut TenantTx,
        stream: Stream,
        events: &[EventRecord],
    ) -> Result<(), Failure>;
    /// What follows once that is committed. It may never be called: the process may end before.
    fn taken(&self, _services: &Services) {}
}

/// What handing a stream's events on came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HandedOn {
    /// So many events were, and there are more.
    Some(usize),
    /// Everything was handed on, so many events.
    All(usize),
    /// Nobody wants this tenant's events.
    Unwanted,
    /// Another process is at it.
    Busy,
}

impl Services {
    /// Hands everything on that waits, of all tenants; tells how many events that was. What can't be
    /// handed on of one stream waits for the next round.
    pub async fn hand_on_events(&self) -> Result<usize, Failure> {
        let mut handed_on = 0;
        loop {
            let mut is_more = false;
            for subscriber in SUBSCRIBERS {
                for (tenant_id, stream) in self.database.streams_with_events(subscriber.name()).await? {
                    let turn = self.hand_on_some(subscriber, tenant_id, stream);
                    match self.in_turn(Task::Outbox, stream.uuid(), turn).await? {
                        Some(HandedOn::Some(events)) => (is_more, handed_on) = (true, handed_on + events),
                        Some(HandedOn::All(events)) => handed_on += events,
                        Some(HandedOn::Unwanted | HandedOn::Busy) | None => {}
                    }
                }
            }
            if !is_more {
                return Ok(handed_on);
            }
        }
    }

    /// Hands all of a stream's events on to one subscriber.
    pub async fn hand_on(
        &self,
        subscriber: &dyn Subscriber,
        tenant_id: TenantId,
        stream: Stream,
    ) -> Result<HandedOn, Failure> {
        let mut before = 0;
        loop {
            match self.hand_on_some(subscriber, tenant_id, stream).await? {
                HandedOn::Some(events) => before += events,
                HandedOn::All(events) => return Ok(HandedOn::All(before + events)),
                other => return Ok(other),
            }
        }
    }

    /// Hands some of a stream's events on, as many as fit into one turn.
    async fn hand_on_some(
        &self,
        subscriber: &dyn Subscriber,
        tenant_id: TenantId,
        stream: Stream,
    ) -> Result<HandedOn, Failure> {
        let (mut handed_on, mut pages) = (0, 0);
        while pages < PAGES {
            let now = self.clock.now();
            let mut tx = self.database.begin(&stream_scope(tenant_id, stream)).await?;
            let Some(after) = lock_cursor_in_tx(&mut tx, stream, subscriber.name()).await? else {
                // Committed by itself: nobody is to wait for what the first batch takes.
                if begin_cursor_in_tx(&mut tx, stream, subscriber.name(), now).await? {
                    tx.commit().await?;
                    continue;
                }
                return Ok(HandedOn::Busy);
            };
            // Read before it is asked who wants events: whoever begins to want them in between is told
            // of everything that comes after.
            let last = last_sequence_in_tx(&mut tx, stream).await?.unwrap_or(0);
            if !subscriber.wants_in_tx(self, &mut tx).await? {
                move_cursor_in_tx(&mut tx, stream, subscriber.name(), last.max(after), now).await?;
                tx.commit().await?;
                return Ok(HandedOn::Unwanted);
            }
            let events = of_stream_in_tx(&mut tx, stream, after, PAGE).await?;
            let Some(newest) = events.last() else {
                // Undone before it is answered: whoever comes next is not to find the cursor busy.
                tx.rollback().await?;
                return Ok(HandedOn::All(handed_on));
            };
            subscriber.take_in_tx(self, &mut tx, stream, &events).await?;
            move_cursor_in_tx(&mut tx, stream, subscriber.name(), newest.sequence, now).await?;
            tx.commit().await?;
            subscriber.taken(self);
            handed_on += events.len();
            pages += 1;
        }
        Ok(HandedOn::Some(handed_on))
    }
}
