use super::*;
use crate::till::samples::{menu, product};

fn sale() -> Sale {
    Sale::new("sale-1".into())
}

fn discounted(typed: &str, is_percent: bool, reason: &str) -> Sale {
    let mut sale = sale();
    sale.add_product(&product("Latte"), 2);
    sale.discount = Some(DiscountEntry { typed: typed.into(), is_percent, reason: reason.into() });
    sale
}

fn total(sale: &Sale) -> Result<i64, SaleError> {
    sale.totals(&menu()).map(|totals| totals.total.amount())
}

#[test]
fn the_same_product_twice_is_one_line_unless_a_note_makes_it_another() {
    let mut sale = sale();
    sale.add_product(&product("Latte"), 1);
    sale.add_product(&product("Latte"), 2);
    assert_eq!((sale.lines.len(), sale.lines[0].quantity), (1, 3));
    sale.lines[0].note = "less sugar".into();
    sale.add_product(&product("Latte"), 1);
    assert_eq!((sale.lines.len(), sale.count()), (2, 4));
    assert_ne!(sale.lines[0].key, sale.lines[1].key);
}

#[test]
fn quantities_stay_within_what_an_order_may_have() {
    let mut sale = sale();
    sale.add_product(&product("Latte"), i64::MAX);
    assert_eq!(sale.lines[0].quantity, MAX_QUANTITY);
    sale.add_product(&product("Latte"), i64::MAX);
    assert_eq!(sale.lines[0].quantity, MAX_QUANTITY);
    let key = sale.lines[0].key;
    sale.change_quantity(key, 1);
    assert_eq!(sale.lines[0].quantity, MAX_QUANTITY);
    sale.change_quantity(key, -MAX_QUANTITY);
    assert!(sale.lines.is_empty(), "at none the line is gone");
    sale.change_quantity(key, 1);
    assert!(sale.lines.is_empty());
}

#[test]
fn an_order_never_gets_more_lines_than_it_may_have() {
    let mut sale = sale();
    let added = (0..250).filter(|_| sale.add_custom("Cake", 1_000)).count();
    assert_eq!(added, 200);
    assert_eq!(sale.lines.len(), MAX_LINES);
    assert!(sale.totals(&menu()).is_ok());
}

#[test]
fn totals_are_what_the_shared_rules_say() {
    let mut sale = sale();
    sale.add_product(&product("Latte"), 2);
    sale.add_custom(" Birthday cake ", 250_000);
    let totals = sale.totals(&menu()).unwrap();
    assert_eq!((totals.subtotal.amount(), totals.tax.amount()), (326_000, 32_600));
    assert_eq!(sale.lines[1].name, "Birthday cake");
    assert_eq!(Sale::new("x".into()).totals(&menu()), Err(SaleError::Basket(BasketError::NoLines)));
}

#[test]
fn a_discount_is_an_amount_or_a_percentage_with_a_reason() {
    assert_eq!(total(&discounted("6.000", false, "regular")), Ok(77_000));
    assert_eq!(total(&discounted("10", true, "regular")), Ok(75_240));
    assert_eq!(total(&discounted("12,5 %", true, "regular")), Ok(73_150));
    assert_eq!(total(&discounted("  ", true, "")), Ok(83_600), "nothing typed yet");
    for typed in ["ten", "-5", "101", "1.234"] {
        assert_eq!(total(&discounted(typed, true, "regular")), Err(SaleError::DiscountTyped), "{typed}");
    }
    assert_eq!(total(&discounted("5000", false, "  ")), Err(SaleError::Basket(BasketError::DiscountReason)));
    assert_eq!(total(&discounted("90000", false, "x")), Err(SaleError::Basket(BasketError::DiscountAmount)));
}

#[test]
fn a_newer_menu_reprices_what_is_in_the_basket() {
    let mut sale = sale();
    sale.add_product(&product("Latte"), 1);
    sale.add_custom("Cake", 38_000);
    assert!(!sale.reprice(&menu()));
    let mut dearer = menu();
    dearer.products.iter_mut().for_each(|product| product.price += 2_000);
    assert!(sale.reprice(&dearer));
    let prices: Vec<i64> = sale.lines.iter().map(|line| line.unit_price).collect();
    assert_eq!(prices, [40_000, 38_000], "what was priced by hand stays");
}

#[test]
fn the_command_says_only_what_was_filled_in() {
    let mut sale = discounted("6000", false, " regular ");
    sale.customer_phone = "0812".into();
    sale.add_custom("Cake", 1_000);
    sale.lines[1].note = " candles ".into();
    let totals = sale.totals(&menu()).unwrap();
    let command = sale.command("senopati", &totals);
    assert_eq!(command.customer, None, "a number without a name is nobody");
    assert_eq!(command.discount, Some(DiscountDraft { amount: 6_000, reason: "regular".into() }));
    assert_eq!(command.total, Some(totals.total.amount()));
    let (coffee, cake) = (&command.items[0], &command.items[1]);
    assert_eq!((coffee.product_id.is_some(), coffee.name.as_deref(), coffee.unit_price), (true, None, None));
    assert_eq!((cake.product_id.as_deref(), cake.unit_price), (None, Some(1_000)));
    assert_eq!((coffee.note.as_deref(), cake.note.as_deref()), (None, Some("candles")));
}

#[test]
fn a_sale_survives_a_reload() {
    let sale = discounted("10", true, "regular");
    let kept = serde_json::to_string(&sale).unwrap();
    assert_eq!(serde_json::from_str::<Sale>(&kept).unwrap(), sale);
}
