use contract::orders::{PaymentDraft, ScheduleDraft};

use super::*;
use crate::{form::Fields, till::samples::menu};

/// Two lattes and a cake: 76,000 + 24,000, and a tenth more with tax.
const LINES: [(&str, &str); 5] = [
    ("items[0].name", "latte"),
    ("items[0].quantity", "2"),
    ("items[3].name", "Birthday cake"),
    ("items[3].unit_price", "24.000"),
    ("items[3].quantity", "1"),
];
const BUDI: [(&str, &str); 3] =
    [("channel", "phone"), ("customer.name", "Budi Santoso"), ("customer.phone", "+62 812-3456-7890")];

fn seen(more: &[(&str, &str)]) -> Outlook {
    let mut fields = Fields::of_pairs(&[LINES.as_slice(), BUDI.as_slice()].concat());
    for (name, value) in more {
        fields.set(name, value);
    }
    look(&OrderEntry::read(&fields), &menu())
}

fn wrongs(more: &[(&str, &str)]) -> Vec<(String, What)> {
    seen(more).wrongs.into_iter().map(|wrong| (wrong.field, wrong.what)).collect()
}

fn one(field: &str, what: What) -> Vec<(String, What)> {
    vec![(field.to_owned(), what)]
}

const TERMS: [(&str, &str); 5] = [
    ("payment.type", "installments"),
    ("payment.down_payment.as", "percent"),
    ("payment.down_payment.amount", "30"),
    ("payment.installments.count", "2"),
    ("payment.installments.interval", "month"),
];

fn terms(more: &[(&'static str, &'static str)]) -> Outlook {
    seen(&[TERMS.as_slice(), more].concat())
}

#[test]
fn thirty_percent_down_and_two_months() {
    let outlook = terms(&[]);
    assert_eq!(outlook.wrongs, []);
    assert_eq!(outlook.totals.unwrap().total.amount(), 110_000);
    let parts = outlook.terms.unwrap();
    assert_eq!(parts.down_payment().amount(), 33_000);
    let dues: Vec<(String, i64)> =
        parts.instalments().iter().map(|part| (part.due_date.to_string(), part.amount.amount())).collect();
    assert_eq!(dues, [("2026-12-21".to_owned(), 38_500), ("2027-01-21".to_owned(), 38_500)]);
    let command = outlook.command.unwrap();
    assert_eq!((command.channel.as_str(), command.total), ("phone", Some(110_000)));
    assert_eq!((command.items.len(), command.items[1].unit_price), (2, Some(24_000)));
    let PaymentDraft::Installments { down_payment, installments } = command.payment else { panic!("terms") };
    assert_eq!(down_payment.unwrap().percent.map(|percent| percent.0), Some(3_000));
    let first_due = Some("2026-12-21".to_owned());
    assert_eq!(installments, ScheduleDraft::Regular { count: 2, interval: "month".into(), first_due });
}

#[test]
fn the_last_own_instalment_is_the_rest() {
    let own = [
        ("payment.schedule", "agreed"),
        ("payment.installments[0].due_date", "2026-12-01"),
        ("payment.installments[0].amount", "7.000"),
        ("payment.installments[2].due_date", "2027-03-01"),
        ("payment.installments[2].amount", ""),
    ];
    let outlook = terms(&own);
    assert_eq!(outlook.wrongs, []);
    assert_eq!(outlook.terms.unwrap().instalments()[1].amount.amount(), 70_000);
    let before = [own.as_slice(), &[("payment.installments[2].due_date", "2026-11-30")]].concat();
    let wrong = terms(&before).wrongs;
    assert_eq!(wrong[0].field, "payment.installments[2].due_date");
    assert_eq!(wrong[0].what, What::NotAscending);
    let short = [own.as_slice(), &[("payment.installments[2].amount", "1.000")]].concat();
    assert_eq!(terms(&short).wrongs[0].what, What::ScheduleDiffers(41_000));
}

