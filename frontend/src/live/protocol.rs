//! Who follows what up to which number; what to send to the server and what to tell followers.
//!
//! A topic's numbers have no gap. What was seen already is dropped, and after a gap the topic is asked
//! for again from the last number seen, so a follower is told everything once and in order, whatever
//! the network did: a snapshot is what it gets when the server no longer has the events between.

use std::collections::{BTreeMap, HashMap};

use contract::{
    devices::{ListenerId, LiveUpdate},
    live::{ClientMessage, LiveEvent, ServerMessage, Ticket, Topic},
    problem::Code,
};

/// Something to tell one follower.
#[derive(Debug, Clone, PartialEq)]
pub struct Delivery {
    /// Whom.
    pub to: ListenerId,
    /// What.
    pub update: LiveUpdate,
}

/// What follows from a message.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Outcome {
    /// What to tell.
    pub deliveries: Vec<Delivery>,
    /// What to send.
    pub replies: Vec<ClientMessage>,
}

/// All that is followed in this tab.
#[derive(Debug, Default)]
pub struct Protocol {
    topics: HashMap<Topic, Followed>,
    standing: Standing,
}

/// Whether the page's reader is signed in, as far as the server said.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
enum Standing {
    /// Never while this page was open.
    #[default]
    Stranger,
    SignedIn,
    /// Not any more.
    SignedOut,
    /// Somebody else is, for whom the page was not made.
    Other,
}

#[derive(Debug, Default)]
struct Followed {
    /// The number each follower saw last; none before its first snapshot.
    followers: BTreeMap<u64, Option<i64>>,
    /// Whether the topic was asked for again after a gap, and the answer is still to come.
    is_catching_up: bool,
    /// The number last acknowledged.
    acknowledged: i64,
    /// Why the topic was refused last.
    refused: Option<String>,
    /// After asking again: so many pings without a refusal mean that the topic is followed. One may be on
    /// its way before the answer.
    pings_until_followed: u8,
}

/// See [`Followed::pings_until_followed`].
const PINGS_UNTIL_FOLLOWED: u8 = 2;

/// Whether a refusal is about who is signed in.
fn is_of_session(code: &str) -> bool {
    Code::of(code).is_some_and(Code::is_of_session)
}

impl Followed {
    /// Where to begin so that nobody misses anything: at the start for a follower without a number.
    fn after(&self) -> Option<i64> {
        self.followers.values().copied().min().flatten()
    }

    fn highest(&self) -> Option<i64> {
        self.followers.values().copied().max().flatten()
    }
}

impl Protocol {
    /// Adds a follower of a topic, and says what to send if the socket is open.
    pub fn follow(&mut self, id: ListenerId, topic: Topic, after: Option<i64>) -> ClientMessage {
        let followed = self.topics.entry(topic.clone()).or_default();
        followed.followers.insert(id.0, after);
        ClientMessage::Subscribe { topic, after: followed.after() }
    }

    /// Takes a follower back, and says what to send if it was the topic's last.
    pub fn unfollow(&mut self, id: ListenerId) -> Option<ClientMessage> {
        self.topics.values_mut().for_each(|followed| {
            followed.followers.remove(&id.0);
        });
        let (topic, _) = self.topics.iter().find(|(_, followed)| followed.followers.is_empty())?;
        let topic = topic.clone();
        self.topics.remove(&topic);
        Some(ClientMessage::Unsubscribe { topic })
    }

    /// Why something is not followed: above all because of who is signed in.
    pub fn refusal(&self) -> Option<&str> {
        let refusals = || self.topics.values().filter_map(|followed| followed.refused.as_deref());
        let of_session = match self.standing {
            Standing::SignedOut => Some(Code::Unauthenticated.word()),
            Standing::Other => Some(Code::SignedInAsOther.word()),
            Standing::Stranger | Standing::SignedIn => None,
        };
        of_session
            .filter(|_| !self.is_open_to_all())
            .or_else(|| refusals().find(|code| is_of_session(code)))
            .or_else(|| refusals().next())
    }

    /// Whether all that is followed is opened by a link's secret, whoever is signed in.
    fn is_open_to_all(&self) -> bool {
        !self.topics.is_empty() && self.topics.keys().all(|topic| matches!(topic, Topic::Order(_)))
    }

