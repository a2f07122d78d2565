//! The messages of the live socket, `GET /live`: JSON text, one message a frame.
//!
//! A topic's sequence numbers have no gap. A client says the last number it saw; the server sends
//! what came after, or a snapshot if that is too long ago.

use std::{fmt, str::FromStr};

use chrono::{DateTime, NaiveDate, Utc};
use domain::{
    id::OrderId,
    money::Currency,
    order::{Channel, Lifecycle, PaymentState, Reference},
};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use crate::subject::SubjectView;

/// Seconds of silence after which what is on the screen counts as delayed.
pub const DELAYED_SECONDS: i64 = 10;

/// What can be followed.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Topic {
    /// All orders of a store, by its slug.
    Store(String),
    /// One order, by the secret of its tracking link.
    Order(String),
    /// What concerns the whole business, for who may see its customers.
    Business,
}

/// A word that names no topic.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("a topic looks like store:<slug>, order:<token> or business")]
pub struct InvalidTopic;

impl fmt::Display for Topic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Store(slug) => write!(f, "store:{slug}"),
            Self::Order(token) => write!(f, "order:{token}"),
            Self::Business => f.write_str("business"),
        }
    }
}

impl FromStr for Topic {
    type Err = InvalidTopic;

    fn from_str(word: &str) -> Result<Self, InvalidTopic> {
        match word.split_once(':') {
            Some(("store", slug)) if !slug.is_empty() => Ok(Self::Store(slug.to_owned())),
            Some(("order", token)) if !token.is_empty() => Ok(Self::Order(token.to_owned())),
            None if word == "business" => Ok(Self::Business),
            _ => Err(InvalidTopic),
        }
    }
}

impl Serialize for Topic {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Topic {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let word = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        word.parse().map_err(de::Error::custom)
    }
}

/// What a client says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum ClientMessage {
    /// Follow a topic, from after the number last seen, or from now with a snapshot.
    Subscribe {
        /// Which.
        topic: Topic,
        /// The number last seen.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        after: Option<i64>,
    },
    /// Follow it no longer.
    Unsubscribe {
        /// Which.
        topic: Topic,
    },
    /// Seen up to here.
    Ack {
        /// Which.
        topic: Topic,
        /// The number last seen.
        sequence: i64,
    },
    /// The answer to a ping.
    Pong,
}

/// What the server says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case", try_from = "HeardMessage")]
pub enum ServerMessage {
    /// Forget what you know of the topic: this is how it stands.
    Snapshot {
        /// Which.
        topic: Topic,
        /// Up to which number.
        sequence: i64,
        /// Orders the shop still has work with; the one order of an order's topic, whatever its state; none of the
        /// business's.
        orders: Vec<Ticket>,
    },
    /// One thing happened.
    Event {
        /// Where.
        topic: Topic,
        /// Its number: one more than the last.
        sequence: i64,
        /// What.
        event: LiveEvent,
    },
    /// Still here.
    Ping {
        /// What the server's clock says.
        server_time: DateTime<Utc>,
        /// Whether the socket's holder is signed in; servers of before don't say.
        #[serde(skip_serializing_if = "Option::is_none")]
        signed_in: Option<bool>,
        /// Whether that is somebody else than for whom the page was made that opened the socket, see
        /// [`crate::made_for`]. Said only if so.
        #[serde(skip_serializing_if = "std::ops::Not::not")]
        as_other: bool,
        /// Which bundle the server hands out, so that a page made with another one can load itself again;
        /// servers of before don't say.
        #[serde(skip_serializing_if = "Option::is_none")]
        bundle: Option<String>,
    },
    /// Something can't be followed.
    Error {
        /// Why, for programs.
        code: String,
        /// Which topic, if one was named.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        topic: Option<String>,
    },
}

/// A [`ServerMessage`] as it is read: all fields of all kinds, so that no reader has to keep a whole
/// message until it knows its kind, which would double the code that every browser downloads.
#[derive(Deserialize)]
struct HeardMessage {
    #[serde(rename = "type")]
    kind: String,
    topic: Option<String>,
    sequence: Option<i64>,
    orders: Option<Vec<Ticket>>,
    event: Option<LiveEvent>,
    server_time: Option<DateTime<Utc>>,
    signed_in: Option<bool>,
    as_other: Option<bool>,
    bundle: Option<String>,
    code: Option<String>,
}

