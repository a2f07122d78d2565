//! What can be asked before a tenant is known.

use chrono::{DateTime, TimeDelta, Utc};
use domain::id::{OrderId, TenantId};

use super::support::{Desk, Who, database, open};

const NOBODY: Who = Who { tenant: None, ..Who::of(1) };

/// Answers of a function: how many rows.
async fn rows(desk: &mut Desk, call: &str) -> u64 {
    desk.attempt(NOBODY, &format!("SELECT * FROM kedai.{call}")).await.unwrap()
}

#[tokio::test]
async fn each_function_answers_for_the_one_thing_that_was_named() {
    let database = database(2, 3);
    let mut desk = Desk::open(&database).await;
    for (known, unknown) in [
        ("gate_tenant('tenant-1')", ["gate_tenant('%')", "gate_tenant(NULL)", "gate_tenant('')"]),
        (
            "gate_staff('staff1@example.com')",
            ["gate_staff('%')", "gate_staff(NULL)", "gate_staff('STAFF1@example.com')"],
        ),
        (
            "gate_credential(hash('secret', 1100001))",
            ["gate_credential('')", "gate_credential(NULL)", "gate_credential(hash('secret', 7))"],
        ),
        (
            "gate_tracking(hash('tracking', 1100001))",
            ["gate_tracking('')", "gate_tracking(NULL)", "gate_tracking(hash('tracking', 7))"],
        ),
        (
            "gate_known_devices(ARRAY[hash('device', 1100001)], '-infinity')",
            [
                "gate_known_devices(NULL, '-infinity')",
                "gate_known_devices(ARRAY[hash('device', 7)], '-infinity')",
                "gate_known_devices(ARRAY[hash('device', 1100001)], 'infinity')",
            ],
        ),
        (
            "gate_webhook_key(id('webhook key', 1100001))",
            [
                "gate_webhook_key(NULL)",
                "gate_webhook_key(gen_random_uuid())",
                "gate_webhook_key(id('store', 1101))",
            ],
        ),
        (
            "gate_reference('GO-10C8E1')",
            ["gate_reference('%')", "gate_reference(NULL)", "gate_reference('GO-10c8e1')"],
        ),
    ] {
        assert_eq!(rows(&mut desk, known).await, 1, "{known}");
        for call in unknown {
            assert_eq!(rows(&mut desk, call).await, 0, "{call}");
        }
    }
    // Who saw whom is told to the tenant whose customer it is, and to nobody else.
    let of_somebody = "SELECT kedai.gate_audit_of_people(ARRAY[id('customer', 1100001)])";
    for (who, entries) in [(Who::of(1), 1), (Who::of(2), 0), (NOBODY, 0)] {
        assert_eq!(desk.attempt(who, of_somebody).await, Ok(entries), "{who:?}");
    }
    // All other functions of the gate are about throttles, or the lists that Kedai itself works off.
    let others = desk
        .texts(
            "SELECT proname::text FROM pg_proc WHERE pronamespace = 'kedai'::regnamespace AND prosecdef ORDER BY 1",
        )
        .await;
    assert_eq!(
        others,
        [
            "gate_audit_of_people",
            "gate_audit_waiting",
            "gate_credential",
            "gate_deliveries_due",
            "gate_events_waiting",
            "gate_hit",
            "gate_hits",
            "gate_hits_of",
            "gate_jobs_due",
            "gate_known_devices",
            "gate_reference",
            "gate_staff",
            "gate_streams_waiting",
            "gate_sweep",
            "gate_sweep_some",
            "gate_tenant",
            "gate_tenants",
            "gate_tenants_after",
            "gate_tenants_without_job",
            "gate_tracking",
            "gate_webhook_key",
            "gate_webhooks_due",
        ]
    );
}

