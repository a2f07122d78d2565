//! Signed messages of a shop's app: who may send them, and that each order is there once, however often
//! and however it is sent.

use std::collections::BTreeSet;

use chrono::TimeDelta;
use futures_util::future::join_all;
use serde_json::{Value, json};
use services::ingestion::KeyError;

use crate::support::{
    Answer, Request, Shop,
    app::App,
    sales::{product, with},
    socket::Socket,
};

const INGEST: &str = "/webhooks/orders/ingest";
const UPDATE: &str = "/webhooks/orders/status-update";

impl App {
    async fn send(&self, shop: &Shop, path: &str, body: &Value) -> Answer {
        self.request(shop, path, shop.now().timestamp(), &body.to_string()).send().await
    }

    async fn ingest(&self, shop: &Shop, order: &Value) -> Answer {
        self.send(shop, INGEST, order).await
    }

    async fn update(&self, shop: &Shop, id: &str, status: &str) -> Answer {
        self.send(shop, UPDATE, &json!({"client_order_id": id, "store_id": "senopati", "status": status}))
            .await
    }
}

/// Two of a product that is counted, at the menu's price.
async fn order_of(shop: &Shop, id: &str, name: &str) -> Value {
    let product = product(&shop.cashier().await, "senopati", name).await;
    let price = product["price"].as_i64().unwrap();
    json!({
        "client_order_id": id, "store_id": "senopati", "channel": "app",
        "customer": {"name": "Sari Dewi", "phone": "+62 811-2222-3333"},
        "items": [{"sku": product["sku"], "quantity": 2, "unit_price": price, "note": "less ice"}],
        "promotion_code": null, "total": 2 * price, "placed_at": "2026-11-21T02:00:00Z",
    })
}

async fn stock(shop: &Shop, name: &str) -> i64 {
    product(&shop.cashier().await, "senopati", name).await["stock"].as_i64().unwrap()
}

/// Something the demo counts.
const COUNTED: &str = "Croissant";

fn attempts(shop: &Shop) -> String {
    shop.psql("SELECT string_agg(kind || ' ' || status || ' ' || outcome, ', ' ORDER BY id) FROM kedai.webhook_attempts")
        .trim()
        .to_owned()
}

#[tokio::test]
async fn a_code_is_the_same_however_the_app_writes_it() {
    let shop = Shop::open().await;
    let app = App::of(&shop).await;
    let order = order_of(&shop, "app-1", COUNTED).await;
    let sku = order["items"][0]["sku"].as_str().unwrap();
    let wide: String = sku.chars().map(|c| char::from_u32(u32::from(c) + 0xfee0).unwrap()).collect();
    for (number, written) in [sku.to_lowercase(), wide, sku.replace('-', "\u{2010}")].into_iter().enumerate()
    {
        let left = stock(&shop, COUNTED).await;
        let item = with(order["items"][0].clone(), json!({"sku": written}));
        let id = format!("app-form-{number}");
        let order = with(order.clone(), json!({"client_order_id": id, "items": [item]}));
        app.ingest(&shop, &order).await.json(200);
        assert_eq!(stock(&shop, COUNTED).await, left - 2, "{written}");
    }
}

#[tokio::test]
async fn an_order_of_the_app_is_on_the_board_and_is_followed_like_any_other() {
    let shop = Shop::open().await;
    let app = App::of(&shop).await;
    let mut board = Socket::of(&shop, &shop.cashier().await).await;
    board.follow("store:senopati").await;
    let left = stock(&shop, COUNTED).await;
    let order = order_of(&shop, "app-1", COUNTED).await;
    let answer = app.ingest(&shop, &order).await.json(200);
    assert_eq!((&answer["status"], &answer["warnings"]), (&json!("pending"), &json!([])));
    let event = board.next().await;
    assert_eq!(event["event"]["reference"], answer["reference"]);
    let detail =
        shop.cashier().await.get(&format!("/api/v1/orders/{}", answer["order_id"].as_str().unwrap())).await;
    let detail = detail.json(200);
    let shown = &detail;
    assert_eq!((&shown["channel"], &shown["order_type"]), (&json!("app"), &json!("online")));
    assert_eq!(
        (&shown["payment_state"], &shown["customer"]["name"]),
        (&json!("unpaid"), &json!("Sari Dewi"))
    );
    assert_eq!(shown["items"][0]["note"], "less ice");
    assert_eq!(shown["recorded_by"]["name"], "App");
    assert_eq!(stock(&shop, COUNTED).await, left - 2);
    let path = answer["tracking_url"].as_str().unwrap().split_once("/t/").unwrap().1.to_owned();
    assert_eq!(shop.get(&format!("/t/{path}")).send().await.status, 200);
    assert_eq!(attempts(&shop), "ingest 200 accepted");
}

