//! What Kedai does by itself: jobs that are enqueued with a deed, run once by whichever process, tried again, given up,
//! looked at and changed by people.

use std::collections::BTreeSet;

use chrono::TimeDelta;
use serde_json::{Value, json};
use services::background::Task;

use crate::support::{
    Person, Request, Shop,
    listener::{Listener, Says},
    sales::{cake, sale},
};

const SENDING: &str = "webhook.send";
const LINKING: &str = "audit.link";
const KEEPING: &str = "housekeeping";

/// A shop with an endpoint that is told everything.
async fn told() -> (Shop, Listener) {
    let (shop, listener) = (Shop::open().await, Listener::open().await);
    let added = json!({"url": listener.url()});
    shop.manager().await.post("/api/v1/webhook-endpoints", &added).await.json(201);
    (shop, listener)
}

/// Records an order and enqueues what tells of it.
async fn place(shop: &Shop) -> Value {
    let order = shop.manager().await.place(&sale(json!([cake(10_000)]))).await.json(201);
    shop.services.hand_on_events().await.unwrap();
    order
}

async fn work(shop: &Shop) -> usize {
    shop.services.work_off(&[SENDING]).await.unwrap()
}

async fn jobs(person: &Person, query: &str) -> Vec<Value> {
    let page = person.get(&format!("/api/v1/jobs?{query}")).await.json(200);
    page["items"].as_array().unwrap().clone()
}

async fn queue(person: &Person, kind: &str) -> Value {
    let queues = person.get("/api/v1/jobs/queues").await.json(200);
    let found = queues["items"].as_array().unwrap().iter().find(|queue| queue["kind"] == kind).cloned();
    found.unwrap_or(Value::Null)
}

/// That what is told of jobs is what there is, whatever was added up of it and what wasn't.
fn tallies_are_true(shop: &Shop) {
    let wrong = shop.psql(
        "SELECT coalesce(string_agg(kind || ' ' || state, ', '), 'none') FROM (
             SELECT tenant_id, kind, state, count(*) AS number FROM kedai.jobs WHERE NOT recurs GROUP BY 1, 2, 3) is_there
         FULL JOIN (
             SELECT tenant_id, kind, what AS state, sum(number) AS number FROM (
                 SELECT tenant_id, kind, what, hour, number FROM kedai.job_tallies
                 UNION ALL SELECT tenant_id, kind, what, hour, number FROM kedai.job_tally_changes) t
             WHERE hour = '-infinity' GROUP BY 1, 2, 3) is_told USING (tenant_id, kind, state)
         WHERE coalesce(is_there.number, 0) <> coalesce(is_told.number, 0)",
    );
    assert_eq!(wrong, "none");
}

#[tokio::test]
async fn a_job_is_enqueued_with_its_deed_run_once_and_told_with_its_order() {
    let (shop, listener) = told().await;
    let order = place(&shop).await;
    let manager = shop.manager().await;
    let waiting = jobs(&manager, "state=pending").await;
    assert_eq!(waiting.len(), 1);
    assert_eq!(
        (&waiting[0]["kind"], &waiting[0]["reference"], &waiting[0]["event_type"], &waiting[0]["store"]),
        (&json!(SENDING), &order["reference"], &json!("order.placed"), &json!("senopati"))
    );
    assert_eq!(waiting[0]["subject"], json!({"kind": "order", "id": order["id"]}));
    let before = queue(&manager, SENDING).await;
    assert_eq!((&before["pending"], &before["done"]), (&json!(1), &json!(0)));
    assert!(before["oldest_due_at"].is_string());
    assert_eq!(work(&shop).await, 1);
    assert_eq!(work(&shop).await, 0);
    assert_eq!(listener.heard().len(), 1);
    let reference = order["reference"].as_str().unwrap();
    let done = jobs(&manager, &format!("subject={reference}")).await;
    assert_eq!((&done[0]["state"], &done[0]["outcome"]), (&json!("done"), &json!("delivered")));
    assert!(done[0]["settled_at"].is_string() && done[0]["next_at"].is_null());
    let path = format!("/api/v1/jobs/{}", done[0]["id"].as_str().unwrap());
    let detail = manager.get(&path).await.json(200);
    assert_eq!(detail["attempts"][0]["outcome"], "delivered");
    assert!(detail["attempts"][0]["duration_ms"].is_i64());
    let after = queue(&manager, SENDING).await;
    assert_eq!((&after["pending"], &after["done"], &after["succeeded"]), (&json!(0), &json!(1), &json!(1)));
    tallies_are_true(&shop);
    shop.services.sweep().await.unwrap();
    assert_eq!(shop.count("SELECT count(*) FROM kedai.job_tally_changes"), 0);
    assert_eq!(queue(&manager, SENDING).await, after, "added up or not");
    tallies_are_true(&shop);
}

