//! A sale in the making: what is sold, for whom, and what it comes to. Pure, and kept on the device
//! as it is, so that neither a reload nor a crash loses it.

use contract::{
    catalogue::{MenuView, ProductView},
    orders::{CustomerDraft, DiscountDraft, ItemDraft, PlaceOrder},
};
use domain::{
    basket::{Basket, BasketError, Discount, Item, Line, MAX_LINES, MAX_QUANTITY, Totals},
    id::ProductId,
    money::{AmountError, Currency, Money, read_amount},
    tax::STANDARD_CLASS,
};
use serde::{Deserialize, Serialize};

use super::payment::Tender;

/// A hundred percent, in hundredths of a percent.
const WHOLE: i64 = 10_000;

/// A sale in the making.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sale {
    /// Its id, made when it began: sent with it, so that sending it twice records it once.
    pub id: String,
    /// What is sold, in the order it was added.
    pub lines: Vec<SaleLine>,
    /// Number for the next line.
    next_key: u32,
    /// Money off, as it was typed.
    pub discount: Option<DiscountEntry>,
    /// Name of who buys; may be empty.
    pub customer_name: String,
    /// Their phone number; may be empty.
    pub customer_phone: String,
    /// For the shop; may be empty.
    pub note: String,
    /// Whether the goods change hands at once.
    pub hand_over: bool,
    /// How it is paid.
    pub tender: Tender,
    /// What was sent, while no answer is known: until one is, the sale must not change, and what is sent
    /// again is this very command.
    pub sent: Option<PlaceOrder>,
}

/// One line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SaleLine {
    /// Tells lines apart.
    pub key: u32,
    /// The product; none for something named and priced by hand.
    pub product: Option<ProductId>,
    /// Its name.
    pub name: String,
    /// Price of one, in the smallest unit charged.
    pub unit_price: i64,
    /// Which tax rate applies.
    pub tax_class: String,
    /// How many.
    pub quantity: i64,
    /// For the kitchen; may be empty.
    pub note: String,
}

/// Money off, as it was typed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DiscountEntry {
    /// An amount, or a percentage.
    pub typed: String,
    /// Which of the two.
    pub is_percent: bool,
    /// Why.
    pub reason: String,
}

/// Why a sale can't be charged yet.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SaleError {
    /// What was typed for the discount is no amount.
    #[error("the discount is no amount")]
    DiscountTyped,
    /// What was typed for the discount isn't an amount yet.
    #[error("the discount isn't whole")]
    DiscountUnfinished,
    /// A line's price is beyond what can be counted.
    #[error("a price is too large")]
    Price,
    /// The basket is wrong.
    #[error("the basket is wrong")]
    Basket(#[source] BasketError),
}

impl Sale {
    /// A sale of nothing yet.
    pub fn new(id: String) -> Self {
        Self {
            id,
            lines: Vec::new(),
            next_key: 0,
            discount: None,
            customer_name: String::new(),
            customer_phone: String::new(),
            note: String::new(),
            hand_over: false,
            tender: Tender::default(),
            sent: None,
        }
    }

    /// Adds so many of a product: to its line if there is one without a note, else as a new line. Tells
    /// whether all of them were.
    pub fn add_product(&mut self, product: &ProductView, quantity: i64) -> bool {
        let same = |line: &&mut SaleLine| line.product == Some(product.id) && line.note.is_empty();
        if let Some(line) = self.lines.iter_mut().find(same) {
            let wanted = line.quantity.saturating_add(quantity);
            line.quantity = wanted.clamp(1, MAX_QUANTITY);
            return wanted == line.quantity;
        }
        self.push(SaleLine {
            key: 0,
            product: Some(product.id),
            name: product.name.clone(),
            unit_price: product.price,
            tax_class: product.tax_class.clone(),
            quantity: quantity.clamp(1, MAX_QUANTITY),
            note: String::new(),
        })
    }

    /// Adds something named and priced by hand; tells whether there was room for it.
    pub fn add_custom(&mut self, name: &str, unit_price: i64) -> bool {
        self.push(SaleLine {
            key: 0,
            product: None,
            name: name.trim().to_owned(),
            unit_price,
            tax_class: STANDARD_CLASS.to_owned(),
            quantity: 1,
            note: String::new(),
        })
    }

    /// Adds a line, under a key of its own; tells whether there was room for it.
    pub fn push(&mut self, line: SaleLine) -> bool {
        // A till that is full takes no more; the order would be refused as a whole.
        let has_room = self.lines.len() < MAX_LINES;
        if has_room {
            self.lines.push(SaleLine { key: self.next_key, ..line });
            self.next_key = self.next_key.saturating_add(1);
        }
        has_room
    }

    /// A line, to change it.
    pub fn line_mut(&mut self, key: u32) -> Option<&mut SaleLine> {
        self.lines.iter_mut().find(|line| line.key == key)
    }

