//! Products and customers from files.

use contract::Problem;
use serde_json::json;
use services::catalogue::import::{Import, ImportError, ImportKind, ImportReport};

use crate::support::{
    Shop,
    sales::{product, sale_at, with},
};

const PRODUCTS: &str = include_str!("fixtures/products.csv");
const CUSTOMERS: &str = include_str!("fixtures/customers.csv");
const HEADING: &str = "sku,name,category,unit_price,units_in_stock,barcode";

async fn import(shop: &Shop, kind: ImportKind, csv: &[u8]) -> Result<ImportReport, ImportError> {
    let import = Import { kind, tenant: "northwind", store: None, csv, dry_run: false };
    shop.services.import(import).await
}

/// The cells that a file of products was refused for.
async fn wrong(shop: &Shop, rows: &str) -> Vec<(usize, String)> {
    let file = format!("{HEADING}\n{rows}");
    match import(shop, ImportKind::Products, file.as_bytes()).await {
        Err(ImportError::Wrong(cells)) => cells.into_iter().map(|cell| (cell.row, cell.column)).collect(),
        other => panic!("{rows:?}: {other:?}"),
    }
}

fn at(cells: &[(usize, &str)]) -> Vec<(usize, String)> {
    cells.iter().map(|(row, column)| (*row, (*column).to_owned())).collect()
}

/// New, known, and known without a change.
const fn counts(report: &ImportReport) -> (usize, usize, usize) {
    (report.changes.added, report.changes.updated, report.changes.unchanged)
}

/// How many rows northwind has in a table.
fn rows(shop: &Shop, table: &str) -> i64 {
    shop.count(&format!(
        "SELECT count(*) FROM kedai.{table} JOIN kedai.tenants t ON t.id = tenant_id WHERE t.slug = 'northwind'"
    ))
}

#[tokio::test]
async fn a_dry_run_tells_all_and_writes_nothing() {
    let shop = Shop::open().await;
    for (kind, csv, added) in [(ImportKind::Products, PRODUCTS, 21), (ImportKind::Customers, CUSTOMERS, 15)] {
        let import = Import { kind, tenant: "northwind", store: None, csv: csv.as_bytes(), dry_run: true };
        let report = shop.services.import(import).await.unwrap();
        assert_eq!((report.changes.added, report.changes.updated, report.written), (added, 0, false));
        assert_eq!(report.preview.len(), 5);
        assert!(report.ignored_columns.is_empty(), "{:?}", report.ignored_columns);
    }
    for table in ["products", "categories", "stock", "stock_movements", "customers", "data_keys"] {
        assert_eq!(rows(&shop, table), 0, "{table}");
    }
}

#[tokio::test]
async fn the_same_file_twice_changes_nothing() {
    let shop = Shop::open().await;
    let products = import(&shop, ImportKind::Products, PRODUCTS.as_bytes()).await.unwrap();
    let customers = import(&shop, ImportKind::Customers, CUSTOMERS.as_bytes()).await.unwrap();
    assert_eq!((counts(&products), products.written), ((21, 0, 0), true));
    assert_eq!((counts(&customers), customers.written), ((15, 0, 0), true));
    let state = || {
        shop.psql(
            "SELECT * FROM kedai.products ORDER BY id; SELECT * FROM kedai.stock ORDER BY product_id, store_id;
             SELECT * FROM kedai.stock_movements ORDER BY id; SELECT * FROM kedai.categories ORDER BY id;
             SELECT * FROM kedai.customers ORDER BY id;
             SELECT * FROM kedai.data_keys ORDER BY id",
        )
    };
    let before = state();
    shop.advance(chrono::TimeDelta::hours(1));
    let products = import(&shop, ImportKind::Products, PRODUCTS.as_bytes()).await.unwrap();
    let customers = import(&shop, ImportKind::Customers, CUSTOMERS.as_bytes()).await.unwrap();
    assert_eq!((counts(&products), counts(&customers)), ((0, 21, 21), (0, 15, 15)));
    assert_eq!((products.changes.lost, customers.changes.lost), (vec![], vec![]));
    assert_eq!(state(), before);
}