#[tokio::test]
async fn several_processes_run_each_job_once() {
    let (shop, listener) = told().await;
    let beside = shop.beside().await;
    for _ in 0..12 {
        place(&shop).await;
    }
    let all = async |shop| while work(shop).await > 0 {};
    tokio::join!(all(&shop), all(&beside), all(&shop), all(&beside));
    assert_eq!(listener.heard().len(), 12);
    assert_eq!(listener.events().into_iter().collect::<BTreeSet<_>>().len(), 12, "each once");
    let attempts = "SELECT max(attempts) FROM kedai.jobs";
    assert_eq!(shop.psql(attempts), "1");
    tallies_are_true(&shop);
}

#[tokio::test]
async fn a_job_whose_process_died_is_run_again_and_at_last_dead() {
    let (shop, listener) = told().await;
    place(&shop).await;
    listener.always_says(Says::Nothing);
    for tries in 1..=8 {
        let heard = usize::try_from(tries).unwrap();
        tokio::select! {
            _ = work(&shop) => panic!("it ended by itself"),
            _ = listener.hears(heard) => {}
        }
        assert_eq!(work(&shop.beside().await).await, 0, "it may still end");
        shop.advance(TimeDelta::seconds(61));
    }
    // The one that was begun eight times and never ended is given up, with what it was to send.
    assert_eq!(work(&shop).await, 0);
    let manager = shop.manager().await;
    let dead = jobs(&manager, "state=dead").await;
    assert_eq!((&dead[0]["outcome"], &dead[0]["attempts"]), (&json!("lost"), &json!(8)));
    assert_eq!(shop.psql("SELECT string_agg(state, ' ') FROM kedai.webhook_deliveries"), "dead");
    let queue = queue(&manager, SENDING).await;
    assert_eq!((&queue["dead"], &queue["running"], &queue["failed"]), (&json!(1), &json!(0), &json!(8)));
    tallies_are_true(&shop);
}

#[tokio::test]
async fn a_fault_of_ours_is_tried_later_each_time_and_then_given_up() {
    let (shop, listener) = told().await;
    let sealed = shop.psql("SELECT encode(sealed_secret, 'hex') FROM kedai.webhook_endpoints");
    shop.psql("UPDATE kedai.webhook_endpoints SET sealed_secret = '\\x00'");
    place(&shop).await;
    for pause in [5, 20, 80, 320, 1_280, 3_600, 3_600] {
        assert_eq!(work(&shop).await, 1);
        assert_eq!(work(&shop).await, 0);
        let health = shop.services.task_health();
        assert!(!health.iter().find(|health| health.task == Task::Jobs).unwrap().is_well);
        shop.advance(TimeDelta::seconds(pause));
    }
    assert_eq!(work(&shop).await, 1);
    let manager = shop.manager().await;
    let dead = jobs(&manager, "state=dead&kind=webhook.send").await;
    assert_eq!((dead.len(), &dead[0]["outcome"]), (1, &json!("fault")));
    // Mended, it is run again by hand, from the beginning of its schedule.
    shop.psql(&format!("UPDATE kedai.webhook_endpoints SET sealed_secret = decode('{sealed}', 'hex')"));
    let path = format!("/api/v1/jobs/{}/retry", dead[0]["id"].as_str().unwrap());
    let again = manager.post(&path, &json!(null)).await.json(202);
    assert_eq!((&again["state"], &again["settled_at"]), (&json!("pending"), &Value::Null));
    assert_eq!(work(&shop).await, 1);
    assert_eq!(listener.heard().len(), 1);
    assert!(shop.services.task_health().iter().all(|health| health.is_well));
    let audit = manager.get("/api/v1/audit?action=UPDATE").await.json(200);
    assert_eq!(audit["items"][0]["subject"], "job");
    tallies_are_true(&shop);
}