    /// Changes how many of a line; at none it is removed. Tells whether it may be so many.
    pub fn change_quantity(&mut self, key: u32, by: i64) -> bool {
        // A line that is gone was taken out by the tap before.
        let Some(line) = self.line_mut(key) else { return true };
        let wanted = line.quantity.saturating_add(by);
        line.quantity = wanted.min(MAX_QUANTITY);
        if line.quantity < 1 {
            self.remove(key);
        }
        wanted <= MAX_QUANTITY
    }

    /// Takes a line out.
    pub fn remove(&mut self, key: u32) {
        self.lines.retain(|line| line.key != key);
    }

    /// How many things are sold.
    pub fn count(&self) -> i64 {
        self.lines.iter().fold(0, |count: i64, line| count.saturating_add(line.quantity))
    }

    /// Takes names, prices and tax classes over from a newer menu; tells whether a price changed.
    pub fn reprice(&mut self, menu: &MenuView) -> bool {
        let mut is_changed = false;
        for line in &mut self.lines {
            let Some(product) = menu.products.iter().find(|product| Some(product.id) == line.product) else {
                continue;
            };
            is_changed |= line.unit_price != product.price || line.tax_class != product.tax_class;
            line.name.clone_from(&product.name);
            line.tax_class.clone_from(&product.tax_class);
            line.unit_price = product.price;
        }
        is_changed
    }

    /// What the sale comes to, computed as the server will.
    pub fn totals(&self, menu: &MenuView) -> Result<Totals, SaleError> {
        let currency = menu.store.currency;
        let lines = self.basket_lines(currency)?;
        let discount = self.discount_of(&lines, currency)?;
        let basket =
            Basket { currency, lines: &lines, discount: discount.as_ref(), tax_rules: &menu.tax_rules };
        basket.totals().map_err(SaleError::Basket)
    }

    fn basket_lines(&self, currency: Currency) -> Result<Vec<Line>, SaleError> {
        let line = |line: &SaleLine| {
            Ok(Line {
                item: line.product.map_or(Item::Custom, Item::Product),
                name: line.name.clone(),
                unit_price: Money::new(line.unit_price, currency).map_err(|_| SaleError::Price)?,
                quantity: line.quantity,
                tax_class: line.tax_class.clone(),
            })
        };
        self.lines.iter().map(line).collect()
    }

    fn discount_of(&self, lines: &[Line], currency: Currency) -> Result<Option<Discount>, SaleError> {
        let Some(entry) = self.discount.as_ref().filter(|entry| !entry.typed.trim().is_empty()) else {
            return Ok(None);
        };
        let amount = if entry.is_percent {
            let mut subtotal = Money::zero(currency);
            for line in lines {
                let total = line.total().map_err(|_| SaleError::Price)?;
                subtotal = subtotal.plus(total).map_err(|_| SaleError::Price)?;
            }
            let basis_points = parse_percent(&entry.typed).ok_or(SaleError::DiscountTyped)?;
            subtotal.scale(basis_points, WHOLE).map_err(|_| SaleError::DiscountTyped)?
        } else {
            read_amount(&entry.typed, currency).map_err(|error| match error {
                AmountError::Unfinished => SaleError::DiscountUnfinished,
                AmountError::Wrong => SaleError::DiscountTyped,
            })?
        };
        Ok(Some(Discount { amount, reason: entry.reason.trim().to_owned() }))
    }

    /// The command that records the sale.
    pub fn command(&self, store: &str, totals: &Totals) -> PlaceOrder {
        let filled = |text: &str| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
        let item = |line: &SaleLine| ItemDraft {
            product_id: line.product.map(|product| product.to_string()),
            name: line.product.is_none().then(|| line.name.clone()),
            unit_price: line.product.is_none().then_some(line.unit_price),
            quantity: line.quantity,
            note: filled(&line.note),
        };
        let reason = self.discount.as_ref().map(|entry| entry.reason.trim().to_owned());
        let discount = DiscountDraft { amount: totals.discount.amount(), reason: reason.unwrap_or_default() };
        let customer = filled(&self.customer_name).map(|name| CustomerDraft {
            name,
            phone: filled(&self.customer_phone),
            email: None,
        });
        PlaceOrder {
            store: store.to_owned(),
            channel: "till".to_owned(),
            customer,
            items: self.lines.iter().map(item).collect(),
            discount: Some(discount).filter(|discount| discount.amount > 0),
            note: filled(&self.note),
            payment: self.tender.draft(totals.total),
            hand_over: self.hand_over,
            total: Some(totals.total.amount()),
        }
    }
}

/// Reads a percentage as a person types it, `10`, `12.5` or `12,5 %`, in hundredths of a percent.
pub(crate) fn parse_percent(typed: &str) -> Option<i64> {
    let typed = typed.trim().trim_end_matches('%').trim_end();
    let (whole, fraction) = typed.split_once(['.', ',']).unwrap_or((typed, ""));
    let is_number = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || whole.len() > 3 || fraction.len() > 2 || !is_number(whole) || !is_number(fraction)
    {
        return None;
    }
    let basis_points = format!("{whole}{fraction:0<2}").parse().ok()?;
    (basis_points <= WHOLE).then_some(basis_points)
}

#[cfg(test)]
#[path = "sale_tests.rs"]
mod tests;
