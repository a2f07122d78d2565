//! Past orders from a shop's own files.

use std::fmt::Write as _;

use serde_json::{Value, json};
use services::catalogue::import::{Import, ImportError, ImportKind, ImportOrders, OrdersReport};

use crate::support::{Shop, sales::product};

const PRODUCTS: &str = include_str!("fixtures/products.csv");
const CUSTOMERS: &str = include_str!("fixtures/customers.csv");
const ORDERS: &str = include_str!("fixtures/past_orders.csv");
const LINES: &str = include_str!("fixtures/past_order_lines.csv");

async fn shop() -> Shop {
    let shop = Shop::open().await;
    for (kind, csv) in [(ImportKind::Products, PRODUCTS), (ImportKind::Customers, CUSTOMERS)] {
        let csv = csv.as_bytes();
        let import = Import { kind, tenant: "northwind", store: None, csv, dry_run: false };
        shop.services.import(import).await.unwrap();
    }
    shop
}

fn files<'a>(orders: &'a str, lines: &'a str) -> ImportOrders<'a> {
    let (orders, lines) = (orders.as_bytes(), lines.as_bytes());
    ImportOrders { tenant: "northwind", store: None, orders, lines, dry_run: false }
}

async fn import(shop: &Shop, orders: &str, lines: &str) -> Result<OrdersReport, ImportError> {
    shop.services.import_orders(files(orders, lines)).await
}

/// The cells that files were refused for.
async fn wrong(shop: &Shop, orders: &str, lines: &str) -> Vec<(usize, String)> {
    match import(shop, orders, lines).await {
        Err(ImportError::Wrong(cells)) => cells.into_iter().map(|cell| (cell.row, cell.column)).collect(),
        other => panic!("{orders:?}: {other:?}"),
    }
}

fn at(cells: &[(usize, &str)]) -> Vec<(usize, String)> {
    cells.iter().map(|(row, column)| (*row, (*column).to_owned())).collect()
}

fn sums(report: &OrdersReport) -> [i64; 4] {
    [report.gross, report.discounts, report.net, report.freight].map(domain::money::Money::amount)
}

#[tokio::test]
async fn past_orders_come_with_their_days_discounts_and_customers() {
    let shop = shop().await;
    let stock = "SELECT string_agg(product_id::text || on_hand, ',' ORDER BY product_id) FROM kedai.stock";
    let before = shop.psql(stock);
    let dry = ImportOrders { dry_run: true, ..files(ORDERS, LINES) };
    let dry = shop.services.import_orders(dry).await.unwrap();
    assert_eq!((dry.added, dry.known, dry.lines, dry.written), (6, 0, 9, false));
    assert_eq!(shop.count("SELECT count(*) FROM kedai.orders"), 0);

    let report = import(&shop, ORDERS, LINES).await.unwrap();
    assert_eq!((report.added, report.known, report.lines, report.written), (6, 0, 9, true));
    // 403.20 + 3,000.00 + 450.00 + 630.00 + 285.00 + 360.00, less 15 %, 25 % and 20 % of the lines
    // that have them.
    assert_eq!(sums(&report), [512_820, 66_450, 446_370, 44_715]);
    assert_eq!(report.preview.len(), 5);
    assert!(report.ignored_columns.is_empty(), "{:?}", report.ignored_columns);
    assert_eq!(shop.psql(stock), before);

    let manager = shop.sign_in("manager@northwind.test").await;
    let list = manager.get("/api/v1/orders?from=1997-04-18&to=1997-04-18").await.json(200);
    let [listed] = list["items"].as_array().unwrap().as_slice() else { panic!("{list}") };
    let path = format!("/api/v1/offline-orders/{}", listed["reference"].as_str().unwrap());
    let order = manager.get(&path).await.json(200);
    // Noon in Seattle, in daylight saving time.
    assert_eq!(order["created_at"], "1997-04-18T19:00:00Z");
    assert_eq!(
        (&order["order_type"], &order["status"], &order["business_day"], &order["currency"]),
        (&json!("offline"), &json!("COMPLETED"), &json!("1997-04-18"), &json!("USD"))
    );
    assert_eq!(order["customer"]["name"], "Laurence Lebihan");
    assert_eq!(
        (&order["subtotal"], &order["discount"], &order["tax"], &order["total"], &order["balance_due"]),
        (&json!(300_000), &json!(45_000), &json!(0), &json!(255_000), &json!(0))
    );
    assert_eq!(order["items"][0]["name"], "Chef Anton's Cajun Seasoning");
    assert_eq!(
        (&order["items"][2]["unit_price"], &order["items"][2]["quantity"]),
        (&json!(4_000), &json!(10))
    );
    assert_eq!(
        (&order["payments"][0]["method"], &order["payments"][0]["amount"]),
        (&json!("other"), &json!(255_000))
    );
    let note = order["note"].as_str().unwrap();
    for said in ["Order 10511.", "Marseille", "Freight, not in the total: 350.64."] {
        assert!(note.contains(said), "{note}");
    }
    // Where the goods went names a person: it is sealed like every note.
    assert_eq!(shop.count("SELECT count(*) FROM kedai.orders WHERE sealed_note IS NOT NULL"), 6);
    let traces = "SELECT count(*) FROM kedai.audit_entries a JOIN kedai.events e USING (order_id)
                  WHERE a.action = 'CREATE' AND a.actor_id IS NULL AND a.origin = 'kedai import'
                    AND e.type = 'order.placed' AND a.changes::text NOT LIKE '%Marseille%'";
    assert_eq!(shop.count(traces), 6);
    assert_eq!(shop.count("SELECT max(sequence) FROM kedai.store_sequences"), 6);
}