#[tokio::test]
async fn only_what_is_signed_right_now_with_a_valid_key_is_taken() {
    let shop = Shop::open().await;
    let app = App::of(&shop).await;
    let body = order_of(&shop, "app-1", "Latte").await.to_string();
    let now = shop.now().timestamp();
    let send = |request: Request| request.send();
    let good = || app.request(&shop, INGEST, now, &body);
    for (case, request) in [
        ("another body", good().body(body.replace("less ice", "more ice"))),
        ("another timestamp", good().header("x-kedai-timestamp", (now + 1).to_string())),
        ("no signature", good().header("x-kedai-signature", "")),
        ("a shorter signature", good().header("x-kedai-signature", "sha256=00")),
        ("an unknown key", good().header("x-kedai-key", "whk_01a1fed9dfc57c3db900b71bfa6bec61")),
        ("no key", good().header("x-kedai-key", "hello")),
    ] {
        let answer = send(request).await;
        assert_eq!(answer.problem(401, "invalid_signature")["code"], "invalid_signature", "{case}");
    }
    for off in [-301, 301] {
        let late = app.request(&shop, INGEST, now + off, &body);
        send(late).await.problem(401, "timestamp_out_of_window");
    }
    let foreign = send(good().header("origin", "https://evil.test")).await;
    foreign.problem(403, "foreign_origin");
    assert_eq!(shop.count("SELECT count(*) FROM kedai.orders"), 0);
    for off in [-300, 300] {
        let text = body.replace("app-1", &format!("app-{off}"));
        assert_eq!(send(app.request(&shop, INGEST, now + off, &text)).await.status, 200);
    }
    // Six of the refused ones named a key that there is: noted, and nothing that they said.
    let noted = attempts(&shop);
    assert_eq!(noted.matches("ingest 401 invalid_signature").count(), 4, "{noted}");
    assert_eq!(noted.matches("ingest 401 timestamp_out_of_window").count(), 2, "{noted}");
    assert_eq!(noted.matches("ingest 200 accepted").count(), 2, "{noted}");
}

#[tokio::test]
async fn a_key_is_followed_by_another_while_both_are_good() {
    let shop = Shop::open().await;
    let old = App::of(&shop).await;
    shop.advance(TimeDelta::seconds(1));
    let new = App::of(&shop).await;
    for (id, app) in [("app-1", &old), ("app-2", &new)] {
        assert_eq!(app.ingest(&shop, &order_of(&shop, id, "Latte").await).await.status, 200);
    }
    let third = shop.services.make_webhook_key(None, "senopati").await;
    assert!(matches!(third, Err(KeyError::TwoValid(id)) if id == old.key.id));
    shop.services.revoke_webhook_key(&old.key.id.to_string()).await.unwrap();
    let order = order_of(&shop, "app-3", "Latte").await;
    old.ingest(&shop, &order).await.problem(401, "invalid_signature");
    assert_eq!(new.ingest(&shop, &order).await.status, 200);
    let again = shop.services.revoke_webhook_key(&old.key.id.to_string()).await;
    assert!(matches!(again, Err(KeyError::NoKey(_))));
    assert!(App::of(&shop).await.key.id != old.key.id, "the slot is free again");
    let makers = join_all((0..8).map(|_| shop.services.make_webhook_key(Some("kopi-kita"), "kemang"))).await;
    assert_eq!(makers.iter().filter(|made| made.is_ok()).count(), 2, "two of eight at once");
    assert!(matches!(shop.services.make_webhook_key(None, "nowhere").await, Err(KeyError::NoStore(_))));
}

#[tokio::test]
async fn the_account_of_an_app_signs_in_nowhere() {
    let shop = Shop::open().await;
    App::of(&shop).await;
    let email = shop.psql("SELECT email FROM kedai.staff WHERE role = 'app'");
    shop.try_sign_in(email.trim(), "kedai-demo").await.problem(401, "invalid_credentials");
    let enabled = cluster_refuses(&shop, "UPDATE kedai.staff SET disabled_at = NULL WHERE role = 'app'");
    assert!(enabled, "the database keeps it disabled");
}

fn cluster_refuses(shop: &Shop, statement: &str) -> bool {
    let guarded = format!(
        "DO $$ BEGIN {statement}; RAISE NOTICE 'done'; EXCEPTION WHEN check_violation THEN RETURN; END $$; \
         SELECT count(*) FROM kedai.staff WHERE role = 'app' AND disabled_at IS NULL"
    );
    shop.psql(&guarded).trim().ends_with('0')
}

