//! Changing many orders at once.

use domain::money::Currency;
use serde::{Deserialize, Serialize};

use super::OrderFilter;

/// Asks many orders to move.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct BulkOrders {
    /// `cancel` or `move`.
    pub action: String,
    /// Where to move: a lifecycle state. Not said for `cancel`.
    #[serde(default)]
    pub status: Option<String>,
    /// Why; needed as for a single order.
    #[serde(default)]
    pub reason: Option<String>,
    /// Ids or references, at most 500; or `filter`.
    #[serde(default)]
    pub ids: Vec<String>,
    /// All orders that fit, at most 500; or `ids`. Its page is not looked at.
    #[serde(default)]
    pub filter: Option<OrderFilter>,
    /// Whether only to tell what would happen.
    #[serde(default)]
    pub dry_run: bool,
}

/// What became of many orders, or would.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct BulkView {
    /// Whether it only tells.
    pub dry_run: bool,
    /// Where to: a lifecycle state.
    pub status: String,
    /// How many change.
    pub changed: i64,
    /// How many are so already.
    pub unchanged: i64,
    /// How many can't.
    pub refused: i64,
    /// Money that is given back.
    pub given_back: i64,
    /// Of the amount.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub currency: Currency,
    /// Each order.
    pub orders: Vec<BulkOutcome>,
}

/// What became of one of them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct BulkOutcome {
    /// Its reference; what was sent, if there is no such order.
    pub order: String,
    /// `changed`, `unchanged` or `refused`.
    pub outcome: String,
    /// Why not: the code of the problem.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// Why not, in a sentence.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
    /// Where it stands; not of an order that isn't there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lifecycle: Option<String>,
    /// Money that is given back.
    pub given_back: i64,
}
