//! Moving an order along, back, or out.

use domain::{order::Lifecycle, role::Role};
use futures_util::future::join_all;
use serde_json::{Value, json};

use crate::support::{
    Person, Shop,
    sales::{cake, plain_sale, product, sale, with},
};

const REASON: &str = "wrong table";

/// A new order that stands at `state`.
async fn order_at(manager: &Person, state: Lifecycle, order: &Value) -> Value {
    let mut order = manager.place(order).await.json(201);
    let path = match state {
        Lifecycle::Draft | Lifecycle::Pending => vec![],
        Lifecycle::Processing => vec!["processing"],
        Lifecycle::Ready => vec!["processing", "ready"],
        Lifecycle::Completed => vec!["processing", "ready", "completed"],
        Lifecycle::Cancelled => vec!["cancelled"],
    };
    for step in path {
        order = manager.move_to(&order, step, Some(REASON)).await.json(200);
    }
    order
}

/// What a move of a paid order should come to, written down apart from the code that decides it.
fn expected(from: Lifecycle, to: Lifecycle, role: Role, explained: bool) -> (u16, &'static str) {
    use Lifecycle::{Cancelled, Completed, Pending, Processing, Ready};
    let forward = [(Pending, Processing), (Processing, Ready), (Ready, Completed)];
    let corrections = [
        (Processing, Pending),
        (Ready, Processing),
        (Completed, Ready),
        (Pending, Cancelled),
        (Processing, Cancelled),
        (Ready, Cancelled),
    ];
    if from == to || forward.contains(&(from, to)) {
        (200, "")
    } else if !corrections.contains(&(from, to)) {
        (400, "invalid_transition")
    } else if matches!(role, Role::Staff | Role::Cashier) {
        (403, "forbidden")
    } else if explained {
        (200, "")
    } else {
        (422, "invalid_request")
    }
}

#[tokio::test]
async fn every_move_by_every_role_is_as_the_table_says() {
    let shop = Shop::open().await;
    let manager = shop.manager().await;
    let states = Lifecycle::ALL.into_iter().filter(|state| *state != Lifecycle::Draft);
    for role in Role::ALL {
        let person = shop.sign_in(&format!("{}@kopikita.test", role.code())).await;
        for from in states.clone() {
            let mut order = order_at(&manager, from, &plain_sale()).await;
            for to in Lifecycle::ALL {
                for reason in [None, Some("  no "), Some(REASON)] {
                    let case = format!("{from:?} to {to:?} by {role:?} because {reason:?}");
                    let answer = person.move_to(&order, to.code(), reason).await;
                    let (status, code) = expected(from, to, role, reason == Some(REASON));
                    if status != 200 {
                        let problem = answer.problem(status, code);
                        if status == 400 {
                            assert!(problem["allowed"].is_array(), "{case}: {problem}");
                        }
                        continue;
                    }
                    let moved = answer.json(200);
                    assert_eq!(moved["lifecycle"], to.code(), "{case}");
                    assert_eq!(answer.header("etag"), format!("\"{}\"", moved["version"]));
                    if from == to {
                        assert_eq!(moved, order, "{case}: nothing changes");
                    } else {
                        assert_eq!(moved["version"].as_i64(), order["version"].as_i64().map(|v| v + 1));
                        order = order_at(&manager, from, &plain_sale()).await;
                    }
                }
            }
        }
    }
    // Every change is one event, and nothing else is.
    let versions = "SELECT (SELECT sum(version) FROM kedai.orders) - (SELECT count(*) FROM kedai.events)";
    assert_eq!(shop.count(versions), 0);
}

#[tokio::test]
async fn a_refusal_names_the_moves_that_this_person_may_make() {
    let shop = Shop::open().await;
    let (cashier, manager) = (shop.cashier().await, shop.manager().await);
    let order = order_at(&manager, Lifecycle::Processing, &plain_sale()).await;
    let refused = cashier.move_to(&order, "completed", None).await.problem(400, "invalid_transition");
    assert_eq!(refused["allowed"], json!(["ready"]));
    let refused = manager.move_to(&order, "completed", None).await.problem(400, "invalid_transition");
    assert_eq!(refused["allowed"], json!(["pending", "ready", "cancelled"]));
    let path = format!("/api/v1/orders/{}", order["id"].as_str().unwrap());
    assert_eq!(manager.get(&path).await.json(200)["allowed"], refused["allowed"]);
    for status in ["", "Ready", "PAID", "done", "ready\u{0}"] {
        let refused = cashier.move_to(&order, status, None).await.problem(422, "invalid_request");
        assert_eq!(refused["errors"][0]["field"], "status");
    }
    let long = "x".repeat(121);
    let refused = manager.move_to(&order, "pending", Some(&long)).await.problem(422, "invalid_request");
    assert_eq!(refused["errors"][0]["field"], "reason");
    let odd = manager.move_to(&order, "pending", Some("wrong \u{0} table")).await;
    assert_eq!(odd.problem(422, "invalid_request")["errors"][0]["field"], "reason");
}

