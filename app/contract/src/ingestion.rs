//! What an app says to Kedai in signed messages, and what it is answered.

use domain::{
    calendar::Timestamp,
    id::OrderId,
    money::Currency,
    order::{Lifecycle, Reference},
};
use serde::{Deserialize, Serialize};

use crate::orders::CustomerDraft;

/// An order that a customer placed in the app. Amounts are in the smallest unit the store charges.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct IngestOrder {
    /// The app's own number for it, 1 to 100 plain characters. It is this order for ever.
    pub client_order_id: String,
    /// Slug of the store, which must be the key's.
    pub store_id: String,
    /// `app` or `web`.
    pub channel: String,
    /// Who buys; name and phone are needed.
    pub customer: CustomerDraft,
    /// What is bought, 1 to 200 lines.
    pub items: Vec<IngestItem>,
    /// A promotion that the customer was shown.
    #[serde(default)]
    pub promotion_code: Option<String>,
    /// What the customer was shown, with tax or without.
    pub total: i64,
    /// When the customer placed it.
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = DateTime))]
    pub placed_at: Timestamp,
}

/// A line of such an order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct IngestItem {
    /// The product's code on the menu.
    pub sku: String,
    /// How many, 1 to 9999.
    pub quantity: i64,
    /// The price of one that the customer was shown; the menu's decides.
    pub unit_price: i64,
    /// For the kitchen, up to 500 characters.
    #[serde(default)]
    pub note: Option<String>,
}

/// What an accepted order came to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct IngestedOrder {
    /// Its id.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub order_id: OrderId,
    /// What people call it.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub reference: Reference,
    /// Where it stands: `pending`.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub status: Lifecycle,
    /// What is owed, by the menu's prices and with tax.
    pub total: i64,
    /// What amounts are counted in.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub currency: Currency,
    /// Where the customer follows it.
    pub tracking_url: String,
    /// What differs from what the customer was shown.
    pub warnings: Vec<IngestWarning>,
}

/// Something that differs from what the customer was shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct IngestWarning {
    /// `price_changed`, `total_changed` or `promotion_not_applied`.
    pub code: String,
    /// Where in the message: `items[0].unit_price`.
    pub field: String,
    /// In a sentence.
    pub message: String,
    /// What was sent, if it was an amount.
    pub sent: Option<i64>,
    /// What it is.
    pub actual: Option<i64>,
}

/// What became of an order on the customer's side.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AppStatusUpdate {
    /// The app's own number for the order.
    pub client_order_id: String,
    /// Slug of the store, which must be the key's.
    pub store_id: String,
    /// `picked_up` or `cancelled`.
    pub status: AppStatus,
    /// Why the customer called it off, up to 120 characters.
    #[serde(default)]
    pub reason: Option<String>,
}

/// What a customer does with an order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum AppStatus {
    /// Fetched it.
    PickedUp,
    /// Called it off.
    Cancelled,
}

/// Where an order stands after a message of its app.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AppOrderStatus {
    /// Its id.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub order_id: OrderId,
    /// What people call it.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub reference: Reference,
    /// Where it stands.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub status: Lifecycle,
}
