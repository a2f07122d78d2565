//! Endpoints that fail: again, dead, disabled, and again once they are well.

use chrono::TimeDelta;
use serde_json::{Value, json};
use services::background::Task;

use super::{Hook, SENDING};
use crate::support::listener::{Listener, Says};

/// The pauses as they are promised.
const PAUSES: [TimeDelta; 6] = [
    TimeDelta::seconds(5),
    TimeDelta::minutes(5),
    TimeDelta::minutes(30),
    TimeDelta::hours(2),
    TimeDelta::hours(5),
    TimeDelta::hours(10),
];

/// Waits out a pause, with all that chance may add.
async fn after(hook: &Hook, pause: TimeDelta) -> usize {
    hook.shop.advance(pause + pause / 10);
    hook.work().await
}

#[tokio::test]
async fn a_delivery_is_tried_seven_times_and_then_dead_until_somebody_sends_it_again() {
    let hook = Hook::open().await;
    hook.listener.always_says(Says::Status(503));
    let order = hook.place().await;
    assert_eq!(hook.work().await, 1);
    for (tries, pause) in (1..).zip(PAUSES) {
        hook.shop.advance(pause - TimeDelta::seconds(1));
        assert_eq!(hook.work().await, 0, "not before {pause} are over");
        let waiting = hook.deliveries("pending").await;
        assert_eq!(waiting[0]["attempts"].as_array().unwrap().len(), tries);
        hook.shop.advance(TimeDelta::seconds(1) + pause / 10);
        assert_eq!(hook.work().await, 1, "again after {pause}");
    }
    let dead = hook.deliveries("dead").await;
    assert_eq!(Hook::outcomes(&dead[0]), ["refused"; 7]);
    assert_eq!(dead[0]["attempts"][6]["status"], 503);
    assert_eq!(hook.endpoint().await["dead"], 1);
    assert_eq!(after(&hook, TimeDelta::days(2)).await, 0, "what is dead stays dead");
    // A dead letter holds up nothing.
    hook.listener.always_says(Says::Status(200));
    hook.move_to(&order, "processing").await;
    assert_eq!(hook.work().await, 1);

    let again = format!("{}/deliveries/{}/replay", hook.path(), dead[0]["id"].as_str().unwrap());
    let replayed = hook.manager().await.post(&again, &json!(null)).await.json(202);
    assert_eq!(replayed["state"], "pending");
    assert_eq!(hook.work().await, 1);
    let (heard, events) = (hook.listener.heard(), hook.listener.events());
    assert_eq!((&events[0], &heard[0].body), (&events[8], &heard[8].body));
    assert_eq!(hook.deliveries("dead").await, Vec::<Value>::new());
    // So may be sent again what was delivered.
    hook.manager().await.post(&again, &json!(null)).await.json(202);
    assert_eq!(hook.work().await, 1);
    assert_eq!(hook.listener.events()[9], events[0]);
}

#[tokio::test]
async fn all_dead_letters_of_an_endpoint_are_sent_again_in_order() {
    let hook = Hook::open().await;
    hook.listener.always_says(Says::Status(500));
    let order = hook.place().await;
    hook.move_to(&order, "processing").await;
    hook.work().await;
    for _ in 0..2 {
        for pause in PAUSES {
            after(&hook, pause).await;
        }
        after(&hook, TimeDelta::seconds(0)).await;
    }
    assert_eq!(hook.deliveries("dead").await.len(), 2);
    hook.listener.always_says(Says::Status(200));
    let before = hook.listener.heard().len();
    let replayed =
        hook.manager().await.post(&format!("{}/replay", hook.path()), &json!(null)).await.json(202);
    assert_eq!(replayed, json!({"deliveries": 2}));
    assert_eq!(hook.work().await, 2);
    let versions: Vec<Value> =
        hook.listener.heard()[before..].iter().map(|message| message.json()["version"].clone()).collect();
    assert_eq!(versions, [1, 2]);
}

#[tokio::test]
async fn an_answer_that_is_late_broken_or_elsewhere_is_none() {
    let hook = Hook::open().await;
    hook.listener.will_say([Says::Nothing, Says::Half, Says::Redirect]);
    hook.place().await;
    hook.work().await;
    after(&hook, PAUSES[0]).await;
    after(&hook, PAUSES[1]).await;
    assert_eq!(after(&hook, PAUSES[2]).await, 1);
    let delivered = hook.deliveries("delivered").await;
    assert_eq!(Hook::outcomes(&delivered[0]), ["timed_out", "cut_off", "redirected", "delivered"]);
    let events = hook.listener.events();
    assert_eq!(events.len(), 4, "no redirect was followed");
    assert!(events.iter().all(|event| *event == events[0]));
}

#[tokio::test]
async fn nobody_listening_is_tried_again() {
    let hook = Hook::open().await;
    let added = json!({"url": "http://127.0.0.1:1/hook"});
    let added = hook.manager().await.post("/api/v1/webhook-endpoints", &added).await.json(201);
    hook.place().await;
    assert_eq!(hook.work().await, 2);
    let path = format!("/api/v1/webhook-endpoints/{}/deliveries", added["endpoint"]["id"].as_str().unwrap());
    let told = hook.manager().await.get(&path).await.json(200);
    assert_eq!(Hook::outcomes(&told["items"][0]), ["unreachable"]);
    assert_eq!(hook.listener.heard().len(), 1, "the other endpoint is told all the same");
}

