//! Forms as browsers send them: read alike in browser and server, each row once, and whatever command
//! comes of one says the same when it is read again.
#![no_main]

use app::{form::Fields, fuzzing};
use contract::{
    catalogue::{MenuView, ProductView},
    session::StoreView,
};
use domain::{
    id::{ProductId, StoreId},
    money::{Currency, Money},
    tax::{STANDARD_CLASS, TaxMode, TaxRate, TaxRules},
    wall_clock::WallClock,
};
use fuzz::{check, check_refusal};
use libfuzzer_sys::fuzz_target;
use serde::{Serialize, de::DeserializeOwned};
use serde_json::{from_value, json, to_value};

fn menu() -> MenuView {
    let product = ProductView {
        id: ProductId::from_uuid(Default::default()),
        sku: "KK-001".to_owned(),
        barcode: Some("036000291452".to_owned()),
        name: "Latte".to_owned(),
        category: "Coffee".to_owned(),
        price: 38_000,
        currency: Currency::Idr,
        tax_class: STANDARD_CLASS.to_owned(),
        available: true,
        stock: None,
    };
    let rate = TaxRate { class: STANDARD_CLASS.to_owned(), label: "PB1".to_owned(), basis_points: 1_000 };
    MenuView {
        store: StoreView {
            id: StoreId::from_uuid(Default::default()),
            slug: "senopati".to_owned(),
            name: "Senopati".to_owned(),
            address: Vec::new(),
            receipt_footer: String::new(),
            currency: Currency::Idr,
            time_zone: "Asia/Jakarta".to_owned(),
            utc_offset_seconds: 25_200,
        },
        categories: vec!["Coffee".to_owned()],
        products: vec![product],
        is_cut: false,
        tax_rules: TaxRules { mode: TaxMode::Exclusive, rates: vec![rate] },
        today: "2026-11-21".parse().unwrap(),
    }
}

fn check_command<C: Serialize + DeserializeOwned + PartialEq + std::fmt::Debug>(command: &C) {
    assert_eq!(&from_value::<C>(to_value(command).unwrap()).unwrap(), command);
}

/// Names that forms have; whatever else is sent has a name of its own.
const NAMES: [&str; 40] = [
    "customer.name",
    "customer.phone",
    "channel",
    "note",
    "hand_over",
    "discount.amount",
    "discount.as",
    "discount.reason",
    "items[0].name",
    "items[0].unit_price",
    "items[0].quantity",
    "items[1].name",
    "items[1].note",
    "items[7].name",
    "payment.type",
    "payment.method",
    "payment.tendered",
    "payment.parts[0].method",
    "payment.parts[0].amount",
    "payment.parts[1].amount",
    "payment.down_payment.amount",
    "payment.down_payment.as",
    "payment.schedule",
    "payment.installments.count",
    "payment.installments.interval",
    "payment.installments.first_due",
    "payment.installments[0].due_date",
    "payment.installments[0].amount",
    "payment.installments[1].due_date",
    "payment.due_date",
    "amount",
    "method",
    "tendered",
    "paid_on",
    "add.product",
    "add.name",
    "add.price",
    "quantity.old",
    "note.old",
    "discount_reason",
];

/// Fields by the place of their name, other fields, a line's note, and the number of the next row.
type Input = (Vec<(u8, String)>, Vec<(String, String)>, String, u32);

fuzz_target!(|input: Input| {
    let (named, other, note, next) = input;
    let named =
        named.into_iter().map(|(name, value)| (NAMES[usize::from(name) % NAMES.len()].to_owned(), value));
    let pairs: Vec<(String, String)> = named.chain(other).collect();
    // More of them are refused before anything is read.
    let Some(fields) = Fields::new(pairs.clone()) else { return };
    let encoded = serde_urlencoded::to_string(&pairs).unwrap();
    assert!(Fields::decoded(&encoded) == fields, "a browser reads other fields: {encoded}");
    for list in ["items", "payment.parts", "payment.installments"] {
        let (mut rows, mut left) = (fields.rows(list), fields.clone());
        rows.iter().for_each(|row| left.remove_row(list, *row));
        assert!(left.rows(list).iter().all(|row| !rows.contains(row)) || rows.is_empty(), "{encoded}");
        rows.sort_unstable();
        let count = rows.len();
        rows.dedup();
        assert_eq!(rows.len(), count, "{encoded}");
    }
    let menu = menu();
    if let Some(order) = fuzzing::new_order(&fields, &menu) {
        check_command(&order);
        check(services::fuzzing::new_order(order));
    }
    let balance = Money::new(500_000, Currency::Idr).unwrap();
    let payment = fuzzing::payment(&fields, balance, menu.today, &WallClock::fixed(25_200));
    match payment {
        Ok(payment) => {
            check_command(&payment);
            check(services::fuzzing::payment(payment, "2026-11-21T03:00:00Z".parse().unwrap()));
        }
        // Its page has the words for what is wrong.
        Err(problem) => {
            assert!(problem.status == 422 && !problem.errors.is_empty(), "{problem:?}");
            assert!(problem.errors.iter().all(|wrong| ![&*wrong.field, &*wrong.code].contains(&"")));
        }
    }
    let values = json!({
        "name": "", "phone": "", "email": "", "discount": "", "discount_reason": "", "note": note,
        "lines": [{"id": "old", "is_new": false, "product": null, "name": "Cake", "unit_price": 1,
                   "quantity": "1", "note": "", "removed": false}],
    });
    let state = json!({
        "key": "k", "version": 1, "currency": "IDR", "base": values, "mine": values, "next": next,
        "adding": {"product": "", "name": "", "price": ""},
    });
    let mut form = fields;
    form.set("state", &state.to_string());
    match fuzzing::edit(&form, &menu) {
        Some(Ok(edit)) => {
            check_command(&edit);
            check(services::fuzzing::edit(&edit));
        }
        Some(Err(problem)) => check_refusal(&problem),
        // What was sent first under that name is the state.
        None => assert!(pairs.iter().any(|(name, _)| name == "state"), "the state can be read"),
    }
});
