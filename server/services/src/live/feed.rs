//! One stream's feed in this process.

use std::{
    collections::{HashMap, VecDeque},
    sync::{
        Arc, Mutex, MutexGuard, OnceLock, PoisonError,
        atomic::{AtomicI64, Ordering},
    },
};

use bytes::Bytes;
use contract::live::{LiveEvent, Topic};
use domain::{
    id::{OrderId, TenantId},
    subject::Stream,
};
use tokio::sync::broadcast;

/// How many events a feed remembers for those who come back.
const REMEMBERED: usize = 512;
/// How many messages a slow follower may be behind before it is given a snapshot.
const BEHIND: usize = 256;

/// An event on its way to followers, with both of its numbers.
#[derive(Debug)]
pub(super) struct Published {
    /// The stream's number.
    pub(super) sequence: i64,
    /// The subject's number.
    pub(super) version: i32,
    /// As staff see it.
    pub(super) event: LiveEvent,
    /// As it is written for who follows all of the stream, under the name by which the first follower asked for it.
    pub(super) written: OnceLock<(Topic, Bytes)>,
}

/// A stream's feed.
#[derive(Debug)]
pub(crate) struct Feed {
    pub(super) tenant_id: TenantId,
    pub(super) stream: Stream,
    state: Mutex<State>,
    /// The number up to which events were read before somebody was erased: they may name who was. Every
    /// follower looks at it with every message, so not behind the lock.
    forgotten: AtomicI64,
    /// Held while events are read and handed on, so that they are handed on once and in order.
    pub(super) reading: tokio::sync::Mutex<()>,
}

#[derive(Debug)]
struct State {
    /// The number up to which events were handed on.
    sequence: i64,
    recent: VecDeque<Arc<Published>>,
    all: broadcast::Sender<Arc<Published>>,
    orders: HashMap<OrderId, broadcast::Sender<Arc<Published>>>,
}

impl Feed {
    /// A feed that begins after `sequence`.
    pub(super) fn new(tenant_id: TenantId, stream: Stream, sequence: i64) -> Self {
        let state = State {
            sequence,
            recent: VecDeque::new(),
            all: broadcast::Sender::new(BEHIND),
            orders: HashMap::new(),
        };
        Self {
            tenant_id,
            stream,
            state: Mutex::new(state),
            forgotten: AtomicI64::new(0),
            reading: tokio::sync::Mutex::new(()),
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The number up to which events were handed on.
    pub(super) fn sequence(&self) -> i64 {
        self.state().sequence
    }

    /// Hands an event on, and remembers it.
    pub(super) fn publish(&self, published: Published) {
        let published = Arc::new(published);
        let mut state = self.state();
        state.sequence = published.sequence;
        if state.recent.len() == REMEMBERED {
            state.recent.pop_front();
        }
        state.recent.push_back(Arc::clone(&published));
        // Nobody listening is no failure.
        let _ = state.all.send(Arc::clone(&published));
        if let Some(news) = published.event.order()
            && let Some(order) = state.orders.get(&news.order_id)
            && order.send(Arc::clone(&published)).is_err()
        {
            state.orders.remove(&news.order_id);
        }
    }

    /// Whether what it remembers names people: orders do, with who bought.
    pub(super) const fn names_people(&self) -> bool {
        matches!(self.stream, Stream::Store(_))
    }

    /// Forgets everything that was read so far: it may name somebody who was erased. Whoever hasn't been
    /// told all of it yet gets a snapshot.
    pub(super) fn forget(&self) {
        let mut state = self.state();
        self.forgotten.store(state.sequence, Ordering::SeqCst);
        state.recent.clear();
    }

    /// Ends the channels of those who follow: they begin new ones with a snapshot.
    pub(super) fn begin_anew(&self) {
        let mut state = self.state();
        state.all = broadcast::Sender::new(BEHIND);
        state.orders.clear();
    }

    /// Whether an event was read before somebody was erased.
    pub(super) fn is_forgotten(&self, published: &Published) -> bool {
        published.sequence <= self.forgotten.load(Ordering::SeqCst)
    }

    /// Follows everything.
    pub(super) fn follow_all(&self) -> broadcast::Receiver<Arc<Published>> {
        self.state().all.subscribe()
    }

    /// Follows one order.
    pub(super) fn follow_order(&self, order_id: OrderId) -> broadcast::Receiver<Arc<Published>> {
        let mut state = self.state();
        state.orders.retain(|_, order| order.receiver_count() > 0);
        state.orders.entry(order_id).or_insert_with(|| broadcast::Sender::new(16)).subscribe()
    }

    /// What came after a number up to another, if all of it is remembered.
    pub(super) fn since(&self, after: i64, up_to: i64) -> Option<Vec<Arc<Published>>> {
        let state = self.state();
        let wanted = state.recent.iter().filter(|p| p.sequence > after && p.sequence <= up_to);
        let found: Vec<_> = wanted.cloned().collect();
        (i64::try_from(found.len()).ok()? == up_to - after).then_some(found)
    }

    /// Whether anybody follows.
    pub(super) fn is_followed(&self) -> bool {
        let state = self.state();
        state.all.receiver_count() > 0 || state.orders.values().any(|order| order.receiver_count() > 0)
    }
}
