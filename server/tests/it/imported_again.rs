//! Files that speak of what is known: what they leave out stays, and what they take away is told before.

use serde_json::json;
use services::catalogue::import::{Import, ImportError, ImportKind, ImportReport};

use crate::support::{
    Shop,
    sales::{product, sale, sale_at, with},
};

const WHOLE: &str = "\
sku,name,category,unit_price,quantity_per_unit,units_in_stock,reorder_level,discontinued,barcode,tax_class
T-1,Tea,Drinks,2.00,A pot,30,5,0,036000291452,exempt
T-2,Old tea,Drinks,1.00,,,,1,,
";
const PEOPLE: &str = "\
customer_id,contact_name,company_name,contact_title,address,city,region,postal_code,country,phone,email
ANA,Ana Trujillo,Emparedados,Owner,Avda. 2222,México D.F.,DF,05021,Mexico,(206) 555-0155,ana@example.com
";

async fn look(shop: &Shop, kind: ImportKind, file: &str) -> Result<ImportReport, ImportError> {
    let import = Import { kind, tenant: "northwind", store: None, csv: file.as_bytes(), dry_run: true };
    shop.services.import(import).await
}

async fn import(shop: &Shop, kind: ImportKind, file: &str) -> ImportReport {
    let import = Import { kind, tenant: "northwind", store: None, csv: file.as_bytes(), dry_run: false };
    shop.services.import(import).await.unwrap()
}

async fn products(shop: &Shop, file: &str) -> ImportReport {
    import(shop, ImportKind::Products, file).await
}

async fn refused(shop: &Shop, kind: ImportKind, file: &str) -> Vec<(usize, String, String)> {
    match look(shop, kind, file).await {
        Err(ImportError::Wrong(cells)) => {
            cells.into_iter().map(|cell| (cell.row, cell.column, cell.message)).collect()
        }
        other => panic!("{file:?}: {other:?}"),
    }
}

/// What is told of values that would be lost.
fn lost(report: &ImportReport) -> Vec<(usize, &str, &str, &str)> {
    let lost = report.changes.lost.iter();
    lost.map(|change| (change.row, change.code.as_str(), change.column, change.before.as_str())).collect()
}

/// A product of northwind as its row is.
fn row(shop: &Shop, sku: &str) -> String {
    shop.psql(&format!(
        "SELECT p.name, price, description, tax_class, barcode, active, on_hand, reorder_level
         FROM kedai.products p JOIN kedai.tenants t ON t.id = p.tenant_id
         LEFT JOIN kedai.stock k ON k.product_id = p.id
         WHERE t.slug = 'northwind' AND sku = '{sku}'"
    ))
}

#[tokio::test]
async fn what_a_file_of_products_leaves_out_stays() {
    let shop = Shop::open().await;
    products(&shop, WHOLE).await;
    let (tea, old) = (row(&shop, "T-1"), row(&shop, "T-2"));
    assert_eq!(tea, "Tea|200|A pot|exempt|036000291452|t|30|5");
    assert_eq!(old, "Old tea|100||standard||f||");
    // Columns are missing, in any number.
    for file in [
        "sku,name,category,unit_price\nT-1,Tea,Drinks,2.00\nT-2,Old tea,Drinks,1.00\n",
        "sku\nT-1\nT-2\n",
        "sku,unit_price\nT-1,2\nT-2,1\n",
        "sku,units_in_stock\nT-1,30\nT-2,\n",
        "sku,discontinued,tax_class,units_in_stock\nT-1,,,\nT-2,,,\n",
        // Rows that end early.
        "sku,name,category,unit_price,barcode,tax_class,discontinued\nT-1,Tea\nT-2\n",
    ] {
        let report = products(&shop, file).await;
        assert_eq!((report.changes.updated, report.changes.unchanged), (2, 2), "{file}");
        assert_eq!((row(&shop, "T-1"), row(&shop, "T-2")), (tea.clone(), old.clone()), "{file}");
    }
    // One column that is there changes, and nothing else does.
    for (file, expected) in [
        ("sku,unit_price\nT-1,2.50\n", "Tea|250|A pot|exempt|036000291452|t|30|5"),
        ("sku,reorder_level\nT-1,7\n", "Tea|250|A pot|exempt|036000291452|t|30|7"),
        ("sku,units_in_stock\nT-1,31\n", "Tea|250|A pot|exempt|036000291452|t|31|7"),
        ("sku,barcode\nt-1,8990001\n", "Tea|250|A pot|exempt|8990001|t|31|7"),
        ("sku,discontinued\nT-1,yes\n", "Tea|250|A pot|exempt|8990001|f|31|7"),
        ("sku,quantity_per_unit\nT-1,A big pot\n", "Tea|250|A big pot|exempt|8990001|f|31|7"),
    ] {
        let report = products(&shop, file).await;
        assert_eq!((report.changes.updated, report.changes.unchanged), (1, 0), "{file}");
        assert_eq!(row(&shop, "T-1"), expected, "{file}");
    }
    assert_eq!(row(&shop, "T-2"), old);
    let report = products(&shop, "sku,category\nT-1, drinks \n").await;
    assert_eq!(report.changes.unchanged, 1, "the same category in another form");
}

