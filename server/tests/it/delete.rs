//! Deleting an order and putting it back: by whom, and what of it is still seen by whom.

use chrono::TimeDelta;
use futures_util::future::join_all;
use serde_json::{Value, json};

use crate::support::{
    Answer, Person, Shop,
    sales::{cake, plain_sale, product, sale, with},
};

fn path(order: &Value) -> String {
    format!("/api/v1/offline-orders/{}", order["id"].as_str().unwrap())
}

async fn delete(person: &Person, order: &Value, reason: &str) -> Answer {
    person.ask("DELETE", &path(order)).json(&json!({"reason": reason})).send().await
}

async fn restore(person: &Person, order: &Value) -> Answer {
    person.ask("POST", &format!("{}/restore", path(order))).send().await
}

async fn listed(person: &Person, query: &str) -> usize {
    let list = person.get(&format!("/api/v1/offline-orders{query}")).await.json(200);
    list["items"].as_array().unwrap().len()
}

#[tokio::test]
async fn managers_and_owners_delete_with_a_reason_and_nobody_else() {
    let shop = Shop::open().await;
    let order = shop.cashier().await.place(&plain_sale()).await.json(201);
    for email in ["staff@kopikita.test", "cashier@kopikita.test"] {
        let person = shop.sign_in(email).await;
        delete(&person, &order, "entered twice").await.problem(403, "forbidden");
        restore(&person, &order).await.problem(403, "forbidden");
    }
    let stranger = shop.sign_in("owner@northwind.test").await;
    delete(&stranger, &order, "entered twice").await.problem(404, "not_found");
    restore(&stranger, &order).await.problem(404, "not_found");
    let manager = shop.manager().await;
    for reason in ["", "oops", "  no  "] {
        let problem = delete(&manager, &order, reason).await.problem(422, "invalid_request");
        assert_eq!(problem["errors"][0]["field"], "reason");
    }
    let nothing = manager.ask("DELETE", &path(&order)).json(&json!({})).send().await;
    nothing.problem(422, "invalid_request");
    assert_eq!(shop.count("SELECT count(*) FROM kedai.orders WHERE deleted_at IS NOT NULL"), 0);
    for email in ["manager@kopikita.test", "owner@kopikita.test"] {
        let person = shop.sign_in(email).await;
        let order = person.place(&plain_sale()).await.json(201);
        let deleted = delete(&person, &order, "entered twice").await;
        assert_eq!((deleted.status, deleted.text().as_str()), (204, ""));
        assert_eq!(delete(&person, &order, "entered twice").await.status, 204, "the same again");
        assert_eq!(restore(&person, &order).await.json(200)["deleted"], Value::Null);
        assert_eq!(restore(&person, &order).await.status, 200, "the same again");
    }
    let events =
        shop.psql("SELECT string_agg(type, ' ' ORDER BY sequence) FROM kedai.events WHERE version > 1");
    assert_eq!(events, "order.deleted order.restored order.deleted order.restored");
}

