//! A manager's figures: that they count what they say, and agree with the ledger to the rupiah.

use chrono::{DateTime, Datelike as _, NaiveDate, TimeDelta, Utc};
use serde_json::{Value, json};

use crate::support::{
    Person, Shop,
    sales::{cake, plain_sale, sale, sale_at, with},
};

const PATH: &str = "/api/v1/analytics/orders";

async fn figures(person: &Person, query: &str) -> Value {
    person.get(&format!("{PATH}?{query}")).await.json(200)
}

/// There is no entrance for online orders yet, so some that staff recorded are made such.
fn bring_online(shop: &Shop, references: &[&Value]) {
    for (place, reference) in references.iter().enumerate() {
        let channel = if place % 2 == 0 { "app" } else { "web" };
        let reference = reference.as_str().unwrap();
        shop.psql(&format!("UPDATE kedai.orders SET channel = '{channel}' WHERE reference = '{reference}'"));
    }
}

#[tokio::test]
async fn five_online_and_three_offline_orders_are_told_apart() {
    let shop = Shop::open().await;
    let manager = shop.manager().await;
    let mut references = Vec::new();
    for place in 0..8 {
        let order = manager.place(&sale(json!([cake(10_000 * (place + 1))]))).await.json(201);
        references.push(order["reference"].clone());
    }
    bring_online(&shop, &references.iter().take(5).collect::<Vec<_>>());
    let all = figures(&manager, "").await;
    // Tax of 10 % is added: 11,000 to 88,000.
    assert_eq!((&all["revenue"]["current"], &all["orders"]["current"]), (&json!(396_000), &json!(8)));
    assert_eq!(all["average"]["current"], 49_500);
    assert_eq!(
        all["by_type"],
        json!([
            {"order_type": "online", "revenue": 165_000, "orders": 5, "average": 33_000},
            {"order_type": "offline", "revenue": 231_000, "orders": 3, "average": 77_000},
        ])
    );
    assert_eq!(
        all["by_channel"],
        json!([
            {"channel": "till", "revenue": 231_000, "orders": 3},
            {"channel": "app", "revenue": 99_000, "orders": 3},
            {"channel": "web", "revenue": 66_000, "orders": 2},
        ])
    );
    let online = figures(&manager, "type=online").await;
    assert_eq!((&online["revenue"]["current"], &online["type"]), (&json!(165_000), &json!("online")));
    assert_eq!(online["by_method"], json!([{"method": "card", "amount": 165_000, "count": 5}]));
    assert_eq!(online["best_products"][0]["revenue"], 150_000);
    let offline = manager.get("/api/v1/analytics/offline-orders?type=online").await.json(200);
    assert_eq!((&offline["revenue"]["current"], &offline["type"]), (&json!(231_000), &json!("offline")));
}

#[tokio::test]
async fn figures_are_for_managers_and_owners_of_the_store() {
    let shop = Shop::open().await;
    let manager = shop.manager().await;
    manager.place(&plain_sale()).await.json(201);
    for account in ["cashier@kopikita.test", "staff@kopikita.test"] {
        let person = shop.sign_in(account).await;
        person.get(PATH).await.problem(403, "forbidden");
        person.get("/api/v1/analytics/offline-orders").await.problem(403, "forbidden");
    }
    shop.get(PATH).send().await.problem(401, "unauthenticated");
    let stranger = shop.sign_in("owner@northwind.test").await;
    assert_eq!(figures(&stranger, "").await["orders"]["current"], 0);
    for (query, status, code) in [
        ("store=main", 404, "not_found"),
        ("store=nowhere", 404, "not_found"),
        ("type=sideways", 422, "invalid_request"),
        ("period=soon", 422, "invalid_request"),
        ("from=2026-11-31", 422, "invalid_request"),
        ("from=2026-11-02&to=2026-11-01", 422, "invalid_request"),
        ("from=2006-11-02&to=2026-11-01", 422, "invalid_request"),
    ] {
        manager.get(&format!("{PATH}?{query}")).await.problem(status, code);
    }
}