#[tokio::test]
async fn an_endpoint_that_never_answers_holds_up_no_other_and_is_told_four_things_at_once() {
    let hook = Hook::open().await;
    let well = Listener::open().await;
    hook.manager().await.post("/api/v1/webhook-endpoints", &json!({"url": well.url()})).await.json(201);
    hook.listener.always_says(Says::Nothing);
    for _ in 0..6 {
        hook.place().await;
    }
    hook.shop.services.hand_on_events().await.unwrap();
    tokio::select! {
        sent = hook.shop.services.work_off(&[SENDING]) => panic!("{sent:?} before anything was answered"),
        () = async {
            well.hears(6).await;
            hook.listener.hears(4).await;
        } => {}
    }
    let taken = "SELECT count(*) FROM kedai.webhook_deliveries d JOIN kedai.webhook_endpoints e ON e.id = d.endpoint_id
                 WHERE d.attempts > 0 AND e.url =";
    assert_eq!(hook.shop.count(&format!("{taken} '{}'", hook.listener.url())), 4);
}

#[tokio::test]
async fn an_endpoint_that_failed_for_five_days_is_disabled_and_what_happens_waits() {
    let hook = Hook::open().await;
    hook.listener.always_says(Says::Status(500));
    hook.place().await;
    hook.work().await;
    let since = hook.endpoint().await["failing_since"].clone();
    assert!(since.is_string());
    for pause in &PAUSES[..5] {
        after(&hook, *pause).await;
    }
    // Failing for less than five days disables nothing; nor does one try alone, after days of quiet.
    hook.shop.advance(TimeDelta::days(5));
    hook.place().await;
    hook.shop.psql("UPDATE kedai.webhook_deliveries SET next_attempt_at = 'infinity' WHERE attempts > 0");
    hook.shop.psql("UPDATE kedai.jobs SET next_at = '9999-01-01' WHERE attempts > 0");
    assert_eq!(hook.work().await, 1);
    let failing = hook.endpoint().await;
    assert_eq!((&failing["enabled"], &failing["failing_since"]), (&json!(true), &since));
    after(&hook, PAUSES[0]).await;
    let disabled = hook.endpoint().await;
    assert_eq!((&disabled["enabled"], &disabled["disabled_by"]), (&json!(false), &json!("failures")));
    let test = hook.manager().await.post(&format!("{}/test", hook.path()), &json!(null)).await;
    test.problem(409, "endpoint_disabled");

    let heard = hook.listener.heard().len();
    hook.place().await;
    assert_eq!(after(&hook, TimeDelta::days(1)).await, 0, "nothing is sent to it");
    assert_eq!(hook.endpoint().await["pending"], 3);
    hook.listener.always_says(Says::Status(200));
    let enable = hook.manager().await.ask("PATCH", &hook.path()).json(&json!({"enabled": true}));
    let enabled = enable.send().await.json(200);
    assert_eq!((&enabled["enabled"], &enabled["failing_since"]), (&json!(true), &Value::Null));
    assert_eq!(hook.work().await, 2, "what waited is sent");
    assert_eq!(hook.listener.heard().len(), heard + 2);
}

#[tokio::test]
async fn a_success_ends_a_failing_streak() {
    let hook = Hook::open().await;
    hook.listener.will_say([Says::Status(500)]);
    hook.place().await;
    hook.work().await;
    assert!(hook.endpoint().await["failing_since"].is_string());
    after(&hook, PAUSES[0]).await;
    assert_eq!(hook.endpoint().await["failing_since"], Value::Null);
}

#[tokio::test]
async fn what_was_told_is_forgotten_after_a_month() {
    let hook = Hook::open().await;
    hook.place().await;
    hook.work().await;
    hook.shop.advance(TimeDelta::days(29));
    hook.shop.services.sweep().await.unwrap();
    assert_eq!(hook.deliveries("").await.len(), 1);
    hook.shop.advance(TimeDelta::days(2));
    hook.shop.services.sweep().await.unwrap();
    assert_eq!(hook.deliveries("").await, Vec::<Value>::new());
    assert_eq!(hook.shop.count("SELECT count(*) FROM kedai.webhook_delivery_attempts"), 0);
}

#[tokio::test]
async fn an_endpoint_that_cannot_be_read_keeps_no_other_waiting() {
    for damaged in [0, 1] {
        let hook = Hook::open().await;
        let other = Listener::open().await;
        let endpoint = json!({"url": other.url(), "event_types": []});
        hook.manager().await.post("/api/v1/webhook-endpoints", &endpoint).await.json(201);
        hook.shop.psql(&format!(
            "UPDATE kedai.webhook_endpoints SET sealed_secret = '\\x00'
             WHERE id = (SELECT id FROM kedai.webhook_endpoints ORDER BY id OFFSET {damaged} LIMIT 1)"
        ));
        hook.place().await;
        assert_eq!(hook.work().await, 1);
        assert_eq!(hook.listener.heard().len() + other.heard().len(), 1);
        let health = hook.shop.services.task_health();
        let webhooks = health.iter().find(|health| health.task == Task::Jobs).unwrap();
        assert_eq!((webhooks.failing, webhooks.is_well), (1, false));
    }
}
