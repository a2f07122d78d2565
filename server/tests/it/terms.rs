//! Orders that aren't paid at once: terms, payments, and what they leave.

use chrono::TimeDelta;
use futures_util::future::join_all;
use serde_json::{Value, json};

use crate::support::{
    Answer, Person, Shop,
    sales::{cake, plain_sale, sale, with},
};

fn budi() -> Value {
    json!({"name": "Budi Santoso", "phone": "+62 812-3456-7890"})
}

/// An order of 1,000,000 before tax, 1,100,000 with it.
fn on_terms(payment: Value) -> Value {
    with(sale(json!([cake(1_000_000)])), json!({"customer": budi(), "payment": payment}))
}

fn thirty_percent_and_two() -> Value {
    on_terms(json!({
        "type": "installments", "down_payment": {"percent": 30, "method": "cash"},
        "installments": {"count": 2, "interval": "month", "first_due": "2026-12-21"},
    }))
}

async fn pay(person: &Person, order: &Value, amount: i64) -> Answer {
    let path = format!("/api/v1/offline-orders/{}/payments", order["id"].as_str().unwrap());
    person.post(&path, &json!({"amount": amount, "method": "bank_transfer"})).await
}

#[tokio::test]
async fn thirty_percent_down_and_two_instalments_end_paid_and_completed() {
    let shop = Shop::open().await;
    let cashier = shop.cashier().await;
    let order = cashier.place(&thirty_percent_and_two()).await.json(201);
    assert_eq!((&order["status"], &order["payment_state"]), (&json!("PENDING"), &json!("partially_paid")));
    assert_eq!((&order["amount_paid"], &order["balance_due"]), (&json!(330_000), &json!(770_000)));
    assert_eq!(
        order["payment_terms"],
        json!({
            "total_amount": 1_100_000, "down_payment": 330_000, "version": 1,
            "installments": [
                {"number": 1, "due_date": "2026-12-21", "amount": 385_000, "amount_paid": 0, "status": "open"},
                {"number": 2, "due_date": "2027-01-21", "amount": 385_000, "amount_paid": 0, "status": "open"},
            ],
        })
    );
    let first = pay(&cashier, &order, 385_000).await;
    assert_eq!(first.header("etag"), "\"2\"");
    let first = first.json(201);
    assert_eq!((&first["status"], &first["balance_due"]), (&json!("PENDING"), &json!(385_000)));
    assert_eq!(first["payments"][1]["installment"], 1);
    assert_eq!(first["payments"][0]["installment"], Value::Null);
    let second = pay(&cashier, &order, 385_000).await.json(201);
    assert_eq!((&second["status"], &second["payment_state"]), (&json!("PAID"), &json!("paid")));
    assert_eq!(second["payment_terms"]["installments"][1]["status"], "paid");
    pay(&cashier, &order, 1).await.problem(409, "nothing_due");
    for status in ["processing", "ready", "completed"] {
        cashier.move_to(&order, status, None).await.json(200);
    }
    let path = format!("/api/v1/offline-orders/{}", order["reference"].as_str().unwrap());
    assert_eq!(cashier.get(&path).await.json(200)["status"], "COMPLETED");
    let ledger = cashier.get(&format!("{path}/payments")).await.json(200);
    assert_eq!((ledger["balance_due"].clone(), ledger["payments"].as_array().unwrap().len()), (json!(0), 3));
}

