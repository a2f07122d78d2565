//! Many at once: stock, numbers and the chain of events stay exact.

use futures_util::future::join_all;
use serde_json::json;

use crate::support::{
    Shop,
    sales::{cake, product, sale, sale_at, with},
};

/// Recomputes every event's hash from its row, each variable part behind its length, and counts
/// what doesn't fit. Written from the description of the chain, in another language than the
/// program that writes it.
const BROKEN_LINKS: &str = "
    WITH parts AS (
        SELECT e.*, lag(hash, 1, ''::bytea) OVER chain AS hash_before,
               row_number() OVER chain AS number,
               ARRAY[previous_hash, uuid_send(store_id), int8send(sequence), uuid_send(id),
                     uuid_send(tenant_id), uuid_send(order_id), int4send(version),
                     convert_to(type, 'UTF8'), uuid_send(actor_id),
                     int8send((extract(epoch FROM at) * 1000000)::bigint),
                     convert_to(payload::text, 'UTF8')] AS said
        FROM kedai.events e WINDOW chain AS (PARTITION BY store_id ORDER BY sequence)
    ), hashed AS (
        SELECT parts.*, sha256((SELECT string_agg(int8send(length(part)) || part, ''::bytea ORDER BY place)
                                FROM unnest(said) WITH ORDINALITY AS part (part, place))) AS computed
        FROM parts
    )
    SELECT count(*) FILTER (WHERE hash <> computed OR previous_hash <> hash_before OR sequence <> number)
    FROM hashed";

/// Stores whose sequence row doesn't agree with their last event.
const WRONG_ENDS: &str = "
    SELECT count(*) FROM kedai.store_sequences q
    LEFT JOIN LATERAL (SELECT sequence, hash FROM kedai.events e WHERE e.store_id = q.store_id
                       ORDER BY sequence DESC LIMIT 1) last ON true
    WHERE (q.sequence, q.last_hash) IS DISTINCT FROM (coalesce(last.sequence, 0), coalesce(last.hash, ''))";

/// Products whose stock isn't the sum of its movements.
const UNEXPLAINED_STOCK: &str = "
    SELECT count(*) FROM kedai.stock k
    WHERE k.on_hand <> (SELECT coalesce(sum(quantity), 0) FROM kedai.stock_movements m
                        WHERE m.store_id = k.store_id AND m.product_id = k.product_id)";

fn assert_consistent(shop: &Shop) {
    for (what, query) in [
        ("links of the chain", BROKEN_LINKS),
        ("ends of the chain", WRONG_ENDS),
        ("stock", UNEXPLAINED_STOCK),
    ] {
        assert_eq!(shop.count(query), 0, "{what}");
    }
}

#[tokio::test]
async fn two_hundred_orders_sell_fifty() {
    let shop = Shop::open().await;
    let beside = shop.beside().await;
    let manager = shop.manager().await;
    let brew = product(&manager, "senopati", "Cold brew").await;
    // Twenty-five at each store.
    shop.psql(
        "INSERT INTO kedai.stock_movements SELECT gen_random_uuid(), k.tenant_id, store_id, product_id, NULL,
                'import', 25 - on_hand, now()
         FROM kedai.stock k JOIN kedai.products p ON p.id = product_id WHERE p.name = 'Cold brew';
         UPDATE kedai.stock SET on_hand = 25
         FROM kedai.products p WHERE p.id = product_id AND p.name = 'Cold brew'",
    );
    let people = [manager.clone(), manager.at(&beside)];
    let orders = (0..200).map(|number| {
        let store = if number % 2 == 0 { "senopati" } else { "kemang" };
        let order = sale_at(store, json!([{"product_id": brew["id"], "quantity": 1}]));
        let person = &people[(number / 2) % 2];
        async move { person.place(&order).await }
    });
    let answers = join_all(orders).await;
    let sold = answers.iter().filter(|answer| answer.status == 201).count();
    assert_eq!(sold, 50);
    for refused in answers.iter().filter(|answer| answer.status != 201) {
        let refused = refused.problem(422, "out_of_stock");
        assert_eq!(
            (&refused["stock"], &refused["errors"][0]["field"]),
            (&json!(0), &json!("items[0].quantity"))
        );
    }
    for store in ["senopati", "kemang"] {
        assert_eq!(product(&manager, store, "Cold brew").await["stock"], 0);
    }
    assert_eq!(shop.count("SELECT count(*) FROM kedai.events"), 50);
    let references = "SELECT count(DISTINCT reference) FROM kedai.orders";
    assert_eq!(shop.count(references), 50);
    assert_consistent(&shop);
}

