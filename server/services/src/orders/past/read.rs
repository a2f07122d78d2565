//! The two files, looked at whole before anything is written.

use std::collections::{HashMap, HashSet};

use chrono::NaiveDate;
use domain::{
    basket::{Basket, Discount, Item, Line, MAX_LINES, MAX_NOTE, MAX_QUANTITY, Totals},
    calendar::CalendarDay,
    fold::fold,
    money::{Currency, Money, parse_unambiguous},
    tax::TaxRules,
};

use super::{Known, MAX_ORDERS};
use crate::{
    catalogue::import::{
        ImportError, WrongCell,
        change::Change,
        table::{Row, Table, Wrongs},
    },
    text,
};

/// Why an imported order has a discount.
const REASON: &str = "Line discounts";
const ORDER_NEEDS: [&str; 2] = ["order_id", "order_date"];
const ORDER_KNOWS: [&str; 12] = [
    "customer_id",
    "required_date",
    "shipped_date",
    "shipper",
    "freight",
    "ship_name",
    "ship_address",
    "ship_city",
    "ship_region",
    "ship_postal_code",
    "ship_country",
    "note",
];
const LINE_NEEDS: [&str; 4] = ["order_id", "sku", "unit_price", "quantity"];
const LINE_KNOWS: [&str; 1] = ["discount"];
/// The longest order number, code and SKU, in characters.
const LONGEST_CODE: usize = 60;
/// Hundredths of a percent in a whole.
const WHOLE: i64 = 10_000;

/// An order of the files.
pub(super) struct PastOrder {
    /// As the shop's own records number it.
    pub(super) number: String,
    pub(super) placed_on: NaiveDate,
    /// The shop's code of who bought.
    pub(super) customer: Option<String>,
    pub(super) lines: Vec<Line>,
    pub(super) discount: Option<Discount>,
    pub(super) totals: Totals,
    pub(super) freight: Money,
    /// What the file says besides: its number, and where the goods went.
    pub(super) note: String,
}

/// Both files.
pub(super) struct Files {
    orders: Table,
    lines: Table,
}

/// Reads both files as tables.
pub(super) fn tables(orders: &[u8], lines: &[u8]) -> Result<Files, ImportError> {
    let lines = Table::read(lines, "order_id", &LINE_NEEDS, &LINE_KNOWS).and_then(Table::whole);
    let orders = Table::read(orders, "order_id", &ORDER_NEEDS, &ORDER_KNOWS).and_then(Table::whole)?;
    let files = Files { orders, lines: lines.map_err(of_lines)? };
    if files.orders.rows().nth(MAX_ORDERS).is_some() {
        return Err(ImportError::TooManyOrders);
    }
    Ok(files)
}

/// The same error, if it is about cells, told as one of the second file.
fn of_lines(error: ImportError) -> ImportError {
    match error {
        ImportError::Wrong(cells) => ImportError::Wrong(told_of_lines(cells)),
        other => other,
    }
}

fn told_of_lines(cells: Vec<WrongCell>) -> Vec<WrongCell> {
    let told = cells.into_iter();
    told.map(|cell| WrongCell { column: format!("{} of the lines", cell.column), ..cell }).collect()
}

/// A line of the files, and what was taken off it.
struct PricedLine {
    line: Line,
    off: Money,
}

impl Files {
    /// Every customer's code that the orders name.
    pub(super) fn customers(&self) -> impl Iterator<Item = &str> {
        self.orders.rows().map(|row| row.raw_code("customer_id"))
    }

    /// Columns that nothing is done with.
    pub(super) fn ignored_columns(&self) -> Vec<String> {
        [self.orders.ignored(), self.lines.ignored()].concat()
    }

