//! `kedai verify audit` as somebody runs it in a shell: what it prints, and how it ends.

use std::process::{Command, Output};

use crate::support::{Shop, cluster, sales::plain_sale};

/// A shop with four linked entries.
async fn shop() -> Shop {
    let shop = Shop::open().await;
    let cashier = shop.cashier().await;
    for _ in 0..4 {
        cashier.place(&plain_sale()).await.json(201);
    }
    shop.services.link_audit().await.unwrap();
    shop
}

async fn verify(shop: &Shop, arguments: &'static [&'static str]) -> Output {
    let (url, key) = (cluster().url(&shop.database), cluster().path("master.key"));
    let run = move || {
        Command::new(env!("CARGO_BIN_EXE_kedai"))
            .args(["verify", "audit"])
            .args(arguments)
            .env("DATABASE_URL", url)
            .env("KEDAI_MASTER_KEY_FILE", key)
            .env("KEDAI_DATA_DIR", std::env::temp_dir())
            .env_remove("RUST_LOG")
            .output()
            .unwrap()
    };
    tokio::task::spawn_blocking(run).await.unwrap()
}

/// What it printed, and that it ended as it should.
#[track_caller]
fn told(output: &Output, code: i32) -> String {
    let (out, err) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert_eq!(output.status.code(), Some(code), "{out}{err}");
    assert_eq!(err.contains("somebody else than Kedai wrote to the database"), code == 1, "{err}");
    out.into_owned()
}

/// An entry by the number of its link.
fn entry(shop: &Shop, sequence: i64) -> String {
    shop.psql(&format!("SELECT entry_id FROM kedai.audit_links WHERE sequence = {sequence}"))
}

#[tokio::test]
async fn a_whole_chain_ends_well_and_tells_its_head() {
    let shop = shop().await;
    let out = told(&verify(&shop, &[]).await, 0);
    let head = shop.psql("SELECT encode(hash, 'hex') FROM kedai.audit_heads");
    assert!(out.contains(&format!("kopi-kita: 4 entries, chain whole, 4 links, head {head}\n")), "{out}");
    assert!(out.contains("northwind: 0 entries, chain whole, no links yet\n"), "{out}");
    // What was written a moment ago is no fault.
    shop.cashier().await.place(&plain_sale()).await.json(201);
    let out = told(&verify(&shop, &["--tenant", "kopi-kita"]).await, 0);
    assert!(out.contains("5 entries, chain whole") && out.contains("1 waiting to be linked"), "{out}");
    assert!(!out.contains("northwind"), "{out}");
    let unknown = verify(&shop, &["--tenant", "nobody"]).await;
    assert_eq!(unknown.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&unknown.stderr).contains("there is no tenant \"nobody\""));
}

#[tokio::test]
async fn a_changed_entry_is_named() {
    let shop = shop().await;
    shop.tamper();
    let changed = entry(&shop, 2);
    shop.psql(&format!("UPDATE kedai.audit_entries SET actor_role = 'owner' WHERE id = '{changed}'"));
    let out = told(&verify(&shop, &[]).await, 1);
    assert!(
        out.contains(&format!("kopi-kita: CHANGED  link 2: entry {changed}, CREATE at 2026-11-21T")),
        "{out}"
    );
    assert!(out.contains("4 entries, 1 fault,"), "{out}");
    // The other tenant's is looked at all the same.
    assert!(out.contains("northwind: 0 entries, chain whole"), "{out}");
}

#[tokio::test]
async fn a_removed_entry_is_named() {
    let shop = shop().await;
    shop.tamper();
    let removed = entry(&shop, 3);
    shop.psql(&format!("DELETE FROM kedai.audit_entries WHERE id = '{removed}'"));
    let out = told(&verify(&shop, &[]).await, 1);
    assert!(
        out.contains(&format!("REMOVED  link 3: entry {removed}, written at 2026-11-21T03:00:00.000")),
        "{out}"
    );
    assert!(out.contains("3 entries, 1 fault,"), "{out}");
    // With its link, and with the end of the chain.
    shop.psql("DELETE FROM kedai.audit_links WHERE sequence = 3");
    let out = told(&verify(&shop, &[]).await, 1);
    assert!(out.contains("REMOVED  link 3, and with it what it linked"), "{out}");
    assert!(
        out.contains(&format!("UNPROVED link 4: entry {} follows a link that is gone", entry(&shop, 4))),
        "{out}"
    );
    shop.psql("DELETE FROM kedai.audit_links WHERE sequence > 1");
    let out = told(&verify(&shop, &[]).await, 1);
    assert!(out.contains("REMOVED  links 2 to 4, and with them what they linked"), "{out}");
}

#[tokio::test]
async fn an_inserted_entry_and_a_moved_end_are_named() {
    let shop = shop().await;
    shop.tamper();
    let inserted = "00000000-0000-7000-8000-000000000001";
    let model = entry(&shop, 1);
    shop.psql(&format!(
        "INSERT INTO kedai.audit_entries SELECT '{inserted}', tenant_id, store_id, at, 'READ', actor_id, actor_role,
             origin, subject, order_id, customer_ids, changes, data_key_id, sealed_changes, reason
         FROM kedai.audit_entries WHERE id = '{model}'"
    ));
    let out = told(&verify(&shop, &[]).await, 1);
    assert!(out.contains(&format!("INSERTED entry {inserted}, READ at 2026-11-21T")), "{out}");
    shop.psql("UPDATE kedai.audit_heads SET seal = sha256('x')");
    let out = told(&verify(&shop, &[]).await, 1);
    assert!(out.contains("CHANGED  the end of the chain is not where Kedai left it"), "{out}");
    assert!(out.contains("5 entries, 2 faults,"), "{out}");
}
