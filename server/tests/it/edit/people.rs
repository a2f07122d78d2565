//! Whose an order is after an edit, and who can read what is noted on it.

use serde_json::{Value, json};

use super::{budi, edit, open_order, path};
use crate::support::{
    Shop,
    sales::{cake, sale, with},
};

#[tokio::test]
async fn details_are_put_right_for_the_same_person_and_another_person_is_another() {
    let shop = Shop::open().await;
    let cashier = shop.cashier().await;
    let siti = json!({"name": "Siti Rahma", "phone": "+62 811-222-333"});
    let other = cashier.place(&with(open_order(), json!({"customer": siti.clone()}))).await.json(201);
    let order = cashier.place(&with(open_order(), json!({"note": "by the window"}))).await.json(201);
    let budi = &order["customer"]["id"];
    let customers = || shop.count("SELECT count(*) FROM kedai.customers");
    let had = customers();
    // The same phone number, then the same name: the same person.
    let renamed = edit(&cashier, &order, json!({"customer": {"name": "Budi Susanto"}})).await.json(200);
    let moved = edit(&cashier, &renamed, json!({"customer": {"phone": "0813-1111-2222", "email": null}}))
        .await
        .json(200);
    assert_eq!((&moved["customer"]["id"], &moved["customer"]["name"]), (budi, &json!("Budi Susanto")));
    assert_eq!((&moved["customer"]["email"], customers()), (&Value::Null, had));
    let search = async |words: &str| {
        let list = cashier.get(&format!("/api/v1/offline-orders?search={words}")).await.json(200);
        list["items"].as_array().unwrap().len()
    };
    assert_eq!((search("susanto").await, search("santoso").await), (1, 0));
    // Somebody known, by name and number; the note is sealed for them.
    let known = edit(&cashier, &moved, json!({"customer": siti})).await.json(200);
    assert_eq!(
        (&known["customer"]["id"], &known["note"]),
        (&other["customer"]["id"], &json!("by the window"))
    );
    assert_eq!(customers(), had);
    // Another name and another number: somebody new, and Siti stays who she is.
    let agus = json!({"customer": {"name": "Agus", "phone": "+62 899-1", "email": "agus@example.com"}});
    let answer = edit(&cashier, &known, agus).await.json(200);
    assert_ne!(answer["customer"]["id"], other["customer"]["id"]);
    assert_eq!(customers(), had + 1);
    let siti = cashier.get(&path(&other)).await.json(200);
    assert_eq!(siti["customer"], other["customer"]);
    // What concerned each is sealed with the key of each: two entries for each change of person.
    let entries =
        "SELECT count(*), count(DISTINCT data_key_id) FROM kedai.audit_entries WHERE action = 'UPDATE'";
    assert_eq!(shop.psql(entries), "6|3");
}

#[tokio::test]
async fn notes_stay_readable_whoever_the_order_goes_to() {
    let shop = Shop::open().await;
    let (cashier, manager) = (shop.cashier().await, shop.manager().await);
    let line = with(cake(100_000), json!({"note": "no nuts"}));
    let order = with(sale(json!([line])), json!({"note": "by the window"}));
    let order = cashier.place(&order).await.json(201);
    let payment = order["payments"][0]["id"].as_str().unwrap();
    let void = format!("{}/payments/{payment}/void", path(&order));
    manager.post(&void, &json!({"reason": "typed at the wrong till"})).await.json(200);
    let paid = json!({"amount": 50_000, "method": "cash", "note": "from his brother"});
    let mut order = cashier.post(&format!("{}/payments", path(&order)), &paid).await.json(201);
    let notes = |order: &Value| {
        [order["note"].clone(), order["items"][0]["note"].clone(), order["payments"][2]["note"].clone()]
    };
    let expected = [json!("by the window"), json!("no nuts"), json!("from his brother")];
    assert_eq!(notes(&order), expected);
    let mut keys = vec![shop.psql("SELECT data_key_id FROM kedai.orders")];
    for customer in [budi(), json!({"name": "Agus", "phone": "+62 899-12345", "email": null}), Value::Null] {
        order = edit(&cashier, &order, json!({"customer": customer})).await.json(200);
        assert_eq!(notes(&order), expected, "{customer}");
        assert_eq!(order["customer"]["name"], customer["name"]);
        keys.push(shop.psql("SELECT data_key_id FROM kedai.orders"));
    }
    keys.sort();
    keys.dedup();
    assert_eq!(keys.len(), 4, "each has a key of its own");
    // The last note goes, and with it the key.
    let line = &order["items"][0]["line_id"];
    let bare = json!({"note": null, "items": [{"line_id": line, "note": null}]});
    let bare = edit(&cashier, &order, bare).await.json(200);
    assert_eq!(notes(&bare), [Value::Null, Value::Null, json!("from his brother")]);
    let list = cashier.get("/api/v1/offline-orders").await.json(200);
    assert_eq!(list["items"][0]["customer"], Value::Null);
    cashier.get("/api/v1/live/store:senopati").await.json(200);
}

#[tokio::test]
async fn an_erased_person_s_order_is_edited_without_them() {
    let shop = Shop::open().await;
    let cashier = shop.cashier().await;
    let line = with(cake(100_000), json!({"note": "no nuts"}));
    let order = with(open_order(), json!({"items": [line], "note": "by the window"}));
    let order = cashier.place(&order).await.json(201);
    shop.psql("UPDATE kedai.data_keys SET wrapped = NULL, destroyed_at = now()");
    let items = json!([{"line_id": order["items"][0]["line_id"], "quantity": 2}]);
    let two = edit(&cashier, &order, json!({"items": items})).await.json(200);
    assert_eq!(
        (&two["total"], &two["customer"], &two["note"]),
        (&json!(220_000), &Value::Null, &Value::Null)
    );
    let noted = edit(&cashier, &two, json!({"note": "collects on Friday"})).await.json(200);
    assert_eq!((&noted["note"], &noted["items"][0]["note"]), (&json!("collects on Friday"), &Value::Null));
    let known = edit(&cashier, &noted, json!({"customer": budi()})).await.json(200);
    assert_eq!(
        (&known["customer"]["name"], &known["note"]),
        (&json!("Budi Santoso"), &json!("collects on Friday"))
    );
}
