//! Orders, as the HTTP API shows and takes them.

use chrono::{DateTime, NaiveDate, Utc};
use domain::{
    id::{LineId, OrderId, PaymentId, ProductId, StaffId},
    money::Currency,
    order::{Channel, Lifecycle, OrderType, PaymentState, Reference},
    payment::PaymentMethod,
    tax::TaxMode,
};
use serde::{Deserialize, Serialize};

/// Records an order. Amounts are in the smallest unit the store charges.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PlaceOrder {
    /// Slug of the store.
    pub store: String,
    /// `till` or `phone`.
    pub channel: String,
    /// Who buys; may be left out at the till.
    #[serde(default)]
    pub customer: Option<CustomerDraft>,
    /// What is sold, 1 to 200 lines.
    pub items: Vec<ItemDraft>,
    /// Money off the whole order.
    #[serde(default)]
    pub discount: Option<DiscountDraft>,
    /// For the shop, up to 500 characters.
    #[serde(default)]
    pub note: Option<String>,
    /// How it is paid.
    pub payment: PaymentDraft,
    /// Whether the goods change hands at once.
    #[serde(default)]
    pub hand_over: bool,
    /// What the sender computed; refused if the server computes another.
    #[serde(default)]
    pub total: Option<i64>,
}

/// Who buys.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CustomerDraft {
    /// Their name, 1 to 120 characters.
    pub name: String,
    /// Their phone number, as they say it.
    #[serde(default)]
    pub phone: Option<String>,
    /// Their e-mail address.
    #[serde(default)]
    pub email: Option<String>,
}

// A person's details must never reach a log through a derived Debug.
impl std::fmt::Debug for CustomerDraft {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("CustomerDraft { .. }")
    }
}

/// One line: a product by its id, or something named and priced by hand.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ItemDraft {
    /// The product; its name and price are the catalogue's.
    #[serde(default)]
    pub product_id: Option<String>,
    /// Name of a line that is no product.
    #[serde(default)]
    pub name: Option<String>,
    /// Price of one, for a line that is no product.
    #[serde(default)]
    pub unit_price: Option<i64>,
    /// How many, 1 to 9999.
    pub quantity: i64,
    /// For the kitchen, up to 500 characters.
    #[serde(default)]
    pub note: Option<String>,
}

/// Money off.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DiscountDraft {
    /// How much.
    pub amount: i64,
    /// Why.
    #[serde(default)]
    pub reason: String,
}

/// How an order is paid.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum PaymentDraft {
    /// All of it, one way.
    Full {
        /// `cash`, `card`, `bank_transfer`, `check` or `other`.
        method: String,
        /// Cash handed over.
        #[serde(default)]
        tendered: Option<i64>,
    },
    /// All of it, several ways.
    Split {
        /// Whose sum is the total.
        parts: Vec<PartDraft>,
    },
}

/// A part of a split payment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PartDraft {
    /// `cash`, `card`, `bank_transfer`, `check` or `other`.
    pub method: String,
    /// What it pays.
    pub amount: i64,
    /// Cash handed over, if more.
    #[serde(default)]
    pub tendered: Option<i64>,
}

/// An order, whole.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct OrderView {
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
    /// One word for all: see [`OrderStatus`].
    pub status: OrderStatus,
    /// Where it stands in the shop's work.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub lifecycle: Lifecycle,
    /// How far it is paid.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub payment_state: PaymentState,
    /// Who bought.
    pub customer: Option<CustomerView>,
    /// What was sold.
    pub items: Vec<OrderLineView>,
    /// Sum of the lines.
    pub subtotal: i64,
    /// Money off.
    pub discount: i64,
    /// Why.
    pub discount_reason: Option<String>,
    /// Sum of the taxes.
    pub tax: i64,
    /// The taxes one by one.
    pub tax_lines: Vec<TaxLineView>,
    /// Whether prices contain the tax.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub tax_mode: TaxMode,
    /// What is owed.
    pub total: i64,
    /// Of all amounts.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub currency: Currency,
    /// Received less given back.
    pub amount_paid: i64,
    /// Still to be paid.
    pub balance_due: i64,
    /// Given back over the counter when it was placed.
    pub change: i64,
    /// For the shop.
    pub note: Option<String>,
    /// Always null: every order is paid when it is placed.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<Object>))]
    pub payment_terms: (),
    /// The ledger, oldest first.
    pub payments: Vec<PaymentView>,
    /// Where the customer follows it.
    pub tracking_url: String,
    /// How often its receipt was printed.
    pub receipts_printed: i64,
    /// Who recorded it.
    pub recorded_by: StaffName,
    /// Who changed it last, if anybody did.
    pub last_modified_by: Option<StaffName>,
    /// The trading day it counts to.
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = Date))]
    pub business_day: NaiveDate,
    /// When it was recorded.
    pub created_at: DateTime<Utc>,
    /// When it last changed.
    pub updated_at: DateTime<Utc>,
    /// How often it changed, from 1; also its entity tag.
    pub version: i32,
}

