//! Commands that wait at a store together and are written at once: each comes to what it would alone.

use contract::orders::PlaceOrder;
use futures_util::{StreamExt as _, future::join_all, stream::FuturesUnordered};
use serde_json::{Value, json};

use crate::support::{
    Person, Shop, cluster,
    sales::{cake, plain_sale, sale, with},
};

/// Sends orders at once, each under its key if it has one; how each was answered.
async fn place_all(person: &Person, orders: &[(Option<&str>, Value)]) -> Vec<(u16, Value)> {
    let sent = orders.iter().map(|(key, order)| {
        let request = person.ask("POST", "/api/v1/offline-orders").json(order);
        match key {
            Some(key) => request.header("idempotency-key", *key).send(),
            None => request.send(),
        }
    });
    let answers = join_all(sent).await;
    answers.into_iter().map(|answer| (answer.status, answer.json(answer.status))).collect()
}

/// Orders of 11,000 each, of which nothing is paid.
async fn twelve_unpaid(person: &Person) -> Vec<Value> {
    let later = json!({
        "payment": {"type": "later", "due_date": "2026-12-21"},
        "customer": {"name": "Budi", "phone": "+62 812-3456-7890"},
        "note": "for his daughter",
    });
    let orders = vec![(None, with(sale(json!([cake(10_000)])), later)); 12];
    place_all(person, &orders).await.into_iter().map(|(_, order)| order).collect()
}

#[tokio::test]
async fn one_that_the_database_refuses_spoils_no_other() {
    let shop = Shop::open().await;
    let cashier = shop.cashier().await;
    shop.psql("ALTER TABLE kedai.orders ADD CONSTRAINT not_thirteen CHECK (subtotal <> 13)");
    let orders: Vec<(Option<&str>, Value)> =
        (0..30).map(|turn| (None, sale(json!([cake(if turn % 10 == 7 { 13 } else { 10_000 })])))).collect();
    for (turn, (status, answer)) in place_all(&cashier, &orders).await.iter().enumerate() {
        if turn % 10 == 7 {
            assert_eq!((*status, &answer["code"]), (500, &json!("internal_error")));
            assert!(!answer.to_string().contains("not_thirteen"), "{answer}");
        } else {
            assert_eq!(*status, 201, "{answer}");
        }
    }
    // What was refused took no number.
    assert_eq!(
        shop.psql("SELECT count(*), max(sequence), count(DISTINCT order_id) FROM kedai.events"),
        "27|27|27"
    );
    assert_eq!(shop.count("SELECT count(*) FROM kedai.orders"), 27);
}

#[tokio::test]
async fn an_order_that_can_not_be_read_spoils_no_other() {
    let shop = Shop::open().await;
    let cashier = shop.cashier().await;
    let unpaid = twelve_unpaid(&cashier).await;
    let broken = unpaid[5]["id"].as_str().unwrap();
    shop.psql(&format!(
        "UPDATE kedai.orders SET sealed_note = '\\x00' WHERE reference = '{}'",
        unpaid[5]["reference"].as_str().unwrap()
    ));
    let payments = unpaid.iter().map(|order| {
        let path = format!("/api/v1/offline-orders/{}/payments", order["id"].as_str().unwrap());
        let body = json!({"amount": 5_000, "method": "cash"});
        cashier.ask("POST", &path).json(&body).send()
    });
    for (answer, order) in join_all(payments).await.into_iter().zip(&unpaid) {
        let expected = if order["id"] == broken { 500 } else { 201 };
        assert_eq!(answer.status, expected, "{answer:?}");
    }
    assert_eq!(shop.psql("SELECT count(*), max(sequence) FROM kedai.events"), "23|23");
}

#[tokio::test]
async fn the_same_key_many_times_at_once_is_one_order() {
    let shop = Shop::open().await;
    let cashier = shop.cashier().await;
    let mut orders: Vec<(Option<&str>, Value)> = vec![(None, plain_sale()); 3];
    orders.extend(vec![(Some("again"), plain_sale()); 6]);
    orders.extend((1..=6).map(|price| (Some("another"), sale(json!([cake(price * 1_000)])))));
    // A refused command leaves nothing under its key: each is refused for itself.
    orders.extend(vec![
        (
            Some("wrong"),
            sale(json!([{"product_id": format!("prd_{:032x}", 1), "quantity": 1}]))
        );
        3
    ]);
    let answers = place_all(&cashier, &orders).await;
    let same = &answers[3..9];
    assert!(same.iter().all(|(status, order)| *status == 201 && order == &same[0].1), "{same:?}");
    let another = &answers[9..15];
    assert_eq!(another.iter().filter(|(status, _)| *status == 201).count(), 1);
    let reused = another.iter().filter(|(_, answer)| answer["code"] == "idempotency_key_reused");
    assert_eq!(reused.count(), 5);
    assert!(answers[15..].iter().all(|(status, _)| *status == 422), "{:?}", &answers[15..]);
    assert_eq!(shop.count("SELECT count(*) FROM kedai.orders"), 5);
    assert_eq!(shop.count("SELECT count(*) FROM kedai.command_answers"), 2);
}

