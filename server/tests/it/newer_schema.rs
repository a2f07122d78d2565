//! A process of today beside a newer one, which has added columns to the tables of both.

use serde_json::json;
use services::catalogue::import::{Import, ImportKind};

use crate::{
    live::BOARD,
    protected_journeys::{erase, import, trade},
    support::{
        Shop,
        app::App,
        browser,
        sales::{plain_sale, product, with},
        socket::Socket,
    },
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

/// Where a newer process wrote what this one can't read, what happened is told without, and work goes on.
#[tokio::test]
async fn an_event_of_a_newer_process_stops_nothing() {
    let shop = Shop::open().await;
    shop.tamper();
    let (cashier, manager) = (shop.cashier().await, shop.manager().await);
    let later = json!({
        "channel": "phone", "customer": {"name": "Budi", "phone": "081234567890"},
        "payment": {"type": "later", "due_date": "2026-12-21"},
    });
    let order = cashier.place(&with(plain_sale(), later)).await.json(201);
    let mut board = Socket::of(&shop, &cashier).await;
    board.follow(BOARD).await;
    let (id, reference) = (order["id"].as_str().unwrap(), order["reference"].as_str().unwrap());
    shop.psql(&format!(
        "WITH moved AS (UPDATE kedai.orders SET version = 2 WHERE reference = '{reference}' RETURNING id),
              numbered AS (UPDATE kedai.store_sequences q SET sequence = q.sequence + 1
                           FROM kedai.stores s WHERE s.id = q.store_id AND s.slug = 'senopati'
                           RETURNING q.sequence)
         INSERT INTO kedai.events (store_id, sequence, id, tenant_id, order_id, version, type, actor_id, at,
                                   payload, previous_hash, hash)
         SELECT e.store_id, n.sequence, gen_random_uuid(), e.tenant_id, e.order_id, 2, 'order.fetched', e.actor_id,
                e.at, '{{\"type\": \"order.fetched\", \"by\": \"courier\"}}', e.hash, e.hash
         FROM kedai.events e JOIN moved m ON m.id = e.order_id CROSS JOIN numbered n"
    ));
    shop.psql(
        "ALTER TABLE kedai.audit_entries DROP CONSTRAINT audit_entries_action_check;
         UPDATE kedai.audit_entries SET action = 'MERGE', actor_role = 'courier' WHERE action = 'CREATE'",
    );
    // Another of the store's events has the feed read on.
    let next = cashier.place(&plain_sale()).await.json(201);
    let told = [board.next().await, board.next().await];
    assert_eq!(told.each_ref().map(|message| &message["event"]["type"]), ["order.fetched", "order.placed"]);
    assert_eq!(told[0]["event"]["status"], "pending");
    assert_eq!(told[1]["event"]["reference"], next["reference"]);
    let shown = cashier.get(&format!("/api/v1/orders/{id}")).await.json(200);
    assert_eq!(shown["events"][1]["type"], "order.fetched", "{shown}");
    let browser = browser(&shop, "manager", "en").await;
    for page in [format!("/orders/{reference}"), "/audit".to_owned(), "/board".to_owned()] {
        assert_eq!(browser.get(&page).await.status, 200, "{page}");
    }
    let audit = manager.get("/api/v1/audit?limit=50").await.json(200);
    let entries = audit["items"].as_array().unwrap();
    assert!(entries.iter().any(|entry| entry["action"] == "MERGE" && entry["actor"]["role"] == "courier"));
    // Whoever edits from the version before is told what is known of it.
    let edit = cashier.ask("PATCH", &format!("/api/v1/offline-orders/{id}")).header("if-match", "\"1\"");
    let stale = edit.json(&json!({"note": "by the window"})).send().await.problem(412, "stale_version");
    assert_eq!(stale["changes"][0]["field"], "order.fetched", "{stale}");
    cashier.move_to(&order, "processing", None).await.json(200);
}
