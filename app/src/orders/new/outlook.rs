//! What a new order comes to, as far as it is typed: totals and schedule by the code that the server
//! computes them with, what is still wrong, and the command once nothing is. Pure.

use contract::{
    catalogue::MenuView,
    orders::{CustomerDraft, PlaceOrder},
};
use domain::{
    basket::{MAX_NOTE, MAX_QUANTITY, Totals},
    money::read_amount,
    order::Channel,
    payment::Settlement,
    payment_terms::PaymentTerms,
    tax::STANDARD_CLASS,
};

use super::{
    entry::{LineEntry, OrderEntry, Row, Way, names},
    payment::{at_once, on_terms},
    wrong::{What, Wrong, of_basket},
};
use crate::till::{Sale, SaleError, SaleLine, by_name_or_code, can_sell};

/// What a new order comes to.
#[derive(Clone, Default, PartialEq)]
pub(super) struct Outlook {
    /// Of the lines that are right.
    pub(super) totals: Option<Totals>,
    /// What is paid at once.
    pub(super) settlement: Option<Settlement>,
    /// How the rest is paid.
    pub(super) terms: Option<PaymentTerms>,
    /// What is wrong or missing.
    pub(super) wrongs: Vec<Wrong>,
    /// The rows of the form that lines of the command stand in.
    pub(super) line_rows: Vec<u32>,
    /// The rows that its own instalments stand in.
    pub(super) instalment_rows: Vec<u32>,
    /// What records it, if nothing is wrong.
    pub(super) command: Option<PlaceOrder>,
}

impl Outlook {
    /// Notes that something is wrong.
    pub(super) fn note(&mut self, field: impl Into<String>, what: What) {
        self.wrongs.push(Wrong { field: field.into(), what });
    }
}

/// Looks at a new order as it is typed.
pub(super) fn look(entry: &OrderEntry, menu: &MenuView) -> Outlook {
    let mut outlook = Outlook {
        line_rows: entry.lines.iter().map(|row| row.key).collect(),
        instalment_rows: entry.instalments.iter().map(|row| row.key).collect(),
        ..Outlook::default()
    };
    check_customer(entry, &mut outlook);
    let mut sale = Sale::new(String::new());
    let mut rows = Vec::new();
    for row in &entry.lines {
        if let Some(line) = line(row, menu, &mut outlook) {
            sale.push(line);
            rows.push(row.key);
        }
    }
    sale.discount = Some(entry.discount.clone());
    sale.note.clone_from(&entry.note);
    sale.hand_over = entry.hand_over;
    if entry.note.trim().chars().count() > MAX_NOTE {
        outlook.note(names::NOTE, What::TooLong);
    }
    match sale.totals(menu) {
        Ok(totals) => outlook.totals = Some(totals),
        // Lines that are wrong are told already.
        Err(_) if rows.is_empty() && !outlook.line_rows.is_empty() => {}
        Err(error) => outlook.wrongs.push(of_sale(&error, &rows)),
    }
    let total = outlook.totals.as_ref().map(|totals| totals.total);
    let payment = match entry.way {
        Way::Full | Way::Split => at_once(entry, total, &mut sale, &mut outlook),
        Way::Instalments | Way::Later => on_terms(entry, total, menu, &mut outlook),
    };
    if let (Some(totals), Some(payment), true) = (&outlook.totals, payment, outlook.wrongs.is_empty()) {
        let command = sale.command(&menu.store.slug, totals);
        let channel = if entry.channel == Channel::Till.code() { Channel::Till } else { Channel::Phone };
        let channel = channel.code().to_owned();
        outlook.command = Some(PlaceOrder { channel, customer: customer(entry), payment, ..command });
    }
    outlook
}

fn filled(text: &str) -> Option<String> {
    Some(text.trim().to_owned()).filter(|text| !text.is_empty())
}

fn customer(entry: &OrderEntry) -> Option<CustomerDraft> {
    let (phone, email) = (filled(&entry.phone), filled(&entry.email));
    filled(&entry.name).map(|name| CustomerDraft { name, phone, email })
}

