//! Days and instants that callers send: every one that the API describes has bounds, and none ends a
//! connection or is Kedai's fault.

use serde_json::{Value, json};

use crate::support::{
    Answer, Person, Shop,
    app::App,
    browser,
    sales::{cake, plain_sale, product, sale, with},
};

/// What no day is taken for.
const NO_DAYS: [&str; 10] = [
    "-9999-01-01",
    "-262143-01-01",
    "%2B262142-12-31",
    "0000-00-00",
    "1899-12-31",
    "2201-01-01",
    "9999-12-31",
    "2026-02-30",
    "21%2F11%2F2026",
    "2026-11-21T00:00:00Z",
];
/// What no instant is taken for.
const NO_INSTANTS: [&str; 6] = [
    "-262143-01-01T00:00:00Z",
    "+262142-12-31T23:59:59Z",
    "1899-12-31T23:59:59Z",
    "2201-01-01T00:00:00Z",
    "2026-11-21",
    "yesterday",
];

async fn description(shop: &Shop) -> Value {
    shop.get("/api/openapi.json").send().await.json(200)
}

/// Every query parameter that is a day: its path and name.
fn day_parameters(description: &Value) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for (path, operations) in description["paths"].as_object().unwrap() {
        for parameter in operations["get"]["parameters"].as_array().into_iter().flatten() {
            let name = parameter["name"].as_str().unwrap();
            let is_named_so = ["from", "to", "day", "date", "since", "until"].contains(&name);
            let is_day = parameter["schema"]["format"] == "date";
            assert_eq!(is_day, is_named_so, "{path}: the format of {name} says whether it is a day");
            if is_day {
                found.push((path.clone(), name.to_owned()));
            }
        }
    }
    found
}

fn refused_at(answer: &Answer, field: &str, sent: &str) {
    assert_eq!(answer.status, 422, "{field}={sent}: {}", answer.text());
    let problem = answer.problem(422, "invalid_request");
    assert_eq!(problem["errors"][0]["field"], field, "{sent}: {problem}");
}

#[tokio::test]
async fn every_day_in_an_address_has_bounds() {
    let shop = Shop::open().await;
    let manager = shop.manager().await;
    let order = manager.place(&plain_sale()).await.json(201);
    let parameters = day_parameters(&description(&shop).await);
    assert!(parameters.len() >= 16, "{parameters:?}");
    for (path, name) in parameters {
        let path = path.replace("{id}", order["id"].as_str().unwrap());
        for day in NO_DAYS {
            refused_at(&manager.get(&format!("{path}?{name}={day}")).await, &name, day);
        }
        for day in ["1900-01-01", "2200-12-31", "2026-11-21"] {
            let answer = manager.get(&format!("{path}?{name}={day}")).await;
            assert_eq!(answer.status, 200, "{path}?{name}={day}: {}", answer.text());
        }
    }
}

#[tokio::test]
async fn a_page_with_a_bad_day_in_its_address_says_so() {
    let shop = Shop::open().await;
    for (language, words) in [("en", "Choose days from 1900-01-01"), ("id", "Pilih hari dari 1900-01-01")] {
        let browser = browser(&shop, "manager", language).await;
        for page in ["/orders", "/audit", "/dashboard"] {
            for name in ["from", "to"] {
                for day in NO_DAYS {
                    let answer = browser.get(&format!("{page}?{name}={day}")).await;
                    assert_eq!(answer.status, 422, "{page}?{name}={day}");
                    let text = answer.text();
                    assert!(text.contains(words), "{page}?{name}={day}: {text}");
                    assert!(text.contains(&format!("name=\"{name}\"")), "the filter stays: {text}");
                }
            }
        }
    }
}

/// Properties of what is sent that are days or instants, as the description names them.
fn dated_properties(description: &Value) -> Vec<String> {
    let mut named = Vec::new();
    let mut waiting: Vec<&Value> = Vec::new();
    for operations in description["paths"].as_object().unwrap().values() {
        waiting.extend(operations.as_object().unwrap().values().map(|operation| &operation["requestBody"]));
    }
    let mut seen = std::collections::BTreeSet::new();
    while let Some(value) = waiting.pop() {
        if let Some(reference) = value["$ref"].as_str()
            && seen.insert(reference.to_owned())
        {
            waiting.extend(description.pointer(reference.trim_start_matches('#')));
        }
        for (name, property) in value["properties"].as_object().into_iter().flatten() {
            if property["format"] == "date" || property["format"] == "date-time" {
                named.push(name.clone());
            }
        }
        match value {
            Value::Object(members) => waiting.extend(members.values()),
            Value::Array(items) => waiting.extend(items),
            _ => {}
        }
    }
    named.sort();
    named.dedup();
    named
}

async fn place_on(cashier: &Person, payment: Value) -> Answer {
    let customer = json!({"name": "Budi Santoso", "phone": "+62 812-3456-7890"});
    cashier
        .place(&with(sale(json!([cake(900_000)])), json!({"customer": customer, "payment": payment})))
        .await
}

