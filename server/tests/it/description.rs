//! What the API's description says of methods and parameters is what the server does.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::support::{
    Person, Request, Shop,
    sales::{plain_sale, with},
};

async fn description(shop: &Shop) -> Value {
    shop.get("/api/openapi.json").send().await.json(200)
}

#[tokio::test]
async fn every_address_names_the_methods_that_it_takes() {
    let shop = Shop::open().await;
    let owner = shop.sign_in("owner@kopikita.test").await;
    let mut asked = 0;
    for (path, operations) in description(&shop).await["paths"].as_object().unwrap() {
        let described: BTreeSet<String> =
            operations.as_object().unwrap().keys().map(|method| method.to_uppercase()).collect();
        let path =
            path.replace("{topic}", "store:senopati").replace("{id}", "GO-1").replace("{payment}", "1");
        for method in ["GET", "POST", "PUT", "PATCH", "DELETE"] {
            if described.contains(method) {
                continue;
            }
            for request in [owner.ask(method, &path), Request::new(shop.address, method, &path)] {
                let answer = request.json(&json!({})).send().await;
                answer.problem(405, "method_not_allowed");
                let mut allowed: BTreeSet<String> =
                    answer.header("allow").split(',').map(|method| method.trim().to_owned()).collect();
                // What can be read can be asked for its headers alone.
                assert_eq!(allowed.remove("HEAD"), described.contains("GET"), "{method} {path}");
                assert_eq!(allowed, described, "{method} {path}");
                asked += 1;
            }
        }
    }
    assert!(asked > 200, "{asked}");
}

/// Values that a parameter's schema takes, and values that it doesn't.
fn values(schema: &Value) -> (Vec<String>, Vec<String>) {
    if let (Some(least), Some(most)) = (schema["minimum"].as_i64(), schema["maximum"].as_i64()) {
        let text = |numbers: [i64; 2]| numbers.map(|number| number.to_string()).to_vec();
        return (text([least, most]), text([least - 1, most + 1]));
    }
    if let Some(words) = schema["enum"].as_array() {
        let words = words.iter().map(|word| word.as_str().unwrap().to_owned());
        return (words.collect(), vec!["other".to_owned()]);
    }
    let words = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect();
    if schema["format"] == "date" {
        assert!(schema["pattern"].is_string(), "{schema}");
        return (words(&["1900-01-01", "2200-12-31"]), words(&["1899-12-31", "2201-01-01", "2026-1-1"]));
    }
    match schema["pattern"].as_str() {
        Some(hexadecimal) if hexadecimal.contains("a-f") => (vec![], words(&["0", "zz", "%2Bf"])),
        Some(_) => (words(&["0", "999999999999999"]), words(&["-1", "1.5", "x"])),
        None => (vec![], vec![]),
    }
}

async fn check(owner: &Person, path: &str, parameter: &Value) -> bool {
    let name = parameter["name"].as_str().unwrap();
    let (taken, refused) = values(&parameter["schema"]);
    for value in &taken {
        let answer = owner.get(&format!("{path}?{name}={value}")).await;
        assert_eq!(answer.status, 200, "{path}?{name}={value}: {}", answer.text());
    }
    for value in &refused {
        let problem = owner.get(&format!("{path}?{name}={value}")).await.problem(422, "invalid_request");
        assert_eq!(problem["errors"][0]["field"], name, "{path}?{name}={value}: {problem}");
    }
    !refused.is_empty()
}

#[tokio::test]
async fn parameters_have_the_bounds_that_are_described() {
    let shop = Shop::open().await;
    let owner = shop.sign_in("owner@kopikita.test").await;
    let customer = json!({"name": "Budi", "phone": "+62 812-3456-7890"});
    let order = owner.place(&with(plain_sale(), json!({"customer": customer}))).await.json(201);
    let endpoint = json!({"url": "http://127.0.0.1:9/kedai", "event_types": []});
    let endpoint = owner.post("/api/v1/webhook-endpoints", &endpoint).await.json(201);
    let mut bounded = BTreeSet::new();
    let mut checked = 0;
    for (path, operations) in description(&shop).await["paths"].as_object().unwrap() {
        let id = if path.contains("customers") {
            &order["customer"]["id"]
        } else if path.contains("webhook-endpoints") {
            &endpoint["endpoint"]["id"]
        } else {
            &order["id"]
        };
        let filled =
            path.replace("{topic}", "store:senopati").replace("{id}", id.as_str().unwrap_or_default());
        for parameter in operations["get"]["parameters"].as_array().into_iter().flatten() {
            if parameter["in"] == "query" && check(&owner, &filled, parameter).await {
                bounded.insert(parameter["name"].as_str().unwrap().to_owned());
                checked += 1;
            }
        }
    }
    let names = ["channel", "cursor", "from", "limit", "max_total", "min_total", "state", "to", "type"];
    assert_eq!(bounded, names.map(str::to_owned).into());
    assert!(checked > 40, "{checked}");
}
