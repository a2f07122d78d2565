//! What names a person exists in clear nowhere but in answers to those who may see it.

use serde_json::json;

use crate::support::{
    Shop, cluster,
    sales::{cake, plain_sale, sale, with},
};

/// Each stands in a protected field of an order below, and nowhere else.
const SECRETS: [&str; 8] = [
    "Wilhelmina",
    "Quackenbush",
    "8123456780",
    "812-3456-780",
    "wilma.q@",
    "allergic to hazelnuts",
    "lives behind the mosque",
    "brings her aunt",
];

#[tokio::test]
async fn a_dump_of_the_database_names_nobody() {
    let shop = Shop::open().await;
    let (cashier, manager) = (shop.cashier().await, shop.manager().await);
    let customer = json!({"name": "Wilhelmina Quackenbush", "phone": "+62 812-3456-780", "email": "wilma.q@example.com"});
    let order = with(
        sale(json!([with(cake(10_000), json!({"note": "allergic to hazelnuts"}))])),
        json!({"customer": customer, "note": "lives behind the mosque"}),
    );
    let place = |order| {
        let request = cashier.ask("POST", "/api/v1/offline-orders");
        async move { request.header("idempotency-key", "key-of-wilma").json(&order).send().await }
    };
    let placed = place(order.clone()).await.json(201);
    assert_eq!(place(order).await.json(201), placed);
    let anonymous = with(plain_sale(), json!({"note": "brings her aunt"}));
    let anonymous = cashier.place(&anonymous).await.json(201);
    manager.move_to(&placed, "cancelled", Some("made by mistake")).await.json(200);
    cashier.move_to(&anonymous, "processing", None).await.json(200);
    cashier.get("/api/v1/orders?search=quack").await.json(200);
    cashier.get("/api/v1/orders?search=%2B628123456780").await.json(200);

    // Those who may see it do.
    let shown = cashier.get(&format!("/api/v1/orders/{}", placed["id"].as_str().unwrap())).await.text();
    for secret in
        ["Wilhelmina Quackenbush", "+62 812-3456-780", "wilma.q@example.com", SECRETS[5], SECRETS[6]]
    {
        assert!(shown.contains(secret), "{secret}");
    }
    let dump = cluster().run("pg_dump", &["--inserts", "-d", &shop.database]).to_lowercase();
    assert!(dump.contains("birthday cake") && dump.contains("key-of-wilma"), "the dump is whole");
    let hexadecimal = |text: &str| hex::encode(text);
    for secret in SECRETS {
        let secret = secret.to_lowercase();
        assert!(!dump.contains(&secret), "{secret} stands in the database");
        assert!(!dump.contains(&hexadecimal(&secret)), "{secret} stands in the database as bytes");
    }
    for secret in ["Wilhelmina", "Quackenbush"] {
        assert!(!dump.contains(&hexadecimal(secret)), "{secret} stands in the database as bytes");
    }
    for secret in [&cashier.token, &cashier.refresh_token, services::demo::PASSWORD] {
        assert!(!dump.contains(secret), "a secret of signing in stands in the database");
    }
    let log = cluster().log();
    assert!(SECRETS.iter().all(|secret| !log.contains(secret)), "PostgreSQL's log names somebody");
}

#[tokio::test]
async fn equal_names_and_numbers_look_different_at_two_businesses() {
    let shop = Shop::open().await;
    let budi = json!({"customer": {"name": "Budi", "phone": "+62 812 3456 7890", "email": "b@example.com"}});
    let cashier = shop.cashier().await;
    cashier.place(&with(plain_sale(), budi.clone())).await.json(201);
    let stranger = shop.sign_in("cashier@northwind.test").await;
    stranger.place(&with(plain_sale(), with(budi, json!({"store": "main"})))).await.json(201);
    for column in ["phone_index", "email_index", "name_index", "sealed_profile"] {
        let different = format!("SELECT count(DISTINCT {column}) FROM kedai.customers");
        assert_eq!(shop.count(&different), 2, "{column}");
    }
}

#[tokio::test]
async fn who_forgets_the_key_forgets_the_person() {
    let shop = Shop::open().await;
    let cashier = shop.cashier().await;
    let order = with(
        plain_sale(),
        json!({"customer": {"name": "Budi", "phone": "081234567890"}, "note": "knows the way"}),
    );
    let request = || cashier.ask("POST", "/api/v1/offline-orders").header("idempotency-key", "key-1");
    let placed = request().json(&order).send().await.json(201);
    shop.psql("UPDATE kedai.data_keys SET wrapped = NULL, destroyed_at = now()");
    let path = format!("/api/v1/orders/{}", placed["id"].as_str().unwrap());
    for answer in [cashier.get(&path).await.json(200), request().json(&order).send().await.json(201)] {
        assert!(answer["note"].is_null() && !answer.to_string().contains("Budi"), "{answer}");
        assert_eq!(answer["total"], placed["total"]);
    }
    assert_eq!(cashier.get("/api/v1/orders").await.json(200)["items"].as_array().unwrap().len(), 1);
    cashier.get("/api/v1/live/store:senopati").await.json(200);
    let again = with(order, json!({"note": null}));
    cashier.place(&again).await.json(201);
}
