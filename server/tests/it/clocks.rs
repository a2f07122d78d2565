//! What happened in July is told on July's clock, also in November.

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Value, json};

use crate::support::{
    Shop, browser,
    sales::{cake, plain_sale, sale_at, with},
};

/// A shop of Northwind's in a zone whose clocks are turned, on a July evening: in UTC the next day has begun.
async fn july(zone: &str, evening: &str) -> Shop {
    let shop = Shop::open().await;
    shop.psql(&format!("UPDATE kedai.stores SET time_zone = '{zone}'"));
    let evening: DateTime<Utc> = evening.parse().unwrap();
    shop.advance(evening - shop.now());
    shop
}

#[tokio::test]
async fn pages_say_what_the_clock_showed_then() {
    for (zone, evening, said) in [
        ("America/New_York", "2027-07-05T03:30:00Z", "4 Jul 2027, 23:30"),
        ("America/Los_Angeles", "2027-07-05T06:15:00Z", "4 Jul 2027, 23:15"),
        ("Europe/Berlin", "2027-07-04T21:45:00Z", "4 Jul 2027, 23:45"),
        ("Asia/Jakarta", "2027-07-04T16:05:00Z", "4 Jul 2027, 23:05"),
        ("Australia/Sydney", "2027-07-04T13:59:00Z", "4 Jul 2027, 23:59"),
    ] {
        let shop = july(zone, evening).await;
        let cashier = shop.cashier().await;
        let order = cashier.place(&plain_sale()).await.json(201);
        let reference = order["reference"].as_str().unwrap();
        shop.advance(TimeDelta::days(150));
        let manager = browser(&shop, "manager", "en").await;
        for page in ["/orders", &format!("/orders/{reference}"), "/audit"] {
            let html = manager.get(page).await.text();
            assert!(html.contains(said), "{zone} {page}: {}", times(&html));
        }
    }
}

/// The times that a page says, to be read when a test fails.
fn times(html: &str) -> String {
    html.split("<time")
        .skip(1)
        .filter_map(|rest| rest.split("</time>").next())
        .collect::<Vec<_>>()
        .join(" | ")
}

#[tokio::test]
async fn both_half_past_ones_are_told_apart_and_count_to_one_day() {
    let shop = july("America/New_York", "2026-11-21T12:00:00Z").await;
    // The night of 7 November 2027: 01:30 comes at 05:30 and at 06:30 in UTC.
    let first: DateTime<Utc> = "2027-11-07T05:30:00Z".parse().unwrap();
    shop.advance(first - shop.now());
    let cashier = shop.cashier().await;
    cashier.place(&plain_sale()).await.json(201);
    shop.advance(TimeDelta::hours(1));
    let cashier = shop.cashier().await;
    cashier.place(&plain_sale()).await.json(201);
    let manager = browser(&shop, "manager", "en").await;
    let html = manager.get("/orders").await.text();
    for said in ["7 Nov 2027, 01:30 UTC−4", "7 Nov 2027, 01:30 UTC−5"] {
        assert!(html.contains(said), "{said}: {}", times(&html));
    }
    assert_eq!(shop.count("SELECT count(*) FROM kedai.orders WHERE business_day = '2027-11-07'"), 2);
}

/// To be paid by Christmas, with something paid at once later; its customer can be reached.
fn open_sale(store: &str) -> Value {
    with(
        sale_at(store, json!([cake(100_000)])),
        json!({
            "customer": {"name": "Budi Santoso", "phone": "+62 812-3456-7890"},
            "payment": {"type": "later", "due_date": "2027-12-24"},
        }),
    )
}

/// The papers of an order's page, as they would be printed.
fn papers(html: &str) -> Vec<String> {
    let papers = html.split("<div class=\"receipt receipt-").skip(1);
    papers.map(|paper| paper.split("</details>").next().unwrap().to_owned()).collect()
}