    /// What to send when the socket opens, also again.
    pub fn opened(&mut self) -> Vec<ClientMessage> {
        let topics = self.topics.iter_mut().map(|(topic, followed)| {
            followed.is_catching_up = false;
            followed.pings_until_followed = PINGS_UNTIL_FOLLOWED;
            ClientMessage::Subscribe { topic: topic.clone(), after: followed.after() }
        });
        topics.collect()
    }

    /// What follows from what the server said.
    pub fn heard(&mut self, message: ServerMessage) -> Outcome {
        match message {
            ServerMessage::Snapshot { topic, sequence, orders } => self.snapshot(&topic, sequence, &orders),
            ServerMessage::Event { topic, sequence, event } => self.event(&topic, sequence, &event),
            ServerMessage::Ping { signed_in, as_other, .. } => self.pinged(signed_in, as_other),
            ServerMessage::Error { code, topic } => self.refused(&code, topic.as_deref()),
        }
    }

    fn snapshot(&mut self, topic: &Topic, sequence: i64, orders: &[Ticket]) -> Outcome {
        let Some(followed) = self.topics.get_mut(topic) else { return Outcome::default() };
        followed.is_catching_up = false;
        followed.refused = None;
        let mut deliveries = Vec::new();
        // Also a lower number than was seen counts: a server restored from a backup has gone back.
        for (id, seen) in &mut followed.followers {
            *seen = Some(sequence);
            let update = LiveUpdate::Snapshot { sequence, orders: orders.to_vec() };
            deliveries.push(Delivery { to: ListenerId(*id), update });
        }
        Outcome { deliveries, replies: Vec::new() }
    }

    fn event(&mut self, topic: &Topic, sequence: i64, event: &LiveEvent) -> Outcome {
        let Some(followed) = self.topics.get_mut(topic) else { return Outcome::default() };
        followed.refused = None;
        let mut outcome = Outcome::default();
        let mut has_gap = false;
        for (id, seen) in &mut followed.followers {
            // A follower without a number waits for its snapshot.
            let Some(last) = *seen else { continue };
            if sequence == last + 1 {
                *seen = Some(sequence);
                let update = LiveUpdate::Event { sequence, event: event.clone() };
                outcome.deliveries.push(Delivery { to: ListenerId(*id), update });
            } else if sequence > last {
                has_gap = true;
            }
        }
        if !has_gap {
            followed.is_catching_up = false;
        } else if !followed.is_catching_up {
            followed.is_catching_up = true;
            outcome.replies.push(ClientMessage::Subscribe { topic: topic.clone(), after: followed.after() });
        }
        outcome
    }

    fn pinged(&mut self, signed_in: Option<bool>, as_other: bool) -> Outcome {
        self.standing = match (signed_in, self.standing) {
            (Some(true), _) if as_other => Standing::Other,
            (Some(true), _) => Standing::SignedIn,
            (Some(false), Standing::SignedIn | Standing::Other) => Standing::SignedOut,
            (_, standing) => standing,
        };
        if self.standing == Standing::SignedIn {
            // Refusals of before, for want of who is there now.
            for followed in self.topics.values_mut() {
                followed.refused = followed.refused.take().filter(|code| !is_of_session(code));
            }
        }
        let mut replies = vec![ClientMessage::Pong];
        for (topic, followed) in &mut self.topics {
            if followed.pings_until_followed > 0 {
                followed.pings_until_followed -= 1;
                followed.refused = followed.refused.take().filter(|_| followed.pings_until_followed > 0);
            }
            let Some(sequence) = followed.highest().filter(|highest| *highest > followed.acknowledged) else {
                continue;
            };
            followed.acknowledged = sequence;
            replies.push(ClientMessage::Ack { topic: topic.clone(), sequence });
        }
        Outcome { deliveries: Vec::new(), replies }
    }

    fn refused(&mut self, code: &str, topic: Option<&str>) -> Outcome {
        let named = topic.and_then(|word| word.parse::<Topic>().ok());
        let followed = named.and_then(|topic| self.topics.get_mut(&topic));
        let followed = followed.map(|followed| {
            followed.refused = Some(code.to_owned());
            followed.pings_until_followed = 0;
            &*followed
        });
        let tell = |id: &u64| Delivery {
            to: ListenerId(*id),
            update: LiveUpdate::Refused { code: code.to_owned() },
        };
        let deliveries = followed.map(|followed| followed.followers.keys().map(tell).collect());
        Outcome { deliveries: deliveries.unwrap_or_default(), replies: Vec::new() }
    }
}

#[cfg(test)]
#[path = "protocol_tests.rs"]
mod tests;