#[tokio::test]
async fn a_day_is_compared_with_the_day_before_up_to_the_same_time() {
    let shop = Shop::open().await;
    // Ten in the morning; eleven; then nine, ten and eleven the day after.
    let sell = async |price: i64| {
        let manager = shop.manager().await;
        manager.place(&sale(json!([cake(price)]))).await.json(201);
    };
    sell(1_000).await;
    shop.advance(TimeDelta::hours(1));
    sell(2_000).await;
    shop.advance(TimeDelta::hours(22));
    sell(10_000).await;
    shop.advance(TimeDelta::hours(1));
    let manager = shop.manager().await;
    let today = figures(&manager, "store=senopati").await;
    assert_eq!(today["revenue"], json!({"current": 11_000, "before": 1_100}));
    assert_eq!((&today["from"], &today["unit"]), (&json!("2026-11-22"), &json!("hour")));
    let hours: Vec<_> = today["parts"].as_array().unwrap().iter().collect();
    assert_eq!(hours.len(), 3);
    assert_eq!((&hours[0]["hour"], &hours[0]["revenue"]), (&json!(9), &json!(11_000)));
    assert_eq!((&hours[2]["hour"], &hours[2]["revenue_before"]), (&json!(11), &json!(2_200)));
    let yesterday = figures(&manager, "period=yesterday").await;
    assert_eq!(yesterday["revenue"], json!({"current": 3_300, "before": 0}));
    let week = figures(&manager, "period=last_7_days").await;
    assert_eq!((&week["unit"], week["parts"].as_array().unwrap().len()), (&json!("day"), 7));
    assert_eq!((&week["parts"][5]["revenue"], &week["parts"][6]["average"]), (&json!(3_300), &json!(11_000)));
    let elsewhere = figures(&manager, "store=kemang&period=last_7_days").await;
    assert_eq!((&elsewhere["revenue"]["current"], &elsewhere["by_method"]), (&json!(0), &json!([])));
}

#[tokio::test]
async fn terms_are_outstanding_then_due_then_overdue_then_settled() {
    let shop = Shop::open().await;
    let customer = json!({"name": "Budi Santoso", "phone": "+62 812-3456-7890"});
    let payment = json!({
        "type": "installments", "down_payment": {"percent": 30, "method": "cash"},
        "installments": {"count": 2, "interval": "month", "first_due": "2026-11-25"},
    });
    let order = with(sale(json!([cake(1_000_000)])), json!({"customer": customer, "payment": payment}));
    let order = shop.manager().await.place(&order).await.json(201);
    let terms =
        async || figures(&shop.manager().await, "from=2026-11-21&to=2026-11-21").await["terms"].clone();
    let owed = |amount: i64, orders: i64| json!({"amount": amount, "orders": orders});
    let now = terms().await;
    assert_eq!((&now["outstanding"], &now["overdue"]), (&owed(770_000, 1), &owed(0, 0)));
    assert_eq!((&now["due_in_7_days"], &now["due_in_30_days"]), (&owed(385_000, 1), &owed(385_000, 1)));
    assert_eq!((&now["agreed"], &now["completion_rate"]), (&json!(1), &json!(0)));
    // The day after the first is due.
    shop.advance(TimeDelta::days(5));
    let late = terms().await;
    assert_eq!((&late["overdue"], &late["due_in_7_days"]), (&owed(385_000, 1), &owed(0, 0)));
    assert_eq!(late["due_in_30_days"], owed(385_000, 1));
    assert_eq!(
        late["overdue_orders"],
        json!([{"reference": order["reference"], "due_date": "2026-11-25", "days": 1, "overdue": 385_000,
                "balance_due": 770_000}])
    );
    let path = format!("/api/v1/offline-orders/{}/payments", order["id"].as_str().unwrap());
    let pay = async |amount: i64| {
        let body = json!({"amount": amount, "method": "bank_transfer"});
        shop.manager().await.post(&path, &body).await.json(201);
    };
    pay(100_000).await;
    assert_eq!(terms().await["overdue"], owed(285_000, 1));
    pay(670_000).await;
    let paid = terms().await;
    assert_eq!((&paid["outstanding"], &paid["overdue_orders"]), (&owed(0, 0), &json!([])));
    assert_eq!((&paid["settled"], &paid["completion_rate"]), (&json!(1), &json!(10_000)));
}

