//! What Kedai does by itself: one tenant's trouble is no other's, a task that ends begins again, and no
//! table grows for ever.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
    time::Duration,
};

use serde_json::{Value, json};
use services::{
    audit::link::Linked,
    background::{Pauses, Task},
};

use crate::support::{Shop, sales::plain_sale};

const TENANTS: [&str; 2] = ["kopi-kita", "northwind"];

async fn health(shop: &Shop) -> Value {
    shop.get("/health").send().await.json(200)
}

/// Damages the key of a tenant, so that nothing of theirs can be read.
fn damage(shop: &Shop, tenant: &str) {
    shop.psql(&format!(
        "UPDATE kedai.tenant_keys SET wrapped = '\\x00'
         WHERE tenant_id = (SELECT id FROM kedai.tenants WHERE slug = '{tenant}')"
    ));
}

/// Puts entries into each tenant's audit trail that wait to be linked, and that nobody will link.
fn add_foreign_entries(shop: &Shop) {
    shop.psql(
        "INSERT INTO kedai.audit_entries
             SELECT gen_random_uuid(), id, NULL, now(), 'CREATE', NULL, 'owner', '', 'order', gen_random_uuid(), '{}', '[]'
             FROM kedai.tenants;
         INSERT INTO kedai.audit_unlinked
             SELECT e.id, e.tenant_id, sha256('') FROM kedai.audit_entries e
             WHERE NOT EXISTS (SELECT FROM kedai.audit_unlinked u WHERE u.entry_id = e.id)",
    );
}

#[tokio::test]
async fn a_tenant_that_cannot_be_read_keeps_no_other_waiting() {
    for damaged in TENANTS {
        let opened = Shop::open().await;
        opened.tamper();
        add_foreign_entries(&opened);
        damage(&opened, damaged);
        // A process that never read the key when it was whole.
        let shop = opened.beside().await;
        let others = Linked { foreign: 1, ..Linked::default() };
        for _ in 0..3 {
            assert_eq!(shop.services.link_audit().await.unwrap(), others, "{damaged} is damaged");
        }
        let health = health(&shop).await;
        let check = &health["checks"]["jobs"];
        assert_eq!(
            (&health["status"], &check["status"]),
            (&json!("degraded"), &json!("degraded")),
            "{health}"
        );
        assert_eq!(check["failing"], 1, "{health}");
        assert!(check["last_failure"].is_string(), "{health}");
        // The rest of the program goes on, as does a start: a wrong key file opens none of them.
        shop.services.check_keys().await.unwrap();
        shop.services.sweep().await.unwrap();
        let (_, failed) = shop.services.rewrap_tenant_keys().await.unwrap();
        assert_eq!(failed, [damaged]);
    }
    let shop = Shop::open().await;
    shop.tamper();
    for tenant in TENANTS {
        damage(&shop, tenant);
    }
    assert!(shop.beside().await.services.check_keys().await.is_err());
}

#[tokio::test]
async fn a_task_that_ends_is_begun_again_and_health_tells() {
    let shop = Shop::open().await;
    assert_eq!(health(&shop).await["status"], "ok");
    let begun = Arc::new(AtomicU32::new(0));
    let pause = Duration::from_millis(300);
    let pauses = Pauses { first: pause, longest: pause, well_after: Duration::from_secs(600) };
    let count = Arc::clone(&begun);
    let supervised = tokio::spawn(shop.services.clone().supervise(Task::Outbox, pauses, move || {
        let count = Arc::clone(&count);
        async move {
            match count.fetch_add(1, Ordering::SeqCst) {
                0 => panic!("as any row may make it"),
                1 => {}
                _ => std::future::pending().await,
            }
        }
    }));
    let seen = |wanted: &'static str, restarts: u64| {
        let shop = &shop;
        async move {
            loop {
                let health = health(shop).await;
                let check = &health["checks"]["outbox"];
                if check["status"] == wanted && check["restarts"] == restarts {
                    assert_eq!(health["status"], wanted, "{health}");
                    assert!(check["last_failure"].is_string(), "{health}");
                    return;
                }
                tokio::time::sleep(Duration::from_millis(10)).await;
            }
        }
    };
    let both = async {
        seen("degraded", 1).await;
        seen("degraded", 2).await;
        seen("ok", 2).await;
    };
    tokio::time::timeout(Duration::from_secs(20), both).await.unwrap();
    assert_eq!(begun.load(Ordering::SeqCst), 3);
    supervised.abort();
}

#[tokio::test]
async fn every_sweep_goes_on_until_all_is_forgotten_and_keeps_what_is_not_old() {
    let shop = Shop::open().await;
    shop.cashier().await.place(&plain_sale()).await.json(201);
    let order = shop.psql("SELECT min(id::text) FROM kedai.orders");
    shop.services.make_webhook_key(None, "senopati").await.unwrap();
    shop.psql(
        "DELETE FROM kedai.credentials; DELETE FROM kedai.command_answers; DELETE FROM kedai.known_devices",
    );
    let kopi_kita = "(SELECT id FROM kedai.tenants WHERE slug = 'kopi-kita')";
    let owner = "(SELECT id FROM kedai.staff WHERE email = 'owner@kopikita.test')";
    shop.psql(&format!(
        "INSERT INTO kedai.webhook_endpoints
             SELECT '00000000-0000-0000-0000-000000000001', {kopi_kita}, 'https://example.com', '{{}}', '\\x00', now()"
    ));
    let hash = "sha256(convert_to(n::text, 'UTF8'))";
    for (table, days_kept, row) in [
        ("command_answers", 30, format!("{kopi_kita}, 'key ' || n, {hash}, '{order}', '\\x00', at")),
        (
            "credentials",
            7,
            format!(
                "gen_random_uuid(), {kopi_kita}, {owner}, gen_random_uuid(), 'access', {hash}, at, at, at, at, NULL, NULL"
            ),
        ),
        ("known_devices", 180, format!("gen_random_uuid(), {kopi_kita}, {owner}, 'browser', {hash}, at, at")),
        (
            "webhook_attempts",
            90,
            format!(
                "gen_random_uuid(), {kopi_kita}, (SELECT min(id::text)::uuid FROM kedai.stores WHERE tenant_id = {kopi_kita}),
                 (SELECT min(id::text)::uuid FROM kedai.webhook_keys), 'ingest', 401, 'bad_signature', NULL, at"
            ),
        ),
        (
            "webhook_deliveries",
            30,
            format!(
                "gen_random_uuid(), {kopi_kita}, '00000000-0000-0000-0000-000000000001', gen_random_uuid(),
                 'webhook.test', NULL, NULL, NULL, 'delivered', 1, 1, at, NULL, at, at"
            ),
        ),
    ] {
        let insert = |from: i64, to: i64, days: i64, seconds: i64| {
            let at = shop.now() - chrono::TimeDelta::days(days) - chrono::TimeDelta::seconds(seconds);
            let rows = format!("generate_series({from}, {to}) n, (SELECT timestamptz '{at}' AS at) t");
            shop.psql(&format!("INSERT INTO kedai.{table} SELECT {row} FROM {rows}"));
        };
        insert(1, 20_500, days_kept, 1);
        insert(30_001, 30_010, days_kept, 0);
        let left = || shop.count(&format!("SELECT count(*) FROM kedai.{table}"));
        assert!(shop.services.sweep_some().await.unwrap(), "{table}: a round is bounded, and says so");
        assert_eq!(left(), 510, "{table}");
        assert!(!shop.services.sweep_some().await.unwrap(), "{table}");
        assert_eq!(left(), 10, "{table}");
    }
}
