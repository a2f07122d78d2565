//! Against real clusters in folders of their own: no mock knows how PostgreSQL starts and dies.

use std::{
    fs,
    os::unix::fs::{DirBuilderExt, MetadataExt},
    path::{Path, PathBuf},
    process::{Command, Stdio},
    sync::atomic::{AtomicU32, Ordering},
};

use super::*;

/// A data folder that is gone, with its cluster, when the test ends.
struct DataFolder(PathBuf);

impl DataFolder {
    fn new(name: &str) -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let count = COUNT.fetch_add(1, Ordering::Relaxed);
        Self(std::env::temp_dir().join(format!("kedai-test-{}-{count}-{name}", std::process::id())))
    }

    fn cluster(&self) -> PathBuf {
        self.0.join("postgres/cluster")
    }

    fn pid(&self) -> String {
        let text = fs::read_to_string(self.cluster().join("postmaster.pid")).unwrap();
        text.lines().next().unwrap().to_owned()
    }
}

impl Drop for DataFolder {
    fn drop(&mut self) {
        if let Ok(text) = fs::read_to_string(self.cluster().join("postmaster.pid"))
            && let Some(pid) = text.lines().next()
        {
            signal("-QUIT", pid);
        }
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn signal(name: &str, pid: &str) {
    Command::new("kill").args([name, pid]).stderr(Stdio::null()).status().unwrap();
}

fn alive(pid: &str) -> bool {
    // A killed process stays listed as a zombie until its parent asks; it no longer counts.
    fs::read_to_string(format!("/proc/{pid}/status")).is_ok_and(|text| !text.contains("State:\tZ"))
}

fn wait_until_gone(pid: &str) {
    for _ in 0..200 {
        if !alive(pid) {
            return;
        }
        std::thread::sleep(std::time::Duration::from_millis(50));
    }
    panic!("process {pid} is still there after 10 s");
}

/// Through the URL, as any client would.
fn ask(postgres: &EmbeddedPostgres, statement: &str) -> String {
    let output = Command::new("psql")
        .args(["-X", "-A", "-t", "-q", "-c", statement, postgres.url()])
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap().trim().to_owned()
}

async fn start(folder: &DataFolder) -> EmbeddedPostgres {
    EmbeddedPostgres::start(&folder.0, None).await.unwrap()
}

#[tokio::test]
async fn keeps_rows_over_a_stop_and_a_start() {
    let folder = DataFolder::new("again");
    let first = start(&folder).await;
    assert_eq!(first.origin(), Origin::Created);
    ask(&first, "create table sale (amount bigint); insert into sale values (28000)");
    let pid = folder.pid();
    assert_eq!(first.stop().await.unwrap(), Stop::Stopped);
    // What tells that it stopped, its file, goes a moment before the process does.
    wait_until_gone(&pid);

    let second = start(&folder).await;
    assert_eq!(second.origin(), Origin::Started);
    assert_eq!(ask(&second, "select amount from sale"), "28000");
    assert_eq!(ask(&second, "show fsync"), "on");
    assert_eq!(ask(&second, "show listen_addresses"), "");
    assert_eq!(ask(&second, "select upper('é')"), "É");
    second.stop().await.unwrap();
}

#[tokio::test]
async fn runs_in_a_process_group_and_session_of_its_own() {
    let folder = DataFolder::new("group");
    let postgres = start(&folder).await;
    let stat = fs::read_to_string(format!("/proc/{}/stat", folder.pid())).unwrap();
    let own = fs::read_to_string("/proc/self/stat").unwrap();
    // After the program's name in brackets: state, parent, process group, session (proc(5)).
    let groups = |stat: &str| -> Vec<String> {
        stat.rsplit_once(')').unwrap().1.split_whitespace().skip(2).take(2).map(str::to_owned).collect()
    };
    assert_ne!(groups(&stat)[0], groups(&own)[0]);
    assert_ne!(groups(&stat)[1], groups(&own)[1]);
    postgres.stop().await.unwrap();
}

#[tokio::test]
async fn joins_a_cluster_that_a_killed_kedai_left_running() {
    let folder = DataFolder::new("left");
    let killed = start(&folder).await;
    ask(&killed, "create table sale ()");
    let pid = folder.pid();
    // What `kill -9` leaves: the locks are gone with the process, the cluster runs on.
    drop(killed);

    let next = start(&folder).await;
    assert_eq!(next.origin(), Origin::Joined);
    assert_eq!(folder.pid(), pid);
    assert_eq!(ask(&next, "select count(*) from sale"), "0");
    assert_eq!(next.stop().await.unwrap(), Stop::Stopped);
    wait_until_gone(&pid);
}

#[tokio::test]
async fn recovers_what_was_committed_before_the_database_was_killed() {
    let folder = DataFolder::new("crash");
    let postgres = start(&folder).await;
    ask(&postgres, "create table sale (amount bigint); insert into sale values (35000)");
    let pid = folder.pid();
    signal("-KILL", &pid);
    wait_until_gone(&pid);
    drop(postgres);

    let next = start(&folder).await;
    assert_eq!(next.origin(), Origin::Started);
    assert_eq!(ask(&next, "select amount from sale"), "35000");
    next.stop().await.unwrap();
}

#[tokio::test]
async fn a_database_that_is_killed_under_a_running_kedai_is_started_again() {
    let folder = DataFolder::new("revived");
    let postgres = start(&folder).await;
    ask(&postgres, "create table kept as select 42 as answer");
    let killed = folder.pid();
    signal("-KILL", &killed);
    wait_until_gone(&killed);
    let revived = async {
        let file = folder.cluster().join("postmaster.pid");
        while fs::read_to_string(&file).is_ok_and(|text| text.starts_with(&killed))
            || !postgres.cluster.is_there().unwrap()
        {
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    };
    tokio::select! {
        revived = tokio::time::timeout(Duration::from_secs(60), revived) => revived.unwrap(),
        never = postgres.keep_running() => never,
    }
    // Whoever waits for the lock waits until it answers.
    drop(postgres.folder.lock_transition().await.unwrap());
    let again = start(&folder).await;
    assert_eq!((again.origin(), ask(&again, "select answer from kept").as_str()), (Origin::Joined, "42"));
    drop(again);
    assert_eq!(postgres.stop().await.unwrap(), Stop::Stopped);
}

#[tokio::test]
async fn ignores_a_process_number_that_now_belongs_to_another_program() {
    let folder = DataFolder::new("reused");
    start(&folder).await.stop().await.unwrap();
    let stale = format!("{}\n{}\n1\n5432\n/tmp\n\n", std::process::id(), folder.cluster().display());
    fs::write(folder.cluster().join("postmaster.pid"), stale).unwrap();

    let next = start(&folder).await;
    assert_eq!(next.origin(), Origin::Started);
    next.stop().await.unwrap();
}

#[tokio::test]
async fn the_last_of_two_processes_stops_the_cluster() {
    let folder = DataFolder::new("shared");
    let (first, second) = tokio::join!(start(&folder), start(&folder));
    let mut origins = [first.origin(), second.origin()];
    origins.sort_by_key(|origin| *origin == Origin::Joined);
    assert_eq!(origins, [Origin::Created, Origin::Joined]);
    let pid = folder.pid();

    assert_eq!(first.stop().await.unwrap(), Stop::LeftToOthers);
    assert_eq!(ask(&second, "select 1"), "1");
    assert_eq!(second.stop().await.unwrap(), Stop::Stopped);
    wait_until_gone(&pid);
}

#[tokio::test]
async fn a_deep_data_folder_gets_a_short_private_socket_folder() {
    let folder = DataFolder::new(&"d".repeat(90));
    let postgres = start(&folder).await;
    let socket_dir = ask(&postgres, "show unix_socket_directories");
    assert!(socket_dir.starts_with("/tmp/kedai-"), "{socket_dir}");
    assert_eq!(fs::metadata(&socket_dir).unwrap().mode() & 0o777, 0o700);
    postgres.stop().await.unwrap();

    fs::remove_dir(&socket_dir).unwrap();
    fs::DirBuilder::new().mode(0o777).create(&socket_dir).unwrap();
    fs::set_permissions(&socket_dir, std::os::unix::fs::PermissionsExt::from_mode(0o777)).unwrap();
    let error = EmbeddedPostgres::start(&folder.0, None).await.unwrap_err();
    assert!(matches!(error, EmbeddedPostgresError::UnsafeSocketFolder { .. }), "{error}");
    fs::remove_dir(&socket_dir).unwrap();
}

#[tokio::test]
async fn begins_again_when_the_first_creation_was_interrupted() {
    let folder = DataFolder::new("interrupted");
    fs::create_dir_all(folder.0.join("postgres/cluster.unfinished/base")).unwrap();
    if matches!(Account::current().await.unwrap(), Account::Postgres { .. }) {
        Account::current().await.unwrap().own(&folder.0.join("postgres")).unwrap();
    }
    let postgres = start(&folder).await;
    assert_eq!(postgres.origin(), Origin::Created);
    postgres.stop().await.unwrap();
}

#[tokio::test]
async fn says_what_to_do_when_postgresql_is_missing_or_of_another_version() {
    let folder = DataFolder::new("missing");
    let error = EmbeddedPostgres::start(&folder.0, Some(Path::new("/nonexistent"))).await.unwrap_err();
    assert!(error.to_string().contains("apt-get install postgresql"), "{error}");

    fs::create_dir_all(folder.cluster()).unwrap();
    fs::write(folder.cluster().join("PG_VERSION"), "9\n").unwrap();
    let error = EmbeddedPostgres::start(&folder.0, None).await.unwrap_err();
    assert!(matches!(error, EmbeddedPostgresError::WrongVersion { cluster: 9, .. }), "{error}");
}

#[tokio::test]
async fn names_the_folder_that_the_database_user_cannot_enter() {
    if matches!(Account::current().await.unwrap(), Account::Own) {
        return; // an ordinary user always reaches what it could create
    }
    let folder = DataFolder::new("closed");
    fs::DirBuilder::new().mode(0o700).create(&folder.0).unwrap();
    let error = EmbeddedPostgres::start(&folder.0.join("below"), None).await.unwrap_err();
    match error {
        EmbeddedPostgresError::OutOfReach { folder: named } => assert_eq!(named, folder.0),
        other => panic!("{other}"),
    }
}

#[tokio::test]
async fn a_failed_start_shows_the_end_of_the_servers_log() {
    let folder = DataFolder::new("broken");
    start(&folder).await.stop().await.unwrap();
    fs::write(folder.cluster().join("postgresql.auto.conf"), "max_connections = lots\n").unwrap();
    let error = EmbeddedPostgres::start(&folder.0, None).await.unwrap_err();
    assert!(error.to_string().contains("max_connections"), "{error}");
}
