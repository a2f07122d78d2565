//! The order list as a file, and changes of many orders at once.

use serde_json::{Value, json};

use crate::support::{
    Shop,
    sales::{cake, plain_sale, sale, with},
};

fn references(orders: &[&Value]) -> Vec<String> {
    orders.iter().map(|order| order["reference"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn a_file_holds_what_is_filtered_and_no_formula() {
    let shop = Shop::open().await;
    let manager = shop.manager().await;
    let evil = json!({"name": "=HYPERLINK(\"x\"), Budi", "phone": "+62 812-3456-7890"});
    let order = with(sale(json!([cake(1_000_000)])), json!({"customer": evil}));
    let order = manager.place(&order).await.json(201);
    for _ in 0..3 {
        manager.place(&plain_sale()).await.json(201);
    }
    let file = manager.get("/api/v1/orders.csv?sort=total").await;
    assert_eq!((file.status, file.header("content-type")), (200, "text/csv; charset=utf-8"));
    assert_eq!(file.header("content-disposition"), "attachment; filename=\"orders.csv\"");
    let text = file.text();
    let rows: Vec<&str> = text.trim_end().split("\r\n").collect();
    assert_eq!(rows.len(), 5, "{text}");
    assert!(rows[0].starts_with("\u{feff}reference,created_at,business_day,store,"));
    let reference = order["reference"].as_str().unwrap();
    assert!(rows[4].starts_with(reference), "{text}");
    assert!(
        rows[4].contains(
            "\"'=HYPERLINK(\"\"x\"\"), Budi\",\"'+62 812-3456-7890\",1,1100000,1100000,0,,false,IDR"
        ),
        "{text}"
    );
    let file = manager.get("/api/v1/offline-orders.csv?min_total=500000&search=budi").await.text();
    assert_eq!(file.trim_end().split("\r\n").count(), 2);
    // Each was noted, with its filter and how much it held; the search only as a hash.
    let noted = shop.psql("SELECT changes FROM kedai.audit_entries WHERE action = 'ACCESS' AND subject = 'orders' ORDER BY length(changes::text)");
    let noted: Vec<&str> = noted.lines().filter(|line| line.contains("\"csv\"")).collect();
    assert_eq!(noted.len(), 2, "{noted:?}");
    assert!(noted[0].contains("{\"field\":\"count\",\"old\":null,\"new\":4}"), "{}", noted[0]);
    assert!(
        noted[1].contains("{\"field\":\"min_total\",\"old\":null,\"new\":\"500000\"}")
            && !noted[1].contains("budi")
    );
    shop.cashier().await.get("/api/v1/orders.csv").await.problem(403, "forbidden");
    manager.get("/api/v1/orders.csv?status=late").await.problem(422, "invalid_request");
}

#[tokio::test]
async fn a_long_file_holds_every_order_once() {
    let shop = Shop::open().await;
    shop.tamper();
    let manager = shop.manager().await;
    let order = manager.place(&plain_sale()).await.json(201);
    // Copies of one order, told apart by what must differ; more than two parts of the file.
    shop.psql(&format!(
        "SET session_replication_role = replica;
         CREATE TEMP TABLE copies AS SELECT o.*, n FROM kedai.orders o, generate_series(1, 1203) n WHERE reference = '{}';
         UPDATE copies SET id = gen_random_uuid(), reference = 'GO-Z' || lpad(n::text, 5, '0'), tracking_hash = sha256(n::text::bytea);
         ALTER TABLE copies DROP COLUMN n, DROP COLUMN facet;
         INSERT INTO kedai.orders SELECT * FROM copies",
        order["reference"].as_str().unwrap()
    ));
    let file = manager.get("/api/v1/orders.csv").await.text();
    let mut rows: Vec<&str> = file.trim_end().split("\r\n").skip(1).map(|row| &row[..9]).collect();
    assert_eq!(rows.len(), 1204);
    rows.sort_unstable();
    rows.dedup();
    assert_eq!(rows.len(), 1204);
}

#[tokio::test]
async fn many_orders_are_cancelled_as_if_each_were_alone() {
    let shop = Shop::open().await;
    let manager = shop.manager().await;
    let open = manager.place(&plain_sale()).await.json(201);
    let other = manager.place(&plain_sale()).await.json(201);
    let done = manager.place(&with(plain_sale(), json!({"hand_over": true}))).await.json(201);
    let mut ids = references(&[&open, &other, &done, &open]);
    ids.push("GO-NNNNNN".to_owned());
    let command = |dry_run: bool| json!({"action": "cancel", "reason": "the kitchen flooded", "ids": ids, "dry_run": dry_run});
    let plan = manager.post("/api/v1/orders/bulk", &command(true)).await.json(200);
    let total = open["total"].as_i64().unwrap();
    let counts = |view: &Value| {
        ["changed", "unchanged", "refused", "given_back"].map(|name| view[name].as_i64().unwrap())
    };
    assert_eq!(counts(&plan), [2, 0, 2, 2 * total], "{plan}");
    let refused = |view: &Value| {
        let orders = view["orders"].as_array().unwrap().iter();
        let refused = orders.filter(|order| order["outcome"] == "refused");
        refused.map(|order| (order["order"].clone(), order["code"].clone())).collect::<Vec<_>>()
    };
    let expected = vec![
        (done["reference"].clone(), json!("invalid_transition")),
        (json!("GO-NNNNNN"), json!("not_found")),
    ];
    assert_eq!(refused(&plan), expected);
    let path = format!("/api/v1/orders/{}", open["reference"].as_str().unwrap());
    assert_eq!(manager.get(&path).await.json(200)["lifecycle"], open["lifecycle"]);
    // A cashier may not give money back, not many times either.
    let as_cashier = shop.cashier().await.post("/api/v1/orders/bulk", &command(false)).await.json(200);
    assert_eq!(counts(&as_cashier)[..3], [0, 0, 4]);
    let view = manager.post("/api/v1/orders/bulk", &command(false)).await.json(200);
    assert_eq!(counts(&view), counts(&plan));
    assert_eq!(refused(&view), expected);
    let detail = manager.get(&path).await.json(200);
    assert_eq!(detail["lifecycle"], "cancelled");
    assert_eq!(detail["events"].as_array().unwrap().last().unwrap()["type"], "order.status_changed");
    // The same again changes nothing and gives nothing back.
    let again = manager.post("/api/v1/orders/bulk", &command(false)).await.json(200);
    assert_eq!(counts(&again), [0, 2, 2, 0]);
}

#[tokio::test]
async fn all_that_fit_are_moved_and_no_more_than_can_be_looked_over() {
    let shop = Shop::open().await;
    let cashier = shop.cashier().await;
    let first = cashier.place(&plain_sale()).await.json(201);
    cashier.place(&with(plain_sale(), json!({"hand_over": true}))).await.json(201);
    let command = json!({"action": "move", "status": "processing", "filter": {"status": "pending"}});
    let view = cashier.post("/api/v1/orders/bulk", &command).await.json(200);
    assert_eq!((&view["changed"], &view["orders"][0]["order"]), (&json!(1), &first["reference"]), "{view}");
    let many: Vec<String> = (0..501).map(|number| format!("GO-{number:06}")).collect();
    for (command, field) in [
        (json!({"action": "cancel", "ids": many}), "ids"),
        (json!({"action": "cancel"}), "ids"),
        (json!({"action": "cancel", "ids": ["GO-000000"], "filter": {}}), "ids"),
        (json!({"action": "burn", "ids": ["GO-000000"]}), "action"),
        (json!({"action": "move", "status": "eaten", "ids": ["GO-000000"]}), "status"),
    ] {
        let answer = cashier.post("/api/v1/orders/bulk", &command).await;
        assert_eq!(answer.problem(422, "invalid_request")["errors"][0]["field"], field);
    }
}

#[tokio::test]
async fn what_was_deleted_is_refused_and_told_to_nobody_else() {
    let shop = Shop::open().await;
    let manager = shop.manager().await;
    let order = manager.place(&plain_sale()).await.json(201);
    let path = format!("/api/v1/offline-orders/{}", order["id"].as_str().unwrap());
    let gone = manager.ask("DELETE", &path).json(&json!({"reason": "entered twice"})).send().await;
    assert!(gone.status < 300, "{}", gone.text());
    let command = |dry_run: bool| json!({"action": "cancel", "reason": "the kitchen flooded", "ids": [order["reference"]], "dry_run": dry_run});
    for dry_run in [true, false] {
        let view = manager.post("/api/v1/orders/bulk", &command(dry_run)).await.json(200);
        assert_eq!(
            (&view["refused"], &view["orders"][0]["code"]),
            (&json!(1), &json!("order_deleted")),
            "{view}"
        );
        let view = shop.cashier().await.post("/api/v1/orders/bulk", &command(dry_run)).await.json(200);
        assert_eq!(
            (&view["refused"], &view["orders"][0]["code"]),
            (&json!(1), &json!("not_found")),
            "{view}"
        );
    }
    let command = json!({"action": "cancel", "filter": {"deleted": true}, "dry_run": true});
    manager.post("/api/v1/orders/bulk", &command).await.problem(422, "invalid_request");
    // The file of deleted orders is theirs who may restore them.
    let file = manager.get("/api/v1/orders.csv?deleted=true").await.text();
    assert_eq!(file.trim_end().split("\r\n").count(), 2);
    assert_eq!(manager.get("/api/v1/orders.csv").await.text().trim_end().split("\r\n").count(), 1);
}
