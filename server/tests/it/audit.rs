//! Who did or saw what: entries, the chain that holds them, and looking them up.

use chrono::TimeDelta;
use serde_json::{Value, json};
use services::audit::{link::Linked, verify::Fault};

use crate::support::{
    Person, Shop,
    sales::{cake, plain_sale, sale, with},
};

const BUDI: &str = "+62 812-3456-7890";

fn order_of_budi() -> Value {
    let customer = json!({"name": "Budi Santoso", "phone": BUDI});
    with(sale(json!([cake(10_000)])), json!({"customer": customer, "note": "for his daughter"}))
}

async fn verify(shop: &Shop) -> (u64, u64, Vec<Fault>) {
    let tenants = shop.services.database().tenants().await.unwrap();
    let (tenant_id, _) = tenants.into_iter().find(|(_, slug)| slug == "kopi-kita").unwrap();
    let mut faults = Vec::new();
    let verdict =
        shop.services.verify_audit(tenant_id, |fault: &Fault| faults.push(fault.clone())).await.unwrap();
    assert_eq!(verdict.faults, u64::try_from(faults.len()).unwrap());
    (verdict.entries, verdict.waiting, faults)
}

/// A shop with so many entries, all linked, in the order of their sequence.
async fn shop_with_entries(count: usize) -> Shop {
    let shop = Shop::open().await;
    let cashier = shop.cashier().await;
    for _ in 0..count {
        cashier.place(&plain_sale()).await.json(201);
    }
    assert_eq!(shop.services.link_audit().await.unwrap(), Linked { entries: count, ..Linked::default() });
    shop
}

/// Opens an order so many times, a few at once.
async fn read_often(person: &Person, path: &str, times: usize) {
    for begun in (0..times).step_by(10) {
        let reads = (begun..times.min(begun + 10)).map(|_| person.get(path));
        for answer in futures_util::future::join_all(reads).await {
            answer.json(200);
        }
    }
}

/// The actions of all entries, oldest first.
fn actions(shop: &Shop) -> String {
    shop.psql("SELECT string_agg(action || ' ' || subject, ', ' ORDER BY at, id) FROM kedai.audit_entries")
}

async fn audit(person: &Person, query: &str) -> Vec<Value> {
    let found = person.get(&format!("/api/v1/audit{query}")).await.json(200);
    found["items"].as_array().unwrap().clone()
}

#[tokio::test]
async fn nobody_is_shown_what_could_not_be_noted() {
    let shop = Shop::open().await;
    let cashier = shop.cashier().await;
    let order = cashier.place(&order_of_budi()).await.json(201);
    let path = format!("/api/v1/offline-orders/{}", order["id"].as_str().unwrap());
    shop.psql("REVOKE INSERT ON kedai.audit_entries FROM kedai_app");
    for path in [path.as_str(), "/api/v1/offline-orders", "/api/v1/customers"] {
        let refused = cashier.get(path).await.problem(500, "internal_error");
        assert!(!refused.to_string().contains("Budi"), "{refused}");
    }
    shop.psql("GRANT INSERT ON kedai.audit_entries TO kedai_app");
    assert_eq!(actions(&shop), "CREATE order");
    shop.advance(TimeDelta::seconds(1));
    assert_eq!(cashier.get(&path).await.json(200)["customer"]["name"], "Budi Santoso");
    assert_eq!(actions(&shop), "CREATE order, READ order");
}

#[tokio::test]
async fn looks_at_once_leave_an_entry_each() {
    let shop = Shop::open().await;
    let cashier = shop.cashier().await;
    let order = cashier.place(&order_of_budi()).await.json(201);
    let path = format!("/api/v1/offline-orders/{}", order["id"].as_str().unwrap());
    let beside = shop.beside().await;
    let elsewhere = cashier.at(&beside);
    let people = [&cashier, &elsewhere];
    let looks = (0..60).map(|turn| people[turn % 2].get(&path));
    for answer in futures_util::future::join_all(looks).await {
        answer.json(200);
    }
    assert_eq!(shop.count("SELECT count(*) FROM kedai.audit_entries WHERE action = 'READ'"), 60);
    shop.services.link_audit().await.unwrap();
    assert_eq!(verify(&shop).await, (61, 0, Vec::new()));
}

