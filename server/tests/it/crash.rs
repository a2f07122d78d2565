//! The program itself, killed without warning: what was acknowledged is there after the next
//! start, once, and what was not can be sent again without being doubled.

use std::{
    collections::BTreeSet,
    net::{SocketAddr, TcpListener},
    os::unix::fs::PermissionsExt as _,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use serde_json::{Value, json};
use tokio::{task::JoinSet, time::Instant};

use super::support::{Request, sales::plain_sale};

/// Commands that are to be acknowledged before the program dies.
const ENOUGH: usize = 60;
const CLIENTS: usize = 8;
/// How long anything here may take: far longer than it ever needs.
const PATIENCE: Duration = Duration::from_secs(120);

struct Program {
    child: Child,
    address: SocketAddr,
}

impl Program {
    async fn start(folder: &Path) -> Self {
        let address = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
        let child = Command::new(env!("CARGO_BIN_EXE_kedai"))
            .arg("serve")
            .env("KEDAI_ADDR", address.to_string())
            .env("KEDAI_DATA_DIR", folder.join("data"))
            .env("KEDAI_SITE_DIR", folder.join("site"))
            .env("KEDAI_DEMO", "1")
            // Links must not depend on the port, which is another at each start.
            .env("KEDAI_PUBLIC_URL", "https://kedai.test")
            .env("DATABASE_URL", "")
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let program = Self { child, address };
        program.wait_until_well().await;
        program
    }

    async fn wait_until_well(&self) {
        let deadline = Instant::now() + PATIENCE;
        loop {
            if let Some(answer) = Request::new(self.address, "GET", "/health").try_send().await
                && answer.status == 200
            {
                return;
            }
            assert!(Instant::now() < deadline, "the program did not start");
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    async fn token(&self) -> String {
        let sign_in = json!({"email": "cashier@kopikita.test", "password": "kedai-demo"});
        let answer = Request::new(self.address, "POST", "/api/v1/auth/login").json(&sign_in).send().await;
        answer.json(200)["access_token"].as_str().unwrap().to_owned()
    }

    fn request(&self, method: &'static str, path: &str, token: &str) -> Request {
        Request::new(self.address, method, path).header("authorization", format!("Bearer {token}"))
    }

    fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    fn stop(mut self) {
        signal("-TERM", &self.child.id().to_string());
        assert!(self.child.wait().unwrap().success(), "the program stops well when asked");
    }
}

fn signal(name: &str, pid: &str) {
    assert!(Command::new("kill").args([name, pid]).status().unwrap().success());
}

/// The pid of the embedded database's first process.
fn postmaster(folder: &Path) -> String {
    let path = folder.join("data/postgres/cluster/postmaster.pid");
    std::fs::read_to_string(path).unwrap().lines().next().unwrap().trim().to_owned()
}

fn folder() -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    // As root, the database runs as another user, who has to pass here.
    std::fs::set_permissions(folder.path(), std::fs::Permissions::from_mode(0o711)).unwrap();
    std::fs::create_dir(folder.path().join("site")).unwrap();
    std::fs::write(folder.path().join("site/index.html"), "<head></head>").unwrap();
    let path = folder.path().to_owned();
    (folder, path)
}

/// What a client knows of its commands when the program is gone.
#[derive(Default)]
struct Known {
    acknowledged: Vec<(String, Value)>,
    unknown: Vec<String>,
}

/// Sells until the connection breaks.
async fn sell(program: SocketAddr, token: String, client: usize, count: Arc<AtomicUsize>) -> Known {
    let mut known = Known::default();
    for number in 0.. {
        let key = format!("crash-{client}-{number}");
        let request = Request::new(program, "POST", "/api/v1/offline-orders")
            .header("authorization", format!("Bearer {token}"))
            .header("idempotency-key", key.clone())
            .json(&plain_sale());
        match request.try_send().await {
            Some(answer) if answer.status == 201 => {
                known.acknowledged.push((key, answer.json(201)));
                count.fetch_add(1, Ordering::SeqCst);
            }
            // Refused for now, as by a busy machine.
            Some(_) => known.unknown.push(key),
            None => {
                known.unknown.push(key);
                return known;
            }
        }
    }
    known
}

/// Sells with all clients at once and kills in the middle of it.
async fn sell_until_killed(program: Program, folder: &Path, database_too: bool) -> Known {
    let token = program.token().await;
    let count = Arc::new(AtomicUsize::new(0));
    let mut clients = JoinSet::new();
    for client in 0..CLIENTS {
        // Keys differ from round to round, as the address does.
        let client = client + CLIENTS * usize::from(program.address.port());
        clients.spawn(sell(program.address, token.clone(), client, Arc::clone(&count)));
    }
    let deadline = Instant::now() + PATIENCE;
    while count.load(Ordering::SeqCst) < ENOUGH {
        assert!(Instant::now() < deadline, "{count:?} commands were acknowledged");
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    if database_too {
        signal("-KILL", &postmaster(folder));
    }
    program.kill();
    let mut all = Known::default();
    while let Some(known) = clients.join_next().await {
        let known = known.unwrap();
        all.acknowledged.extend(known.acknowledged);
        all.unknown.extend(known.unknown);
    }
    all
}

/// Everything acknowledged is there as it was answered; everything unknown is sent again, once.
async fn check(program: &Program, known: &Known) {
    let token = program.token().await;
    for (key, order) in &known.acknowledged {
        let path = format!("/api/v1/offline-orders/{}", order["id"].as_str().unwrap());
        assert_eq!(program.request("GET", &path, &token).send().await.json(200), *order);
        let again = program
            .request("POST", "/api/v1/offline-orders", &token)
            .header("idempotency-key", key.clone())
            .json(&plain_sale());
        let again = again.send().await;
        assert_eq!(again.headers["idempotent-replay"], "true");
        assert_eq!(again.json(201), *order);
    }
    for key in &known.unknown {
        let again = program
            .request("POST", "/api/v1/offline-orders", &token)
            .header("idempotency-key", key.clone())
            .json(&plain_sale());
        again.send().await.json(201);
    }
}

async fn all_references(program: &Program) -> (usize, BTreeSet<String>) {
    let token = program.token().await;
    let (mut rows, mut references, mut cursor) = (0, BTreeSet::new(), String::new());
    loop {
        let path = format!("/api/v1/offline-orders?limit=200&cursor={cursor}");
        let page = program.request("GET", &path, &token).send().await.json(200);
        for order in page["items"].as_array().unwrap() {
            rows += 1;
            references.insert(order["reference"].as_str().unwrap().to_owned());
        }
        match page["next_cursor"].as_str() {
            Some(next) => next.clone_into(&mut cursor),
            None => return (rows, references),
        }
    }
}

async fn sequences(program: &Program) -> Vec<i64> {
    let token = program.token().await;
    let mut seen: Vec<i64> = Vec::new();
    loop {
        // Later than 500 events ago is a snapshot, so the feed is read on in steps.
        let after = seen.last().copied().unwrap_or(0);
        let path = format!("/api/v1/live/store:senopati?after={after}");
        let feed = program.request("GET", &path, &token).send().await.json(200);
        let messages = feed["messages"].as_array().unwrap();
        if messages.is_empty() {
            return seen;
        }
        seen.extend(messages.iter().map(|message| {
            assert_eq!(message["type"], "event");
            message["sequence"].as_i64().unwrap()
        }));
    }
}

#[tokio::test]
async fn a_killed_program_loses_nothing_that_it_acknowledged() {
    let (_kept, folder) = folder();
    let first = sell_until_killed(Program::start(&folder).await, &folder, false).await;
    let second = sell_until_killed(Program::start(&folder).await, &folder, true).await;
    let program = Program::start(&folder).await;
    check(&program, &first).await;
    check(&program, &second).await;

    let commands = [&first, &second].into_iter().map(|known| known.acknowledged.len() + known.unknown.len());
    let commands: usize = commands.sum();
    assert!(first.acknowledged.len() >= ENOUGH && second.acknowledged.len() >= ENOUGH);
    let (rows, references) = all_references(&program).await;
    assert_eq!((rows, references.len()), (commands, commands));
    let sequences = sequences(&program).await;
    assert_eq!(sequences, (1..=i64::try_from(commands).unwrap()).collect::<Vec<_>>());
    program.stop();
}