#[tokio::test]
async fn a_changed_file_brings_what_is_known_up_to_date() {
    let shop = Shop::open().await;
    import(&shop, ImportKind::Products, PRODUCTS.as_bytes()).await.unwrap();
    import(&shop, ImportKind::Customers, CUSTOMERS.as_bytes()).await.unwrap();
    let owner = shop.sign_in("owner@northwind.test").await;
    let tofu = product(&owner, "main", "Tofu").await;
    shop.advance(chrono::TimeDelta::minutes(1));
    let file = format!("{HEADING}\n14,Tofu firm,Produce,24.00,30,\n99,Tempeh,Produce,3.5,,\n");
    let report = import(&shop, ImportKind::Products, file.as_bytes()).await.unwrap();
    assert_eq!(counts(&report), (1, 1, 0));
    let firm = product(&owner, "main", "Tofu firm").await;
    assert_eq!((&firm["id"], &firm["price"], &firm["stock"]), (&tofu["id"], &json!(2_400), &json!(30)));
    let tempeh = product(&owner, "main", "Tempeh").await;
    assert_eq!(
        (&tempeh["price"], &tempeh["stock"], &tempeh["available"]),
        (&json!(350), &json!(null), &json!(true))
    );
    let movements = "SELECT string_agg(quantity::text, ',' ORDER BY moved_at) FROM kedai.stock_movements m
                     JOIN kedai.products p ON p.id = product_id WHERE sku = '14'";
    assert_eq!(shop.psql(movements), "35,-5");
    // Somebody who marries is found by the new name and not by the old one.
    let file = "customer_id,contact_name\nALFKI,Maria Öberg\n";
    import(&shop, ImportKind::Customers, file.as_bytes()).await.unwrap();
    assert_eq!(rows(&shop, "customers"), 15);
    // The demo's other tenant has its own products.
    assert_eq!(shop.count("SELECT count(*) FROM kedai.products WHERE sku = 'KOP-01' AND price = 28000"), 1);
}

#[tokio::test]
async fn imported_goods_are_sold_to_a_customer_with_accents() {
    let shop = Shop::open().await;
    import(&shop, ImportKind::Products, PRODUCTS.as_bytes()).await.unwrap();
    import(&shop, ImportKind::Customers, CUSTOMERS.as_bytes()).await.unwrap();
    let cashier = shop.sign_in("cashier@northwind.test").await;
    let wine = product(&cashier, "main", "Blaye").await;
    assert_eq!(
        (&wine["name"], &wine["price"], &wine["currency"]),
        (&json!("Côte de Blaye"), &json!(26_350), &json!("USD"))
    );
    assert_eq!((&wine["category"], &wine["stock"]), (&json!("Beverages"), &json!(17)));
    assert_eq!(product(&cashier, "main", "GUARAN%C3%81").await["available"], false, "it is discontinued");
    let crème = product(&cashier, "main", "nuß-nougat").await;
    assert_eq!(crème["name"], "NuNuCa Nuß-Nougat-Creme");

    let lines = json!([
        {"product_id": wine["id"], "quantity": 2},
        {"product_id": crème["id"], "quantity": 1},
    ]);
    let cash = json!({"type": "full", "method": "cash", "tendered": 60_000});
    let sale = with(
        sale_at("main", lines),
        json!({"customer": {"name": "Frédérique Citeaux", "phone": "88.60.15.31"}, "payment": cash}),
    );
    let order = cashier.place(&sale).await.json(201);
    assert_eq!(
        (&order["total"], &order["tax"], &order["change"]),
        (&json!(54_100), &json!(0), &json!(5_900))
    );
    for search in ["frederique", "Fr%C3%A9d%C3%A9r", "citeaux%20fred"] {
        let found = cashier.get(&format!("/api/v1/orders?search={search}")).await.json(200);
        assert_eq!(found["items"][0]["customer"]["name"], "Frédérique Citeaux", "{search}");
    }
    // Pacific time: the evening before.
    assert_eq!(order["business_day"], "2026-11-20");
    let guarana = product(&cashier, "main", "Guaran").await;
    let gone = sale_at("main", json!([{"product_id": guarana["id"], "quantity": 1}]));
    cashier.place(&gone).await.problem(422, "not_for_sale");
}

