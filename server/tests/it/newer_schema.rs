//! A process of today beside a newer one, which has added columns to the tables of both.

use serde_json::json;
use services::catalogue::import::{Import, ImportKind};

use crate::{
    protected_journeys::{erase, import, trade},
    support::{Shop, app::App, sales::product},
};

/// The tables that a newer process may widen.
const TABLES: &str = "SELECT string_agg(quote_ident(c.relname), ' ' ORDER BY c.relname) FROM pg_class c
    JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE n.nspname = 'kedai' AND c.relkind = 'r' AND NOT c.relispartition";

#[tokio::test]
async fn columns_of_a_newer_process_get_their_defaults() {
    let shop = Shop::open().await;
    let tables = shop.psql(TABLES);
    let tables: Vec<&str> = tables.split_whitespace().collect();
    assert!(tables.len() > 30, "{tables:?}");
    let added = "ADD COLUMN newer text NOT NULL DEFAULT 'as before', ADD COLUMN newest bigint";
    for table in &tables {
        shop.psql(&format!("ALTER TABLE kedai.{table} {added}"));
    }
    let (cashier, manager) = (shop.cashier().await, shop.manager().await);
    let traded = trade(&cashier, &manager).await;
    let app = App::of(&shop).await;
    let croissant = product(&cashier, "senopati", "Croissant").await;
    let order = json!({
        "client_order_id": "app-1", "store_id": "senopati", "channel": "app", "placed_at": "2026-11-21T02:00:00Z",
        "customer": {"name": "Sari Dewi", "phone": "+62 811-2222-3333"}, "promotion_code": null,
        "items": [{"sku": croissant["sku"], "quantity": 1, "unit_price": croissant["price"]}],
        "total": croissant["price"],
    });
    let sent = app.request(&shop, "/webhooks/orders/ingest", shop.now().timestamp(), &order.to_string());
    assert_eq!(sent.send().await.status, 200);
    import(&shop).await;
    let again = Import {
        kind: ImportKind::Products,
        tenant: "northwind",
        store: None,
        csv: b"sku,unit_price,units_in_stock\n1,19.00,40\n",
        dry_run: false,
    };
    assert_eq!(shop.services.import(again).await.unwrap().changes.updated, 1);
    erase(&manager, &traded["order"], [&traded["before"], &traded["after"]]).await;
    shop.services.link_audit().await.unwrap();
    for table in tables {
        let lost = format!("SELECT count(*) FROM kedai.{table} WHERE newer <> 'as before'");
        assert_eq!(shop.count(&lost), 0, "{table}");
    }
}
