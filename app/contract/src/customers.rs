//! Customers: finding them, what they bought, what is known of them, and forgetting them.

use chrono::{DateTime, NaiveDate, Utc};
use domain::{
    id::OrderId,
    money::Currency,
    order::{Channel, Lifecycle, PaymentState, Reference},
};
use serde::{Deserialize, Serialize};

use crate::{catalogue::Page, orders::OrderView};

/// Which customers to list.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema, utoipa::IntoParams))]
pub struct CustomerFilter {
    /// The beginnings of the words of a name, a phone number, or an e-mail address.
    pub search: Option<String>,
    /// At most so many, 1 to 200; 50 if not said.
    pub limit: Option<i64>,
    /// Where the last page ended.
    pub cursor: Option<String>,
}

/// A line of the list of customers.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CustomerSummary {
    /// Their id.
    pub id: String,
    /// The shop's own number for them.
    pub code: Option<String>,
    /// Their name.
    pub name: String,
    /// The company they buy for.
    pub company: Option<String>,
    /// Their phone number.
    pub phone: Option<String>,
    /// Their e-mail address.
    pub email: Option<String>,
    /// Since when they are known.
    pub created_at: DateTime<Utc>,
}

// A person's details must never reach a log through a derived Debug.
impl std::fmt::Debug for CustomerSummary {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "CustomerSummary {{ id: {:?}, .. }}", self.id)
    }
}

/// A customer, and what they bought.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CustomerDetail {
    /// Who they are; nothing once they were erased.
    pub customer: Option<CustomerSummary>,
    /// Their id.
    pub id: String,
    /// What they do at their company.
    pub title: Option<String>,
    /// Their postal address, line by line.
    pub address: Vec<String>,
    /// How many orders they placed that count.
    pub orders: i64,
    /// What those came to.
    pub total: i64,
    /// What is still to be paid of them.
    pub balance_due: i64,
    /// Of the amounts.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub currency: Currency,
    /// When they were erased, if they were.
    pub erased_at: Option<DateTime<Utc>>,
}

impl std::fmt::Debug for CustomerDetail {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "CustomerDetail {{ id: {:?}, .. }}", self.id)
    }
}

/// Which of a customer's orders to show.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema, utoipa::IntoParams))]
pub struct HistoryFilter {
    /// At most so many, 1 to 200; 50 if not said.
    pub limit: Option<i64>,
    /// Where the last page ended.
    pub cursor: Option<String>,
}

/// A customer with a page of what they bought at stores that the caller works at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CustomerHistory {
    /// The customer.
    #[serde(flatten)]
    pub customer: CustomerDetail,
    /// Their orders, newest first, without those that were deleted.
    pub history: Page<CustomerOrder>,
    /// The number of the last event that concerned the whole business before this was read: the `business` topic
    /// tells what came after.
    /// A server of before doesn't say.
    #[serde(default)]
    pub sequence: Option<i64>,
}

/// One order of a customer's.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CustomerOrder {
    /// Its id.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub id: OrderId,
    /// What people call it.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub reference: Reference,
    /// Which way it came.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub channel: Channel,
    /// Slug of the store.
    pub store: String,
    /// Where it stands in the shop's work.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub lifecycle: Lifecycle,
    /// How far it is paid.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub payment_state: PaymentState,
    /// What is owed.
    pub total: i64,
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
    /// When it was recorded.
    pub created_at: DateTime<Utc>,
}

/// Everything that is known of a person, to be given to that person.
#[derive(Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CustomerExport {
    /// Who they are.
    pub customer: CustomerDetail,
    /// Their orders with lines, notes and payments, newest first, at most 1,000.
    pub orders: Vec<OrderView>,
    /// When this was gathered.
    pub exported_at: DateTime<Utc>,
}

/// Says why a person is erased.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct EraseCustomer {
    /// Why, 5 to 120 characters, naming nobody.
    pub reason: String,
}
