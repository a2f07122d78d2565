//! What a customer sees of an order.

use chrono::NaiveDate;
use domain::wall_clock::WallClock;
use serde::{Deserialize, Serialize};

use crate::live::Ticket;

/// An order, for whoever holds its link.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TrackingView {
    /// Name of the shop.
    pub shop: String,
    /// Lines of its address, for who comes to fetch it.
    pub address: Vec<String>,
    /// How far the store's clocks are from UTC now, in seconds; for tabs opened before there was `clock`.
    pub utc_offset_seconds: i32,
    /// What the store's clocks show from the day of the order on.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schema(ignore))]
    pub clock: Option<WallClock>,
    /// The store's trading day, by which a payment is overdue.
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = Date))]
    pub today: NaiveDate,
    /// The order, without who bought it.
    pub order: Ticket,
    /// The link it was opened by.
    pub tracking_url: String,
    /// The secret part of the link, which is also the live topic's name.
    pub token: String,
    /// Where the live feed stands.
    pub sequence: i64,
}

/// Finds an order without its link.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LookUp {
    /// As on the receipt.
    pub reference: String,
    /// The phone number it was ordered with.
    pub phone: String,
}

impl std::fmt::Debug for LookUp {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("LookUp { .. }")
    }
}
