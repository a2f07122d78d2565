//! A manager's figures of any period.
//!
//! Orders count on their store's trading day, unless they are drafts, cancelled or deleted. Money
//! counts on the trading day it was entered, as the ledger has it.

use chrono::{DateTime, NaiveDate, Utc};
use domain::{
    money::Currency,
    order::{Channel, OrderType, Reference},
    payment::PaymentMethod,
};
use serde::{Deserialize, Serialize};

/// A period that is told by its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NamedPeriod {
    /// The trading day so far.
    Today,
    /// The trading day before.
    Yesterday,
    /// Seven trading days with today.
    Last7Days,
    /// Thirty trading days with today.
    Last30Days,
    /// This month so far.
    ThisMonth,
}

impl NamedPeriod {
    /// All of them, shortest first.
    pub const ALL: [Self; 5] =
        [Self::Today, Self::Yesterday, Self::Last7Days, Self::Last30Days, Self::ThisMonth];

    /// The word that addresses use.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Today => "today",
            Self::Yesterday => "yesterday",
            Self::Last7Days => "last_7_days",
            Self::Last30Days => "last_30_days",
            Self::ThisMonth => "this_month",
        }
    }

    /// The period that a word names.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|period| period.code() == code)
    }
}

/// Which figures.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::IntoParams))]
#[cfg_attr(feature = "openapi", into_params(parameter_in = Query))]
pub struct FiguresFilter {
    /// `today`, `yesterday`, `last_7_days`, `last_30_days` or `this_month`, if `from` and `to` aren't
    /// said; `today` if nothing is.
    pub period: Option<String>,
    /// First trading day.
    #[cfg_attr(feature = "openapi", param(format = Date))]
    pub from: Option<String>,
    /// Last trading day; the first if not said, and the other way round. At most ten years after it.
    #[cfg_attr(feature = "openapi", param(format = Date))]
    pub to: Option<String>,
    /// Slug of a store; all that the caller works at if not said.
    pub store: Option<String>,
    /// `offline` or `online`.
    #[serde(rename = "type")]
    pub order_type: Option<String>,
    /// `false` leaves out the best products, which take longest to sum.
    pub products: Option<bool>,
}

/// A figure of the period and of the one before.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Figure {
    /// In the period, so far.
    pub current: i64,
    /// In as many days before it; of the last of them up to the same time of day, if the period
    /// isn't over.
    pub before: i64,
}

/// How long the parts of a period are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Unit {
    /// Of one day.
    Hour,
    /// Of up to 92 days.
    Day,
    /// Of more.
    Month,
}

/// One part of the period.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PartFigure {
    /// Its trading day; the first of its days, if it is a month.
    pub day: NaiveDate,
    /// The hour on the store's clock, 0 to 23, if it is an hour.
    pub hour: Option<u32>,
    /// Sum of totals.
    pub revenue: i64,
    /// How many orders.
    pub orders: i64,
    /// Revenue per order, rounded down.
    pub average: i64,
    /// Sum of totals in the part of the period before that stands at the same place.
    pub revenue_before: i64,
}

/// Orders of one type.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TypeFigure {
    /// Which.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub order_type: OrderType,
    /// Sum of totals.
    pub revenue: i64,
    /// How many orders.
    pub orders: i64,
    /// Revenue per order, rounded down.
    pub average: i64,
}

/// Orders that came one way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ChannelFigure {
    /// Which.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub channel: Channel,
    /// Sum of totals.
    pub revenue: i64,
    /// How many orders.
    pub orders: i64,
}

/// Money of one kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MethodFigure {
    /// Which.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub method: PaymentMethod,
    /// Received less given back.
    pub amount: i64,
    /// How many entries.
    pub count: i64,
}

/// Money of one kind in one part of the period.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MethodPart {
    /// The trading day; the first of the part's days, if it is a month.
    pub day: NaiveDate,
    /// Which kind.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub method: PaymentMethod,
    /// Received less given back.
    pub amount: i64,
    /// How many entries.
    pub count: i64,
}

/// How one product sells.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ProductFigure {
    /// Its name.
    pub name: String,
    /// How many.
    pub quantity: i64,
    /// For how much, before discounts on the whole order.
    pub revenue: i64,
}

/// What some orders owe.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Owed {
    /// How much.
    pub amount: i64,
    /// How many orders owe it.
    pub orders: i64,
}

/// An order with an instalment whose day is over.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct OverdueOrder {
    /// What people call it.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub reference: Reference,
    /// When its oldest open instalment was due.
    pub due_date: NaiveDate,
    /// For how many days it has been.
    pub days: i64,
    /// What is overdue of it.
    pub overdue: i64,
    /// What is to be paid of it in all.
    pub balance_due: i64,
}

/// Orders that are paid over time. All but the last three figures are as of now, whatever the period.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TermsFigures {
    /// The balance of all orders on terms.
    pub outstanding: Owed,
    /// Open instalments that were due before today, in the store's date.
    pub overdue: Owed,
    /// Open instalments that are due today or in the 7 days after.
    pub due_in_7_days: Owed,
    /// Open instalments that are due today or in the 30 days after.
    pub due_in_30_days: Owed,
    /// The ten orders that have been overdue longest.
    pub overdue_orders: Vec<OverdueOrder>,
    /// Orders on terms that were placed in the period.
    pub agreed: i64,
    /// Those of them that are paid in full by now.
    pub settled: i64,
    /// `settled` of `agreed` in hundredths of a percent, rounded down; absent if there are none.
    pub completion_rate: Option<i64>,
}

/// Figures of a period.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct FiguresView {
    /// Slug of the store, or absent for all of the caller's.
    pub store: Option<String>,
    /// Orders of this type only, or absent for both.
    #[serde(rename = "type")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>))]
    pub order_type: Option<OrderType>,
    /// First trading day.
    pub from: NaiveDate,
    /// Last trading day.
    pub to: NaiveDate,
    /// The trading day that it is now, at the store or the first of the stores.
    pub today: NaiveDate,
    /// Of the amounts, which are in the smallest unit charged.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub currency: Currency,
    /// Sum of the orders' totals.
    pub revenue: Figure,
    /// How many orders.
    pub orders: Figure,
    /// Revenue per order, rounded down.
    pub average: Figure,
    /// How many things were sold.
    pub items: Figure,
    /// How long the parts of the period are.
    pub unit: Unit,
    /// Days or months, each of the period; or hours, from the first with a sale to the last.
    pub parts: Vec<PartFigure>,
    /// Online against offline.
    pub by_type: Vec<TypeFigure>,
    /// Largest first.
    pub by_channel: Vec<ChannelFigure>,
    /// Largest first.
    pub by_method: Vec<MethodFigure>,
    /// By day, or by month if the period is longer than 92 days.
    pub by_method_and_day: Vec<MethodPart>,
    /// The ten that earned most; none if they were not asked for.
    pub best_products: Vec<ProductFigure>,
    /// Orders that are paid over time.
    pub terms: TermsFigures,
    /// When this was computed.
    pub as_of: DateTime<Utc>,
}