#[tokio::test]
async fn whoever_opens_an_order_or_a_list_is_noted_with_whom_they_saw() {
    let shop = Shop::open().await;
    let cashier = shop.cashier().await;
    let order = cashier.place(&order_of_budi()).await.json(201);
    cashier.place(&plain_sale()).await.json(201);
    let budi = shop.psql("SELECT id FROM kedai.customers");
    let seen = |action: &str, subject: &str| {
        let query = format!(
            "SELECT coalesce(string_agg(array_to_string(customer_ids, ' '), ','), '') FROM kedai.audit_entries
             WHERE action = '{action}' AND subject = '{subject}'"
        );
        shop.psql(&query)
    };
    let reference = order["reference"].as_str().unwrap();
    cashier.get(&format!("/api/v1/offline-orders/{reference}")).await.json(200);
    cashier.get(&format!("/api/v1/offline-orders/{reference}/payments")).await.json(200);
    cashier.get(&format!("/api/v1/orders/{reference}")).await.json(200);
    assert_eq!(seen("READ", "order"), format!("{budi},{budi},{budi}"));
    let from = shop.psql("SELECT DISTINCT origin || ' ' || actor_role FROM kedai.audit_entries");
    assert_eq!(from, "127.0.0.1 cashier");
    cashier.get("/api/v1/offline-orders").await.json(200);
    assert_eq!(seen("ACCESS", "orders"), budi);
    // A list that shows nobody, and one that was refused, leave no entry.
    cashier.get("/api/v1/offline-orders?search=nobody").await.json(200);
    cashier.get("/api/v1/offline-orders?limit=0").await.problem(422, "invalid_request");
    assert_eq!(seen("ACCESS", "orders"), budi);
    // Following the board shows names as well: one look, however often the connection begins anew.
    for _ in 0..3 {
        cashier.get("/api/v1/live/store:senopati").await.json(200);
    }
    assert_eq!(seen("ACCESS", "board"), budi);
    // The customer is no staff.
    let token = order["tracking_url"].as_str().unwrap().rsplit('/').next().unwrap().to_owned();
    let before = shop.count("SELECT count(*) FROM kedai.audit_entries");
    shop.get(&format!("/api/v1/live/order:{token}")).send().await.json(200);
    assert_eq!(shop.count("SELECT count(*) FROM kedai.audit_entries"), before);
    assert_eq!(verify(&shop).await, (u64::try_from(before).unwrap(), u64::try_from(before).unwrap(), vec![]));
}

#[tokio::test]
async fn entries_are_linked_once_also_by_two_processes_at_once() {
    let shop = Shop::open().await;
    let beside = shop.beside().await;
    let cashier = shop.cashier().await;
    for _ in 0..30 {
        cashier.place(&plain_sale()).await.json(201);
    }
    assert_eq!(verify(&shop).await, (30, 30, vec![]));
    let (here, there) = tokio::join!(shop.services.link_audit(), beside.services.link_audit());
    assert_eq!(here.unwrap().entries + there.unwrap().entries, 30);
    assert_eq!(verify(&shop).await, (30, 0, vec![]));
    assert_eq!(shop.psql("SELECT min(sequence), max(sequence) FROM kedai.audit_links"), "1|30");
    assert_eq!(shop.services.link_audit().await.unwrap(), Linked::default());
    cashier.place(&plain_sale()).await.json(201);
    assert_eq!(verify(&shop).await, (31, 1, vec![]));
    assert_eq!(beside.services.link_audit().await.unwrap().entries, 1);
    assert_eq!(verify(&shop).await, (31, 0, vec![]));
}