#[tokio::test]
async fn every_day_and_instant_in_a_body_has_bounds() {
    let shop = Shop::open().await;
    // What is not tried below is not known to have bounds.
    let dated = dated_properties(&description(&shop).await);
    assert_eq!(dated, ["due_date", "first_due", "paid_at", "placed_at"]);

    let cashier = shop.cashier().await;
    for day in NO_DAYS.map(|day| day.replace("%2B", "+").replace("%2F", "/")) {
        let later = json!({"type": "later", "due_date": day});
        refused_at(&place_on(&cashier, later).await, "payment.due_date", &day);
        let regular = json!({"count": 2, "interval": "month", "first_due": day});
        let regular = json!({"type": "installments", "installments": regular});
        refused_at(&place_on(&cashier, regular).await, "payment.installments.first_due", &day);
        let agreed = json!({"type": "installments", "installments": [{"due_date": day, "amount": 1}]});
        refused_at(&place_on(&cashier, agreed).await, "payment.installments[0].due_date", &day);
    }
    let later = json!({"type": "later", "due_date": "2026-12-21"});
    let owed = place_on(&cashier, later).await.json(201);
    let app = App::of(&shop).await;
    let latte = product(&cashier, "senopati", "Latte").await;
    for at in NO_INSTANTS {
        let payment = json!({"amount": 1, "method": "card", "paid_at": at});
        let path = format!("/api/v1/offline-orders/{}/payments", owed["id"].as_str().unwrap());
        refused_at(&cashier.post(&path, &payment).await, "paid_at", at);
        let order = json!({
            "client_order_id": "app-1", "store_id": "senopati", "channel": "app",
            "customer": {"name": "Sari Dewi", "phone": "+62 811-2222-3333"},
            "items": [{"sku": latte["sku"], "quantity": 1, "unit_price": 1}], "total": 1, "placed_at": at,
        });
        let sent = app.request(&shop, "/webhooks/orders/ingest", shop.now().timestamp(), &order.to_string());
        refused_at(&sent.send().await, "placed_at", at);
    }
}

#[tokio::test]
async fn cursors_that_nobody_wrote_are_refused() {
    let shop = Shop::open().await;
    let manager = shop.manager().await;
    let customer = json!({"name": "Budi", "phone": "+62 812-3456-7890"});
    manager.place(&with(plain_sale(), json!({"customer": customer}))).await.json(201);
    let customers = manager.get("/api/v1/customers").await.json(200);
    let customer = format!("/api/v1/customers/{}", customers["items"][0]["id"].as_str().unwrap());
    for year in ["-262143", "-9999", "+262142", "+294277"] {
        let cursor = format!("[\"{year}-01-01T00:00:00Z\",\"00000000-0000-7000-8000-000000000000\"]");
        let cursor = hex::encode(cursor);
        for path in ["/api/v1/audit", "/api/v1/customers", customer.as_str(), "/api/v1/orders"] {
            refused_at(&manager.get(&format!("{path}?cursor={cursor}")).await, "cursor", year);
        }
    }
}

#[tokio::test]
async fn orders_of_any_year_are_paged_past() {
    let shop = Shop::open().await;
    let manager = shop.manager().await;
    let customer = json!({"name": "Budi", "phone": "+62 812-3456-7890"});
    for _ in 0..4 {
        manager.place(&with(plain_sale(), json!({"customer": customer}))).await.json(201);
    }
    // Imported by a program that took days of any year.
    shop.tamper();
    shop.psql(
        "SET session_replication_role = replica;
         UPDATE kedai.orders o SET created_at = t.at::timestamptz, business_day = t.at::date
         FROM (SELECT id, row_number() OVER (ORDER BY id) AS place FROM kedai.orders) AS n
         JOIN (VALUES (1, '1850-07-01 05:00Z'), (2, '0044-03-15 11:00Z BC'), (3, '0987-01-01 00:00Z')) AS t (place, at)
             USING (place)
         WHERE o.id = n.id",
    );
    let customers = manager.get("/api/v1/customers").await.json(200);
    let history = format!("/api/v1/customers/{}", customers["items"][0]["id"].as_str().unwrap());
    for path in [
        "/api/v1/orders?limit=1&sort=-time",
        "/api/v1/orders?limit=1&sort=time",
        "/api/v1/orders?limit=1&sort=total",
        "/api/v1/orders?limit=1&search=budi",
        &format!("{history}?limit=1"),
    ] {
        let (mut seen, mut cursor) = (Vec::new(), String::new());
        while seen.len() < 5 {
            let answer = manager.get(&format!("{path}{cursor}")).await.json(200);
            let page = answer.get("history").unwrap_or(&answer);
            seen.extend(page["items"].as_array().unwrap().iter().map(|order| order["id"].to_string()));
            let Some(next) = page["next_cursor"].as_str() else { break };
            cursor = format!("&cursor={next}");
        }
        seen.sort();
        seen.dedup();
        assert_eq!(seen.len(), 4, "{path}");
    }
    let csv = manager.get("/api/v1/orders.csv").await.text();
    assert_eq!(csv.lines().count(), 5, "{csv}");
    for page in ["/orders", "/orders?sort=time"] {
        assert_eq!(browser(&shop, "manager", "en").await.get(page).await.status, 200, "{page}");
    }
}
