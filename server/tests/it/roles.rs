//! Every endpoint of the OpenAPI document, asked by everybody: who may, who may not, and to whom nothing
//! is there.

use std::{collections::BTreeSet, fs, path::Path};

use serde_json::{Value, json};

use crate::support::{
    Answer, Person, Request, Shop,
    sales::{cake, sale, with},
};

/// Whoever asks, in the order of the columns below.
const EVERYBODY: [&str; 7] =
    ["nobody", "staff", "cashier", "manager", "owner", "other store", "other tenant"];

/// For all who work for any tenant, whichever store they are at.
const SIGNED_IN: [u16; 7] = [401, 200, 200, 200, 200, 200, 200];
/// For all who work at the order's store.
const AT_THE_STORE: [u16; 7] = [401, 200, 200, 200, 200, 404, 404];
/// For managers and owners at the order's store.
const SENIOR: [u16; 7] = [401, 403, 403, 200, 200, 404, 404];
/// For managers and owners, each over what they see.
const SENIOR_ANYWHERE: [u16; 7] = [401, 403, 403, 200, 200, 200, 200];

/// Customers are the tenant's, whichever store they bought at.
const OF_THE_TENANT: [u16; 7] = [401, 200, 200, 200, 200, 200, 404];
/// The same, for managers and owners. Whoever still owes something can't be erased: 409.
const SENIOR_OF_THE_TENANT: [u16; 7] = [401, 403, 403, 200, 200, 200, 404];

/// For managers and owners who work at every store of theirs.
const SENIOR_EVERYWHERE: [u16; 7] = [401, 403, 403, 200, 200, 403, 200];
/// The same, with an endpoint of Kopi Kita's.
const SENIOR_ENDPOINT: [u16; 7] = [401, 403, 403, 200, 200, 403, 404];

const fn answered(mut statuses: [u16; 7], good: u16) -> [u16; 7] {
    let mut place = 0;
    while place < statuses.len() {
        if statuses[place] == 200 {
            statuses[place] = good;
        }
        place += 1;
    }
    statuses
}

const MATRIX: &[(&str, &str, [u16; 7])] = &[
    ("POST", "/api/v1/auth/login", [200; 7]),
    ("POST", "/api/v1/auth/refresh", [200; 7]),
    ("POST", "/api/v1/auth/logout", [204; 7]),
    ("GET", "/api/v1/me", SIGNED_IN),
    ("GET", "/api/v1/products", AT_THE_STORE),
    ("GET", "/api/v1/customers", SIGNED_IN),
    ("GET", "/api/v1/customers/{id}", OF_THE_TENANT),
    ("DELETE", "/api/v1/customers/{id}", answered(SENIOR_OF_THE_TENANT, 409)),
    ("GET", "/api/v1/customers/{id}/export", SENIOR_OF_THE_TENANT),
    ("GET", "/api/v1/customers/{id}/export.csv", SENIOR_OF_THE_TENANT),
    ("POST", "/api/v1/offline-orders", answered(AT_THE_STORE, 201)),
    ("GET", "/api/v1/offline-orders", SIGNED_IN),
    ("GET", "/api/v1/offline-orders.csv", SENIOR_ANYWHERE),
    ("GET", "/api/v1/offline-orders/{id}", AT_THE_STORE),
    ("PATCH", "/api/v1/offline-orders/{id}", AT_THE_STORE),
    ("POST", "/api/v1/offline-orders/{id}/preview", AT_THE_STORE),
    ("DELETE", "/api/v1/offline-orders/{id}", answered(SENIOR, 204)),
    ("POST", "/api/v1/offline-orders/{id}/restore", SENIOR),
    ("GET", "/api/v1/offline-orders/{id}/payments", AT_THE_STORE),
    ("POST", "/api/v1/offline-orders/{id}/payments", answered(AT_THE_STORE, 201)),
    ("POST", "/api/v1/offline-orders/{id}/payments/{payment}/void", SENIOR),
    ("GET", "/api/v1/offline-orders/{id}/audit", SENIOR),
    ("GET", "/api/v1/audit", SENIOR_ANYWHERE),
    ("GET", "/api/v1/audit.csv", SENIOR_ANYWHERE),
    ("GET", "/api/v1/analytics/orders", SENIOR_ANYWHERE),
    ("GET", "/api/v1/analytics/offline-orders", SENIOR_ANYWHERE),
    ("GET", "/api/v1/orders", SIGNED_IN),
    ("GET", "/api/v1/orders.csv", SENIOR_ANYWHERE),
    ("POST", "/api/v1/orders/bulk", SIGNED_IN),
    ("GET", "/api/v1/orders/{id}", AT_THE_STORE),
    ("PATCH", "/api/v1/orders/{id}/status", AT_THE_STORE),
    ("GET", "/api/v1/live/{topic}", AT_THE_STORE),
    ("GET", "/api/v1/webhook-endpoints", SENIOR_EVERYWHERE),
    ("POST", "/api/v1/webhook-endpoints", answered(SENIOR_EVERYWHERE, 201)),
    ("GET", "/api/v1/webhook-endpoints/{id}", SENIOR_ENDPOINT),
    ("PATCH", "/api/v1/webhook-endpoints/{id}", SENIOR_ENDPOINT),
    ("DELETE", "/api/v1/webhook-endpoints/{id}", answered(SENIOR_ENDPOINT, 204)),
    ("POST", "/api/v1/webhook-endpoints/{id}/test", answered(SENIOR_ENDPOINT, 202)),
    ("GET", "/api/v1/webhook-endpoints/{id}/deliveries", SENIOR_ENDPOINT),
    ("POST", "/api/v1/webhook-endpoints/{id}/deliveries/{delivery}/replay", answered(SENIOR_ENDPOINT, 202)),
    ("POST", "/api/v1/webhook-endpoints/{id}/replay", answered(SENIOR_ENDPOINT, 202)),
    ("GET", "/api/v1/jobs", SENIOR_ANYWHERE),
    ("GET", "/api/v1/jobs/queues", SENIOR_EVERYWHERE),
    ("POST", "/api/v1/jobs/bulk", SENIOR_EVERYWHERE),
    // Of a store's order: who works elsewhere isn't told that there is one.
    ("GET", "/api/v1/jobs/{id}", SENIOR),
    ("POST", "/api/v1/jobs/{id}/retry", answered(SENIOR, 202)),
    ("POST", "/api/v1/jobs/{id}/cancel", SENIOR),
    // Who is signed in matters nothing there: only a signature does.
    ("POST", "/webhooks/orders/ingest", [401; 7]),
    ("POST", "/webhooks/orders/status-update", [401; 7]),
    ("GET", "/health", [200; 7]),
];