#[tokio::test]
async fn functions_with_others_rights_are_closed_and_pinned() {
    let database = database(1, 1);
    let mut desk = Desk::open(&database).await;
    let loose = desk
        .texts(
            "SELECT proname::text FROM pg_proc
             WHERE pronamespace = 'kedai'::regnamespace AND prosecdef
               AND (proowner <> 'kedai_gate'::regrole
                    OR NOT coalesce(proconfig @> ARRAY['search_path=kedai'], false)
                    OR has_function_privilege('public', oid, 'EXECUTE'))",
        )
        .await;
    assert_eq!(loose, Vec::<String>::new());
    // The gate sees no more than it needs: of an order not even its total.
    let gate = Who { role: "kedai_gate", ..NOBODY };
    assert_eq!(desk.attempt(gate, "SELECT total FROM kedai.orders").await, Err("42501".to_owned()));
    for table in ["customers", "payments", "data_keys", "tenant_keys", "events"] {
        let statement = format!("SELECT 1 FROM kedai.{table}");
        assert_eq!(desk.attempt(gate, &statement).await, Err("42501".to_owned()), "{table}");
    }
    for statement in ["UPDATE kedai.staff SET name = 'x'", "DELETE FROM kedai.credentials"] {
        assert_eq!(desk.attempt(gate, statement).await, Err("42501".to_owned()), "{statement}");
    }
    // It could make functions only while the schema was made.
    let statement = "CREATE FUNCTION kedai.mine() RETURNS int LANGUAGE sql RETURN 1";
    assert_eq!(desk.attempt(gate, statement).await, Err("42501".to_owned()));
}

#[tokio::test]
async fn somebody_who_left_is_unknown() {
    let database = database(1, 1);
    let store = open(&database).await;
    let mut desk = Desk::open(&database).await;
    assert!(store.staff_by_email("staff1@example.com").await.unwrap().is_some());
    desk.texts("UPDATE kedai.staff SET disabled_at = now() RETURNING ''").await;
    assert!(store.staff_by_email("staff1@example.com").await.unwrap().is_none());
    assert_eq!(rows(&mut desk, "gate_credential(hash('secret', 1100001))").await, 0);
}

#[tokio::test]
async fn a_link_names_its_order_and_store() {
    let database = database(2, 3);
    let store = open(&database).await;
    let mut desk = Desk::open(&database).await;
    let ids = desk
        .texts("SELECT unnest(ARRAY[id('tenant', 2), id('order', 2200003)])::text")
        .await
        .into_iter()
        .map(|id| id.parse().unwrap())
        .collect::<Vec<_>>();
    let hash = desk.texts("SELECT encode(hash('tracking', 2200003), 'hex')").await.remove(0);
    let hash = hex::decode(hash).unwrap();
    let tracked = store.tracked_order(&hash).await.unwrap().unwrap();
    assert_eq!(
        (tracked.tenant_id, tracked.order_id),
        (TenantId::from_uuid(ids[0]), OrderId::from_uuid(ids[1]))
    );
}

#[tokio::test]
async fn tries_are_counted_in_windows_and_swept() {
    let database = database(1, 1);
    let store = open(&database).await;
    let (key, other) = ([1; 32], [2; 32]);
    let at: DateTime<Utc> = "2026-11-21T03:00:00Z".parse().unwrap();
    for count in 1..=3 {
        let hits = store.hit(&key, at + TimeDelta::seconds(count), 60).await.unwrap();
        assert_eq!(i64::from(hits.hits), count);
        assert_eq!(hits.window_ends_at, at + TimeDelta::seconds(61), "the first try opens the window");
    }
    let counted = store.hits_of(&[key, other], at).await.unwrap();
    assert_eq!((counted.len(), &counted[0].0[..], counted[0].1.hits), (1, &key[..], 3));
    let later = at + TimeDelta::seconds(61);
    assert!(store.hits_of(&[key], later).await.unwrap().is_empty());
    assert_eq!(store.hit(&key, later, 60).await.unwrap().hits, 1);
    let tries = (0..20).map(|_| store.hit(&other, later, 60));
    let mut counted = Vec::new();
    for hits in tries {
        counted.push(hits.await.unwrap().hits);
    }
    assert_eq!(counted, (1..=20).collect::<Vec<_>>());
    assert_eq!(store.sweep_throttles(later, 10).await.unwrap(), 0);
    let ended = later + TimeDelta::seconds(60);
    assert_eq!(store.sweep_throttles(ended, 1).await.unwrap(), 1);
    assert_eq!(store.sweep_throttles(ended, 10).await.unwrap(), 1);
}