    /// The orders with their lines, or every cell that can't be taken.
    pub(super) fn orders(
        &self,
        known: &Known,
        currency: Currency,
        taxes: &TaxRules,
        today: NaiveDate,
    ) -> Result<Vec<PastOrder>, ImportError> {
        let (mut wrongs, mut wrong_lines) = (Wrongs::default(), Wrongs::default());
        let number = |row: &Row<'_>| fold(row.raw_code("order_id"));
        let numbers: HashSet<String> = self.orders.rows().map(|row| number(&row)).collect();
        let mut lines: HashMap<String, Vec<PricedLine>> = HashMap::new();
        for row in self.lines.rows() {
            let number = number(&row);
            if !numbers.contains(&number) {
                wrong_lines.note(row.number, "order_id", "The file of orders has no such order.");
            }
            let line = priced_line(&row, known, currency, &mut wrong_lines);
            lines.entry(number).or_default().extend(line);
        }
        // Without its lines no order can be right: those are told first, and alone.
        let cells = told_of_lines(wrong_lines.into_cells());
        if !cells.is_empty() {
            return Err(ImportError::Wrong(cells));
        }
        let mut seen = HashMap::new();
        let mut orders = Vec::new();
        for row in self.orders.rows() {
            let number = number(&row);
            let lines = lines.remove(&number).unwrap_or_default();
            if let Some(first) = seen.insert(number, row.number) {
                wrongs.note(row.number, "order_id", format!("This number stands in row {first} as well."));
            }
            let reading = Reading { known, currency, taxes, today };
            orders.extend(reading.order(&row, lines, &mut wrongs));
        }
        wrongs.check()?;
        Ok(orders)
    }
}

/// What an order's row is read by.
struct Reading<'a> {
    known: &'a Known,
    currency: Currency,
    taxes: &'a TaxRules,
    today: NaiveDate,
}

impl Reading<'_> {
    fn order(&self, row: &Row<'_>, lines: Vec<PricedLine>, wrongs: &mut Wrongs) -> Option<PastOrder> {
        let number = row.key("order_id", LONGEST_CODE, wrongs);
        row.note_cut(wrongs);
        let past = |text: &str| day(text).filter(|day| *day <= self.today);
        let placed_on = row.read("order_date", PAST_DAY, past, wrongs);
        if placed_on == Change::Clear {
            wrongs.note(row.number, "order_date", PAST_DAY);
        }
        let placed_on = placed_on.over(None);
        let customer = row.code("customer_id", LONGEST_CODE, wrongs).over(None);
        if let Some(code) = &customer {
            match self.known.customers.get(code) {
                None => wrongs.note(row.number, "customer_id", "Import this customer first."),
                Some(known) if known.wrapped_key.is_none() => {
                    wrongs.note(row.number, "customer_id", "This customer was erased. Leave the cell empty.");
                }
                Some(_) => {}
            }
        }
        let freight = amount(row, "freight", self.currency, wrongs);
        let note = note(row, &number, wrongs);
        if lines.is_empty() {
            wrongs.note(row.number, "order_id", "The file of lines has none of this order.");
            return None;
        }
        if lines.len() > MAX_LINES {
            wrongs.note(row.number, "order_id", format!("An order has at most {MAX_LINES} lines."));
            return None;
        }
        let off = lines.iter().try_fold(Money::zero(self.currency), |sum, line| sum.plus(line.off));
        let lines: Vec<Line> = lines.into_iter().map(|line| line.line).collect();
        let totals = off.map_err(|error| error.to_string()).and_then(|off| {
            let discount = (off.amount() > 0).then(|| Discount { amount: off, reason: REASON.to_owned() });
            let basket = Basket {
                currency: self.currency,
                lines: &lines,
                discount: discount.as_ref(),
                tax_rules: self.taxes,
            };
            Ok((basket.totals().map_err(|error| error.to_string())?, discount))
        });
        match totals {
            Ok((totals, discount)) => Some(PastOrder {
                number,
                placed_on: placed_on?,
                customer,
                lines,
                discount,
                totals,
                freight,
                note,
            }),
            Err(message) => {
                wrongs.note(row.number, "order_id", format!("Its lines can't be taken: {message}."));
                None
            }
        }
    }
}