#[tokio::test]
async fn a_customer_from_a_file_is_the_one_who_buys() {
    let shop = Shop::open().await;
    import(&shop, ImportKind::Customers, CUSTOMERS.as_bytes()).await.unwrap();
    let cashier = shop.sign_in("cashier@northwind.test").await;
    let customer = json!({"name": "christina BERGLUND", "phone": "0921 123465"});
    let line = json!([{"name": "Advice", "unit_price": 100, "quantity": 1}]);
    let order = cashier.place(&with(sale_at("main", line), json!({"customer": customer}))).await.json(201);
    assert_eq!(order["customer"]["name"], "Christina Berglund");
    assert_eq!(rows(&shop, "customers"), 15);
    // Her company's name finds the order as well.
    let found = cashier.get("/api/v1/orders?search=snabbkop").await.json(200);
    assert_eq!(found["items"][0]["reference"], order["reference"]);
}

#[tokio::test]
async fn wrong_cells_are_told_by_row_and_column_and_nothing_is_written() {
    let shop = Shop::open().await;
    let file = "\
1,Tea,Drinks,1.50,3,111
2,,Drinks,cheap,-1,
,Milk,,-1,3.5,111
1,Water,Drinks,1.234,99999999999,
";
    let cells = wrong(&shop, file).await;
    let mut cells: Vec<(usize, &str)> = cells.iter().map(|(row, column)| (*row, column.as_str())).collect();
    cells.sort_unstable();
    assert_eq!(
        cells,
        [
            (3, "name"),
            (3, "unit_price"),
            (3, "units_in_stock"),
            (4, "barcode"),
            (4, "category"),
            (4, "sku"),
            (4, "unit_price"),
            (4, "units_in_stock"),
            (5, "sku"),
            (5, "unit_price"),
            (5, "units_in_stock"),
        ]
    );
    for table in ["products", "categories", "stock"] {
        assert_eq!(rows(&shop, table), 0, "{table}");
    }
    let long = "x".repeat(121);
    assert_eq!(wrong(&shop, &format!("1,{long},Drinks,1,,")).await, at(&[(2, "name")]));
    let missing = import(&shop, ImportKind::Products, b"sku,name\n1,Tea\n").await.unwrap_err();
    let problem = Problem::from(missing);
    assert_eq!((problem.status, problem.code.as_str()), (422, "invalid_rows"));
    let columns: Vec<&str> = problem.errors.iter().map(|error| error.field.as_str()).collect();
    assert_eq!(columns, ["row 1, category", "row 1, unit_price"]);
    let file = "customer_id,contact_name,email\nA,Ana,ana\nA,,\n";
    let Err(ImportError::Wrong(cells)) = import(&shop, ImportKind::Customers, file.as_bytes()).await else {
        panic!("taken")
    };
    let cells: Vec<(usize, &str)> = cells.iter().map(|cell| (cell.row, cell.column.as_str())).collect();
    assert_eq!(cells, [(2, "email"), (3, "contact_name"), (3, "customer_id")]);
}

