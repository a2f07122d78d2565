//! How PostgreSQL carries out the statements that run all day: none of them reads a growing table
//! from end to end. The plans are those of the very statements that the functions send, as
//! PostgreSQL itself logs them (auto_explain), in a database with enough rows for an index to pay.

mod audit;
mod jobs;
mod people;
mod webhooks;

use std::collections::BTreeSet;

use chrono::{NaiveDate, Utc};
use domain::{
    customer::CustomerState,
    id::{CustomerId, OrderId, StoreId, TenantId},
    order::OrderState,
    subject::{Stream, Subject},
};
use serde_json::{Value, value::RawValue};
use store::{
    Bytes, Scope, Sealed, TenantTx, VisibleStores,
    analytics::{
        Counted, Todays, after_in_tx, best_products_in_tx, by_day_in_tx, by_hour_in_tx, by_method_in_tx,
        completion_in_tx, most_overdue_in_tx, owed_in_tx,
    },
    catalogue::{ProductSearch, search_in_tx, stored_in_tx},
    command_answers::answers_in_tx,
    credentials,
    customers::{
        CustomerSearch, bought_in_tx, by_code_in_tx, by_phone_in_tx, erased_among_in_tx, lock_by_code_in_tx,
        lock_in_tx, search_in_tx as find_in_tx, sums_in_tx,
    },
    events::{
        EventRow, append_in_tx, chained_in_tx, last_sequence_in_tx, last_version_in_tx, lock_stream_in_tx,
        of_order_in_tx, of_stream_in_tx, payloads_in_tx, payloads_of_subjects_in_tx, snapshots_in_tx,
        subjects_in_tx,
    },
    ingestion::ingested_in_tx,
    keys::data_keys_in_tx,
    known_devices::{NewKnownDevice, forget_in_tx, remember_in_tx},
    orders::{
        Facet, ListBy, ListFilter, ListKey, ListSearch, NoteRow, OrderChange, OrderChanges, OrderKey,
        TypedSearch, desk_in_tx, lines_in_tx, list_in_tx, lock_store_in_tx, lock_store_of_in_tx,
        open_tickets_in_tx, order_in_tx, orders_in_tx, reseal_payment_notes_in_tx, sellable_products_in_tx,
        stock_taken_in_tx, store_of_order_in_tx, tickets_in_tx, write_in_tx,
    },
    receipts::record_print_in_tx,
    sweeps::{Swept, sweep_in_tx},
};
use uuid::Uuid;

use super::support::{cluster, database, open};

/// Tables whose rows come with every sale, or every sign-in.
const GROWING: &[&str] = &[
    "audit_entries",
    "audit_links",
    "command_answers",
    "credentials",
    "customers",
    "data_keys",
    "events",
    "imported_orders",
    "ingested_orders",
    "instalments",
    "job_attempts",
    "job_tally_changes",
    "jobs",
    "known_devices",
    "order_lines",
    "orders",
    "payment_terms",
    "payments",
    "products",
    "receipt_prints",
    "stock",
    "stock_movements",
    "throttles",
    "webhook_deliveries",
    "webhook_delivery_attempts",
];

/// Ids of `rows.sql`, asked of the database.
struct Ids {
    tenant: TenantId,
    store: StoreId,
    order: OrderId,
    staff: Uuid,
    customer: Uuid,
    customer_key: Uuid,
    product: Uuid,
    phone: Vec<u8>,
    secret: Vec<u8>,
}

