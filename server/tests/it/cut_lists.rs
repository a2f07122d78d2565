//! Nothing is left out of a list without a word.

use futures_util::future::join_all;
use serde_json::{Value, json};

use crate::support::{
    Person, Shop, browser,
    sales::{plain_sale, with},
};

/// Places orders of these customers, many at once.
async fn place_for(person: &Person, customers: impl IntoIterator<Item = (String, String)>) -> Vec<Value> {
    let orders: Vec<Value> = customers
        .into_iter()
        .map(|(name, phone)| with(plain_sale(), json!({"customer": {"name": name, "phone": phone}})))
        .collect();
    let mut placed = Vec::new();
    for some in orders.chunks(64) {
        let answers = join_all(some.iter().map(|order| person.place(order))).await;
        placed.extend(answers.into_iter().map(|answer| answer.json(201)));
    }
    placed
}

#[tokio::test]
async fn a_person_gets_all_their_orders_each_once() {
    // More than are looked up at once.
    const ORDERS: usize = 205;
    let shop = Shop::open().await;
    let (cashier, manager) = (shop.cashier().await, shop.manager().await);
    let of_budi = (0..ORDERS).map(|_| ("Budi Santoso".to_owned(), "+62 812-3456-7890".to_owned()));
    let placed = place_for(&cashier, of_budi).await;
    let id = placed[0]["customer"]["id"].as_str().unwrap();
    let export = manager.get(&format!("/api/v1/customers/{id}/export")).await.json(200);
    let mut references: Vec<&str> = export["orders"]
        .as_array()
        .unwrap()
        .iter()
        .map(|order| order["reference"].as_str().unwrap())
        .collect();
    references.sort_unstable();
    references.dedup();
    assert_eq!(references.len(), ORDERS, "each once");
}

#[tokio::test]
async fn a_search_for_more_people_than_it_looks_at_is_refused() {
    let shop = Shop::open().await;
    let (cashier, manager) = (shop.cashier().await, shop.manager().await);
    let siti = |number: usize| (format!("Siti Nomor {number}"), format!("+62 812-0000-{number:04}"));
    place_for(&cashier, (0..100).map(siti)).await;
    let found = manager.get("/api/v1/audit?customer=siti&action=CREATE&limit=200").await.json(200);
    assert_eq!(found["items"].as_array().unwrap().len(), 100);
    place_for(&cashier, [siti(100)]).await;
    let refused = manager.get("/api/v1/audit?customer=siti&action=CREATE").await;
    let refused = refused.problem(422, "invalid_request");
    assert_eq!(refused["errors"][0]["code"], "too_many", "{refused}");
    let found = manager.get("/api/v1/audit?customer=0812-0000-0100&action=CREATE").await.json(200);
    assert_eq!(found["items"].as_array().unwrap().len(), 1, "a number means one");
}

#[tokio::test]
async fn a_form_of_more_fields_than_are_read_is_refused_whole() {
    let shop = Shop::open().await;
    let fields = vec![("note", "x"); 2_001];
    let refused = browser(&shop, "cashier", "en").await.send("/orders/new", &fields).await;
    assert_eq!(refused.status, 413);
}