/// An entry by the number of its link.
const NTH: &str = "(SELECT entry_id FROM kedai.audit_links WHERE sequence = 3)";

#[tokio::test]
async fn every_column_of_an_entry_is_held_by_the_chain() {
    let shop = shop_with_entries(5).await;
    for change in [
        "reason = 'because'",
        "at = at + interval '1 microsecond'",
        "action = 'READ'",
        "actor_id = NULL",
        "actor_role = 'owner'",
        "origin = '10.0.0.1'",
        "subject = 'orders'",
        "order_id = NULL",
        "store_id = NULL",
        "customer_ids = '{00000000-0000-0000-0000-000000000001}'",
        "changes = (changes::text || ' ')::json",
        "changes = '[]'",
        "data_key_id = (SELECT id FROM kedai.data_keys LIMIT 1), sealed_changes = '\\x00'",
    ] {
        // A key to name, for the last of them.
        shop.psql(
            "INSERT INTO kedai.data_keys SELECT gen_random_uuid(), id, '\\x00' FROM kedai.tenants
             WHERE NOT EXISTS (SELECT FROM kedai.data_keys)",
        );
        shop.psql("CREATE TABLE kept AS SELECT * FROM kedai.audit_entries");
        shop.psql(&format!("UPDATE kedai.audit_entries SET {change} WHERE id = {NTH}"));
        let (_, _, faults) = verify(&shop).await;
        assert!(matches!(faults.as_slice(), [Fault::Changed { sequence: 3, .. }]), "{change}: {faults:?}");
        shop.psql(&format!(
            "UPDATE kedai.audit_entries e SET (store_id, at, action, actor_id, actor_role, origin, subject, order_id,
                 customer_ids, changes, data_key_id, sealed_changes, reason)
             = (SELECT store_id, at, action, actor_id, actor_role, origin, subject, order_id, customer_ids, changes,
                 data_key_id, sealed_changes, reason FROM kept k WHERE k.id = e.id) WHERE id = {NTH};
             DROP TABLE kept"
        ));
        assert_eq!(verify(&shop).await, (5, 0, vec![]), "{change} was undone");
    }
}

#[tokio::test]
async fn what_is_removed_is_named() {
    let shop = shop_with_entries(5).await;
    shop.tamper();
    let third = shop.psql(&format!("SELECT {NTH}"));
    shop.psql(&format!("DELETE FROM kedai.audit_entries WHERE id = {NTH}"));
    let (entries, _, faults) = verify(&shop).await;
    let [Fault::Removed { sequence: 3, id, at: Some(at) }] = faults.as_slice() else { panic!("{faults:?}") };
    assert_eq!((entries, id.to_string(), *at), (4, third, shop.now()));
    // With its link: the gap is named, and what follows the gap can't be proved.
    shop.psql("DELETE FROM kedai.audit_links WHERE sequence = 3");
    let (_, _, faults) = verify(&shop).await;
    assert!(
        matches!(
            faults.as_slice(),
            [Fault::LinksRemoved { from: 3, to: 3 }, Fault::Unproved { sequence: 4, .. }]
        ),
        "{faults:?}"
    );
}

#[tokio::test]
async fn a_chain_that_was_cut_short_is_told_by_its_head() {
    let shop = shop_with_entries(5).await;
    shop.tamper();
    shop.psql(
        "DELETE FROM kedai.audit_entries WHERE id = (SELECT entry_id FROM kedai.audit_links WHERE sequence = 5);
         DELETE FROM kedai.audit_links WHERE sequence = 5",
    );
    assert_eq!(verify(&shop).await, (4, 0, vec![Fault::LinksRemoved { from: 5, to: 5 }]));
    // Setting the head back doesn't help without the key.
    shop.psql(
        "UPDATE kedai.audit_heads SET sequence = 4, hash = (SELECT hash FROM kedai.audit_links WHERE sequence = 4)",
    );
    assert_eq!(verify(&shop).await, (4, 0, vec![Fault::Head]));
    // And Kedai doesn't seal what somebody else made of it.
    shop.cashier().await.place(&plain_sale()).await.json(201);
    assert_eq!(shop.services.link_audit().await.unwrap(), Linked { broken: 1, ..Linked::default() });
    assert_eq!(verify(&shop).await, (5, 1, vec![Fault::Head]));
    shop.psql("DELETE FROM kedai.audit_heads");
    assert_eq!(verify(&shop).await.2, [Fault::Head]);
}