#[tokio::test]
async fn what_recurs_is_there_for_each_tenant_runs_in_turn_and_when_it_is_called_for() {
    let shop = Shop::open().await;
    let count = |kind: &str| shop.count(&format!("SELECT count(*) FROM kedai.jobs WHERE kind = '{kind}'"));
    shop.services.keep_jobs_up().await.unwrap();
    shop.services.keep_jobs_up().await.unwrap();
    shop.beside().await.services.keep_jobs_up().await.unwrap();
    let tenants = shop.count("SELECT count(*) FROM kedai.tenants");
    assert_eq!((count(LINKING), count(KEEPING)), (tenants, tenants));
    let run = async |kind: &'static str| shop.services.work_off(&[kind]).await.unwrap();
    assert_eq!(run(KEEPING).await, usize::try_from(tenants).unwrap());
    assert_eq!(run(KEEPING).await, 0, "not before its turn");
    shop.advance(TimeDelta::minutes(10));
    assert_eq!(run(KEEPING).await, usize::try_from(tenants).unwrap());
    run(LINKING).await;
    let unlinked = || shop.count("SELECT count(*) FROM kedai.audit_unlinked");
    assert_eq!(unlinked(), 0);
    place(&shop).await;
    assert!(unlinked() > 0);
    assert_eq!(run(LINKING).await, 1, "it is called for before its turn");
    assert_eq!((unlinked(), run(LINKING).await), (0, 0));
    // Only so many attempts are kept.
    for _ in 0..25 {
        shop.advance(TimeDelta::minutes(10));
        run(KEEPING).await;
    }
    let most =
        shop.psql("SELECT max(n) FROM (SELECT count(*) AS n FROM kedai.job_attempts GROUP BY job_id) a");
    assert_eq!(most, "20");
    // Whoever owns the business sees them; for managers there is no such kind.
    let owner = shop.sign_in("owner@kopikita.test").await;
    let kept = jobs(&owner, "kind=housekeeping").await;
    assert_eq!((&kept[0]["recurs"], &kept[0]["outcome"]), (&json!(true), &json!("done")));
    let path = format!("/api/v1/jobs/{}", kept[0]["id"].as_str().unwrap());
    owner.post(&format!("{path}/cancel"), &json!(null)).await.problem(409, "job_not_changeable");
    assert_eq!(owner.post(&format!("{path}/retry"), &json!(null)).await.json(202)["state"], "pending");
    let manager = shop.manager().await;
    assert_eq!(jobs(&manager, "").await, Vec::<Value>::new());
    manager.get("/api/v1/jobs?kind=housekeeping").await.problem(422, "invalid_request");
    manager.get(&path).await.problem(404, "not_found");
    manager.post(&format!("{path}/retry"), &json!(null)).await.problem(404, "not_found");
    assert_eq!(queue(&manager, KEEPING).await, Value::Null);
    assert_eq!(queue(&owner, KEEPING).await["recurs"], true);
}

#[tokio::test]
async fn entries_that_somebody_else_wrote_are_told_and_looked_at_no_more_than_every_minute() {
    let shop = Shop::open().await;
    shop.tamper();
    shop.services.keep_jobs_up().await.unwrap();
    shop.services.work_off(&[LINKING]).await.unwrap();
    shop.psql(
        "INSERT INTO kedai.audit_entries
             SELECT gen_random_uuid(), id, NULL, now(), 'CREATE', NULL, 'owner', '', 'order', gen_random_uuid(), '{}', '[]'
             FROM kedai.tenants WHERE slug = 'kopi-kita';
         INSERT INTO kedai.audit_unlinked
             SELECT e.id, e.tenant_id, sha256('') FROM kedai.audit_entries e WHERE e.origin = ''
             AND NOT EXISTS (SELECT FROM kedai.audit_links l WHERE l.entry_id = e.id)",
    );
    assert_eq!(shop.services.work_off(&[LINKING]).await.unwrap(), 1);
    assert_eq!(shop.services.work_off(&[LINKING]).await.unwrap(), 0);
    let outcome = "SELECT outcome FROM kedai.jobs WHERE kind = 'audit.link' AND outcome = 'foreign'";
    assert_eq!(shop.psql(outcome), "foreign");
    shop.advance(TimeDelta::minutes(1));
    assert_eq!(shop.services.work_off(&[LINKING]).await.unwrap(), 1);
}

