//! Events are whole and say everything: whatever is done to orders, replaying their events gives them.

use serde_json::{Value, json};
use services::events::{Fault, Verdict};

use crate::support::{
    Person, Shop,
    sales::{cake, plain_sale, sale, with},
};

/// Verifies the demo shop; what was found, in the order in which it was told.
async fn verify(shop: &Shop) -> (Verdict, Vec<Fault>) {
    let tenants = shop.services.database().tenants().await.unwrap();
    let (tenant, _) = tenants.into_iter().find(|(_, slug)| slug == "kopi-kita").unwrap();
    let mut faults = Vec::new();
    let verdict = shop.services.verify_events(tenant, |fault| faults.push(fault.clone())).await.unwrap();
    assert_eq!(verdict.faults, faults.len() as u64);
    (verdict, faults)
}

/// A small generator that a seed repeats.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % sides
    }

    fn one_of<'a, T>(&mut self, things: &'a [T]) -> &'a T {
        let place = usize::try_from(self.roll(things.len() as u64)).unwrap();
        &things[place]
    }
}

fn new_order(dice: &mut Dice) -> Value {
    let budi = json!({"name": "Budi Santoso", "phone": "+62 812-3456-7890"});
    let price = i64::try_from(dice.roll(900) + 100).unwrap() * 1_000;
    let order = sale(json!([cake(price), with(cake(5_000), json!({"quantity": 3}))]));
    match dice.roll(5) {
        0 => order,
        1 => with(order, json!({"hand_over": true, "payment": {"type": "full", "method": "cash"}})),
        2 => with(order, json!({"customer": budi, "payment": {"type": "later", "due_date": "2026-12-31"}})),
        3 => with(order, json!({"discount": {"amount": 7_000, "reason": "regular"}})),
        _ => with(
            order,
            json!({"customer": budi, "payment": {
                "type": "installments", "down_payment": {"percent": 30, "method": "cash"},
                "installments": {"count": 3, "interval": "month", "first_due": "2026-12-21"},
            }}),
        ),
    }
}

/// Does something to an order; whether it was taken. What makes no sense is refused, and that leaves nothing.
async fn command(dice: &mut Dice, manager: &Person, id: &str) -> bool {
    let path = format!("/api/v1/offline-orders/{id}");
    let answer = match dice.roll(12) {
        0..4 => {
            let status = dice.one_of(&["pending", "processing", "ready", "completed", "cancelled"]);
            let order = json!({"id": id});
            manager.move_to(&order, status, Some("asked for by the dice")).await
        }
        4..7 => {
            let amount = i64::try_from(dice.roll(200) + 1).unwrap() * 1_000;
            manager.post(&format!("{path}/payments"), &json!({"amount": amount, "method": "card"})).await
        }
        7 => {
            let ledger = manager.get(&format!("{path}/payments")).await;
            if ledger.status != 200 {
                return false;
            }
            let payments = ledger.json(200)["payments"].as_array().unwrap().clone();
            if payments.is_empty() {
                return false;
            }
            let payment = dice.one_of(&payments)["id"].as_str().unwrap().to_owned();
            manager.post(&format!("{path}/payments/{payment}/void"), &json!({"reason": "typing error"})).await
        }
        8 | 9 => {
            let shown = manager.get(&path).await;
            let Some(version) = (shown.status == 200).then(|| shown.json(200)["version"].to_string()) else {
                return false;
            };
            let price = i64::try_from(dice.roll(900) + 100).unwrap() * 1_000;
            let change = json!({"items": [{"name": "Another cake", "unit_price": price, "quantity": 2}]});
            manager
                .ask("PATCH", &path)
                .header("if-match", format!("\"{version}\""))
                .json(&change)
                .send()
                .await
        }
        10 => manager.ask("DELETE", &path).json(&json!({"reason": "entered twice"})).send().await,
        _ => manager.post(&format!("{path}/restore"), &json!({})).await,
    };
    assert!(answer.status < 500, "{}", answer.text());
    answer.status < 300
}

