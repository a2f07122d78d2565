//! Recording an order, and reading it.

use serde_json::{Value, json};

use crate::support::{
    Answer, Person, Shop,
    sales::{cake, plain_sale, product, sale, with},
};

fn fields(problem: &Value) -> Vec<&str> {
    problem["errors"].as_array().unwrap().iter().map(|error| error["field"].as_str().unwrap()).collect()
}

/// The same without what is new in every run.
fn redacted(mut order: Value) -> Value {
    fn redact(value: &mut Value) {
        match value {
            Value::Object(fields) => {
                for (name, value) in fields {
                    let changes = matches!(
                        name.as_str(),
                        "id" | "line_id" | "product_id" | "reference" | "tracking_url"
                    );
                    match value {
                        Value::String(text) if changes => {
                            let shape: String = text
                                .split_inclusive(['_', '-', '/'])
                                .map(|part| if part.len() > 5 { "…" } else { part })
                                .collect();
                            *text = shape;
                        }
                        value => redact(value),
                    }
                }
            }
            Value::Array(values) => values.iter_mut().for_each(redact),
            _ => {}
        }
    }
    redact(&mut order);
    order
}

#[tokio::test]
async fn an_order_looks_as_the_api_promises() {
    let shop = Shop::open().await;
    let cashier = shop.cashier().await;
    let latte = product(&cashier, "senopati", "Latte").await;
    let order = json!({
        "store": "senopati", "channel": "till",
        "customer": {"name": " Budi Santoso ", "phone": "+62 812-3456-7890", "email": null},
        "items": [
            {"product_id": latte["id"], "quantity": 2, "note": "less sugar"},
            {"name": "Birthday cake", "unit_price": 250_000, "quantity": 1},
        ],
        "discount": {"amount": 10_000, "reason": "regular"},
        "note": null,
        "payment": {"type": "full", "method": "cash", "tendered": 400_000},
        "hand_over": true,
    });
    let answer = cashier.place(&order).await;
    let placed = answer.json(201);
    assert_eq!(answer.header("etag"), "\"1\"");
    assert_eq!(
        answer.header("location"),
        format!("/api/v1/offline-orders/{}", placed["id"].as_str().unwrap())
    );
    let url = placed["tracking_url"].as_str().unwrap();
    assert!(url.starts_with("http://kedai.test/t/") && url.len() > 45, "{url}");
    insta::assert_json_snapshot!("order", redacted(placed.clone()));

    for name in [placed["id"].as_str().unwrap(), placed["reference"].as_str().unwrap()] {
        let shown = cashier.get(&format!("/api/v1/offline-orders/{name}")).await;
        assert_eq!(shown.header("etag"), "\"1\"");
        assert_eq!(shown.json(200), placed);
    }
    let lower = placed["reference"].as_str().unwrap().to_lowercase();
    let detail = cashier.get(&format!("/api/v1/orders/{lower}")).await.json(200);
    insta::assert_json_snapshot!("order_events", redacted(detail["events"].clone()));
    assert_eq!(detail["allowed"], json!([]));
}

