//! Following a topic without a gap.

use std::sync::Arc;

use bytes::Bytes;
use contract::{
    Problem,
    live::{LiveEvent, ServerMessage, Topic},
    session::Caller,
};
use domain::{
    id::{OrderId, StoreId, TenantId},
    role::Permission,
    subject::Stream,
};
use tokio::sync::broadcast::{self, error::RecvError};
use uuid::Uuid;

use super::feed::{Feed, Published};
use crate::{
    Failure, Services,
    access::{require, store_scope, stream_scope},
    failure::OrProblem,
    orders::{board_seen, tickets::for_customer},
};

/// The most events that are sent one by one to somebody who comes back; more are a snapshot.
const MOST_MISSED: i64 = 500;

/// A topic that somebody follows: what they missed, and then [`Following::next`].
pub struct Followed {
    /// What to tell first.
    pub backlog: Vec<ServerMessage>,
    /// What comes after.
    pub following: Following,
}

/// What comes next on a topic.
pub struct Following {
    services: Services,
    topic: Topic,
    target: Target,
    feed: Arc<Feed>,
    receiver: broadcast::Receiver<Arc<Published>>,
    /// The number last told.
    told: i64,
}

#[derive(Clone, Copy)]
enum Target {
    /// All of a store's orders.
    Board(StoreId),
    Order(OrderId),
    /// All of the tenant's own stream.
    Business,
}

impl Target {
    fn receiver(self, feed: &Feed) -> broadcast::Receiver<Arc<Published>> {
        match self {
            Self::Board(_) | Self::Business => feed.follow_all(),
            Self::Order(order_id) => feed.follow_order(order_id),
        }
    }
}

impl Services {
    /// Follows a topic from after `after`, or from a snapshot. A store's topic is for those who work
    /// there; an order's is for whoever holds its link's secret, which the topic names; the business's, which
    /// tells of its customers, for those who may see them.
    pub async fn follow(
        &self,
        caller: Option<&Caller>,
        topic: Topic,
        after: Option<i64>,
    ) -> Result<Followed, Problem> {
        let (tenant_id, stream, target) = self.target(caller, &topic).await?;
        let feed = self.feed(tenant_id, stream).await.or_problem()?;
        let receiver = target.receiver(&feed);
        let following =
            Following { services: self.clone(), topic, target, feed, receiver, told: after.unwrap_or(0) };
        let followed = following.begin(after).await.or_problem()?;
        if let (Target::Board(store_id), Some(caller)) = (target, caller) {
            let shown = orders_of(&followed.backlog);
            self.note_followed(caller, store_id, &shown).await?;
        }
        Ok(followed)
    }

    /// Notes whose orders a follower is shown at once. What comes after is not noted one by one: it
    /// belongs to the same look at the board.
    async fn note_followed(
        &self,
        caller: &Caller,
        store_id: StoreId,
        orders: &[Uuid],
    ) -> Result<(), Problem> {
        if orders.is_empty() || !self.board_looks.is_new(caller.staff_id, store_id, self.clock.now()) {
            return Ok(());
        }
        let scope = store_scope(caller.tenant_id, store_id);
        let mut tx = self.database.begin(&scope).await.or_problem()?;
        let keys = self.keyring.tenant_keys_in_tx(&mut tx).await.or_problem()?;
        let records = store::orders::tickets_in_tx(&mut tx, orders).await.or_problem()?;
        tx.commit().await.or_problem()?;
        let people = records.iter().filter_map(|record| record.customer_id).collect();
        self.note_seen(caller, &keys, board_seen(store_id, people, records.len()))?.noted().await
    }

    async fn target(
        &self,
        caller: Option<&Caller>,
        topic: &Topic,
    ) -> Result<(TenantId, Stream, Target), Problem> {
        match topic {
            Topic::Store(slug) => {
                let caller = caller.ok_or_else(Problem::unauthenticated)?;
                let store_id = self.store_id(caller, slug).await?;
                Ok((caller.tenant_id, Stream::Store(store_id), Target::Board(store_id)))
            }
            Topic::Order(token) => {
                let tracked = self.tracked(token).await.or_problem()?.ok_or_else(Problem::not_found)?;
                Ok((tracked.tenant_id, Stream::Store(tracked.store_id), Target::Order(tracked.order_id)))
            }
            Topic::Business => {
                let caller = caller.ok_or_else(Problem::unauthenticated)?;
                require(caller, Permission::SeeCustomers)?;
                Ok((caller.tenant_id, Stream::Tenant(caller.tenant_id), Target::Business))
            }
        }
    }
}

/// Orders in messages that show who bought.
fn orders_of(messages: &[ServerMessage]) -> Vec<Uuid> {
    let tickets = messages.iter().flat_map(|message| match message {
        ServerMessage::Snapshot { orders, .. } => orders.as_slice(),
        ServerMessage::Event { event, .. } => {
            event.order().map_or(&[] as &[_], |news| std::slice::from_ref(&news.order))
        }
        ServerMessage::Ping { .. } | ServerMessage::Error { .. } => &[],
    });
    let mut named: Vec<Uuid> =
        tickets.filter(|ticket| ticket.customer_name.is_some()).map(|ticket| ticket.id.uuid()).collect();
    named.sort_unstable();
    named.dedup();
    named
}

