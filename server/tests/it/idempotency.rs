//! A command that comes again.

use futures_util::future::join_all;
use serde_json::{Value, json};

use crate::support::{
    Answer, Person, Shop,
    sales::{cake, plain_sale, product, sale, with},
};

async fn place(person: &Person, key: &str, order: &Value) -> Answer {
    person.ask("POST", "/api/v1/offline-orders").header("idempotency-key", key).json(order).send().await
}

#[tokio::test]
async fn the_same_key_and_body_get_the_same_answer() {
    let shop = Shop::open().await;
    let cashier = shop.cashier().await;
    let order = with(plain_sale(), json!({"customer": {"name": "Budi", "phone": "081234567890"}}));
    let first = place(&cashier, "key-1", &order).await;
    assert_eq!(first.header("idempotent-replay"), "");
    let first = first.json(201);
    // What happened to the order since doesn't change what was answered.
    cashier.move_to(&first, "processing", None).await.json(200);
    let again = place(&cashier, "key-1", &order).await;
    assert_eq!((again.header("idempotent-replay"), again.header("etag")), ("true", "\"1\""));
    assert_eq!(again.json(201), first);
    // Somebody else of the business gets it as well; another business has keys of its own.
    assert_eq!(place(&shop.manager().await, "key-1", &order).await.json(201), first);
    let stranger = shop.sign_in("cashier@northwind.test").await;
    let theirs = place(&stranger, "key-1", &with(plain_sale(), json!({"store": "main"}))).await.json(201);
    assert_ne!(theirs["id"], first["id"]);
    assert_eq!(shop.count("SELECT count(*) FROM kedai.orders"), 2);
    // Blanks and the order of fields are not the body.
    let text = format!(" {} ", order.to_string().replace(":", " : "));
    let request = cashier.ask("POST", "/api/v1/offline-orders").header("idempotency-key", "key-1");
    let request = request.header("content-type", "application/json").body(text.replace("http : ", "http:"));
    assert_eq!(request.send().await.json(201), first);
}

#[tokio::test]
async fn the_same_key_for_another_body_is_refused() {
    let shop = Shop::open().await;
    let manager = shop.manager().await;
    place(&manager, "key-1", &plain_sale()).await.json(201);
    let other = sale(json!([cake(10_001)]));
    place(&manager, "key-1", &other).await.problem(422, "idempotency_key_reused");
    let elsewhere = with(plain_sale(), json!({"store": "kemang"}));
    place(&manager, "key-1", &elsewhere).await.problem(422, "idempotency_key_reused");
    assert_eq!(shop.count("SELECT count(*) FROM kedai.orders"), 1);
    assert_eq!(shop.count("SELECT sum(sequence) FROM kedai.store_sequences"), 1);
}

#[tokio::test]
async fn a_key_is_spent_by_what_was_done_and_not_by_a_refusal() {
    let shop = Shop::open().await;
    let cashier = shop.cashier().await;
    let wrong = with(plain_sale(), json!({"total": 1}));
    place(&cashier, "key-1", &wrong).await.problem(422, "total_mismatch");
    assert_eq!(place(&cashier, "key-1", &plain_sale()).await.status, 201);
    for key in ["", &"k".repeat(201), "clé"] {
        let refused = place(&cashier, key, &plain_sale()).await.problem(422, "invalid_request");
        assert_eq!(refused["errors"][0]["field"], "Idempotency-Key");
    }
    assert_eq!(place(&cashier, &"k".repeat(200), &plain_sale()).await.status, 201);
}

