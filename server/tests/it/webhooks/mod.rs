//! Events on their way to a tenant's own programs, over a real socket.

mod endpoints;
mod handing_on;
mod order;
mod trouble;

use serde_json::{Value, json};

use crate::support::{
    Person, Shop,
    listener::Listener,
    sales::{cake, sale},
};

/// The jobs that send.
const SENDING: &str = "webhook.send";

/// An endpoint of Kopi Kita's.
struct Hook {
    shop: Shop,
    listener: Listener,
    id: String,
    secret: String,
}

impl Hook {
    async fn open() -> Self {
        Self::of_types(&[]).await
    }

    /// One that is told these events only.
    async fn of_types(types: &[&str]) -> Self {
        let (shop, listener) = (Shop::open().await, Listener::open().await);
        let manager = shop.manager().await;
        let endpoint = json!({"url": listener.url(), "event_types": types});
        let added = manager.post("/api/v1/webhook-endpoints", &endpoint).await.json(201);
        let word = |value: &Value| value.as_str().unwrap().to_owned();
        let (id, secret) = (word(&added["endpoint"]["id"]), word(&added["secret"]));
        Self { shop, listener, id, secret }
    }

    /// Its keeper, signed in anew: clocks are turned by days here.
    async fn manager(&self) -> Person {
        self.shop.manager().await
    }

    fn path(&self) -> String {
        format!("/api/v1/webhook-endpoints/{}", self.id)
    }

    /// Records an order that isn't done yet.
    async fn place(&self) -> Value {
        self.manager().await.place(&sale(json!([cake(10_000)]))).await.json(201)
    }

    async fn move_to(&self, order: &Value, status: &str) {
        self.manager().await.move_to(order, status, None).await.json(200);
    }

    /// Hands everything on and sends everything that is due; tells how many messages that were.
    async fn work(&self) -> usize {
        work(&self.shop).await
    }

    async fn endpoint(&self) -> Value {
        self.manager().await.get(&self.path()).await.json(200)
    }

    /// Its deliveries in a state, newest first.
    async fn deliveries(&self, state: &str) -> Vec<Value> {
        let path = format!("{}/deliveries?state={state}", self.path());
        self.manager().await.get(&path).await.json(200)["items"].as_array().unwrap().clone()
    }

    /// What became of each attempt of a delivery.
    fn outcomes(delivery: &Value) -> Vec<String> {
        let attempts = delivery["attempts"].as_array().unwrap().iter();
        attempts.map(|attempt| attempt["outcome"].as_str().unwrap_or("?").to_owned()).collect()
    }
}

async fn work(shop: &Shop) -> usize {
    let sent = || shop.count("SELECT count(*) FROM kedai.webhook_delivery_attempts");
    shop.services.hand_on_events().await.unwrap();
    let before = sent();
    shop.services.work_off(&[SENDING]).await.unwrap();
    usize::try_from(sent() - before).unwrap()
}
