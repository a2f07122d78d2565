//! Editing an order that isn't paid yet.

use futures_util::future::join_all;
use serde_json::{Value, json};

use crate::support::{
    Answer, Person, Shop,
    sales::{cake, plain_sale, product, sale, with},
    socket::Socket,
};

fn budi() -> Value {
    json!({"name": "Budi Santoso", "phone": "+62 812-3456-7890", "email": "budi@example.com"})
}

/// To be paid on one day.
fn later() -> Value {
    json!({"type": "later", "due_date": "2026-12-21"})
}

/// A cake of 100,000 for Budi, 110,000 with tax, to be paid later.
fn open_order() -> Value {
    with(sale(json!([cake(100_000)])), json!({"customer": budi(), "payment": later()}))
}

/// 1,100,000: 30 % down, two instalments of 385,000.
fn on_terms() -> Value {
    with(
        sale(json!([cake(1_000_000)])),
        json!({"customer": budi(), "payment": {
            "type": "installments", "down_payment": {"percent": 30, "method": "cash"},
            "installments": {"count": 2, "interval": "month", "first_due": "2026-12-21"},
        }}),
    )
}

fn path(order: &Value) -> String {
    format!("/api/v1/offline-orders/{}", order["id"].as_str().unwrap())
}

/// Edits an order as it was last seen.
async fn edit(person: &Person, order: &Value, change: Value) -> Answer {
    let version = format!("\"{}\"", order["version"]);
    person.ask("PATCH", &path(order)).header("if-match", version).json(&change).send().await
}

async fn preview(person: &Person, order: &Value, change: &Value) -> Value {
    person.post(&format!("{}/preview", path(order)), change).await.json(200)
}

/// The order's lines as they are, to which others are added.
fn kept(order: &Value) -> Vec<Value> {
    let lines = order["items"].as_array().unwrap();
    lines.iter().map(|line| json!({"line_id": line["line_id"]})).collect()
}

fn field(answer: &Answer, status: u16, code: &str) -> String {
    let problem = answer.problem(status, code);
    problem["errors"][0]["field"].as_str().unwrap_or_default().to_owned()
}

async fn stock(person: &Person, name: &str) -> i64 {
    product(person, "senopati", name).await["stock"].as_i64().unwrap()
}

/// What the trail has of an order's edits: each change as `field: old → new`.
fn trail(shop: &Shop) -> Vec<String> {
    let query = "SELECT coalesce(string_agg(concat(c->>'field', ': ', coalesce(c->>'old', 'null'), ' → ',
                    coalesce(c->>'new', 'null')), E'\\n' ORDER BY e.id, place), '')
                 FROM kedai.audit_entries e, json_array_elements(e.changes) WITH ORDINALITY AS f (c, place)
                 WHERE e.action = 'UPDATE'";
    shop.psql(query).lines().map(str::to_owned).collect()
}

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
    any.problem(428, "precondition_required");
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

#[tokio::test]
async fn terms_are_made_anew_and_what_is_paid_stays() {
    let shop = Shop::open().await;
    let cashier = shop.cashier().await;
    let order = cashier.place(&on_terms()).await.json(201);
    let payments = format!("{}/payments", path(&order));
    let paid = json!({"amount": 385_000, "method": "bank_transfer", "note": "from his brother"});
    let order = cashier.post(&payments, &paid).await.json(201);
    // 200,000 more, 220,000 with tax: all of it on the instalment that is open.
    let mut items = kept(&order);
    items.push(json!({"name": "Candles", "unit_price": 200_000, "quantity": 1}));
    let more = edit(&cashier, &order, json!({"items": items})).await.json(200);
    assert_eq!((&more["total"], &more["balance_due"]), (&json!(1_320_000), &json!(605_000)));
    let parts = |order: &Value| -> Vec<(i64, i64)> {
        let parts = order["payment_terms"]["installments"].as_array().unwrap();
        parts
            .iter()
            .map(|part| (part["amount"].as_i64().unwrap(), part["amount_paid"].as_i64().unwrap()))
            .collect()
    };
    assert_eq!(parts(&more), [(385_000, 385_000), (605_000, 0)]);
    assert_eq!(
        (&more["payment_terms"]["version"], &more["payment_terms"]["down_payment"]),
        (&json!(2), &json!(330_000))
    );
    assert_eq!(more["payments"][1]["note"], "from his brother");
    assert_eq!(shop.psql("SELECT next_due_date FROM kedai.orders"), "2027-01-21");
    // Less than what was paid can't be; exactly that much is paid in full.
    let line = json!({"line_id": more["items"][0]["line_id"]});
    let least = |off: i64| json!({"items": [line], "discount": {"amount": off, "reason": "for the wait"}});
    let below = edit(&cashier, &more, least(350_001)).await.problem(422, "total_below_paid");
    assert_eq!((&below["total"], &below["amount_paid"]), (&json!(714_999), &json!(715_000)));
    let foreseen = preview(&cashier, &more, &least(350_001)).await;
    assert_eq!(foreseen["problems"][0]["code"], "total_below_paid");
    assert_eq!(foreseen["after"]["total"], 714_999);
    let all = edit(&cashier, &more, least(350_000)).await.json(200);
    assert_eq!((&all["status"], &all["balance_due"]), (&json!("PAID"), &json!(0)));
    assert_eq!(parts(&all), [(385_000, 385_000)]);
    assert_eq!(shop.psql("SELECT next_due_date IS NULL FROM kedai.orders"), "t");
    assert_eq!(shop.count("SELECT count(*) FROM kedai.payment_terms"), 3);
    edit(&cashier, &all, json!({"note": "x"})).await.problem(409, "order_paid");
}