#[tokio::test]
async fn an_answer_is_what_reading_shows() {
    let shop = Shop::open().await;
    let (cashier, manager) = (shop.cashier().await, shop.manager().await);
    for order in
        [thirty_percent_and_two(), with(plain_sale(), json!({"payment": {"type": "full", "method": "cash"}}))]
    {
        let order = cashier.place(&order).await.json(201);
        let path = format!("/api/v1/offline-orders/{}", order["id"].as_str().unwrap());
        let shown = async |answer: Value| {
            let mut read = manager.get(&path).await.json(200);
            // Only whoever reads is told what they may do next and what happened.
            for more in ["events", "today", "allowed"] {
                read.as_object_mut().unwrap().remove(more);
            }
            assert_eq!(read, answer);
        };
        shown(order.clone()).await;
        shop.advance(TimeDelta::seconds(1));
        if order["balance_due"] != 0 {
            let noted = json!({"amount": 100_000, "method": "cash", "tendered": 100_000, "note": "Paid by his sister"});
            let paid = manager.post(&format!("{path}/payments"), &noted).await.json(201);
            shown(paid.clone()).await;
            let void = format!("{path}/payments/{}/void", paid["payments"][1]["id"].as_str().unwrap());
            shown(manager.post(&void, &json!({"reason": "Entered twice"})).await.json(200)).await;
        }
        shop.advance(TimeDelta::seconds(1));
        shown(cashier.move_to(&order, "processing", None).await.json(200)).await;
        shown(manager.move_to(&order, "cancelled", Some("Called off")).await.json(200)).await;
    }
}

#[tokio::test]
async fn what_is_not_paid_in_time_is_overdue_in_the_store_s_date() {
    let shop = Shop::open().await;
    let cashier = shop.cashier().await;
    let order = cashier.place(&on_terms(json!({"type": "later", "due_date": "2026-11-21"}))).await.json(201);
    let listed = async || {
        // An access token lasts a quarter of an hour.
        let list = shop.cashier().await.get("/api/v1/offline-orders").await.json(200);
        (list["items"][0]["overdue"].clone(), list["items"][0]["next_due_date"].clone())
    };
    assert_eq!(listed().await, (json!(false), json!("2026-11-21")));
    // 23:59 in Jakarta, then midnight, which is 17:00 UTC.
    shop.advance(TimeDelta::minutes(13 * 60 + 59));
    assert_eq!(listed().await.0, json!(false));
    shop.advance(TimeDelta::minutes(1));
    assert_eq!(listed().await.0, json!(true));
    let cashier = shop.cashier().await;
    let path = format!("/api/v1/offline-orders/{}", order["id"].as_str().unwrap());
    let seen = cashier.get(&path).await.json(200);
    assert_eq!(seen["payment_terms"]["installments"][0]["status"], "overdue");
    pay(&cashier, &order, 1_100_000).await.json(201);
    assert_eq!(listed().await, (json!(false), Value::Null));
}

#[tokio::test]
async fn own_dates_and_amounts_are_kept_as_agreed() {
    let shop = Shop::open().await;
    let cashier = shop.cashier().await;
    let agreed = |parts: Value| {
        on_terms(json!({
            "type": "installments", "down_payment": {"amount": 100_000, "method": "cash", "tendered": 150_000},
            "installments": parts,
        }))
    };
    let parts =
        json!([{"due_date": "2026-12-01", "amount": 400_000}, {"due_date": "2027-03-01", "amount": 600_000}]);
    let order = cashier.place(&agreed(parts)).await.json(201);
    assert_eq!((&order["change"], &order["amount_paid"]), (&json!(50_000), &json!(100_000)));
    assert_eq!(order["payment_terms"]["installments"][1]["amount"], 600_000);
    let field = |answer: Answer, code: &str, field: &str| {
        assert_eq!(answer.problem(422, code)["errors"][0]["field"], field);
    };
    let short = agreed(json!([{"due_date": "2026-12-01", "amount": 400_000}]));
    let short = cashier.place(&short).await;
    field(short, "schedule_mismatch", "payment.installments");
    let past = agreed(json!([{"due_date": "2026-11-20", "amount": 1_000_000}]));
    field(cashier.place(&past).await, "invalid_request", "payment.installments[0].due_date");
    let word = agreed(json!([{"due_date": "tomorrow", "amount": 1_000_000}]));
    field(cashier.place(&word).await, "invalid_request", "payment.installments[0].due_date");
}

