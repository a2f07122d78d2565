//! After everything that can be done with an order and a customer, nobody is named in the database, in
//! what PostgreSQL logged, in what Kedai logged, or in a refusal.

use std::sync::{Arc, Mutex, OnceLock};

use serde_json::{Value, json};
use services::catalogue::import::{Import, ImportKind, ImportOrders};
use tracing_subscriber::{EnvFilter, fmt::MakeWriter};

use crate::support::{
    Person, Shop, cluster,
    sales::{cake, plain_sale, sale, with},
};

/// Each stands in a protected field of a journey below, and nowhere else.
const SECRETS: [&str; 24] = [
    // Typed at the till, and put right later.
    "Bartholomew",
    "Featherstonehaugh",
    "Fanshawe",
    "8777000123",
    "777-000-123",
    "8777000999",
    "777-000-999",
    "barty.f@",
    "Ermintrude",
    "8777000456",
    "777-000-456",
    "ermintrude@",
    // Noted on orders, lines and payments.
    "walks with a silver cane",
    "waits in the blue van",
    "no coriander whatsoever",
    "from his godmother's purse",
    "left with the night porter",
    // Out of the shop's own files.
    "Laurence Lebihan",
    "Antonio Moreno",
    "rue des Bouchers",
    "Obere Str. 57",
    "030-0074321",
    "Futterkiste",
    "place Kléber",
];

/// What Kedai logs in this process, from the first call on.
fn log() -> &'static Heard {
    static HEARD: OnceLock<Heard> = OnceLock::new();
    HEARD.get_or_init(|| {
        let heard = Heard::default();
        let filter = EnvFilter::new("info,server=trace,services=trace,store=trace,sqlx=debug");
        let lines = tracing_subscriber::fmt().with_env_filter(filter).with_writer(heard.clone());
        lines.try_init().unwrap();
        heard
    })
}

#[derive(Clone, Default)]
struct Heard(Arc<Mutex<Vec<u8>>>);

impl Heard {
    fn text(&self) -> String {
        String::from_utf8_lossy(&self.0.lock().unwrap()).into_owned()
    }
}

