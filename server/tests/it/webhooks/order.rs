//! What is told, in which order, and how often.

use std::{collections::BTreeSet, time::Duration};

use chrono::TimeDelta;
use hmac::{Hmac, KeyInit, Mac};
use serde_json::{Value, json};
use sha2::Sha256;

use super::{Hook, SENDING, work};
use crate::support::{
    listener::{HeardMessage, Says},
    sales::{cake, sale, with},
};

fn signature(secret: &str, message: &HeardMessage) -> String {
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).unwrap();
    mac.update(format!("{}.{}", message.header("x-kedai-timestamp"), message.body).as_bytes());
    let hex = hex::encode(mac.finalize().into_bytes());
    format!("sha256={hex}")
}

fn told(message: &HeardMessage) -> (String, i64, String) {
    let body = message.json();
    let word = |name: &str| body[name].as_str().unwrap().to_owned();
    (word("order_id"), body["version"].as_i64().unwrap(), word("type"))
}

#[tokio::test]
async fn every_event_is_told_once_signed_and_names_nobody() {
    let hook = Hook::open().await;
    let named = with(
        sale(json!([with(cake(10_000), json!({"note": "for Wilhelmina"}))])),
        json!({"customer": {"name": "Wilhelmina Quackenbush", "phone": "+62 812-3456-780"}}),
    );
    let order = hook.manager().await.place(&named).await.json(201);
    hook.move_to(&order, "processing").await;
    hook.move_to(&order, "ready").await;
    assert_eq!(hook.work().await, 3);
    assert_eq!(hook.work().await, 0, "nothing is told twice");
    let heard = hook.listener.heard();
    let id = order["id"].as_str().unwrap().to_owned();
    let told: Vec<_> = heard.iter().map(told).collect();
    let kinds = ["order.placed", "order.status_changed", "order.status_changed"];
    let wanted: Vec<_> =
        kinds.iter().zip(1..).map(|(kind, version)| (id.clone(), version, (*kind).to_owned())).collect();
    assert_eq!(told, wanted);
    let events: Vec<String> = hook
        .shop
        .psql("SELECT payload FROM kedai.events ORDER BY sequence")
        .lines()
        .map(str::to_owned)
        .collect();
    for (message, payload) in heard.iter().zip(&events) {
        assert_eq!(message.header("x-kedai-signature"), signature(&hook.secret, message));
        assert_eq!(message.header("x-kedai-key"), hook.id);
        assert_eq!(message.header("x-kedai-timestamp"), hook.shop.now().timestamp().to_string());
        assert_eq!(message.header("content-type"), "application/json");
        let body = message.json();
        assert_eq!(body["id"], message.header("x-kedai-event"));
        assert_eq!((&body["store"], &body["reference"]), (&json!("senopati"), &order["reference"]));
        assert_eq!(body["payload"], serde_json::from_str::<Value>(payload).unwrap());
        for secret in ["Wilhelmina", "Quackenbush", "3456"] {
            assert!(!message.body.contains(secret), "{secret} is told");
        }
    }
    let delivered = hook.deliveries("delivered").await;
    let sequences: Vec<i64> = delivered.iter().map(|one| one["sequence"].as_i64().unwrap()).collect();
    assert_eq!(sequences, [3, 2, 1], "newest first");
    assert_eq!(Hook::outcomes(&delivered[0]), ["delivered"]);
    assert_eq!(
        (&delivered[0]["attempts"][0]["status"], &delivered[0]["next_attempt_at"]),
        (&json!(200), &Value::Null)
    );
}

#[tokio::test]
async fn only_the_events_that_were_asked_for_are_told() {
    let hook = Hook::of_types(&["order.status_changed"]).await;
    let order = hook.place().await;
    hook.move_to(&order, "processing").await;
    assert_eq!(hook.work().await, 1);
    assert_eq!(told(&hook.listener.heard()[0]).2, "order.status_changed");
}

#[tokio::test]
async fn a_later_event_of_an_order_waits_for_the_earlier() {
    let hook = Hook::open().await;
    let (first, other) = (hook.place().await, hook.place().await);
    hook.move_to(&first, "processing").await;
    hook.move_to(&other, "processing").await;
    // Whichever is sent first fails; the other order goes on.
    hook.listener.will_say([Says::Status(500)]);
    assert_eq!(hook.work().await, 3);
    let heard = hook.listener.heard();
    let failed = told(&heard[0]);
    assert_eq!(failed.1, 1);
    let others: Vec<_> = heard[1..].iter().map(told).collect();
    assert!(others.iter().all(|(id, _, _)| *id != failed.0), "{others:?}");
    assert_eq!(others.iter().map(|(_, version, _)| *version).collect::<Vec<_>>(), [1, 2]);
    hook.move_to(if first["id"] == failed.0.as_str() { &first } else { &other }, "ready").await;
    assert_eq!(hook.work().await, 0, "also what is added meanwhile waits");
    hook.shop.advance(TimeDelta::seconds(6));
    assert_eq!(hook.work().await, 3);
    let rest: Vec<_> = hook.listener.heard()[3..].iter().map(told).collect();
    let versions: Vec<i64> = rest.iter().map(|(_, version, _)| *version).collect();
    assert!(rest.iter().all(|(id, _, _)| *id == failed.0));
    assert_eq!(versions, [1, 2, 3], "in order, once the first is through");
}

