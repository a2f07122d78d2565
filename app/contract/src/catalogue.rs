//! What is for sale.

use chrono::NaiveDate;
use domain::{id::ProductId, money::Currency, tax::TaxRules};
use serde::{Deserialize, Serialize};

use crate::session::StoreView;

/// A product at a store.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ProductView {
    /// Its id.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub id: ProductId,
    /// The shop's own number for it.
    pub sku: String,
    /// Its name.
    pub name: String,
    /// The group it is shown in.
    pub category: String,
    /// Price of one, in the smallest unit charged.
    pub price: i64,
    /// Of the price.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub currency: Currency,
    /// Whether it can be sold now.
    pub available: bool,
    /// How many are left; absent if nobody counts them.
    pub stock: Option<i64>,
    /// What a scanner reads off it.
    pub barcode: Option<String>,
    /// Which tax rate applies.
    pub tax_class: String,
}

/// Which products to list.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema, utoipa::IntoParams))]
pub struct ProductFilter {
    /// Slug of the store.
    pub store: Option<String>,
    /// Part of a name, or a whole SKU or barcode.
    pub q: Option<String>,
    /// At most so many, 1 to 200.
    pub limit: Option<i64>,
    /// Where the last page ended.
    pub cursor: Option<String>,
}

/// All that a till needs to sell.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MenuView {
    /// Where.
    pub store: StoreView,
    /// Categories in the shop's order.
    pub categories: Vec<String>,
    /// Products in the shop's order within their category.
    pub products: Vec<ProductView>,
    /// Whether more is on sale than is told here.
    #[serde(default)]
    pub is_cut: bool,
    /// How sales are taxed.
    pub tax_rules: TaxRules,
    /// The store's trading day, from which due dates are counted.
    pub today: NaiveDate,
}

/// A page of a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Page<T> {
    /// What is on it.
    pub items: Vec<T>,
    /// Where the next one begins; absent on the last.
    pub next_cursor: Option<String>,
}
