//! Orders to be recorded.

use serde_json::{Value, json};

use super::Person;

/// A line that is no product.
pub(crate) fn cake(unit_price: i64) -> Value {
    json!({"name": "Birthday cake", "unit_price": unit_price, "quantity": 1})
}

/// An order of these lines at a store's till, paid by card.
pub(crate) fn sale_at(store: &str, items: Value) -> Value {
    json!({
        "store": store, "channel": "till", "items": items,
        "payment": {"type": "full", "method": "card"},
    })
}

/// An order of these lines at Senopati's till, paid by card.
pub(crate) fn sale(items: Value) -> Value {
    sale_at("senopati", items)
}

/// The simplest order there is.
pub(crate) fn plain_sale() -> Value {
    sale(json!([cake(10_000)]))
}

/// The same order with some fields replaced.
pub(crate) fn with(mut order: Value, fields: Value) -> Value {
    for (name, value) in fields.as_object().unwrap() {
        order[name] = value.clone();
    }
    order
}

/// A product of a store by its name, as the API lists it.
pub(crate) async fn product(person: &Person, store: &str, name: &str) -> Value {
    let name = name.replace(' ', "%20");
    let found = person.get(&format!("/api/v1/products?store={store}&q={name}")).await.json(200);
    found["items"][0].clone()
}
