//! The demo's tenants in a database of the test's own, behind the real router.

use std::{
    net::SocketAddr,
    path::PathBuf,
    sync::{
        Arc, OnceLock,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
};

use chrono::{DateTime, TimeDelta, Utc};
use providers::{MasterKeyFile, WebhookSender, WebhookSenderSettings};
use serde_json::{Value, json};
use server::http::{AddressSettings, Entrance, HttpSettings, Limits};
use services::{
    Services, ServicesSettings,
    clock::{Clock as _, FakeClock},
    demo::PASSWORD,
    random::Random,
};
use store::{Database, DatabaseSettings};
use tokio::{net::TcpListener, sync::watch, task::JoinSet};

use super::{Answer, Request, cluster::Cluster};

const TEMPLATE: &str = "demo";
/// Ten in the morning in Jakarta.
const OPENING: &str = "2026-11-21T03:00:00Z";
/// More requests a minute than any test sends, whose clock stands still.
const PLENTY: u32 = 1_000_000;
/// What Trunk leaves, as far as pages need it.
const INDEX: &str = r#"<!DOCTYPE html><html><head><title>Kedai</title><script type="module" nonce="{{__TRUNK NONCE__}}">import "/kedai.js";</script></head><body></body></html>"#;

/// A server over a database of its own.
pub(crate) struct Shop {
    pub(crate) services: Services,
    pub(crate) clock: Arc<FakeClock>,
    pub(crate) address: SocketAddr,
    pub(crate) database: String,
    /// Whether it is the first server of its database, which verifies at the end what all of them wrote.
    is_first: bool,
    /// Whether the test writes what Kedai didn't.
    is_tampered: AtomicBool,
    /// Stopped with the shop.
    _tasks: JoinSet<()>,
    stop: watch::Sender<bool>,
}

/// What a shop's server is set to.
#[derive(Clone)]
pub(crate) struct ShopSettings {
    /// Whether the demo's accounts may sign in.
    pub(crate) demo: bool,
    /// How many requests to the offline-order endpoints each may send in a minute.
    pub(crate) per_minute: u32,
    pub(crate) limits: Limits,
    pub(crate) addresses: AddressSettings,
}

impl Default for ShopSettings {
    fn default() -> Self {
        let (limits, addresses) = (Limits::default(), AddressSettings::default());
        Self { demo: true, per_minute: PLENTY, limits, addresses }
    }
}

/// Somebody who is signed in.
#[derive(Clone)]
pub(crate) struct Person {
    address: SocketAddr,
    pub(crate) token: String,
    pub(crate) refresh_token: String,
}

/// The cluster of this run, with the demo made once.
pub(crate) fn cluster() -> &'static Cluster {
    static CLUSTER: OnceLock<Cluster> = OnceLock::new();
    CLUSTER.get_or_init(|| {
        let cluster = Cluster::start("it");
        cluster.psql("postgres", &format!("CREATE DATABASE {TEMPLATE}"));
        std::fs::create_dir(cluster.path("site")).unwrap();
        std::fs::write(cluster.path("site/index.html"), INDEX).unwrap();
        std::fs::write(cluster.path("site/icon.svg"), "<svg/>").unwrap();
        let settings = (cluster.url(TEMPLATE), cluster.path("master.key"));
        // A runtime of its own: whichever test comes first must not lend its own to all others.
        std::thread::spawn(|| make_template(settings)).join().unwrap();
        cluster
    })
}

#[tokio::main(flavor = "current_thread")]
async fn make_template((url, key_file): (String, PathBuf)) {
    let clock = Arc::new(FakeClock::at(OPENING.parse().unwrap()));
    let services = services(url, &key_file, clock, true).await;
    services.database().migrate().await.unwrap();
    assert!(services.make_demo(None).await.unwrap());
    services.database().close().await;
}