#[tokio::test]
async fn what_is_added_or_exchanged_is_named() {
    let shop = shop_with_entries(5).await;
    let copied =
        "INSERT INTO kedai.audit_entries SELECT gen_random_uuid(), tenant_id, store_id, at, action, actor_id,
        actor_role, origin, subject, order_id, customer_ids, changes, data_key_id, sealed_changes, reason
        FROM kedai.audit_entries WHERE id =";
    shop.psql(&format!("{copied} {NTH}"));
    let (entries, waiting, faults) = verify(&shop).await;
    assert_eq!((entries, waiting), (6, 0));
    let [Fault::Inserted { id, action, .. }] = faults.as_slice() else { panic!("{faults:?}") };
    assert_eq!(action, "CREATE");
    // To let it wait for a link takes a seal that nobody can make without the key.
    shop.psql(&format!(
        "INSERT INTO kedai.audit_unlinked SELECT id, tenant_id, sha256('x') FROM kedai.audit_entries WHERE id = '{id}'"
    ));
    assert_eq!(shop.services.link_audit().await.unwrap(), Linked { foreign: 1, ..Linked::default() });
    assert!(matches!(verify(&shop).await.2.as_slice(), [Fault::Inserted { .. }]));
    // What was written since is linked all the same.
    shop.cashier().await.place(&plain_sale()).await.json(201);
    assert_eq!(shop.services.link_audit().await.unwrap().entries, 1);
    shop.psql(&format!(
        "DELETE FROM kedai.audit_unlinked; DELETE FROM kedai.audit_entries WHERE id = '{id}'"
    ));
    assert_eq!(verify(&shop).await, (6, 0, vec![]));
}

#[tokio::test]
async fn links_that_change_places_are_named() {
    let shop = shop_with_entries(5).await;
    shop.tamper();
    shop.psql(
        "CREATE TABLE swapped AS SELECT * FROM kedai.audit_links WHERE sequence IN (2, 4);
         DELETE FROM kedai.audit_links WHERE sequence IN (2, 4);
         INSERT INTO kedai.audit_links SELECT tenant_id, 6 - sequence, entry_id, hash FROM swapped",
    );
    let (_, _, faults) = verify(&shop).await;
    let places: Vec<i64> = faults
        .iter()
        .map(|fault| match fault {
            Fault::Changed { sequence, .. } => *sequence,
            other => panic!("{other:?}"),
        })
        .collect();
    // Each that stands elsewhere, and each that follows another than it did.
    assert_eq!(places, [2, 3, 4, 5]);
}

#[tokio::test]
async fn a_chain_longer_than_a_page_is_linked_and_walked_whole() {
    let shop = shop_with_entries(3).await;
    let cashier = shop.cashier().await;
    let order = cashier.place(&order_of_budi()).await.json(201);
    let path = format!("/api/v1/offline-orders/{}", order["id"].as_str().unwrap());
    read_often(&cashier, &path, 1_050).await;
    let linked = shop.services.link_audit().await.unwrap();
    assert_eq!(linked, Linked { entries: 1_051, ..Linked::default() });
    assert_eq!(verify(&shop).await, (1_054, 0, vec![]));
}