#[tokio::test]
async fn two_processes_tell_each_event_once_and_in_order() {
    let hook = Hook::open().await;
    let beside = hook.shop.beside().await;
    let mut orders = Vec::new();
    for _ in 0..12 {
        let order = hook.place().await;
        hook.move_to(&order, "processing").await;
        hook.move_to(&order, "ready").await;
        orders.push(order);
    }
    // Each hands on and sends until both find nothing more.
    let all = async |shop| while work(shop).await > 0 {};
    tokio::join!(all(&hook.shop), all(&beside), all(&hook.shop), all(&beside));
    while work(&hook.shop).await > 0 {}
    let heard = hook.listener.heard();
    assert_eq!(heard.len(), 36);
    assert_eq!(hook.listener.events().into_iter().collect::<BTreeSet<_>>().len(), 36, "each once");
    for order in &orders {
        let of_order = heard.iter().map(told).filter(|(id, _, _)| *id == order["id"].as_str().unwrap());
        assert_eq!(of_order.map(|(_, version, _)| version).collect::<Vec<_>>(), [1, 2, 3]);
    }
}

#[tokio::test]
async fn what_was_sent_and_not_noted_is_sent_again() {
    let hook = Hook::open().await;
    let order = hook.place().await;
    hook.shop.services.hand_on_events().await.unwrap();
    // The process ends after the endpoint heard it, before its answer came.
    hook.listener.will_say([Says::Nothing]);
    tokio::select! {
        sent = hook.shop.services.work_off(&[SENDING]) => panic!("{sent:?} though nothing was answered"),
        _ = hook.listener.hears(1) => {}
    }
    let beside = hook.shop.beside().await;
    hook.move_to(&order, "processing").await;
    assert_eq!(work(&beside).await, 0, "it may still be answered");
    hook.shop.advance(services::webhooks::LEASE);
    assert_eq!(work(&beside).await, 2);
    let heard = hook.listener.heard();
    let events = hook.listener.events();
    assert_eq!(
        (&events[0], &heard[0].body),
        (&events[1], &heard[1].body),
        "the same event in the same words"
    );
    assert_eq!(told(&heard[2]).1, 2);
    let delivered = hook.deliveries("delivered").await;
    let again = delivered.iter().find(|delivery| delivery["event_id"] == events[0].as_str()).unwrap();
    assert_eq!(Hook::outcomes(again), ["?", "delivered"]);
}

#[tokio::test]
async fn a_sale_is_told_at_once_by_whichever_process() {
    let hook = Hook::open().await;
    let beside = hook.shop.beside().await;
    let outbox = tokio::spawn(beside.services.clone().run_outbox());
    let background = tokio::spawn(beside.services.clone().run_background());
    hook.place().await;
    let heard = tokio::time::timeout(Duration::from_secs(20), hook.listener.hears(1)).await.unwrap();
    // While nothing was done, nobody looks but the notice.
    hook.place().await;
    let again = tokio::time::timeout(Duration::from_secs(4), hook.listener.hears(2)).await.unwrap();
    assert_ne!(heard[0].header("x-kedai-event"), again[1].header("x-kedai-event"));
    outbox.abort();
    background.abort();
}

#[tokio::test]
async fn what_concerns_the_business_is_told_with_what_it_is_about() {
    let hook = Hook::of_types(&["customer.erased"]).await;
    let manager = hook.manager().await;
    let named = json!({"customer": {"name": "Wilhelmina", "phone": "081234567890"}});
    let order = manager.place(&with(sale(json!([cake(10_000)])), named)).await.json(201);
    let id = order["customer"]["id"].as_str().unwrap();
    let asked = manager.ask("DELETE", &format!("/api/v1/customers/{id}"));
    assert_eq!(asked.json(&json!({"reason": "asked by letter"})).send().await.status, 204);
    hook.listener.will_say([Says::Status(500)]);
    assert_eq!(hook.work().await, 1);
    hook.shop.advance(TimeDelta::minutes(1));
    assert_eq!(hook.work().await, 1, "sent again after it failed");
    assert_eq!(hook.work().await, 0);
    let heard = hook.listener.heard();
    assert_eq!(heard[0].body, heard[1].body, "byte by byte the same");
    assert_eq!(heard[1].header("x-kedai-signature"), signature(&hook.secret, &heard[1]));
    let body = heard[1].json();
    assert_eq!(
        (&body["type"], &body["sequence"], &body["version"]),
        (&json!("customer.erased"), &json!(1), &json!(1))
    );
    assert_eq!(body["subject"], json!({"kind": "customer", "id": id}));
    assert!(["store", "order_id", "reference"].iter().all(|field| body[*field].is_null()), "{body}");
    let delivered = hook.deliveries("delivered").await;
    assert_eq!(delivered[0]["subject"], json!({"kind": "customer", "id": id}));
    assert!(delivered[0]["order_id"].is_null() && delivered[0]["store"].is_null());
}
