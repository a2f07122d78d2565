//! The order list and the product list.

use chrono::TimeDelta;
use serde_json::{Value, json};

use crate::support::{
    Person, Shop,
    sales::{plain_sale, product, sale, with},
};

async fn items(person: &Person, query: &str) -> Vec<Value> {
    let page = person.get(&format!("/api/v1/offline-orders?{query}")).await.json(200);
    assert!(page["next_cursor"].is_null(), "{page}");
    page["items"].as_array().unwrap().clone()
}

fn references(orders: &[Value]) -> Vec<&str> {
    orders.iter().map(|order| order["reference"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn pages_follow_each_other_without_gap_or_duplicate() {
    let shop = Shop::open().await;
    let manager = shop.manager().await;
    let mut placed = Vec::new();
    for number in 0..23 {
        let store = if number % 3 == 0 { "kemang" } else { "senopati" };
        let order = with(plain_sale(), json!({"store": store}));
        placed.push(manager.place(&order).await.json(201));
        // Several in the same instant: time alone doesn't tell them apart.
        if number % 4 == 0 {
            shop.advance(TimeDelta::seconds(1));
        }
    }
    for (store, wanted) in [("", 23), ("kemang", 8)] {
        let mut path = format!("/api/v1/offline-orders?limit=5&store={store}");
        let mut seen: Vec<Value> = Vec::new();
        loop {
            let page = manager.get(&path).await.json(200);
            let items = page["items"].as_array().unwrap();
            assert!(items.len() == 5 || page["next_cursor"].is_null());
            seen.extend(items.iter().cloned());
            // What comes in meanwhile is newer than all pages to come, and moves none of them.
            shop.advance(TimeDelta::seconds(1));
            manager.place(&plain_sale()).await.json(201);
            let Some(cursor) = page["next_cursor"].as_str() else { break };
            path = format!("/api/v1/offline-orders?limit=5&store={store}&cursor={cursor}");
        }
        let key = |order: &Value| (order["created_at"].to_string(), order["id"].to_string());
        assert!(seen.windows(2).all(|pair| key(&pair[0]) > key(&pair[1])), "newest first, each once");
        let mut seen = references(&seen);
        let mut expected: Vec<&str> = placed
            .iter()
            .filter(|order| store.is_empty() || order["store"] == store)
            .map(|order| order["reference"].as_str().unwrap())
            .collect();
        seen.sort_unstable();
        expected.sort_unstable();
        assert_eq!((seen.len(), seen), (wanted, expected));
    }
}

#[tokio::test]
async fn limits_and_cursors_are_checked() {
    let shop = Shop::open().await;
    let cashier = shop.cashier().await;
    for query in [
        "limit=0",
        "limit=-1",
        "limit=201",
        "cursor=zz",
        "cursor=%00",
        "status=paid",
        "type=both",
        "channel=fax",
        "from=yesterday",
        "to=2026-02-30",
        "payment=late",
        "min_total=-1",
        "max_total=5.5",
        "sort=name",
    ] {
        let answer = cashier.get(&format!("/api/v1/orders?{query}")).await;
        let problem = answer.problem(422, "invalid_request");
        assert_eq!(problem["errors"][0]["field"], query.split('=').next().unwrap());
    }
    let search = "x".repeat(201);
    cashier.get(&format!("/api/v1/orders?search={search}")).await.problem(422, "invalid_request");
    // An empty filter is none.
    assert!(items(&cashier, "status=&store=&search=&from=&to=&limit=200&cursor=").await.is_empty());
    for odd in ["%25", "'", "%F0%9F%8D%B5", "%5C", "_", "%3Cscript%3E"] {
        assert!(items(&cashier, &format!("search={odd}")).await.is_empty(), "{odd}");
        let products = cashier.get(&format!("/api/v1/products?q={odd}")).await;
        assert!(matches!(products.status, 200 | 422), "{odd}: {}", products.text());
    }
}

#[tokio::test]
async fn an_order_is_found_by_reference_name_and_phone() {
    let shop = Shop::open().await;
    let cashier = shop.cashier().await;
    let by =
        |name: &str, phone: &str| with(plain_sale(), json!({"customer": {"name": name, "phone": phone}}));
    let jose = cashier.place(&by("José Pavarotti-Müller", "0812 3456 7890")).await.json(201);
    let budi = cashier.place(&by("Budi Santoso", "+62 813 0000 1111")).await.json(201);
    cashier.place(&plain_sale()).await.json(201);
    let jose_reference = jose["reference"].as_str().unwrap();
    for search in [
        "jos",
        "JOS%C3%89",
        "Jos%C3%A9",
        "pava",
        "muller",
        "M%C3%BCll",
        "jose%20pav",
        "pavarotti%20jose",
        "081234567890",
        "%2B62%20812-3456-7890",
        "6281234567890",
        jose_reference,
        &jose_reference.to_lowercase(),
        &jose_reference[3..],
        &jose_reference.replace('-', "%20"),
        &jose_reference.replace('-', ""),
        &jose_reference.replace('-', "%E2%80%91"),
        &jose_reference.replace('-', "%E2%80%93"),
        &jose_reference.replace("GO-", "%EF%BC%A7%EF%BC%AF%EF%BC%8D"),
    ] {
        let found = items(&cashier, &format!("search={search}")).await;
        assert_eq!(references(&found), [jose_reference], "{search}");
        assert_eq!(found[0]["customer"]["name"], "José Pavarotti-Müller");
    }
    for search in ["ose", "pavarotti%20budi", "j", "08123456789", "jose%20x", "GO-0"] {
        assert!(items(&cashier, &format!("search={search}")).await.is_empty(), "{search}");
    }
    let found = items(&cashier, "customer_name=bud").await;
    assert_eq!(references(&found), [budi["reference"].as_str().unwrap()]);
    // A name filter looks at names alone.
    assert!(items(&cashier, "customer_name=081234567890").await.is_empty());
    // Another business with a customer of that name finds its own.
    let stranger = shop.sign_in("cashier@northwind.test").await;
    assert!(items(&stranger, "search=jose").await.is_empty());
}

#[tokio::test]
async fn an_order_is_found_by_how_far_it_is() {
    let shop = Shop::open().await;
    let manager = shop.manager().await;
    let open = manager.place(&plain_sale()).await.json(201);
    let made = manager.place(&with(plain_sale(), json!({"hand_over": true}))).await.json(201);
    let gone = manager.place(&plain_sale()).await.json(201);
    manager.move_to(&gone, "cancelled", Some("wrong table")).await.json(200);
    let busy = manager.place(&plain_sale()).await.json(201);
    manager.move_to(&busy, "processing", None).await.json(200);
    for (status, wanted) in [
        ("PAID", vec![&busy, &open]),
        ("COMPLETED", vec![&made]),
        ("CANCELLED", vec![&gone]),
        ("PENDING", vec![]),
        ("pending", vec![&open]),
        ("processing", vec![&busy]),
        ("completed", vec![&made]),
        ("cancelled", vec![&gone]),
        ("ready", vec![]),
    ] {
        let found = items(&manager, &format!("status={status}")).await;
        let mut found = references(&found);
        let mut wanted: Vec<&str> =
            wanted.into_iter().map(|order| order["reference"].as_str().unwrap()).collect();
        found.sort_unstable();
        wanted.sort_unstable();
        assert_eq!(found, wanted, "{status}");
    }
}

#[tokio::test]
async fn days_are_the_stores_own() {
    let shop = Shop::open().await;
    let manager = shop.manager().await;
    // A minute before and after midnight in Jakarta, both on the 21st in UTC.
    shop.advance(TimeDelta::hours(13) + TimeDelta::minutes(59));
    let late = manager.place(&plain_sale()).await;
    assert_eq!(late.status, 401, "a token of this morning has ended");
    let manager = shop.manager().await;
    let late = manager.place(&plain_sale()).await.json(201);
    shop.advance(TimeDelta::minutes(2));
    let early = manager.place(&plain_sale()).await.json(201);
    assert_eq!((&late["business_day"], &early["business_day"]), (&json!("2026-11-21"), &json!("2026-11-22")));
    let found = items(&manager, "to=2026-11-21").await;
    assert_eq!(references(&found), [late["reference"].as_str().unwrap()]);
    let found = items(&manager, "from=2026-11-22&to=2026-11-22").await;
    assert_eq!(references(&found), [early["reference"].as_str().unwrap()]);
    assert!(items(&manager, "from=2026-11-23").await.is_empty());
}

#[tokio::test]
async fn products_are_listed_by_name_with_what_is_left() {
    let shop = Shop::open().await;
    let cashier = shop.cashier().await;
    let mut names: Vec<String> = Vec::new();
    let mut path = "/api/v1/products?store=senopati&limit=7".to_owned();
    loop {
        let page = cashier.get(&path).await.json(200);
        for product in page["items"].as_array().unwrap() {
            names.push(product["name"].as_str().unwrap().to_lowercase());
        }
        let Some(cursor) = page["next_cursor"].as_str() else { break };
        path = format!("/api/v1/products?store=senopati&limit=7&cursor={cursor}");
    }
    assert_eq!(names.len(), 40);
    assert!(names.windows(2).all(|pair| pair[0] < pair[1]), "{names:?}");
    let latte = product(&cashier, "senopati", "laTTe").await;
    assert!(latte["name"].as_str().unwrap().contains("atte"));
    assert_eq!((&latte["currency"], &latte["available"]), (&json!("IDR"), &json!(true)));
    let by_code = cashier.get("/api/v1/products?q=8991001000103").await.json(200);
    assert_eq!(by_code["items"][0]["name"], "Cold brew");
    let brew = product(&cashier, "senopati", "Cold brew").await;
    let all = sale(json!([{"product_id": brew["id"], "quantity": brew["stock"]}]));
    cashier.place(&all).await.json(201);
    let brew = product(&cashier, "senopati", "Cold brew").await;
    assert_eq!((&brew["stock"], &brew["available"]), (&json!(0), &json!(false)));
    // A wildcard of SQL is a letter like any other.
    assert_eq!(cashier.get("/api/v1/products?q=%25").await.json(200)["items"], json!([]));
}

#[tokio::test]
async fn products_are_found_in_every_form() {
    let shop = Shop::open().await;
    let cashier = shop.cashier().await;
    shop.psql("UPDATE kedai.products SET name = 'Cafe\u{301} Żubrówka' WHERE name = 'Croissant'");
    for query in ["caf%C3%A9", "cafe", "CAF%C3%89", "cafe%CC%81", "zubrowka%20cafe", "%EF%BD%83afe"] {
        let list = cashier.get(&format!("/api/v1/products?store=senopati&q={query}")).await.json(200);
        assert_eq!(list["items"].as_array().unwrap().len(), 1, "{query}");
    }
    let first = cashier.get("/api/v1/products?store=senopati&q=a&limit=2").await.json(200);
    let next = first["next_cursor"].as_str().unwrap();
    let second =
        cashier.get(&format!("/api/v1/products?store=senopati&q=a&limit=2&cursor={next}")).await.json(200);
    assert_ne!(first["items"], second["items"]);
    assert_eq!(second["items"].as_array().unwrap().len(), 2);
}
