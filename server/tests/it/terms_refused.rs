//! Terms and payments that can't be, each refused at the field that would have to change.

use serde_json::{Value, json};

use crate::support::{
    Shop,
    sales::{cake, sale, with},
};

/// An order of a cake for Budi, to be paid like that.
fn order(price: i64, payment: Value) -> Value {
    let customer = json!({"name": "Budi Santoso", "phone": "+62 812-3456-7890"});
    with(sale(json!([cake(price)])), json!({"customer": customer, "payment": payment}))
}

fn on_terms(down_payment: Value, installments: Value) -> Value {
    json!({"type": "installments", "down_payment": down_payment, "installments": installments})
}

fn monthly(count: i64) -> Value {
    json!({"count": count, "interval": "month", "first_due": "2026-12-21"})
}

#[tokio::test]
async fn each_is_told_at_its_field() {
    let shop = Shop::open().await;
    let cashier = shop.cashier().await;
    let cash = |amount: i64| json!({"amount": amount, "method": "cash"});
    let part = |day: &str, amount: i64| json!({"due_date": day, "amount": amount});
    for (payment, field) in [
        (on_terms(json!({"method": "cash"}), monthly(2)), "payment.down_payment"),
        (on_terms(json!({"method": "cash", "amount": 1, "percent": 1}), monthly(2)), "payment.down_payment"),
        (on_terms(json!({"percent": 30, "method": "beads"}), monthly(2)), "payment.down_payment.method"),
        (on_terms(cash(-1), monthly(2)), "payment.down_payment.amount"),
        (on_terms(cash(1_100_000), monthly(2)), "payment.down_payment"),
        (on_terms(cash(1_100_001), monthly(2)), "payment.down_payment"),
        (
            on_terms(json!({"amount": 100_000, "method": "cash", "tendered": 50_000}), monthly(2)),
            "payment.down_payment.tendered",
        ),
        (
            on_terms(json!({"amount": 100_000, "method": "card", "tendered": 150_000}), monthly(2)),
            "payment.down_payment.tendered",
        ),
        (on_terms(cash(100_000), monthly(0)), "payment.installments.count"),
        (on_terms(cash(100_000), monthly(1_000)), "payment.installments.count"),
        (
            on_terms(cash(100_000), json!({"count": 2, "interval": "day", "first_due": "2026-12-21"})),
            "payment.installments.interval",
        ),
        (
            on_terms(cash(100_000), json!({"count": 2, "interval": "week", "first_due": "soon"})),
            "payment.installments.first_due",
        ),
        (
            on_terms(cash(100_000), json!({"count": 2, "interval": "week", "first_due": "2026-11-20"})),
            "payment.installments.first_due",
        ),
        (on_terms(cash(100_000), json!([])), "payment.installments"),
        (
            on_terms(cash(100_000), json!([part("2026-12-01", 500_000), part("2026-12-01", 500_000)])),
            "payment.installments[1].due_date",
        ),
        (
            on_terms(cash(100_000), json!([part("2026-12-01", 0), part("2026-12-02", 1_000_000)])),
            "payment.installments[0].amount",
        ),
        (json!({"type": "later", "due_date": "2026-11-20"}), "payment.due_date"),
        (json!({"type": "later", "due_date": "never"}), "payment.due_date"),
        (json!({"type": "split", "parts": []}), "payment.parts"),
        (json!({"type": "split", "parts": [cash(0), cash(1_100_000)]}), "payment.parts[0].amount"),
        (json!({"type": "full", "method": "cash", "tendered": 1}), "payment.tendered"),
        (json!({"type": "full", "method": "card", "tendered": 2_000_000}), "payment.tendered"),
    ] {
        let answer = cashier.place(&order(1_000_000, payment.clone())).await;
        let problem = answer.json(422);
        assert_eq!(problem["errors"][0]["field"], field, "{payment}: {problem}");
        let message = problem["errors"][0]["message"].as_str().unwrap();
        assert!(
            message.ends_with('.') && message.chars().next().is_some_and(char::is_uppercase),
            "{message}"
        );
    }
    // Too little to be shared among so many.
    let few = order(3, on_terms(json!({"amount": 1, "method": "cash"}), monthly(12)));
    let problem = cashier.place(&few).await.problem(422, "invalid_request");
    assert_eq!(problem["errors"][0]["field"], "payment.installments.count", "{problem}");
    assert_eq!(shop.count("SELECT count(*) FROM kedai.orders"), 0);
}