#[tokio::test]
async fn a_deleted_order_is_gone_for_all_but_those_who_may_restore_it() {
    let shop = Shop::open().await;
    let (cashier, manager) = (shop.cashier().await, shop.manager().await);
    let customer = json!({"name": "Budi Santoso", "phone": "+62 812-3456-7890"});
    let order = cashier.place(&with(plain_sale(), json!({"customer": customer}))).await.json(201);
    let reference = order["reference"].as_str().unwrap();
    assert_eq!(delete(&manager, &order, "entered twice").await.status, 204);

    for person in [&cashier, &shop.sign_in("staff@kopikita.test").await] {
        person.get(&path(&order)).await.problem(404, "not_found");
        person.get(&format!("/api/v1/offline-orders/{reference}")).await.problem(404, "not_found");
        person.get(&format!("/api/v1/orders/{reference}")).await.problem(404, "not_found");
        person.get(&format!("{}/payments", path(&order))).await.problem(404, "not_found");
        person.move_to(&order, "processing", None).await.problem(404, "not_found");
        let payment = json!({"amount": 1, "method": "cash"});
        person.post(&format!("{}/payments", path(&order)), &payment).await.problem(404, "not_found");
        assert_eq!(listed(person, "").await, 0);
        assert_eq!(listed(person, &format!("?search={reference}")).await, 0);
        person.get("/api/v1/offline-orders?deleted=true").await.problem(403, "forbidden");
        let live = person.get("/api/v1/live/store:senopati").await.json(200);
        assert_eq!(live["messages"][0]["orders"], json!([]));
    }
    // Its customer's link and look-up lead nowhere.
    let token = order["tracking_url"].as_str().unwrap().rsplit('/').next().unwrap();
    shop.get(&format!("/api/v1/live/order:{token}")).send().await.problem(404, "not_found");
    assert_eq!(shop.get(&format!("/t/{token}")).send().await.status, 404);
    let look_up = shop.get(&format!("/track?reference={reference}&phone=081234567890")).send().await;
    assert_ne!(look_up.header("location"), format!("/t/{token}"));

    // Those who may restore it see it, and in the list only if they ask.
    let seen = manager.get(&path(&order)).await.json(200);
    assert_eq!((&seen["deleted"]["reason"], &seen["version"]), (&json!("entered twice"), &json!(2)));
    assert_eq!(seen["deleted"]["by"], seen["last_modified_by"]);
    assert_eq!(manager.get(&format!("/api/v1/orders/{reference}")).await.json(200)["allowed"], json!([]));
    assert_eq!((listed(&manager, "").await, listed(&manager, "?deleted=true").await), (0, 1));
    manager.move_to(&order, "processing", None).await.problem(409, "order_deleted");
    let payment = json!({"amount": 1, "method": "cash"});
    manager.post(&format!("{}/payments", path(&order)), &payment).await.problem(409, "order_deleted");
    let entry = order["payments"][0]["id"].as_str().unwrap();
    let why = json!({"reason": "typed twice"});
    let void = manager.post(&format!("{}/payments/{entry}/void", path(&order)), &why).await;
    void.problem(409, "order_deleted");

    // And back, as if nothing had been.
    shop.advance(TimeDelta::seconds(1));
    let back = restore(&manager, &order).await;
    assert_eq!(back.header("etag"), "\"3\"");
    let back = back.json(200);
    assert_eq!((&back["lifecycle"], &back["amount_paid"]), (&order["lifecycle"], &order["amount_paid"]));
    assert_eq!((listed(&cashier, "").await, listed(&manager, "?deleted=true").await), (1, 0));
    assert_eq!(shop.get(&format!("/t/{token}")).send().await.status, 200);
    cashier.move_to(&order, "processing", None).await.json(200);
    let audit = shop.psql(
        "SELECT string_agg(action || ' ' || coalesce(reason, '-') || ' ' || (changes::text), ', ' ORDER BY at, id)
         FROM kedai.audit_entries WHERE changes::text LIKE '%deleted%'",
    );
    assert_eq!(
        audit,
        "DELETE entered twice [{\"field\":\"deleted\",\"old\":false,\"new\":true}], \
         UPDATE - [{\"field\":\"deleted\",\"old\":true,\"new\":false}]"
    );
}

#[tokio::test]
async fn a_deleted_order_counts_nowhere() {
    let shop = Shop::open().await;
    let (cashier, manager) = (shop.cashier().await, shop.manager().await);
    cashier.place(&sale(json!([cake(50_000)]))).await.json(201);
    let order = cashier.place(&sale(json!([cake(10_000)]))).await.json(201);
    let figures = async || {
        let view = manager.get("/api/v1/analytics/orders").await.json(200);
        let sum = |list: &str, field: &str| -> i64 {
            view[list].as_array().unwrap().iter().map(|row| row[field].as_i64().unwrap()).sum()
        };
        let now = |figure: &str| view[figure]["current"].as_i64().unwrap();
        (now("revenue"), now("orders"), sum("by_method", "amount"), sum("best_products", "revenue"))
    };
    let before = figures().await;
    assert_eq!(before, (66_000, 2, 66_000, 60_000));
    assert_eq!(delete(&manager, &order, "entered twice").await.status, 204);
    assert_eq!(figures().await, (55_000, 1, 55_000, 50_000));
    restore(&manager, &order).await.json(200);
    assert_eq!(figures().await, before);
}

