//! What pages ask beyond the API: the audit page's head, the edit form, and that a receipt was printed.

use chrono::TimeDelta;
use contract::{audit::AuditFilter, session::Caller};
use serde_json::json;
use services::audit::link::Linked;

use crate::support::{
    Person, Shop,
    sales::{cake, plain_sale, sale, with},
};

async fn caller(shop: &Shop, person: &Person) -> Caller {
    let sessions = shop.services.backend().sessions;
    sessions.by_access_token(&person.token).await.unwrap().unwrap()
}

#[tokio::test]
async fn a_round_of_linking_is_bounded_and_the_next_goes_on() {
    let shop = Shop::open().await;
    let cashier = shop.cashier().await;
    let stranger = shop.sign_in("cashier@northwind.test").await;
    for _ in 0..7 {
        cashier.place(&plain_sale()).await.json(201);
    }
    stranger.place(&with(plain_sale(), json!({"store": "main"}))).await.json(201);
    // Each tenant has its turn, however much another has waiting.
    let rounds = [6, 2, 0];
    for entries in rounds {
        let linked = shop.services.link_audit_at_most(5).await.unwrap();
        assert_eq!(linked, Linked { entries, ..Linked::default() });
    }
    let whole = "SELECT count(*), count(DISTINCT tenant_id), max(sequence) FROM kedai.audit_links";
    assert_eq!(shop.psql(whole), "8|2|7");
    assert_eq!(shop.count("SELECT count(*) FROM kedai.audit_unlinked"), 0);
}

#[tokio::test]
async fn the_audit_page_tells_who_works_here_and_where_the_chain_ends() {
    let shop = Shop::open().await;
    let (cashier, manager) = (shop.cashier().await, shop.manager().await);
    let audit = shop.services.backend().audit;
    let (not_allowed, allowed) = (caller(&shop, &cashier).await, caller(&shop, &manager).await);
    assert_eq!(audit.overview(&not_allowed, AuditFilter::default()).await.unwrap_err().code, "forbidden");
    let empty = audit.overview(&allowed, AuditFilter::default()).await.unwrap();
    assert_eq!((empty.chain.sequence, empty.chain.head.as_str(), empty.chain.waiting), (0, "", 0));
    for _ in 0..3 {
        cashier.place(&plain_sale()).await.json(201);
    }
    shop.services.link_audit().await.unwrap();
    cashier.place(&plain_sale()).await.json(201);
    shop.advance(TimeDelta::seconds(1));
    let created = AuditFilter { action: Some("CREATE".to_owned()), ..AuditFilter::default() };
    let seen = audit.overview(&allowed, created).await.unwrap();
    assert_eq!(seen.page.items.len(), 4);
    let names: Vec<&str> = seen.staff.iter().map(|staff| staff.name.as_str()).collect();
    assert!(names.is_sorted() && names.len() == 4, "{names:?}");
    let linked = shop.psql("SELECT sequence, encode(hash, 'hex') FROM kedai.audit_heads");
    assert_eq!(format!("{}|{}", seen.chain.sequence, seen.chain.head), linked);
    assert!(seen.chain.waiting >= 1, "{:?}", seen.chain);
    let long = AuditFilter { customer: Some("x".repeat(300)), ..AuditFilter::default() };
    let refused = audit.overview(&allowed, long).await.unwrap_err();
    assert_eq!((refused.status, refused.errors[0].field.as_str()), (422, "customer"));
}

#[tokio::test]
async fn an_edit_begins_with_the_order_the_menu_and_a_key_and_prints_are_counted() {
    let shop = Shop::open().await;
    let (cashier, stranger) = (shop.cashier().await, shop.sign_in("owner@northwind.test").await);
    let later = json!({
        "customer": {"name": "Budi Santoso", "phone": "+62 812-3456-7890"},
        "payment": {"type": "later", "due_date": "2026-12-21"},
    });
    let order = cashier.place(&with(sale(json!([cake(100_000)])), later)).await.json(201);
    let reference = order["reference"].as_str().unwrap();
    let orders = shop.services.backend().orders;
    let (known, unknown) = (caller(&shop, &cashier).await, caller(&shop, &stranger).await);
    let sheet = orders.open_edit(&known, reference).await.unwrap();
    assert_eq!(
        (sheet.order.id.to_string(), sheet.order.version),
        (order["id"].as_str().unwrap().to_owned(), 1)
    );
    assert!(sheet.menu.products.len() > 10 && !sheet.key.is_empty());
    assert_ne!(orders.open_edit(&known, reference).await.unwrap().key, sheet.key);
    assert_eq!(orders.receipt_printed(&known, reference, None).await.unwrap(), 1);
    assert_eq!(orders.receipt_printed(&known, reference, None).await.unwrap(), 2);
    let path = format!("/api/v1/offline-orders/{reference}");
    assert_eq!(cashier.get(&path).await.json(200)["receipts_printed"], 2);
    // The receipt of each payment is a paper of its own, and only of its own order.
    let pay = json!({"amount": 10_000, "method": "cash"});
    let paid = cashier.post(&format!("{path}/payments"), &pay).await.json(201);
    let payment = Some(paid["payments"][0]["id"].as_str().unwrap().parse().unwrap());
    for printed in 1..3 {
        assert_eq!(orders.receipt_printed(&known, reference, payment).await.unwrap(), printed);
    }
    let seen = cashier.get(&path).await.json(200);
    assert_eq!((&seen["payments"][0]["receipts_printed"], &seen["receipts_printed"]), (&json!(2), &json!(2)));
    let other = cashier.place(&sale(json!([cake(100_000)]))).await.json(201);
    let other = other["reference"].as_str().unwrap();
    assert_eq!(orders.receipt_printed(&known, other, payment).await.unwrap_err().status, 404);
    assert_eq!(orders.open_edit(&unknown, reference).await.unwrap_err().status, 404);
    assert_eq!(orders.receipt_printed(&unknown, reference, None).await.unwrap_err().status, 404);
}
