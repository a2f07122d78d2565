//! Customers: found by what is known of them, exported whole, and forgotten for good.

use chrono::TimeDelta;
use serde_json::{Value, json};

use crate::support::{
    Person, Shop, cluster,
    sales::{plain_sale, with},
};

async fn place_for(person: &Person, name: &str, phone: &str) -> Value {
    let customer = json!({"name": name, "phone": phone, "email": format!("{phone}@example.com")});
    let order = with(plain_sale(), json!({"customer": customer, "note": "rings twice"}));
    person.place(&order).await.json(201)
}

async fn found(person: &Person, search: &str) -> Vec<String> {
    let list = person.get(&format!("/api/v1/customers?search={search}")).await.json(200);
    let items = list["items"].as_array().unwrap().iter();
    items.map(|item| item["name"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn customers_are_found_by_beginnings_numbers_and_addresses() {
    let shop = Shop::open().await;
    let cashier = shop.cashier().await;
    place_for(&cashier, "José Pavarotti", "081234567890").await;
    shop.advance(TimeDelta::seconds(1));
    place_for(&cashier, "Josephine Baker", "081234567891").await;
    assert_eq!(found(&cashier, "jose").await, ["Josephine Baker", "José Pavarotti"]);
    assert_eq!(found(&cashier, "pava").await, ["José Pavarotti"]);
    assert_eq!(found(&cashier, "%2B62%20812-3456-7890").await, ["José Pavarotti"]);
    assert_eq!(found(&cashier, "081234567891@example.com").await, ["Josephine Baker"]);
    assert!(found(&cashier, "nobody").await.is_empty());
    let first = cashier.get("/api/v1/customers?limit=1").await.json(200);
    let next = first["next_cursor"].as_str().unwrap();
    let second = cashier.get(&format!("/api/v1/customers?limit=1&cursor={next}")).await.json(200);
    assert_eq!(second["items"][0]["name"], "José Pavarotti");
    assert!(second["next_cursor"].is_null());
    let stranger = shop.sign_in("owner@northwind.test").await;
    assert!(found(&stranger, "jose").await.is_empty());
    assert!(shop.count("SELECT count(*) FROM kedai.audit_entries WHERE action = 'ACCESS'") >= 5);
}

#[tokio::test]
async fn a_customers_orders_are_shown_a_page_at_a_time() {
    let shop = Shop::open().await;
    let (cashier, manager) = (shop.cashier().await, shop.manager().await);
    let mut orders = Vec::new();
    for _ in 0..3 {
        orders.push(place_for(&cashier, "Budi Santoso", "081234567890").await);
        shop.advance(TimeDelta::minutes(1));
    }
    place_for(&cashier, "Ani", "081234567891").await;
    let path = format!("/api/v1/customers/{}", orders[0]["customer"]["id"].as_str().unwrap());
    let references = |page: &Value| -> Vec<Value> {
        page["history"]["items"].as_array().unwrap().iter().map(|order| order["reference"].clone()).collect()
    };
    let first = cashier.get(&format!("{path}?limit=2")).await.json(200);
    assert_eq!(references(&first), [orders[2]["reference"].clone(), orders[1]["reference"].clone()]);
    assert_eq!((&first["orders"], &first["history"]["items"][0]["balance_due"]), (&json!(3), &json!(0)));
    let next = first["history"]["next_cursor"].as_str().unwrap();
    let second = cashier.get(&format!("{path}?limit=2&cursor={next}")).await.json(200);
    assert_eq!(references(&second), [orders[0]["reference"].clone()]);
    assert!(second["history"]["next_cursor"].is_null());
    cashier.get(&format!("{path}?limit=0")).await.problem(422, "invalid_request");
    cashier.get(&format!("{path}?cursor=x")).await.problem(422, "invalid_request");
    // What was deleted counts nowhere, also for those who could restore it.
    let deleted = format!("/api/v1/offline-orders/{}", orders[2]["id"].as_str().unwrap());
    assert_eq!(
        manager.ask("DELETE", &deleted).json(&json!({"reason": "entered twice"})).send().await.status,
        204
    );
    let seen = manager.get(&path).await.json(200);
    assert_eq!((references(&seen).len(), &seen["orders"]), (2, &json!(2)));
    // Each look is one entry.
    let looks = "SELECT count(*) FROM kedai.audit_entries WHERE action = 'ACCESS' AND subject = 'customer'";
    assert_eq!(shop.count(looks), 3);
}

#[tokio::test]
async fn a_person_is_exported_whole_by_those_who_may() {
    let shop = Shop::open().await;
    let (cashier, manager) = (shop.cashier().await, shop.manager().await);
    let order = place_for(&cashier, "=HYPERLINK(evil)", "081234567890").await;
    let id = order["customer"]["id"].as_str().unwrap();
    let path = format!("/api/v1/customers/{id}");
    let seen = cashier.get(&path).await.json(200);
    assert_eq!(
        (&seen["orders"], &seen["total"], &seen["balance_due"]),
        (&json!(1), &order["total"], &json!(0))
    );
    cashier.get(&format!("{path}/export")).await.problem(403, "forbidden");
    let export = manager.get(&format!("{path}/export")).await.json(200);
    assert_eq!(export["orders"][0]["note"], "rings twice");
    assert_eq!(export["customer"]["customer"]["phone"], "081234567890");
    let table = manager.get(&format!("{path}/export.csv")).await.text();
    assert!(table.contains("\"'=HYPERLINK(evil)\"") && table.contains("rings twice"), "{table}");
    let stranger = shop.sign_in("owner@northwind.test").await;
    stranger.get(&path).await.problem(404, "not_found");
    stranger.get(&format!("{path}/export")).await.problem(404, "not_found");
}

#[tokio::test]
async fn a_forgotten_person_leaves_every_amount() {
    let shop = Shop::open().await;
    let (cashier, manager) = (shop.cashier().await, shop.manager().await);
    let order = place_for(&cashier, "Wilhelmina Quackenbush", "081234567890").await;
    let id = order["customer"]["id"].as_str().unwrap();
    let path = format!("/api/v1/customers/{id}");
    let erase =
        |person: &Person, reason: &str| person.ask("DELETE", &path).json(&json!({"reason": reason})).send();
    let sums = "SELECT sum(total) || ' ' || sum(received) || ' ' || count(*) FROM kedai.orders";
    let before = shop.psql(sums);
    erase(&cashier, "asked by letter").await.problem(403, "forbidden");
    erase(&manager, "why").await.problem(422, "invalid_request");
    assert_eq!(erase(&manager, "asked by letter").await.status, 204);
    assert_eq!(erase(&manager, "asked by letter").await.status, 204);
    assert_eq!(shop.psql(sums), before);
    assert!(found(&manager, "quack").await.is_empty() && found(&manager, "081234567890").await.is_empty());
    let detail = manager.get(&path).await.json(200);
    assert!(detail["customer"].is_null() && detail["erased_at"].is_string());
    let order_path = format!("/api/v1/orders/{}", order["id"].as_str().unwrap());
    let seen = manager.get(&order_path).await.json(200);
    assert!(seen["customer"].is_null() && seen["note"].is_null());
    assert_eq!(seen["total"], order["total"]);
    let dump = cluster().run("pg_dump", &["--inserts", "-d", &shop.database]).to_lowercase();
    assert!(!dump.contains("quackenbush") && !dump.contains("rings twice"));
    // Nothing can be noted with their order any more: there is no key to seal it with.
    let entry = order["payments"][0]["id"].as_str().unwrap();
    let of_order = format!("/api/v1/offline-orders/{}/payments", order["id"].as_str().unwrap());
    let void = json!({"reason": "the card was refused"});
    manager.post(&format!("{of_order}/{entry}/void"), &void).await.json(200);
    let paid = json!({"amount": order["total"], "method": "cash", "note": "paid by a neighbour"});
    let refused = manager.post(&of_order, &paid).await.problem(422, "invalid_request");
    assert_eq!(refused["errors"][0]["field"], "note");
    let paid = with(paid, json!({"note": null}));
    assert_eq!(manager.post(&of_order, &paid).await.json(201)["balance_due"], 0);
    assert!(manager.get(&order_path).await.json(200)["customer"].is_null());
    // The same person comes back as somebody new.
    let again = place_for(&cashier, "Wilhelmina Quackenbush", "081234567890").await;
    assert_ne!(again["customer"]["id"], id);
}

#[tokio::test]
async fn who_still_owes_is_not_forgotten() {
    let shop = Shop::open().await;
    let manager = shop.manager().await;
    let order = with(
        plain_sale(),
        json!({
            "customer": {"name": "Budi", "phone": "081234567890"},
            "payment": {"type": "later", "due_date": "2026-12-21"},
        }),
    );
    let order = manager.place(&order).await.json(201);
    let path = format!("/api/v1/customers/{}", order["customer"]["id"].as_str().unwrap());
    let reason = json!({"reason": "asked by letter"});
    let refused = manager.ask("DELETE", &path).json(&reason).send().await.problem(409, "balance_due");
    assert_eq!(refused["balance_due"], order["balance_due"]);
    let pay = json!({"amount": order["balance_due"], "method": "cash"});
    let payments = format!("/api/v1/offline-orders/{}/payments", order["id"].as_str().unwrap());
    manager.post(&payments, &pay).await.json(201);
    assert_eq!(manager.ask("DELETE", &path).json(&reason).send().await.status, 204);
}

#[tokio::test]
async fn the_master_key_is_renewed_while_kedai_runs() {
    let shop = Shop::open().await;
    let cashier = shop.cashier().await;
    let order = place_for(&cashier, "Budi Santoso", "081234567890").await;
    let keys = "SELECT string_agg(DISTINCT master_key, ' ') FROM kedai.tenant_keys";
    let before = shop.psql(keys);
    // Another process does it.
    let beside = shop.beside().await;
    let renewed = beside.services.renew_master_key().await.unwrap();
    assert_eq!(renewed.tenants, 2);
    assert_ne!(shop.psql(keys), before);
    assert_eq!(shop.psql(keys), renewed.master_key);
    // Once what it remembers is too old, the first process asks the file again.
    shop.advance(TimeDelta::minutes(6));
    assert_eq!(found(&cashier, "budi").await, ["Budi Santoso"]);
    let path = format!("/api/v1/orders/{}", order["id"].as_str().unwrap());
    assert_eq!(cashier.get(&path).await.json(200)["note"], "rings twice");
    place_for(&cashier, "Ani", "081234567899").await;
    assert_eq!(shop.services.rewrap_tenant_keys().await.unwrap(), (0, Vec::new()));
}

/// Each line is one person in unequal forms: names and phone numbers.
const FORMS: [(&[&str], &[&str]); 3] = [
    (
        &[
            "Renée Łukasz",
            "Rene\u{301}e Łukasz",
            "RENÉE ŁUKASZ",
            " renée  łukasz ",
            "Renée\u{3000}Łukasz",
            "renee lukasz",
        ],
        &["0812 3456 7890", "+62 812-3456-7890", "+62 (0)812 3456 7890", "812.3456.7890", "6281234567890"],
    ),
    (&["Jürgen Groß", "JÜRGEN GROSS", "Ju\u{308}rgen Groß"], &["+49 1512 3456789", "0049 1512 3456789"]),
    (&["محمد", "مُحَمَّد"], &["٠٨١٢٢٢٢٣٣٣٣", "081222-23333"]),
];

#[tokio::test]
async fn a_person_in_unequal_forms_is_one() {
    let shop = Shop::open().await;
    let (cashier, manager) = (shop.cashier().await, shop.manager().await);
    for (place, (names, phones)) in FORMS.into_iter().enumerate() {
        let mut ids = std::collections::BTreeSet::new();
        let mut last = Value::Null;
        for (name, phone) in names.iter().cycle().zip(phones.iter().cycle()).take(names.len() * phones.len())
        {
            let customer = json!({"name": name, "phone": phone});
            last = cashier.place(&with(plain_sale(), json!({"customer": customer}))).await.json(201);
            ids.insert(last["customer"]["id"].as_str().unwrap().to_owned());
        }
        assert_eq!(
            (ids.len(), shop.count("SELECT count(*) FROM kedai.customers")),
            (1, i64::try_from(place).unwrap() + 1)
        );
        for typed in names.iter().chain(phones) {
            let typed: String = typed.bytes().map(|byte| format!("%{byte:02X}")).collect();
            assert_eq!(found(&cashier, &typed).await.len(), 1, "{typed}");
            let orders = cashier.get(&format!("/api/v1/offline-orders?search={typed}")).await.json(200);
            assert!(!orders["items"].as_array().unwrap().is_empty(), "{typed}");
            let entries = manager.get(&format!("/api/v1/audit?customer={typed}")).await.json(200);
            assert!(!entries["items"].as_array().unwrap().is_empty(), "{typed}");
        }
        for phone in phones {
            let reference = last["reference"].as_str().unwrap().to_owned();
            let look_up = contract::tracking::LookUp { reference, phone: (*phone).to_owned() };
            let address = format!("203.0.113.{place}");
            shop.services.backend().tracking.look_up(look_up, &address).await.unwrap();
        }
    }
    // A family shares a telephone: another name is another person.
    place_for(&cashier, "Adam Łukasz", "081234567890").await;
    assert_eq!(shop.count("SELECT count(*) FROM kedai.customers"), 4);
}

#[tokio::test]
async fn a_number_is_one_of_the_store_s_country() {
    let shop = Shop::open().await;
    let nancy = shop.sign_in("cashier@northwind.test").await;
    let mut ids = std::collections::BTreeSet::new();
    for phone in ["(206) 555-0155", "206.555.0155", "+1 206 555 0155", "1-206-555-0155"] {
        let order = json!({
            "store": "main", "channel": "till", "items": [{"name": "Tea", "unit_price": 500, "quantity": 1}],
            "payment": {"type": "full", "method": "card"}, "customer": {"name": "Laura", "phone": phone},
        });
        let order = nancy.place(&order).await.json(201);
        ids.insert(order["customer"]["id"].as_str().unwrap().to_owned());
    }
    assert_eq!(ids.len(), 1);
    // The country that a store names comes before that of its time zone.
    shop.psql("UPDATE kedai.stores SET country = 'DE' WHERE slug = 'kemang'");
    let manager = shop.manager().await;
    let at = |store: &str, phone: &str| {
        with(plain_sale(), json!({"store": store, "customer": {"name": "Uwe", "phone": phone}}))
    };
    let first = manager.place(&at("kemang", "01512 3456789")).await.json(201);
    let second = manager.place(&at("senopati", "+49 1512 3456789")).await.json(201);
    assert_eq!(first["customer"]["id"], second["customer"]["id"]);
}

#[tokio::test]
async fn who_was_found_by_an_older_form_is_found_again() {
    let shop = Shop::open().await;
    let cashier = shop.cashier().await;
    place_for(&cashier, "Łukasz Groß", "081234567890").await;
    let erased = place_for(&cashier, "Wilhelmina", "081234567891").await;
    let path = format!("/api/v1/customers/{}", erased["customer"]["id"].as_str().unwrap());
    let manager = shop.manager().await;
    manager.ask("DELETE", &path).json(&json!({"reason": "asked by letter"})).send().await;
    assert_eq!(found(&cashier, "lukasz").await.len(), 1);
    // As a process of before writes them, and as it changes one of ours.
    for outdated in ["search_of = NULL", "search_of = sha256('x')"] {
        shop.psql(&format!(
            "UPDATE kedai.customers SET name_index = '{{}}', phone_index = NULL, email_index = NULL, {outdated}"
        ));
        assert!(found(&cashier, "lukasz").await.is_empty());
        shop.services.sweep().await.unwrap();
        assert_eq!(found(&cashier, "lukasz").await.len(), 1);
        assert_eq!(found(&cashier, "0812-3456-7890").await.len(), 1);
    }
    let entry = "SELECT count(*) FROM kedai.customers WHERE sealed_profile = '' AND name_index <> '{}'";
    assert_eq!(shop.count(entry), 0);
}
