//! An order, whole, as those who may see it do.

use chrono::{DateTime, NaiveDate, Utc};
use domain::{
    id::{LineId, OrderId, PaymentId, ProductId, StaffId},
    money::Currency,
    order::{Channel, Lifecycle, OrderType, PaymentState, Reference},
    payment::PaymentMethod,
    payment_terms::InstalmentStatus,
    tax::TaxMode,
};
use serde::{Deserialize, Serialize};

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
    /// How the rest will be paid; null if all was paid at once.
    pub payment_terms: Option<PaymentTermsView>,
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
    /// Set if it was deleted; only those who may bring it back see such an order.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deleted: Option<DeletionView>,
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
    /// Which instalment it settles first; null for what settles a down payment only.
    pub installment: Option<u32>,
    /// The entry that this one reverses.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>))]
    pub reverses: Option<PaymentId>,
    /// Whether a later entry reverses it.
    pub voided: bool,
    /// How often its own receipt was printed.
    #[serde(default)]
    pub receipts_printed: i64,
}

/// How an order that wasn't paid at once will be paid.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PaymentTermsView {
    /// What they add up to: the order's total.
    pub total_amount: i64,
    /// What was to be paid at once.
    pub down_payment: i64,
    /// From 1, one more each time an edit makes them anew.
    pub version: i32,
    /// What is to be paid later, by due date.
    pub installments: Vec<InstalmentView>,
}

/// One amount and the day it is due.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct InstalmentView {
    /// From 1.
    pub number: u32,
    /// The last day on which it is paid in time, in the store's zone.
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = Date))]
    pub due_date: NaiveDate,
    /// How much.
    pub amount: i64,
    /// What was paid of it.
    pub amount_paid: i64,
    /// `open`, `paid` or `overdue`, as of now in the store's zone.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub status: InstalmentStatus,
}

/// Who took an order out of lists and totals, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DeletionView {
    /// When.
    pub at: DateTime<Utc>,
    /// Who.
    pub by: StaffName,
    /// Why.
    pub reason: String,
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

/// An order with its history. The API shows it in one object; pages get it as it is here, because reading
/// one object into two types costs the browser more code than all else of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrderDetail {
    /// The order.
    pub order: OrderView,
    /// What happened to it, oldest first.
    pub events: Vec<TimelineEntry>,
    /// The store's trading day, by which instalments are overdue.
    pub today: NaiveDate,
    /// Where this caller may move it.
    pub allowed: Vec<Lifecycle>,
}

/// One thing that happened to an order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TimelineEntry {
    /// The event's type: `order.placed`, `order.status_changed`, `payment.received`,
    /// `payment.voided`, `order.edited`, `order.deleted` or `order.restored`.
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
    /// What was paid or given back, if it is about money.
    #[serde(default)]
    pub amount: Option<i64>,
    /// Which fields an edit changed, as the API calls them.
    #[serde(default)]
    pub changed: Vec<String>,
    /// The store's number for it, without a gap.
    pub sequence: i64,
    /// Which change of the order it was, from 1.
    pub version: i32,
}