#[tokio::test]
async fn what_would_be_lost_is_told_before() {
    let shop = Shop::open().await;
    products(&shop, WHOLE).await;
    let before = row(&shop, "T-1");
    let file = "sku,name,quantity_per_unit,reorder_level,barcode,tax_class,discontinued,units_in_stock\n\
                \nT-1,Green tea,,,,,,\n";
    let report = look(&shop, ImportKind::Products, file).await.unwrap();
    assert_eq!(
        lost(&report),
        [
            (3, "T-1", "quantity_per_unit", "A pot"),
            (3, "T-1", "barcode", "036000291452"),
            (3, "T-1", "reorder_level", "5"),
        ]
    );
    let replaced = &report.changes.first_replaced;
    assert_eq!((report.changes.replaced, replaced.len()), (1, 1));
    assert_eq!(
        (replaced[0].column, replaced[0].before.as_str(), replaced[0].after.as_deref()),
        ("name", "Tea", Some("Green tea"))
    );
    assert_eq!(row(&shop, "T-1"), before, "it was a look");
    assert_eq!(products(&shop, file).await.changes, report.changes);
    assert_eq!(row(&shop, "T-1"), "Green tea|200||exempt||t|30|0");

    // However many they are.
    let many: String = (0..120).map(|n| format!("M-{n},M,Drinks,1,B-{n}\n")).collect();
    products(&shop, &format!("sku,name,category,unit_price,barcode\n{many}")).await;
    let many: String = (0..120).map(|n| format!("M-{n},\n")).collect();
    let report = look(&shop, ImportKind::Products, &format!("sku,barcode\n{many}")).await.unwrap();
    assert_eq!(report.changes.lost.len(), 120);
}

#[tokio::test]
async fn a_new_product_needs_what_no_product_is_without() {
    let shop = Shop::open().await;
    products(&shop, WHOLE).await;
    let cells = refused(&shop, ImportKind::Products, "sku,name\nT-1,Tea\nT-9,New\n").await;
    let cells: Vec<(usize, &str)> = cells.iter().map(|(row, column, _)| (*row, column.as_str())).collect();
    assert_eq!(cells, [(1, "category"), (1, "unit_price")]);
    // An empty cell takes nothing away that a product can't be without.
    let file = "sku,name,category,unit_price\nT-1,,,\n";
    let cells = refused(&shop, ImportKind::Products, file).await;
    let mut columns: Vec<&str> = cells.iter().map(|(_, column, _)| column.as_str()).collect();
    columns.sort_unstable();
    assert_eq!(columns, ["category", "name", "unit_price"]);
    // So does a row that ends early, also where another has the columns.
    for row in ["T-9", "T-9,New", "T-9,New,C", "T-9;New;C;1.00"] {
        let file = format!("sku,name,category,unit_price\nT-1\n{row}\n");
        let cells = refused(&shop, ImportKind::Products, &file).await;
        assert!(cells.iter().all(|(row, ..)| *row == 3), "{cells:?}");
        assert_eq!(cells.last().map(|(_, column, _)| column.as_str()), Some("unit_price"), "{row}");
    }
    let cells = refused(&shop, ImportKind::Products, "name,sku\nTea\n").await;
    assert_eq!((cells[0].0, cells[0].1.as_str()), (2, "sku"));
    let cells = refused(&shop, ImportKind::Customers, "customer_id,phone,contact_name\nC78,206\n").await;
    assert_eq!((cells[0].0, cells[0].1.as_str(), cells.len()), (2, "contact_name", 1));
    // A level of what isn't counted would be dropped.
    let cells = refused(&shop, ImportKind::Products, "sku,reorder_level\nT-2,5\n").await;
    assert_eq!((cells[0].0, cells[0].1.as_str()), (2, "reorder_level"));
}