fn priced_line(row: &Row<'_>, known: &Known, currency: Currency, wrongs: &mut Wrongs) -> Option<PricedLine> {
    let product = known.products.get(row.raw_code("sku"));
    if product.is_none() {
        wrongs.note(row.number, "sku", "Import this product first.");
    }
    let unit_price =
        parse_unambiguous(row.cell("unit_price").text(), currency).filter(|price| price.amount() >= 0);
    if unit_price.is_none() {
        wrongs.note(row.number, "unit_price", format!("Write a price in {currency}, like 18.00."));
    }
    let quantity: Option<i64> = row.cell("quantity").text().parse().ok();
    let quantity = quantity.filter(|quantity| (1..=MAX_QUANTITY).contains(quantity));
    if quantity.is_none() {
        wrongs.note(row.number, "quantity", format!("Write a whole number from 1 to {MAX_QUANTITY}."));
    }
    let discount = row.cell("discount").text();
    let share = match row.has_decimal_commas() {
        true => share(&discount.replace(',', ".")),
        false => share(discount),
    };
    if share.is_none() {
        wrongs.note(row.number, "discount", "Write the share taken off, like 0.15 for 15 %.");
    }
    let (product, unit_price, quantity, share) = (product?, unit_price?, quantity?, share?);
    let line = Line {
        item: Item::Product(product.id()),
        name: product.name.clone(),
        unit_price,
        quantity,
        tax_class: product.tax_class.clone(),
    };
    // Each line is rounded on its own, as the shop's own bills were.
    let off = line.total().and_then(|total| total.scale(share, WHOLE));
    if off.is_err() {
        wrongs.note(row.number, "unit_price", "Price times quantity is too large.");
    }
    Some(PricedLine { off: off.ok()?, line })
}

/// A share from 0 to 1 in hundredths of a percent; none taken off if nothing is said.
fn share(cell: &str) -> Option<i64> {
    if cell.is_empty() {
        return Some(0);
    }
    let (whole, fraction) = cell.split_once('.').unwrap_or((cell, ""));
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if whole.len() > 1 || fraction.len() > 4 || !digits(whole) || !digits(fraction) || cell == "." {
        return None;
    }
    let share: i64 = format!("{whole:0>1}{fraction:0<4}").parse().ok()?;
    (0..=WHOLE).contains(&share).then_some(share)
}

fn amount(row: &Row<'_>, column: &str, currency: Currency, wrongs: &mut Wrongs) -> Money {
    let cell = row.cell(column).text();
    let amount = match cell.is_empty() {
        true => Some(Money::zero(currency)),
        false => parse_unambiguous(cell, currency).filter(|amount| amount.amount() >= 0),
    };
    if amount.is_none() {
        wrongs.note(row.number, column, format!("Write an amount in {currency}, like 18.00."));
    }
    amount.unwrap_or(Money::zero(currency))
}

/// What the file says besides, in a sentence each, shortened to what a note may hold.
fn note(row: &Row<'_>, number: &str, wrongs: &mut Wrongs) -> String {
    for column in ["required_date", "shipped_date"] {
        let _: Change<NaiveDate> = row.read(column, ANY_DAY, day, wrongs);
    }
    let mut cell = |column| row.note(column, MAX_NOTE, wrongs).over(None).unwrap_or_default();
    let joined =
        |parts: [String; 6]| parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ");
    let place = joined([
        cell("ship_name"),
        cell("ship_address"),
        cell("ship_city"),
        cell("ship_region"),
        cell("ship_postal_code"),
        cell("ship_country"),
    ]);
    let said = |word: &str, value: String| (!value.is_empty()).then(|| format!("{word} {value}."));
    let sentences = [
        said("Order", number.to_owned()),
        Some(cell("note")).filter(|note| !note.is_empty()),
        said("Wanted by", cell("required_date")),
        said("Shipped on", cell("shipped_date")),
        said("By", cell("shipper")),
        said("To", place),
        said("Freight, not in the total:", cell("freight")),
    ];
    let note = sentences.into_iter().flatten().collect::<Vec<_>>().join(" ");
    text::cut(&note, MAX_NOTE)
}

/// What is told of a day that is none, or not past.
const PAST_DAY: &str = "Write a past date as YYYY-MM-DD, like 2026-11-21, from 1900 on.";
const ANY_DAY: &str = "Write a date as YYYY-MM-DD, like 2026-11-21, from 1900 to 2200.";

fn day(text: &str) -> Option<NaiveDate> {
    text.parse().ok().map(CalendarDay::date)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_are_read_in_one_way_only() {
        let read = ["", "0", "0.00", "0.15", ".5", "0.1234", "1", "1.0"].map(share);
        assert_eq!(read, [0, 0, 0, 1_500, 5_000, 1_234, 10_000, 10_000].map(Some));
        for wrong in ["15", "15%", "0,15", "-0.1", "1.5", "0.12345", ".", "x", "٠.٥"] {
            assert_eq!(share(wrong), None, "{wrong}");
        }
    }
}
