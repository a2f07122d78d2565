//! What an edit answers, and what it leaves.

use serde_json::json;

use super::{edit, field, kept, on_terms, open_order, path, preview, stock, trail};
use crate::support::{
    Shop,
    sales::{plain_sale, product, with},
};

#[tokio::test]
async fn a_new_phone_number_and_one_more_item_are_saved_and_told() {
    let shop = Shop::open().await;
    let cashier = shop.cashier().await;
    let order = cashier.place(&open_order()).await.json(201);
    let croissant = product(&cashier, "senopati", "Croissant").await;
    let before = stock(&cashier, "Croissant").await;
    let mut items = kept(&order);
    items.push(json!({"product_id": croissant["id"], "quantity": 2, "note": "warm"}));
    let change = json!({"customer": {"phone": "+62 811-0000-1111"}, "items": items});
    let foreseen = preview(&cashier, &order, &change).await;
    assert_eq!(stock(&cashier, "Croissant").await, before, "a preview saves nothing");
    assert_eq!(shop.count("SELECT count(*) FROM kedai.events"), 1);

    let edited = edit(&cashier, &order, change).await;
    assert_eq!(edited.header("etag"), "\"2\"");
    let edited = edited.json(200);
    let total = (100_000 + 2 * croissant["price"].as_i64().unwrap()) * 11 / 10;
    assert_eq!((&edited["version"], &edited["total"]), (&json!(2), &json!(total)));
    assert_eq!(edited["items"][0], order["items"][0]);
    assert_eq!(
        (&edited["items"][1]["name"], &edited["items"][1]["note"]),
        (&json!("Croissant"), &json!("warm"))
    );
    let who = &edited["customer"];
    assert_eq!((&who["id"], &who["phone"]), (&order["customer"]["id"], &json!("+62 811-0000-1111")));
    assert_eq!(who["email"], "budi@example.com");
    assert_eq!(edited["last_modified_by"]["name"], order["recorded_by"]["name"]);
    let terms = &edited["payment_terms"];
    assert_eq!((&terms["version"], &terms["total_amount"]), (&json!(2), &json!(total)));
    assert_eq!(terms["installments"][0]["amount"], json!(total));
    assert_eq!(stock(&cashier, "Croissant").await, before - 2);

    assert_eq!(foreseen["changed"], json!(["customer", "items"]));
    assert_eq!((&foreseen["before"]["total"], &foreseen["after"]["total"]), (&order["total"], &json!(total)));
    assert_eq!(foreseen["before"]["payment_terms"], order["payment_terms"]);
    assert_eq!(foreseen["after"]["payment_terms"], edited["payment_terms"]);
    assert_eq!(
        foreseen["stock"],
        json!([{"product_id": croissant["id"], "name": "Croissant", "change": -2, "left": before - 2}])
    );
    assert_eq!(foreseen["problems"], json!([]));

    let seen =
        cashier.get(&format!("/api/v1/orders/{}", order["reference"].as_str().unwrap())).await.json(200);
    assert_eq!(seen["events"][1]["type"], "order.edited");
    assert_eq!(seen["events"][1]["changed"], json!(["customer", "items"]));
    let found = async |query: &str| {
        let list = cashier.get(&format!("/api/v1/offline-orders?search={query}")).await;
        list.json(200)["items"].clone()
    };
    assert_eq!(found("%2B6281100001111").await[0]["id"], order["id"]);
    assert_eq!(found("%2B6281234567890").await, json!([]));

    let trail = trail(&shop);
    let fields: Vec<&str> = trail.iter().map(|line| line.split(": ").next().unwrap()).collect();
    assert_eq!(
        fields,
        ["items[Croissant]", "total", "payment_terms", "customer.phone", "items[Croissant].note"]
    );
    assert_eq!(trail[0], "items[Croissant]: null → 2 × Croissant");
    assert_eq!(trail[1], format!("total: 110000 → {total}"));
    assert!(trail[3].contains("hash:") && !trail[3].contains("811"), "{}", trail[3]);
    assert_eq!(shop.psql("SELECT reason FROM kedai.stock_movements WHERE order_id IS NOT NULL"), "edit");
}

