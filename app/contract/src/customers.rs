//! Customers: finding them, what they bought, what is known of them, and forgetting them.

use chrono::{DateTime, Utc};
use domain::money::Currency;
use serde::{Deserialize, Serialize};

use crate::orders::OrderView;

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