#[tokio::test]
async fn payments_and_orders_that_come_together_each_come_to_what_they_would_alone() {
    let shop = Shop::open().await;
    let cashier = shop.cashier().await;
    let unpaid = twelve_unpaid(&cashier).await;
    let payments = unpaid.iter().enumerate().map(|(turn, order)| {
        let path = format!("/api/v1/offline-orders/{}/payments", order["id"].as_str().unwrap());
        // Every third pays more than is due.
        let amount = if turn % 3 == 2 { 11_001 } else { 5_000 };
        let body = json!({"amount": amount, "method": "bank_transfer"});
        cashier.ask("POST", &path).header("idempotency-key", format!("pay-{turn}")).json(&body).send()
    });
    let orders: Vec<(Option<&str>, Value)> = vec![(None, plain_sale()); 12];
    let (paid, placed) = tokio::join!(join_all(payments), place_all(&cashier, &orders));
    assert!(placed.iter().all(|(status, _)| *status == 201), "{placed:?}");
    for (turn, (answer, order)) in paid.into_iter().zip(&unpaid).enumerate() {
        if turn % 3 == 2 {
            answer.problem(422, "exceeds_balance");
            continue;
        }
        let view = answer.json(201);
        assert_eq!((&view["id"], &view["amount_paid"]), (&order["id"], &json!(5_000)));
    }
    assert_eq!(
        shop.psql("SELECT count(*), sum(amount) FROM kedai.payments WHERE method = 'bank_transfer'"),
        "8|40000"
    );
    // 12 orders, 12 more, 8 payments, and numbers without a gap.
    assert_eq!(shop.psql("SELECT count(*), max(sequence) FROM kedai.events"), "32|32");
    assert_eq!(shop.count("SELECT count(*) FROM kedai.command_answers"), 8);
    // The same again changes nothing.
    let path = format!("/api/v1/offline-orders/{}/payments", unpaid[0]["id"].as_str().unwrap());
    let body = json!({"amount": 5_000, "method": "bank_transfer"});
    let again = cashier.ask("POST", &path).header("idempotency-key", "pay-0").json(&body).send().await;
    assert_eq!(again.header("idempotent-replay"), "true");
    assert_eq!(shop.count("SELECT count(*) FROM kedai.payments WHERE method = 'bank_transfer'"), 8);
}

/// Holds the numbers of all stores, as a long import could, until there is a table `go_on`.
const HOLD: &str = "DO $$ BEGIN
        PERFORM 1 FROM kedai.store_sequences FOR UPDATE;
        WHILE NOT EXISTS (SELECT FROM pg_class WHERE relname = 'go_on') LOOP PERFORM pg_sleep(0.01); END LOOP;
    END $$";
const IS_HELD: &str =
    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event = 'PgSleep'";

#[tokio::test]
async fn more_than_can_wait_is_refused_at_once_and_nothing_of_it_is_done() {
    const SENT: usize = 1_300;
    let shop = Shop::open().await;
    let backend = shop.services.backend();
    let token = shop.cashier().await.token;
    let caller = backend.sessions.by_access_token(&token).await.unwrap().unwrap();
    let database = shop.database.clone();
    let holder = tokio::task::spawn_blocking(move || cluster().psql(&database, HOLD));
    while shop.count(IS_HELD) == 0 {
        assert!(!holder.is_finished(), "nothing is held");
    }
    let order: PlaceOrder = serde_json::from_value(plain_sale()).unwrap();
    let mut waiting: FuturesUnordered<_> =
        (0..SENT).map(|_| backend.orders.place(&caller, None, order.clone())).collect();
    let first = waiting.next().await.unwrap().unwrap_err();
    assert_eq!((first.status, first.code.as_str()), (503, "overloaded"));
    shop.psql("CREATE TABLE public.go_on ()");
    holder.await.unwrap();
    let rest: Vec<_> = waiting.collect().await;
    let (placed, refused): (Vec<_>, Vec<_>) = rest.into_iter().partition(Result::is_ok);
    assert!(
        refused.iter().all(|refused| refused.as_ref().is_err_and(|problem| problem.code == "overloaded"))
    );
    // 1,024 wait; what the writer took before may come on top.
    assert!(placed.len() >= 1_024 && placed.len() < SENT - 1, "{} were placed", placed.len());
    assert_eq!(shop.count("SELECT count(*) FROM kedai.orders"), i64::try_from(placed.len()).unwrap());
}