#[tokio::test]
async fn twenty_at_once_with_one_key_are_one_order() {
    let shop = Shop::open().await;
    let beside = shop.beside().await;
    let cashier = shop.cashier().await;
    let brew = product(&cashier, "senopati", "Cold brew").await;
    let order = sale(json!([{"product_id": brew["id"], "quantity": 3}]));
    // Two processes serve the shop: no memory of one of them can be what makes this right.
    let people = [cashier.clone(), cashier.at(&beside)];
    let answers = join_all((0..20).map(|n| place(&people[n % 2], "key-1", &order))).await;
    let orders: Vec<Value> = answers.iter().map(|answer| answer.json(201)).collect();
    assert!(orders.iter().all(|order| *order == orders[0]));
    let fresh = answers.iter().filter(|answer| answer.header("idempotent-replay").is_empty()).count();
    assert_eq!(fresh, 1);
    for table in ["orders", "events", "payments", "command_answers"] {
        assert_eq!(shop.count(&format!("SELECT count(*) FROM kedai.{table}")), 1, "{table}");
    }
    assert_eq!(shop.count("SELECT count(*) FROM kedai.stock_movements WHERE reason = 'sale'"), 1);
    assert_eq!(product(&cashier, "senopati", "Cold brew").await["stock"], 37);
}

#[tokio::test]
async fn one_key_at_two_stores_at_once_is_one_order() {
    let shop = Shop::open().await;
    let manager = shop.manager().await;
    for round in 0..5 {
        let key = format!("key-{round}");
        let elsewhere = with(plain_sale(), json!({"store": "kemang"}));
        let (order, elsewhere) = (plain_sale(), elsewhere);
        let (here, there) = tokio::join!(place(&manager, &key, &order), place(&manager, &key, &elsewhere));
        let mut statuses = [here.status, there.status];
        statuses.sort_unstable();
        assert_eq!(statuses, [201, 422], "{} {}", here.text(), there.text());
        let refused = if here.status == 422 { here } else { there };
        refused.problem(422, "idempotency_key_reused");
    }
    assert_eq!(shop.count("SELECT count(*) FROM kedai.orders"), 5);
}

#[tokio::test]
async fn a_key_is_known_for_thirty_days() {
    let shop = Shop::open().await;
    let cashier = shop.cashier().await;
    place(&cashier, "key-1", &plain_sale()).await.json(201);
    shop.advance(chrono::TimeDelta::days(30));
    shop.services.sweep().await.unwrap();
    assert_eq!(shop.count("SELECT count(*) FROM kedai.command_answers"), 1);
    shop.advance(chrono::TimeDelta::seconds(1));
    shop.services.sweep().await.unwrap();
    assert_eq!(shop.count("SELECT count(*) FROM kedai.command_answers"), 0);
}

#[tokio::test]
async fn an_answer_is_given_again_unless_person_and_order_are_gone() {
    let shop = Shop::open().await;
    let (cashier, manager) = (shop.cashier().await, shop.manager().await);
    let named =
        |name: &str, phone: &str| with(plain_sale(), json!({"customer": {"name": name, "phone": phone}}));
    let (kept, erased) = (named("Ani", "081234567891"), named("Budi", "081234567890"));
    for (key, order, is_erased) in [("key-1", &kept, false), ("key-2", &erased, true)] {
        let first = place(&cashier, key, order).await.json(201);
        let path = |what: &str, id: &Value| format!("/api/v1/{what}/{}", id.as_str().unwrap());
        let reason = json!({"reason": "entered twice"});
        if is_erased {
            let customer = path("customers", &first["customer"]["id"]);
            assert_eq!(manager.ask("DELETE", &customer).json(&reason).send().await.status, 204);
            let again = place(&cashier, key, order).await;
            assert_eq!(again.header("idempotent-replay"), "true");
            assert!(again.json(201)["customer"].is_null());
        }
        let deleted = path("offline-orders", &first["id"]);
        assert_eq!(manager.ask("DELETE", &deleted).json(&reason).send().await.status, 204);
        for person in [&cashier, &manager] {
            let again = place(person, key, order).await;
            // What was answered stays answered, unless it was sealed with a key that is gone.
            if is_erased {
                again.problem(409, "order_deleted");
            } else {
                assert_eq!(again.json(201), first);
            }
        }
        manager.post(&format!("{deleted}/restore"), &json!({})).await.json(200);
        assert_eq!(place(&cashier, key, order).await.json(201)["id"], first["id"]);
    }
    assert_eq!(shop.count("SELECT count(*) FROM kedai.orders"), 2);
}