/// Whoever orders by phone or pays later can be called; the others may be nobody.
fn check_customer(entry: &OrderEntry, outlook: &mut Outlook) {
    let is_needed =
        entry.channel != Channel::Till.code() || matches!(entry.way, Way::Instalments | Way::Later);
    let has_any = [&entry.phone, &entry.email].into_iter().any(|text| filled(text).is_some());
    let name = entry.name.trim().chars().count();
    if name == 0 && (is_needed || has_any) {
        outlook.note(names::NAME, What::NameMissing);
    } else if name > domain::basket::MAX_NAME {
        outlook.note(names::NAME, What::Name);
    }
    let digits = entry.phone.chars().filter(char::is_ascii_digit).count();
    match filled(&entry.phone) {
        None if is_needed => outlook.note(names::PHONE, What::PhoneMissing),
        Some(_) if !(5..=20).contains(&digits) => outlook.note(names::PHONE, What::Phone),
        _ => {}
    }
    let is_address = |email: &str| {
        email.split_once('@').is_some_and(|(name, host)| !name.is_empty() && host.contains('.'))
    };
    if filled(&entry.email).is_some_and(|email| !is_address(&email)) {
        outlook.note(names::EMAIL, What::Email);
    }
}

fn line(row: &Row<LineEntry>, menu: &MenuView, outlook: &mut Outlook) -> Option<SaleLine> {
    let Row { key, typed } = row;
    let at = |field: &str| names::row(names::ITEMS, *key, field);
    let before = outlook.wrongs.len();
    let quantity = match typed.quantity.trim() {
        "" => 1,
        number => number.parse().unwrap_or(0),
    };
    if !(1..=MAX_QUANTITY).contains(&quantity) {
        outlook.note(at("quantity"), What::Quantity);
    }
    if typed.note.trim().chars().count() > MAX_NOTE {
        outlook.note(at("note"), What::TooLong);
    }
    let line = SaleLine {
        key: 0,
        product: None,
        name: typed.name.trim().to_owned(),
        unit_price: 0,
        tax_class: STANDARD_CLASS.to_owned(),
        quantity,
        note: typed.note.clone(),
    };
    let line = match by_name_or_code(menu, &typed.name) {
        Some(product) => {
            if !can_sell(product) {
                outlook.note(at("name"), What::OutOfStock);
            }
            SaleLine {
                product: Some(product.id),
                name: product.name.clone(),
                unit_price: product.price,
                tax_class: product.tax_class.clone(),
                ..line
            }
        }
        None => SaleLine { unit_price: custom_price(row, menu, outlook), ..line },
    };
    (outlook.wrongs.len() == before).then_some(line)
}

/// The price of something that isn't on the menu.
fn custom_price(row: &Row<LineEntry>, menu: &MenuView, outlook: &mut Outlook) -> i64 {
    let at = |field: &str| names::row(names::ITEMS, row.key, field);
    let name = row.typed.name.trim().chars().count();
    if !(1..=domain::basket::MAX_NAME).contains(&name) {
        outlook.note(at("name"), What::Name);
    } else if row.typed.price.trim().is_empty() {
        outlook.note(at("name"), What::NotOnMenu);
    }
    match read_amount(&row.typed.price, menu.store.currency) {
        _ if row.typed.price.trim().is_empty() => 0,
        Ok(price) => price.amount(),
        Err(error) => {
            let what = if What::from(error) == What::Unfinished { What::Unfinished } else { What::Price };
            outlook.note(at("unit_price"), what);
            0
        }
    }
}

fn of_sale(error: &SaleError, rows: &[u32]) -> Wrong {
    let at_discount = |what| Wrong { field: names::DISCOUNT.to_owned(), what };
    match error {
        SaleError::DiscountTyped => at_discount(What::Discount),
        SaleError::DiscountUnfinished => at_discount(What::Unfinished),
        SaleError::Price => Wrong { field: names::ITEMS.to_owned(), what: What::TooLarge },
        SaleError::Basket(error) => of_basket(error, rows),
    }
}

#[cfg(test)]
#[path = "outlook_tests.rs"]
mod tests;