#[tokio::test]
async fn an_order_without_terms_just_gets_its_new_total() {
    let shop = Shop::open().await;
    let (cashier, manager) = (shop.cashier().await, shop.manager().await);
    let order = cashier.place(&plain_sale()).await.json(201);
    let payment = order["payments"][0]["id"].as_str().unwrap();
    let void = format!("{}/payments/{payment}/void", path(&order));
    let order = manager.post(&void, &json!({"reason": "typed at the wrong till"})).await.json(200);
    let line = &order["items"][0]["line_id"];
    let items = json!([{"line_id": line, "quantity": 3, "note": "one candle"}]);
    let edited = edit(&cashier, &order, json!({"items": items})).await.json(200);
    assert_eq!((&edited["total"], &edited["payment_terms"]), (&json!(33_000), &Value::Null));
    assert_eq!((&edited["items"][0]["note"], &edited["items"][0]["line_id"]), (&json!("one candle"), line));
    let cleared =
        edit(&cashier, &edited, json!({"items": [{"line_id": line, "note": null}]})).await.json(200);
    assert_eq!((&cleared["items"][0]["note"], &cleared["items"][0]["quantity"]), (&Value::Null, &json!(3)));
}

#[tokio::test]
async fn stock_moves_by_the_difference_and_only_an_increase_is_checked() {
    let shop = Shop::open().await;
    let cashier = shop.cashier().await;
    let brew = product(&cashier, "senopati", "Cold brew").await;
    let had = brew["stock"].as_i64().unwrap();
    let order =
        with(open_order(), json!({"items": [{"product_id": brew["id"], "quantity": 3}, cake(5_000)]}));
    let order = cashier.place(&order).await.json(201);
    let (line, cake) = (&order["items"][0]["line_id"], json!({"line_id": order["items"][1]["line_id"]}));
    // Others take all but one.
    let others = sale(json!([{"product_id": brew["id"], "quantity": had - 4}]));
    cashier.place(&others).await.json(201);
    let quantity = |quantity: i64| json!({"items": [{"line_id": line, "quantity": quantity}, cake]});
    let answer = edit(&cashier, &order, quantity(5)).await;
    assert_eq!(field(&answer, 422, "out_of_stock"), "items[0].quantity");
    assert_eq!(answer.problem(422, "out_of_stock")["stock"], 1);
    let foreseen = preview(&cashier, &order, &quantity(5)).await;
    assert_eq!((&foreseen["stock"][0]["change"], &foreseen["stock"][0]["left"]), (&json!(-2), &json!(-1)));
    assert_eq!(foreseen["problems"][0]["code"], "out_of_stock");
    let four = edit(&cashier, &order, quantity(4)).await.json(200);
    assert_eq!(stock(&cashier, "Cold brew").await, 0);
    let one = edit(&cashier, &four, quantity(1)).await.json(200);
    assert_eq!(stock(&cashier, "Cold brew").await, 3);
    // None left to ask for: changing something else isn't a matter of stock.
    let rest = sale(json!([{"product_id": brew["id"], "quantity": 3}]));
    cashier.place(&rest).await.json(201);
    let noted = edit(&cashier, &one, json!({"note": "no straw"})).await.json(200);
    let gone = edit(&cashier, &noted, json!({"items": [cake]})).await.json(200);
    assert_eq!((gone["items"].as_array().unwrap().len(), stock(&cashier, "Cold brew").await), (1, 1));
    cashier.move_to(&order, "cancelled", None).await.json(200);
    assert_eq!(stock(&cashier, "Cold brew").await, 1, "what an edit put back isn't put back again");
    let unexplained =
        "SELECT count(*) FROM kedai.stock k WHERE k.on_hand <> (SELECT coalesce(sum(quantity), 0)
        FROM kedai.stock_movements m WHERE m.store_id = k.store_id AND m.product_id = k.product_id)";
    assert_eq!(shop.count(unexplained), 0);
}

