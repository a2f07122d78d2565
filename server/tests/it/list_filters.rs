//! Every filter and order of the order list, alone and together, against a plain look at every order.

use chrono::TimeDelta;
use serde_json::{Value, json};

use crate::support::{
    Person, Shop,
    sales::{cake, plain_sale, sale_at, with},
};

const NAMES: [&str; 4] = ["Budi Santoso", "Budi Halim", "Siti Rahma", "Agus Lim"];

/// Draws numbers that are the same in every run.
struct Draw(u64);

impl Draw {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % end
    }

    fn of<'a>(&mut self, choices: &[&'a str]) -> &'a str {
        choices[self.below(choices.len())]
    }
}

/// Orders of many kinds over a week, some at the same instant.
async fn sell(shop: &Shop, draw: &mut Draw, count: usize) {
    let mut manager = shop.manager().await;
    for number in 0..count {
        let price = [10_000, 10_000, 25_000, 400_000][draw.below(4)];
        let store = draw.of(&["senopati", "senopati", "kemang"]);
        let person = draw.below(NAMES.len());
        let customer = json!({"name": NAMES[person], "phone": format!("+62 812 0000 000{person}")});
        let channel = draw.of(&["till", "phone"]);
        let order = with(
            sale_at(store, json!([cake(price)])),
            json!({"channel": channel, "customer": (channel == "phone").then_some(&customer)}),
        );
        let order = match draw.below(6) {
            0 | 1 => order,
            2 => with(order, json!({"customer": customer, "hand_over": true})),
            3 => with(
                order,
                json!({"customer": customer, "payment": {"type": "later", "due_date": "2026-11-28"}}),
            ),
            4 => with(
                order,
                json!({"customer": customer, "payment": {"type": "later", "due_date": "2026-12-24"}}),
            ),
            _ => with(
                order,
                json!({"customer": customer, "payment": {
                    "type": "installments", "down_payment": {"percent": 30, "method": "cash"},
                    "installments": {"count": 2, "interval": "month", "first_due": "2026-11-27"}}}),
            ),
        };
        let placed = manager.place(&order).await.json(201);
        match draw.below(5) {
            0 => drop(manager.move_to(&placed, "cancelled", Some("changed their mind")).await),
            1 => drop(manager.move_to(&placed, "processing", None).await),
            _ => {}
        }
        if number % 3 == 0 {
            shop.advance(TimeDelta::minutes(241));
            // A token lasts a quarter of an hour.
            manager = shop.manager().await;
        }
    }
    // What was due in these days is overdue.
    shop.advance(TimeDelta::days(3));
    // Programs send these.
    shop.psql("UPDATE kedai.orders SET channel = 'app' WHERE right(reference, 1) IN ('3', '7', 'K', 'X')");
}

/// All pages of a list, in their order.
async fn walk(person: &Person, query: &str, limit: usize) -> Vec<Value> {
    let mut found: Vec<Value> = Vec::new();
    let mut cursor = String::new();
    loop {
        let page =
            person.get(&format!("/api/v1/orders?{query}&limit={limit}&cursor={cursor}")).await.json(200);
        let items = page["items"].as_array().unwrap();
        assert!(items.len() == limit || page["next_cursor"].is_null(), "{query}");
        found.extend(items.iter().cloned());
        let Some(next) = page["next_cursor"].as_str() else { return found };
        cursor = next.to_owned();
    }
}

fn fits(order: &Value, name: &str, value: &str) -> bool {
    let text = |field: &str| order[field].as_str().unwrap_or_default().to_owned();
    let names = order["customer"]["name"].as_str().unwrap_or_default().to_lowercase();
    match name {
        "status" if value.chars().all(char::is_uppercase) => text("status") == value,
        "status" => text("lifecycle") == value,
        "payment" if value == "overdue" => order["overdue"] == true,
        "payment" if value == "due" => {
            order["balance_due"].as_i64().unwrap() > 0 && text("lifecycle") != "draft"
        }
        "payment" => text("payment_state") == value,
        "type" => text("order_type") == value,
        "channel" => text("channel") == value,
        "store" => text("store") == value,
        "from" => text("business_day").as_str() >= value,
        "to" => text("business_day").as_str() <= value,
        "min_total" => order["total"].as_i64().unwrap() >= value.parse().unwrap(),
        "max_total" => order["total"].as_i64().unwrap() <= value.parse().unwrap(),
        "search" if value.starts_with("GO-") => text("reference") == value,
        "search" if value.starts_with('0') => {
            let phone = order["customer"]["phone"].as_str().unwrap_or_default();
            phone.replace(' ', "") == format!("+62{}", &value[1..])
        }
        "search" | "customer_name" => names.split(' ').any(|word| word.starts_with(value)),
        "sort" if value.ends_with("due") => !order["next_due_date"].is_null(),
        _ => true,
    }
}

fn sorted(mut orders: Vec<Value>, sort: &str) -> Vec<Value> {
    let key = |order: &Value| {
        let first = match sort.trim_start_matches('-') {
            "total" => format!("{:020}", order["total"].as_i64().unwrap()),
            "due" => order["next_due_date"].as_str().unwrap().to_owned(),
            _ => String::new(),
        };
        (first, order["created_at"].as_str().unwrap().to_owned(), order["id"].as_str().unwrap().to_owned())
    };
    orders.sort_by_key(key);
    if sort.starts_with('-') {
        orders.reverse();
    }
    orders
}