#[tokio::test]
async fn a_tax_class_is_known_in_any_form_or_refused() {
    let shop = Shop::open().await;
    let import = async |class: &str| {
        let csv = format!("sku,name,category,unit_price,tax_class\nX-1,Wedang uwuh,Drinks,10000,{class}\n");
        let import = Import {
            kind: ImportKind::Products,
            tenant: "kopi-kita",
            store: None,
            csv: csv.as_bytes(),
            dry_run: false,
        };
        shop.services.import(import).await
    };
    for (class, tax) in [("standard", 1_000), ("Standard", 1_000), ("ＳＴＡＮＤＡＲＤ", 1_000), ("Exempt", 0)]
    {
        import(class).await.unwrap();
        let cashier = shop.cashier().await;
        let tea = product(&cashier, "senopati", "Wedang uwuh").await;
        let sold = cashier.place(&sale(json!([{"product_id": tea["id"], "quantity": 1}]))).await.json(201);
        assert_eq!(sold["tax"], tax, "{class}");
    }
    let Err(ImportError::Wrong(cells)) = import("standrad").await else {
        panic!("a class that nobody knows")
    };
    assert_eq!((cells.len(), cells[0].row, cells[0].column.as_str()), (1, 2, "tax_class"));
    assert!(cells[0].message.contains("exempt, standard"), "{cells:?}");
}

#[tokio::test]
async fn a_sale_is_taxed_the_same_after_a_file_without_tax_classes() {
    let shop = Shop::open().await;
    let file = "sku,name,category,unit_price,tax_class\nR-1,Reusable cup,Goods,60000,exempt\n";
    let to = |csv: &'static str| Import {
        kind: ImportKind::Products,
        tenant: "kopi-kita",
        store: None,
        csv: csv.as_bytes(),
        dry_run: false,
    };
    shop.services.import(to(file)).await.unwrap();
    let cashier = shop.cashier().await;
    let cup = product(&cashier, "senopati", "Reusable").await;
    let sale = || sale(json!([{"product_id": cup["id"], "quantity": 1}]));
    let before = cashier.place(&sale()).await.json(201);
    let again = "sku,name,category,unit_price\nR-1,Reusable cup,Goods,60000\n";
    shop.services.import(to(again)).await.unwrap();
    let after = cashier.place(&sale()).await.json(201);
    assert_eq!((&before["tax"], &after["tax"]), (&json!(0), &json!(0)));
    assert_eq!(before["total"], after["total"]);
}

#[tokio::test]
async fn what_a_file_of_customers_leaves_out_stays() {
    let shop = Shop::open().await;
    import(&shop, ImportKind::Customers, PEOPLE).await;
    let stored = "SELECT md5(sealed_profile), updated_at, encode(phone_index, 'hex') FROM kedai.customers WHERE code = 'ANA'";
    let before = shop.psql(stored);
    shop.advance(chrono::TimeDelta::hours(1));
    for file in [
        "customer_id,contact_name\nANA,Ana Trujillo\n",
        "customer_id\nana\n",
        "customer_id,city,phone\nANA,México D.F.\n",
    ] {
        let report = import(&shop, ImportKind::Customers, file).await;
        assert_eq!((report.changes.updated, report.changes.unchanged), (1, 1), "{file}");
        assert_eq!(shop.psql(stored), before, "{file}");
    }
    // An empty cell takes away, and a look tells it before.
    let file = "customer_id,phone,city,contact_title\nANA,,,Boss\n";
    let report = look(&shop, ImportKind::Customers, file).await.unwrap();
    assert_eq!(lost(&report), [(2, "ANA", "phone", "(206) 555-0155"), (2, "ANA", "city", "México D.F.")]);
    assert_eq!(report.changes.replaced, 1);
    import(&shop, ImportKind::Customers, file).await;
    let owner = shop.sign_in("owner@northwind.test").await;
    let found = owner.get("/api/v1/customers?search=ANA").await.json(200);
    let path = format!("/api/v1/customers/{}", found["items"][0]["id"].as_str().unwrap());
    let ana = owner.get(&path).await.json(200);
    assert_eq!(
        (&ana["customer"]["name"], &ana["customer"]["phone"], &ana["title"]),
        (&json!("Ana Trujillo"), &json!(null), &json!("Boss"))
    );
    let said = ana.to_string();
    assert!(
        said.contains("Avda. 2222") && said.contains("ana@example.com") && !said.contains("D.F."),
        "{said}"
    );
}

