//! One private PostgreSQL for a run of tests: made when the first test asks for it, gone with the
//! process, however that ends. Crate `server`'s tests use this file as well.

use std::{
    fs::{self, DirBuilder, Permissions},
    os::unix::{
        fs::{DirBuilderExt as _, PermissionsExt as _, chown},
        process::CommandExt as _,
    },
    path::{Path, PathBuf},
    process::{Child, Command, Output, Stdio},
    sync::atomic::{AtomicU32, Ordering},
};

/// Where Debian's packages keep PostgreSQL, one folder a major version.
const DEBIAN_VERSIONS: &str = "/usr/lib/postgresql";

/// Nothing here outlives the run, so nothing needs to reach the disk.
const SETTINGS: &str = "
listen_addresses = ''
max_connections = 300
shared_buffers = 96MB
random_page_cost = 1.1
fsync = off
synchronous_commit = off
full_page_writes = off
autovacuum = off
max_wal_size = 4GB
jit = off
timezone = 'UTC'
log_min_messages = warning
";

/// Waits until the tests are gone, then stops the database and takes its folder away.
const KEEPER: &str = r#"
trap '' INT TERM HUP
read -r _
pid=$(head -n 1 "$1/cluster/postmaster.pid") && kill -QUIT "$pid"
while kill -0 "$pid" 2>/dev/null; do sleep 0.1; done
rm -rf "$1"
"#;

/// A running PostgreSQL of the tests' own.
pub(crate) struct Cluster {
    folder: PathBuf,
    programs: PathBuf,
    /// User and group that it runs as, if the tests run as root: PostgreSQL refuses to.
    account: Option<(u32, u32)>,
    databases: AtomicU32,
    /// Ends when its standard input does, which is when this process does.
    _keeper: Child,
}

impl Cluster {
    /// Makes a cluster in a new folder and starts it.
    pub(crate) fn start(name: &str) -> Self {
        let programs = programs();
        let account = account();
        let folder = std::env::temp_dir().join(format!("kedai-{name}-{}", std::process::id()));
        let _ = fs::remove_dir_all(&folder);
        DirBuilder::new().mode(0o711).create(&folder).unwrap();
        // Whatever the process's file mask says: PostgreSQL's user walks through.
        fs::set_permissions(&folder, Permissions::from_mode(0o711)).unwrap();
        if let Some((user, group)) = account {
            chown(&folder, Some(user), Some(group)).unwrap();
        }
        let keeper = Command::new("sh")
            .args(["-c", KEEPER, "keeper"])
            .arg(&folder)
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .process_group(0)
            .spawn()
            .unwrap();
        let cluster = Self { folder, programs, account, databases: AtomicU32::new(0), _keeper: keeper };
        let target = cluster.path("cluster");
        let target = target.to_str().unwrap();
        cluster.run(
            "initdb",
            &[
                "--no-sync",
                "--encoding=UTF8",
                "--lc-collate=C",
                "--lc-ctype=C.UTF-8",
                "--lc-messages=C",
                "--auth=trust",
                "--username=postgres",
                "--pgdata",
                target,
            ],
        );
        let settings = format!("{SETTINGS}unix_socket_directories = '{}'\n", cluster.folder.display());
        fs::write(cluster.path("cluster/postgresql.auto.conf"), settings).unwrap();
        let log = cluster.path("log");
        cluster.run(
            "pg_ctl",
            &["start", "--silent", "--wait", "--log", log.to_str().unwrap(), "--pgdata", target],
        );
        cluster
    }

    /// A path in the cluster's folder, which is gone after the run.
    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    /// How to reach a database, as its superuser.
    pub(crate) fn url(&self, database: &str) -> String {
        let host = self.folder.to_str().unwrap().replace('/', "%2F");
        format!("postgres:///{database}?host={host}&user=postgres")
    }

    /// A new database, the copy of another that nobody is connected to.
    pub(crate) fn copy(&self, template: &str) -> String {
        let name = format!("test_{}", self.databases.fetch_add(1, Ordering::Relaxed));
        self.psql("postgres", &format!("CREATE DATABASE {name} TEMPLATE {template}"));
        name
    }

    /// Runs statements as the superuser; gives back what they printed, one row a line, `|` between
    /// columns.
    pub(crate) fn psql(&self, database: &str, statements: &str) -> String {
        self.try_psql(database, statements).unwrap_or_else(|error| panic!("{statements}\n{error}"))
    }

    /// The same, or what PostgreSQL said against it.
    pub(crate) fn try_psql(&self, database: &str, statements: &str) -> Result<String, String> {
        let arguments = ["-X", "-A", "-t", "-q", "-v", "ON_ERROR_STOP=1", "-d", database, "-c", statements];
        let output = self.output("psql", &arguments);
        if output.status.success() {
            return Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned());
        }
        Err(String::from_utf8_lossy(&output.stderr).into_owned())
    }

    /// What the server logged.
    pub(crate) fn log(&self) -> String {
        String::from_utf8_lossy(&fs::read(self.path("log")).unwrap()).into_owned()
    }

    /// Runs one of PostgreSQL's programs to its good end; gives back what it printed.
    pub(crate) fn run(&self, program: &str, arguments: &[&str]) -> String {
        let output = self.output(program, arguments);
        assert!(output.status.success(), "{program}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8_lossy(&output.stdout).into_owned()
    }

    fn output(&self, program: &str, arguments: &[&str]) -> Output {
        let mut command = Command::new(self.programs.join(program));
        command.args(arguments).stdin(Stdio::null()).current_dir("/");
        // A statement that waits for what never comes fails, and with it the test that sent it.
        command
            .env("PGHOST", &self.folder)
            .env("PGUSER", "postgres")
            .env("PGOPTIONS", "-c statement_timeout=2min");
        if let Some((user, group)) = self.account {
            command.uid(user).gid(group);
        }
        command.output().unwrap()
    }
}

/// Debian's newest version's programs, or those on the path.
fn programs() -> PathBuf {
    let number = |path: &Path| path.file_name()?.to_str()?.parse::<u32>().ok();
    let entries = fs::read_dir(DEBIAN_VERSIONS).into_iter().flatten();
    let mut versions: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    versions.sort_by_key(|path| std::cmp::Reverse(number(path)));
    let path = std::env::var_os("PATH").unwrap_or_default();
    let folders = versions.iter().map(|version| version.join("bin")).chain(std::env::split_paths(&path));
    folders.into_iter().find(|bin| bin.join("initdb").is_file()).expect("PostgreSQL is installed")
}

/// User `postgres`, if the tests run as root.
fn account() -> Option<(u32, u32)> {
    let id = |arguments: &[&str]| -> u32 {
        let output = Command::new("id").args(arguments).output().unwrap();
        String::from_utf8_lossy(&output.stdout).trim().parse().expect("id prints a number")
    };
    (id(&["-u"]) == 0).then(|| (id(&["-u", "postgres"]), id(&["-g", "postgres"])))
}
