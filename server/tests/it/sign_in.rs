//! Signing in and out, for programs and browsers.

use chrono::TimeDelta;
use contract::session::SignIn;
use futures_util::future::join_all;
use serde_json::json;
use services::demo::PASSWORD;

use crate::support::{Answer, Person, Request, Shop};

const CASHIER: &str = "cashier@kopikita.test";

async fn refresh(shop: &Shop, token: &str) -> Answer {
    shop.post("/api/v1/auth/refresh", &json!({"refresh_token": token})).send().await
}

async fn me(person: &Person) -> u16 {
    person.get("/api/v1/me").await.status
}

/// The session cookie of a browser that signed in.
async fn browser(shop: &Shop) -> String {
    let sign_in = SignIn { email: CASHIER.to_owned(), password: PASSWORD.to_owned() };
    let opened = shop.services.backend().sessions.sign_in(sign_in, "127.0.0.1", None).await.unwrap();
    let secret = opened.session.0;
    format!("theme=dark; {}={secret}", app::request::SESSION_COOKIE)
}

fn with_cookie(shop: &Shop, cookie: &str) -> Request {
    shop.get("/api/v1/me").header("cookie", cookie)
}

#[tokio::test]
async fn a_grant_says_who_signed_in_and_where_they_work() {
    let shop = Shop::open().await;
    // Case and blanks around an address are nobody's fault.
    let grant = shop.try_sign_in(" Cashier@KopiKita.test ", PASSWORD).await.json(200);
    assert_eq!((grant["token_type"].as_str(), grant["expires_in"].as_i64()), (Some("Bearer"), Some(900)));
    let user = &grant["user"];
    assert_eq!(
        (&user["name"], &user["role"], &user["tenant"]),
        (&json!("Ayu"), &json!("cashier"), &json!("kopi-kita"))
    );
    let stores: Vec<&str> =
        user["stores"].as_array().unwrap().iter().map(|store| store["slug"].as_str().unwrap()).collect();
    assert_eq!(stores, ["senopati"]);
    assert_eq!(shop.person(&grant).get("/api/v1/me").await.json(200), *user);
    let owner = shop.sign_in("owner@kopikita.test").await;
    assert_eq!(owner.get("/api/v1/me").await.json(200)["stores"].as_array().unwrap().len(), 2);
}

#[tokio::test]
async fn nobody_gets_in_without_a_good_token() {
    let shop = Shop::open().await;
    let cashier = shop.cashier().await;
    for authorization in ["", "Bearer", "Bearer ", "Bearer nonsense", "Basic YTpi", &cashier.token] {
        let answer = shop.get("/api/v1/me").header("authorization", authorization).send().await;
        answer.problem(401, "unauthenticated");
    }
    shop.get("/api/v1/me").send().await.problem(401, "unauthenticated");
    // A refresh token is for refreshing, and a session for browsers.
    assert_eq!(me(&cashier.with_token(&cashier.refresh_token)).await, 401);
    let cookie = format!("{}={}", app::request::SESSION_COOKIE, cashier.token);
    assert_eq!(with_cookie(&shop, &cookie).send().await.status, 401);
    // A bad token is not saved by a good cookie.
    let cookie = browser(&shop).await;
    assert_eq!(with_cookie(&shop, &cookie).send().await.status, 200);
    let both = with_cookie(&shop, &cookie).header("authorization", "Bearer nonsense");
    assert_eq!(both.send().await.status, 401);
}

#[tokio::test]
async fn an_unknown_account_and_a_wrong_password_look_the_same() {
    let shop = Shop::open().await;
    let wrong = shop.try_sign_in(CASHIER, "kedai-demo!").await;
    let unknown = shop.try_sign_in("nobody@kopikita.test", PASSWORD).await;
    assert_eq!(wrong.problem(401, "invalid_credentials"), unknown.problem(401, "invalid_credentials"));
    assert_eq!(wrong.headers, {
        let mut headers = unknown.headers.clone();
        headers.insert("date", wrong.headers["date"].clone());
        headers
    });
    let missing = shop.try_sign_in("", PASSWORD).await.problem(422, "invalid_request");
    assert_eq!(missing["errors"][0]["field"], "email");
    let missing = shop.try_sign_in(CASHIER, "").await.problem(422, "invalid_request");
    assert_eq!(missing["errors"][0]["field"], "password");
    shop.try_sign_in("a\0b@kopikita.test", PASSWORD).await.problem(422, "invalid_request");
    shop.try_sign_in(&"a".repeat(300), PASSWORD).await.problem(401, "invalid_credentials");
}