/// An order at Senopati of which something was paid, so that everything can be done with it.
fn order() -> Value {
    with(
        sale(json!([cake(100_000)])),
        json!({
            "customer": {"name": "Budi Santoso", "phone": "+62 812-3456-7890"},
            "payment": {
                "type": "installments", "down_payment": {"amount": 30_000, "method": "cash"},
                "installments": {"count": 2, "interval": "month", "first_due": "2026-12-21"},
            },
        }),
    )
}

/// An endpoint, which is never called here.
fn endpoint() -> Value {
    json!({"url": "https://shop.example.com/kedai"})
}

/// An endpoint that was told something, and the delivery.
async fn told(shop: &Shop, owner: &Person) -> (String, String) {
    shop.psql("DELETE FROM kedai.webhook_endpoints");
    let added = owner.post("/api/v1/webhook-endpoints", &endpoint()).await.json(201);
    let id = added["endpoint"]["id"].as_str().unwrap().to_owned();
    let delivery = owner.post(&format!("/api/v1/webhook-endpoints/{id}/test"), &json!(null)).await.json(202);
    (id, delivery["id"].as_str().unwrap().to_owned())
}

/// What is sent along.
fn body(method: &str, path: &str, person: Option<&Person>) -> Option<Value> {
    let end = path.rsplit('/').next().unwrap();
    Some(match (method, end) {
        ("POST", "login") => json!({"email": "staff@kopikita.test", "password": services::demo::PASSWORD}),
        ("POST", "refresh") => json!({"refresh_token": person.map(|person| &person.refresh_token)}),
        ("POST", "offline-orders") => order(),
        ("PATCH", "{id}") if path.contains("/webhook-endpoints/") => json!({"enabled": true}),
        ("PATCH", "{id}") | ("POST", "preview") => json!({"note": "for six o'clock"}),
        ("DELETE", "{id}") => json!({"reason": "entered twice"}),
        ("POST", "webhook-endpoints") => endpoint(),
        ("POST", "payments") => json!({"amount": 5_000, "method": "cash"}),
        ("POST", "void") => json!({"reason": "typed into the wrong order"}),
        ("POST", "bulk") if path.contains("/jobs/") => json!({"action": "retry", "kind": "webhook.send"}),
        // Each order is answered for by itself.
        ("POST", "bulk") => json!({"action": "move", "status": "processing", "ids": ["GO-000000"]}),
        ("PATCH", "status") => json!({"status": "processing"}),
        _ => return None,
    })
}

/// The documented endpoints, as method and path.
async fn documented(shop: &Shop) -> BTreeSet<(String, String)> {
    let document = shop.get("/api/openapi.json").send().await.json(200);
    let paths = document["paths"].as_object().unwrap().clone();
    let operations = paths.into_iter().flat_map(|(path, item)| {
        let methods: Vec<String> =
            item.as_object().unwrap().keys().map(|method| method.to_uppercase()).collect();
        methods.into_iter().map(move |method| (method, path.clone()))
    });
    operations.collect()
}