#[tokio::test]
async fn a_kept_line_keeps_its_price_and_what_is_off_the_menu_grows_no_more() {
    let shop = Shop::open().await;
    let cashier = shop.cashier().await;
    let latte = product(&cashier, "senopati", "Latte").await;
    let line = json!({"product_id": latte["id"], "quantity": 1});
    let order = cashier.place(&with(open_order(), json!({"items": [line.clone()]}))).await.json(201);
    shop.psql("UPDATE kedai.products SET price = price + 1000, name = 'Latte grande' WHERE name = 'Latte'");
    let mut items = kept(&order);
    items.push(line);
    let edited = edit(&cashier, &order, json!({"items": items})).await.json(200);
    let price = latte["price"].as_i64().unwrap();
    let prices: Vec<_> =
        edited["items"].as_array().unwrap().iter().map(|line| line["unit_price"].as_i64()).collect();
    assert_eq!(prices, [Some(price), Some(price + 1_000)]);
    assert_eq!(
        (&edited["items"][0]["name"], &edited["items"][1]["name"]),
        (&json!("Latte"), &json!("Latte grande"))
    );
    shop.psql("UPDATE kedai.products SET active = false WHERE name = 'Latte grande'");
    let mut items = kept(&edited);
    items[0]["quantity"] = json!(2);
    let answer = edit(&cashier, &edited, json!({"items": items})).await;
    assert_eq!(field(&answer, 422, "not_for_sale"), "items[0].quantity");
    // Fewer, and in another order, is fine.
    let lines = kept(&edited);
    let turned = edit(&cashier, &edited, json!({"items": [lines[1], lines[0]]})).await.json(200);
    assert_eq!(turned["items"][0]["line_id"], edited["items"][1]["line_id"]);
    let moved = r#"items: ["Latte","Latte grande"] → ["Latte grande","Latte"]"#;
    assert!(trail(&shop).iter().any(|line| line == moved), "{:?}", trail(&shop));
}

#[tokio::test]
async fn taxes_are_todays_only_if_what_is_sold_changes() {
    let shop = Shop::open().await;
    let cashier = shop.cashier().await;
    let order = cashier.place(&open_order()).await.json(201);
    shop.psql("UPDATE kedai.tax_rates SET basis_points = 1200 WHERE basis_points = 1000");
    let noted = edit(&cashier, &order, json!({"note": "by the window"})).await.json(200);
    assert_eq!((&noted["total"], &noted["tax"]), (&json!(110_000), &json!(10_000)));
    let line = &order["items"][0]["line_id"];
    let edited = edit(&cashier, &noted, json!({"items": [{"line_id": line, "quantity": 2}]})).await.json(200);
    assert_eq!((&edited["total"], &edited["tax"]), (&json!(224_000), &json!(24_000)));
}

