//! Customers following their order.

use chrono::TimeDelta;
use contract::{
    Problem,
    tracking::{LookUp, TrackingView},
};
use serde_json::{Value, json};

use crate::support::{
    Shop,
    sales::{cake, plain_sale, sale, with},
    socket::Socket,
};

const ADDRESS: &str = "203.0.113.7";

async fn look_up(shop: &Shop, reference: &str, phone: &str) -> Result<TrackingView, Problem> {
    let look_up = LookUp { reference: reference.to_owned(), phone: phone.to_owned() };
    shop.services.backend().tracking.look_up(look_up, ADDRESS).await
}

/// As keyboards of East Asia write it.
fn full_width(text: &str) -> String {
    text.chars().filter_map(|letter| char::from_u32(u32::from(letter) + 0xfee0)).collect()
}

async fn order_of_budi(shop: &Shop) -> Value {
    let cashier = shop.cashier().await;
    let order = with(
        sale(json!([with(cake(10_000), json!({"note": "write Sari on it"}))])),
        json!({
            "customer": {"name": "Budi Santoso", "phone": "+62 812-3456-7890", "email": "budi@example.com"},
            "note": "pays his friend's debt",
        }),
    );
    cashier.place(&order).await.json(201)
}

fn token(order: &Value) -> &str {
    order["tracking_url"].as_str().unwrap().rsplit('/').next().unwrap()
}

#[tokio::test]
async fn a_link_shows_the_order_and_nobody() {
    let shop = Shop::open().await;
    let order = order_of_budi(&shop).await;
    let view = shop.services.backend().tracking.by_token(token(&order)).await.unwrap();
    assert_eq!(view.tracking_url, order["tracking_url"].as_str().unwrap());
    let page = shop.get(&format!("/t/{}", token(&order))).send().await;
    assert_eq!(page.status, 200);
    let page = page.text();
    assert!(page.contains(order["reference"].as_str().unwrap()) && page.contains("Birthday cake"));
    let shown = serde_json::to_string(&view).unwrap();
    for secret in ["Budi", "Santoso", "3456", "budi@", "friend", order["customer"]["id"].as_str().unwrap()] {
        assert!(!shown.contains(secret), "{secret} in the view");
        assert!(!page.contains(secret), "{secret} on the page");
    }
    for wrong in ["x", &token(&order)[1..], &token(&order).to_uppercase(), "%00", &"0".repeat(64)] {
        let page = shop.get(&format!("/t/{wrong}")).send().await;
        assert_eq!(page.status, 404, "{wrong}");
        assert!(!page.text().contains(order["reference"].as_str().unwrap()));
    }
}

#[tokio::test]
async fn links_are_long_and_none_is_like_another() {
    let shop = Shop::open().await;
    let cashier = shop.cashier().await;
    let mut tokens = Vec::new();
    for _ in 0..5 {
        let order = cashier.place(&plain_sale()).await.json(201);
        tokens.push(token(&order).to_owned());
    }
    tokens.sort();
    tokens.dedup();
    assert_eq!(tokens.len(), 5);
    // 128 bits or more, in whatever letters.
    assert!(tokens.iter().all(|token| token.len() >= 26), "{tokens:?}");
    // The database can't give a link away.
    let dump = crate::support::cluster().run("pg_dump", &["--inserts", "-d", &shop.database]);
    assert!(tokens.iter().all(|token| !dump.contains(token.as_str())));
}

#[tokio::test]
async fn an_order_is_found_by_reference_and_phone_as_people_write_them() {
    let shop = Shop::open().await;
    let order = order_of_budi(&shop).await;
    let reference = order["reference"].as_str().unwrap();
    for (reference, phone) in [
        (reference, "+62 812-3456-7890"),
        (reference, "0812 3456 7890"),
        (reference, "62 812 34567890"),
        (&*reference.to_lowercase(), "(0812) 3456.7890"),
        (&reference[3..], "081234567890"),
        (&*format!(" {reference} "), " 081234567890 "),
        (&*reference.replace('-', " "), "081234567890"),
        (&*reference.replace('-', "\u{2011}"), "081234567890"),
        (&*reference.replace('-', "\u{2013}"), "081234567890"),
        (&*full_width(reference), "081234567890"),
    ] {
        let view = look_up(&shop, reference, phone).await.unwrap_or_else(|_| panic!("{reference} {phone}"));
        assert_eq!(view.token, token(&order));
    }
}

