//! Edits beside what others do, and those who follow.

use futures_util::future::join_all;
use serde_json::{Value, json};

use super::{edit, kept, open_order, path};
use crate::support::{Shop, socket::Socket};

#[tokio::test]
async fn of_edits_at_once_one_is_saved_and_the_others_are_stale() {
    let shop = Shop::open().await;
    let beside = shop.beside().await;
    let cashier = shop.cashier().await;
    let elsewhere = cashier.at(&beside);
    let order = cashier.place(&open_order()).await.json(201);
    let edits = (0..8).map(|turn| {
        let person = if turn % 2 == 0 { &cashier } else { &elsewhere };
        edit(person, &order, json!({"note": format!("table {turn}")}))
    });
    let mut statuses: Vec<u16> = join_all(edits).await.iter().map(|answer| answer.status).collect();
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 412, 412, 412, 412, 412, 412, 412]);
    assert_eq!(shop.count("SELECT max(version) FROM kedai.orders"), 2);
    assert_eq!(shop.count("SELECT count(*) FROM kedai.events"), 2);
}

#[tokio::test]
async fn an_edit_against_a_payment_or_a_cancellation_leaves_one_whole_truth() {
    let shop = Shop::open().await;
    let beside = shop.beside().await;
    let cashier = shop.cashier().await;
    let elsewhere = cashier.at(&beside);
    for round in 0..6 {
        let order = cashier.place(&open_order()).await.json(201);
        let items = json!([{"line_id": order["items"][0]["line_id"], "quantity": 2}]);
        let payments = format!("{}/payments", path(&order));
        let (all, cancels) = (json!({"amount": 110_000, "method": "cash"}), round % 2 == 1);
        let against = async {
            if cancels {
                elsewhere.move_to(&order, "cancelled", Some("made by mistake")).await
            } else {
                elsewhere.post(&payments, &all).await
            }
        };
        let (edited, other) = futures_util::join!(edit(&cashier, &order, json!({"items": items})), against);
        assert!(matches!(other.status, 200 | 201), "{}", other.text());
        let seen = cashier.get(&path(&order)).await.json(200);
        if edited.status == 200 {
            assert_eq!((&seen["total"], &seen["version"]), (&json!(220_000), &json!(3)));
        } else {
            let code = if cancels { "order_closed" } else { "order_paid" };
            edited.problem(409, code);
            assert_eq!((&seen["total"], &seen["version"]), (&json!(110_000), &json!(2)));
        }
    }
}

#[tokio::test]
async fn boards_and_order_pages_follow_an_edit() {
    let shop = Shop::open().await;
    let cashier = shop.cashier().await;
    let order = cashier.place(&open_order()).await.json(201);
    let mut socket = Socket::of(&shop, &cashier).await;
    socket.follow("store:senopati").await;
    let token = order["tracking_url"].as_str().unwrap().rsplit('/').next().unwrap().to_owned();
    let mut tracking = Socket::open(&shop).await;
    tracking.follow(&format!("order:{token}")).await;
    let mut items = kept(&order);
    items.push(json!({"name": "Candles", "unit_price": 5_000, "quantity": 3}));
    edit(&cashier, &order, json!({"items": items, "customer": {"name": "Budi Susanto"}})).await.json(200);
    let told = socket.next().await;
    assert_eq!(
        (&told["event"]["type"], &told["event"]["order"]["version"]),
        (&json!("order.edited"), &json!(2))
    );
    let ticket = &told["event"]["order"];
    assert_eq!(
        (&ticket["lines"][1]["name"], &ticket["customer_name"]),
        (&json!("Candles"), &json!("Budi Susanto"))
    );
    let followed = tracking.next().await;
    assert_eq!(followed["event"]["order"]["lines"][1]["quantity"], 3);
    assert_eq!(followed["event"]["order"]["customer_name"], Value::Null);
}
