//! Editing an order that isn't paid yet.

mod contract;
mod people;
mod sums;
mod together;
mod versions;

use serde_json::{Value, json};

use crate::support::{
    Answer, Person, Shop,
    sales::{cake, product, sale, with},
};

pub(super) fn budi() -> Value {
    json!({"name": "Budi Santoso", "phone": "+62 812-3456-7890", "email": "budi@example.com"})
}

/// To be paid on one day.
pub(super) fn later() -> Value {
    json!({"type": "later", "due_date": "2026-12-21"})
}

/// A cake of 100,000 for Budi, 110,000 with tax, to be paid later.
pub(super) fn open_order() -> Value {
    with(sale(json!([cake(100_000)])), json!({"customer": budi(), "payment": later()}))
}

/// 1,100,000: 30 % down, two instalments of 385,000.
pub(super) fn on_terms() -> Value {
    with(
        sale(json!([cake(1_000_000)])),
        json!({"customer": budi(), "payment": {
            "type": "installments", "down_payment": {"percent": 30, "method": "cash"},
            "installments": {"count": 2, "interval": "month", "first_due": "2026-12-21"},
        }}),
    )
}

pub(super) fn path(order: &Value) -> String {
    format!("/api/v1/offline-orders/{}", order["id"].as_str().unwrap())
}

/// Edits an order as it was last seen.
pub(super) async fn edit(person: &Person, order: &Value, change: Value) -> Answer {
    let version = format!("\"{}\"", order["version"]);
    person.ask("PATCH", &path(order)).header("if-match", version).json(&change).send().await
}

pub(super) async fn preview(person: &Person, order: &Value, change: &Value) -> Value {
    person.post(&format!("{}/preview", path(order)), change).await.json(200)
}

/// The order's lines as they are, to which others are added.
pub(super) fn kept(order: &Value) -> Vec<Value> {
    let lines = order["items"].as_array().unwrap();
    lines.iter().map(|line| json!({"line_id": line["line_id"]})).collect()
}

pub(super) fn field(answer: &Answer, status: u16, code: &str) -> String {
    let problem = answer.problem(status, code);
    problem["errors"][0]["field"].as_str().unwrap_or_default().to_owned()
}

pub(super) async fn stock(person: &Person, name: &str) -> i64 {
    product(person, "senopati", name).await["stock"].as_i64().unwrap()
}

/// What the trail has of an order's edits: each change as `field: old → new`.
pub(super) fn trail(shop: &Shop) -> Vec<String> {
    let query = "SELECT coalesce(string_agg(concat(c->>'field', ': ', coalesce(c->>'old', 'null'), ' → ',
                    coalesce(c->>'new', 'null')), E'\\n' ORDER BY e.id, place), '')
                 FROM kedai.audit_entries e, json_array_elements(e.changes) WITH ORDINALITY AS f (c, place)
                 WHERE e.action = 'UPDATE'";
    shop.psql(query).lines().map(str::to_owned).collect()
}