/// A message of no kind that is known, or without what its kind has.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("a message of this kind lacks something, or the kind is unknown")]
pub struct IncompleteMessage;

impl TryFrom<HeardMessage> for ServerMessage {
    type Error = IncompleteMessage;

    fn try_from(heard: HeardMessage) -> Result<Self, IncompleteMessage> {
        let followed =
            || heard.topic.as_deref().and_then(|topic| topic.parse().ok()).ok_or(IncompleteMessage);
        match heard.kind.as_str() {
            "snapshot" => Ok(Self::Snapshot {
                topic: followed()?,
                sequence: heard.sequence.ok_or(IncompleteMessage)?,
                orders: heard.orders.ok_or(IncompleteMessage)?,
            }),
            "event" => Ok(Self::Event {
                topic: followed()?,
                sequence: heard.sequence.ok_or(IncompleteMessage)?,
                event: heard.event.ok_or(IncompleteMessage)?,
            }),
            "ping" => Ok(Self::Ping {
                server_time: heard.server_time.ok_or(IncompleteMessage)?,
                signed_in: heard.signed_in,
                as_other: heard.as_other.unwrap_or(false),
                bundle: heard.bundle,
            }),
            "error" => Ok(Self::Error { code: heard.code.ok_or(IncompleteMessage)?, topic: heard.topic }),
            _ => Err(IncompleteMessage),
        }
    }
}

/// One thing that happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(untagged, try_from = "HeardEvent")]
pub enum LiveEvent {
    /// To an order.
    Order(Box<OrderNews>),
    /// To anything else.
    Other(News),
}

/// A [`LiveEvent`] as it is read, see [`HeardMessage`].
#[derive(Deserialize)]
struct HeardEvent {
    #[serde(rename = "type")]
    kind: String,
    at: DateTime<Utc>,
    subject: Option<SubjectView>,
    order_id: Option<OrderId>,
    reference: Option<Reference>,
    status: Option<Lifecycle>,
    order: Option<Ticket>,
}

impl TryFrom<HeardEvent> for LiveEvent {
    type Error = IncompleteMessage;

    fn try_from(heard: HeardEvent) -> Result<Self, IncompleteMessage> {
        let HeardEvent { kind, at, subject, order_id, reference, status, order } = heard;
        match (order_id, reference, status, order, subject) {
            (Some(order_id), Some(reference), Some(status), Some(order), _) => {
                Ok(Self::Order(Box::new(OrderNews { kind, order_id, reference, status, at, order })))
            }
            (None, None, None, None, Some(subject)) => Ok(Self::Other(News { kind, subject, at })),
            _ => Err(IncompleteMessage),
        }
    }
}

impl LiveEvent {
    /// The order, if it happened to one.
    pub fn order(&self) -> Option<&OrderNews> {
        match self {
            Self::Order(news) => Some(news),
            Self::Other(_) => None,
        }
    }

    /// The event's type.
    pub fn kind(&self) -> &str {
        match self {
            Self::Order(news) => &news.kind,
            Self::Other(news) => &news.kind,
        }
    }
}

/// One thing that happened to what is no order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct News {
    /// The event's type: `customer.erased`.
    #[serde(rename = "type")]
    pub kind: String,
    /// To what.
    pub subject: SubjectView,
    /// When.
    pub at: DateTime<Utc>,
}

/// One thing that happened to an order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct OrderNews {
    /// The event's type: `order.placed`, `order.status_changed`, `order.deleted`, `order.restored`.
    #[serde(rename = "type")]
    pub kind: String,
    /// Which order.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub order_id: OrderId,
    /// What people call it.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub reference: Reference,
    /// Where it stands after this.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub status: Lifecycle,
    /// When.
    pub at: DateTime<Utc>,
    /// The order as it stands.
    pub order: Ticket,
}