#[tokio::test]
async fn stock_goes_back_and_is_taken_again_if_it_is_there() {
    let shop = Shop::open().await;
    let (cashier, manager) = (shop.cashier().await, shop.manager().await);
    let croissant = product(&cashier, "senopati", "Croissant").await;
    let left = async || product(&cashier, "senopati", "Croissant").await["stock"].as_i64().unwrap();
    let before = left().await;
    let item = json!([{"product_id": croissant["id"], "quantity": 3}]);
    let order = cashier.place(&sale(item)).await.json(201);
    assert_eq!(left().await, before - 3);
    assert_eq!(delete(&manager, &order, "entered twice").await.status, 204);
    assert_eq!(left().await, before);
    restore(&manager, &order).await.json(200);
    assert_eq!(left().await, before - 3);
    // Twice round: what a second deletion puts back is what the order then took.
    assert_eq!(delete(&manager, &order, "entered twice").await.status, 204);
    assert_eq!(left().await, before);
    let all = json!([{"product_id": croissant["id"], "quantity": before - 2}]);
    cashier.place(&sale(all)).await.json(201);
    let problem = restore(&manager, &order).await.problem(422, "out_of_stock");
    assert!(problem["detail"].as_str().unwrap().contains("Only 2 of"), "{problem}");
    assert_eq!(left().await, 2);
    let reasons = shop.psql(&format!(
        "SELECT string_agg(reason || quantity, ' ' ORDER BY moved_at, id) FROM kedai.stock_movements
         WHERE order_id = (SELECT id FROM kedai.orders WHERE reference = '{}')",
        order["reference"].as_str().unwrap()
    ));
    assert_eq!(reasons.split(' ').count(), 4, "{reasons}");
    // A cancelled order gave its goods back already.
    let item = json!([{"product_id": croissant["id"], "quantity": 1}]);
    let cancelled = cashier.place(&sale(item)).await.json(201);
    manager.move_to(&cancelled, "cancelled", Some("changed their mind")).await.json(200);
    assert_eq!(delete(&manager, &cancelled, "entered twice").await.status, 204);
    restore(&manager, &cancelled).await.json(200);
    assert_eq!(left().await, 2);
}

#[tokio::test]
async fn deleting_and_restoring_at_once_is_safe() {
    let shop = Shop::open().await;
    let beside = shop.beside().await;
    let manager = shop.manager().await;
    let elsewhere = manager.at(&beside);
    let croissant = product(&manager, "senopati", "Croissant").await;
    let item = json!([{"product_id": croissant["id"], "quantity": 2}]);
    let order = manager.place(&sale(item)).await.json(201);
    let before = product(&manager, "senopati", "Croissant").await["stock"].as_i64().unwrap();
    let people = [&manager, &elsewhere];
    let turns = (0..20).map(|turn| {
        let (order, person) = (&order, people[turn % 2]);
        async move {
            if turn % 3 == 0 {
                restore(person, order).await
            } else {
                delete(person, order, "both at once").await
            }
        }
    });
    let answers = join_all(turns).await;
    assert!(answers.iter().all(|answer| answer.status == 204 || answer.status == 200));
    restore(&manager, &order).await.json(200);
    assert_eq!(product(&manager, "senopati", "Croissant").await["stock"].as_i64().unwrap(), before);
    let turned =
        shop.count("SELECT count(*) FROM kedai.events WHERE type IN ('order.deleted', 'order.restored')");
    assert_eq!(turned % 2, 0);
    assert_eq!(shop.count("SELECT version FROM kedai.orders"), turned + 1);
    assert_eq!(shop.count("SELECT count(*) FROM kedai.audit_entries WHERE action = 'DELETE'"), turned / 2);
}

#[tokio::test]
async fn boards_hear_of_it() {
    let shop = Shop::open().await;
    let (cashier, manager) = (shop.cashier().await, shop.manager().await);
    let order = cashier.place(&plain_sale()).await.json(201);
    delete(&manager, &order, "entered twice").await;
    restore(&manager, &order).await.json(200);
    // Another process, whose feed begins where the database stands.
    let beside = shop.beside().await;
    let live = cashier.at(&beside).get("/api/v1/live/store:senopati?after=1").await.json(200);
    let events: Vec<&str> = live["messages"]
        .as_array()
        .unwrap()
        .iter()
        .map(|message| message["event"]["type"].as_str().unwrap())
        .collect();
    assert_eq!(events, ["order.deleted", "order.restored"]);
    assert_eq!(live["messages"][1]["event"]["order"]["deleted"], Value::Null);
    delete(&manager, &order, "entered twice").await;
    let beside = shop.beside().await;
    let live = cashier.at(&beside).get("/api/v1/live/store:senopati?after=3").await.json(200);
    assert_eq!(live["messages"][0]["event"]["order"]["deleted"], true);
}