impl Following {
    /// What was missed. The receiver is open already, so nothing can fall between.
    async fn begin(mut self, after: Option<i64>) -> Result<Followed, Failure> {
        let backlog = match (self.target, after) {
            (Target::Board(_) | Target::Business, Some(after)) if after >= 0 => {
                match self.missed(after).await? {
                    Some(missed) => missed,
                    None => vec![self.snapshot().await?],
                }
            }
            _ => vec![self.snapshot().await?],
        };
        // One order is small: whoever has its newest version is told nothing, all others everything.
        let backlog = match (self.target, after) {
            (Target::Order(_), Some(after)) if self.told == after => Vec::new(),
            _ => backlog,
        };
        Ok(Followed { backlog, following: self })
    }

    /// The messages after a number; none if there are too many, or the number is from elsewhere.
    async fn missed(&mut self, after: i64) -> Result<Option<Vec<ServerMessage>>, Failure> {
        let up_to = self.feed.sequence();
        if after == up_to {
            return Ok(Some(Vec::new()));
        }
        if let Some(recent) = self.feed.since(after, up_to) {
            self.told = up_to;
            return Ok(Some(recent.iter().map(|p| self.message(p.sequence, p.event.clone())).collect()));
        }
        let services = self.services.clone();
        let scope = stream_scope(self.feed.tenant_id, self.feed.stream);
        let mut tx = services.database.begin(&scope).await?;
        let events = services.published_in_tx(&mut tx, self.feed.stream, after, MOST_MISSED + 1).await?;
        let last = store::events::last_sequence_in_tx(&mut tx, self.feed.stream).await?.unwrap_or(0);
        tx.commit().await?;
        let too_many = i64::try_from(events.len()).unwrap_or(i64::MAX) > MOST_MISSED;
        if too_many || after > last {
            return Ok(None);
        }
        self.told = events.last().map_or(after, |published| published.sequence);
        Ok(Some(events.into_iter().map(|p| self.message(p.sequence, p.event)).collect()))
    }

    /// How the topic stands.
    async fn snapshot(&mut self) -> Result<ServerMessage, Failure> {
        let services = self.services.clone();
        let scope = stream_scope(self.feed.tenant_id, self.feed.stream);
        let (sequence, orders) = match self.target {
            Target::Board(store_id) => {
                let board = services.board_of(&scope, store_id).await?;
                (board.sequence, board.orders)
            }
            Target::Business => (services.business_sequence(self.feed.tenant_id).await?, Vec::new()),
            Target::Order(order_id) => {
                let mut tx = services.database.begin(&scope).await?;
                let tickets = services.tickets_in_tx(&mut tx, &[order_id.uuid()]).await?;
                tx.commit().await?;
                let sequence = tickets.first().map_or(0, |ticket| i64::from(ticket.version));
                (sequence, tickets.into_iter().map(for_customer).collect())
            }
        };
        self.told = sequence;
        Ok(ServerMessage::Snapshot { topic: self.topic.clone(), sequence, orders })
    }

    /// Waits for the next message, as JSON: an event that follows the last without a gap, or a
    /// snapshot if this follower was too slow for that.
    pub async fn next(&mut self) -> Result<Bytes, Problem> {
        loop {
            match self.receiver.recv().await {
                Ok(published) => {
                    let number = match self.target {
                        Target::Board(_) | Target::Business => published.sequence,
                        Target::Order(_) => i64::from(published.version),
                    };
                    if number <= self.told {
                        continue;
                    }
                    if number > self.told + 1 || self.feed.is_forgotten(&published) {
                        return self.written_snapshot().await.or_problem();
                    }
                    self.told = number;
                    return self.written(number, &published).or_problem();
                }
                Err(RecvError::Lagged(_)) => return self.written_snapshot().await.or_problem(),
                // The feed forgot somebody: what this follower was told may name them.
                Err(RecvError::Closed) => {
                    self.receiver = self.target.receiver(&self.feed);
                    return self.written_snapshot().await.or_problem();
                }
            }
        }
    }

    async fn written_snapshot(&mut self) -> Result<Bytes, Failure> {
        // Apart, so that a follower who waits does not hold what reading the database takes.
        let snapshot = Box::pin(self.snapshot()).await?;
        Ok(serde_json::to_vec(&snapshot)?.into())
    }

    /// An event as JSON. A thousand screens may show one board: what they are told is written once,
    /// and all of them share the bytes.
    fn written(&self, number: i64, published: &Published) -> Result<Bytes, Failure> {
        if !matches!(self.target, Target::Order(_))
            && let Some((topic, text)) = published.written.get()
            && *topic == self.topic
        {
            return Ok(text.clone());
        }
        let message = self.message(number, published.event.clone());
        let text = Bytes::from(serde_json::to_vec(&message)?);
        if !matches!(self.target, Target::Order(_)) {
            // Whoever came second finds it filled, and both wrote the same.
            let _ = published.written.set((self.topic.clone(), text.clone()));
        }
        Ok(text)
    }

    fn message(&self, sequence: i64, event: LiveEvent) -> ServerMessage {
        let event = match self.target {
            Target::Board(_) | Target::Business => event,
            Target::Order(_) => match event {
                LiveEvent::Order(mut news) => {
                    news.order = for_customer(news.order);
                    LiveEvent::Order(news)
                }
                other => other,
            },
        };
        ServerMessage::Event { topic: self.topic.clone(), sequence, event }
    }
}
