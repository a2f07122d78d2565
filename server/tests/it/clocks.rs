//! What happened in July is told on July's clock, also in November.

use chrono::TimeDelta;

use crate::support::{Shop, browser, sales::plain_sale};

/// A shop of Northwind's in a zone whose clocks are turned, on a July evening: in UTC the next day has begun.
async fn july(zone: &str, evening: &str) -> Shop {
    let shop = Shop::open().await;
    shop.psql(&format!("UPDATE kedai.stores SET time_zone = '{zone}'"));
    let evening: chrono::DateTime<chrono::Utc> = evening.parse().unwrap();
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
    let first: chrono::DateTime<chrono::Utc> = "2027-11-07T05:30:00Z".parse().unwrap();
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
