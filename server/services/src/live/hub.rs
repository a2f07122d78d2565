//! All feeds of this process, and the task that fills them.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, OnceLock, PoisonError},
    time::Duration,
};

use contract::live::{LiveEvent, Ticket};
use domain::id::{OrderId, StoreId, TenantId};
use store::{
    StoreError, TenantTx,
    events::{EventRecord, last_sequence_in_tx, of_store_in_tx, read_event},
    notices::{Heard, Notices},
};
use uuid::Uuid;

use super::feed::{Published, StoreFeed};
use crate::{Failure, Services, access::store_scope, background::Task, orders::after};

/// The most events read at once.
const PAGE: i64 = 500;
/// How long to wait before listening again after the database went away.
const PAUSE: Duration = Duration::from_secs(1);
/// How often followed stores are looked at without a notice: a notice that was lost with its
/// connection costs at most this long.
const LOOK_EVERY: Duration = Duration::from_secs(5);

/// All feeds of this process.
#[derive(Debug, Default)]
pub struct LiveHub {
    feeds: Mutex<HashMap<StoreId, Arc<StoreFeed>>>,
}

impl LiveHub {
    pub(crate) fn new() -> Self {
        Self::default()
    }

    fn known(&self, store_id: StoreId) -> Option<Arc<StoreFeed>> {
        self.feeds.lock().unwrap_or_else(PoisonError::into_inner).get(&store_id).cloned()
    }

    fn all(&self) -> Vec<Arc<StoreFeed>> {
        let mut feeds = self.feeds.lock().unwrap_or_else(PoisonError::into_inner);
        // A feed that somebody is about to follow is held by them as well.
        feeds.retain(|_, feed| feed.is_followed() || Arc::strong_count(feed) > 1);
        feeds.values().cloned().collect()
    }
}

impl Services {
    /// A store's feed, begun now if nobody followed it.
    pub(super) async fn feed(
        &self,
        tenant_id: TenantId,
        store_id: StoreId,
    ) -> Result<Arc<StoreFeed>, Failure> {
        if let Some(feed) = self.live.known(store_id) {
            return Ok(feed);
        }
        let mut tx = self.database.begin(&store_scope(tenant_id, store_id)).await?;
        let sequence = last_sequence_in_tx(&mut tx, store_id).await?.ok_or(Failure::Gone("the store"))?;
        tx.commit().await?;
        let mut feeds = self.live.feeds.lock().unwrap_or_else(PoisonError::into_inner);
        let feed =
            feeds.entry(store_id).or_insert_with(|| Arc::new(StoreFeed::new(tenant_id, store_id, sequence)));
        Ok(Arc::clone(feed))
    }

    /// Fills the feeds until the task is dropped; goes on after the database was away.
    pub async fn run_live(self) {
        loop {
            match self.database.listen().await {
                Ok(mut notices) => {
                    // What was missed while nobody listened.
                    self.catch_up(self.all_forgetting().await).await;
                    if let Err(error) = self.hear(&mut notices).await {
                        tracing::warn!(%error, "the live feed lost the database and will listen again");
                    }
                }
                Err(error) => {
                    tracing::warn!(%error, "the live feed can't listen yet");
                    self.round_ended::<()>(Task::Live, Err(error.into()));
                }
            }
            tokio::time::sleep(PAUSE).await;
        }
    }

    async fn hear(&self, notices: &mut Notices) -> Result<(), StoreError> {
        let mut look = tokio::time::interval(LOOK_EVERY);
        loop {
            let feeds = tokio::select! {
                heard = notices.next() => match heard? {
                    Heard::Notice(notice) => {
                        self.outbox.tell(&notice);
                        self.live.known(notice.store_id).into_iter().filter(|feed| feed.sequence() < notice.sequence).collect()
                    }
                    Heard::Forgotten(tenant_id) => {
                        for feed in self.live.all().into_iter().filter(|feed| feed.tenant_id == tenant_id) {
                            Self::forget(&feed).await;
                            // What is on their screens may name them as well.
                            feed.begin_anew();
                        }
                        continue;
                    }
                    Heard::SessionsEnded(staff_id) => {
                        self.hear_sessions_ended(staff_id);
                        continue;
                    }
                    Heard::Reconnected => self.all_forgetting().await,
                },
                _ = look.tick() => self.live.all(),
            };
            self.catch_up(feeds).await;
        }
    }

    /// All feeds, after notices may have been missed: that somebody was erased may have been one of them.
    async fn all_forgetting(&self) -> Vec<Arc<StoreFeed>> {
        let feeds = self.live.all();
        for feed in &feeds {
            Self::forget(feed).await;
        }
        feeds
    }

    /// Lets a feed forget what it read, with nothing on its way between reading and handing on.
    async fn forget(feed: &StoreFeed) {
        let _reading = feed.reading.lock().await;
        feed.forget();
    }

    async fn catch_up(&self, feeds: Vec<Arc<StoreFeed>>) {
        let mut round = Ok(());
        for feed in feeds {
            // What can't be read is read again with the next notice, or the next look.
            let turn = self.in_turn(Task::Live, feed.store_id.uuid(), self.read_on(&feed)).await;
            if let Err(away) = turn {
                round = Err(away);
                break;
            }
        }
        self.round_ended(Task::Live, round);
    }

    /// Hands on everything after a feed's number.
    async fn read_on(&self, feed: &StoreFeed) -> Result<(), Failure> {
        let _reading = feed.reading.lock().await;
        loop {
            let after = feed.sequence();
            let mut tx = self.database.begin(&store_scope(feed.tenant_id, feed.store_id)).await?;
            let events = self.published_in_tx(&mut tx, feed.store_id, after, PAGE).await?;
            tx.commit().await?;
            let read = events.len();
            for published in events {
                feed.publish(published);
            }
            if i64::try_from(read).unwrap_or(0) < PAGE {
                return Ok(());
            }
        }
    }

    /// Events of a store after a number, each with its order as it now stands.
    pub(super) async fn published_in_tx(
        &self,
        tx: &mut TenantTx,
        store_id: StoreId,
        after: i64,
        limit: i64,
    ) -> Result<Vec<Published>, Failure> {
        let events = of_store_in_tx(tx, store_id, after, limit).await?;
        let mut orders: Vec<Uuid> = events.iter().map(|event| event.order_id).collect();
        orders.sort_unstable();
        orders.dedup();
        let tickets = self.tickets_in_tx(tx, &orders).await?;
        let tickets: HashMap<OrderId, Ticket> =
            tickets.into_iter().map(|ticket| (ticket.id, ticket)).collect();
        events.into_iter().map(|record| publish(record, &tickets)).collect()
    }
}

fn publish(record: EventRecord, tickets: &HashMap<OrderId, Ticket>) -> Result<Published, Failure> {
    // What this version can't read is passed on all the same, with the order as it stands.
    let moved_to = read_event(&record.payload).ok().and_then(|event| after(&event));
    let order_id = OrderId::from_uuid(record.order_id);
    let order = tickets.get(&order_id).cloned().ok_or(Failure::Gone("the order of an event"))?;
    let status = moved_to.unwrap_or(order.status);
    let event =
        LiveEvent { kind: record.kind, order_id, reference: order.reference, status, at: record.at, order };
    let (sequence, version) = (record.sequence, record.version);
    Ok(Published { sequence, version, event, written: OnceLock::new() })
}