#[tokio::test]
async fn the_same_order_again_is_refused_with_the_first_and_a_changed_one_too() {
    let shop = Shop::open().await;
    let app = App::of(&shop).await;
    let order = order_of(&shop, "app-1", COUNTED).await;
    let first = app.ingest(&shop, &order).await.json(200);
    let left = stock(&shop, COUNTED).await;
    // Other blanks, another order of fields: the same content.
    let text = serde_json::to_string_pretty(&order).unwrap();
    let pretty = app.request(&shop, INGEST, shop.now().timestamp(), &text).send().await;
    let duplicate = pretty.problem(409, "duplicate_order");
    assert_eq!(duplicate["lifecycle"], "pending");
    for field in ["order_id", "reference", "tracking_url"] {
        assert_eq!(duplicate[field], first[field], "{field}");
    }
    // A year later it is still that order, when every answer kept for a while is long forgotten.
    shop.advance(TimeDelta::days(400));
    shop.services.sweep().await.unwrap();
    assert_eq!(
        app.ingest(&shop, &order).await.problem(409, "duplicate_order")["order_id"],
        first["order_id"]
    );
    let mut changed = order.clone();
    changed["items"][0]["quantity"] = json!(3);
    let conflict = app.ingest(&shop, &changed).await.problem(409, "conflicting_order");
    assert_eq!(conflict["order_id"], first["order_id"]);
    assert_eq!(app.ingest(&shop, &with(order, json!({"total": 1}))).await.status, 409);
    assert_eq!(shop.count("SELECT count(*) FROM kedai.orders"), 1);
    assert_eq!(shop.count("SELECT count(*) FROM kedai.events"), 1);
    assert_eq!(stock(&shop, COUNTED).await, left);
}

#[tokio::test]
async fn a_hundred_copies_at_once_make_one_order_in_one_process_and_in_two() {
    let shop = Shop::open().await;
    let beside = shop.beside().await;
    let app = App::of(&shop).await;
    for (number, shops) in [[&shop, &shop], [&shop, &beside]].iter().enumerate() {
        let left = stock(&shop, COUNTED).await;
        let order = order_of(&shop, &format!("app-{number}"), COUNTED).await;
        let copies = (0..100).map(|copy| app.ingest(shops[copy % 2], &order));
        let answers = join_all(copies).await;
        let accepted: Vec<Value> =
            answers.iter().filter(|answer| answer.status == 200).map(|answer| answer.json(200)).collect();
        assert_eq!(accepted.len(), 1);
        let refused = answers.iter().filter(|answer| answer.status != 200);
        let named: BTreeSet<String> = refused
            .map(|answer| answer.problem(409, "duplicate_order")["order_id"].as_str().unwrap().to_owned())
            .collect();
        assert_eq!(named, BTreeSet::from([accepted[0]["order_id"].as_str().unwrap().to_owned()]));
        let orders = i64::try_from(number).unwrap() + 1;
        assert_eq!(shop.count("SELECT count(*) FROM kedai.orders"), orders);
        assert_eq!(shop.count("SELECT count(*) FROM kedai.events"), orders);
        assert_eq!(shop.count("SELECT count(*) FROM kedai.stock_movements WHERE reason = 'sale'"), orders);
        assert_eq!(shop.count("SELECT count(*) FROM kedai.webhook_attempts"), orders * 100);
        assert_eq!(stock(&shop, COUNTED).await, left - 2);
    }
}

#[tokio::test]
async fn the_menu_decides_and_differences_are_told() {
    let shop = Shop::open().await;
    let app = App::of(&shop).await;
    let order = order_of(&shop, "app-1", "Latte").await;
    let price = order["items"][0]["unit_price"].as_i64().unwrap();
    let total = 2 * price * 11 / 10;
    // With tax and without are both what the customer may have been shown.
    for (id, sent) in [("app-1", 2 * price), ("app-2", total)] {
        let order = with(order.clone(), json!({"client_order_id": id, "total": sent}));
        let answer = app.ingest(&shop, &order).await.json(200);
        assert_eq!((&answer["warnings"], &answer["total"]), (&json!([]), &json!(total)));
    }
    let mut old = with(order, json!({"client_order_id": "app-3", "promotion_code": "HEMAT10"}));
    old["items"][0]["unit_price"] = json!(price - 1_000);
    old["total"] = json!(2 * (price - 1_000));
    let answer = app.ingest(&shop, &old).await.json(200);
    assert_eq!(answer["total"], total);
    let told: Vec<(&str, &Value, &Value)> = answer["warnings"]
        .as_array()
        .unwrap()
        .iter()
        .map(|warning| (warning["code"].as_str().unwrap(), &warning["sent"], &warning["actual"]))
        .collect();
    assert_eq!(
        told,
        [
            ("price_changed", &json!(price - 1_000), &json!(price)),
            ("promotion_not_applied", &Value::Null, &Value::Null),
            ("total_changed", &json!(2 * (price - 1_000)), &json!(total)),
        ]
    );
}

