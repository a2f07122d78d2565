//! What commands that change an order say.

use domain::calendar::Timestamp;
use serde::{Deserialize, Serialize};

use super::{PaymentTermsView, PaymentView};

/// Asks an order to move.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MoveOrder {
    /// Where to: a lifecycle state.
    pub status: String,
    /// Why; needed for a step back and for cancelling what is paid.
    #[serde(default)]
    pub reason: Option<String>,
}

/// An answer to a command, and whether it is the same answer again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answered<T> {
    /// The answer.
    pub answer: T,
    /// Whether the command had been carried out before.
    pub replayed: bool,
}

/// Records a payment of an order that wasn't paid at once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RecordPayment {
    /// How much of the balance it pays.
    pub amount: i64,
    /// `cash`, `card`, `bank_transfer`, `check` or `other`.
    pub method: String,
    /// Cash handed over, if more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tendered: Option<i64>,
    /// When it was received; now if left out. Not in the future, not over a year ago.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, format = DateTime))]
    pub paid_at: Option<Timestamp>,
    /// For the shop, up to 500 characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// Says why a wrong payment is reversed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct VoidPayment {
    /// Why, 5 to 120 characters.
    pub reason: String,
}

/// Says why an order is taken out of lists and totals.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DeleteOrder {
    /// Why, 5 to 120 characters.
    pub reason: String,
}

/// How far an order is paid.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PaymentsView {
    /// How it will be paid; null if all was paid at once.
    pub payment_terms: Option<PaymentTermsView>,
    /// The ledger, oldest first.
    pub payments: Vec<PaymentView>,
    /// Still to be paid.
    pub balance_due: i64,
}