#[tokio::test]
async fn details_are_put_right_for_the_same_person_and_another_person_is_another() {
    let shop = Shop::open().await;
    let cashier = shop.cashier().await;
    let siti = json!({"name": "Siti Rahma", "phone": "+62 811-222-333"});
    let other = cashier.place(&with(open_order(), json!({"customer": siti.clone()}))).await.json(201);
    let order = cashier.place(&with(open_order(), json!({"note": "by the window"}))).await.json(201);
    let budi = &order["customer"]["id"];
    let customers = || shop.count("SELECT count(*) FROM kedai.customers");
    let had = customers();
    // The same phone number, then the same name: the same person.
    let renamed = edit(&cashier, &order, json!({"customer": {"name": "Budi Susanto"}})).await.json(200);
    let moved = edit(&cashier, &renamed, json!({"customer": {"phone": "0813-1111-2222", "email": null}}))
        .await
        .json(200);
    assert_eq!((&moved["customer"]["id"], &moved["customer"]["name"]), (budi, &json!("Budi Susanto")));
    assert_eq!((&moved["customer"]["email"], customers()), (&Value::Null, had));
    let search = async |words: &str| {
        let list = cashier.get(&format!("/api/v1/offline-orders?search={words}")).await.json(200);
        list["items"].as_array().unwrap().len()
    };
    assert_eq!((search("susanto").await, search("santoso").await), (1, 0));
    // Somebody known, by name and number; the note is sealed for them.
    let known = edit(&cashier, &moved, json!({"customer": siti})).await.json(200);
    assert_eq!(
        (&known["customer"]["id"], &known["note"]),
        (&other["customer"]["id"], &json!("by the window"))
    );
    assert_eq!(customers(), had);
    // Another name and another number: somebody new, and Siti stays who she is.
    let agus = json!({"customer": {"name": "Agus", "phone": "+62 899-1", "email": "agus@example.com"}});
    let answer = edit(&cashier, &known, agus).await.json(200);
    assert_ne!(answer["customer"]["id"], other["customer"]["id"]);
    assert_eq!(customers(), had + 1);
    let siti = cashier.get(&path(&other)).await.json(200);
    assert_eq!(siti["customer"], other["customer"]);
    // What concerned each is sealed with the key of each: two entries for each change of person.
    let entries =
        "SELECT count(*), count(DISTINCT data_key_id) FROM kedai.audit_entries WHERE action = 'UPDATE'";
    assert_eq!(shop.psql(entries), "6|3");
}

#[tokio::test]
async fn notes_stay_readable_whoever_the_order_goes_to() {
    let shop = Shop::open().await;
    let (cashier, manager) = (shop.cashier().await, shop.manager().await);
    let line = with(cake(100_000), json!({"note": "no nuts"}));
    let order = with(sale(json!([line])), json!({"note": "by the window"}));
    let order = cashier.place(&order).await.json(201);
    let payment = order["payments"][0]["id"].as_str().unwrap();
    let void = format!("{}/payments/{payment}/void", path(&order));
    manager.post(&void, &json!({"reason": "typed at the wrong till"})).await.json(200);
    let paid = json!({"amount": 50_000, "method": "cash", "note": "from his brother"});
    let mut order = cashier.post(&format!("{}/payments", path(&order)), &paid).await.json(201);
    let notes = |order: &Value| {
        [order["note"].clone(), order["items"][0]["note"].clone(), order["payments"][2]["note"].clone()]
    };
    let expected = [json!("by the window"), json!("no nuts"), json!("from his brother")];
    assert_eq!(notes(&order), expected);
    let mut keys = vec![shop.psql("SELECT data_key_id FROM kedai.orders")];
    for customer in [budi(), json!({"name": "Agus", "phone": "+62 899-12345", "email": null}), Value::Null] {
        order = edit(&cashier, &order, json!({"customer": customer})).await.json(200);
        assert_eq!(notes(&order), expected, "{customer}");
        assert_eq!(order["customer"]["name"], customer["name"]);
        keys.push(shop.psql("SELECT data_key_id FROM kedai.orders"));
    }
    keys.sort();
    keys.dedup();
    assert_eq!(keys.len(), 4, "each has a key of its own");
    // The last note goes, and with it the key.
    let line = &order["items"][0]["line_id"];
    let bare = json!({"note": null, "items": [{"line_id": line, "note": null}]});
    let bare = edit(&cashier, &order, bare).await.json(200);
    assert_eq!(notes(&bare), [Value::Null, Value::Null, json!("from his brother")]);
    let list = cashier.get("/api/v1/offline-orders").await.json(200);
    assert_eq!(list["items"][0]["customer"], Value::Null);
    cashier.get("/api/v1/live/store:senopati").await.json(200);
}