#[tokio::test]
async fn what_is_wrong_is_told_at_its_field_and_leaves_nothing() {
    let shop = Shop::open().await;
    let app = App::of(&shop).await;
    let order = order_of(&shop, "app-1", COUNTED).await;
    let item = |fields: Value| {
        let items = json!([with(order["items"][0].clone(), fields)]);
        with(order.clone(), json!({"items": items}))
    };
    for (field, wrong) in [
        ("client_order_id", with(order.clone(), json!({"client_order_id": ""}))),
        ("client_order_id", with(order.clone(), json!({"client_order_id": "a b"}))),
        ("store_id", with(order.clone(), json!({"store_id": "kemang"}))),
        ("store_id", with(order.clone(), json!({"store_id": "nowhere"}))),
        ("channel", with(order.clone(), json!({"channel": "till"}))),
        ("customer.name", with(order.clone(), json!({"customer": {"name": "", "phone": "+62 811"}}))),
        ("customer.phone", with(order.clone(), json!({"customer": {"name": "Sari"}}))),
        ("items", with(order.clone(), json!({"items": []}))),
        ("items[0].sku", item(json!({"sku": "nothing"}))),
        ("items[0].quantity", item(json!({"quantity": 0}))),
        ("items[0].quantity", item(json!({"quantity": 9_999}))),
        ("items[0].unit_price", item(json!({"unit_price": -1}))),
        ("items[0].note", item(json!({"note": "x".repeat(501)}))),
        ("total", with(order.clone(), json!({"total": -1}))),
    ] {
        let answer = app.ingest(&shop, &wrong).await;
        assert_eq!(answer.status, 422, "{field}: {}", answer.text());
        assert_eq!(answer.json(422)["errors"][0]["field"], field, "{}", answer.text());
    }
    let mut lacking = order.clone();
    lacking.as_object_mut().unwrap().remove("customer");
    assert_eq!(app.ingest(&shop, &lacking).await.status, 422);
    let now = shop.now().timestamp();
    app.request(&shop, INGEST, now, "{").send().await.problem(400, "malformed_json");
    let large = " ".repeat(1024 * 1024 + 1);
    app.request(&shop, INGEST, now, &large).send().await.problem(413, "body_too_large");
    assert_eq!(shop.count("SELECT count(*) FROM kedai.orders"), 0);
    assert_eq!(shop.count("SELECT count(*) FROM kedai.ingested_orders"), 0);
    // What was refused may be put right and sent again under the same number.
    app.ingest(&shop, &order).await.json(200);
}

#[tokio::test]
async fn the_app_says_that_an_order_was_fetched_or_called_off() {
    let shop = Shop::open().await;
    let app = App::of(&shop).await;
    let left = stock(&shop, COUNTED).await;
    let order = app.ingest(&shop, &order_of(&shop, "app-1", COUNTED).await).await.json(200);
    let order = json!({"id": order["order_id"]});
    app.update(&shop, "app-1", "picked_up").await.problem(400, "invalid_transition");
    for status in ["processing", "ready"] {
        shop.cashier().await.move_to(&order, status, None).await.json(200);
    }
    let refused = app.update(&shop, "app-1", "cancelled").await;
    refused.problem(400, "invalid_transition");
    // Twice at once, and again: fetched once.
    let answers = join_all((0..10).map(|_| app.update(&shop, "app-1", "picked_up"))).await;
    assert!(answers.iter().all(|answer| answer.json(200)["status"] == "completed"));
    assert_eq!(shop.count("SELECT count(*) FROM kedai.events WHERE type = 'order.status_changed'"), 3);

    app.ingest(&shop, &order_of(&shop, "app-2", COUNTED).await).await.json(200);
    assert_eq!(app.update(&shop, "app-2", "cancelled").await.json(200)["status"], "cancelled");
    assert_eq!(app.update(&shop, "app-2", "cancelled").await.json(200)["status"], "cancelled");
    assert_eq!(stock(&shop, COUNTED).await, left - 2, "what was called off is for sale again");
    app.update(&shop, "app-3", "cancelled").await.problem(404, "not_found");
    assert_eq!(app.update(&shop, "app-2", "eaten").await.status, 422);
    let noted = attempts(&shop);
    assert_eq!(noted.matches("status_update 200 accepted").count(), 12, "{noted}");
    assert_eq!(noted.matches("status_update 400 invalid_transition").count(), 2, "{noted}");
}
