//! A new order as it is typed, read from the fields of its form. Pure.

use crate::{
    form::Fields,
    till::{DiscountEntry, TenderPart},
};
use domain::payment::PaymentMethod;

/// Names of the fields: those of the API wherever it has one, so that what the server finds wrong is at
/// once known by its field.
pub(super) mod names {
    pub(in crate::orders::new) const STORE: &str = "store";
    pub(in crate::orders::new) const CHANNEL: &str = "channel";
    pub(in crate::orders::new) const NAME: &str = "customer.name";
    pub(in crate::orders::new) const PHONE: &str = "customer.phone";
    pub(in crate::orders::new) const EMAIL: &str = "customer.email";
    pub(in crate::orders::new) const ITEMS: &str = "items";
    pub(in crate::orders::new) const DISCOUNT: &str = "discount.amount";
    pub(in crate::orders::new) const DISCOUNT_AS: &str = "discount.as";
    pub(in crate::orders::new) const REASON: &str = "discount.reason";
    pub(in crate::orders::new) const NOTE: &str = "note";
    pub(in crate::orders::new) const HAND_OVER: &str = "hand_over";
    pub(in crate::orders::new) const WAY: &str = "payment.type";
    pub(in crate::orders::new) const METHOD: &str = "payment.method";
    pub(in crate::orders::new) const TENDERED: &str = "payment.tendered";
    pub(in crate::orders::new) const PARTS: &str = "payment.parts";
    pub(in crate::orders::new) const DOWN: &str = "payment.down_payment";
    pub(in crate::orders::new) const DOWN_AS: &str = "payment.down_payment.as";
    pub(in crate::orders::new) const DOWN_METHOD: &str = "payment.down_payment.method";
    pub(in crate::orders::new) const DOWN_TENDERED: &str = "payment.down_payment.tendered";
    pub(in crate::orders::new) const SCHEDULE: &str = "payment.schedule";
    pub(in crate::orders::new) const COUNT: &str = "payment.installments.count";
    pub(in crate::orders::new) const INTERVAL: &str = "payment.installments.interval";
    pub(in crate::orders::new) const FIRST_DUE: &str = "payment.installments.first_due";
    pub(in crate::orders::new) const INSTALMENTS: &str = "payment.installments";
    pub(in crate::orders::new) const DUE_DATE: &str = "payment.due_date";

    /// `items[2].name`.
    pub(in crate::orders::new) fn row(list: &str, key: u32, field: &str) -> String {
        format!("{list}[{key}].{field}")
    }
}

/// How an order is paid.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Way {
    /// All now, one way.
    Full,
    /// All now, several ways.
    Split,
    /// Something now, the rest in instalments.
    Instalments,
    /// All later.
    Later,
}

impl Way {
    /// All of them, as the form offers them.
    pub(super) const ALL: [Self; 4] = [Self::Full, Self::Split, Self::Instalments, Self::Later];

    /// The word the API uses.
    pub(super) const fn code(self) -> &'static str {
        match self {
            Self::Full => "full",
            Self::Split => "split",
            Self::Instalments => "installments",
            Self::Later => "later",
        }
    }

    fn from_code(code: &str) -> Self {
        Self::ALL.into_iter().find(|way| way.code() == code).unwrap_or(Self::Full)
    }
}

/// A row of the form: of lines, parts of a payment, or instalments.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Row<T> {
    /// Its number in the form's names.
    pub(super) key: u32,
    /// What it holds.
    pub(super) typed: T,
}

/// A line.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct LineEntry {
    /// Name, SKU or barcode of a product, or a name by hand.
    pub(super) name: String,
    /// For a name by hand.
    pub(super) price: String,
    /// How many; empty for one.
    pub(super) quantity: String,
    /// For the kitchen.
    pub(super) note: String,
}

/// An instalment by its own date and amount.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct InstalmentEntry {
    /// `YYYY-MM-DD`.
    pub(super) due: String,
    /// How much; the last one, left empty, is the rest.
    pub(super) amount: String,
}

/// What is paid at once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct DownEntry {
    /// An amount or percentage; empty for nothing.
    pub(super) typed: String,
    /// Which of the two.
    pub(super) is_percent: bool,
    /// How.
    pub(super) method: PaymentMethod,
    /// Cash handed over; may be empty.
    pub(super) tendered: String,
}