#[tokio::test]
async fn the_sixth_try_in_a_minute_waits() {
    let shop = Shop::open().await;
    for _ in 0..5 {
        shop.try_sign_in(CASHIER, "wrong").await.problem(401, "invalid_credentials");
        shop.try_sign_in("nobody@kopikita.test", "wrong").await.problem(401, "invalid_credentials");
    }
    // Even the right password waits, and an account that isn't there waits as well.
    for email in [CASHIER, "nobody@kopikita.test"] {
        let refused = shop.try_sign_in(email, PASSWORD).await;
        refused.problem(429, "rate_limited");
        assert_eq!(refused.header("retry-after"), "60");
        assert_eq!(refused.header("x-ratelimit-limit"), "5");
        assert_eq!(refused.header("x-ratelimit-remaining"), "0");
        assert_eq!(refused.header("x-ratelimit-reset"), "60");
    }
    // Others sign in meanwhile.
    shop.manager().await;
    shop.advance(TimeDelta::seconds(59));
    let refused = shop.try_sign_in(CASHIER, PASSWORD).await;
    refused.problem(429, "rate_limited");
    assert_eq!(refused.header("retry-after"), "1");
    shop.advance(TimeDelta::seconds(1));
    shop.cashier().await;
    shop.try_sign_in(CASHIER, "wrong").await.problem(401, "invalid_credentials");
}

#[tokio::test]
async fn many_guesses_at_once_are_counted_one_by_one() {
    let shop = Shop::open().await;
    let guesses = (0..20).map(|guess| {
        let shop = &shop;
        async move { shop.try_sign_in(CASHIER, &format!("guess {guess}")).await.status }
    });
    let statuses = join_all(guesses).await;
    assert_eq!(statuses.iter().filter(|status| **status == 401).count(), 5, "{statuses:?}");
    assert!(statuses.iter().all(|status| matches!(status, 401 | 429)), "{statuses:?}");
}

#[tokio::test]
async fn a_refresh_token_is_good_once() {
    let shop = Shop::open().await;
    let first = shop.cashier().await;
    let second = shop.person(&refresh(&shop, &first.refresh_token).await.json(200));
    assert_ne!((&first.token, &first.refresh_token), (&second.token, &second.refresh_token));
    assert_eq!((me(&first).await, me(&second).await), (200, 200));
    // Shown again it was stolen: all that grew from the sign-in ends, and nothing else.
    let other = shop.cashier().await;
    refresh(&shop, &first.refresh_token).await.problem(401, "invalid_refresh_token");
    assert_eq!((me(&first).await, me(&second).await, me(&other).await), (401, 401, 200));
    refresh(&shop, &second.refresh_token).await.problem(401, "invalid_refresh_token");
    refresh(&shop, &first.token).await.problem(401, "invalid_refresh_token");
    refresh(&shop, "nonsense").await.problem(401, "invalid_refresh_token");
    refresh(&shop, "").await.problem(401, "invalid_refresh_token");
}

#[tokio::test]
async fn of_many_who_refresh_at_once_one_wins() {
    let shop = Shop::open().await;
    let person = shop.cashier().await;
    let answers = join_all((0..8).map(|_| refresh(&shop, &person.refresh_token))).await;
    let won: Vec<&Answer> = answers.iter().filter(|answer| answer.status == 200).collect();
    assert_eq!(won.len(), 1, "{answers:?}");
    for lost in answers.iter().filter(|answer| answer.status != 200) {
        lost.problem(401, "invalid_refresh_token");
    }
    // To the server the others are thieves, so the winner has to sign in again.
    assert_eq!(me(&shop.person(&won[0].json(200))).await, 401);
}

