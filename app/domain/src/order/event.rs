//! The facts an order is made of, and the state they fold to.
//!
//! An event's payload is written once and read for years, so variants only gain optional fields.
//! Nothing here names a person: who bought is an id, what was noted stays in sealed columns.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{Channel, LedgerSums, Lifecycle, PaymentState, Reference};
use crate::{
    basket::{Discount, Item},
    event::{Event, State},
    id::{CustomerId, LineId, PaymentId},
    money::{Currency, Money},
    payment::PaymentMethod,
    subject::Subject,
};

/// One line, as it was when the order was placed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlacedLine {
    /// Its id.
    pub line_id: LineId,
    /// What is sold.
    pub item: Item,
    /// As the receipt says it.
    pub name: String,
    /// Price of one.
    pub unit_price: i64,
    /// How many.
    pub quantity: i64,
    /// Price times quantity.
    pub line_total: i64,
}

/// One entry of the payment ledger.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PaymentEntry {
    /// Its id.
    pub payment_id: PaymentId,
    /// What the money came, or went back, as.
    pub method: PaymentMethod,
    /// Above zero received, below zero given back.
    pub amount: i64,
}

/// An order as it was first recorded.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlacedOrder {
    /// What people call it.
    pub reference: Reference,
    /// Which way it came.
    pub channel: Channel,
    /// Where it stood at once: a counter sale handed over is completed from the start.
    pub lifecycle: Lifecycle,
    /// Who bought, if known.
    pub customer_id: Option<CustomerId>,
    /// What was sold.
    pub lines: Vec<PlacedLine>,
    /// Money off, if any.
    pub discount: Option<Discount>,
    /// All amounts' currency.
    pub currency: Currency,
    /// Sum of the lines.
    pub subtotal: i64,
    /// Sum of the taxes.
    pub tax: i64,
    /// What is owed.
    pub total: i64,
    /// What was paid at once.
    pub payments: Vec<PaymentEntry>,
    /// How the rest will be paid, if not all was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub terms: Option<AgreedTerms>,
}

/// Payment terms, and which version of them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AgreedTerms {
    /// From 1, one more each time they are made anew.
    pub version: i32,
    /// What was to be paid at once.
    pub down_payment: i64,
    /// What is to be paid later, by due date.
    pub instalments: Vec<AgreedInstalment>,
}

/// An instalment of some terms.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AgreedInstalment {
    /// When it is due.
    pub due_date: NaiveDate,
    /// How much.
    pub amount: i64,
}

/// An order as an edit leaves it. What names a person stays out, as everywhere here: that it
/// changed is told by `changed`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EditedOrder {
    /// Names of the fields that changed, as the API calls them.
    pub changed: Vec<String>,
    /// Who buys, if known.
    pub customer_id: Option<CustomerId>,
    /// What is sold.
    pub lines: Vec<PlacedLine>,
    /// Money off, if any.
    pub discount: Option<Discount>,
    /// Sum of the lines.
    pub subtotal: i64,
    /// Sum of the taxes.
    pub tax: i64,
    /// What is owed.
    pub total: i64,
    /// How the rest will be paid, if there are terms.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub terms: Option<AgreedTerms>,
}

/// On whose side an order was moved.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Side {
    /// By who works there.
    Shop,
    /// By the customer, through the app that the order came from.
    Customer,
}

impl Side {
    const fn before_it_was_told() -> Self {
        Self::Shop
    }
}

/// A fact about an order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type")]
pub enum OrderEvent {
    /// It was recorded, and paid as far as `payments` say.
    #[serde(rename = "order.placed")]
    Placed(Box<PlacedOrder>),
    /// It moved in the shop's work.
    #[serde(rename = "order.status_changed")]
    StatusChanged {
        /// From where.
        from: Lifecycle,
        /// To where.
        to: Lifecycle,
        /// Why, if somebody had to say.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reason: Option<String>,
        /// What was given back, if it was cancelled after being paid.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        refunds: Vec<PaymentEntry>,
        /// On whose side. Events of before apps could move orders don't say, and are read as what they
        /// were.
        #[serde(default = "Side::before_it_was_told")]
        side: Side,
    },
    /// Something was paid of it.
    #[serde(rename = "payment.received")]
    PaymentReceived {
        /// What.
        payment: PaymentEntry,
    },
    /// An entry of its ledger was wrong, and one that reverses it was made.
    #[serde(rename = "payment.voided")]
    PaymentVoided {
        /// The wrong entry.
        reverses: PaymentId,
        /// The entry that reverses it, below zero.
        payment: PaymentEntry,
        /// Why.
        reason: String,
    },
    /// Its customer, lines, discount or note changed.
    #[serde(rename = "order.edited")]
    Edited(Box<EditedOrder>),
    /// It was taken out of lists and totals.
    #[serde(rename = "order.deleted")]
    Deleted {
        /// Why.
        reason: String,
    },
    /// It was put back.
    #[serde(rename = "order.restored")]
    Restored,
}

