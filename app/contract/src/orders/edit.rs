//! What an edit of an order says, and what it would come to.

use chrono::{DateTime, Utc};
use domain::{id::ProductId, money::Currency};
use serde::{Deserialize, Deserializer, Serialize};

use super::{DiscountDraft, OrderView, PaymentTermsView, StaffName};
use crate::{Problem, catalogue::MenuView};

/// Changes an order that isn't paid yet. What is left out stays as it is; null takes it away.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct EditOrder {
    /// Who buys. Null: nobody known.
    #[serde(default, deserialize_with = "said", skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<CustomerChange>))]
    pub customer: Option<Option<CustomerChange>>,
    /// The whole new list, 1 to 200 lines: what isn't in it is taken off the order.
    #[serde(default, deserialize_with = "filled", skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Vec<EditedItem>, required = false))]
    pub items: Option<Vec<EditedItem>>,
    /// Money off the whole order.
    #[serde(default, deserialize_with = "said", skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<DiscountDraft>))]
    pub discount: Option<Option<DiscountDraft>>,
    /// For the shop, up to 500 characters.
    #[serde(default, deserialize_with = "said", skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>))]
    pub note: Option<Option<String>>,
}

/// What changes about who buys; what is left out stays.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CustomerChange {
    /// Their name, 1 to 120 characters.
    #[serde(default, deserialize_with = "filled", skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = String, required = false))]
    pub name: Option<String>,
    /// Their phone number, as they say it.
    #[serde(default, deserialize_with = "said", skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>))]
    pub phone: Option<Option<String>>,
    /// Their e-mail address.
    #[serde(default, deserialize_with = "said", skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>))]
    pub email: Option<Option<String>>,
}

// A person's details must never reach a log through a derived Debug.
impl std::fmt::Debug for CustomerChange {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("CustomerChange { .. }")
    }
}

/// A line of an edited order: a kept one by its `line_id`, or a new one by product or by name and price.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct EditedItem {
    /// The line that is kept, with its name and price of then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub line_id: Option<String>,
    /// The product of a new line; its name and price are today's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub product_id: Option<String>,
    /// Name of a new line that is no product.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Price of one, for a new line that is no product.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit_price: Option<i64>,
    /// How many, 1 to 9999; a kept line may leave it out and stays as it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quantity: Option<i64>,
    /// For the kitchen, up to 500 characters. Left out of a kept line, it stays; null takes it away.
    #[serde(default, deserialize_with = "said", skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>))]
    pub note: Option<Option<String>>,
}

/// Tells a field that is null from one that is left out.
fn said<'de, D: Deserializer<'de>, T: Deserialize<'de>>(json: D) -> Result<Option<Option<T>>, D::Error> {
    Option::deserialize(json).map(Some)
}

/// Reads a field that may be left out and can't be null.
fn filled<'de, D: Deserializer<'de>, T: Deserialize<'de>>(json: D) -> Result<Option<T>, D::Error> {
    T::deserialize(json).map(Some)
}

/// An edit on its way: what is to change, of which order, as seen in which version.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrderEdit {
    /// Id or reference of the order.
    pub id: String,
    /// The version that the sender saw; refused if the order has changed since.
    pub version: i32,
    /// Further versions that it may be applied to. Left out when there are none, so that the same edit
    /// keeps the form under which its key remembers it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub or_versions: Vec<i32>,
    /// What is to change.
    pub change: EditOrder,
}

impl OrderEdit {
    /// Whether the order may have this version.
    pub fn is_of(&self, version: i32) -> bool {
        self.version == version || self.or_versions.contains(&version)
    }
}

/// An order that is about to be edited, and all that a page needs for it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct EditSheet {
    /// The order.
    pub order: OrderView,
    /// What can be added.
    pub menu: MenuView,
    /// A key for the edit, so that sending it twice saves it once.
    pub key: String,
}

/// What an edit would come to. Nothing was saved.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct EditPreview {
    /// The version of the order that this was computed from.
    pub version: i32,
    /// Names of the fields that would change: `customer`, `items`, `discount`, `note`.
    pub changed: Vec<String>,
    /// As the order stands.
    pub before: EditSide,
    /// As it would stand; null if that can't be computed, for the first of `problems`.
    pub after: Option<EditSide>,
    /// What would be taken from counted stock, or put back.
    pub stock: Vec<StockChange>,
    /// Why it would be refused; empty if it would be saved.
    pub problems: Vec<Problem>,
}

/// One side of a preview.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct EditSide {
    /// Sum of the lines.
    pub subtotal: i64,
    /// Money off.
    pub discount: i64,
    /// Sum of the taxes.
    pub tax: i64,
    /// What is owed.
    pub total: i64,
    /// Received less given back.
    pub amount_paid: i64,
    /// Still to be paid.
    pub balance_due: i64,
    /// Of the amounts.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub currency: Currency,
    /// How the rest will be paid; null without terms.
    pub payment_terms: Option<PaymentTermsView>,
}

/// What an edit does to the stock of a product.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct StockChange {
    /// Which.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub product_id: ProductId,
    /// Its name.
    pub name: String,
    /// Below zero taken, above zero put back.
    pub change: i64,
    /// How many would be left; below zero if there aren't enough.
    pub left: i64,
}

/// A field of an order that changed since some version.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct StaleChange {
    /// Its name: `customer`, `items`, `discount`, `note`, `status`, `payments` or `deleted`.
    pub field: String,
    /// Who changed it.
    pub by: StaffName,
    /// When.
    pub at: DateTime<Utc>,
    /// The version that the change made.
    pub version: i32,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(json: &str) -> Result<EditOrder, serde_json::Error> {
        serde_json::from_str(json)
    }

    #[test]
    fn left_out_null_and_filled_are_three_things() {
        assert_eq!(read("{}").unwrap(), EditOrder::default());
        let cleared = read(r#"{"customer":null,"discount":null,"note":null}"#).unwrap();
        assert_eq!(
            (&cleared.customer, &cleared.discount, &cleared.note),
            (&Some(None), &Some(None), &Some(None))
        );
        let phone = read(r#"{"customer":{"phone":null}}"#).unwrap().customer.flatten().unwrap();
        assert_eq!((phone.name, phone.phone, phone.email), (None, Some(None), None));
        for wrong in [r#"{"items":null}"#, r#"{"customer":{"name":null}}"#] {
            assert!(read(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn what_was_written_reads_back() {
        for json in [
            "{}",
            r#"{"customer":null,"note":null}"#,
            r#"{"customer":{"phone":null,"email":"a@b.test"},"items":[{"line_id":"lin_1","note":null},{"name":"Cake","unit_price":5,"quantity":1}]}"#,
        ] {
            let edit = read(json).unwrap();
            assert_eq!(serde_json::to_string(&edit).unwrap(), json);
        }
    }
}