#[tokio::test]
async fn the_same_files_twice_double_nothing() {
    let shop = shop().await;
    let few: String = ORDERS.lines().take(3).fold(String::new(), |mut few, line| {
        let _ = writeln!(few, "{line}");
        few
    });
    // Lines of orders that are not in the file are told, not dropped.
    assert_eq!(wrong(&shop, &few, LINES).await.len(), 5);
    let few_lines: String = LINES.lines().take(5).fold(String::new(), |mut few, line| {
        let _ = writeln!(few, "{line}");
        few
    });
    assert_eq!(import(&shop, &few, &few_lines).await.unwrap().added, 2);
    let rest = import(&shop, ORDERS, LINES).await.unwrap();
    assert_eq!((rest.added, rest.known, rest.lines), (4, 2, 5));
    let again = import(&shop, ORDERS, LINES).await.unwrap();
    assert_eq!((again.added, again.known, again.lines, again.days), (0, 6, 0, None));
    assert_eq!(sums(&again), [0; 4]);
    assert_eq!(shop.count("SELECT count(*) FROM kedai.orders"), 6);
    assert_eq!(shop.count("SELECT sum(total) FROM kedai.orders"), 446_370);
}

#[tokio::test]
async fn a_number_in_another_form_is_the_same_order() {
    let shop = shop().await;
    let line = |number: &str| format!("order_id,sku,unit_price,quantity\n{number},1,45.90,1\n");
    let order = |number: &str| format!("order_id,order_date\n{number},2026-11-01\n");
    assert_eq!(import(&shop, &order("A-1"), &line("a-1")).await.unwrap().added, 1);
    for form in ["A-1", "a-1", "Ａ-1", "A\u{2011}1", "'A-1", "\"=\"\"a-1\"\"\""] {
        let again = import(&shop, &order(form), &line("A-1")).await.unwrap();
        assert_eq!((again.added, again.known), (0, 1), "{form}");
    }
    let twice = format!("{}a-1,2026-11-01\n", order("A-1"));
    assert_eq!(wrong(&shop, &twice, &line("A-1")).await[0], (3, "order_id".to_owned()));
    assert_eq!(shop.count("SELECT count(*) FROM kedai.orders"), 1);
    // The marks of a spreadsheet are no part of what people find an order by.
    assert_eq!(import(&shop, &order("'B-2"), &line("B-2")).await.unwrap().added, 1);
    let owner = shop.sign_in("owner@northwind.test").await;
    let told = owner.get("/api/v1/orders?search=B-2").await.json(200);
    assert_eq!(told["items"].as_array().unwrap().len(), 1);
    let id = told["items"][0]["id"].as_str().unwrap();
    let told = owner.get(&format!("/api/v1/offline-orders/{id}")).await.json(200);
    assert!(told["note"].as_str().unwrap().starts_with("Order B-2."), "{told}");
}