/// Numbers that look random and are the same each time.
struct Dice(u64);

impl Dice {
    fn below(&mut self, sides: u64) -> u64 {
        // SplitMix64: the constants are its own.
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        (mixed ^ (mixed >> 31)) % sides
    }

    fn amount(&mut self, below: u64) -> i64 {
        i64::try_from(self.below(below)).unwrap() + 1
    }
}

/// A random order at a random store.
fn order(dice: &mut Dice, today: NaiveDate) -> Value {
    let store = ["senopati", "kemang"][usize::try_from(dice.below(2)).unwrap()];
    let lines: Vec<Value> = (0..dice.amount(3))
        .map(|_| {
            let name = ["Cake", "Tart", "Bread", "Pie"][usize::try_from(dice.below(4)).unwrap()];
            json!({"name": name, "unit_price": dice.amount(90_000), "quantity": dice.amount(4)})
        })
        .collect();
    let order = sale_at(store, json!(lines));
    let due = today + TimeDelta::days(dice.amount(6) - 1);
    let payment = match dice.below(4) {
        0 => json!({"type": "full", "method": "cash"}),
        1 => json!({"type": "later", "due_date": due}),
        2 => json!({
            "type": "installments", "down_payment": {"percent": 20, "method": "card"},
            "installments": {"count": dice.amount(3), "interval": "week", "first_due": due},
        }),
        _ => json!({"type": "full", "method": "check"}),
    };
    let customer = json!({"name": "Budi Santoso", "phone": "+62 812-3456-7890"});
    with(order, json!({"customer": customer, "payment": payment, "hand_over": dice.below(2) == 0}))
}

/// Lets a random thing happen to a random order; what the rules refuse doesn't happen.
async fn meddle(shop: &Shop, manager: &Person, dice: &mut Dice, orders: &[Value]) {
    let Some(order) = orders.get(usize::try_from(dice.below(orders.len().max(1) as u64)).unwrap()) else {
        return;
    };
    let id = order["id"].as_str().unwrap();
    let path = format!("/api/v1/offline-orders/{id}");
    match dice.below(7) {
        0..=2 => {
            let amount = dice.amount(order["total"].as_u64().unwrap());
            let method = ["cash", "bank_transfer", "other"][usize::try_from(dice.below(3)).unwrap()];
            manager.post(&format!("{path}/payments"), &json!({"amount": amount, "method": method})).await;
        }
        3 => {
            let answer = manager.get(&format!("{path}/payments")).await;
            // What is deleted is there for nobody.
            let ledger: Value = serde_json::from_slice(&answer.body).unwrap();
            let entries = &ledger["payments"];
            let count = entries.as_array().map_or(0, Vec::len) as u64;
            if count > 0 {
                let entry = &entries[usize::try_from(dice.below(count)).unwrap()]["id"];
                let path = format!("{path}/payments/{}/void", entry.as_str().unwrap());
                manager.post(&path, &json!({"reason": "typed in wrongly"})).await;
            }
        }
        4 => {
            let current = manager.get(&path).await;
            let items =
                json!([{"name": "Pie", "unit_price": dice.amount(200_000), "quantity": dice.amount(3)}]);
            let edit = manager.ask("PATCH", &path).header("if-match", current.header("etag"));
            edit.json(&json!({"items": items})).send().await;
        }
        5 => {
            manager.move_to(order, "cancelled", Some("did not come")).await;
        }
        _ => {
            // Whoever deletes, and how, is tested elsewhere.
            let set = match dice.below(2) {
                0 => "deleted_at = now(), deleted_by = recorded_by, delete_reason = 'entered twice'",
                _ => "deleted_at = NULL, deleted_by = NULL, delete_reason = NULL",
            };
            let reference = order["reference"].as_str().unwrap();
            shop.psql(&format!("UPDATE kedai.orders SET {set} WHERE reference = '{reference}'"));
        }
    }
}

