//! What nobody can read, sent to everything that listens: it is refused as the sender's, never as ours.

use leptos::server_fn::axum::server_fn_paths;
use serde_json::Value;

use crate::support::{Answer, Person, Request, Shop, browser};

const FORM: &str = "application/x-www-form-urlencoded";
const JSON: &str = "application/json";

/// Bodies that fit nothing, and how they are sent.
fn bodies() -> Vec<(&'static str, Vec<u8>)> {
    let bodies: [(&str, Vec<u8>); 17] = [
        (JSON, Vec::new()),
        (FORM, Vec::new()),
        ("", Vec::new()),
        (JSON, b"{".to_vec()),
        (JSON, b"{}".to_vec()),
        (JSON, b"[]".to_vec()),
        (JSON, b"null".to_vec()),
        (
            JSON,
            br#"{"id":17,"filter":"x","reference":{},"order":[1],"command":-1e999,"status":null}"#.to_vec(),
        ),
        (JSON, br#"{"key":"#.to_vec()),
        (JSON, vec![b'"', 0xff, 0xfe, b'"']),
        (JSON, [b"[".repeat(100_000), b"]".repeat(100_000)].concat()),
        (JSON, br#"{"a":"#.repeat(10_000)),
        (FORM, b"id=%FF%FE&reference=%00&amount=%&&&==".to_vec()),
        (FORM, [b"a".to_vec(), b"[b]".repeat(10_000), b"=1".to_vec()].concat()),
        (FORM, vec![0xff, 0x00, 0x80, b'=']),
        ("text/plain", b"hello".to_vec()),
        ("multipart/form-data; boundary=x", b"--x\r\n\r\n".to_vec()),
    ];
    bodies
        .into_iter()
        .chain([(JSON, vec![b' '; 1024 * 1024 + 1]), (FORM, vec![b'a'; 1024 * 1024 + 1])])
        .collect()
}

fn with_body(request: Request, (kind, body): &(&'static str, Vec<u8>)) -> Request {
    let request = request.body(body.clone());
    if kind.is_empty() { request } else { request.header("content-type", *kind) }
}

/// Refusals are the caller's, and in the form that the caller reads.
#[track_caller]
fn check(asked: &str, answer: &Answer, as_page: bool) {
    assert!(answer.status < 500, "{asked}: {} {}", answer.status, String::from_utf8_lossy(&answer.body));
    if answer.status < 400 {
        return;
    }
    let kind = answer.header("content-type");
    if as_page {
        assert!(kind.starts_with("text/html"), "{asked}: {} {kind}", answer.status);
        return;
    }
    assert_eq!(kind, "application/problem+json", "{asked}: {} {}", answer.status, answer.text());
    let problem: Value = serde_json::from_slice(&answer.body).unwrap();
    assert_eq!(problem["status"], answer.status, "{asked}: {problem}");
    assert_ne!(problem["code"], "internal_error", "{asked}");
}

/// Every function that pages call, those that end a session last.
fn functions() -> Vec<&'static str> {
    let mut paths: Vec<_> = server_fn_paths().map(|(path, _)| path).collect();
    paths.sort_by_key(|path| (path.contains("sign-out"), *path));
    assert!(paths.len() >= 40, "{paths:?}");
    paths
}

fn function(shop: &Shop, path: &str) -> Request {
    let request = Request::new(shop.address, "POST", path);
    request.header("origin", format!("http://{}", shop.address))
}

#[tokio::test]
async fn a_page_function_that_can_not_be_read_is_the_callers_fault() {
    let shop = Shop::open().await;
    let cookie = browser(&shop, "owner", "en").await.cookie().to_owned();
    for path in functions() {
        for body in bodies() {
            for (cookie, accept) in [("", "*/*"), (&*cookie, "*/*"), (&*cookie, "text/html")] {
                let request = with_body(function(&shop, path), &body).header("cookie", cookie);
                let answer = request.header("accept", accept).send().await;
                let start = &body.1[..body.1.len().min(40)];
                let asked = format!("{path} {:?} {accept}", (body.0, String::from_utf8_lossy(start)));
                check(&asked, &answer, accept == "text/html");
                if body.1.len() > 1024 * 1024 {
                    assert_eq!(answer.status, 413, "{asked}");
                } else if !["", FORM, JSON].contains(&body.0) {
                    assert_eq!(answer.status, 415, "{asked}");
                }
            }
        }
    }
}

#[tokio::test]
async fn a_function_is_called_by_its_name_and_method() {
    let shop = Shop::open().await;
    let wrong = Request::new(shop.address, "GET", "/api/page/orders").send().await;
    wrong.problem(405, "method_not_allowed");
    assert_eq!(wrong.header("allow"), "POST");
    function(&shop, "/api/page/no-such-thing").send().await.problem(404, "not_found");
    let page = function(&shop, "/api/page/no-such-thing").header("accept", "text/html");
    let page = page.header("referer", format!("http://{}/orders?search=%22x", shop.address)).send().await;
    assert_eq!(page.status, 404);
    assert!(page.text().contains(r#"href="/orders?search=%22x""#), "{}", page.text());
    assert_eq!(page.header("location"), "");
}

#[tokio::test]
async fn a_form_that_can_not_be_read_is_answered_with_a_page() {
    let shop = Shop::open().await;
    for path in ["/orders/new", "/orders/GO-1", "/orders/GO-1/edit", "/settings/webhooks"] {
        for body in bodies() {
            let request = with_body(function(&shop, path), &body).header("accept", "text/html");
            check(path, &request.send().await, true);
        }
    }
}

/// What no parameter of an address should be.
const WORDS: [&str; 12] = [
    "-9999-01-01",
    "%00",
    "%FF%FE",
    "-1",
    "99999999999999999999",
    "null",
    "%F0%9F%8D%B0",
    "%E2%80%AE",
    "1e309",
    "..%2F..",
    "'%3B--",
    "%22%2C%22",
];

#[tokio::test]
async fn an_endpoint_that_can_not_be_read_is_the_callers_fault() {
    let shop = Shop::open().await;
    let owner = shop.sign_in("owner@kopikita.test").await;
    let document = shop.get("/api/openapi.json").send().await.json(200);
    let mut asked = 0;
    for (path, item) in document["paths"].as_object().unwrap() {
        // Ends the session that asks.
        if path.ends_with("/auth/logout") {
            continue;
        }
        for (method, operation) in item.as_object().unwrap() {
            asked += endpoint(&shop, &owner, method, path, operation).await;
        }
    }
    assert!(asked > 1000, "{asked}");
}

async fn endpoint(shop: &Shop, owner: &Person, method: &str, path: &str, operation: &Value) -> usize {
    let methods = ["GET", "POST", "PUT", "PATCH", "DELETE"];
    let method = *methods.iter().find(|known| known.eq_ignore_ascii_case(method)).unwrap();
    let parameters = operation["parameters"].as_array().cloned().unwrap_or_default();
    let queries = parameters.iter().filter(|parameter| parameter["in"] == "query");
    let queries: Vec<&str> = queries.map(|parameter| parameter["name"].as_str().unwrap()).collect();
    let long = "a".repeat(4000);
    let mut asked = 0;
    for word in WORDS.into_iter().chain([&*long]) {
        let filled = fill(path, word);
        let mut addresses: Vec<_> = queries.iter().map(|query| format!("{filled}?{query}={word}")).collect();
        addresses.push(filled);
        for address in addresses {
            let answer = owner.ask(method, &address).send().await;
            check_described(operation, &format!("{method} {address}"), &answer);
            asked += 1;
        }
    }
    let filled = fill(path, "GO-1");
    for body in bodies().iter().filter(|_| method != "GET") {
        for request in [owner.ask(method, &filled), Request::new(shop.address, method, &filled)] {
            let request = with_body(request, body).header("if-match", "\"1\"").header("idempotency-key", "k");
            check_described(operation, &format!("{method} {filled} {}", body.0), &request.send().await);
            asked += 1;
        }
    }
    asked
}

/// The answer is one that the API's description knows, and of the kind that it says.
#[track_caller]
fn check_described(operation: &Value, asked: &str, answer: &Answer) {
    check(asked, answer, false);
    let described = &operation["responses"][answer.status.to_string()];
    assert!(described.is_object(), "{asked}: {} is not described: {}", answer.status, answer.text());
    let kind = answer.header("content-type").split(';').next().unwrap();
    match described["content"].as_object() {
        Some(kinds) => assert!(kinds.contains_key(kind), "{asked}: {} as {kind:?}", answer.status),
        None => assert!(answer.body.is_empty(), "{asked}: {} has a body", answer.status),
    }
}

/// The path with a word for each of its parameters.
fn fill(path: &str, word: &str) -> String {
    let pieces = path.split('/').map(|piece| if piece.starts_with('{') { word } else { piece });
    pieces.collect::<Vec<_>>().join("/")
}