/// A new order as it is typed.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct OrderEntry {
    pub(super) channel: String,
    pub(super) name: String,
    pub(super) phone: String,
    pub(super) email: String,
    /// Those into which something was typed.
    pub(super) lines: Vec<Row<LineEntry>>,
    pub(super) discount: DiscountEntry,
    pub(super) note: String,
    pub(super) hand_over: bool,
    pub(super) way: Way,
    pub(super) method: PaymentMethod,
    pub(super) tendered: String,
    pub(super) parts: Vec<Row<TenderPart>>,
    pub(super) down: DownEntry,
    pub(super) is_agreed: bool,
    pub(super) count: String,
    pub(super) interval: String,
    pub(super) first_due: String,
    /// Those into which something was typed.
    pub(super) instalments: Vec<Row<InstalmentEntry>>,
    pub(super) due: String,
}

impl OrderEntry {
    /// What a form holds.
    pub(super) fn read(fields: &Fields) -> Self {
        let method =
            |name: &str| fields.get(name).and_then(PaymentMethod::from_code).unwrap_or(PaymentMethod::Cash);
        let lines = rows(fields, names::ITEMS, |field| LineEntry {
            name: field("name"),
            price: field("unit_price"),
            quantity: field("quantity"),
            note: field("note"),
        });
        let parts = rows(fields, names::PARTS, |field| TenderPart {
            method: PaymentMethod::from_code(&field("method")).unwrap_or(PaymentMethod::Cash),
            typed: field("amount"),
        });
        let instalments = rows(fields, names::INSTALMENTS, |field| InstalmentEntry {
            due: field("due_date"),
            amount: field("amount"),
        });
        let said = |row: &Row<LineEntry>| {
            [&row.typed.name, &row.typed.price, &row.typed.note].iter().any(|text| !text.trim().is_empty())
        };
        let dated = |row: &Row<InstalmentEntry>| {
            !row.typed.due.trim().is_empty() || !row.typed.amount.trim().is_empty()
        };
        Self {
            channel: fields.text(names::CHANNEL),
            name: fields.text(names::NAME),
            phone: fields.text(names::PHONE),
            email: fields.text(names::EMAIL),
            lines: lines.into_iter().filter(said).collect(),
            discount: DiscountEntry {
                typed: fields.text(names::DISCOUNT),
                is_percent: fields.get(names::DISCOUNT_AS) == Some("percent"),
                reason: fields.text(names::REASON),
            },
            note: fields.text(names::NOTE),
            hand_over: fields.get(names::HAND_OVER).is_some(),
            way: Way::from_code(fields.get(names::WAY).unwrap_or_default()),
            method: method(names::METHOD),
            tendered: fields.text(names::TENDERED),
            parts,
            down: DownEntry {
                typed: fields.text(&format!("{}.amount", names::DOWN)),
                is_percent: fields.get(names::DOWN_AS) == Some("percent"),
                method: method(names::DOWN_METHOD),
                tendered: fields.text(names::DOWN_TENDERED),
            },
            is_agreed: fields.get(names::SCHEDULE) == Some("agreed"),
            count: fields.text(names::COUNT),
            interval: fields.text(names::INTERVAL),
            first_due: fields.text(names::FIRST_DUE),
            instalments: instalments.into_iter().filter(dated).collect(),
            due: fields.text(names::DUE_DATE),
        }
    }
}

/// The rows of a list, in the form's order.
fn rows<T>(fields: &Fields, list: &str, read: impl Fn(&dyn Fn(&str) -> String) -> T) -> Vec<Row<T>> {
    let keys = fields.rows(list).into_iter();
    keys.map(|key| Row { key, typed: read(&|field| fields.text(&names::row(list, key, field))) }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_keep_their_numbers_and_empty_ones_do_not_count() {
        let fields = Fields::of_pairs(&[
            ("items[4].name", "Latte"),
            ("items[4].quantity", "2"),
            ("items[5].name", " "),
            ("items[5].quantity", "1"),
            ("items[1].name", ""),
            ("items[1].unit_price", "5"),
            ("payment.type", "installments"),
            ("payment.installments[0].due_date", ""),
            ("payment.installments[0].amount", ""),
        ]);
        let entry = OrderEntry::read(&fields);
        let keys: Vec<u32> = entry.lines.iter().map(|row| row.key).collect();
        assert_eq!((keys, entry.way), (vec![4, 1], Way::Instalments));
        assert!(entry.instalments.is_empty());
        assert_eq!(entry.lines[0].typed.quantity, "2");
    }
}