#[tokio::test]
async fn whatever_is_done_replaying_gives_the_stored_state() {
    for seed in [1, 20_261_121] {
        let shop = Shop::open().await;
        let manager = shop.manager().await;
        let mut dice = Dice(seed);
        let mut orders = Vec::new();
        let mut done = 0;
        for _ in 0..220 {
            if orders.len() < 12 && (orders.is_empty() || dice.roll(8) == 0) {
                let order = manager.place(&new_order(&mut dice)).await.json(201);
                orders.push(order["id"].as_str().unwrap().to_owned());
                done += 1;
                continue;
            }
            let id = dice.one_of(&orders).clone();
            done += u64::from(command(&mut dice, &manager, &id).await);
        }
        let (verdict, faults) = verify(&shop).await;
        assert_eq!(faults, [], "seed {seed}");
        assert_eq!(verdict.orders, orders.len() as u64, "seed {seed}");
        // Nearly every command that was taken is one event; a move to where an order stands is none.
        assert!(verdict.events > done / 2 && verdict.events <= done, "seed {seed}: {verdict:?} of {done}");
        for kind in <domain::order::OrderEvent as domain::event::Event>::NAMES {
            let seen = shop.count(&format!("SELECT count(*) FROM kedai.events WHERE type = '{kind}'"));
            assert!(seen > 0, "seed {seed} never made {kind}");
        }
    }
}

#[tokio::test]
async fn after_a_hundred_events_there_is_a_snapshot_and_replay_begins_there() {
    let shop = Shop::open().await;
    shop.tamper();
    let manager = shop.manager().await;
    let order = manager.place(&plain_sale()).await.json(201);
    for _ in 0..101 {
        manager.move_to(&order, "processing", None).await.json(200);
        manager.move_to(&order, "pending", Some("pressed by mistake")).await.json(200);
    }
    assert_eq!(
        shop.psql("SELECT string_agg(version::text, ' ' ORDER BY version) FROM kedai.snapshots").trim(),
        "100 200"
    );
    let (verdict, faults) = verify(&shop).await;
    assert_eq!((faults, verdict.events, verdict.snapshots), (vec![], 203, 2));
    let reference = order["reference"].as_str().unwrap().to_owned();
    shop.psql("UPDATE kedai.snapshots SET state = jsonb_set(state::jsonb, '{lifecycle}', '\"ready\"')::json WHERE version = 100");
    assert_eq!(verify(&shop).await.1, [Fault::Snapshot { reference, version: 100 }]);
}

#[tokio::test]
async fn what_was_changed_behind_kedai_is_found_and_named() {
    let shop = Shop::open().await;
    shop.tamper();
    let cashier = shop.cashier().await;
    let mut references = Vec::new();
    for _ in 0..6 {
        let order = cashier.place(&plain_sale()).await.json(201);
        references.push(order["reference"].as_str().unwrap().to_owned());
    }
    assert_eq!(verify(&shop).await.1, []);
    let store = || Some("senopati".to_owned());
    let one = |statement: &str| shop.psql(&format!("SET session_replication_role = replica; {statement}"));
    one("UPDATE kedai.events SET at = at + interval '1 hour' WHERE sequence = 2");
    one(&format!("UPDATE kedai.orders SET lifecycle = 'ready' WHERE reference = '{}'", references[3]));
    let differs = Fault::Differs { reference: references[3].clone(), what: "lifecycle" };
    assert_eq!(verify(&shop).await.1, [Fault::Changed { store: store(), sequence: 2 }, differs]);
    one("DELETE FROM kedai.events WHERE sequence = 5");
    let (_, faults) = verify(&shop).await;
    let gone = Fault::Unreplayable { reference: references[4].clone(), why: "it has no events".to_owned() };
    assert!(faults.contains(&Fault::Missing { store: store(), from: 5, to: 5 }), "{faults:?}");
    assert!(faults.contains(&gone), "{faults:?}");
    one("DELETE FROM kedai.events WHERE sequence = 6");
    let (_, faults) = verify(&shop).await;
    assert!(faults.contains(&Fault::Missing { store: store(), from: 5, to: 6 }), "{faults:?}");
}