#[tokio::test]
async fn what_a_program_without_jobs_left_is_sent_by_a_job_a_minute_later() {
    let (shop, listener) = told().await;
    let order = place(&shop).await;
    shop.manager().await.move_to(&order, "processing", None).await.json(200);
    shop.services.hand_on_events().await.unwrap();
    shop.psql("DELETE FROM kedai.jobs");
    shop.services.keep_jobs_up().await.unwrap();
    assert_eq!(work(&shop).await, 0, "that program may be sending them");
    shop.advance(TimeDelta::seconds(61));
    shop.services.keep_jobs_up().await.unwrap();
    shop.beside().await.services.keep_jobs_up().await.unwrap();
    assert_eq!(work(&shop).await, 2);
    let versions: Vec<Value> =
        listener.heard().iter().map(|message| message.json()["version"].clone()).collect();
    assert_eq!(versions, [1, 2], "in their order");
    // What that program sends, or has sent, is not sent twice.
    place(&shop).await;
    shop.psql(&format!(
        "UPDATE kedai.webhook_deliveries SET sending_until = timestamptz '{}' + interval '20 seconds', attempts = 1
         WHERE state = 'pending'",
        shop.now()
    ));
    assert_eq!(work(&shop).await, 1);
    assert_eq!(listener.heard().len(), 2);
    shop.psql(
        "UPDATE kedai.webhook_deliveries SET state = 'delivered', settled_at = now() WHERE state = 'pending'",
    );
    shop.advance(TimeDelta::seconds(20));
    work(&shop).await;
    assert_eq!(listener.heard().len(), 2);
    let manager = shop.manager().await;
    assert_eq!(jobs(&manager, "state=done").await.len(), 3);
    assert_eq!(jobs(&manager, "state=pending").await.len(), 0);
    tallies_are_true(&shop);
}

#[tokio::test]
async fn many_are_foreseen_and_then_retried_or_cancelled() {
    let (shop, listener) = told().await;
    listener.always_says(Says::Status(500));
    let orders = [place(&shop).await, place(&shop).await, place(&shop).await];
    let manager = shop.manager().await;
    let bulk = async |action: &str, dry_run: bool| {
        let command = json!({"action": action, "kind": SENDING, "dry_run": dry_run});
        shop.manager().await.post("/api/v1/jobs/bulk", &command).await.json(200)
    };
    let none = json!({"jobs": 0, "is_more": false});
    assert_eq!(bulk("retry", true).await, none, "none is dead");
    let three = json!({"jobs": 3, "is_more": false});
    assert_eq!(bulk("cancel", true).await, three);
    assert_eq!(jobs(&manager, "state=pending").await.len(), 3, "nothing was done yet");
    assert_eq!(bulk("cancel", false).await, three);
    assert_eq!(bulk("cancel", false).await, none, "twice is once");
    assert_eq!((work(&shop).await, listener.heard().len()), (0, 0));
    assert_eq!(shop.psql("SELECT string_agg(DISTINCT state, ' ') FROM kedai.webhook_deliveries"), "dead");
    let cancelled = jobs(&manager, "state=cancelled").await;
    assert_eq!(cancelled.len(), 3);
    // One of them is let run again, and fails until it is dead.
    let path = format!("/api/v1/jobs/{}", cancelled[0]["id"].as_str().unwrap());
    shop.manager().await.post(&format!("{path}/retry"), &json!(null)).await.json(202);
    for _ in 0..7 {
        work(&shop).await;
        shop.advance(TimeDelta::hours(12));
    }
    assert_eq!(jobs(&shop.manager().await, "state=dead").await.len(), 1);
    listener.always_says(Says::Status(200));
    assert_eq!(bulk("retry", true).await["jobs"], 1);
    assert_eq!(bulk("retry", false).await["jobs"], 1);
    assert_eq!(work(&shop).await, 1);
    let manager = shop.manager().await;
    assert_eq!(jobs(&manager, "state=done").await.len(), 1);
    manager.post(&format!("{path}/cancel"), &json!(null)).await.problem(409, "job_not_changeable");
    for wrong in [
        json!({"action": "delete", "kind": SENDING}),
        json!({"action": "retry", "kind": "mail"}),
        json!({"action": "cancel", "kind": ""}),
        json!({"action": "cancel", "kind": KEEPING}),
    ] {
        assert_eq!(manager.post("/api/v1/jobs/bulk", &wrong).await.status, 422, "{wrong}");
    }
    assert_eq!(orders.len(), 3);
    tallies_are_true(&shop);
}

