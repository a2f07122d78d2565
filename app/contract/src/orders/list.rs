//! The order list.

use chrono::{DateTime, NaiveDate, Utc};
use domain::{
    id::OrderId,
    money::Currency,
    order::{Channel, Lifecycle, OrderType, PaymentState, Reference},
};
use serde::{Deserialize, Serialize};

use super::{CustomerView, OrderStatus};

/// A line of the order list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct OrderSummary {
    /// Its id.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub id: OrderId,
    /// What people call it.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub reference: Reference,
    /// `offline` if staff recorded it.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub order_type: OrderType,
    /// Which way it came.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub channel: Channel,
    /// Slug of the store.
    pub store: String,
    /// One word for all.
    pub status: OrderStatus,
    /// Where it stands in the shop's work.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub lifecycle: Lifecycle,
    /// How far it is paid.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub payment_state: PaymentState,
    /// Who bought.
    pub customer: Option<CustomerView>,
    /// How many things, over all lines.
    pub item_count: i64,
    /// What is owed.
    pub total: i64,
    /// Received less given back.
    pub amount_paid: i64,
    /// Still to be paid.
    pub balance_due: i64,
    /// When the oldest open instalment is due.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, format = Date))]
    pub next_due_date: Option<NaiveDate>,
    /// Whether that day is over.
    pub overdue: bool,
    /// Of the amounts.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub currency: Currency,
    /// The trading day, as the store counts it.
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = Date))]
    pub business_day: NaiveDate,
    /// When it was recorded.
    pub created_at: DateTime<Utc>,
    /// How often it changed, from 1.
    pub version: i32,
}

/// Which orders to list.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema, utoipa::IntoParams))]
pub struct OrderFilter {
    /// A lifecycle state, or one of `PENDING, PAID, COMPLETED, CANCELLED`.
    pub status: Option<String>,
    /// `unpaid`, `partially_paid`, `paid`, `partially_refunded`, `refunded`; `due` for all that owe
    /// something, `overdue` for those with an instalment whose day is over.
    pub payment: Option<String>,
    /// `offline` or `online`.
    #[serde(rename = "type")]
    pub order_type: Option<String>,
    /// `till`, `phone`, `app` or `web`.
    pub channel: Option<String>,
    /// Slug of a store.
    pub store: Option<String>,
    /// First trading day.
    #[cfg_attr(feature = "openapi", param(format = Date))]
    pub from: Option<String>,
    /// Last trading day.
    #[cfg_attr(feature = "openapi", param(format = Date))]
    pub to: Option<String>,
    /// A reference, the beginning of a customer's name, or a phone number.
    pub search: Option<String>,
    /// The beginning of a customer's name.
    pub customer_name: Option<String>,
    /// Of this total or more, in digits; such a list is sorted by total.
    pub min_total: Option<String>,
    /// Of this total or less, in digits; such a list is sorted by total.
    pub max_total: Option<String>,
    /// `time`, `total` or `due`, with a `-` before it from the latest or largest down; `-time` if not
    /// said. By `due` are only orders with something due by a date.
    pub sort: Option<String>,
    /// `true` for those that were deleted, which managers and owners may see.
    pub deleted: Option<bool>,
    /// At most so many, 1 to 200; 50 if not said.
    pub limit: Option<i64>,
    /// Where the last page ended.
    pub cursor: Option<String>,
}