/// A July evening late enough for UTC's next day, told in November: on the tracking page, on paper, in the
/// ledger, in lists and in files.
#[tokio::test]
async fn pages_papers_and_files_of_november_tell_july_as_it_was() {
    for (zone, evening, clock, ready) in [
        ("America/New_York", "2027-07-05T03:30:00Z", "23:30", "23:40"),
        ("America/Los_Angeles", "2027-07-05T06:15:00Z", "23:15", "23:25"),
        ("Europe/Berlin", "2027-07-04T21:45:00Z", "23:45", "23:55"),
        ("Australia/Sydney", "2027-07-04T13:40:00Z", "23:40", "23:50"),
    ] {
        let shop = july(zone, evening).await;
        let cashier = shop.cashier().await;
        let order = cashier.place(&open_sale("senopati")).await.json(201);
        let path = format!("/api/v1/offline-orders/{}", order["id"].as_str().unwrap());
        let paid = json!({"amount": 40_000, "method": "card"});
        cashier.post(&format!("{path}/payments"), &paid).await.json(201);
        shop.advance(TimeDelta::days(135));

        let said = format!("4 Jul 2027, {clock}");
        let manager = browser(&shop, "manager", "en").await;
        let page = format!("/orders/{}", order["reference"].as_str().unwrap());
        let customer = format!("/customers/{}", order["customer"]["id"].as_str().unwrap());
        for page in [&page, "/orders", &customer, "/audit?from=2027-07-04&to=2027-07-05"] {
            let html = manager.get(page).await.text();
            assert!(html.contains(&said), "{zone} {page}: {}", times(&html));
            assert!(!html.contains("5 Jul 2027"), "{zone} {page}: {}", times(&html));
        }
        let html = manager.get(&page).await.text();
        let papers = papers(&html);
        assert!(papers.len() >= 2, "{zone}: the receipt, and that of the payment");
        for paper in &papers[..2] {
            assert!(paper.contains(&said), "{zone}: {paper}");
        }
        let tracking = order["tracking_url"].as_str().unwrap().trim_start_matches("http://kedai.test");
        let html = shop.get(tracking).header("accept-language", "en").send().await.text();
        assert!(html.contains(ready), "{zone}: {html}");

        let manager = shop.manager().await;
        let csv = manager.get("/api/v1/orders.csv?from=2027-07-04&to=2027-07-04").await.text();
        assert!(csv.contains(&format!(",{evening},2027-07-04,senopati,")), "{zone}: {csv}");
        assert_eq!(manager.get("/api/v1/orders?from=2027-07-05").await.json(200)["items"], json!([]));
        let ledger = manager.get(&format!("{path}/payments")).await.json(200);
        let paid_at: DateTime<Utc> = ledger["payments"][0]["paid_at"].as_str().unwrap().parse().unwrap();
        assert_eq!(paid_at, evening.parse::<DateTime<Utc>>().unwrap(), "{zone}: {ledger}");
        let day = "SELECT count(*) FROM kedai.payments WHERE business_day = '2027-07-04'";
        assert_eq!(shop.count(day), 1, "{zone}");
    }
}

#[tokio::test]
async fn each_store_s_orders_are_told_on_its_own_clock() {
    let shop = july("America/New_York", "2027-07-05T03:30:00Z").await;
    shop.psql("UPDATE kedai.stores SET time_zone = 'Europe/Berlin' WHERE slug = 'kemang'");
    let manager = shop.manager().await;
    manager.place(&open_sale("senopati")).await.json(201);
    let kemang = manager.place(&open_sale("kemang")).await.json(201);
    shop.advance(TimeDelta::days(135));
    let manager = browser(&shop, "manager", "en").await;
    let html = manager.get("/orders").await.text();
    for said in ["4 Jul 2027, 23:30", "5 Jul 2027, 05:30"] {
        assert!(html.contains(said), "{said}: {}", times(&html));
    }
    let html = manager.get(&format!("/orders/{}", kemang["reference"].as_str().unwrap())).await.text();
    assert!(papers(&html)[0].contains("5 Jul 2027, 05:30"), "{html}");
    let tracking = kemang["tracking_url"].as_str().unwrap().trim_start_matches("http://kedai.test");
    assert!(shop.get(tracking).send().await.text().contains("05:40"));
}

#[tokio::test]
async fn papers_and_links_tell_both_half_past_ones_apart() {
    let shop = july("America/New_York", "2026-11-21T12:00:00Z").await;
    let first: DateTime<Utc> = "2027-11-07T05:30:00Z".parse().unwrap();
    shop.advance(first - shop.now());
    for (offset, ready) in [("UTC−4", "01:40 UTC−4"), ("UTC−5", "01:40 UTC−5")] {
        let cashier = shop.cashier().await;
        let order = cashier.place(&open_sale("senopati")).await.json(201);
        let manager = browser(&shop, "manager", "en").await;
        let html = manager.get(&format!("/orders/{}", order["reference"].as_str().unwrap())).await.text();
        let said = format!("7 Nov 2027, 01:30 {offset}");
        assert!(html.contains(&said), "{said}: {}", times(&html));
        // In the printer's letters, and with the reference whole.
        let (paper, said) = (&papers(&html)[0], said.replace('−', "-"));
        assert!(paper.contains(&said), "{said}: {paper}");
        assert!(paper.contains(order["reference"].as_str().unwrap()), "{paper}");
        let tracking = order["tracking_url"].as_str().unwrap().trim_start_matches("http://kedai.test");
        let html = shop.get(tracking).send().await.text();
        assert!(html.contains(ready), "{ready}: {html}");
        shop.advance(TimeDelta::hours(1));
    }
}
