//! An order to test with.

use std::sync::LazyLock;

use contract::{orders::OrderView, session::StoreView};
use domain::{id::StoreId, money::Currency, wall_clock::WallClock};

use super::document::Place;

/// Where it was sold.
pub(super) fn place() -> Place<'static> {
    static SHOP: LazyLock<(StoreView, WallClock)> = LazyLock::new(|| (store(), WallClock::fixed(25_200)));
    Place { business: "Kopi Kita", store: &SHOP.0, wall_clock: &SHOP.1 }
}

fn store() -> StoreView {
    StoreView {
        id: StoreId::from_uuid(Default::default()),
        slug: "senopati".into(),
        name: "Senopati".into(),
        address: vec!["Jl. Senopati 41".into()],
        receipt_footer: String::new(),
        currency: Currency::Idr,
        time_zone: "Asia/Jakarta".into(),
        utc_offset_seconds: 25_200,
    }
}

/// Two coffees and a croissant, paid in cash.
pub(super) fn order() -> OrderView {
    let staff = serde_json::json!({"id": "stf_01907f5e000070008000000000000001", "name": "Ayu"});
    let line = |name: &str, quantity: i64, unit_price: i64| {
        serde_json::json!({
            "line_id": "lin_01907f5e000070008000000000000001", "product_id": null, "name": name,
            "quantity": quantity, "unit_price": unit_price, "note": null, "line_total": quantity * unit_price,
        })
    };
    let json = serde_json::json!({
        "id": "ord_01907f5e000070008000000000000001", "reference": "GO-7K3M9Q", "order_type": "offline",
        "channel": "till", "store": "senopati", "status": "PAID", "lifecycle": "pending",
        "payment_state": "paid", "customer": null,
        "items": [line("Kopi susu", 2, 28_000), line("Croissant", 1, 32_000)],
        "subtotal": 88_000, "discount": 0, "discount_reason": null, "tax": 8_800,
        "tax_lines": [{"label": "PB1 10 %", "basis_points": 1_000, "base": 88_000, "amount": 8_800}],
        "tax_mode": "exclusive", "total": 96_800, "currency": "IDR", "amount_paid": 96_800,
        "balance_due": 0, "change": 3_200, "note": null, "payment_terms": null,
        "payments": [{
            "id": "pay_01907f5e000070008000000000000001", "method": "cash", "amount": 96_800,
            "tendered": 100_000, "paid_at": "2026-11-21T07:02:11Z", "recorded_by": staff, "note": null,
            "installment": null, "reverses": null, "voided": false,
        }],
        "tracking_url": "https://kedai.test/t/secret", "receipts_printed": 0, "recorded_by": staff,
        "last_modified_by": null, "business_day": "2026-11-21", "created_at": "2026-11-21T07:02:11Z",
        "updated_at": "2026-11-21T07:02:11Z", "version": 1,
    });
    serde_json::from_value(json).expect("an order as the API shows it")
}

/// The same, with 16,800 paid down and two instalments of 40,000: one was paid, entered into the wrong
/// order, reversed, and entered again.
pub(super) fn on_terms() -> OrderView {
    let staff = serde_json::json!({"id": "stf_01907f5e000070008000000000000001", "name": "Ayu"});
    let entry = |number: u8, amount: i64, tendered: Option<i64>| {
        serde_json::json!({
            "id": format!("pay_01907f5e00007000800000000000000{number}"), "method": "cash", "amount": amount,
            "tendered": tendered, "paid_at": format!("2026-11-2{number}T07:02:11Z"), "recorded_by": staff,
            "note": null, "installment": null, "reverses": null, "voided": false,
        })
    };
    let mut payments = [
        entry(1, 16_800, Some(20_000)),
        entry(2, 40_000, None),
        entry(3, -40_000, None),
        entry(4, 40_000, Some(50_000)),
    ];
    payments[1]["voided"] = true.into();
    payments[2]["reverses"] = payments[1]["id"].clone();
    payments[3]["installment"] = 1.into();
    let part = |number: u32, due_date: &str, amount_paid: i64, status: &str| {
        serde_json::json!({
            "number": number, "due_date": due_date, "amount": 40_000, "amount_paid": amount_paid,
            "status": status,
        })
    };
    let mut json = serde_json::to_value(order()).expect("an order as the API shows it");
    json["payments"] = payments.to_vec().into();
    json["payment_terms"] = serde_json::json!({
        "total_amount": 96_800, "down_payment": 16_800, "version": 1,
        "installments": [part(1, "2026-12-21", 40_000, "paid"), part(2, "2027-01-21", 0, "open")],
    });
    json["amount_paid"] = 56_800.into();
    json["balance_due"] = 40_000.into();
    json["status"] = "PENDING".into();
    serde_json::from_value(json).expect("an order as the API shows it")
}
