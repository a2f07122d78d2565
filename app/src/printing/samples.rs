//! An order to test with.

use contract::{orders::OrderView, session::StoreView};
use domain::{id::StoreId, money::Currency};

/// Where it was sold.
pub(super) fn store() -> StoreView {
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