/// An order on a board or a tracking page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Ticket {
    /// Its id; on a tracking page the same.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub id: OrderId,
    /// What people call it.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub reference: Reference,
    /// Which way it came.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub channel: Channel,
    /// Where it stands.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub status: Lifecycle,
    /// How far it is paid.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub payment_state: PaymentState,
    /// Who bought: for staff only.
    pub customer_name: Option<String>,
    /// What to make.
    pub lines: Vec<TicketLine>,
    /// For the whole order: for staff only.
    pub note: Option<String>,
    /// What is owed.
    pub total: i64,
    /// Still to be paid.
    pub balance_due: i64,
    /// When the oldest open instalment is due.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, format = Date))]
    pub next_due_date: Option<NaiveDate>,
    /// Of the amounts.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub currency: Currency,
    /// When it was recorded.
    pub placed_at: DateTime<Utc>,
    /// When it is expected to be ready, while it is being made.
    pub expected_at: Option<DateTime<Utc>>,
    /// How often it changed: a lower one than is on the screen is old news.
    pub version: i32,
    /// Whether it was deleted: no board and no tracking page shows it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub deleted: bool,
}

/// A line of a ticket.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TicketLine {
    /// What.
    pub name: String,
    /// How many.
    pub quantity: i64,
    /// How.
    pub note: Option<String>,
}

/// What happened on a topic since a number: the live feed for those without a socket.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LiveFeed {
    /// What a socket would have said.
    pub messages: Vec<ServerMessage>,
    /// What the server's clock says.
    pub server_time: DateTime<Utc>,
    /// Which bundle the server hands out; servers of before don't say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bundle: Option<String>,
}

/// How a store's board stands: what a page is rendered from, and where its live feed begins.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BoardView {
    /// Up to which number.
    pub sequence: i64,
    /// Oldest first.
    pub orders: Vec<Ticket>,
    /// What the server's clock says.
    pub server_time: DateTime<Utc>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_are_written_as_documented() {
        let subscribe = r#"{"type":"subscribe","topic":"store:senopati","after":1042}"#;
        let message: ClientMessage = serde_json::from_str(subscribe).unwrap();
        assert_eq!(
            message,
            ClientMessage::Subscribe { topic: Topic::Store("senopati".into()), after: Some(1_042) }
        );
        assert_eq!(serde_json::to_string(&message).unwrap(), subscribe);
        assert_eq!(serde_json::from_str::<ClientMessage>(r#"{"type":"pong"}"#).unwrap(), ClientMessage::Pong);
        assert!(serde_json::from_str::<ClientMessage>(r#"{"type":"subscribe","topic":"x"}"#).is_err());
    }

    #[test]
    fn every_message_reads_back_what_it_writes() {
        let topic = || Topic::Store("senopati".into());
        for message in [
            ServerMessage::Snapshot { topic: topic(), sequence: 7, orders: vec![] },
            ServerMessage::Ping {
                server_time: "2026-11-21T03:00:00Z".parse().unwrap(),
                signed_in: Some(true),
                as_other: true,
                bundle: Some("b".into()),
            },
            ServerMessage::Event {
                topic: Topic::Business,
                sequence: 3,
                event: LiveEvent::Other(News {
                    kind: "customer.erased".into(),
                    subject: SubjectView { kind: "customer".into(), id: "cus_1".into() },
                    at: "2026-11-21T03:00:00Z".parse().unwrap(),
                }),
            },
            ServerMessage::Error { code: "unknown_topic".into(), topic: Some("x".into()) },
            ServerMessage::Error { code: "unreadable".into(), topic: None },
        ] {
            let written = serde_json::to_string(&message).unwrap();
            assert_eq!(serde_json::from_str::<ServerMessage>(&written).unwrap(), message, "{written}");
        }
        for wrong in [r#"{"type":"snapshot","topic":"store:x"}"#, r#"{"type":"shout"}"#, "{}"] {
            assert!(serde_json::from_str::<ServerMessage>(wrong).is_err(), "{wrong}");
        }
    }
}