#[tokio::test]
async fn an_erased_person_s_order_is_edited_without_them() {
    let shop = Shop::open().await;
    let cashier = shop.cashier().await;
    let line = with(cake(100_000), json!({"note": "no nuts"}));
    let order = with(open_order(), json!({"items": [line], "note": "by the window"}));
    let order = cashier.place(&order).await.json(201);
    shop.psql("UPDATE kedai.data_keys SET wrapped = NULL, destroyed_at = now()");
    let items = json!([{"line_id": order["items"][0]["line_id"], "quantity": 2}]);
    let two = edit(&cashier, &order, json!({"items": items})).await.json(200);
    assert_eq!(
        (&two["total"], &two["customer"], &two["note"]),
        (&json!(220_000), &Value::Null, &Value::Null)
    );
    let noted = edit(&cashier, &two, json!({"note": "collects on Friday"})).await.json(200);
    assert_eq!((&noted["note"], &noted["items"][0]["note"]), (&json!("collects on Friday"), &Value::Null));
    let known = edit(&cashier, &noted, json!({"customer": budi()})).await.json(200);
    assert_eq!(
        (&known["customer"]["name"], &known["note"]),
        (&json!("Budi Santoso"), &json!("collects on Friday"))
    );
}

#[tokio::test]
async fn of_edits_at_once_one_is_saved_and_the_others_are_stale() {
    let shop = Shop::open().await;
    let beside = shop.beside().await;
    let cashier = shop.cashier().await;
    let elsewhere = cashier.at(&beside);
    let order = cashier.place(&open_order()).await.json(201);
    let edits = (0..8).map(|turn| {
        let person = if turn % 2 == 0 { &cashier } else { &elsewhere };
        edit(person, &order, json!({"note": format!("table {turn}")}))
    });
    let mut statuses: Vec<u16> = join_all(edits).await.iter().map(|answer| answer.status).collect();
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 412, 412, 412, 412, 412, 412, 412]);
    assert_eq!(shop.count("SELECT max(version) FROM kedai.orders"), 2);
    assert_eq!(shop.count("SELECT count(*) FROM kedai.events"), 2);
}

#[tokio::test]
async fn an_edit_against_a_payment_or_a_cancellation_leaves_one_whole_truth() {
    let shop = Shop::open().await;
    let beside = shop.beside().await;
    let cashier = shop.cashier().await;
    let elsewhere = cashier.at(&beside);
    for round in 0..6 {
        let order = cashier.place(&open_order()).await.json(201);
        let items = json!([{"line_id": order["items"][0]["line_id"], "quantity": 2}]);
        let payments = format!("{}/payments", path(&order));
        let (all, cancels) = (json!({"amount": 110_000, "method": "cash"}), round % 2 == 1);
        let against = async {
            if cancels {
                elsewhere.move_to(&order, "cancelled", Some("made by mistake")).await
            } else {
                elsewhere.post(&payments, &all).await
            }
        };
        let (edited, other) = futures_util::join!(edit(&cashier, &order, json!({"items": items})), against);
        assert!(matches!(other.status, 200 | 201), "{}", other.text());
        let seen = cashier.get(&path(&order)).await.json(200);
        if edited.status == 200 {
            assert_eq!((&seen["total"], &seen["version"]), (&json!(220_000), &json!(3)));
        } else {
            let code = if cancels { "order_closed" } else { "order_paid" };
            edited.problem(409, code);
            assert_eq!((&seen["total"], &seen["version"]), (&json!(110_000), &json!(2)));
        }
    }
}

#[tokio::test]
async fn boards_and_order_pages_follow_an_edit() {
    let shop = Shop::open().await;
    let cashier = shop.cashier().await;
    let order = cashier.place(&open_order()).await.json(201);
    let mut socket = Socket::of(&shop, &cashier).await;
    socket.follow("store:senopati").await;
    let token = order["tracking_url"].as_str().unwrap().rsplit('/').next().unwrap().to_owned();
    let mut tracking = Socket::open(&shop).await;
    tracking.follow(&format!("order:{token}")).await;
    let mut items = kept(&order);
    items.push(json!({"name": "Candles", "unit_price": 5_000, "quantity": 3}));
    edit(&cashier, &order, json!({"items": items, "customer": {"name": "Budi Susanto"}})).await.json(200);
    let told = socket.next().await;
    assert_eq!(
        (&told["event"]["type"], &told["event"]["order"]["version"]),
        (&json!("order.edited"), &json!(2))
    );
    let ticket = &told["event"]["order"];
    assert_eq!(
        (&ticket["lines"][1]["name"], &ticket["customer_name"]),
        (&json!("Candles"), &json!("Budi Susanto"))
    );
    let followed = tracking.next().await;
    assert_eq!(followed["event"]["order"]["lines"][1]["quantity"], 3);
    assert_eq!(followed["event"]["order"]["customer_name"], Value::Null);
}