#[tokio::test]
async fn jobs_are_the_tenants_and_the_stores() {
    let (shop, _listener) = told().await;
    let order = place(&shop).await;
    let manager = shop.manager().await;
    let id = jobs(&manager, "").await[0]["id"].as_str().unwrap().to_owned();
    let other = shop.sign_in("owner@northwind.test").await;
    assert_eq!(jobs(&other, "").await, Vec::<Value>::new());
    other.get(&format!("/api/v1/jobs/{id}")).await.problem(404, "not_found");
    let reference = order["reference"].as_str().unwrap();
    let unknown =
        other.get(&format!("/api/v1/jobs?subject={reference}")).await.problem(422, "invalid_request");
    assert_eq!(unknown["errors"][0]["field"], "subject");
    for wrong in ["state=lost", "kind=mail", "limit=0", "cursor=zz", "subject=GO-000000"] {
        let problem = manager.get(&format!("/api/v1/jobs?{wrong}")).await.problem(422, "invalid_request");
        assert_eq!(problem["errors"][0]["field"], wrong.split('=').next().unwrap());
    }
    let all = jobs(&manager, "").await;
    let page = manager.get("/api/v1/jobs?limit=1").await.json(200);
    assert_eq!(page["items"].as_array().unwrap().len(), 1);
    assert_eq!(page["next_cursor"].is_null(), all.len() == 1);
}

#[tokio::test]
async fn what_is_old_is_forgotten_by_its_state() {
    let (shop, listener) = told().await;
    place(&shop).await;
    work(&shop).await;
    listener.always_says(Says::Status(500));
    place(&shop).await;
    for _ in 0..7 {
        work(&shop).await;
        shop.advance(TimeDelta::hours(12));
    }
    let states = || shop.psql("SELECT coalesce(string_agg(state, ' ' ORDER BY state), '') FROM kedai.jobs");
    assert_eq!(states(), "dead done");
    shop.advance(TimeDelta::days(4));
    shop.services.sweep().await.unwrap();
    assert_eq!(states(), "dead");
    shop.advance(TimeDelta::days(30));
    shop.services.sweep().await.unwrap();
    assert_eq!(states(), "");
    assert_eq!(shop.count("SELECT count(*) FROM kedai.job_attempts"), 0);
    tallies_are_true(&shop);
}

#[tokio::test]
async fn jobs_under_way_end_before_a_process_stops_and_no_more_are_begun() {
    let (shop, listener) = told().await;
    let beside = shop.beside().await;
    place(&shop).await;
    let background = tokio::spawn(beside.services.clone().run_background());
    listener.hears(1).await;
    beside.services.finish_jobs(std::time::Duration::from_secs(20)).await;
    assert_eq!(
        shop.psql("SELECT string_agg(state, ' ') FROM kedai.jobs WHERE kind = 'webhook.send'"),
        "done"
    );
    place(&shop).await;
    tokio::time::sleep(std::time::Duration::from_millis(1_500)).await;
    assert_eq!(listener.heard().len(), 1);
    background.abort();
    assert_eq!(work(&shop).await, 1, "another process does");
}

