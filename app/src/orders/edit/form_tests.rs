use contract::orders::EditOrder;

use super::*;
use crate::till::samples::{menu, product};

pub(crate) fn order() -> OrderView {
    let json = serde_json::json!({
        "id": "ord_01907f5e000070008000000000000001", "reference": "GO-000001", "order_type": "offline",
        "channel": "till", "store": "senopati", "status": "PENDING", "lifecycle": "pending", "payment_state": "unpaid",
        "customer": {"id": "cus_1", "name": "Budi", "phone": "0812", "email": null},
        "items": [
            {"line_id": "lin_01907f5e000070008000000000000001", "product_id": null, "name": "Cake", "quantity": 1,
             "unit_price": 100_000, "note": "no nuts", "line_total": 100_000},
            {"line_id": "lin_01907f5e000070008000000000000002", "product_id": null, "name": "Candles", "quantity": 3,
             "unit_price": 5_000, "note": null, "line_total": 15_000},
        ],
        "subtotal": 115_000, "discount": 5_000, "discount_reason": "regular", "tax": 11_000, "tax_lines": [],
        "tax_mode": "exclusive", "total": 121_000, "currency": "IDR", "amount_paid": 0, "balance_due": 121_000,
        "change": 0, "note": "by the window", "payment_terms": null, "payments": [], "tracking_url": "",
        "receipts_printed": 0, "recorded_by": {"id": "stf_01907f5e000070008000000000000001", "name": "Ayu"},
        "last_modified_by": null, "business_day": "2026-11-21", "created_at": "2026-11-21T03:00:00Z",
        "updated_at": "2026-11-21T03:00:00Z", "version": 1,
    });
    serde_json::from_value(json).expect("an order as the API shows it")
}

pub(crate) const CAKE: &str = "lin_01907f5e000070008000000000000001";
pub(crate) const CANDLES: &str = "lin_01907f5e000070008000000000000002";

pub(crate) fn form() -> EditForm {
    EditForm::of(&order(), "key-1".into(), MoneyStyle::English)
}

#[test]
fn an_untouched_form_changes_nothing() {
    assert!(!form().is_changed());
    assert_eq!(form().command(), Ok(EditOrder::default()));
    assert_eq!(form().mine.discount, "5,000");
}

#[test]
fn only_what_was_touched_is_sent() {
    let mut form = form();
    form.fill_in("phone", "0813");
    form.fill_in("discount", "");
    form.fill_in("note", "at the\r\ndoor");
    let edit = form.command().unwrap();
    let who = edit.customer.flatten().unwrap();
    assert_eq!((who.name, who.phone), (None, Some(Some("0813".into()))));
    assert_eq!((edit.items, edit.discount), (None, Some(None)));
    assert_eq!(edit.note, Some(Some("at the\ndoor".into())));
    for field in ["name", "phone", "email"] {
        form.fill_in(field, " ");
    }
    assert_eq!(form.command().unwrap().customer, Some(None));
}

#[test]
fn lines_are_changed_removed_put_back_and_added() {
    let mut form = form();
    form.fill_in(&format!("quantity.{CAKE}"), "2");
    form.remove(CANDLES);
    form.fill_in("add.product", "croiss");
    form.fill_in("add.name", "Balloon");
    form.fill_in("add.price", "7.500");
    form.take_in(&menu()).unwrap();
    let items = form.command().unwrap().items.unwrap();
    assert_eq!(items.len(), 3);
    assert_eq!((items[0].line_id.as_deref(), items[0].quantity), (Some(CAKE), Some(2)));
    assert_eq!(items[0].note, Some(Some("no nuts".into())));
    assert!(items[1].product_id.is_some() && items[1].name.is_none());
    assert_eq!((items[2].name.as_deref(), items[2].unit_price), (Some("Balloon"), Some(7_500)));
    form.restore(CANDLES);
    form.remove("new-1");
    assert_eq!(form.command().unwrap().items.unwrap().len(), 3);
    assert!(form.adding == Adding::default());
}

#[test]
fn what_can_not_be_read_is_told_at_its_field() {
    let field = |change: fn(&mut EditForm)| {
        let mut form = form();
        change(&mut form);
        let problem = form.take_in(&menu()).and_then(|()| form.command().map(|_| ())).unwrap_err();
        problem.errors[0].field.clone()
    };
    assert_eq!(field(|form| form.fill_in(&format!("quantity.{CANDLES}"), "many")), "items[1].quantity");
    assert_eq!(field(|form| form.fill_in("discount", "some")), "discount.amount");
    assert_eq!(field(|form| form.fill_in("add.product", "latt")), "add.product");
    assert_eq!(field(|form| form.fill_in("add.product", "e")), "add.product");
    assert_eq!(field(|form| form.fill_in("add.price", "5")), "add.name");
    assert_eq!(field(|form| form.fill_in("add.name", "Balloon")), "add.price");
}

#[test]
fn a_product_is_found_by_every_form_of_its_name_and_never_guessed() {
    let called = |name: &str| ProductView { name: name.into(), ..product("Latte") };
    let menu =
        MenuView { products: vec![called("Caf\u{e9} Łódź"), called("Tea"), called("Tea")], ..menu() };
    let code = |typed: &str| {
        let mut form = form();
        form.fill_in("add.product", typed);
        form.take_in(&menu).err().map(|problem| problem.errors[0].code.clone())
    };
    for typed in ["Cafe\u{301} łódź", "CAFÉ LODZ", "cafe  lodz", "ｃａｆｅ lodz"] {
        assert_eq!(code(typed), None, "{typed}");
    }
    assert_eq!(code("tea").as_deref(), Some("ambiguous"), "two are called so");
    assert_eq!(code("milk").as_deref(), Some("unknown"));
}

#[test]
fn a_line_too_many_is_refused_and_stays_typed() {
    let mut form = form();
    let mut refused = None;
    for _ in 0..=MAX_LINES {
        form.fill_in("add.product", "croiss");
        refused = form.take_in(&menu()).err().map(|problem| problem.errors[0].code.clone());
    }
    assert_eq!(refused.as_deref(), Some("too_many_lines"));
    assert_eq!((form.mine.lines.len(), form.adding.product.as_str()), (MAX_LINES, "croiss"));
}

#[test]
fn a_form_travels_whole() {
    let mut typed = form();
    typed.fill_in("name", "Budi \"B\" Santoso");
    let written = serde_json::to_string(&typed).unwrap();
    assert!(serde_json::from_str::<EditForm>(&written).unwrap() == typed);
}