#[tokio::test]
async fn cells_that_name_the_same_are_told_with_both_rows() {
    let shop = Shop::open().await;
    products(&shop, WHOLE).await;
    let head = "sku,name,category,unit_price,barcode";
    for (rows, row, column, said) in [
        ("\nA,A,C,1,111\n\n,,,,\nB,B,C,1,111\n", 6, "barcode", "row 3"),
        // A UPC-A and its EAN-13; and a stored one that the file doesn't speak of.
        ("A,A,C,1,042100005264\nB,B,C,1,0042100005264\n", 3, "barcode", "row 2"),
        ("A,A,C,1,0036000291452\n", 2, "barcode", "Product T-1"),
        ("A,A,C,1,\na,A,C,1,\n", 3, "sku", "row 2"),
        ("A,A,C,1,8.99E+12\n", 2, "barcode", "rounded"),
        ("1.00E+05,A,C,1,\n", 2, "sku", "rounded"),
        ("A,A,C,1,+8.99E12\n", 2, "barcode", "rounded"),
        ("A,A,C,1,8991001000028.0\n", 2, "barcode", "amount"),
        ("A,A,C,1,#REF!\n", 2, "barcode", "error"),
        ("A,A,C,1,8991-0010\nB,B,C,1,８９９１-0010\n", 3, "barcode", "row 2"),
        ("A,A,C,1,\"=\"\"8991\"\"\"\nB,B,C,1,'8991\n", 3, "barcode", "row 2"),
        ("ＫＫ-7,A,C,1,\nkk\u{2011}7,B,C,1,\n", 3, "sku", "row 2"),
        ("A,A,C,1,,left over\n", 2, "column 6", "No heading"),
    ] {
        let cells = refused(&shop, ImportKind::Products, &format!("{head}\n{rows}")).await;
        assert_eq!((cells.len(), cells[0].0, cells[0].1.as_str()), (1, row, column), "{rows}: {cells:?}");
        assert!(cells[0].2.contains(said), "{cells:?}");
    }
    let doubled = "sku,name,category,unit_price,barcode, Barcode \nA,A,C,1,1,2\n";
    let cells = refused(&shop, ImportKind::Products, doubled).await;
    assert_eq!((cells[0].0, cells[0].1.as_str(), cells.len()), (1, "barcode", 1));
    let people = "customer_id;contact_name;phone\nA;Ana;6,28E+12\nB;Bea;1\nB;Bo;2\n";
    let cells = refused(&shop, ImportKind::Customers, people).await;
    let cells: Vec<(usize, &str)> = cells.iter().map(|(row, column, _)| (*row, column.as_str())).collect();
    assert_eq!(cells, [(2, "phone"), (4, "customer_id")]);
}

#[tokio::test]
async fn two_files_at_once_lose_nothing_of_each_other() {
    let shop = Shop::open().await;
    for round in 0..5 {
        let whole = format!("sku,name,category,unit_price,barcode\nX-{round},Tea,Drinks,2,B-{round}\n");
        let few = format!("sku,name,category,unit_price\nX-{round},Tea,Drinks,2\n");
        tokio::join!(products(&shop, &whole), products(&shop, &few));
        assert_eq!(row(&shop, &format!("X-{round}")), format!("Tea|200||standard|B-{round}|t||"));
        let phone = format!("customer_id,contact_name,phone\nC-{round},Ana,206 555 0{round:03}\n");
        let town = format!("customer_id,contact_name,city\nC-{round},Ana,Lima\n");
        let (phone, town) = tokio::join!(
            import(&shop, ImportKind::Customers, &phone),
            import(&shop, ImportKind::Customers, &town),
        );
        assert_eq!(phone.changes.added + town.changes.added, 1);
        let both = format!("customer_id,phone,city\nC-{round},,\n");
        let report = look(&shop, ImportKind::Customers, &both).await.unwrap();
        assert_eq!(report.changes.lost.len(), 2, "{:?}", report.changes);
    }
}

#[tokio::test]
async fn files_of_any_spreadsheet_bring_the_same() {
    let shop = Shop::open().await;
    let cashier = shop.sign_in("cashier@northwind.test").await;
    let files: [(&str, Vec<u8>); 4] = [
        ("E-1", "\u{feff}sku;name;category;unit_price\r\nE-1;Café crème;Drinks;2,50\r\n".into()),
        ("E-2", "sku\tname\tcategory\tunit_price\nE-2\tCafé crème\tDrinks\t2.50\n".into()),
        ("E-3", "sep=;\nSKU;Name;Category;Unit price\nE-3;Cafe\u{301} crème;drinks;2,50\n".into()),
        (
            "E-4",
            [0xff, 0xfe]
                .into_iter()
                .chain(
                    "sku,name,category,unit_price\r\n\r\nE-4,Café crème,Drinks,2.50\r\n"
                        .encode_utf16()
                        .flat_map(u16::to_le_bytes),
                )
                .collect(),
        ),
    ];
    for (sku, csv) in files {
        let import = Import {
            kind: ImportKind::Products,
            tenant: "northwind",
            store: None,
            csv: &csv,
            dry_run: false,
        };
        assert_eq!(shop.services.import(import).await.unwrap().changes.added, 1, "{sku}");
        let coffee = product(&cashier, "main", sku).await;
        assert_eq!(
            (&coffee["name"], &coffee["price"], &coffee["category"]),
            (&json!("Café crème"), &json!(250), &json!("Drinks"))
        );
    }
    let line = json!([{"name": "Advice", "unit_price": 100, "quantity": 1}]);
    let order = cashier.place(&with(sale_at("main", line), json!({}))).await.json(201);
    assert_eq!(order["total"], 100, "and the shop goes on selling");
}