#[tokio::test]
async fn files_of_every_odd_kind_are_taken_or_refused_whole() {
    let shop = Shop::open().await;
    // A byte order mark, Windows line ends, quotes, a comma, and a line break inside a description.
    let odd = "\u{feff}SKU, Name ,category,unit_price,quantity_per_unit\r\n\
               7,\"Tea, \"\"green\"\"\",Drinks,\"1,234.50\",\r\n8,Two,Drinks,1,\"two\nlines\"\r\n";
    assert_eq!(counts(&import(&shop, ImportKind::Products, odd.as_bytes()).await.unwrap()), (2, 0, 0));
    let stored = "SELECT name, price FROM kedai.products WHERE sku = '7'";
    assert_eq!(shop.psql(stored), "Tea, \"green\"|123450");

    // What no database stores is a wrong cell like any other.
    assert_eq!(wrong(&shop, "1,Te\u{0}a,Drinks,1,,").await, at(&[(2, "name")]));
    assert_eq!(
        wrong(&shop, "1,Tea,Drinks,1,,\n2,Milk,Dr\u{0}nks,1,,x\u{0}").await,
        at(&[(3, "category"), (3, "barcode")])
    );
    let nul = import(&shop, ImportKind::Customers, b"customer_id,contact_name\nA\0,Ana\n").await;
    assert!(matches!(nul, Err(ImportError::Wrong(_))), "{nul:?}");
    let empty = import(&shop, ImportKind::Products, b"").await;
    assert!(matches!(empty, Err(ImportError::Wrong(_))), "{empty:?}");
    let only_heading = import(&shop, ImportKind::Products, HEADING.as_bytes()).await.unwrap();
    assert_eq!(counts(&only_heading), (0, 0, 0));
    assert_eq!(rows(&shop, "products"), 2);
}

#[tokio::test]
async fn a_barcode_that_another_product_has_is_a_wrong_cell() {
    let shop = Shop::open().await;
    let first = format!("{HEADING}\n1,Tea,Drinks,1,,111\n");
    import(&shop, ImportKind::Products, first.as_bytes()).await.unwrap();
    assert_eq!(wrong(&shop, "3,Water,Drinks,1,,\n2,Milk,Drinks,1,,111").await, at(&[(3, "barcode")]));
    // One that moves from a product to another within a file is fine.
    let moved = format!("{HEADING}\n1,Tea,Drinks,1,,222\n2,Milk,Drinks,1,,111\n");
    let back = format!("{HEADING}\n2,Milk,Drinks,1,,222\n1,Tea,Drinks,1,,111\n");
    import(&shop, ImportKind::Products, moved.as_bytes()).await.unwrap();
    let codes = "SELECT string_agg(sku || ':' || barcode, ',' ORDER BY sku) FROM kedai.products
                 WHERE barcode IN ('111', '222')";
    assert_eq!(shop.psql(codes), "1:222,2:111");
    import(&shop, ImportKind::Products, back.as_bytes()).await.unwrap();
    assert_eq!(shop.psql(codes), "1:111,2:222");
}

#[tokio::test]
async fn a_file_goes_to_the_tenant_and_store_that_are_named() {
    let shop = Shop::open().await;
    let file = format!("{HEADING}\nKOP-10,Cold brew,Coffee,35000,7,\n");
    let to = |tenant, store| Import {
        kind: ImportKind::Products,
        tenant,
        store,
        csv: file.as_bytes(),
        dry_run: false,
    };
    assert!(matches!(shop.services.import(to("nobody", None)).await, Err(ImportError::UnknownTenant(_))));
    let foreign = shop.services.import(to("northwind", Some("kemang"))).await;
    assert!(matches!(foreign, Err(ImportError::UnknownStore(_))));
    shop.services.import(to("kopi-kita", Some("kemang"))).await.unwrap();
    let manager = shop.manager().await;
    assert_eq!(product(&manager, "kemang", "Cold brew").await["stock"], 7);
    assert_eq!(product(&manager, "senopati", "Cold brew").await["stock"], 40);
    assert_eq!(rows(&shop, "products"), 0);
}