/// The tables as they are.
struct Rows {
    orders: Vec<Value>,
    payments: Vec<Value>,
}

fn rows(shop: &Shop) -> Rows {
    let read = |query: &str| -> Vec<Value> {
        let text = shop.psql(&format!("SELECT coalesce(json_agg(row_to_json(x)), '[]') FROM ({query}) x"));
        serde_json::from_str(&text).unwrap()
    };
    Rows {
        orders: read(
            "SELECT o.id, s.slug AS store, o.channel, o.lifecycle, o.total, o.business_day, o.deleted_at, o.created_at,
                    (SELECT json_agg(l ORDER BY position) FROM kedai.order_lines l WHERE l.order_id = o.id) AS lines,
                    t.down_payment,
                    (SELECT json_agg(i ORDER BY number) FROM kedai.instalments i
                     WHERE (i.order_id, i.version) = (o.id, t.version)) AS instalments
             FROM kedai.orders o JOIN kedai.stores s ON s.id = o.store_id
             LEFT JOIN (SELECT DISTINCT ON (order_id) * FROM kedai.payment_terms ORDER BY order_id, version DESC) t
                    ON t.order_id = o.id",
        ),
        payments: read("SELECT order_id, method, amount, business_day FROM kedai.payments"),
    }
}

fn date(value: &Value) -> NaiveDate {
    value.as_str().unwrap().parse().unwrap()
}

fn number(value: &Value) -> i64 {
    value.as_i64().unwrap()
}

fn is_online(order: &Value) -> bool {
    order["channel"] == "app" || order["channel"] == "web"
}

/// What is asked for, in the test's own terms.
struct Asked {
    store: Option<&'static str>,
    online: Option<bool>,
    from: NaiveDate,
    to: NaiveDate,
    now: DateTime<Utc>,
}

impl Asked {
    fn query(&self) -> String {
        let kind = self.online.map_or("", |online| if online { "online" } else { "offline" });
        format!("store={}&type={kind}&from={}&to={}", self.store.unwrap_or(""), self.from, self.to)
    }

    fn of_kind(&self, order: &Value) -> bool {
        self.store.is_none_or(|store| order["store"] == store)
            && self.online.is_none_or(|online| is_online(order) == online)
            && order["deleted_at"].is_null()
    }

    fn counts(&self, order: &Value) -> bool {
        self.of_kind(order) && order["lifecycle"] != "cancelled" && order["lifecycle"] != "draft"
    }

    fn within(&self, day: NaiveDate) -> bool {
        (self.from..=self.to).contains(&day)
    }

    fn before(&self, order: &Value) -> bool {
        let length = self.to - self.from + TimeDelta::days(1);
        let at: DateTime<Utc> = order["created_at"].as_str().unwrap().parse().unwrap();
        self.within(date(&order["business_day"]) + length)
            && (self.to < today(self.now) || at <= self.now - length)
    }
}

fn today(now: DateTime<Utc>) -> NaiveDate {
    (now + TimeDelta::hours(7)).date_naive()
}

/// What is open of an order's instalments that are due by a day, settled one after the other.
fn open_by(order: &Value, paid: i64, day: NaiveDate) -> i64 {
    let mut left = (paid - number(&order["down_payment"])).max(0);
    let mut open = 0;
    for instalment in order["instalments"].as_array().unwrap() {
        let settled = left.min(number(&instalment["amount"]));
        left -= settled;
        if date(&instalment["due_date"]) <= day {
            open += number(&instalment["amount"]) - settled;
        }
    }
    open
}

