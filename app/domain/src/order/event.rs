//! The facts an order is made of, and the state they fold to.
//!
//! An event's payload is written once and read for years, so variants only gain optional fields.
//! Nothing here names a person: who bought is an id, what was noted stays in sealed columns.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{Channel, LedgerSums, Lifecycle, PaymentState, Reference};
use crate::{
    basket::{Discount, Item},
    id::{CustomerId, LineId, PaymentId},
    money::{Currency, Money},
    payment::PaymentMethod,
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

impl OrderEvent {
    /// The type's name, as stored and as subscribers see it.
    pub const fn name(&self) -> &'static str {
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
#[derive(Debug, Clone, PartialEq, Eq)]
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

impl OrderState {
    /// Folds an order's events, oldest first, to its state.
    pub fn replay<'a>(events: impl IntoIterator<Item = &'a OrderEvent>) -> Result<Self, FoldError> {
        let mut events = events.into_iter();
        let mut state = match events.next() {
            Some(OrderEvent::Placed(placed)) => Self::placed(placed)?,
            Some(_) => return Err(FoldError::OutOfPlace { version: 1 }),
            None => return Err(FoldError::NoEvents),
        };
        for event in events {
            state = state.apply(event)?;
        }
        Ok(state)
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

    fn apply(self, event: &OrderEvent) -> Result<Self, FoldError> {
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
mod tests {
    use super::*;
    use uuid::Uuid;

    fn entry(amount: i64) -> PaymentEntry {
        let payment_id = PaymentId::from_uuid(Uuid::from_u128(2));
        PaymentEntry { payment_id, method: PaymentMethod::Cash, amount }
    }

    fn placed() -> OrderEvent {
        let line = PlacedLine {
            line_id: LineId::from_uuid(Uuid::from_u128(1)),
            item: Item::Custom,
            name: "Birthday cake".into(),
            unit_price: 250_000,
            quantity: 1,
            line_total: 250_000,
        };
        OrderEvent::Placed(Box::new(PlacedOrder {
            reference: Reference::from_bits(42),
            channel: Channel::Till,
            lifecycle: Lifecycle::Pending,
            customer_id: None,
            lines: vec![line],
            discount: None,
            currency: Currency::Idr,
            subtotal: 250_000,
            tax: 25_000,
            total: 275_000,
            payments: vec![entry(275_000)],
            terms: None,
        }))
    }

    fn moved(from: Lifecycle, to: Lifecycle, refunds: Vec<PaymentEntry>) -> OrderEvent {
        OrderEvent::StatusChanged { from, to, reason: None, refunds }
    }

    #[test]
    fn events_fold_to_the_order() {
        let begun = moved(Lifecycle::Pending, Lifecycle::Processing, vec![]);
        let state = OrderState::replay([&placed(), &begun]).unwrap();
        assert_eq!((state.version, state.lifecycle), (2, Lifecycle::Processing));
        assert_eq!(state.payment_state(), PaymentState::Paid);

        let cancelled = moved(Lifecycle::Processing, Lifecycle::Cancelled, vec![entry(-275_000)]);
        let state = OrderState::replay([&placed(), &begun, &cancelled]).unwrap();
        assert_eq!(state.payment_state(), PaymentState::Refunded);
    }

    #[test]
    fn payments_edits_and_deletion_fold_too() {
        let paid = |amount| OrderEvent::PaymentReceived { payment: entry(amount) };
        let unpaid = match placed() {
            OrderEvent::Placed(placed) => {
                OrderEvent::Placed(Box::new(PlacedOrder { payments: vec![], ..*placed }))
            }
            other => other,
        };
        let reverses = PaymentId::from_uuid(Uuid::from_u128(2));
        let voided =
            OrderEvent::PaymentVoided { reverses, payment: entry(-100_000), reason: "typing error".into() };
        let terms = AgreedTerms { version: 2, down_payment: 0, instalments: vec![] };
        let edited = OrderEvent::Edited(Box::new(EditedOrder {
            changed: vec!["items".into()],
            customer_id: None,
            lines: vec![],
            discount: None,
            subtotal: 180_000,
            tax: 18_000,
            total: 198_000,
            terms: Some(terms),
        }));
        let deleted = OrderEvent::Deleted { reason: "entered twice".into() };
        let state = OrderState::replay([&unpaid, &paid(100_000), &voided, &paid(50_000), &edited]).unwrap();
        assert_eq!((state.version, state.total.amount(), state.terms_version), (5, 198_000, Some(2)));
        assert_eq!(state.ledger, LedgerSums { received: 50_000, refunded: 0 });
        assert_eq!(state.payment_state(), PaymentState::PartiallyPaid);
        assert!(OrderState::replay([&unpaid, &deleted]).unwrap().deleted);
        assert!(!OrderState::replay([&unpaid, &deleted, &OrderEvent::Restored]).unwrap().deleted);
    }

    #[test]
    fn events_out_of_place_are_refused() {
        let begun = moved(Lifecycle::Pending, Lifecycle::Processing, vec![]);
        assert_eq!(OrderState::replay([]), Err(FoldError::NoEvents));
        assert_eq!(OrderState::replay([&begun]), Err(FoldError::OutOfPlace { version: 1 }));
        assert_eq!(OrderState::replay([&placed(), &placed()]), Err(FoldError::OutOfPlace { version: 2 }));
    }

    #[test]
    fn the_stored_form_is_as_it_always_was() {
        let stored = serde_json::to_value(placed()).unwrap();
        assert_eq!(stored["type"], "order.placed");
        assert_eq!(stored["reference"], "GO-00001A");
        assert_eq!(stored["payments"][0]["amount"], 275_000);
        assert_eq!(serde_json::from_value::<OrderEvent>(stored).unwrap(), placed());
        let old = r#"{"type":"order.status_changed","from":"pending","to":"ready"}"#;
        let moved = moved(Lifecycle::Pending, Lifecycle::Ready, vec![]);
        assert_eq!(serde_json::from_str::<OrderEvent>(old).unwrap(), moved);
    }
}