#[tokio::test]
async fn sales_and_cancellations_at_once_leave_the_chain_whole() {
    let shop = Shop::open().await;
    let manager = shop.manager().await;
    let brew = product(&manager, "senopati", "Cold brew").await;
    let order = with(
        sale(json!([{"product_id": brew["id"], "quantity": 1, "note": "no ice"}, cake(5_000)])),
        json!({"customer": {"name": "Zoë \"Zo\" O'Neil 🍵", "phone": "0812345678"}}),
    );
    let rounds = (0..40).map(|number| {
        let (manager, order) = (&manager, &order);
        async move {
            let placed = manager.place(order).await.json(201);
            if number % 2 == 0 {
                manager.move_to(&placed, "cancelled", Some("changed her mind")).await.json(200);
            } else {
                manager.move_to(&placed, "processing", None).await.json(200);
            }
        }
    });
    join_all(rounds).await;
    assert_eq!(product(&manager, "senopati", "Cold brew").await["stock"], 20);
    assert_eq!(shop.count("SELECT count(*) FROM kedai.events"), 80);
    assert_consistent(&shop);
    // And the check can fail: one letter of one payload is enough.
    shop.tamper();
    shop.psql(
        "UPDATE kedai.events SET payload = replace(payload::text, 'Cold brew', 'Cold Brew')::json
         WHERE sequence = 1",
    );
    assert_eq!(shop.count(BROKEN_LINKS), 1);
}

#[tokio::test]
async fn lines_of_one_order_draw_on_the_same_stock() {
    let shop = Shop::open().await;
    let cashier = shop.cashier().await;
    let brew = product(&cashier, "senopati", "Cold brew").await;
    let line = |quantity: i64| json!({"product_id": brew["id"], "quantity": quantity});
    let refused = cashier.place(&sale(json!([line(30), cake(1), line(11)]))).await;
    let refused = refused.problem(422, "out_of_stock");
    assert_eq!(
        (&refused["errors"][0]["field"], &refused["stock"]),
        (&json!("items[2].quantity"), &json!(40))
    );
    cashier.place(&sale(json!([line(30), line(10)]))).await.json(201);
    cashier.place(&sale(json!([line(1)]))).await.problem(422, "out_of_stock");
    assert_consistent(&shop);
}

#[tokio::test]
async fn one_refused_order_spoils_no_other() {
    let shop = Shop::open().await;
    let cashier = shop.cashier().await;
    // All in one batch: some that the rules refuse, and some that only the database can.
    let orders = (0..40).map(|number| {
        let odd = ["cake", "cake\u{0}", "cake", "cake\u{0}\\u0000"][number % 4];
        let order = match number % 5 {
            0 => with(sale(json!([cake(1_000)])), json!({"total": 7})),
            _ => sale(json!([with(cake(1_000), json!({"name": odd}))])),
        };
        let cashier = &cashier;
        async move { cashier.place(&order).await.status }
    });
    let statuses = join_all(orders).await;
    for (number, status) in statuses.iter().enumerate() {
        let wanted = if number % 5 == 0 || number % 2 == 1 { 422 } else { 201 };
        assert_eq!(*status, wanted, "order {number}");
    }
    assert_consistent(&shop);
}