fn ids(database: &str) -> Ids {
    let query =
        "SELECT id('tenant', 7), id('store', 71), id('order', 7100001), id('staff', 7), id('key', 7100001),
                        id('product', 7100001), encode(hash('phone', 7100001), 'hex'),
                        encode(hash('secret', 7100001), 'hex'), id('customer', 7100001)";
    let row = cluster().psql(database, query);
    let columns: Vec<&str> = row.split('|').collect();
    let uuid = |place: usize| -> Uuid { columns[place].parse().unwrap() };
    let bytes = |place: usize| -> Vec<u8> { hex::decode(columns[place]).unwrap() };
    Ids {
        tenant: TenantId::from_uuid(uuid(0)),
        store: StoreId::from_uuid(uuid(1)),
        order: OrderId::from_uuid(uuid(2)),
        staff: uuid(3),
        customer: uuid(8),
        customer_key: uuid(4),
        product: uuid(5),
        phone: bytes(6),
        secret: bytes(7),
    }
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

async fn list(tx: &mut TenantTx, ids: &Ids) {
    let all = ListFilter { facets: Facet::numbers(false, |_| true), limit: 51, ..ListFilter::default() };
    let at_store = ListFilter { stores: Some(vec![ids.store.uuid()]), ..all.clone() };
    let key = ListKey {
        total: 1100,
        due: day("2026-12-21"),
        created_at: "2026-11-20T20:00:00Z".parse().unwrap(),
        id: ids.order.uuid(),
    };
    for filter in [all, at_store] {
        let open = Facet::numbers(false, |facet| facet.lifecycle.is_open());
        let (from, to) = (Some(day("2026-11-19")), Some(day("2026-11-20")));
        let due = Some(vec![(ids.store.uuid(), day("2027-01-01"))]);
        let typed = |typed: TypedSearch| Some(ListSearch { typed: Some(typed), ..ListSearch::default() });
        let searches = [
            typed(TypedSearch { reference: Some("GO-6C5661".to_owned()), ..TypedSearch::default() }),
            typed(TypedSearch { numbers: vec!["10248".to_owned()], ..TypedSearch::default() }),
            typed(TypedSearch { phone_index: vec![ids.phone.clone()], ..TypedSearch::default() }),
            typed(TypedSearch { name_index: vec![7_100_001], ..TypedSearch::default() }),
            Some(ListSearch { name_index: Some(vec![1, 7_100_001]), ..ListSearch::default() }),
        ];
        let mut narrowed = vec![filter.clone(), ListFilter { facets: open, ..filter.clone() }];
        narrowed.push(ListFilter { from, to, ..filter.clone() });
        narrowed.push(ListFilter { due: due.clone(), ..filter.clone() });
        narrowed.extend(searches.into_iter().map(|search| ListFilter { search, ..filter.clone() }));
        for by in [ListBy::Time, ListBy::Total, ListBy::Due] {
            for (is_ascending, after) in [(true, None), (false, Some(key))] {
                for filter in &narrowed {
                    let due = if by == ListBy::Due { due.clone() } else { filter.due.clone() };
                    let sorted = ListFilter { by, is_ascending, after, due, ..filter.clone() };
                    list_in_tx(tx, &sorted).await.unwrap().unwrap();
                }
            }
        }
        let amounts =
            ListFilter { min_total: Some(1000), max_total: Some(1100), by: ListBy::Total, ..filter };
        assert_eq!(list_in_tx(tx, &amounts).await.unwrap().unwrap().len(), 51);
    }
}

async fn read(tx: &mut TenantTx, ids: &Ids) {
    let (_, tickets) = open_tickets_in_tx(tx, ids.store).await.unwrap().unwrap();
    assert_eq!(tickets.len(), 6);
    let orders: Vec<Uuid> = tickets.iter().map(|ticket| ticket.id).collect();
    assert_eq!(tickets_in_tx(tx, &orders).await.unwrap().len(), 6);
    assert_eq!(lines_in_tx(tx, &orders).await.unwrap().len(), 6);
    let order = order_in_tx(tx, &OrderKey::Id(ids.order)).await.unwrap().unwrap();
    let by_name = order_in_tx(tx, &OrderKey::Reference(order.reference.clone())).await.unwrap();
    assert_eq!(by_name.unwrap().id, order.id);
    assert_eq!(order.payments.len(), 1);
    assert_eq!(of_order_in_tx(tx, ids.order).await.unwrap().len(), 2);
    let stream = Stream::Store(ids.store);
    assert_eq!(of_stream_in_tx(tx, stream, 290, 500).await.unwrap().len(), 11);
    assert_eq!(chained_in_tx(tx, stream, 290, 500).await.unwrap().len(), 11);
    assert_eq!(payloads_in_tx(tx, &[ids.order.uuid()]).await.unwrap().len(), 2);
    assert_eq!(snapshots_in_tx::<OrderState>(tx, &[ids.order.uuid()]).await.unwrap().len(), 1);
    assert_eq!(ingested_in_tx(tx, ids.store, &["app-7100001".to_owned()]).await.unwrap().len(), 1);
    assert_eq!(last_sequence_in_tx(tx, stream).await.unwrap(), Some(300));
    assert_eq!(stock_taken_in_tx(tx, ids.order).await.unwrap().len(), 1);
    assert_eq!(by_phone_in_tx(tx, std::slice::from_ref(&ids.phone)).await.unwrap().len(), 1);
    let codes = ["C7100001".to_owned()];
    assert_eq!(by_code_in_tx(tx, &codes).await.unwrap().len(), 1);
    assert_eq!(lock_by_code_in_tx(tx, &codes).await.unwrap().len(), 1);
    assert_eq!(answers_in_tx(tx, &["key-7100001".to_owned()]).await.unwrap().len(), 1);
    assert_eq!(data_keys_in_tx(tx, &[ids.customer_key]).await.unwrap().len(), 1);
}

/// Customers as their pages find and show them.
async fn know(tx: &mut TenantTx, ids: &Ids) {
    let all = CustomerSearch { limit: 51, ..CustomerSearch::default() };
    let newest = find_in_tx(tx, &all).await.unwrap();
    let before = newest.last().map(|row| (row.created_at, row.id));
    find_in_tx(tx, &CustomerSearch { before, ..all.clone() }).await.unwrap();
    let phone_index = vec![ids.phone.clone()];
    let found = find_in_tx(tx, &CustomerSearch { phone_index, ..all.clone() }).await.unwrap();
    assert_eq!(found.len(), 1);
    let named = CustomerSearch { name_index: vec![7_100_001], ..all };
    assert_eq!(find_in_tx(tx, &named).await.unwrap().len(), 1);
    let id = CustomerId::from_uuid(found[0].id);
    assert_eq!(sums_in_tx(tx, id).await.unwrap().orders, 1);
    let bought = bought_in_tx(tx, id, None, 51).await.unwrap();
    bought_in_tx(tx, id, bought.last().map(|order| (order.created_at, order.id)), 51).await.unwrap();
}

async fn browse(tx: &mut TenantTx, ids: &Ids) {
    let all = ProductSearch { after: None, limit: 51 };
    let page = search_in_tx(tx, ids.store, &all).await.unwrap();
    assert_eq!(page.len(), 51);
    let last = page.last().unwrap();
    let after = Some((last.sort_name.clone(), last.id().uuid()));
    search_in_tx(tx, ids.store, &ProductSearch { after, ..all }).await.unwrap();
    assert!(!stored_in_tx(tx, ids.store.uuid()).await.unwrap().is_empty());
    assert_eq!(sellable_products_in_tx(tx, ids.store, &[ids.product]).await.unwrap().len(), 1);
    let keys = ["key-7100001".to_owned()];
    let desk = desk_in_tx(tx, ids.store, &[ids.product], &keys).await.unwrap().unwrap();
    assert_eq!((desk.products.len(), desk.tax_rates.len(), desk.has_answers), (1, 1, true));
}

async fn count(tx: &mut TenantTx, ids: &Ids) {
    let stores = [ids.store.uuid()];
    let today = day("2026-11-20");
    let channels = ["till", "phone"];
    let counted = Counted { stores: &stores, channels: &channels, from: day("2026-11-19"), to: today };
    assert!(!by_day_in_tx(tx, &counted).await.unwrap().is_empty());
    assert!(!by_hour_in_tx(tx, &counted, [today, day("2026-11-13")]).await.unwrap().is_empty());
    after_in_tx(tx, &counted, now()).await.unwrap();
    for every_channel in [true, false] {
        assert!(!by_method_in_tx(tx, &counted, every_channel).await.unwrap().is_empty());
    }
    assert!(!best_products_in_tx(tx, &counted).await.unwrap().is_empty());
    assert!(completion_in_tx(tx, &counted).await.unwrap().agreed > 0);
    let todays = Todays { stores: &stores, days: &[today] };
    owed_in_tx(tx, &todays, &channels).await.unwrap();
    most_overdue_in_tx(tx, &todays, &channels).await.unwrap();
}

fn now() -> chrono::DateTime<Utc> {
    "2026-11-21T03:00:00Z".parse().unwrap()
}

async fn remember(tx: &mut TenantTx, ids: &Ids) {
    let staff = domain::id::StaffId::from_uuid(ids.staff);
    let device = NewKnownDevice {
        id: ids.customer,
        staff_id: staff,
        kind: "browser",
        secret_hash: [7; 32],
        at: now(),
    };
    remember_in_tx(tx, &device).await.unwrap();
    forget_in_tx(tx, staff).await.unwrap();
}

async fn write(tx: &mut TenantTx, ids: &Ids) {
    let store = lock_store_in_tx(tx, ids.store).await.unwrap().unwrap();
    lock_store_of_in_tx(tx, &OrderKey::Id(ids.order)).await.unwrap().unwrap();
    let event = EventRow {
        store_id: ids.store.uuid(),
        sequence: store.sequence + 1,
        id: Uuid::from_u128(1),
        tenant_id: ids.tenant.uuid(),
        order_id: Some(ids.order.uuid()),
        subject_kind: None,
        subject_id: None,
        version: 2,
        kind: "order.status_changed",
        actor_id: ids.staff,
        at: now(),
        payload: RawValue::from_string("{}".to_owned()).unwrap(),
        previous_hash: Bytes(store.last_hash.clone()),
        hash: Bytes::default(),
    };
    let event = Sealed::new(event, |_| vec![7; 32]);
    let staff = domain::id::StaffId::from_uuid(ids.staff);
    let order = order_in_tx(tx, &OrderKey::Id(ids.order)).await.unwrap().unwrap();
    let change = OrderChange { lifecycle: "processing".to_owned(), ..OrderChange::of(&order, staff, now()) };
    let changes = OrderChanges { changed: vec![change], events: vec![event], ..OrderChanges::default() };
    write_in_tx(tx, ids.store, &changes).await.unwrap();
    let notes: Vec<NoteRow> =
        order.payments.iter().map(|entry| NoteRow { id: entry.id, sealed_note: None }).collect();
    reseal_payment_notes_in_tx(tx, ids.order, &notes).await.unwrap();
    lock_in_tx(tx, order.customer_id.unwrap_or_default()).await.unwrap();
    assert_eq!(record_print_in_tx(tx, Uuid::from_u128(2), ids.order, None, staff, now()).await.unwrap(), 2);
    let family = ids.customer_key;
    credentials::revoke_family_in_tx(tx, family, now()).await.unwrap();
    assert!(!credentials::use_up_in_tx(tx, family, now()).await.unwrap());
    let long_ago = day("2020-01-01").and_hms_opt(0, 0, 0).unwrap().and_utc();
    for swept in Swept::ALL {
        sweep_in_tx(tx, swept, long_ago, 10).await.unwrap();
    }
}

/// What happens to what is no order.
async fn append(tx: &mut TenantTx, ids: &Ids) {
    let (stream, customer) =
        (Stream::Tenant(ids.tenant), Subject::Customer(CustomerId::from_uuid(ids.customer)));
    let end = lock_stream_in_tx(tx, stream).await.unwrap().unwrap();
    assert_eq!(last_version_in_tx(tx, &customer).await.unwrap(), 1);
    let event = EventRow {
        store_id: stream.uuid(),
        sequence: end.sequence + 1,
        id: Uuid::from_u128(3),
        tenant_id: ids.tenant.uuid(),
        order_id: None,
        subject_kind: Some("customer".to_owned()),
        subject_id: Some(ids.customer),
        version: 100,
        kind: "customer.erased",
        actor_id: ids.staff,
        at: now(),
        payload: RawValue::from_string(r#"{"type":"customer.erased"}"#.to_owned()).unwrap(),
        previous_hash: Bytes(end.last_hash),
        hash: Bytes::default(),
    };
    let event = Sealed::new(event, |_| vec![7; 32]);
    append_in_tx::<CustomerState>(tx, stream, std::slice::from_ref(&event)).await.unwrap();
    assert_eq!(of_stream_in_tx(tx, stream, 590, 500).await.unwrap().len(), 11);
    let subjects = subjects_in_tx(tx, "customer", Uuid::nil(), 500).await.unwrap();
    assert_eq!(payloads_of_subjects_in_tx(tx, "customer", &subjects[..5]).await.unwrap().len(), 5);
    assert!(erased_among_in_tx(tx, &subjects[..5]).await.unwrap().is_empty());
}

/// A database whose statements PostgreSQL logs with their plans.
fn logged(tenants: u32, orders: u32) -> String {
    let name = database(tenants, orders);
    cluster().psql(
        &name,
        &format!(
            "ALTER DATABASE {name} SET session_preload_libraries = 'auto_explain';
             ALTER DATABASE {name} SET auto_explain.log_min_duration = 0;
             ALTER DATABASE {name} SET auto_explain.log_format = 'json';
             ALTER DATABASE {name} SET auto_explain.log_nested_statements = on;
             ALTER DATABASE {name} SET auto_explain.log_analyze = on"
        ),
    );
    name
}

/// What a store's writer and whoever opens an order do all day, in a database where few orders are: its
/// plans are kept while the tables grow, so each row must be found by its key from the first day on.
async fn found_by_keys_when_few_are_there() {
    let before = cluster().log().len();
    let name = logged(7, 200);
    let ids = ids(&name);
    let database = open(&name).await;
    for stores in [VisibleStores::All, VisibleStores::Only(vec![ids.store])] {
        let scope = Scope { tenant_id: ids.tenant, stores, actor: None, deleted_orders: false };
        let mut tx = database.begin_by_key(&scope).await.unwrap();
        order_in_tx(&mut tx, &OrderKey::Id(ids.order)).await.unwrap().unwrap();
        assert_eq!(orders_in_tx(&mut tx, &[ids.order.uuid()]).await.unwrap().len(), 1);
        assert!(store_of_order_in_tx(&mut tx, &OrderKey::Id(ids.order)).await.unwrap().is_some());
        of_order_in_tx(&mut tx, ids.order).await.unwrap();
        desk_in_tx(&mut tx, ids.store, &[ids.product], &["key-7100001".to_owned()]).await.unwrap().unwrap();
        by_phone_in_tx(&mut tx, std::slice::from_ref(&ids.phone)).await.unwrap();
        answers_in_tx(&mut tx, &["key-7100001".to_owned()]).await.unwrap();
        write(&mut tx, &ids).await;
        tx.rollback().await.unwrap();
    }
    database.close().await;
    let plans = plans(&cluster().log()[before..]);
    assert!(plans.iter().any(|(statement, _)| statement.contains("WITH changed AS")), "{}", plans.len());
    let scanned: Vec<String> = plans
        .iter()
        .filter(|(_, nodes)| {
            nodes.iter().any(|node| node.read >= FEW && GROWING.contains(&node.table.as_str()))
        })
        .map(|(statement, nodes)| format!("{nodes:?} in {statement}"))
        .collect();
    assert!(scanned.is_empty(), "{} statements read all there is:\n{}", scanned.len(), scanned.join("\n\n"));
}

#[tokio::test]
async fn no_daily_statement_reads_a_growing_table_whole() {
    found_by_keys_when_few_are_there().await;
    let before = cluster().log().len();
    let name = logged(12, 300);
    let ids = ids(&name);
    let database = open(&name).await;
    let visible = [VisibleStores::All, VisibleStores::Only(vec![ids.store])];
    // Planned anew each time, and as it is kept for all times.
    for (stores, is_kept) in visible.iter().flat_map(|stores| [(stores, false), (stores, true)]) {
        let scope =
            Scope { tenant_id: ids.tenant, stores: stores.clone(), actor: None, deleted_orders: false };
        let mut tx = match is_kept {
            true => database.begin_by_key(&scope).await.unwrap(),
            false => database.begin(&scope).await.unwrap(),
        };
        list(&mut tx, &ids).await;
        read(&mut tx, &ids).await;
        browse(&mut tx, &ids).await;
        know(&mut tx, &ids).await;
        count(&mut tx, &ids).await;
        people::find(&mut tx, &ids).await;
        audit::look(&mut tx, &ids).await;
        audit::link(&mut tx, &ids).await;
        if matches!(stores, VisibleStores::All) {
            append(&mut tx, &ids).await;
            jobs::work(&mut tx, &ids).await;
        }
        audit::walk(&mut tx, &ids).await;
        webhooks::tell(&mut tx, &ids).await;
        write(&mut tx, &ids).await;
        remember(&mut tx, &ids).await;
        tx.rollback().await.unwrap();
    }
    let tracked = cluster().psql(&name, "SELECT encode(hash('tracking', 7100001), 'hex')");
    assert_eq!(tracked.len(), 64);
    assert!(database.tracked_order(&ids.phone).await.unwrap().is_none());
    assert_eq!(database.tenants_by_reference("GO-6C5661").await.unwrap(), [ids.tenant]);
    assert!(database.credential(&ids.secret).await.unwrap().is_some());
    assert_eq!(database.tenants_with_unlinked_entries().await.unwrap().len(), 12);
    assert_eq!(database.tenants_with_webhooks_due(now()).await.unwrap().len(), 12);
    assert_eq!(database.jobs_due(now()).await.unwrap().len(), 12);
    assert_eq!(database.tenants_without_job("housekeeping").await.unwrap().len(), 12);
    assert_eq!(database.streams_with_events("webhooks").await.unwrap().len(), 36);
    database.hit(&ids.phone, now(), 60).await.unwrap();
    database.hits_of(&[[7; 32]], now()).await.unwrap();
    database.known_devices(&[[7; 32], [8; 32]], now()).await.unwrap();
    database.close().await;

    let plans = plans(&cluster().log()[before..]);
    assert!(plans.len() > 80, "{} plans were logged", plans.len());
    let read: BTreeSet<&str> =
        plans.iter().flat_map(|(_, nodes)| nodes).map(|node| node.table.as_str()).collect();
    for table in [
        "orders",
        "order_lines",
        "payments",
        "events",
        "products",
        "customers",
        "throttles",
        "audit_entries",
        "audit_links",
    ] {
        assert!(read.contains(table), "no plan reads {table}: {read:?}");
    }
    let whole: Vec<String> = plans
        .iter()
        .filter(|(_, nodes)| nodes.iter().any(|node| node.is_whole && GROWING.contains(&node.table.as_str())))
        .map(|(statement, nodes)| format!("{nodes:?} in {statement}"))
        .collect();
    // An index that is read from end to end for one order is no better than its table.
    let finds_one = |statement: &str| {
        statement.contains("whether deleted orders are found")
            || statement.contains("FOR UPDATE OF q")
            || statement.contains("customer_ids &&")
    };
    let one: Vec<_> = plans.iter().filter(|(statement, _)| finds_one(statement)).collect();
    assert!(one.len() >= 8, "{} plans find one order or its store", one.len());
    for (statement, nodes) in one {
        assert!(nodes.iter().all(|node| node.read < FEW), "{nodes:?} in {statement}");
    }
    assert!(whole.is_empty(), "{} statements read a table whole:\n{}", whole.len(), whole.join("\n\n"));
}

/// More rows of a table than may be looked at for one order.
const FEW: f64 = 100.0;

/// A step of a plan that reads a table.
#[derive(Debug)]
struct Node {
    table: String,
    is_whole: bool,
    /// Rows that it read, those that it left out too.
    read: f64,
}

/// Statements and what they read, from PostgreSQL's log: a plan begins behind `plan:` and goes on
/// in lines that begin with a tabulator.
fn plans(log: &str) -> Vec<(String, Vec<Node>)> {
    let mut plans = Vec::new();
    for entry in log.split(" plan:\n").skip(1) {
        let lines = entry.lines().take_while(|line| line.starts_with('\t'));
        let text: String = lines.flat_map(|line| [line.trim_start_matches('\t'), "\n"]).collect();
        let plan: Value = serde_json::from_str(&text).unwrap_or_else(|error| panic!("{error} in {text}"));
        let mut nodes = Vec::new();
        gather(&plan["Plan"], &mut nodes);
        plans.push((plan["Query Text"].as_str().unwrap().to_owned(), nodes));
    }
    plans
}

fn gather(plan: &Value, nodes: &mut Vec<Node>) {
    if let Some(table) = plan["Relation Name"].as_str() {
        let is_whole = plan["Node Type"] == "Seq Scan";
        let rows = |kind: &str| plan[kind].as_f64().unwrap_or(0.0);
        let read = rows("Actual Rows") + rows("Rows Removed by Filter");
        nodes.push(Node { table: table.to_owned(), is_whole, read });
    }
    for child in plan["Plans"].as_array().into_iter().flatten() {
        gather(child, nodes);
    }
}
