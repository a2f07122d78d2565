//! What an edit does to sums, schedule, stock and prices.

use serde_json::{Value, json};

use super::{edit, field, kept, on_terms, open_order, path, preview, stock, trail};
use crate::support::{
    Shop,
    sales::{cake, plain_sale, product, sale, with},
};

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