#[tokio::test]
async fn metrics_tell_of_tasks_jobs_and_connections_and_of_nobody() {
    let (shop, listener) = told().await;
    place(&shop).await;
    listener.will_say([Says::Status(500)]);
    work(&shop).await;
    shop.advance(TimeDelta::minutes(1));
    work(&shop).await;
    let here = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = here.local_addr().unwrap();
    let serving = tokio::spawn(shop.another_entrance().metrics(shop.services.clone()).serve(here));
    let answer = Request::new(address, "GET", "/metrics").send().await;
    assert_eq!(answer.status, 200);
    let text = answer.text();
    for line in [
        "kedai_job_attempts{kind=\"webhook.send\",result=\"well\"} 1",
        "kedai_job_attempts{kind=\"webhook.send\",result=\"failed\"} 1",
        "kedai_task_well{task=\"live\"} 1",
        "kedai_task_failing{task=\"live\"} 0",
        "kedai_task_restarts{task=\"live\"} 0",
        "kedai_connections_refused_total 0",
        "# EOF",
    ] {
        assert!(text.lines().any(|told| told == line), "{line} in {text}");
    }
    assert!(!text.contains("kopi") && !text.contains("senopati"), "{text}");
    serving.abort();
}

#[tokio::test]
async fn a_clock_that_was_ahead_stops_nothing_that_recurs() {
    let shop = Shop::open().await;
    shop.services.keep_jobs_up().await.unwrap();
    let tenants = usize::try_from(shop.count("SELECT count(*) FROM kedai.tenants")).unwrap();
    let run = async || shop.services.work_off(&[KEEPING]).await.unwrap();
    assert_eq!(run().await, tenants);
    shop.psql("UPDATE kedai.jobs SET next_at = next_at + interval '400 days'");
    assert_eq!(run().await, tenants, "a turn of next year");
    shop.psql(
        "UPDATE kedai.jobs SET state = 'running', leased_until = now() + interval '400 days' WHERE kind = 'housekeeping'",
    );
    assert_eq!(run().await, 0);
    shop.advance(TimeDelta::minutes(10));
    assert_eq!(run().await, tenants, "a lease until next year ended, and its turn came");
}

#[tokio::test]
async fn what_waits_behind_what_is_held_is_held_too_and_all_is_sent_in_order() {
    let (shop, listener) = told().await;
    let manager = shop.manager().await;
    let endpoints = manager.get("/api/v1/webhook-endpoints").await.json(200);
    let path = format!("/api/v1/webhook-endpoints/{}", endpoints["items"][0]["id"].as_str().unwrap());
    let switch = async |enabled: bool| {
        let change = json!({"enabled": enabled});
        shop.manager().await.ask("PATCH", &path).json(&change).send().await.json(200)
    };
    switch(false).await;
    let order = place(&shop).await;
    for status in ["processing", "ready", "completed"] {
        manager.move_to(&order, status, None).await.json(200);
    }
    shop.services.hand_on_events().await.unwrap();
    work(&shop).await;
    assert_eq!(work(&shop).await, 0, "none is looked at again and again");
    let events = jobs(&manager, "state=held").await.len();
    assert!(events >= 4, "{events}");
    assert_eq!((jobs(&manager, "state=pending").await.len(), listener.heard().len()), (0, 0));
    switch(true).await;
    assert_eq!(work(&shop).await, events);
    let versions: Vec<i64> =
        listener.heard().iter().map(|message| message.json()["version"].as_i64().unwrap()).collect();
    assert!(versions.is_sorted() && versions.len() == events, "{versions:?}");
    // Those of an endpoint that is deleted find out by themselves that there is nothing to be sent.
    switch(false).await;
    place(&shop).await;
    work(&shop).await;
    assert_eq!(shop.manager().await.ask("DELETE", &path).send().await.status, 204);
    work(&shop).await;
    let gone = jobs(&shop.manager().await, "state=cancelled").await;
    assert_eq!((gone.len(), &gone[0]["outcome"]), (1, &json!("gone")));
    tallies_are_true(&shop);
}