#[tokio::test]
async fn an_order_s_entries_tell_field_by_field_to_managers_and_owners() {
    let shop = Shop::open().await;
    let (cashier, manager) = (shop.cashier().await, shop.manager().await);
    let order = cashier.place(&order_of_budi()).await.json(201);
    shop.advance(TimeDelta::seconds(1));
    cashier.move_to(&order, "processing", None).await.json(200);
    let path = format!("/api/v1/offline-orders/{}/audit", order["reference"].as_str().unwrap());
    cashier.get(&path).await.problem(403, "forbidden");
    shop.sign_in("staff@kopikita.test").await.get(&path).await.problem(403, "forbidden");
    shop.sign_in("manager@northwind.test").await.get(&path).await.problem(404, "not_found");
    shop.get(&path).send().await.problem(401, "unauthenticated");
    shop.advance(TimeDelta::seconds(1));
    let entries = manager.get(&path).await.json(200)["items"].clone();
    let [moved, created] = entries.as_array().unwrap().as_slice() else { panic!("{entries}") };
    assert_eq!((&moved["action"], &created["action"]), (&json!("UPDATE"), &json!("CREATE")));
    assert_eq!(moved["changes"], json!([{"field": "status", "old": "pending", "new": "processing"}]));
    assert_eq!(created["actor"]["role"], "cashier");
    assert_eq!(created["order"]["reference"], order["reference"]);
    assert_eq!(created["sequence"], Value::Null);
    let field = |name: &str| {
        let changes = created["changes"].as_array().unwrap();
        changes.iter().find(|change| change["field"] == name).unwrap()["new"].clone()
    };
    assert_eq!((field("customer.name"), field("note")), (json!("Budi Santoso"), json!("for his daughter")));
    assert_eq!(field("total"), order["total"]);
    // In storage there are only hashes.
    let stored =
        shop.psql("SELECT string_agg(changes::text || coalesce(reason, ''), ' ') FROM kedai.audit_entries");
    assert!(stored.contains("hash:") && !stored.contains("Budi") && !stored.contains("daughter"), "{stored}");
    // That the manager looked is there as well, with whom they saw.
    shop.services.link_audit().await.unwrap();
    shop.advance(TimeDelta::seconds(1));
    let entries = manager.get(&path).await.json(200)["items"].clone();
    assert_eq!(
        (&entries[0]["action"], &entries[0]["subject"], &entries[0]["actor"]["role"]),
        (&json!("ACCESS"), &json!("audit"), &json!("manager"))
    );
    assert_eq!(entries[0]["customers"].as_array().unwrap().len(), 1);
    assert_eq!(entries[2]["sequence"], 1);
    // Once the person is forgotten, nobody reads the values any more, and the chain is still whole.
    shop.psql("UPDATE kedai.data_keys SET wrapped = NULL, destroyed_at = now()");
    let entries = manager.get(&path).await.json(200)["items"].clone();
    let created = entries.as_array().unwrap().iter().find(|entry| entry["action"] == "CREATE").unwrap();
    let text = created["changes"].to_string();
    assert!(text.contains("hash:") && !text.contains("Budi"), "{text}");
    shop.services.link_audit().await.unwrap();
    assert_eq!(verify(&shop).await.2, []);
}

