//! An edit in the making, as it was typed: pure, the same in the browser and behind a plain form, and
//! sent along whole with that form, so that nothing typed is lost on the way.

use contract::{
    Problem,
    catalogue::{MenuView, ProductView},
    orders::{CustomerChange, DiscountDraft, EditOrder, EditedItem, OrderView},
    problem::FieldCode,
};
use domain::{
    basket::MAX_LINES,
    money::{Currency, Money, MoneyStyle, parse_amount},
};
use serde::{Deserialize, Serialize};

use crate::till::{MenuFilter, by_name_or_code};

/// An edit in the making.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct EditForm {
    /// Sent with the edit, so that sending it twice saves it once.
    pub key: String,
    /// The version of the order that it was made from.
    pub version: i32,
    /// What the order charges in.
    pub currency: Currency,
    /// The order in that version.
    pub base: Values,
    /// The order as it is to be.
    pub mine: Values,
    /// Number for the next new line.
    next: u32,
    /// What is being added.
    pub adding: Adding,
}

/// What can be edited of an order, as fields have it.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Values {
    pub name: String,
    pub phone: String,
    pub email: String,
    pub lines: Vec<LineValues>,
    pub discount: String,
    pub discount_reason: String,
    pub note: String,
}

/// A line, as fields have it.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct LineValues {
    /// Tells lines apart: the line's id, or a word for a new one.
    pub id: String,
    /// Whether the order doesn't have it yet.
    pub is_new: bool,
    /// The product; none for something named and priced by hand.
    pub product: Option<String>,
    pub name: String,
    pub unit_price: i64,
    pub quantity: String,
    pub note: String,
    /// Whether it is taken off; it can be put back until then.
    pub removed: bool,
}

/// Fields for what is added next.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Adding {
    pub product: String,
    pub name: String,
    pub price: String,
}

impl Values {
    /// An order's, with amounts as this currency is typed.
    pub fn of(order: &OrderView, style: MoneyStyle) -> Self {
        let customer = order.customer.as_ref();
        let line = |line: &contract::orders::OrderLineView| LineValues {
            id: line.line_id.to_string(),
            is_new: false,
            product: line.product_id.map(|id| id.to_string()),
            name: line.name.clone(),
            unit_price: line.unit_price,
            quantity: line.quantity.to_string(),
            note: line.note.clone().unwrap_or_default(),
            removed: false,
        };
        let discount = Money::new(order.discount, order.currency).ok().filter(|_| order.discount > 0);
        Self {
            name: customer.map(|who| who.name.clone()).unwrap_or_default(),
            phone: customer.and_then(|who| who.phone.clone()).unwrap_or_default(),
            email: customer.and_then(|who| who.email.clone()).unwrap_or_default(),
            lines: order.items.iter().map(line).collect(),
            discount: discount.map(|amount| amount.digits(style)).unwrap_or_default(),
            discount_reason: order.discount_reason.clone().unwrap_or_default(),
            note: order.note.clone().unwrap_or_default(),
        }
    }
}

impl EditForm {
    /// An edit of an order that changes nothing yet.
    pub fn of(order: &OrderView, key: String, style: MoneyStyle) -> Self {
        let base = Values::of(order, style);
        let mine = base.clone();
        let (version, currency) = (order.version, order.currency);
        Self { key, version, currency, base, mine, next: 1, adding: Adding::default() }
    }

    /// A line, to change it.
    pub fn line_mut(&mut self, id: &str) -> Option<&mut LineValues> {
        self.mine.lines.iter_mut().find(|line| line.id == id)
    }

    /// Takes a line off the order; one that it never had is gone at once.
    pub fn remove(&mut self, id: &str) {
        self.mine.lines.retain(|line| line.id != id || !line.is_new);
        if let Some(line) = self.line_mut(id) {
            line.removed = true;
        }
    }

    /// Puts a line back that was taken off.
    pub fn restore(&mut self, id: &str) {
        if let Some(line) = self.line_mut(id) {
            line.removed = false;
        }
    }

    /// Adds what stands in the fields for it; tells which of them can't be understood. Empty ones add
    /// nothing.
    pub fn take_in(&mut self, menu: &MenuView) -> Result<(), Problem> {
        let typed = self.adding.product.trim().to_owned();
        if !typed.is_empty() {
            let product = find(menu, &typed)?;
            self.push("add.product", Some(product.id.to_string()), &product.name, product.price)?;
            self.adding.product.clear();
        }
        let (name, price) = (self.adding.name.trim().to_owned(), self.adding.price.trim().to_owned());
        if name.is_empty() && price.is_empty() {
            return Ok(());
        }
        if name.is_empty() {
            return Err(Problem::invalid("add.name", FieldCode::Missing, "Enter what it is called."));
        }
        let amount = parse_amount(&price, self.currency).ok_or_else(|| {
            Problem::invalid("add.price", FieldCode::Invalid, "Enter the price of one, in digits.")
        })?;
        self.push("add.name", None, &name, amount.amount())?;
        self.adding = Adding::default();
        Ok(())
    }

    fn push(
        &mut self,
        field: &str,
        product: Option<String>,
        name: &str,
        unit_price: i64,
    ) -> Result<(), Problem> {
        if self.mine.lines.len() >= MAX_LINES {
            let detail = "An order has at most 200 lines. Take one off first.";
            return Err(Problem::invalid(field, FieldCode::TooManyLines, detail));
        }
        let id = format!("new-{}", self.next);
        self.next = self.next.saturating_add(1);
        self.mine.lines.push(LineValues {
            id,
            is_new: true,
            product,
            name: name.to_owned(),
            unit_price,
            quantity: "1".to_owned(),
            note: String::new(),
            removed: false,
        });
        Ok(())
    }

