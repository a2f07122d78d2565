//! What every request passes.

use std::sync::Arc;

use contract::session::SignIn;
use serde_json::json;
use services::demo::PASSWORD;

use crate::support::{Answer, Request, Shop, sales::plain_sale};

const ORDERS: &str = "/api/v1/offline-orders";

async fn cookie(shop: &Shop) -> String {
    let sign_in = SignIn { email: "cashier@kopikita.test".to_owned(), password: PASSWORD.to_owned() };
    let opened = shop.services.backend().sessions.sign_in(sign_in, "127.0.0.1", None).await.unwrap();
    format!("{}={}", app::request::SESSION_COOKIE, opened.session.0)
}

#[tokio::test]
async fn a_mutation_from_another_site_is_turned_away() {
    let shop = Shop::open().await;
    let (cookie, cashier) = (cookie(&shop).await, shop.cashier().await);
    let own = format!("http://{}", shop.address);
    let place = |request: Request| async { request.json(&plain_sale()).send().await };
    let by_cookie = || Request::new(shop.address, "POST", ORDERS).header("cookie", &cookie);
    for origin in [
        "https://evil.test",
        "null",
        "http://127.0.0.1",
        "https://kedai.test.evil.test",
        "ftp://kedai.test",
        "",
    ] {
        place(by_cookie().header("origin", origin)).await.problem(403, "foreign_origin");
        let by_token = cashier.ask("POST", ORDERS).header("origin", origin);
        place(by_token).await.problem(403, "foreign_origin");
    }
    // A browser always says where a mutation comes from.
    place(by_cookie()).await.problem(403, "foreign_origin");
    place(by_cookie().header("sec-fetch-site", "same-origin")).await.problem(403, "foreign_origin");
    assert_eq!(shop.count("SELECT count(*) FROM kedai.orders"), 0);
    for origin in [&own, "http://kedai.test"] {
        place(by_cookie().header("origin", origin)).await.json(201);
    }
    place(cashier.ask("POST", ORDERS)).await.json(201);
}

#[tokio::test]
async fn server_functions_stand_behind_the_same_guard() {
    let shop = Shop::open().await;
    let body = "email=cashier%40kopikita.test&password=kedai-demo&next=";
    let form = Request::new(shop.address, "POST", "/api/page/sign-in")
        .header("content-type", "application/x-www-form-urlencoded")
        .body(body);
    form.clone().header("origin", "https://evil.test").send().await.problem(403, "foreign_origin");
    // What changes something can't be asked for by GET, which no browser guards.
    let asked = shop.get(&format!("/api/page/sign-in?{body}")).send().await;
    assert!(asked.headers.get("set-cookie").is_none(), "{}", asked.text());
    assert!(asked.status >= 400, "{}", asked.status);
}

fn assert_strict(answer: &Answer) {
    assert_eq!(answer.header("x-content-type-options"), "nosniff");
    assert_eq!(answer.header("x-frame-options"), "DENY");
    assert_eq!(answer.header("referrer-policy"), "same-origin");
    assert_eq!(answer.header("cross-origin-opener-policy"), "same-origin");
    assert!(answer.header("permissions-policy").contains("usb=(self)"));
    assert!(answer.header("content-security-policy").contains("frame-ancestors 'none'"));
    assert_eq!(answer.headers.get_all("content-security-policy").iter().count(), 1);
}

#[tokio::test]
async fn every_answer_is_strict_and_none_of_the_api_is_kept() {
    let shop = Shop::open().await;
    let cashier = shop.cashier().await;
    for path in ["/api/v1/me", "/api/v1/products", "/api/v1/nothing", "/api/openapi.json", "/health"] {
        let answer = cashier.get(path).await;
        assert_strict(&answer);
        assert_eq!(answer.header("cache-control"), "no-store", "{path}");
    }
    let file = shop.get("/icon.svg").send().await;
    assert_strict(&file);
    assert_eq!((file.status, file.header("cache-control")), (200, "no-cache"));
    let refused = shop.post(ORDERS, &json!({})).header("origin", "https://evil.test").send().await;
    assert_strict(&refused);
}