#[tokio::test]
async fn a_refresh_token_ends_after_thirty_days() {
    let shop = Shop::open().await;
    let person = shop.cashier().await;
    shop.advance(TimeDelta::days(30) - TimeDelta::seconds(1));
    let person = shop.person(&refresh(&shop, &person.refresh_token).await.json(200));
    shop.advance(TimeDelta::days(30));
    refresh(&shop, &person.refresh_token).await.problem(401, "invalid_refresh_token");
}

#[tokio::test]
async fn logging_out_ends_the_family_at_once() {
    let shop = Shop::open().await;
    let (gone, stays) = (shop.cashier().await, shop.cashier().await);
    assert_eq!(me(&gone).await, 200);
    let answer = gone.ask("POST", "/api/v1/auth/logout").send().await;
    assert_eq!((answer.status, answer.text().as_str()), (204, ""));
    assert_eq!((me(&gone).await, me(&stays).await), (401, 200));
    refresh(&shop, &gone.refresh_token).await.problem(401, "invalid_refresh_token");
    // Nothing to end is no error.
    assert_eq!(gone.ask("POST", "/api/v1/auth/logout").send().await.status, 204);
    assert_eq!(Request::new(shop.address, "POST", "/api/v1/auth/logout").send().await.status, 204);
}

#[tokio::test]
async fn an_access_token_lasts_fifteen_minutes() {
    let shop = Shop::open().await;
    let person = shop.cashier().await;
    shop.advance(TimeDelta::minutes(15) - TimeDelta::seconds(1));
    assert_eq!(me(&person).await, 200);
    shop.advance(TimeDelta::seconds(6));
    assert_eq!(me(&person).await, 401);
    refresh(&shop, &person.refresh_token).await.json(200);
}

#[tokio::test]
async fn a_browser_session_ends_after_twelve_idle_hours() {
    let shop = Shop::open().await;
    let cookie = browser(&shop).await;
    // Use puts the end off.
    for _ in 0..3 {
        shop.advance(TimeDelta::hours(11));
        assert_eq!(with_cookie(&shop, &cookie).send().await.status, 200);
    }
    shop.advance(TimeDelta::hours(12));
    with_cookie(&shop, &cookie).send().await.problem(401, "unauthenticated");
}

#[tokio::test]
async fn a_browser_session_in_use_ends_after_seven_days() {
    let shop = Shop::open().await;
    let cookie = browser(&shop).await;
    for _ in 0..15 {
        shop.advance(TimeDelta::hours(11));
        assert_eq!(with_cookie(&shop, &cookie).send().await.status, 200);
    }
    shop.advance(TimeDelta::hours(3));
    assert_eq!(with_cookie(&shop, &cookie).send().await.status, 401);
}

#[tokio::test]
async fn the_sign_in_form_sets_a_cookie_that_scripts_cannot_read() {
    let shop = Shop::open().await;
    let origin = format!("http://{}", shop.address);
    let form = |password: &str| {
        Request::new(shop.address, "POST", "/api/page/sign-in")
            .header("content-type", "application/x-www-form-urlencoded")
            .header("origin", &origin)
            .body(format!("email=cashier%40kopikita.test&password={password}&next="))
    };
    let answer = form(PASSWORD).send().await;
    let cookie = answer.header("set-cookie").to_owned();
    assert!(cookie.starts_with("kedai_session=") && cookie.contains("HttpOnly"), "{cookie}");
    assert!(cookie.contains("SameSite=Lax") && cookie.contains("Path=/"), "{cookie}");
    let session = cookie.split(';').next().unwrap();
    assert_eq!(with_cookie(&shop, session).send().await.status, 200);
    assert!(form("wrong").send().await.headers.get("set-cookie").is_none());
}

#[tokio::test]
async fn without_the_demo_its_accounts_are_closed() {
    let shop = Shop::open_with(false).await;
    let other = "other".parse().unwrap();
    assert!(shop.services.make_demo(Some(&other)).await.unwrap());
    for account in services::demo::accounts(None).chain(services::demo::accounts(Some(&other))) {
        shop.try_sign_in(&account, PASSWORD).await.problem(401, "invalid_credentials");
    }
}