#[tokio::test]
async fn cash_gives_change_and_a_split_adds_up() {
    let shop = Shop::open().await;
    let cashier = shop.cashier().await;
    // 10,000 and 10 % of it.
    let paid = |payment: Value| with(plain_sale(), json!({"payment": payment}));
    let cash = json!({"type": "full", "method": "cash", "tendered": 20_000});
    let order = cashier.place(&paid(cash)).await.json(201);
    assert_eq!(
        (&order["total"], &order["change"], &order["tax"]),
        (&json!(11_000), &json!(9_000), &json!(1_000))
    );
    assert_eq!(order["payments"][0]["tendered"], 20_000);
    let exact = json!({"type": "full", "method": "cash"});
    assert_eq!(cashier.place(&paid(exact)).await.json(201)["change"], 0);

    let split = json!({"type": "split", "parts": [
        {"method": "card", "amount": 6_000},
        {"method": "cash", "amount": 5_000, "tendered": 10_000},
    ]});
    let order = cashier.place(&paid(split)).await.json(201);
    let amounts: Vec<i64> =
        order["payments"].as_array().unwrap().iter().map(|p| p["amount"].as_i64().unwrap()).collect();
    assert_eq!((amounts, order["change"].as_i64()), (vec![6_000, 5_000], Some(5_000)));
    assert_eq!((&order["status"], &order["payment_state"]), (&json!("PAID"), &json!("paid")));
    assert_eq!((&order["amount_paid"], &order["balance_due"]), (&json!(11_000), &json!(0)));

    let short = json!({"type": "full", "method": "cash", "tendered": 10_999});
    let refused = cashier.place(&paid(short)).await.problem(422, "tendered_too_little");
    assert_eq!(fields(&refused), ["payment.tendered"]);
    let card = json!({"type": "full", "method": "card", "tendered": 20_000});
    let refused = cashier.place(&paid(card)).await.problem(422, "invalid_request");
    assert_eq!(fields(&refused), ["payment.tendered"]);
    for amount in [10_999, 11_001] {
        let split = json!({"type": "split", "parts": [{"method": "card", "amount": amount}]});
        let refused = cashier.place(&paid(split)).await.problem(422, "split_mismatch");
        assert_eq!((&refused["sum"], &refused["total"]), (&json!(amount), &json!(11_000)));
    }
    assert_eq!(shop.count("SELECT count(*) FROM kedai.orders"), 3);
}

#[tokio::test]
async fn the_catalogues_price_counts_and_a_wrong_total_is_refused() {
    let shop = Shop::open().await;
    let cashier = shop.cashier().await;
    let latte = product(&cashier, "senopati", "Latte").await;
    let line = json!({"product_id": latte["id"], "name": "Free latte", "unit_price": 1, "quantity": 1});
    let refused = cashier.place(&with(sale(json!([line])), json!({"total": 1}))).await;
    let refused = refused.problem(422, "total_mismatch");
    assert_eq!((&refused["total"], &refused["sent_total"]), (&json!(41_800), &json!(1)));
    let order = cashier.place(&with(sale(json!([line])), json!({"total": 41_800}))).await.json(201);
    assert_eq!(
        (&order["items"][0]["name"], &order["items"][0]["unit_price"]),
        (&json!("Latte"), &json!(38_000))
    );
}

#[tokio::test]
async fn a_discount_lowers_the_tax_and_never_goes_below_nothing() {
    let shop = Shop::open().await;
    let cashier = shop.cashier().await;
    let less = |amount: i64| with(plain_sale(), json!({"discount": {"amount": amount, "reason": "late"}}));
    let order = cashier.place(&less(4_000)).await.json(201);
    assert_eq!(
        (&order["subtotal"], &order["tax"], &order["total"]),
        (&json!(10_000), &json!(600), &json!(6_600))
    );
    let refused = cashier.place(&less(10_001)).await.problem(422, "invalid_request");
    assert_eq!(fields(&refused), ["discount.amount"]);
    // Nothing to pay is paid.
    let free = cashier.place(&less(10_000)).await.json(201);
    assert_eq!((&free["total"], &free["payment_state"]), (&json!(0), &json!("paid")));
    assert_eq!(free["payments"], json!([]));
}

#[tokio::test]
async fn an_order_by_phone_needs_a_person_to_call() {
    let shop = Shop::open().await;
    let cashier = shop.cashier().await;
    let by_phone = |customer: Value| with(plain_sale(), json!({"channel": "phone", "customer": customer}));
    for customer in [json!(null), json!({"name": "Budi"})] {
        let refused = cashier.place(&by_phone(customer)).await.problem(422, "invalid_request");
        assert_eq!(fields(&refused), ["customer.phone"]);
    }
    let budi = json!({"name": "Budi", "phone": "0812 3456 7890"});
    let order = cashier.place(&by_phone(budi)).await.json(201);
    assert_eq!((&order["channel"], &order["order_type"]), (&json!("phone"), &json!("offline")));
    // The same person, written otherwise, is known; somebody else with that telephone is not.
    let again = json!({"name": "BUDI", "phone": "+62-812-3456-7890"});
    let again = cashier.place(&by_phone(again)).await.json(201);
    let sister = json!({"name": "Sari", "phone": "0812 3456 7890"});
    let sister = cashier.place(&by_phone(sister)).await.json(201);
    assert_eq!(again["customer"]["id"], order["customer"]["id"]);
    assert_ne!(sister["customer"]["id"], order["customer"]["id"]);
}