/// One word for how far an order is, for programs that know no more.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum OrderStatus {
    /// Something is still to be paid.
    Pending,
    /// Nothing is to be paid; not handed over.
    Paid,
    /// Paid and handed over.
    Completed,
    /// Cancelled.
    Cancelled,
}

impl OrderStatus {
    /// The one word for these two facts.
    pub const fn of(lifecycle: Lifecycle, balance_due: i64) -> Self {
        match lifecycle {
            Lifecycle::Cancelled => Self::Cancelled,
            _ if balance_due > 0 => Self::Pending,
            Lifecycle::Completed => Self::Completed,
            _ => Self::Paid,
        }
    }
}

/// Who bought, as those who may see it do.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CustomerView {
    /// Their id.
    pub id: String,
    /// Their name.
    pub name: String,
    /// Their phone number.
    pub phone: Option<String>,
    /// Their e-mail address.
    pub email: Option<String>,
}

impl std::fmt::Debug for CustomerView {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "CustomerView {{ id: {:?}, .. }}", self.id)
    }
}

/// A line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct OrderLineView {
    /// Its id.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub line_id: LineId,
    /// The product, or null for a custom line.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>))]
    pub product_id: Option<ProductId>,
    /// As the receipt says it.
    pub name: String,
    /// How many.
    pub quantity: i64,
    /// Price of one.
    pub unit_price: i64,
    /// For the kitchen.
    pub note: Option<String>,
    /// Price times quantity.
    pub line_total: i64,
}

/// A tax on the receipt.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TaxLineView {
    /// What the receipt calls it.
    pub label: String,
    /// Hundredths of a percent.
    pub basis_points: i64,
    /// What it is taken on.
    pub base: i64,
    /// The tax.
    pub amount: i64,
}

/// An entry of the ledger.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PaymentView {
    /// Its id.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub id: PaymentId,
    /// What the money came as.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub method: PaymentMethod,
    /// Above zero received, below zero given back.
    pub amount: i64,
    /// Cash handed over, if more.
    pub tendered: Option<i64>,
    /// When.
    pub paid_at: DateTime<Utc>,
    /// Who took it.
    pub recorded_by: StaffName,
    /// What was noted with it.
    pub note: Option<String>,
    /// Which instalment it pays: always null.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<Object>))]
    pub installment: (),
}

/// A member of staff, named.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct StaffName {
    /// Their id.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub id: StaffId,
    /// Their name.
    pub name: String,
}

/// An order with its history.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct OrderDetail {
    /// The order.
    #[serde(flatten)]
    pub order: OrderView,
    /// What happened to it, oldest first.
    pub events: Vec<TimelineEntry>,
    /// Where this caller may move it.
    #[cfg_attr(feature = "openapi", schema(value_type = Vec<String>))]
    pub allowed: Vec<Lifecycle>,
}

/// One thing that happened to an order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TimelineEntry {
    /// The event's type: `order.placed`, `order.status_changed`.
    #[serde(rename = "type")]
    pub kind: String,
    /// When.
    pub at: DateTime<Utc>,
    /// Who did it.
    pub actor: StaffName,
    /// The state it left the order in.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub lifecycle: Lifecycle,
    /// Why, if somebody had to say.
    pub reason: Option<String>,
    /// The store's number for it, without a gap.
    pub sequence: i64,
    /// Which change of the order it was, from 1.
    pub version: i32,
}

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
    /// Of the amounts.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub currency: Currency,
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
    /// `offline` or `online`.
    #[serde(rename = "type")]
    pub order_type: Option<String>,
    /// `till`, `phone`, `app` or `web`.
    pub channel: Option<String>,
    /// Slug of a store.
    pub store: Option<String>,
    /// First trading day.
    pub from: Option<String>,
    /// Last trading day.
    pub to: Option<String>,
    /// A reference, the beginning of a customer's name, or a phone number.
    pub search: Option<String>,
    /// The beginning of a customer's name.
    pub customer_name: Option<String>,
    /// At most so many, 1 to 200; 50 if not said.
    pub limit: Option<i64>,
    /// Where the last page ended.
    pub cursor: Option<String>,
}

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
