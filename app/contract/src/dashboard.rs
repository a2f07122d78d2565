//! A manager's figures.

use chrono::{DateTime, NaiveDate, Utc};
use domain::{money::Currency, payment::PaymentMethod};
use serde::{Deserialize, Serialize};

/// A figure of today and of the trading day before.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Figure {
    /// Today, so far.
    pub today: i64,
    /// The day before, up to the same time of day.
    pub before: i64,
}

/// One hour of the trading day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct HourFigure {
    /// The hour on the store's clock, 0 to 23.
    pub hour: u32,
    /// Sold today, in the smallest unit charged.
    pub revenue: i64,
    /// Orders today.
    pub orders: i64,
    /// Sold in that hour of the day before.
    pub revenue_before: i64,
}

/// Money of one kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct MethodFigure {
    /// Which.
    pub method: PaymentMethod,
    /// Received less given back.
    pub amount: i64,
    /// How many entries.
    pub count: i64,
}

/// How one product sells.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProductFigure {
    /// Its name.
    pub name: String,
    /// How many.
    pub quantity: i64,
    /// For how much, before discounts on the whole order.
    pub revenue: i64,
}

/// The trading day of a store so far. Cancelled orders count nowhere.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DashboardView {
    /// Slug of the store, or absent for all of them.
    pub store: Option<String>,
    /// Which day.
    pub day: NaiveDate,
    /// Of the amounts.
    pub currency: Currency,
    /// Sum of the orders' totals.
    pub revenue: Figure,
    /// How many orders.
    pub orders: Figure,
    /// Revenue per order, rounded down.
    pub average: Figure,
    /// How many things were sold.
    pub items: Figure,
    /// Hours in the order of the trading day, from its first sale's hour to its last's.
    pub by_hour: Vec<HourFigure>,
    /// Largest first.
    pub by_method: Vec<MethodFigure>,
    /// The ten that earned most.
    pub best_products: Vec<ProductFigure>,
    /// When this was computed.
    pub as_of: DateTime<Utc>,
}