/// A directive of a policy, without its name.
fn directive<'a>(policy: &'a str, name: &str) -> &'a str {
    policy.split(';').find_map(|part| part.trim().strip_prefix(name)).unwrap_or("").trim()
}

#[tokio::test]
async fn pages_run_only_scripts_that_carry_this_answers_nonce() {
    let shop = Shop::open().await;
    let mut nonces = Vec::new();
    for path in ["/login", "/track", "/no-such-page"] {
        let page = shop.get(path).send().await;
        assert_strict(&page);
        assert_eq!(page.header("cache-control"), "no-store", "{path}");
        let policy = page.header("content-security-policy");
        assert!(!policy.contains("unsafe-inline") && !policy.contains("'unsafe-eval'"), "{policy}");
        assert_eq!(directive(policy, "default-src"), "'none'", "{policy}");
        let scripts = directive(policy, "script-src");
        let nonce = scripts.split("'nonce-").nth(1).and_then(|rest| rest.split('\'').next());
        let nonce = nonce.expect("scripts need a nonce").to_owned();
        let text = page.text();
        for script in text.split("<script").skip(1) {
            let tag = script.split('>').next().unwrap();
            assert!(tag.contains(&format!("nonce=\"{nonce}\"")), "{path}: <script{tag}>");
        }
        assert!(!text.contains("__TRUNK"), "{path}");
        for attribute in [" onclick=", " onload=", " onerror=", "javascript:"] {
            assert!(!text.contains(attribute), "{path} has {attribute}");
        }
        nonces.push(nonce);
    }
    nonces.dedup();
    assert_eq!(nonces.len(), 3, "a nonce is used once");
}

#[tokio::test]
async fn pages_for_staff_lead_strangers_to_the_sign_in() {
    let shop = Shop::open().await;
    for path in ["/till", "/board", "/orders", "/orders/GO-7K3M9Q", "/dashboard", "/settings/printers"] {
        let answer = shop.get(path).send().await;
        assert!(matches!(answer.status, 302 | 303), "{path}: {}", answer.status);
        assert!(answer.header("location").starts_with("/login"), "{path}");
    }
    let cookie = cookie(&shop).await;
    for path in ["/till", "/board", "/orders"] {
        let answer = shop.get(path).header("cookie", &cookie).send().await;
        assert_eq!(answer.status, 200, "{path}");
    }
    assert_eq!(shop.get("/no-such-page").send().await.status, 404);
    assert_eq!(shop.get("/index.html").send().await.status, 404);
    assert_eq!(shop.get("/../Cargo.toml").send().await.status, 404);
    assert_eq!(shop.get("/%2e%2e/master.key").send().await.status, 404);
}

#[tokio::test]
async fn what_is_no_file_is_a_page_that_nobody_keeps() {
    let shop = Shop::open().await;
    let long = "a".repeat(256);
    for path in [
        format!("/{long}"),
        format!("/{}", "a".repeat(254)),
        format!("/fonts/{long}"),
        format!("/pkg/{long}.js"),
        format!("/frontend-1f3c5a7b9d0e2f4a{long}.js"),
        format!("/frontend-{}.js", "0".repeat(250)),
        "/frontend-1f3c5a7b9d0e2f4a.js".to_owned(),
        format!("/{}", "a/".repeat(3_000)),
        "/icon.svg/x".to_owned(),
        "/icon.svg%00".to_owned(),
        "/%FF%FE".to_owned(),
        "/index.html".to_owned(),
        "//index.html".to_owned(),
        "/./index.html".to_owned(),
        "/index%2Ehtml".to_owned(),
        "/%69ndex.html".to_owned(),
        "/x/../index.html".to_owned(),
        "/index.html/".to_owned(),
    ] {
        for method in ["GET", "HEAD"] {
            let request = Request::new(shop.address, method, &path).header("accept-encoding", "br");
            let answer = request.send().await;
            assert_eq!(answer.status, 404, "{method} {path}");
            assert_eq!(answer.header("cache-control"), "no-store", "{method} {path}");
            assert!(answer.header("content-type").starts_with("text/html"), "{method} {path}");
        }
    }
    let refused = shop.get("/icon.svg").header("range", "bytes=100-").send().await;
    assert_eq!((refused.status, refused.header("cache-control")), (416, "no-store"));
}