async fn services(url: String, key_file: &std::path::Path, clock: Arc<FakeClock>, demo: bool) -> Services {
    static SEEDS: AtomicU64 = AtomicU64::new(1);
    let mut seed = [0; 32];
    seed[..8].copy_from_slice(&SEEDS.fetch_add(1, Ordering::Relaxed).to_be_bytes());
    let random = Arc::new(Random::from_seed(seed));
    let database = Database::connect(&DatabaseSettings { url, max_connections: 10 }).await.unwrap();
    let master_keys = MasterKeyFile::open_or_create(key_file, Arc::clone(&random)).unwrap();
    // Endpoints of tests listen on this machine, and those that answer late answer very late.
    let sending = WebhookSenderSettings { allow_private: true, whole: std::time::Duration::from_secs(2) };
    Services::new(ServicesSettings {
        database,
        master_keys: Arc::new(master_keys),
        clock,
        random,
        webhook_client: Arc::new(WebhookSender::new(sending).unwrap()),
        public_url: "http://kedai.test".to_owned(),
        demo_accounts: demo,
    })
}

fn entrance(services: &Services, settings: ShopSettings, stopping: watch::Receiver<bool>) -> Entrance {
    Entrance::new(HttpSettings {
        services: services.clone(),
        site_dir: cluster().path("site"),
        public_url: "http://kedai.test".to_owned(),
        offline_requests_per_minute: settings.per_minute,
        limits: settings.limits,
        addresses: settings.addresses,
        dev: false,
        stopping,
    })
    .unwrap()
}

impl Shop {
    /// Opens a shop.
    pub(crate) async fn open() -> Self {
        Self::open_as(ShopSettings::default()).await
    }

    /// Opens a shop where the demo's accounts may sign in, or may not.
    pub(crate) async fn open_with(demo: bool) -> Self {
        Self::open_as(ShopSettings { demo, ..ShopSettings::default() }).await
    }

    /// Opens a shop that answers so many requests to the offline-order endpoints from each in a minute.
    pub(crate) async fn open_limited(per_minute: u32) -> Self {
        Self::open_as(ShopSettings { per_minute, ..ShopSettings::default() }).await
    }

    /// Opens a shop with these settings.
    pub(crate) async fn open_as(settings: ShopSettings) -> Self {
        let database = tokio::task::spawn_blocking(|| cluster().copy(TEMPLATE)).await.unwrap();
        let clock = Arc::new(FakeClock::at(OPENING.parse().unwrap()));
        Self::serve(database, clock, settings, true).await
    }

    /// Another process's server over the same database.
    pub(crate) async fn beside(&self) -> Self {
        Self::serve(self.database.clone(), Arc::clone(&self.clock), ShopSettings::default(), false).await
    }

    async fn serve(database: String, clock: Arc<FakeClock>, settings: ShopSettings, is_first: bool) -> Self {
        let cluster = cluster();
        let url = cluster.url(&database);
        let services = services(url, &cluster.path("master.key"), Arc::clone(&clock), settings.demo).await;
        let (stop, stopping) = watch::channel(false);
        let entrance = entrance(&services, settings, stopping);
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let mut tasks = JoinSet::new();
        tasks.spawn(entrance.serve(listener));
        tasks.spawn(services.clone().run_live());
        let is_tampered = AtomicBool::new(false);
        Self { services, clock, address, database, is_first, is_tampered, _tasks: tasks, stop }
    }

    /// Puts another entrance together, as a server does when it starts.
    pub(crate) fn another_entrance(&self) -> Entrance {
        entrance(&self.services, ShopSettings::default(), self.stop.subscribe())
    }

    /// Says that this test writes rows that Kedai didn't, so that what is recorded can't be verified when it
    /// ends. Every other test ends with both verifies.
    pub(crate) fn tamper(&self) {
        self.is_tampered.store(true, Ordering::Relaxed);
    }

    pub(crate) fn now(&self) -> DateTime<Utc> {
        self.clock.now()
    }

    pub(crate) fn advance(&self, by: TimeDelta) {
        self.clock.advance(by);
    }

    /// Tells the server to stop: sockets are closed then.
    pub(crate) fn stop(&self) {
        self.stop.send_replace(true);
    }