#[tokio::test]
async fn entries_are_found_by_kind_person_staff_order_and_day() {
    let shop = Shop::open().await;
    let (cashier, manager) = (shop.cashier().await, shop.manager().await);
    let order = cashier.place(&order_of_budi()).await.json(201);
    let other = cashier.place(&plain_sale()).await.json(201);
    manager.move_to(&other, "processing", None).await.json(200);
    let reference = order["reference"].as_str().unwrap();
    let customer = order["customer"]["id"].as_str().unwrap();
    let by_manager = manager.get("/api/v1/me").await.json(200)["id"].as_str().unwrap().to_owned();
    for (query, found) in [
        ("?action=CREATE".to_owned(), 2),
        ("?action=UPDATE".to_owned(), 1),
        ("?action=DELETE".to_owned(), 0),
        (format!("?order={reference}&action=CREATE"), 1),
        (format!("?customer={customer}&action=CREATE"), 1),
        ("?customer=budi&action=CREATE".to_owned(), 1),
        ("?customer=0812-3456-7890&action=CREATE".to_owned(), 1),
        ("?customer=siti&action=CREATE".to_owned(), 0),
        ("?customer=b&action=CREATE".to_owned(), 0),
        (format!("?actor={by_manager}&action=UPDATE"), 1),
        (format!("?actor={by_manager}&action=CREATE"), 0),
        ("?from=2026-11-21&to=2026-11-21&action=CREATE".to_owned(), 2),
        ("?to=2026-11-20".to_owned(), 0),
        ("?from=2026-11-22".to_owned(), 0),
    ] {
        assert_eq!(audit(&manager, &query).await.len(), found, "{query}");
    }
    // A form left empty asks for everything.
    assert!(audit(&manager, "?action=&actor=&order=&customer=&from=&to=").await.len() > 3);
    for (query, field) in [
        ("?action=LOOK", "action"),
        ("?actor=me", "actor"),
        ("?order=GO-000000", "order"),
        ("?from=yesterday", "from"),
        ("?limit=0", "limit"),
        ("?cursor=zz", "cursor"),
    ] {
        let problem = manager.get(&format!("/api/v1/audit{query}")).await.problem(422, "invalid_request");
        assert_eq!(problem["errors"][0]["field"], field);
    }
    cashier.get("/api/v1/audit").await.problem(403, "forbidden");
    assert_eq!(audit(&shop.sign_in("owner@northwind.test").await, "").await, Vec::<Value>::new());
    // Page by page, nothing twice and nothing left out.
    let mut seen = Vec::new();
    let mut path = "/api/v1/audit?action=CREATE&limit=1".to_owned();
    loop {
        let page = manager.get(&path).await.json(200);
        seen.extend(page["items"].as_array().unwrap().iter().map(|entry| entry["id"].clone()));
        let Some(cursor) = page["next_cursor"].as_str() else { break };
        path = format!("/api/v1/audit?action=CREATE&limit=1&cursor={cursor}");
    }
    seen.dedup();
    assert_eq!(seen.len(), 2);
}

#[tokio::test]
async fn the_trail_leaves_as_csv_without_formulas() {
    let shop = Shop::open().await;
    let (cashier, manager) = (shop.cashier().await, shop.manager().await);
    let order = cashier.place(&plain_sale()).await.json(201);
    manager.move_to(&order, "cancelled", Some("=HYPERLINK(\"http://x\")")).await.json(200);
    let path = format!("/api/v1/offline-orders/{}", order["id"].as_str().unwrap());
    read_often(&cashier, &path, 450).await;
    shop.advance(TimeDelta::seconds(1));
    cashier.get("/api/v1/audit.csv").await.problem(403, "forbidden");
    manager.get("/api/v1/audit.csv?action=x").await.problem(422, "invalid_request");
    let file = manager.get("/api/v1/audit.csv").await;
    assert_eq!((file.status, file.header("content-type")), (200, "text/csv; charset=utf-8"));
    assert_eq!(file.header("content-disposition"), "attachment; filename=\"audit.csv\"");
    let text = file.text();
    assert_eq!(text.matches("\r\n").count(), 1 + 450 + 2, "headings and every entry, once");
    assert!(text.starts_with(
        "\u{feff}sequence,at,action,subject,order,store,actor,role,origin,customers,changes,reason,id\r\n"
    ));
    assert!(text.contains("\"'=HYPERLINK(\"\"http://x\"\")\""), "{text}");
    assert!(text.contains("status: pending → cancelled"));
    assert_eq!(manager.get("/api/v1/audit.csv?action=UPDATE").await.text().matches("\r\n").count(), 2);
    assert!(actions(&shop).contains("ACCESS audit"));
}