/// Asks for one endpoint in somebody's name, about an order that was just recorded.
async fn ask(
    shop: &Shop,
    owner: &Person,
    person: Option<&Person>,
    method: &'static str,
    path: &str,
) -> Answer {
    let mut address = path.replace("{topic}", "store:senopati");
    if path.contains("/webhook-endpoints/{id}") {
        let (id, delivery) = told(shop, owner).await;
        address = address.replace("{id}", &id).replace("{delivery}", &delivery);
    } else if path.contains("/jobs/{id}") {
        told(shop, owner).await;
        owner.place(&order()).await.json(201);
        shop.services.hand_on_events().await.unwrap();
        let jobs = owner.get("/api/v1/jobs?state=pending&limit=1").await.json(200);
        address = address.replace("{id}", jobs["items"][0]["id"].as_str().unwrap());
    } else if path.ends_with("/webhook-endpoints") {
        shop.psql("DELETE FROM kedai.webhook_endpoints");
    } else if path.contains("{id}") {
        let recorded = owner.place(&order()).await.json(201);
        let payment = recorded["payments"][0]["id"].as_str().unwrap();
        let of_customer = path.contains("/customers/");
        let id = if of_customer { &recorded["customer"]["id"] } else { &recorded["id"] };
        address = address.replace("{id}", id.as_str().unwrap()).replace("{payment}", payment);
    }
    if path.ends_with("/products") {
        address.push_str("?store=senopati");
    }
    let mut request: Request = match person {
        Some(person) => person.ask(method, &address),
        None => Request::new(shop.address, method, &address),
    };
    if method == "PATCH" {
        request = request.header("if-match", "\"1\"");
    }
    match body(method, path, person.or(Some(owner))) {
        Some(body) => request.json(&body).send().await,
        None => request.send().await,
    }
}

#[tokio::test]
async fn every_endpoint_answers_every_role_as_it_should() {
    let shop = Shop::open().await;
    let wanted: BTreeSet<(String, String)> =
        MATRIX.iter().map(|(method, path, _)| ((*method).to_owned(), (*path).to_owned())).collect();
    assert_eq!(documented(&shop).await, wanted, "the matrix holds exactly the endpoints that are documented");

    // A manager of the same tenant who works at its other store only.
    shop.psql(
        "INSERT INTO kedai.staff
         SELECT gen_random_uuid(), tenant_id, 'elsewhere@kopikita.test', 'Rani', role, password_hash, false
         FROM kedai.staff WHERE email = 'manager@kopikita.test';
         INSERT INTO kedai.staff_stores
         SELECT s.tenant_id, s.id, k.id FROM kedai.staff s JOIN kedai.stores k ON k.tenant_id = s.tenant_id
         WHERE s.email = 'elsewhere@kopikita.test' AND k.slug = 'kemang'",
    );
    let addresses = [
        "staff@kopikita.test",
        "cashier@kopikita.test",
        "manager@kopikita.test",
        "owner@kopikita.test",
        "elsewhere@kopikita.test",
        "owner@northwind.test",
    ];
    let mut people = vec![None];
    for address in addresses {
        people.push(Some(shop.sign_in(address).await));
    }
    let owner = shop.sign_in("owner@kopikita.test").await;
    let mut wrong = Vec::new();
    for (method, path, expected) in MATRIX {
        for (place, who) in EVERYBODY.iter().enumerate() {
            // What ends a session, or turns its key, is tried with one of its own.
            let passing = match (path.contains("/auth/"), place) {
                (true, 1..) => Some(shop.sign_in(addresses[place - 1]).await),
                (true, _) => None,
                _ => people[place].clone(),
            };
            let spare = if path.ends_with("/refresh") {
                shop.sign_in("staff@kopikita.test").await
            } else {
                owner.clone()
            };
            let answer = ask(&shop, &spare, passing.as_ref(), method, path).await;
            if answer.status != expected[place] {
                wrong.push(format!(
                    "{method} {path} as {who}: {} instead of {}",
                    answer.status, expected[place]
                ));
            }
            if answer.status >= 400 {
                assert_eq!(answer.header("content-type"), "application/problem+json", "{method} {path}");
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// A handler is routed with its description (`routes!`), or it would be asked by nobody here.
#[test]
fn no_route_goes_undescribed() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/http/api");
    let mut described = 0;
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let source = fs::read_to_string(&path).unwrap();
        for way in [".route(", ".route_service(", ".nest_service(", ".fallback("] {
            assert!(!source.contains(way), "{} routes by {way}", path.display());
        }
        let handlers = source.matches("#[utoipa::path(").count();
        let routed = source.split("routes!(").skip(1).filter_map(|rest| rest.split(')').next());
        assert_eq!(
            routed.map(|names| names.split(',').count()).sum::<usize>(),
            handlers,
            "{}",
            path.display()
        );
        described += handlers;
    }
    assert!(described > 40, "{described}");
}
