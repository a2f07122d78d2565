//! Others' wrong guesses keep nobody out of their account who signed in there before, and grow dearer.

use chrono::TimeDelta;
use serde_json::json;
use server::http::{AddressSettings, ForwardedHeader};
use services::demo::PASSWORD;

use crate::support::{Answer, Request, Shop, ShopSettings};

const OWNER: &str = "owner@kopikita.test";

/// A shop whose clients say where they are.
async fn shop() -> Shop {
    let addresses =
        AddressSettings { trusted: "127.0.0.1".parse().unwrap(), header: ForwardedHeader::XForwardedFor };
    Shop::open_as(ShopSettings { addresses, ..ShopSettings::default() }).await
}

/// A sign-in by a program at a network.
async fn from(shop: &Shop, network: &str, email: &str, password: &str) -> Answer {
    let body = json!({"email": email, "password": password});
    shop.post("/api/v1/auth/login", &body).header("x-forwarded-for", network).send().await
}

/// A sign-in by a browser at a network that holds these cookies.
async fn browser(shop: &Shop, network: &str, cookies: &str, email: &str, password: &str) -> Answer {
    Request::new(shop.address, "POST", "/api/page/sign-in")
        .header("content-type", "application/x-www-form-urlencoded")
        .header("origin", format!("http://{}", shop.address))
        .header("x-forwarded-for", network)
        .header("cookie", cookies)
        .body(format!("email={}&password={password}&next=", email.replace('@', "%40")))
        .send()
        .await
}

/// A cookie that an answer sets, as it is sent back; empty if it sets none.
fn cookie(answer: &Answer, name: &str) -> String {
    let set = answer.headers.get_all("set-cookie").iter().filter_map(|value| value.to_str().ok());
    let mut pairs = set.filter_map(|value| value.split(';').next());
    pairs.find(|pair| pair.starts_with(&format!("{name}="))).unwrap_or("").to_owned()
}

fn has_session(answer: &Answer) -> bool {
    !cookie(answer, "kedai_session").is_empty()
}

/// Wrong guesses until the next has to wait; how long, in seconds.
async fn spend(shop: &Shop, network: &str, email: &str) -> i64 {
    for _ in 0..6 {
        let guess = from(shop, network, email, "wrong").await;
        if guess.status == 429 {
            guess.problem(429, "rate_limited");
            return guess.header("retry-after").parse().unwrap();
        }
        guess.problem(401, "invalid_credentials");
    }
    panic!("{email} may be guessed at for ever from {network}");
}

#[tokio::test]
async fn guesses_from_elsewhere_lock_nobody_out() {
    let shop = shop().await;
    assert_eq!(spend(&shop, "203.0.113.5", OWNER).await, 60);
    from(&shop, "203.0.113.5", OWNER, PASSWORD).await.problem(429, "rate_limited");
    // Also from where they never were.
    from(&shop, "198.51.100.7", OWNER, PASSWORD).await.json(200);
}

#[tokio::test]
async fn a_browser_that_signed_in_before_always_may() {
    let shop = shop().await;
    let shop_network = "198.51.100.7";
    let first = browser(&shop, shop_network, "", OWNER, PASSWORD).await;
    let device = cookie(&first, "kedai_device");
    let kept = first.headers.get_all("set-cookie").iter().any(|value| {
        let value = value.to_str().unwrap();
        value.starts_with("kedai_device=") && value.contains("HttpOnly") && value.contains("SameSite=Lax")
    });
    assert!(kept && has_session(&first), "{:?}", first.headers);
    assert_eq!(shop.count("SELECT count(*) FROM kedai.known_devices WHERE kind = 'browser'"), 1);
    let secret = device.split_once('=').unwrap().1;
    let stored =
        format!("SELECT count(*) FROM kedai.known_devices WHERE encode(secret_hash, 'hex') = '{secret}'");
    assert_eq!(shop.count(&stored), 0, "the secret itself is nobody's but the browser's");

    // Somebody beside them guesses until the network and the account must wait, for hours.
    for _ in 0..20 {
        let wait = spend(&shop, shop_network, OWNER).await;
        assert!(!has_session(&browser(&shop, shop_network, "", OWNER, PASSWORD).await));
        let known = browser(&shop, shop_network, &device, OWNER, PASSWORD).await;
        assert!(has_session(&known), "{:?}", known.headers);
        assert_eq!(cookie(&known, "kedai_device"), device);
        shop.advance(TimeDelta::seconds(wait));
    }
    // It is known to the accounts that signed in there, and a stolen one guesses no more than any other.
    spend(&shop, shop_network, "manager@kopikita.test").await;
    let other = browser(&shop, shop_network, &device, "manager@kopikita.test", PASSWORD).await;
    assert!(!has_session(&other));
    for _ in 0..5 {
        assert!(!has_session(&browser(&shop, "203.0.113.5", &device, OWNER, "wrong").await));
    }
    assert!(!has_session(&browser(&shop, "203.0.113.5", &device, OWNER, PASSWORD).await));
}