impl std::io::Write for Heard {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Heard {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}

fn barty() -> Value {
    json!({"name": "Bartholomew Featherstonehaugh", "phone": "+62 877-7000-123", "email": "barty.f@example.com"})
}

fn path(order: &Value) -> String {
    format!("/api/v1/offline-orders/{}", order["id"].as_str().unwrap())
}

/// Sends a command under a key, twice: its answer is kept.
async fn twice(
    person: &Person,
    method: &'static str,
    path: &str,
    key: &str,
    body: &Value,
    status: u16,
) -> Value {
    let send = |version: &str| {
        let request = person.ask(method, path).header("idempotency-key", key).header("if-match", version);
        request.json(body).send()
    };
    let first = send("\"2\"").await.json(status);
    let again = send("\"2\"").await;
    assert_eq!(again.header("idempotent-replay"), "true", "{key}");
    assert_eq!(again.json(status), first);
    first
}

/// Terms, payments, a void, edits that put right and that change hands, looks, deletion.
pub(crate) async fn trade(cashier: &Person, manager: &Person) -> Value {
    let order = with(
        sale(json!([with(cake(1_000_000), json!({"note": "no coriander whatsoever"}))])),
        json!({
            "customer": barty(), "note": "walks with a silver cane",
            "payment": {
                "type": "installments", "down_payment": {"percent": 30, "method": "cash"},
                "installments": {"count": 2, "interval": "month", "first_due": "2026-12-21"},
            },
        }),
    );
    let order = twice(cashier, "POST", "/api/v1/offline-orders", "journey-place", &order, 201).await;
    let payment = json!({"amount": 385_000, "method": "cash", "note": "from his godmother's purse"});
    let at = format!("{}/payments", path(&order));
    let paid = twice(cashier, "POST", &at, "journey-pay", &payment, 201).await;
    let put_right = json!({"customer": {"name": "Bartholomew Fanshawe"}, "note": "waits in the blue van"});
    cashier.post(&format!("{}/preview", path(&order)), &put_right).await.json(200);
    let edited = twice(cashier, "PATCH", &path(&order), "journey-edit", &put_right, 200).await;
    assert_eq!((&edited["version"], &edited["customer"]["id"]), (&json!(3), &paid["customer"]["id"]));
    let moved = json!({"customer": {"phone": "+62 877-7000-999"}});
    let moved = cashier.ask("PATCH", &path(&order)).header("if-match", "\"3\"").json(&moved);
    assert_eq!(moved.send().await.json(200)["customer"]["id"], paid["customer"]["id"]);
    // Somebody who saw the order earlier is told what changed since.
    let late = cashier.ask("PATCH", &path(&order)).header("if-match", "\"1\"");
    late.json(&json!({"note": "left with the night porter"})).send().await.problem(412, "stale_version");
    let first = paid["payments"][0]["id"].as_str().unwrap();
    let void = format!("{at}/{first}/void");
    manager.post(&void, &json!({"reason": "typed at the wrong till"})).await.json(200);
    let handed_on = json!({"customer": {"name": "Ermintrude Fanshawe", "phone": "+62 877-7000-456",
                                        "email": "ermintrude@example.com"}});
    let theirs = cashier.ask("PATCH", &path(&order)).header("if-match", "\"5\"").json(&handed_on);
    let theirs = theirs.send().await.json(200);
    assert_ne!(theirs["customer"]["id"], paid["customer"]["id"]);
    let anonymous = with(plain_sale(), json!({"note": "left with the night porter"}));
    let anonymous = cashier.place(&anonymous).await.json(201);
    for (order, why) in [(&order, "entered twice"), (&anonymous, "never picked up")] {
        manager.ask("DELETE", &path(order)).json(&json!({"reason": why})).send().await;
    }
    manager.post(&format!("{}/restore", path(&order)), &json!(null)).await.json(200);
    for look in [
        "/api/v1/offline-orders?search=fansh",
        "/api/v1/orders?search=%2B62877-7000-456",
        "/api/v1/customers?search=barty.f@example.com",
        "/api/v1/audit?customer=fanshawe",
        "/api/v1/analytics/offline-orders",
        "/api/v1/live/store:senopati",
    ] {
        manager.get(look).await.json(200);
    }
    manager.get(&path(&order)).await.json(200);
    let seen = manager.get(&format!("{}/audit", path(&order))).await.text();
    for secret in ["Featherstonehaugh", "Ermintrude", "silver cane", "blue van"] {
        assert!(seen.contains(secret), "{secret} is told to those who may see it");
    }
    for file in ["/api/v1/audit.csv", "/api/v1/offline-orders.csv?search=fansh"] {
        let file = manager.get(file).await;
        assert!(file.status == 200 && file.text().contains("Fanshawe"), "{}", file.text());
    }
    json!({"order": theirs, "before": paid["customer"]["id"], "after": theirs["customer"]["id"]})
}

/// What goes wrong inside is logged, and neither the log nor the answer says about whom.
async fn stumble(shop: &Shop, cashier: &Person) {
    shop.psql("ALTER TABLE kedai.customers ADD CONSTRAINT nobody CHECK (false) NOT VALID");
    let order = with(
        plain_sale(),
        json!({"customer": with(barty(), json!({"phone": null, "email": null})),
                                          "note": "walks with a silver cane"}),
    );
    let refused = cashier.place(&order).await;
    refused.problem(500, "internal_error");
    name_nobody("a refusal", &refused.text());
    shop.psql("ALTER TABLE kedai.customers DROP CONSTRAINT nobody");
    for wrong in [
        with(barty(), json!({"phone": "Featherstonehaugh"})),
        with(barty(), json!({"email": "Featherstonehaugh"})),
        with(barty(), json!({"name": 7})),
    ] {
        let refused = cashier.place(&with(plain_sale(), json!({"customer": wrong}))).await;
        assert_eq!(refused.status, 422);
        name_nobody("a refusal", &refused.text());
    }
}

pub(crate) async fn import(shop: &Shop) {
    for (kind, csv) in [
        (ImportKind::Products, include_str!("fixtures/products.csv")),
        (ImportKind::Customers, include_str!("fixtures/customers.csv")),
    ] {
        let csv = csv.as_bytes();
        let import = Import { kind, tenant: "northwind", store: None, csv, dry_run: false };
        shop.services.import(import).await.unwrap();
    }
    let orders = include_str!("fixtures/past_orders.csv").as_bytes();
    let lines = include_str!("fixtures/past_order_lines.csv").as_bytes();
    let past = ImportOrders { tenant: "northwind", store: None, orders, lines, dry_run: false };
    assert_eq!(shop.services.import_orders(past).await.unwrap().added, 6);
}

pub(crate) async fn erase(manager: &Person, order: &Value, customers: [&Value; 2]) {
    let due = order["balance_due"].as_i64().unwrap();
    manager
        .post(&format!("{}/payments", path(order)), &json!({"amount": due, "method": "card"}))
        .await
        .json(201);
    for customer in customers {
        let path = format!("/api/v1/customers/{}", customer.as_str().unwrap());
        manager.get(&format!("{path}/export")).await.json(200);
        manager.get(&format!("{path}/export.csv")).await;
        let erased = manager.ask("DELETE", &path).json(&json!({"reason": "asked by letter"})).send().await;
        assert_eq!(erased.status, 204, "{}", erased.text());
    }
}

fn name_nobody(place: &str, text: &str) {
    let text = text.to_lowercase();
    for secret in SECRETS {
        let secret = secret.to_lowercase();
        let hexadecimal = hex::encode(&secret);
        assert!(!text.contains(&secret), "{secret} stands in {place}");
        assert!(!text.contains(&hexadecimal), "{secret} stands in {place} as bytes");
    }
}

fn dump_names_nobody(shop: &Shop, when: &str) {
    let dump = cluster().run("pg_dump", &["--inserts", "-d", &shop.database]);
    for whole in ["journey-place", "journey-edit", "order.edited", "Birthday cake"] {
        assert!(dump.contains(whole), "the dump is whole: {whole}");
    }
    name_nobody(when, &dump);
}

#[tokio::test]
async fn after_every_journey_nobody_is_named_in_dump_log_or_refusal() {
    let heard = log();
    let shop = Shop::open().await;
    let (cashier, manager) = (shop.cashier().await, shop.manager().await);
    let traded = trade(&cashier, &manager).await;
    stumble(&shop, &cashier).await;
    import(&shop).await;
    let northwind = shop.sign_in("manager@northwind.test").await;
    let found = northwind.get("/api/v1/customers?search=lebihan").await.text();
    assert!(found.contains("Laurence Lebihan"), "{found}");
    shop.services.link_audit().await.unwrap();
    for action in ["CREATE", "READ", "UPDATE", "DELETE", "ACCESS", "PAYMENT"] {
        let noted = format!("SELECT count(*) FROM kedai.audit_entries WHERE action = '{action}'");
        assert!(shop.count(&noted) > 0, "{action} was noted");
    }
    dump_names_nobody(&shop, "the database");

    erase(&manager, &traded["order"], [&traded["before"], &traded["after"]]).await;
    dump_names_nobody(&shop, "the database after they were forgotten");
    let log = heard.text();
    assert!(log.contains("nobody"), "what went wrong inside is logged");
    name_nobody("Kedai's log", &log);
    name_nobody("PostgreSQL's log", &cluster().log());
}