#[tokio::test]
async fn what_is_wrong_is_told_at_its_field() {
    let shop = Shop::open().await;
    let cashier = shop.cashier().await;
    let nobody = "prd_00000000000070008000000000000000";
    let line = |fields: Value| with(plain_sale(), json!({"items": [with(cake(1), fields)]}));
    for (order, field) in [
        (line(json!({"quantity": 0})), "items[0].quantity"),
        (line(json!({"quantity": -1})), "items[0].quantity"),
        (line(json!({"quantity": 10_000})), "items[0].quantity"),
        (line(json!({"quantity": 1.5})), "items[0].quantity"),
        (line(json!({"quantity": "1"})), "items[0].quantity"),
        (line(json!({"name": " "})), "items[0].name"),
        (line(json!({"name": "x".repeat(121)})), "items[0].name"),
        (line(json!({"name": "cake\u{0}"})), "items[0].name"),
        (line(json!({"unit_price": -1})), "items[0].unit_price"),
        (line(json!({"unit_price": null})), "items[0].unit_price"),
        (line(json!({"note": "x".repeat(501)})), "items[0].note"),
        (line(json!({"product_id": nobody})), "items[0].product_id"),
        (line(json!({"product_id": "1'; DROP TABLE orders; --"})), "items[0].product_id"),
        (with(plain_sale(), json!({"items": []})), "items"),
        (with(plain_sale(), json!({"items": vec![cake(1); 201]})), "items"),
        (with(plain_sale(), json!({"channel": "web"})), "channel"),
        (with(plain_sale(), json!({"note": "x".repeat(501)})), "note"),
        (with(plain_sale(), json!({"payment": {"type": "full", "method": "beads"}})), "payment.method"),
        (with(plain_sale(), json!({"payment": {"type": "split", "parts": []}})), "payment.parts"),
        (with(plain_sale(), json!({"discount": {"amount": -1, "reason": ""}})), "discount.amount"),
        (with(plain_sale(), json!({"discount": {"amount": 1, "reason": "x\u{0}"}})), "discount.reason"),
        (with(plain_sale(), json!({"customer": {"name": "B", "phone": "12"}})), "customer.phone"),
        (with(plain_sale(), json!({"customer": {"name": "B", "email": "b"}})), "customer.email"),
    ] {
        let refused = cashier.place(&order).await.problem(422, "invalid_request");
        assert_eq!(fields(&refused), [field], "{order}");
    }
    let dear = line(json!({"unit_price": 9_007_199_254_740_991_i64, "quantity": 9_999}));
    assert_eq!(cashier.place(&dear).await.status, 422);
    let unknown = with(plain_sale(), json!({"payment": {"type": "barter"}}));
    cashier.place(&unknown).await.problem(422, "invalid_request");
    assert_eq!(shop.count("SELECT count(*) FROM kedai.orders"), 0);
    assert_eq!(shop.count("SELECT sum(sequence) FROM kedai.store_sequences"), 0);
}

#[tokio::test]
async fn a_body_that_cannot_be_read_is_refused_before_anything_else() {
    let shop = Shop::open().await;
    let cashier = shop.cashier().await;
    let send = |body: Vec<u8>| {
        let request =
            cashier.ask("POST", "/api/v1/offline-orders").header("content-type", "application/json");
        async move { request.body(body).send().await }
    };
    let twice = format!("{} {}", plain_sale(), plain_sale());
    for body in ["", "{", "nil", "{\"store\":}", "\u{feff}{}", &twice] {
        send(body.as_bytes().to_vec()).await.problem(400, "malformed_json");
    }
    send(vec![b'"', 0xff, b'"']).await.problem(400, "malformed_json");
    send(format!("{}1{}", "[".repeat(5_000), "]".repeat(5_000)).into_bytes()).await;
    let mut large = plain_sale().to_string().into_bytes();
    large.resize(1024 * 1024, b' ');
    assert_eq!(send(large.clone()).await.status, 201, "a body of exactly 1 MiB is read");
    large.push(b' ');
    send(large).await.problem(413, "body_too_large");
    assert_eq!(shop.count("SELECT count(*) FROM kedai.orders"), 1);
}