#[tokio::test]
async fn an_endpoint_is_deleted_while_its_jobs_are_changed() {
    for _ in 0..6 {
        let (shop, listener) = told().await;
        listener.always_says(Says::Status(500));
        for _ in 0..4 {
            place(&shop).await;
        }
        work(&shop).await;
        let manager = shop.manager().await;
        let endpoints = manager.get("/api/v1/webhook-endpoints").await.json(200);
        let path = format!("/api/v1/webhook-endpoints/{}", endpoints["items"][0]["id"].as_str().unwrap());
        let bulk = json!({"action": "cancel", "kind": SENDING});
        let ids: Vec<String> =
            jobs(&manager, "").await.iter().map(|job| job["id"].as_str().unwrap().to_owned()).collect();
        let retry =
            async |id: &str| manager.post(&format!("/api/v1/jobs/{id}/retry"), &json!(null)).await.status;
        let (deleted, cancelled, first, last) = tokio::join!(
            manager.ask("DELETE", &path).send(),
            manager.post("/api/v1/jobs/bulk", &bulk),
            retry(&ids[0]),
            retry(&ids[3])
        );
        assert_eq!((deleted.status, cancelled.status, first, last), (204, 200, 202, 202));
        work(&shop).await;
        assert_eq!(shop.count("SELECT count(*) FROM kedai.jobs WHERE settled_at IS NULL AND NOT recurs"), 0);
        tallies_are_true(&shop);
    }
}

#[tokio::test]
async fn waiting_for_another_program_is_no_try() {
    let (shop, listener) = told().await;
    place(&shop).await;
    let sends = || {
        shop.psql(&format!(
            "UPDATE kedai.webhook_deliveries SET sending_until = timestamptz '{}' + interval '4 seconds'",
            shop.now()
        ));
    };
    for _ in 0..9 {
        sends();
        assert_eq!(work(&shop).await, 1);
        shop.advance(TimeDelta::seconds(5));
    }
    // Then its process dies once: it is run again.
    listener.will_say([Says::Nothing]);
    tokio::select! {
        _ = work(&shop) => panic!("it ended by itself"),
        _ = listener.hears(1) => {}
    }
    shop.advance(TimeDelta::seconds(61));
    assert_eq!(work(&shop).await, 1);
    assert_eq!(jobs(&shop.manager().await, "state=done").await.len(), 1);
}

#[tokio::test]
async fn what_waited_for_a_job_that_is_cancelled_waits_no_more() {
    let (shop, listener) = told().await;
    listener.will_say([Says::Status(500), Says::Status(500)]);
    let order = place(&shop).await;
    work(&shop).await;
    shop.advance(TimeDelta::seconds(6));
    work(&shop).await;
    let manager = shop.manager().await;
    manager.move_to(&order, "processing", None).await.json(200);
    shop.services.hand_on_events().await.unwrap();
    assert_eq!(work(&shop).await, 0, "the first is tried again in five minutes");
    let first = jobs(&manager, "").await.pop().unwrap();
    let path = format!("/api/v1/jobs/{}/cancel", first["id"].as_str().unwrap());
    manager.post(&path, &json!(null)).await.json(200);
    assert_eq!(work(&shop).await, 1);
    assert_eq!(listener.heard().last().unwrap().json()["version"], 2);
}

#[tokio::test]
async fn who_works_at_one_store_looks_at_its_webhooks_and_changes_none() {
    let (shop, _listener) = told().await;
    place(&shop).await;
    shop.psql(
        "INSERT INTO kedai.staff
         SELECT gen_random_uuid(), tenant_id, 'here@kopikita.test', 'Rani', role, password_hash, false
         FROM kedai.staff WHERE email = 'manager@kopikita.test';
         INSERT INTO kedai.staff_stores
         SELECT s.tenant_id, s.id, k.id FROM kedai.staff s JOIN kedai.stores k ON k.tenant_id = s.tenant_id
         WHERE s.email = 'here@kopikita.test' AND k.slug = 'senopati'",
    );
    let here = shop.sign_in("here@kopikita.test").await;
    let seen = jobs(&here, "").await;
    assert_eq!(seen.len(), 1);
    let path = format!("/api/v1/jobs/{}", seen[0]["id"].as_str().unwrap());
    assert_eq!(here.get(&path).await.json(200)["may_change"], false);
    for deed in ["retry", "cancel"] {
        here.post(&format!("{path}/{deed}"), &json!(null)).await.problem(403, "forbidden");
    }
    for dry_run in [true, false] {
        let bulk = json!({"action": "cancel", "kind": SENDING, "dry_run": dry_run});
        here.post("/api/v1/jobs/bulk", &bulk).await.problem(403, "forbidden");
    }
    assert_eq!(shop.manager().await.get(&path).await.json(200)["may_change"], true);
}