fn check(rows: &Rows, asked: &Asked, told: &Value) {
    let context = format!("{} at {}", asked.query(), asked.now);
    let counted: Vec<&Value> = rows.orders.iter().filter(|order| asked.counts(order)).collect();
    let inside: Vec<&&Value> =
        counted.iter().filter(|order| asked.within(date(&order["business_day"]))).collect();
    let before: Vec<&&Value> = counted.iter().filter(|order| asked.before(order)).collect();
    let total = |orders: &[&&Value]| orders.iter().map(|order| number(&order["total"])).sum::<i64>();
    let length = |orders: &[&&Value]| i64::try_from(orders.len()).unwrap();
    assert_eq!(told["revenue"], json!({"current": total(&inside), "before": total(&before)}), "{context}");
    assert_eq!(told["orders"], json!({"current": length(&inside), "before": length(&before)}), "{context}");
    let lines = || inside.iter().flat_map(|order| order["lines"].as_array().unwrap());
    assert_eq!(
        told["items"]["current"],
        lines().map(|line| number(&line["quantity"])).sum::<i64>(),
        "{context}"
    );
    let sum = |list: &Value, field: &str| {
        list.as_array().unwrap().iter().map(|entry| number(&entry[field])).sum::<i64>()
    };
    for list in ["parts", "by_type", "by_channel"] {
        assert_eq!(sum(&told[list], "revenue"), total(&inside), "{list}, {context}");
        assert_eq!(sum(&told[list], "orders"), length(&inside), "{list}, {context}");
    }
    let online: Vec<&&Value> = inside.iter().copied().filter(|order| is_online(order)).collect();
    assert_eq!(told["by_type"][0]["revenue"], total(&online), "{context}");
    // Fewer than ten names are sold, so all of them are told.
    for product in told["best_products"].as_array().unwrap() {
        let sold = lines().filter(|line| line["name"] == product["name"]);
        assert_eq!(
            product["revenue"],
            sold.map(|line| number(&line["line_total"])).sum::<i64>(),
            "{context}"
        );
    }
    assert_eq!(
        sum(&told["best_products"], "revenue"),
        lines().map(|line| number(&line["line_total"])).sum::<i64>(),
        "{context}"
    );
    check_ledger(rows, asked, told, &context);
    check_terms(rows, asked, told, &context);
}

fn check_ledger(rows: &Rows, asked: &Asked, told: &Value, context: &str) {
    let entries: Vec<&Value> = rows
        .payments
        .iter()
        .filter(|entry| asked.within(date(&entry["business_day"])))
        .filter(|entry| {
            let order = rows.orders.iter().find(|order| order["id"] == entry["order_id"]);
            asked.of_kind(order.unwrap())
        })
        .collect();
    let mut sum = 0;
    for method in ["cash", "card", "bank_transfer", "check", "other"] {
        let of_method: Vec<&&Value> = entries.iter().filter(|entry| entry["method"] == method).collect();
        let amount: i64 = of_method.iter().map(|entry| number(&entry["amount"])).sum();
        sum += amount;
        let whole = told["by_method"].as_array().unwrap().iter().find(|figure| figure["method"] == method);
        let whole = whole.map_or((0, 0), |figure| (number(&figure["amount"]), number(&figure["count"])));
        assert_eq!(whole, (amount, i64::try_from(of_method.len()).unwrap()), "{method}, {context}");
    }
    let by_day: i64 =
        told["by_method_and_day"].as_array().unwrap().iter().map(|part| number(&part["amount"])).sum();
    assert_eq!(by_day, sum, "{context}");
    if told["unit"] != "month" {
        for part in told["by_method_and_day"].as_array().unwrap() {
            let of_day = entries
                .iter()
                .filter(|entry| entry["method"] == part["method"] && entry["business_day"] == part["day"]);
            assert_eq!(
                part["amount"],
                of_day.map(|entry| number(&entry["amount"])).sum::<i64>(),
                "{context}"
            );
        }
    }
}