async fn find(person: &Person, order: &Value) -> [Answer; 3] {
    let id = order["id"].as_str().unwrap();
    [
        person.get(&format!("/api/v1/offline-orders/{id}")).await,
        person.get(&format!("/api/v1/orders/{}", order["reference"].as_str().unwrap())).await,
        person.move_to(order, "processing", None).await,
    ]
}

#[tokio::test]
async fn what_belongs_to_others_is_not_there() {
    let shop = Shop::open().await;
    let (cashier, manager) = (shop.cashier().await, shop.manager().await);
    let stranger = shop.sign_in("owner@northwind.test").await;
    let at_kemang = with(plain_sale(), json!({"store": "kemang"}));
    let order = manager.place(&at_kemang).await.json(201);
    // Another store, and another business.
    for person in [&cashier, &stranger] {
        for answer in find(person, &order).await {
            answer.problem(404, "not_found");
        }
        person.place(&at_kemang).await.problem(404, "not_found");
        assert_eq!(person.get("/api/v1/orders").await.json(200)["items"], json!([]));
        person.get("/api/v1/orders?store=kemang").await.problem(404, "not_found");
        person.get("/api/v1/products?store=kemang").await.problem(404, "not_found");
        person.get("/api/v1/live/store:kemang").await.problem(404, "not_found");
    }
    stranger.place(&plain_sale()).await.problem(404, "not_found");
    // A foreign product is unknown, whatever its id.
    let latte = product(&manager, "senopati", "Latte").await;
    let foreign = json!([{"product_id": latte["id"], "quantity": 1}]);
    let refused = stranger.place(&with(sale(foreign), json!({"store": "main"}))).await;
    assert_eq!(fields(&refused.problem(422, "invalid_request")), ["items[0].product_id"]);
    for name in ["GO-000000", "ord_00000000000070008000000000000000", "1", "%00", "%F0%9F%8D%B5", "..%2f"] {
        let answer = cashier.get(&format!("/api/v1/offline-orders/{name}")).await;
        answer.problem(404, "not_found");
    }
    let statuses: Vec<u16> = find(&manager, &order).await.iter().map(|answer| answer.status).collect();
    assert_eq!(statuses, [200, 200, 200]);
}

#[tokio::test]
async fn an_order_keeps_what_it_was_sold_for() {
    let shop = Shop::open().await;
    let cashier = shop.cashier().await;
    let latte = product(&cashier, "senopati", "Latte").await;
    let order = cashier.place(&sale(json!([{"product_id": latte["id"], "quantity": 1}]))).await.json(201);
    shop.psql("UPDATE kedai.products SET price = 1, name = 'Cheap' WHERE name = 'Latte'");
    shop.psql("UPDATE kedai.tax_rates SET basis_points = 0");
    let path = format!("/api/v1/offline-orders/{}", order["id"].as_str().unwrap());
    assert_eq!(cashier.get(&path).await.json(200), order);
    shop.psql("UPDATE kedai.products SET active = false WHERE name = 'Cheap'");
    let refused = cashier.place(&sale(json!([{"product_id": latte["id"], "quantity": 1}]))).await;
    assert_eq!(fields(&refused.problem(422, "not_for_sale")), ["items[0].product_id"]);
}

#[tokio::test]
async fn one_person_who_orders_ten_times_at_once_is_one_customer() {
    let shop = Shop::open().await;
    let cashier = shop.cashier().await;
    let order = with(plain_sale(), json!({"customer": {"name": "Siti Rahma", "phone": "0812 1111 2222"}}));
    let sales = futures_util::future::join_all((0..10).map(|_| cashier.place(&order))).await;
    let people: std::collections::BTreeSet<String> =
        sales.iter().map(|sale| sale.json(201)["customer"]["id"].as_str().unwrap().to_owned()).collect();
    assert_eq!(people.len(), 1);
    // A family shares the number: another name is somebody else.
    let other = with(plain_sale(), json!({"customer": {"name": "Joko", "phone": "+62 812-1111-2222"}}));
    let other = cashier.place(&other).await.json(201);
    assert!(!people.contains(other["customer"]["id"].as_str().unwrap()));
}
