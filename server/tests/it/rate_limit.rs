//! Nobody takes more than their share of the offline-order endpoints, and everybody is told how much
//! of it is left.

use chrono::TimeDelta;
use futures_util::future::join_all;

use crate::support::{Answer, Shop, sales::plain_sale};

/// What an answer says about requests: how many there are, are left, and when all are there again.
fn told(answer: &Answer) -> [&str; 3] {
    ["x-ratelimit-limit", "x-ratelimit-remaining", "x-ratelimit-reset"].map(|name| answer.header(name))
}

#[tokio::test]
async fn every_answer_tells_what_is_left_and_the_one_too_many_when_to_come_again() {
    let shop = Shop::open_limited(3).await;
    let cashier = shop.cashier().await;
    let placed = cashier.place(&plain_sale()).await;
    assert_eq!(told(&placed), ["3", "2", "60"]);
    let order = placed.json(201);
    shop.advance(TimeDelta::seconds(12));
    let path = format!("/api/v1/offline-orders/{}", order["id"].as_str().unwrap());
    assert_eq!(told(&cashier.get(&path).await), ["3", "1", "48"]);
    // A refusal counts, and tells as well.
    let refused = cashier.get("/api/v1/offline-orders/GO-NOBODY").await;
    refused.problem(404, "not_found");
    assert_eq!(told(&refused), ["3", "0", "48"]);
    let events = shop.count("SELECT count(*) FROM kedai.events");
    let spent = cashier.place(&plain_sale()).await;
    let problem = spent.problem(429, "rate_limited");
    assert_eq!((told(&spent), spent.header("retry-after")), (["3", "0", "48"], "48"));
    assert_eq!((&problem["retry_after"], &problem["limit"]), (&48.into(), &3.into()));
    assert!(problem["detail"].as_str().unwrap().contains("Wait 48 seconds"), "{problem}");
    assert_eq!(shop.count("SELECT count(*) FROM kedai.events"), events, "what is refused is not done");
    // All else goes on.
    assert_eq!(told(&cashier.get("/api/v1/orders").await), ["", "", ""]);
    cashier.get("/api/v1/me").await.json(200);
    shop.advance(TimeDelta::seconds(48));
    assert_eq!(told(&cashier.place(&plain_sale()).await), ["3", "2", "60"]);
}

#[tokio::test]
async fn who_sends_too_much_harms_nobody_else_and_gains_nothing_by_a_second_session() {
    let shop = Shop::open_limited(5).await;
    let (cashier, manager) = (shop.cashier().await, shop.manager().await);
    let stranger = shop.sign_in("cashier@northwind.test").await;
    let answers = join_all((0..20).map(|_| cashier.get("/api/v1/offline-orders"))).await;
    let answered = answers.iter().filter(|answer| answer.status == 200).count();
    let refused = answers.iter().filter(|answer| answer.status == 429).count();
    assert_eq!((answered, refused), (5, 15), "also when all come at once");
    shop.cashier().await.get("/api/v1/offline-orders").await.problem(429, "rate_limited");
    for other in [&manager, &stranger] {
        let answer = other.get("/api/v1/offline-orders").await;
        assert_eq!((answer.status, told(&answer)), (200, ["5", "4", "60"]));
    }
    // Whoever isn't signed in has nothing to spend, of their own or of anybody else's.
    for _ in 0..10 {
        let nobody = shop.get("/api/v1/offline-orders").send().await;
        nobody.problem(401, "unauthenticated");
        assert_eq!(told(&nobody), ["", "", ""]);
    }
}

#[tokio::test]
async fn every_offline_endpoint_is_limited_and_says_so_in_its_description() {
    let shop = Shop::open_limited(1_000).await;
    let owner = shop.sign_in("owner@kopikita.test").await;
    let order = owner.place(&plain_sale()).await.json(201)["id"].as_str().unwrap().to_owned();
    let document = shop.get("/api/openapi.json").send().await.json(200);
    let mut left = 999;
    for (path, methods) in document["paths"].as_object().unwrap() {
        let is_offline = path.starts_with("/api/v1/offline-orders");
        for (method, operation) in methods.as_object().unwrap() {
            let described = operation["responses"]["429"]["headers"]["Retry-After"].is_object();
            assert_eq!(described, is_offline, "{method} {path}");
            if is_offline {
                let method = match method.as_str() {
                    "get" => "GET",
                    "post" => "POST",
                    "patch" => "PATCH",
                    "delete" => "DELETE",
                    other => panic!("{other} is new here"),
                };
                let address = path.replace("{id}", &order).replace("{payment}", "pay_0");
                let answer = owner.ask(method, &address).send().await;
                left -= 1;
                assert_eq!(answer.header("x-ratelimit-remaining"), left.to_string(), "{method} {path}");
            }
        }
    }
    assert!(left < 990, "the document lists the offline endpoints");
}
