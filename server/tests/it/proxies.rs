//! Behind a proxy: whose word is believed about where a request comes from.

use serde_json::json;
use server::http::{AddressSettings, ForwardedHeader};
use services::demo::PASSWORD;

use crate::support::{Answer, Shop, ShopSettings, sales::plain_sale};

async fn behind(trusted: &str, header: ForwardedHeader) -> Shop {
    let addresses = AddressSettings { trusted: trusted.parse().unwrap(), header };
    Shop::open_as(ShopSettings { addresses, ..ShopSettings::default() }).await
}

async fn wrong_sign_in(shop: &Shop, number: usize, forwarded: &str) -> Answer {
    let body = json!({"email": format!("nobody-{number}@kopikita.test"), "password": "wrong"});
    shop.post("/api/v1/auth/login", &body).header("x-forwarded-for", forwarded).send().await
}

async fn sign_in(shop: &Shop, forwarded: &str) -> Answer {
    let body = json!({"email": "cashier@kopikita.test", "password": PASSWORD});
    shop.post("/api/v1/auth/login", &body).header("x-forwarded-for", forwarded).send().await
}

#[tokio::test]
async fn behind_a_trusted_proxy_everybody_has_a_limit_of_their_own() {
    let shop = behind("127.0.0.0/8", ForwardedHeader::XForwardedFor).await;
    for number in 0..30 {
        wrong_sign_in(&shop, number, "203.0.113.5").await.problem(401, "invalid_credentials");
    }
    sign_in(&shop, "203.0.113.5").await.problem(429, "rate_limited");
    // Whoever writes something further left is nobody else by it.
    sign_in(&shop, "198.51.100.7, 203.0.113.5").await.problem(429, "rate_limited");
    sign_in(&shop, "198.51.100.7").await.json(200);
    // Of IPv6 a whole network is one customer's.
    for number in 0..30 {
        let address = format!("2001:db8::{number:x}");
        wrong_sign_in(&shop, 100 + number, &address).await.problem(401, "invalid_credentials");
    }
    sign_in(&shop, "2001:db8::ffff").await.problem(429, "rate_limited");
    sign_in(&shop, "2001:db8:0:1::1").await.json(200);
}

#[tokio::test]
async fn nobody_else_is_believed() {
    for (trusted, header) in [
        ("", ForwardedHeader::XForwardedFor),
        ("10.0.0.0/8", ForwardedHeader::XForwardedFor),
        // The header that this proxy doesn't write anybody may have written.
        ("127.0.0.1", ForwardedHeader::Forwarded),
    ] {
        let shop = behind(trusted, header).await;
        for number in 0..30 {
            let address = format!("203.0.113.{number}");
            wrong_sign_in(&shop, number, &address).await.problem(401, "invalid_credentials");
        }
        sign_in(&shop, "198.51.100.7").await.problem(429, "rate_limited");
    }
}

#[tokio::test]
async fn the_audit_trail_names_whom_the_proxy_speaks_for() {
    let shop = behind("127.0.0.1", ForwardedHeader::XForwardedFor).await;
    let cashier = shop.cashier().await;
    let place = cashier.ask("POST", "/api/v1/offline-orders").json(&plain_sale());
    place.header("x-forwarded-for", "::ffff:203.0.113.5").send().await.json(201);
    let origins = shop.psql("SELECT DISTINCT origin FROM kedai.audit_entries WHERE action = 'CREATE'");
    assert_eq!(origins, "203.0.113.5");
}