#[tokio::test]
async fn every_refusal_has_its_status_and_code() {
    let shop = Shop::open().await;
    let (cashier, manager) = (shop.cashier().await, shop.manager().await);
    let order = cashier.place(&open_order()).await.json(201);
    let note = json!({"note": "by the window"});
    cashier.ask("PATCH", &path(&order)).json(&note).send().await.problem(428, "precondition_required");
    let any = cashier.ask("PATCH", &path(&order)).header("if-match", "*").json(&note).send().await;
    let said = any.problem(428, "precondition_required")["detail"].as_str().unwrap().to_owned();
    assert!(said.contains("names no version"), "{said}");
    shop.get(&path(&order)).send().await.problem(401, "unauthenticated");
    let stranger = shop.sign_in("owner@northwind.test").await;
    edit(&stranger, &order, note.clone()).await.problem(404, "not_found");
    let elsewhere = with(open_order(), json!({"store": "kemang"}));
    let elsewhere = manager.place(&elsewhere).await.json(201);
    edit(&cashier, &elsewhere, note.clone()).await.problem(404, "not_found");
    let malformed = cashier.ask("PATCH", &path(&order)).header("if-match", "\"1\"").body("{").send().await;
    malformed.problem(400, "malformed_json");

    let line = &order["items"][0]["line_id"];
    for (change, code, at) in [
        (json!({"items": []}), "invalid_request", "items"),
        (json!({"items": null}), "invalid_request", "items"),
        (json!({"items": [{"line_id": line, "quantity": 0}]}), "invalid_request", "items[0].quantity"),
        (json!({"items": [{"line_id": line}, {"line_id": line}]}), "invalid_request", "items[1].line_id"),
        (
            json!({"items": [{"line_id": elsewhere["items"][0]["line_id"]}]}),
            "invalid_request",
            "items[0].line_id",
        ),
        (json!({"items": [{"line_id": line, "unit_price": 1}]}), "invalid_request", "items[0].unit_price"),
        (
            json!({"items": [{"product_id": "prd_1", "quantity": 1}]}),
            "invalid_request",
            "items[0].product_id",
        ),
        (json!({"discount": {"amount": 100_001, "reason": "regular"}}), "invalid_request", "discount.amount"),
        (json!({"discount": {"amount": 5}}), "invalid_request", "discount.reason"),
        (json!({"discount": {"amount": 100_000, "reason": "gift"}}), "invalid_request", "items"),
        (json!({"note": "x".repeat(501)}), "invalid_request", "note"),
        (json!({"customer": {"name": " "}}), "invalid_request", "customer.name"),
        (json!({"customer": {"phone": "12"}}), "invalid_request", "customer.phone"),
        (json!({"customer": {"email": "x"}}), "invalid_request", "customer.email"),
        (json!({"customer": {"phone": null}}), "invalid_request", "customer.phone"),
        (json!({"customer": null}), "invalid_request", "customer.name"),
    ] {
        let answer = edit(&cashier, &order, change.clone()).await;
        assert_eq!(field(&answer, 422, code), at, "{change}");
        // A preview tells the same, unless the body can't be read at all.
        if !change["items"].is_null() || change.get("items").is_none() {
            let problems = preview(&cashier, &order, &change).await["problems"].clone();
            assert_eq!(problems[0], answer.problem(422, code), "{change}");
        }
    }
    assert_eq!(shop.count("SELECT count(*) FROM kedai.events"), 2, "no refusal leaves anything");

    let paid = cashier.place(&plain_sale()).await.json(201);
    edit(&cashier, &paid, note.clone()).await.problem(409, "order_paid");
    assert_eq!(preview(&cashier, &paid, &note).await["problems"][0]["code"], "order_paid");
    cashier.move_to(&order, "cancelled", None).await.json(200);
    edit(&cashier, &order, note.clone()).await.problem(409, "order_closed");
    edit(&cashier, &json!({"id": "GO-000000", "version": 1}), note).await.problem(404, "not_found");
}