#[tokio::test]
async fn ten_who_press_at_once_move_it_once() {
    let shop = Shop::open().await;
    let beside = shop.beside().await;
    let cashier = shop.cashier().await;
    let people = [cashier.clone(), cashier.at(&beside)];
    let order = cashier.place(&plain_sale()).await.json(201);
    let answers = join_all((0..10).map(|n| people[n % 2].move_to(&order, "processing", None))).await;
    for answer in &answers {
        let moved = answer.json(200);
        assert_eq!((&moved["lifecycle"], &moved["version"]), (&json!("processing"), &json!(2)));
    }
    assert_eq!(shop.count("SELECT count(*) FROM kedai.events"), 2);
}

#[tokio::test]
async fn cancelling_gives_the_money_and_the_goods_back() {
    let shop = Shop::open().await;
    let (cashier, manager) = (shop.cashier().await, shop.manager().await);
    let brew = product(&cashier, "senopati", "Cold brew").await;
    let lines = json!([
        {"product_id": brew["id"], "quantity": 2},
        {"product_id": brew["id"], "quantity": 1},
        cake(10_000),
    ]);
    let split = json!({"type": "split", "parts": [
        {"method": "card", "amount": 26_500},
        {"method": "cash", "amount": 50_000, "tendered": 100_000},
        {"method": "cash", "amount": 50_000},
    ]});
    let order = cashier.place(&with(sale(lines), json!({"payment": split}))).await.json(201);
    assert_eq!((&order["total"], &order["change"]), (&json!(126_500), &json!(50_000)));
    assert_eq!(product(&cashier, "senopati", "Cold brew").await["stock"], 37);

    cashier.move_to(&order, "cancelled", Some(REASON)).await.problem(403, "forbidden");
    manager.move_to(&order, "cancelled", None).await.problem(422, "invalid_request");
    shop.advance(chrono::TimeDelta::days(1));
    let manager = shop.manager().await;
    let cancelled = manager.move_to(&order, "cancelled", Some(REASON)).await.json(200);
    assert_eq!(
        (&cancelled["status"], &cancelled["payment_state"]),
        (&json!("CANCELLED"), &json!("refunded"))
    );
    assert_eq!((&cancelled["amount_paid"], &cancelled["balance_due"]), (&json!(0), &json!(0)));
    assert_eq!(cancelled["last_modified_by"]["name"], "Dimas");
    let mut ledger: Vec<(&str, i64)> = cancelled["payments"]
        .as_array()
        .unwrap()
        .iter()
        .map(|entry| (entry["method"].as_str().unwrap(), entry["amount"].as_i64().unwrap()))
        .collect();
    ledger.sort_unstable();
    assert_eq!(
        ledger,
        [("card", -26_500), ("card", 26_500), ("cash", -100_000), ("cash", 50_000), ("cash", 50_000)]
    );
    // The money leaves the till of the day on which it is given back.
    let refunds = "SELECT DISTINCT business_day FROM kedai.payments WHERE amount < 0";
    assert_eq!(shop.psql(refunds), "2026-11-22");
    assert_eq!(product(&manager, "senopati", "Cold brew").await["stock"], 40);

    // Once.
    let again = manager.move_to(&order, "cancelled", Some(REASON)).await.json(200);
    assert_eq!(again, cancelled);
    assert_eq!(product(&manager, "senopati", "Cold brew").await["stock"], 40);
    let detail = manager.get(&format!("/api/v1/orders/{}", order["id"].as_str().unwrap())).await.json(200);
    assert_eq!(detail["events"][1]["reason"], REASON);
    assert_eq!(detail["events"][1]["actor"]["name"], "Dimas");
    assert_eq!(detail["allowed"], json!([]));
    manager.move_to(&order, "pending", Some(REASON)).await.problem(400, "invalid_transition");
}

#[tokio::test]
async fn an_order_that_cost_nothing_is_cancelled_by_anybody() {
    let shop = Shop::open().await;
    let staff = shop.sign_in("staff@kopikita.test").await;
    let free = staff.place(&sale(json!([cake(0)]))).await.json(201);
    let cancelled = staff.move_to(&free, "cancelled", None).await.json(200);
    assert_eq!((&cancelled["status"], &cancelled["payments"]), (&json!("CANCELLED"), &json!([])));
}