fn references(orders: &[Value]) -> Vec<&str> {
    orders.iter().map(|order| order["reference"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn every_list_is_what_a_plain_look_at_every_order_finds() {
    let shop = Shop::open().await;
    let mut draw = Draw(1);
    sell(&shop, &mut draw, 90).await;
    let manager = shop.manager().await;
    let all = walk(&manager, "", 200).await;
    assert_eq!(all.len(), 90);
    let reference = all[11]["reference"].as_str().unwrap().to_owned();
    let said: [(&str, Vec<&str>); 12] = [
        (
            "status",
            vec!["PENDING", "PAID", "COMPLETED", "CANCELLED", "pending", "processing", "completed", "draft"],
        ),
        (
            "payment",
            vec![
                "unpaid",
                "partially_paid",
                "paid",
                "refunded",
                "partially_refunded",
                "due",
                "overdue",
                "overdue",
            ],
        ),
        ("type", vec!["offline", "online"]),
        ("channel", vec!["till", "phone", "app", "web"]),
        ("store", vec!["senopati", "kemang"]),
        ("from", vec!["2026-11-22", "2026-11-24"]),
        ("to", vec!["2026-11-22", "2026-11-25"]),
        ("min_total", vec!["11000", "20000", "27500"]),
        ("max_total", vec!["11000", "27500", "440000"]),
        ("search", vec!["budi", "hal", "081200000002", &reference, "nobody"]),
        ("customer_name", vec!["budi", "siti"]),
        ("sort", vec!["time", "-time", "total", "-total", "due", "-due"]),
    ];
    let mut found_some = 0;
    for round in 0..160 {
        let mut words: Vec<(&str, &str)> = Vec::new();
        for (name, values) in &said {
            // First each filter alone, with each value; then ever more together.
            if draw.below(10) < round / 32 + 1 {
                words.push((name, draw.of(values)));
            }
        }
        let is_overdue = words.contains(&("payment", "overdue"));
        let has_amounts = words.iter().any(|(name, _)| name.ends_with("_total"));
        let by_time = |(name, value): &(&str, &str)| *name == "sort" && value.ends_with("time");
        if has_amounts && !is_overdue {
            words.retain(|word| !by_time(word));
        }
        let query = words.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("&");
        let sort = words.iter().find(|(name, _)| *name == "sort").map(|(_, value)| *value);
        let sort = sort.unwrap_or(if has_amounts { "-total" } else { "-time" });
        let expected = all.iter().filter(|order| words.iter().all(|(name, value)| fits(order, name, value)));
        let expected = sorted(expected.cloned().collect(), sort);
        let found = walk(&manager, &query, 7).await;
        assert_eq!(references(&found), references(&expected), "{query}");
        found_some += usize::from(!found.is_empty());
    }
    assert!(found_some > 60, "only {found_some} lists held anything");
}

#[tokio::test]
async fn a_cursor_is_good_for_its_own_list_alone() {
    let shop = Shop::open().await;
    let manager = shop.manager().await;
    for _ in 0..3 {
        manager.place(&plain_sale()).await.json(201);
    }
    let page = manager.get("/api/v1/orders?limit=1&sort=total").await.json(200);
    let cursor = page["next_cursor"].as_str().unwrap();
    manager.get(&format!("/api/v1/orders?limit=2&sort=total&cursor={cursor}")).await.json(200);
    for other in ["", "sort=-total", "sort=total&status=ready", "sort=total&search=budi"] {
        let answer = manager.get(&format!("/api/v1/orders?{other}&cursor={cursor}")).await;
        let problem = answer.problem(422, "invalid_request");
        assert_eq!(problem["errors"][0]["code"], "of_another_list", "{other}");
    }
    let answer = manager.get("/api/v1/orders?min_total=5&sort=time").await;
    assert_eq!(answer.problem(422, "invalid_request")["errors"][0]["code"], "not_offered");
}

#[tokio::test]
async fn who_works_at_one_store_lists_its_orders_alone() {
    let shop = Shop::open().await;
    let manager = shop.manager().await;
    let here = manager.place(&plain_sale()).await.json(201);
    manager.place(&with(plain_sale(), json!({"store": "kemang"}))).await.json(201);
    shop.psql(
        "UPDATE kedai.staff SET all_stores = false WHERE email = 'manager@kopikita.test';
         DELETE FROM kedai.staff_stores ss USING kedai.staff s
         WHERE s.id = ss.staff_id AND s.email = 'manager@kopikita.test';
         INSERT INTO kedai.staff_stores SELECT s.tenant_id, s.id, t.id FROM kedai.staff s
         JOIN kedai.stores t USING (tenant_id) WHERE s.email = 'manager@kopikita.test' AND t.slug = 'senopati'",
    );
    let manager = shop.manager().await;
    for query in ["", "sort=total", "payment=paid", "from=2026-11-20&sort=-total", "store=senopati"] {
        assert_eq!(
            references(&walk(&manager, query, 5).await),
            [here["reference"].as_str().unwrap()],
            "{query}"
        );
    }
    manager.get("/api/v1/orders?store=kemang").await.problem(404, "not_found");
}