#[tokio::test]
async fn whoever_pays_later_leaves_a_name_and_a_number() {
    let shop = Shop::open().await;
    let cashier = shop.cashier().await;
    let later = on_terms(json!({"type": "later", "due_date": "2026-12-21"}));
    let nobody = with(later.clone(), json!({"customer": null}));
    assert_eq!(
        cashier.place(&nobody).await.problem(422, "invalid_request")["errors"][0]["field"],
        "customer.name"
    );
    let no_phone = with(later, json!({"customer": {"name": "Budi"}}));
    assert_eq!(
        cashier.place(&no_phone).await.problem(422, "invalid_request")["errors"][0]["field"],
        "customer.phone"
    );
    assert_eq!(shop.count("SELECT count(*) FROM kedai.orders"), 0);
}

#[tokio::test]
async fn fifty_payments_at_once_end_exactly_at_the_balance() {
    let shop = Shop::open().await;
    let cashier = shop.cashier().await;
    let order = cashier.place(&on_terms(json!({"type": "later", "due_date": "2026-12-21"}))).await.json(201);
    let beside = shop.beside().await;
    let elsewhere = cashier.at(&beside);
    let people = [&cashier, &elsewhere];
    let answers = join_all((0..50).map(|turn| pay(people[turn % 2], &order, 60_000))).await;
    let accepted = answers.iter().filter(|answer| answer.status == 201).count();
    let refused = answers.iter().filter(|answer| answer.status == 422).count();
    // 18 × 60,000 leave 20,000, which is less than one more payment.
    assert_eq!((accepted, refused), (18, 32));
    pay(&cashier, &order, 20_000).await.json(201);
    pay(&cashier, &order, 20_000).await.problem(409, "nothing_due");
    assert_eq!(shop.count("SELECT sum(amount) FROM kedai.payments"), 1_100_000);
    assert_eq!(shop.count("SELECT received - refunded FROM kedai.orders"), 1_100_000);
    assert_eq!(shop.count("SELECT count(*) FROM kedai.events"), 20);
}

#[tokio::test]
async fn a_payment_that_comes_again_is_one() {
    let shop = Shop::open().await;
    let cashier = shop.cashier().await;
    let order = cashier.place(&thirty_percent_and_two()).await.json(201);
    let path = format!("/api/v1/offline-orders/{}/payments", order["id"].as_str().unwrap());
    let send = |amount: i64| {
        let body =
            json!({"amount": amount, "method": "cash", "tendered": 400_000, "note": "from his brother"});
        cashier.ask("POST", &path).header("idempotency-key", "pay-1").json(&body).send()
    };
    let first = send(385_000).await.json(201);
    assert_eq!(first["payments"][1]["tendered"], 400_000);
    assert_eq!(first["payments"][1]["note"], "from his brother");
    let again = send(385_000).await;
    assert_eq!(again.header("idempotent-replay"), "true");
    assert_eq!(again.json(201), first);
    send(1).await.problem(422, "idempotency_key_reused");
    let both = join_all([send(385_000), send(385_000)]).await;
    assert!(both.iter().all(|answer| answer.status == 201));
    assert_eq!(shop.count("SELECT count(*) FROM kedai.payments"), 2);
    // A day later, and the order has moved on.
    shop.advance(TimeDelta::days(1));
    let cashier = shop.cashier().await;
    pay(&cashier, &order, 385_000).await.json(201);
    let body = json!({"amount": 385_000, "method": "cash", "tendered": 400_000, "note": "from his brother"});
    let late = cashier.ask("POST", &path).header("idempotency-key", "pay-1").json(&body).send().await;
    assert_eq!(late.json(201), first);
    assert_eq!(shop.count("SELECT count(*) FROM kedai.payments"), 3);
}