fn check_terms(rows: &Rows, asked: &Asked, told: &Value, context: &str) {
    let today = today(asked.now);
    let paid = |order: &Value| -> i64 {
        let of_order = rows.payments.iter().filter(|entry| entry["order_id"] == order["id"]);
        of_order.map(|entry| number(&entry["amount"])).sum()
    };
    let on_terms: Vec<&Value> =
        rows.orders.iter().filter(|order| asked.counts(order) && !order["instalments"].is_null()).collect();
    let owed = |of: &dyn Fn(&Value) -> i64| {
        let open: Vec<i64> = on_terms.iter().map(|order| of(order)).filter(|open| *open > 0).collect();
        json!({"amount": open.iter().sum::<i64>(), "orders": open.len()})
    };
    let overdue = |order: &Value| open_by(order, paid(order), today - TimeDelta::days(1));
    let within = |order: &Value, days: i64| {
        open_by(order, paid(order), today + TimeDelta::days(days)) - overdue(order)
    };
    let terms = &told["terms"];
    assert_eq!(terms["outstanding"], owed(&|order| number(&order["total"]) - paid(order)), "{context}");
    assert_eq!(terms["overdue"], owed(&overdue), "{context}");
    assert_eq!(terms["due_in_7_days"], owed(&|order| within(order, 7)), "{context}");
    assert_eq!(terms["due_in_30_days"], owed(&|order| within(order, 30)), "{context}");
    let agreed = on_terms.iter().filter(|order| asked.within(date(&order["business_day"])));
    let settled = agreed.clone().filter(|order| paid(order) >= number(&order["total"])).count();
    assert_eq!((&terms["agreed"], &terms["settled"]), (&json!(agreed.count()), &json!(settled)), "{context}");
}

#[tokio::test]
async fn every_figure_agrees_with_the_tables_after_any_history() {
    let (mut overdue, mut edited) = (0, 0);
    for seed in 1..=3 {
        let shop = Shop::open().await;
        shop.tamper();
        let mut dice = Dice(seed);
        let mut orders: Vec<Value> = Vec::new();
        for _ in 0..6 {
            // An access token lasts a quarter of an hour.
            let manager = shop.manager().await;
            for _ in 0..8 {
                let placed = manager.place(&order(&mut dice, today(shop.now()))).await;
                orders.push(placed.json(201));
                if dice.below(3) == 0 {
                    bring_online(&shop, &[&orders.last().unwrap()["reference"]]);
                }
                meddle(&shop, &manager, &mut dice, &orders).await;
                meddle(&shop, &manager, &mut dice, &orders).await;
            }
            shop.advance(TimeDelta::minutes(dice.amount(30 * 60)));
        }
        let manager = shop.manager().await;
        let (rows, now) = (rows(&shop), shop.now());
        edited += shop.count("SELECT count(*) FROM kedai.events WHERE type = 'order.edited'");
        let today = today(now);
        let back = |days: i64| today - TimeDelta::days(days);
        let periods = [
            (today, today),
            (back(1), back(1)),
            (back(6), today),
            (back(3), back(2)),
            (back(2), today + TimeDelta::days(2)),
            (back(200), today),
        ];
        for (from, to) in periods {
            for store in [None, Some("senopati"), Some("kemang")] {
                for online in [None, Some(true), Some(false)] {
                    let asked = Asked { store, online, from, to, now };
                    let told = figures(&manager, &asked.query()).await;
                    check(&rows, &asked, &told);
                    overdue += number(&told["terms"]["overdue"]["orders"]);
                }
            }
        }
        assert!(today.year() == 2026 && rows.payments.len() > 40, "{} entries", rows.payments.len());
    }
    assert!(edited > 0, "no edit was taken");
    assert!(overdue > 0, "no history had anything overdue");
}