#[tokio::test]
async fn a_stale_edit_is_told_what_changed_and_by_whom() {
    let shop = Shop::open().await;
    let (cashier, manager) = (shop.cashier().await, shop.manager().await);
    let order = cashier.place(&on_terms()).await.json(201);
    edit(&manager, &order, json!({"note": "by the window"})).await.json(200);
    cashier.move_to(&order, "processing", None).await.json(200);
    let payments = format!("{}/payments", path(&order));
    cashier.post(&payments, &json!({"amount": 5_000, "method": "card"})).await.json(201);
    let stale = edit(&cashier, &order, json!({"note": "at the door"})).await.problem(412, "stale_version");
    assert_eq!(stale["version"], 4);
    assert_eq!((&stale["order"]["note"], &stale["order"]["version"]), (&json!("by the window"), &json!(4)));
    let changes: Vec<_> = stale["changes"]
        .as_array()
        .unwrap()
        .iter()
        .map(|change| {
            (
                change["field"].as_str().unwrap(),
                change["by"]["name"].as_str().unwrap(),
                change["version"].as_i64().unwrap(),
            )
        })
        .collect();
    let (dimas, ayu) =
        (stale["changes"][0]["by"]["name"].as_str().unwrap(), order["recorded_by"]["name"].as_str().unwrap());
    assert_ne!(dimas, ayu);
    assert_eq!(changes, [("note", dimas, 2), ("status", ayu, 3), ("payments", ayu, 4)]);
    assert!(stale["changes"][0]["at"].as_str().unwrap().starts_with("2026-11-21T03:00"));
    // The same against the version that is there now.
    edit(&cashier, &stale["order"], json!({"note": "at the door"})).await.json(200);
    for tag in ["\"17\"", "\"x\"", "\"0\""] {
        let other = cashier.ask("PATCH", &path(&order)).header("if-match", tag).json(&json!({})).send().await;
        assert_eq!(other.problem(412, "stale_version")["changes"], json!([]), "{tag}");
    }
    let foreseen = cashier.ask("POST", &format!("{}/preview", path(&order))).header("if-match", "\"1\"");
    let foreseen = foreseen.json(&json!({"note": "x"})).send().await.json(200);
    assert_eq!(foreseen["problems"][0]["code"], "stale_version");
}

#[tokio::test]
async fn what_changes_nothing_writes_nothing() {
    let shop = Shop::open().await;
    let cashier = shop.cashier().await;
    let order = with(
        open_order(),
        json!({"note": "by the window", "discount": {"amount": 1_000, "reason": "regular"}}),
    );
    let order = cashier.place(&order).await.json(201);
    let line = &order["items"][0];
    let same = json!({
        "customer": {"name": "Budi Santoso", "phone": "+62 812-3456-7890", "email": "budi@example.com"},
        "items": [{"line_id": line["line_id"], "name": line["name"], "unit_price": line["unit_price"], "quantity": 1, "note": null}],
        "discount": {"amount": 1_000, "reason": "regular"}, "note": "by the window",
    });
    for change in [json!({}), same] {
        let answer = edit(&cashier, &order, change).await;
        assert_eq!((answer.json(200), answer.header("etag")), (order.clone(), "\"1\""));
    }
    assert_eq!(shop.count("SELECT count(*) FROM kedai.events"), 1);
    assert_eq!(shop.count("SELECT count(*) FROM kedai.audit_entries WHERE action = 'UPDATE'"), 0);
}

#[tokio::test]
async fn an_edit_that_comes_again_is_one() {
    let shop = Shop::open().await;
    let cashier = shop.cashier().await;
    let order = cashier.place(&open_order()).await.json(201);
    let send = |note: &str| {
        let request = cashier.ask("PATCH", &path(&order)).header("if-match", "\"1\"");
        request.header("idempotency-key", "edit-1").json(&json!({"note": note})).send()
    };
    let first = send("by the window").await.json(200);
    let again = send("by the window").await;
    assert_eq!(again.header("idempotent-replay"), "true");
    assert_eq!(again.json(200), first);
    send("at the door").await.problem(422, "idempotency_key_reused");
    // With another customer the order has another key; the old answer can't be opened, the order can.
    edit(&cashier, &first, json!({"customer": {"name": "Siti Rahma", "phone": "+62 811-222-333"}}))
        .await
        .json(200);
    assert_eq!(send("by the window").await.json(200)["customer"]["name"], "Siti Rahma");
    assert_eq!(shop.count("SELECT count(*) FROM kedai.events"), 3);
}