    pub(crate) fn get(&self, path: &str) -> Request {
        Request::new(self.address, "GET", path)
    }

    pub(crate) fn post(&self, path: &str, body: &Value) -> Request {
        Request::new(self.address, "POST", path).json(body)
    }

    pub(crate) async fn try_sign_in(&self, email: &str, password: &str) -> Answer {
        self.post("/api/v1/auth/login", &json!({"email": email, "password": password})).send().await
    }

    /// Signs a demo account in.
    pub(crate) async fn sign_in(&self, email: &str) -> Person {
        let grant = self.try_sign_in(email, PASSWORD).await.json(200);
        self.person(&grant)
    }

    pub(crate) fn person(&self, grant: &Value) -> Person {
        let word = |name: &str| grant[name].as_str().unwrap().to_owned();
        Person { address: self.address, token: word("access_token"), refresh_token: word("refresh_token") }
    }

    pub(crate) async fn cashier(&self) -> Person {
        self.sign_in("cashier@kopikita.test").await
    }

    pub(crate) async fn manager(&self) -> Person {
        self.sign_in("manager@kopikita.test").await
    }

    /// What a statement prints, run as the database's superuser.
    pub(crate) fn psql(&self, statements: &str) -> String {
        cluster().psql(&self.database, statements)
    }

    /// The number that a statement prints.
    pub(crate) fn count(&self, statement: &str) -> i64 {
        self.psql(statement).parse().unwrap()
    }
}

impl Drop for Shop {
    /// Whatever a test did, its audit trail and its events are whole when it ends.
    fn drop(&mut self) {
        if !self.is_first || self.is_tampered.load(Ordering::Relaxed) || std::thread::panicking() {
            return;
        }
        let database = self.database.clone();
        // A runtime of its own: the test's is busy with dropping.
        let verified = std::thread::spawn(|| verify(database)).join();
        if let Err(panic) = verified {
            std::panic::resume_unwind(panic);
        }
    }
}

#[tokio::main(flavor = "current_thread")]
async fn verify(database: String) {
    let clock = Arc::new(FakeClock::at(OPENING.parse().unwrap()));
    let services = services(cluster().url(&database), &cluster().path("master.key"), clock, true).await;
    services.link_audit().await.unwrap();
    let mut faults = Vec::new();
    for (tenant_id, tenant) in services.database().tenants().await.unwrap() {
        let audit =
            services.verify_audit(tenant_id, |fault| faults.push(format!("{tenant}: {fault:?}"))).await;
        audit.unwrap();
        let events =
            services.verify_events(tenant_id, |fault| faults.push(format!("{tenant}: {fault:?}"))).await;
        events.unwrap();
    }
    services.database().close().await;
    assert!(faults.is_empty(), "what was recorded is not as it was written: {faults:#?}");
}

impl Person {
    /// A request in this person's name.
    pub(crate) fn ask(&self, method: &'static str, path: &str) -> Request {
        Request::new(self.address, method, path).header("authorization", format!("Bearer {}", self.token))
    }

    pub(crate) async fn get(&self, path: &str) -> Answer {
        self.ask("GET", path).send().await
    }

    pub(crate) async fn post(&self, path: &str, body: &Value) -> Answer {
        self.ask("POST", path).json(body).send().await
    }

    /// Records an order.
    pub(crate) async fn place(&self, order: &Value) -> Answer {
        self.post("/api/v1/offline-orders", order).await
    }

    /// Moves an order.
    pub(crate) async fn move_to(&self, order: &Value, status: &str, reason: Option<&str>) -> Answer {
        let path = format!("/api/v1/orders/{}/status", order["id"].as_str().unwrap());
        self.ask("PATCH", &path).json(&json!({"status": status, "reason": reason})).send().await
    }

    /// The same person with another token.
    pub(crate) fn with_token(&self, token: &str) -> Self {
        Self { token: token.to_owned(), ..self.clone() }
    }

    /// The same person at another server of the shop.
    pub(crate) fn at(&self, shop: &Shop) -> Self {
        Self { address: shop.address, ..self.clone() }
    }
}
