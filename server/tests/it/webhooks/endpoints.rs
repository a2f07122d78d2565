//! Endpoints: added, changed, tried out and taken away.

use serde_json::{Value, json};

use super::Hook;
use crate::support::{Shop, cluster};

#[tokio::test]
async fn a_secret_is_told_once_and_stands_nowhere_in_clear() {
    let hook = Hook::open().await;
    hook.place().await;
    hook.work().await;
    assert_eq!(hook.secret.len(), 64);
    let shown = [
        hook.manager().await.get("/api/v1/webhook-endpoints").await.text(),
        hook.manager().await.get(&hook.path()).await.text(),
        hook.manager().await.get(&format!("{}/deliveries", hook.path())).await.text(),
        hook.manager().await.get("/api/v1/audit").await.text(),
        cluster().run("pg_dump", &["--inserts", "-d", &hook.shop.database]),
    ];
    assert!(shown[4].contains(&hook.listener.url()), "the dump is whole");
    let as_text = hex::encode(&hook.secret);
    for text in shown {
        let text = text.to_lowercase();
        assert!(!text.contains(&hook.secret) && !text.contains(&as_text));
    }
}

#[tokio::test]
async fn an_endpoint_is_tried_out_with_an_event_about_nothing() {
    let hook = Hook::of_types(&["order.placed"]).await;
    let test = hook.manager().await.post(&format!("{}/test", hook.path()), &json!(null)).await.json(202);
    assert_eq!(
        (&test["event_type"], &test["state"], &test["order_id"]),
        (&json!("webhook.test"), &json!("pending"), &Value::Null)
    );
    assert_eq!(hook.work().await, 1);
    let heard = hook.listener.heard();
    let body = heard[0].json();
    assert_eq!((&body["type"], &body["payload"]), (&json!("webhook.test"), &json!({"type": "webhook.test"})));
    assert_eq!((&body["id"], &body["sequence"]), (&test["event_id"], &Value::Null));
    assert_eq!(heard[0].header("x-kedai-event"), test["event_id"].as_str().unwrap());
}

#[tokio::test]
async fn addresses_and_types_are_checked_and_each_address_is_there_once() {
    let hook = Hook::open().await;
    let add = async |endpoint: Value| hook.manager().await.post("/api/v1/webhook-endpoints", &endpoint).await;
    let wrong = async |url: &str, code: &str| {
        let problem = add(json!({"url": url})).await.problem(422, "invalid_request");
        assert_eq!(problem["errors"][0]["code"], code, "{url}");
    };
    wrong("shop", "invalid").await;
    wrong("https://user:secret@shop.example.com/", "invalid").await;
    wrong("http://93.184.215.14/", "not_secure").await;
    wrong("https://0.0.0.0/", "private_address").await;
    wrong(&format!("https://shop.example.com/{}", "a".repeat(2_000)), "too_long").await;
    let types = json!({"url": "https://shop.example.com/", "event_types": ["order.placed", "order.eaten"]});
    let problem = add(types).await.problem(422, "invalid_request");
    assert_eq!(problem["errors"][0]["field"], "event_types[1]");
    add(json!({"url": hook.listener.url()})).await.problem(409, "endpoint_exists");
    for number in 1..20 {
        add(json!({"url": format!("https://shop.example.com/{number}")})).await.json(201);
    }
    add(json!({"url": "https://shop.example.com/20"})).await.problem(409, "too_many_endpoints");
}

#[tokio::test]
async fn what_is_disabled_waits_and_what_is_deleted_is_gone() {
    let hook = Hook::open().await;
    let change = async |change: Value| {
        hook.manager().await.ask("PATCH", &hook.path()).json(&change).send().await.json(200)
    };
    let disabled = change(json!({"enabled": false})).await;
    assert_eq!((&disabled["enabled"], &disabled["disabled_by"]), (&json!(false), &json!("staff")));
    hook.place().await;
    assert_eq!(hook.work().await, 0);
    change(json!({"enabled": true, "event_types": ["order.placed", "order.placed"]})).await;
    assert_eq!(hook.endpoint().await["event_types"], json!(["order.placed"]));
    assert_eq!(hook.work().await, 1);
    let audit = hook.manager().await.get("/api/v1/audit?action=UPDATE").await.json(200);
    assert_eq!(audit["items"][0]["subject"], "webhook_endpoint");
    hook.place().await;
    hook.shop.services.hand_on_events().await.unwrap();
    assert_eq!(hook.manager().await.ask("DELETE", &hook.path()).send().await.status, 204);
    hook.manager().await.get(&hook.path()).await.problem(404, "not_found");
    assert_eq!(hook.shop.count("SELECT count(*) FROM kedai.webhook_deliveries"), 0);
    assert_eq!(hook.work().await, 0);
}

#[tokio::test]
async fn what_happened_before_an_endpoint_was_there_is_not_told() {
    let shop = Shop::open().await;
    let manager = shop.manager().await;
    let order = crate::support::sales::plain_sale();
    manager.place(&order).await.json(201);
    let listener = crate::support::listener::Listener::open().await;
    manager.post("/api/v1/webhook-endpoints", &json!({"url": listener.url()})).await.json(201);
    manager.place(&order).await.json(201);
    super::work(&shop).await;
    assert_eq!(listener.heard().len(), 1);
}