#[tokio::test]
async fn a_row_that_ends_early_is_told_not_dropped() {
    let shop = shop().await;
    let lines = "order_id,sku,unit_price,quantity\nB1,1,1,1\nB2,1,1,1\n";
    let orders = "order_id,order_date,customer_id\nB1\nB2,2020-01-05\n";
    assert_eq!(wrong(&shop, orders, lines).await, at(&[(2, "order_date")]));
    let lines = "order_id,sku,unit_price,quantity\nB1,1,1\nB2,1,1,1\n";
    let orders = "order_id,order_date\nB1,2020-01-05\nB2,2020-01-05\n";
    assert_eq!(wrong(&shop, orders, lines).await, at(&[(2, "quantity of the lines")]));
}

#[tokio::test]
async fn each_line_s_discount_is_rounded_half_up_on_its_own() {
    let shop = shop().await;
    let orders = "order_id,order_date\nA,2026-11-01\nB,2026-11-01\n";
    // 5 % of 0.10 is half a cent; of three such lines one and a half would be two, but it is three.
    let lines = "order_id,sku,unit_price,quantity,discount\n\
                 A,1,0.10,1,0.05\nA,2,0.10,1,0.05\nA,3,0.10,1,0.05\nB,1,0.09,1,0.05\nB,2,5.00,1,1\n";
    let report = import(&shop, orders, lines).await.unwrap();
    assert_eq!(sums(&report), [539, 503, 36, 0]);
    let stored = "SELECT string_agg(discount || ' ' || total, ', ' ORDER BY created_at) FROM kedai.orders";
    assert_eq!(shop.psql(stored), "3 27, 500 9");
    // The order of the file is kept within a day.
    let days = "SELECT count(DISTINCT created_at) FROM kedai.orders WHERE business_day = '2026-11-01'";
    assert_eq!(shop.count(days), 2);
}

#[tokio::test]
async fn an_order_given_away_has_no_payment() {
    let shop = shop().await;
    let lines = "order_id,sku,unit_price,quantity,discount\nA,1,5.00,1,1.00\n";
    import(&shop, "order_id,order_date\nA,2026-11-01\n", lines).await.unwrap();
    assert_eq!(shop.count("SELECT count(*) FROM kedai.payments"), 0);
    assert_eq!(shop.count("SELECT total FROM kedai.orders"), 0);
}

#[tokio::test]
async fn wrong_cells_of_both_files_are_told_and_nothing_is_written() {
    let shop = shop().await;
    let orders = "order_id,order_date,customer_id,freight\n";
    let lines = "order_id,sku,unit_price,quantity,discount\n";
    let bad_lines = format!("{lines}A,nothing,1,1,\nA,1,cheap,0,15\nZ,1,1,1,\n");
    assert_eq!(
        wrong(&shop, &format!("{orders}A,2026-11-01,,\n"), &bad_lines).await,
        at(&[
            (2, "sku of the lines"),
            (3, "unit_price of the lines"),
            (3, "quantity of the lines"),
            (3, "discount of the lines"),
            (4, "order_id of the lines"),
        ])
    );
    let good_lines = format!("{lines}A,1,1,1,\nB,1,1,1,\n");
    let bad = format!("{orders}A,4/7/1996,NOBODY,much\nB,2026-11-22,,-1\nB,2026-11-01,,\n,2026-11-01,,\n");
    assert_eq!(
        wrong(&shop, &bad, &good_lines).await,
        at(&[
            (2, "order_date"),
            (2, "customer_id"),
            (2, "freight"),
            (3, "order_date"),
            (3, "freight"),
            (4, "order_id"),
            (4, "order_id"),
            (5, "order_id"),
            (5, "order_id"),
        ])
    );
    assert_eq!(wrong(&shop, "order_id\nA\n", lines).await, at(&[(1, "order_date")]));
    assert_eq!(wrong(&shop, ORDERS, "order_id\n").await.len(), 3);
    for table in ["orders", "order_lines", "payments", "imported_orders"] {
        assert_eq!(shop.count(&format!("SELECT count(*) FROM kedai.{table}")), 0, "{table}");
    }
}

