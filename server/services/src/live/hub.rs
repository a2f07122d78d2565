//! All feeds of this process, and the task that fills them.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, OnceLock, PoisonError},
    time::Duration,
};

use contract::{
    live::{LiveEvent, News, OrderNews, Ticket},
    subject::SubjectView,
};
use domain::{
    id::{OrderId, TenantId},
    subject::{Stream, Subject},
};
use store::{
    StoreError, TenantTx,
    events::{EventRecord, last_sequence_in_tx, of_stream_in_tx, read_event},
    notices::{Heard, Notices},
};
use uuid::Uuid;

use super::feed::{Feed, Published};
use crate::{Failure, Services, access::stream_scope, background::Task, orders::after};

/// The most events read at once.
const PAGE: i64 = 500;
/// How long to wait before listening again after the database went away.
const PAUSE: Duration = Duration::from_secs(1);
/// How often followed streams are looked at without a notice: a notice that was lost with its
/// connection costs at most this long.
const LOOK_EVERY: Duration = Duration::from_secs(5);

/// All feeds of this process.
#[derive(Debug, Default)]
pub struct LiveHub {
    feeds: Mutex<HashMap<Stream, Arc<Feed>>>,
}

impl LiveHub {
    pub(crate) fn new() -> Self {
        Self::default()
    }

    fn known(&self, stream: Stream) -> Option<Arc<Feed>> {
        self.feeds.lock().unwrap_or_else(PoisonError::into_inner).get(&stream).cloned()
    }

    fn all(&self) -> Vec<Arc<Feed>> {
        let mut feeds = self.feeds.lock().unwrap_or_else(PoisonError::into_inner);
        // A feed that somebody is about to follow is held by them as well.
        feeds.retain(|_, feed| feed.is_followed() || Arc::strong_count(feed) > 1);
        feeds.values().cloned().collect()
    }
}

impl Services {
    /// A stream's feed, begun now if nobody followed it.
    pub(super) async fn feed(&self, tenant_id: TenantId, stream: Stream) -> Result<Arc<Feed>, Failure> {
        if let Some(feed) = self.live.known(stream) {
            return Ok(feed);
        }
        let mut tx = self.database.begin(&stream_scope(tenant_id, stream)).await?;
        let sequence = match (last_sequence_in_tx(&mut tx, stream).await?, stream) {
            (Some(sequence), _) => sequence,
            // Nothing has happened yet.
            (None, Stream::Tenant(_)) => 0,
            (None, Stream::Store(_)) => return Err(Failure::Gone("the store")),
        };
        tx.commit().await?;
        let mut feeds = self.live.feeds.lock().unwrap_or_else(PoisonError::into_inner);
        let feed = feeds.entry(stream).or_insert_with(|| Arc::new(Feed::new(tenant_id, stream, sequence)));
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
                        self.live.known(notice.stream).into_iter().filter(|feed| feed.sequence() < notice.sequence).collect()
                    }
                    Heard::Forgotten(tenant_id) => {
                        let names = |feed: &Arc<Feed>| feed.tenant_id == tenant_id && feed.names_people();
                        for feed in self.live.all().into_iter().filter(names) {
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
    async fn all_forgetting(&self) -> Vec<Arc<Feed>> {
        let feeds = self.live.all();
        for feed in feeds.iter().filter(|feed| feed.names_people()) {
            Self::forget(feed).await;
        }
        feeds
    }

    /// Lets a feed forget what it read, with nothing on its way between reading and handing on.
    async fn forget(feed: &Feed) {
        let _reading = feed.reading.lock().await;
        feed.forget();
    }

    async fn catch_up(&self, feeds: Vec<Arc<Feed>>) {
        let mut round = Ok(());
        for feed in feeds {
            // What can't be read is read again with the next notice, or the next look.
            let turn = self.in_turn(Task::Live, feed.stream.uuid(), self.read_on(&feed)).await;
            if let Err(away) = turn {
                round = Err(away);
                break;
            }
        }
        self.round_ended(Task::Live, round);
    }

    /// Hands on everything after a feed's number.
    async fn read_on(&self, feed: &Feed) -> Result<(), Failure> {
        let _reading = feed.reading.lock().await;
        loop {
            let after = feed.sequence();
            let mut tx = self.database.begin(&stream_scope(feed.tenant_id, feed.stream)).await?;
            let events = self.published_in_tx(&mut tx, feed.stream, after, PAGE).await?;
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

    /// Events of a stream after a number, each of an order with the order as it now stands.
    pub(super) async fn published_in_tx(
        &self,
        tx: &mut TenantTx,
        stream: Stream,
        after: i64,
        limit: i64,
    ) -> Result<Vec<Published>, Failure> {
        let events = of_stream_in_tx(tx, stream, after, limit).await?;
        let mut orders: Vec<Uuid> =
            events.iter().filter_map(|event| event.subject().order()).map(OrderId::uuid).collect();
        orders.sort_unstable();
        orders.dedup();
        let tickets = if orders.is_empty() { Vec::new() } else { self.tickets_in_tx(tx, &orders).await? };
        let tickets: HashMap<OrderId, Ticket> =
            tickets.into_iter().map(|ticket| (ticket.id, ticket)).collect();
        events.into_iter().map(|record| publish(record, &tickets)).collect()
    }
}

fn publish(record: EventRecord, tickets: &HashMap<OrderId, Ticket>) -> Result<Published, Failure> {
    let (sequence, version, subject) = (record.sequence, record.version, record.subject());
    let event = match subject {
        Subject::Order(order_id) => {
            // What this version can't read is passed on all the same, with the order as it stands.
            let moved_to = read_event(&record.payload).ok().and_then(|event| after(&event));
            let order = tickets.get(&order_id).cloned().ok_or(Failure::Gone("the order of an event"))?;
            let status = moved_to.unwrap_or(order.status);
            let reference = order.reference;
            let news = OrderNews { kind: record.kind, order_id, reference, status, at: record.at, order };
            LiveEvent::Order(Box::new(news))
        }
        subject => {
            LiveEvent::Other(News { kind: record.kind, subject: SubjectView::of(&subject), at: record.at })
        }
    };
    Ok(Published { sequence, version, event, written: OnceLock::new() })
}
