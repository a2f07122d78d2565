//! Who did or saw what, as managers and owners look it up.

use chrono::{DateTime, Utc};
use domain::{
    id::{OrderId, StaffId},
    order::Reference,
};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::catalogue::Page;

/// One thing that somebody did or saw.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AuditEntryView {
    /// Its id.
    pub id: String,
    /// Its place in the tenant's chain; null for a moment, until it is linked.
    pub sequence: Option<i64>,
    /// When.
    pub at: DateTime<Utc>,
    /// `CREATE`, `READ`, `UPDATE`, `DELETE`, `ACCESS` or `PAYMENT`; or one that a newer version wrote.
    pub action: String,
    /// The kind of what it is about: `order`, `orders`, `board`, `customer`, `customers`, `audit`, `webhook_endpoint`;
    /// or one that a newer version knows.
    pub subject: String,
    /// Which one, if it is neither an order nor a customer.
    #[serde(default)]
    pub subject_id: Option<String>,
    /// Who; null when Kedai itself acted.
    pub actor: Option<AuditActor>,
    /// Where from: a network address, or the name of a command.
    pub origin: String,
    /// Slug of the store, if it is about one.
    pub store: Option<String>,
    /// The order, if it is about one.
    pub order: Option<AuditedOrder>,
    /// Ids of the customers whose data was changed or seen.
    pub customers: Vec<String>,
    /// Field by field. A protected value whose person was erased is its keyed hash.
    pub changes: Vec<FieldChangeView>,
    /// Why, if somebody had to say.
    pub reason: Option<String>,
}

/// A member of staff, in the role that they then had.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AuditActor {
    /// Their id.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub id: StaffId,
    /// Their name.
    pub name: String,
    /// The code of their role; or of one that a newer version knows.
    pub role: String,
}

/// An order, named.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AuditedOrder {
    /// Its id.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub id: OrderId,
    /// What people call it.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub reference: Reference,
}

/// A field, before and after.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct FieldChangeView {
    /// Which, as the API calls it.
    pub field: String,
    /// Before; null if there was nothing.
    pub old: Value,
    /// After; null if there is nothing.
    pub new: Value,
}

/// Which entries to list.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema, utoipa::IntoParams))]
pub struct AuditFilter {
    /// `CREATE`, `READ`, `UPDATE`, `DELETE`, `ACCESS` or `PAYMENT`; several with commas between.
    pub action: Option<String>,
    /// Id of a member of staff.
    pub actor: Option<String>,
    /// Id or reference of an order.
    pub order: Option<String>,
    /// Id of a customer, the beginning of their name, or their phone number.
    pub customer: Option<String>,
    /// First day.
    #[cfg_attr(feature = "openapi", param(format = Date), schema(format = Date))]
    pub from: Option<String>,
    /// Last day.
    #[cfg_attr(feature = "openapi", param(format = Date), schema(format = Date))]
    pub to: Option<String>,
    /// At most so many, 1 to 200; 50 if not said.
    pub limit: Option<i64>,
    /// Where the last page ended.
    pub cursor: Option<String>,
}

/// How a tenant's chain stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChainState {
    /// The number of the last link.
    pub sequence: i64,
    /// Its hash in hexadecimal; empty before the first.
    pub head: String,
    /// Entries that wait to be linked.
    pub waiting: i64,
}

/// What the audit page shows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuditView {
    /// Entries, newest first.
    pub page: Page<AuditEntryView>,
    /// Who works for the tenant, by name.
    pub staff: Vec<AuditActor>,
    /// The chain.
    pub chain: ChainState,
}

/// Some rows of the trail as CSV, and where the next begin.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditCsv {
    /// The rows; the first piece begins with the headings.
    pub rows: Vec<u8>,
    /// Where the next piece begins, if there is one.
    pub next_cursor: Option<String>,
}