#[tokio::test]
async fn a_file_of_too_many_orders_is_refused() {
    let shop = shop().await;
    let rows: String = (0..20_001).fold("order_id,order_date\n".to_owned(), |mut rows, number| {
        let _ = writeln!(rows, "{number},2026-11-01");
        rows
    });
    let refused = import(&shop, &rows, LINES).await.unwrap_err();
    assert!(matches!(refused, ImportError::TooManyOrders), "{refused:?}");
    let unknown = ImportOrders { store: Some("kemang"), ..files(ORDERS, LINES) };
    let refused = shop.services.import_orders(unknown).await.unwrap_err();
    assert!(matches!(refused, ImportError::UnknownStore(_)), "{refused:?}");
}

#[tokio::test]
async fn imported_orders_are_found_by_their_customer_and_sold_goods_stay_sellable() {
    let shop = shop().await;
    import(&shop, ORDERS, LINES).await.unwrap();
    let owner = shop.sign_in("owner@northwind.test").await;
    let found = owner.get("/api/v1/orders?search=lebihan").await.json(200);
    assert_eq!(found["items"].as_array().unwrap().len(), 2);
    for typed in ["BONAP", "bonap", "%EF%BC%A2onap"] {
        let customers = owner.get(&format!("/api/v1/customers?search={typed}")).await.json(200);
        assert_eq!(customers["items"].as_array().unwrap().len(), 1, "{typed}");
    }
    let chai: Value = product(&owner, "main", "Chang").await;
    assert_eq!(chai["stock"], 17);
    let events = owner.get(&format!("/api/v1/orders/{}", found["items"][0]["id"].as_str().unwrap())).await;
    assert_eq!(events.json(200)["events"][0]["at"], "1998-03-11T20:00:00Z");
}

#[tokio::test]
async fn an_imported_order_is_found_by_the_number_it_had() {
    let shop = shop().await;
    import(&shop, ORDERS, LINES).await.unwrap();
    let number = ORDERS.lines().nth(1).unwrap().split(',').next().unwrap();
    let reference = shop.psql(&format!(
        "SELECT o.reference FROM kedai.imported_orders i JOIN kedai.orders o ON o.id = i.order_id
         WHERE i.number = '{number}'"
    ));
    let owner = shop.sign_in("owner@northwind.test").await;
    for sort in ["time", "-total"] {
        let found = owner.get(&format!("/api/v1/orders?search={number}&sort={sort}")).await.json(200);
        assert_eq!(found["items"].as_array().unwrap().len(), 1, "{found}");
        assert_eq!(found["items"][0]["reference"], reference.trim());
    }
    let lettered = |file: &str| file.replace("\n10", "\nSO-10");
    import(&shop, &lettered(ORDERS), &lettered(LINES)).await.unwrap();
    for typed in ["SO-", "so-", "So-", "so%E2%80%91", "%EF%BC%B3o-"] {
        let found = owner.get(&format!("/api/v1/orders?search={typed}{number}")).await.json(200);
        assert_eq!(found["items"].as_array().unwrap().len(), 1, "{typed}");
    }
    let other = owner.get(&format!("/api/v1/orders?search={number}&customer_name=zzz")).await.json(200);
    assert_eq!(other["items"], json!([]));
    // Another business has no such number.
    let stranger = shop.manager().await;
    let found = stranger.get(&format!("/api/v1/orders?search={number}")).await.json(200);
    assert_eq!(found["items"], json!([]));
}

#[tokio::test]
async fn days_have_bounds_and_shares_may_have_commas() {
    let shop = shop().await;
    let lines = "order_id;sku;unit_price;quantity;discount\nA;11;16,80;2;0,25\n";
    for day in [
        "-9999-01-01",
        "-262143-01-01",
        "1899-12-31",
        "2201-01-01",
        "2026-02-30",
        "27/11/2025",
        "",
        "2026-11-1",
    ] {
        let orders = format!("order_id;order_date\n;;\nA;{day}\n");
        assert_eq!(wrong(&shop, &orders, lines).await, at(&[(3, "order_date")]), "{day}");
        let orders =
            format!("order_id;order_date;required_date;shipped_date\nA;1997-01-01;{day};9999-01-01\n");
        let mut expected = vec![(2, "shipped_date")];
        if !day.is_empty() {
            expected.insert(0, (2, "required_date"));
        }
        assert_eq!(wrong(&shop, &orders, lines).await, at(&expected), "{day}");
    }
    let report = import(&shop, "order_id\torder_date\nA\t1997-01-01\n", lines).await.unwrap();
    assert_eq!(sums(&report), [3_360, 840, 2_520, 0]);
}