#[tokio::test]
async fn a_header_that_means_one_thing_comes_once() {
    let shop = Shop::open().await;
    let cashier = shop.cashier().await;
    for (name, value) in [
        ("idempotency-key", "key-1"),
        ("authorization", "Bearer x"),
        ("content-type", "application/json"),
        ("origin", "http://kedai.test"),
        ("host", "kedai.test"),
        ("x-kedai-key", "x"),
        ("x-kedai-timestamp", "1"),
        ("x-kedai-signature", "sha256=00"),
    ] {
        let twice = cashier.ask("POST", ORDERS).header("idempotency-key", "key-0").json(&plain_sale());
        let twice = twice.and_header(name, value).and_header(name, value).send().await;
        assert_eq!(twice.problem(400, "repeated_header")["header"], name);
    }
    assert_eq!(shop.count("SELECT count(*) FROM kedai.orders"), 0);
}

#[tokio::test]
async fn every_refusal_of_the_api_is_a_problem() {
    let shop = Shop::open().await;
    let cashier = shop.cashier().await;
    cashier.get("/api/v1/nothing").await.problem(404, "not_found");
    cashier.get("/api/nothing").await.problem(404, "not_found");
    for (method, path) in [("DELETE", "/api/v1/me"), ("PUT", ORDERS), ("GET", "/api/v1/auth/login")] {
        let answer = cashier.ask(method, path).send().await;
        assert_eq!(answer.status, 405, "{method} {path}");
        answer.problem(405, "method_not_allowed");
    }
    for query in ["limit=many", "limit=1.5", "limit=99999999999999999999"] {
        let answer = cashier.get(&format!("{ORDERS}?{query}")).await;
        answer.problem(400, "malformed_query");
    }
}

#[tokio::test]
async fn the_server_tells_that_it_is_well() {
    let shop = Shop::open().await;
    let health = shop.get("/health").send().await.json(200);
    assert_eq!((&health["status"], &health["checks"]["database"]["status"]), (&json!("ok"), &json!("ok")));
    assert!(health["checks"]["database"]["ms"].is_number());
    shop.services.database().close().await;
    let health = shop.get("/health").send().await.json(503);
    assert_eq!(health["checks"]["database"]["status"], "failing");
    shop.get("/api/v1/me").header("authorization", "Bearer x").send().await.problem(503, "unavailable");
}

#[tokio::test]
async fn the_api_describes_every_route_that_it_has() {
    let shop = Shop::open().await;
    let document = shop.get("/api/openapi.json").send().await.json(200);
    assert!(document["openapi"].as_str().unwrap().starts_with("3.1"));
    let paths = document["paths"].as_object().unwrap();
    for path in [
        "/api/v1/auth/login",
        "/api/v1/auth/refresh",
        "/api/v1/auth/logout",
        "/api/v1/me",
        "/api/v1/products",
        ORDERS,
        "/api/v1/offline-orders/{id}",
        "/api/v1/orders",
        "/api/v1/orders/{id}",
        "/api/v1/orders/{id}/status",
        "/api/v1/live/{topic}",
        "/health",
    ] {
        assert!(paths.contains_key(path), "{path}");
    }
    assert_eq!(shop.get("/api/docs").send().await.status, 200);
}

/// To find the pages' routes, Leptos renders the app while all loading in its process hangs.
#[tokio::test]
async fn pages_are_answered_while_another_server_starts_in_the_process() {
    let shop = Arc::new(Shop::open().await);
    let cookie = cookie(&shop).await;
    let starting = std::thread::spawn({
        let shop = Arc::clone(&shop);
        move || (0..300).for_each(|_| drop(shop.another_entrance()))
    });
    while !starting.is_finished() {
        assert_eq!(shop.get("/orders").header("cookie", &cookie).send().await.status, 200);
    }
    starting.join().unwrap();
}