impl Event for OrderEvent {
    const NAMES: &'static [&'static str] = &[
        "order.placed",
        "order.status_changed",
        "order.edited",
        "order.deleted",
        "order.restored",
        "payment.received",
        "payment.voided",
    ];

    fn name(&self) -> &'static str {
        match self {
            Self::Placed(_) => "order.placed",
            Self::StatusChanged { .. } => "order.status_changed",
            Self::PaymentReceived { .. } => "payment.received",
            Self::PaymentVoided { .. } => "payment.voided",
            Self::Edited(_) => "order.edited",
            Self::Deleted { .. } => "order.deleted",
            Self::Restored => "order.restored",
        }
    }
}

/// What an order's events say of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrderState {
    /// How many events it has.
    pub version: i32,
    /// Where it stands.
    pub lifecycle: Lifecycle,
    /// What is owed.
    pub total: Money,
    /// What its ledger sums to.
    pub ledger: LedgerSums,
    /// Which version of payment terms it has; none if it has no terms.
    pub terms_version: Option<i32>,
    /// Whether it is out of lists and totals.
    pub deleted: bool,
}

/// Events that can't be an order's.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FoldError {
    /// There are none.
    #[error("an order has at least one event")]
    NoEvents,
    /// The first isn't `order.placed`, or a later one is.
    #[error("event {version} can't stand at that place")]
    OutOfPlace {
        /// Which, from 1.
        version: i32,
    },
    /// An amount is beyond what can be counted.
    #[error("event {version} has an impossible amount")]
    Amount {
        /// Which, from 1.
        version: i32,
    },
}

impl State for OrderState {
    type Event = OrderEvent;
    type Error = FoldError;

    const SUBJECT: &'static str = Subject::ORDER;

    fn after(before: Option<Self>, event: &OrderEvent) -> Result<Self, FoldError> {
        match (before, event) {
            (Some(state), event) => state.then(event),
            (None, OrderEvent::Placed(placed)) => Self::placed(placed),
            (None, _) => Err(FoldError::OutOfPlace { version: 1 }),
        }
    }

    fn version(&self) -> i32 {
        self.version
    }
}

impl OrderState {
    /// Folds an order's events, oldest first, to its state.
    pub fn replay<'a>(events: impl IntoIterator<Item = &'a OrderEvent>) -> Result<Self, FoldError> {
        let mut state = None;
        for event in events {
            state = Some(Self::after(state, event)?);
        }
        state.ok_or(FoldError::NoEvents)
    }

    /// How far it is paid.
    pub const fn payment_state(&self) -> PaymentState {
        self.ledger.state(self.total.amount())
    }

    fn placed(placed: &PlacedOrder) -> Result<Self, FoldError> {
        let total =
            Money::new(placed.total, placed.currency).map_err(|_| FoldError::Amount { version: 1 })?;
        let state = Self {
            version: 1,
            lifecycle: placed.lifecycle,
            total,
            ledger: LedgerSums { received: 0, refunded: 0 },
            terms_version: placed.terms.as_ref().map(|terms| terms.version),
            deleted: false,
        };
        state.enter(&placed.payments)
    }

    fn then(self, event: &OrderEvent) -> Result<Self, FoldError> {
        let version = self.version + 1;
        match event {
            OrderEvent::Placed(_) => Err(FoldError::OutOfPlace { version }),
            OrderEvent::StatusChanged { to, refunds, .. } => {
                Self { version, lifecycle: *to, ..self }.enter(refunds)
            }
            OrderEvent::PaymentReceived { payment } => {
                Self { version, ..self }.enter(std::slice::from_ref(payment))
            }
            OrderEvent::PaymentVoided { payment, .. } => {
                let received = self.ledger.received.checked_add(payment.amount);
                let received = received.ok_or(FoldError::Amount { version })?;
                Ok(Self { version, ledger: LedgerSums { received, ..self.ledger }, ..self })
            }
            OrderEvent::Edited(edited) => {
                let total = Money::new(edited.total, self.total.currency());
                let total = total.map_err(|_| FoldError::Amount { version })?;
                let terms_version = edited.terms.as_ref().map(|terms| terms.version);
                Ok(Self { version, total, terms_version, ..self })
            }
            OrderEvent::Deleted { .. } => Ok(Self { version, deleted: true, ..self }),
            OrderEvent::Restored => Ok(Self { version, deleted: false, ..self }),
        }
    }

    fn enter(mut self, entries: &[PaymentEntry]) -> Result<Self, FoldError> {
        for entry in entries {
            let side = if entry.amount >= 0 { &mut self.ledger.received } else { &mut self.ledger.refunded };
            *side = i64::try_from(entry.amount.unsigned_abs())
                .ok()
                .and_then(|amount| side.checked_add(amount))
                .ok_or(FoldError::Amount { version: self.version })?;
        }
        Ok(self)
    }
}

#[cfg(test)]
#[path = "event_tests.rs"]
mod tests;