    /// A line as new, for one that others took off meanwhile.
    pub(super) fn anew(&mut self, line: &LineValues) -> LineValues {
        let id = format!("new-{}", self.next);
        self.next = self.next.saturating_add(1);
        LineValues { id, is_new: true, ..line.clone() }
    }

    /// The lines that the order is to have.
    pub fn kept_lines(&self) -> impl Iterator<Item = &LineValues> {
        self.mine.lines.iter().filter(|line| !line.removed)
    }

    /// Whether anything differs from the order.
    pub fn is_changed(&self) -> bool {
        self.base != self.mine
    }

    /// What is to change, or which field can't be read.
    pub fn command(&self) -> Result<EditOrder, Problem> {
        let (base, mine) = (&self.base, &self.mine);
        let items = if base.lines == mine.lines { None } else { Some(self.items()?) };
        let discount_differs =
            (&base.discount, &base.discount_reason) != (&mine.discount, &mine.discount_reason);
        Ok(EditOrder {
            customer: self.customer(),
            items,
            discount: if discount_differs { Some(self.discount()?) } else { None },
            note: (base.note != mine.note).then(|| filled(&mine.note)),
        })
    }

    fn customer(&self) -> Option<Option<CustomerChange>> {
        let (base, mine) = (&self.base, &self.mine);
        let is_same = (&base.name, &base.phone, &base.email) == (&mine.name, &mine.phone, &mine.email);
        if is_same {
            return None;
        }
        if [&mine.name, &mine.phone, &mine.email].into_iter().all(|field| field.trim().is_empty()) {
            return Some(None);
        }
        Some(Some(CustomerChange {
            name: (base.name != mine.name).then(|| mine.name.clone()),
            phone: (base.phone != mine.phone).then(|| filled(&mine.phone)),
            email: (base.email != mine.email).then(|| filled(&mine.email)),
        }))
    }

    fn discount(&self) -> Result<Option<DiscountDraft>, Problem> {
        let typed = self.mine.discount.trim();
        if typed.is_empty() {
            return Ok(None);
        }
        let amount = parse_amount(typed, self.currency).ok_or_else(|| {
            Problem::invalid("discount.amount", FieldCode::Invalid, "Enter an amount in digits.")
        })?;
        let reason = self.mine.discount_reason.trim().to_owned();
        Ok(Some(DiscountDraft { amount: amount.amount(), reason }))
    }

    fn items(&self) -> Result<Vec<EditedItem>, Problem> {
        let items = self.kept_lines().enumerate().map(|(place, line)| {
            let quantity = line.quantity.trim().parse().map_err(|_| {
                Problem::invalid(
                    format!("items[{place}].quantity"),
                    FieldCode::Invalid,
                    "Enter how many, in digits.",
                )
            })?;
            let item = EditedItem {
                quantity: Some(quantity),
                note: Some(filled(&line.note)),
                ..EditedItem::default()
            };
            Ok(match (line.is_new, &line.product) {
                (false, _) => EditedItem { line_id: Some(line.id.clone()), ..item },
                (true, Some(product)) => EditedItem { product_id: Some(product.clone()), ..item },
                (true, None) => {
                    EditedItem { name: Some(line.name.clone()), unit_price: Some(line.unit_price), ..item }
                }
            })
        });
        items.collect()
    }

    /// Takes over what a plain form's fields say, whose lines end as browsers end them in what they send.
    #[cfg(any(feature = "ssr", test))]
    pub fn fill_in(&mut self, name: &str, value: &str) {
        let value = value.replace("\r\n", "\n");
        match name {
            "name" => self.mine.name = value,
            "phone" => self.mine.phone = value,
            "email" => self.mine.email = value,
            "discount" => self.mine.discount = value,
            "discount_reason" => self.mine.discount_reason = value,
            "note" => self.mine.note = value,
            "add.product" => self.adding.product = value,
            "add.name" => self.adding.name = value,
            "add.price" => self.adding.price = value,
            other => {
                if let Some(line) = other.strip_prefix("quantity.").and_then(|id| self.line_mut(id)) {
                    line.quantity = value;
                } else if let Some(line) = other.strip_prefix("note.").and_then(|id| self.line_mut(id)) {
                    line.note = value;
                }
            }
        }
    }
}

fn filled(text: &str) -> Option<String> {
    Some(text.trim().to_owned()).filter(|text| !text.is_empty())
}

/// The product that was meant: by its whole name, SKU or barcode, or by words that only one has.
fn find(menu: &MenuView, typed: &str) -> Result<ProductView, Problem> {
    if let Some(product) = by_name_or_code(menu, typed) {
        return Ok(product.clone());
    }
    let mut found = MenuFilter { query: typed.to_owned(), category: None }.shown(menu);
    match (found.pop(), found.is_empty()) {
        (Some(only), true) => Ok(only),
        (Some(_), false) => Err(Problem::invalid(
            "add.product",
            FieldCode::Ambiguous,
            "Several products have that in their name. Type more of it, or the SKU.",
        )),
        (None, _) => Err(Problem::invalid(
            "add.product",
            FieldCode::Unknown,
            "Nothing on the menu is called that. Choose from the list.",
        )),
    }
}

#[cfg(test)]
#[path = "form_tests.rs"]
pub(super) mod tests;