#[tokio::test]
async fn a_cookie_that_we_never_gave_is_not_taken_up() {
    let shop = shop().await;
    for planted in ["kedai_device=x", &format!("kedai_device={}", "a".repeat(64)), "kedai_device="] {
        let answer = browser(&shop, "198.51.100.7", planted, OWNER, PASSWORD).await;
        assert!(has_session(&answer));
        assert_ne!(cookie(&answer, "kedai_device"), planted);
    }
    // Of each kind so many are remembered of a person.
    for number in 0..30 {
        browser(&shop, &format!("198.51.100.{number}"), "", OWNER, PASSWORD).await;
        shop.advance(TimeDelta::minutes(1));
    }
    for kind in ["browser", "network"] {
        let count = format!("SELECT count(*) FROM kedai.known_devices WHERE kind = '{kind}'");
        assert_eq!(shop.count(&count), 20, "{kind}");
    }
}

#[tokio::test]
async fn the_pause_grows_while_somebody_goes_on_guessing() {
    let shop = shop().await;
    let mut pauses = Vec::new();
    for _ in 0..6 {
        let wait = spend(&shop, "203.0.113.5", OWNER).await;
        pauses.push(wait);
        shop.advance(TimeDelta::seconds(wait));
    }
    assert_eq!(pauses, [60, 120, 240, 480, 900, 900]);
    // After an hour without, it begins anew.
    shop.advance(TimeDelta::hours(1));
    assert_eq!(spend(&shop, "203.0.113.5", OWNER).await, 60);
    // An account that isn't there waits as long.
    let mut unknown = Vec::new();
    for _ in 0..3 {
        let wait = spend(&shop, "203.0.113.6", "nobody@kopikita.test").await;
        unknown.push(wait);
        shop.advance(TimeDelta::seconds(wait));
    }
    assert_eq!(unknown, [60, 120, 240]);
}

#[tokio::test]
async fn many_networks_that_guess_together_make_strangers_wait_and_nobody_else() {
    let shop = shop().await;
    from(&shop, "198.51.100.7", OWNER, PASSWORD).await.json(200);
    for number in 0..20 {
        from(&shop, &format!("203.0.113.{number}"), OWNER, "wrong").await.problem(401, "invalid_credentials");
    }
    from(&shop, "203.0.113.200", OWNER, "wrong").await.problem(429, "rate_limited");
    from(&shop, "203.0.113.201", OWNER, PASSWORD).await.problem(429, "rate_limited");
    // Where they signed in before they do so again.
    from(&shop, "198.51.100.7", OWNER, PASSWORD).await.json(200);
    shop.advance(TimeDelta::seconds(60));
    from(&shop, "203.0.113.201", OWNER, PASSWORD).await.json(200);
}

#[tokio::test]
async fn to_sign_out_everywhere_is_to_be_known_nowhere() {
    let shop = shop().await;
    let first = browser(&shop, "198.51.100.7", "", OWNER, PASSWORD).await;
    let (session, device) = (cookie(&first, "kedai_session"), cookie(&first, "kedai_device"));
    let out = Request::new(shop.address, "POST", "/api/page/sign-out-everywhere")
        .header("content-type", "application/x-www-form-urlencoded")
        .header("origin", format!("http://{}", shop.address))
        .header("cookie", format!("{session}; {device}"));
    assert!(out.send().await.status < 400);
    assert_eq!(shop.count("SELECT count(*) FROM kedai.known_devices"), 0);
    spend(&shop, "198.51.100.7", OWNER).await;
    assert!(!has_session(&browser(&shop, "198.51.100.7", &device, OWNER, PASSWORD).await));
}
