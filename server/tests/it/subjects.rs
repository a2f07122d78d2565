//! Events of what is no order: in the business's own stream, numbered, verified, told and followed as orders' are.

use futures_util::future::join_all;
use serde_json::{Value, json};
use services::events::{Fault, Verdict};

use crate::support::{
    Answer, Person, Shop,
    sales::{plain_sale, with},
    socket::Socket,
};

const BUSINESS: &str = "business";

/// Records an order for somebody new; gives their id.
async fn somebody(cashier: &Person, number: usize) -> String {
    let customer =
        json!({"customer": {"name": format!("Guest {number}"), "phone": format!("08123456{number:04}")}});
    let order = cashier.place(&with(plain_sale(), customer)).await.json(201);
    order["customer"]["id"].as_str().unwrap().to_owned()
}

async fn erase(manager: &Person, id: &str) -> Answer {
    let path = format!("/api/v1/customers/{id}");
    manager.ask("DELETE", &path).json(&json!({"reason": "asked by letter"})).send().await
}

async fn verify(shop: &Shop) -> (Verdict, Vec<Fault>) {
    let tenants = shop.services.database().tenants().await.unwrap();
    let (tenant, _) = tenants.into_iter().find(|(_, slug)| slug == "kopi-kita").unwrap();
    let mut faults = Vec::new();
    let verdict = shop.services.verify_events(tenant, |fault| faults.push(fault.clone())).await.unwrap();
    (verdict, faults)
}

const STREAM: &str = "SELECT string_agg(sequence || ' ' || version || ' ' || type, ', ' ORDER BY sequence)
     FROM kedai.events WHERE store_id = tenant_id";

#[tokio::test]
async fn an_erasure_is_an_event_of_the_business_whoever_asks_how_often() {
    let shop = Shop::open().await;
    let (cashier, manager) = (shop.cashier().await, shop.manager().await);
    let mut guests = Vec::new();
    for number in 0..8 {
        guests.push(somebody(&cashier, number).await);
    }
    // Two tabs, a double click, and several managers at once.
    let asked = join_all(guests.iter().chain(&guests).map(|id| erase(&manager, id))).await;
    assert!(
        asked.iter().all(|answer| answer.status == 204),
        "{:?}",
        asked.iter().map(|a| a.status).collect::<Vec<_>>()
    );
    let wanted: Vec<String> = (1..=8).map(|number| format!("{number} 1 customer.erased")).collect();
    assert_eq!(shop.psql(STREAM).trim(), wanted.join(", "));
    let (verdict, faults) = verify(&shop).await;
    assert_eq!(faults, []);
    assert_eq!((verdict.events, verdict.orders, verdict.others, verdict.newer), (16, 8, 8, 0));
}