#[tokio::test]
async fn a_wrong_look_up_tells_nothing() {
    let shop = Shop::open().await;
    let order = order_of_budi(&shop).await;
    let nobodys = shop.cashier().await.place(&plain_sale()).await.json(201);
    let reference = order["reference"].as_str().unwrap();
    let mut refusals = Vec::new();
    for (reference, phone) in [
        (reference, "081234567891"),
        (reference, ""),
        (reference, "12"),
        (reference, "call me\0"),
        ("GO-000000", "081234567890"),
        ("nonsense\0", "081234567890"),
        ("", ""),
        (nobodys["reference"].as_str().unwrap(), "081234567890"),
    ] {
        refusals.push(look_up(&shop, reference, phone).await.unwrap_err());
    }
    assert_eq!((refusals[0].status, refusals[0].code.as_str()), (404, "order_not_found"));
    assert!(refusals.iter().all(|refusal| *refusal == refusals[0]), "{refusals:?}");
}

#[tokio::test]
async fn the_eleventh_look_up_in_a_minute_waits() {
    let shop = Shop::open().await;
    let order = order_of_budi(&shop).await;
    let reference = order["reference"].as_str().unwrap();
    for _ in 0..10 {
        assert_eq!(look_up(&shop, reference, "081234567891").await.unwrap_err().status, 404);
    }
    let refused = look_up(&shop, reference, "081234567890").await.unwrap_err();
    assert_eq!((refused.status, refused.code.as_str()), (429, "rate_limited"));
    assert_eq!((&refused.extensions["limit"], &refused.extensions["retry_after"]), (&json!(10), &json!(60)));
    // Others look meanwhile, and links always open.
    let elsewhere = LookUp { reference: reference.to_owned(), phone: "081234567890".to_owned() };
    shop.services.backend().tracking.look_up(elsewhere, "203.0.113.8").await.unwrap();
    shop.services.backend().tracking.by_token(token(&order)).await.unwrap();
    shop.advance(TimeDelta::seconds(60));
    look_up(&shop, reference, "081234567890").await.unwrap();
}

#[tokio::test]
async fn a_customer_follows_the_order_and_sees_nobody() {
    let shop = Shop::open().await;
    let cashier = shop.cashier().await;
    let budi = json!({
        "customer": {"name": "Budi Santoso", "phone": "081234567890"}, "note": "pays his friend's debt",
    });
    let order = cashier.place(&with(plain_sale(), budi)).await.json(201);
    let topic = format!("order:{}", token(&order));
    let mut socket = Socket::open(&shop).await;
    let snapshot = socket.follow(&topic).await;
    assert_eq!((&snapshot["sequence"], &snapshot["orders"][0]["status"]), (&json!(1), &json!("pending")));
    // Other orders are not this customer's business, and leave no gap in its numbers.
    for _ in 0..3 {
        cashier.place(&plain_sale()).await.json(201);
    }
    let mut heard = vec![snapshot];
    for (version, status) in [(2, "processing"), (3, "ready"), (4, "completed")] {
        cashier.move_to(&order, status, None).await.json(200);
        let event = socket.next().await;
        assert_eq!((&event["sequence"], &event["event"]["status"]), (&json!(version), &json!(status)));
        heard.push(event);
    }
    let heard = serde_json::to_string(&heard).unwrap();
    for secret in ["Budi", "Santoso", "friend", "Ayu", "567890"] {
        assert!(!heard.contains(secret), "{secret}");
    }
    // Who has the newest version hears nothing; who has an older one, how the order stands.
    socket.subscribe(&topic, Some(4)).await;
    socket.settle().await;
    socket.subscribe(&topic, Some(2)).await;
    let snapshot = socket.next().await;
    assert_eq!((&snapshot["type"], &snapshot["sequence"]), (&json!("snapshot"), &json!(4)));
    let polled = shop.get(&format!("/api/v1/live/{topic}?after=2")).send().await.json(200);
    assert_eq!(polled["messages"][0]["sequence"], 4);
    // A link's secret opens the order and not the shop.
    let path = format!("/live?token={}", token(&order));
    let mut by_link = Socket::try_open(&shop, &path, None).await.unwrap();
    by_link.follow(&topic).await;
    by_link.subscribe("store:senopati", None).await;
    assert_eq!(by_link.next().await["code"], "unauthenticated");
}