#[tokio::test]
async fn wrong_payments_are_refused_at_their_field() {
    let shop = Shop::open().await;
    let cashier = shop.cashier().await;
    let order = cashier.place(&thirty_percent_and_two()).await.json(201);
    let path = format!("/api/v1/offline-orders/{}/payments", order["id"].as_str().unwrap());
    for (body, code, field) in [
        (json!({"amount": 770_001, "method": "cash"}), "exceeds_balance", "amount"),
        (json!({"amount": 0, "method": "cash"}), "invalid_request", "amount"),
        (json!({"amount": -5, "method": "cash"}), "invalid_request", "amount"),
        (json!({"amount": 5, "method": "beads"}), "invalid_request", "method"),
        (json!({"amount": 5, "method": "cash", "tendered": 4}), "tendered_too_little", "tendered"),
        (json!({"amount": 5, "method": "cash", "note": "x".repeat(501)}), "invalid_request", "note"),
        (
            json!({"amount": 5, "method": "cash", "paid_at": "2026-11-22T03:00:00Z"}),
            "invalid_request",
            "paid_at",
        ),
        (
            json!({"amount": 5, "method": "cash", "paid_at": "2020-11-22T03:00:00Z"}),
            "invalid_request",
            "paid_at",
        ),
    ] {
        assert_eq!(
            cashier.post(&path, &body).await.problem(422, code)["errors"][0]["field"],
            field,
            "{body}"
        );
    }
    let stranger = shop.sign_in("cashier@northwind.test").await;
    pay(&stranger, &order, 1).await.problem(404, "not_found");
    let kemang = with(plain_sale(), json!({"store": "kemang"}));
    let elsewhere = shop.manager().await.place(&kemang).await.json(201);
    pay(&cashier, &elsewhere, 1).await.problem(404, "not_found");
    assert_eq!(shop.count("SELECT count(*) FROM kedai.payments"), 2);
    // Received yesterday evening in Jakarta: it counts to yesterday.
    let dated = json!({"amount": 5, "method": "cash", "paid_at": "2026-11-20T16:00:00Z"});
    cashier.post(&path, &dated).await.json(201);
    let day = shop.psql("SELECT business_day FROM kedai.payments WHERE amount = 5");
    assert_eq!(day, "2026-11-20");
}

#[tokio::test]
async fn a_wrong_payment_is_reversed_once_by_a_manager() {
    let shop = Shop::open().await;
    let (cashier, manager) = (shop.cashier().await, shop.manager().await);
    let order = cashier.place(&thirty_percent_and_two()).await.json(201);
    let paid = pay(&cashier, &order, 385_000).await.json(201);
    let wrong = paid["payments"][1]["id"].as_str().unwrap();
    let path = format!("/api/v1/offline-orders/{}/payments/{wrong}/void", order["id"].as_str().unwrap());
    let why = json!({"reason": "typed into the wrong order"});
    cashier.post(&path, &why).await.problem(403, "forbidden");
    manager.post(&path, &json!({"reason": "oops"})).await.problem(422, "invalid_request");
    let both = join_all([manager.post(&path, &why), manager.post(&path, &why)]).await;
    let both: Vec<Value> = both.into_iter().map(|answer| answer.json(200)).collect();
    for order in &both {
        assert_eq!(
            (&order["balance_due"], &order["payment_state"]),
            (&json!(770_000), &json!("partially_paid"))
        );
        assert_eq!(order["payments"].as_array().unwrap().len(), 3);
        assert_eq!(
            (&order["payments"][1]["voided"], &order["payments"][2]["reverses"]),
            (&json!(true), &json!(wrong))
        );
        assert_eq!(order["payments"][1]["installment"], Value::Null);
    }
    // The reversal isn't reversed, and the ledger isn't rewritten.
    let reversal = both[0]["payments"][2]["id"].as_str().unwrap();
    let path = path.replace(wrong, reversal);
    manager.post(&path, &why).await.problem(409, "not_reversible");
    let again = pay(&cashier, &order, 385_000).await.json(201);
    assert_eq!(again["payments"][3]["installment"], 1);
    assert_eq!(shop.count("SELECT count(*) FROM kedai.payments"), 4);
    assert_eq!(shop.count("SELECT count(*) FROM kedai.audit_entries WHERE action = 'PAYMENT'"), 3);
}