#[tokio::test]
async fn what_was_changed_of_the_business_is_found_and_named() {
    let shop = Shop::open().await;
    shop.tamper();
    let (cashier, manager) = (shop.cashier().await, shop.manager().await);
    let mut guests = Vec::new();
    for number in 0..3 {
        guests.push(somebody(&cashier, number).await);
        assert_eq!(erase(&manager, &guests[number]).await.status, 204);
    }
    assert_eq!(verify(&shop).await.1, []);
    let one = |statement: &str| shop.psql(&format!("SET session_replication_role = replica; {statement}"));
    one("UPDATE kedai.data_keys k SET destroyed_at = NULL, wrapped = '\\x00' FROM kedai.customers c, kedai.events e
         WHERE c.data_key_id = k.id AND e.subject_id = c.id AND e.sequence = 1");
    let differs = Fault::Differs { reference: guests[0].clone(), what: "erasure" };
    assert_eq!(verify(&shop).await.1, std::slice::from_ref(&differs));
    // As if it had been about somebody, or something, else.
    one("UPDATE kedai.events SET subject_kind = 'shift' WHERE subject_id IS NOT NULL AND sequence = 2");
    let (verdict, faults) = verify(&shop).await;
    assert_eq!(faults, [Fault::Changed { store: None, sequence: 2 }, differs.clone()]);
    assert_eq!(verdict.newer, 1, "of a kind that isn't known nothing else is said");
    one("DELETE FROM kedai.events WHERE subject_id IS NOT NULL AND sequence = 3");
    let faults = verify(&shop).await.1;
    let missing = Fault::Missing { store: None, from: 3, to: 3 };
    assert_eq!(faults, [Fault::Changed { store: None, sequence: 2 }, missing, differs]);
}

#[tokio::test]
async fn a_page_that_shows_somebody_hears_that_they_were_erased() {
    let shop = Shop::open().await;
    let (cashier, manager) = (shop.cashier().await, shop.manager().await);
    let [first, second, third] =
        [somebody(&cashier, 1).await, somebody(&cashier, 2).await, somebody(&cashier, 3).await];
    let seen = cashier.get(&format!("/api/v1/customers/{second}")).await.json(200);
    assert_eq!(seen["sequence"], 0);
    let mut socket = Socket::of(&shop, &cashier).await;
    let snapshot = socket.follow(BUSINESS).await;
    assert_eq!((&snapshot["sequence"], &snapshot["orders"]), (&json!(0), &json!([])));
    erase(&manager, &first).await;
    erase(&manager, &second).await;
    for (number, id) in [(1, &first), (2, &second)] {
        let heard = socket.next().await;
        assert_eq!((&heard["topic"], &heard["sequence"]), (&json!(BUSINESS), &json!(number)));
        let event = &heard["event"];
        assert_eq!(event["type"], "customer.erased");
        assert_eq!(event["subject"], json!({"kind": "customer", "id": id}));
        assert!(event.get("order").is_none() && event["at"].is_string(), "{event}");
    }
    // Whoever comes back is told what was missed: by this process, by one that remembers nothing, and without a
    // socket.
    for server in [&shop, &shop.beside().await] {
        let mut back = Socket::of(server, &cashier).await;
        back.subscribe(BUSINESS, Some(1)).await;
        let missed = back.next().await;
        assert_eq!((&missed["type"], &missed["sequence"]), (&json!("event"), &json!(2)));
        let polled = cashier.at(server).get("/api/v1/live/business?after=0").await.json(200);
        let numbers: Vec<&Value> =
            polled["messages"].as_array().unwrap().iter().map(|message| &message["sequence"]).collect();
        assert_eq!(numbers, [1, 2]);
    }
    let beside = shop.beside().await;
    let mut elsewhere = Socket::of(&beside, &cashier).await;
    elsewhere.subscribe(BUSINESS, Some(2)).await;
    elsewhere.settle().await;
    erase(&manager, &third).await;
    assert_eq!(elsewhere.next().await["sequence"], 3);
}

#[tokio::test]
async fn what_concerns_a_business_is_told_to_its_own_people() {
    let shop = Shop::open().await;
    let (cashier, manager) = (shop.cashier().await, shop.manager().await);
    let stranger = shop.sign_in("owner@northwind.test").await;
    let mut of_nobody = Socket::open(&shop).await;
    of_nobody.subscribe(BUSINESS, None).await;
    assert_eq!(of_nobody.next().await["code"], "unauthenticated");
    let mut of_stranger = Socket::of(&shop, &stranger).await;
    of_stranger.follow(BUSINESS).await;
    shop.get("/api/v1/live/business").send().await.problem(401, "unauthenticated");
    let guest = somebody(&cashier, 1).await;
    assert_eq!(erase(&manager, &guest).await.status, 204);
    // Another business hears nothing of it.
    of_stranger.settle().await;
    assert_eq!(stranger.get("/api/v1/live/business?after=0").await.json(200)["messages"], json!([]));
}

#[tokio::test]
async fn a_page_that_follows_the_business_hears_that_its_session_ended() {
    let shop = Shop::open().await;
    let cashier = shop.cashier().await;
    let mut socket = Socket::of(&shop, &cashier).await;
    socket.follow(BUSINESS).await;
    assert_eq!(cashier.post("/api/v1/auth/logout", &json!({})).await.status, 204);
    let refused = socket.next().await;
    assert_eq!((&refused["code"], &refused["topic"]), (&json!("unauthenticated"), &json!(BUSINESS)));
}

/// A kind of subject that only a newer version knows, in the middle of a store's orders.
#[tokio::test]
async fn a_subject_of_a_newer_version_stops_neither_board_nor_webhooks() {
    let shop = Shop::open().await;
    shop.tamper();
    let cashier = shop.cashier().await;
    let mut board = Socket::of(&shop, &cashier).await;
    board.follow("store:senopati").await;
    cashier.place(&plain_sale()).await.json(201);
    board.next().await;
    shop.psql(
        "INSERT INTO kedai.events (store_id, sequence, id, tenant_id, subject_kind, subject_id, version, type, actor_id,
                                   at, payload, previous_hash, hash)
         SELECT store_id, 2, gen_random_uuid(), tenant_id, 'shift', '00000000-0000-0000-0000-000000000007', 1,
                'shift.opened', actor_id, at, '{\"type\":\"shift.opened\"}', hash, sha256('newer') FROM kedai.events;
         UPDATE kedai.store_sequences SET sequence = 2, last_hash = sha256('newer') WHERE sequence = 1",
    );
    cashier.place(&plain_sale()).await.json(201);
    let (newer, order) = (board.next().await, board.next().await);
    assert_eq!((&newer["sequence"], &newer["event"]["type"]), (&json!(2), &json!("shift.opened")));
    let subject = json!({"kind": "shift", "id": "00000000000000000000000000000007"});
    assert_eq!(newer["event"]["subject"], subject);
    assert_eq!((&order["sequence"], &order["event"]["type"]), (&json!(3), &json!("order.placed")));
    let (verdict, faults) = verify(&shop).await;
    assert_eq!(
        faults,
        [Fault::Changed { store: Some("senopati".into()), sequence: 2 }],
        "its hash was made up"
    );
    assert_eq!((verdict.orders, verdict.newer), (2, 1));
}