#[test]
fn everything_later_needs_only_a_day() {
    let later = [("payment.type", "later"), ("payment.due_date", "2026-12-31")];
    let outlook = seen(&later);
    assert_eq!((outlook.wrongs.len(), outlook.settlement.unwrap().parts.len()), (0, 0));
    assert_eq!(outlook.terms.unwrap().instalments()[0].amount.amount(), 110_000);
    assert_eq!(wrongs(&[("payment.type", "later")]), one("payment.due_date", What::Date));
    let past = [("payment.type", "later"), ("payment.due_date", "2026-11-20")];
    assert_eq!(wrongs(&past), one("payment.due_date", What::DateRange));
}

#[test]
fn cash_in_full_gives_change_and_a_split_pays_the_rest() {
    let full = seen(&[("payment.tendered", "150.000")]);
    assert_eq!(full.settlement.unwrap().change.amount(), 40_000);
    assert_eq!(wrongs(&[("payment.tendered", "100.000")]), one("payment.tendered", What::Tendered));
    let split = [
        ("payment.type", "split"),
        ("payment.parts[0].method", "cash"),
        ("payment.parts[0].amount", "50.000"),
        ("payment.parts[1].method", "card"),
        ("payment.parts[1].amount", ""),
        ("payment.parts[2].method", "other"),
        ("payment.parts[2].amount", ""),
    ];
    let parts = seen(&split).settlement.unwrap().parts;
    assert_eq!(parts.iter().map(|part| part.amount.amount()).collect::<Vec<_>>(), [50_000, 60_000]);
    let exact = [split.as_slice(), &[("payment.parts[1].amount", "60.000")]].concat();
    assert_eq!(seen(&exact).settlement.unwrap().parts.len(), 2);
    let over = [split.as_slice(), &[("payment.parts[1].amount", "90.000")]].concat();
    assert_eq!(wrongs(&over), one("payment.parts", What::SumDiffers));
}

#[test]
fn a_line_is_a_product_by_name_or_code_or_something_with_a_price() {
    assert_eq!(wrongs(&[("items[3].unit_price", "")]), one("items[3].name", What::NotOnMenu));
    assert_eq!(wrongs(&[("items[3].unit_price", "24000.00")]), one("items[3].unit_price", What::Price));
    assert_eq!(wrongs(&[("items[3].unit_price", "24.0")]), one("items[3].unit_price", What::Unfinished));
    assert_eq!(wrongs(&[("items[0].quantity", "0")]), one("items[0].quantity", What::Quantity));
    let by_code = seen(&[("items[0].name", "kk-002")]).command.unwrap();
    assert!(by_code.items[0].product_id.is_some() && by_code.items[0].name.is_none());
    let mut menu = menu();
    menu.products[1].stock = Some(0);
    let fields = Fields::of_pairs(&[LINES.as_slice(), BUDI.as_slice()].concat());
    let out = look(&OrderEntry::read(&fields), &menu);
    assert_eq!(out.wrongs, [Wrong { field: "items[0].name".into(), what: What::OutOfStock }]);
    assert!(out.totals.is_some(), "the other line still counts");
}

#[test]
fn whoever_orders_by_phone_or_pays_later_is_known() {
    let nobody = [("customer.name", ""), ("customer.phone", "")];
    assert_eq!(
        wrongs(&nobody),
        [("customer.name".to_owned(), What::NameMissing), ("customer.phone".to_owned(), What::PhoneMissing)]
    );
    let walk_in = [nobody.as_slice(), &[("channel", "till")]].concat();
    assert_eq!(wrongs(&walk_in), []);
    assert_eq!(seen(&walk_in).command.unwrap().customer, None);
    assert_eq!(wrongs(&[("customer.phone", "12")]), one("customer.phone", What::Phone));
    assert_eq!(wrongs(&[("customer.email", "budi@")]), one("customer.email", What::Email));
}

#[test]
fn a_discount_says_why_and_nothing_typed_says_what_is_needed() {
    assert_eq!(wrongs(&[("discount.amount", "10.000")]), one("discount.reason", What::NoReason));
    let half = [("discount.amount", "50"), ("discount.as", "percent"), ("discount.reason", "regular")];
    assert_eq!(seen(&half).totals.unwrap().total.amount(), 55_000);
    let empty = look(&OrderEntry::read(&Fields::default()), &menu());
    assert!(empty.wrongs.iter().any(|wrong| wrong.what == What::NoLines));
    assert_eq!(empty.command, None);
}