#[tokio::test]
async fn the_database_refuses_a_stream_that_is_nobodys_and_an_event_about_nothing() {
    let shop = Shop::open().await;
    let refused = |statement: &str, by: &str| {
        let told = shop.psql(&format!(
            "DO $$ BEGIN {statement}; RAISE EXCEPTION 'taken'; EXCEPTION
                WHEN check_violation OR foreign_key_violation OR unique_violation THEN
                    CREATE TEMP TABLE told AS SELECT SQLERRM AS why; END $$; SELECT why FROM told"
        ));
        assert!(told.contains(by), "{statement}: {told}");
    };
    let cursor = "INSERT INTO kedai.subscriber_cursors SELECT gen_random_uuid(), 'x', id, 0, now() FROM kedai.tenants LIMIT 1";
    refused(cursor, "is no stream of tenant");
    let of_another = "INSERT INTO kedai.store_sequences (store_id, tenant_id)
         SELECT s.id, t.id FROM kedai.stores s JOIN kedai.tenants t ON t.id <> s.tenant_id LIMIT 1";
    refused(of_another, "");
    let cashier = shop.cashier().await;
    cashier.place(&plain_sale()).await.json(201);
    for (columns, values) in [
        ("order_id", "NULL"),
        ("order_id, subject_kind, subject_id", "order_id, 'shift', gen_random_uuid()"),
        ("subject_kind, subject_id", "'order', order_id"),
        ("subject_id", "order_id"),
    ] {
        let insert = format!(
            "INSERT INTO kedai.events (store_id, sequence, id, tenant_id, version, type, actor_id, at, payload,
                                       previous_hash, hash, {columns})
             SELECT store_id, 2, gen_random_uuid(), tenant_id, 2, 'x', actor_id, at, payload, hash, hash, {values}
             FROM kedai.events"
        );
        refused(&insert, "events_have_one_subject");
    }
}
