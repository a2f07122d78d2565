//! One cluster: create, start, look at, stop.

use std::{
    fs,
    path::{Path, PathBuf},
    time::Duration,
};

use percent_encoding::{NON_ALPHANUMERIC, percent_encode};
use tokio::time::{Instant, sleep};

use super::{
    EmbeddedPostgresError, Origin,
    folder::{Folder, failed},
    programs::Programs,
};

const DATABASE: &str = "kedai";
const SUPERUSER: &str = "postgres";

const CREATE_LIMIT: Duration = Duration::from_secs(120);
const START_LIMIT: Duration = Duration::from_secs(120);
const STOP_LIMIT: Duration = Duration::from_secs(60);
const ANSWER_LIMIT: Duration = Duration::from_secs(30);
const QUERY_LIMIT: Duration = Duration::from_secs(10);
const CREATE_DATABASE_LIMIT: Duration = Duration::from_secs(60);
const POLL: Duration = Duration::from_millis(100);
/// `pg_ctl` keeps its own time; Kedai waits a little longer, to hear what it has to say.
const PG_CTL_GRACE: Duration = Duration::from_secs(5);

/// How many lines of the server's log go into the error of a failed start.
const LOG_TAIL_LINES: usize = 5;

/// A cluster on disk and the programs that work on it.
#[derive(Debug)]
pub(super) struct Cluster {
    folder: PathBuf,
    programs: Programs,
}

impl Cluster {
    pub(super) fn new(folder: &Folder, programs: Programs) -> Self {
        Self { folder: folder.cluster(), programs }
    }

    /// Creates the cluster if there is none, starts it if it doesn't run, and waits until it answers.
    pub(super) async fn ensure_running(&self, folder: &Folder) -> Result<Origin, EmbeddedPostgresError> {
        let deadline = Instant::now() + ANSWER_LIMIT;
        let mut origin = Origin::Joined;
        if !self.folder.exists() {
            self.create(folder).await?;
            origin = Origin::Created;
        }
        // A cluster that runs but doesn't answer may be starting, stopping or recovering: look again.
        loop {
            let Some(pid) = self.running_pid()? else {
                self.start(folder).await?;
                return Ok(if origin == Origin::Created { origin } else { Origin::Started });
            };
            if self.answers_as_itself().await {
                return Ok(origin);
            }
            if Instant::now() >= deadline {
                return Err(EmbeddedPostgresError::NoAnswer { pid, path: self.folder.clone() });
            }
            sleep(POLL).await;
        }
    }

    /// Creates the database if it is missing, and gives back the URL to connect with.
    pub(super) async fn ensure_database(&self) -> Result<String, EmbeddedPostgresError> {
        let there = format!("select 1 from pg_database where datname = '{DATABASE}'");
        if self.query(&there, QUERY_LIMIT).await?.is_empty() {
            self.query(&format!("create database {DATABASE}"), CREATE_DATABASE_LIMIT).await?;
        }
        let folder = self.running_socket_dir()?;
        let host = percent_encode(folder.as_os_str().as_encoded_bytes(), NON_ALPHANUMERIC);
        Ok(format!("postgres:///{DATABASE}?host={host}&user={SUPERUSER}"))
    }

    /// Ends all sessions, writes everything out and waits until the server is gone.
    pub(super) async fn stop(&self) -> Result<(), EmbeddedPostgresError> {
        if self.running_pid()?.is_none() {
            return Ok(());
        }
        let seconds = STOP_LIMIT.as_secs().to_string();
        let folder = self.folder.to_string_lossy();
        let arguments =
            ["stop", "--silent", "--wait", "--mode=fast", "--timeout", &seconds, "--pgdata", &folder];
        self.programs.run("pg_ctl", &arguments, STOP_LIMIT + PG_CTL_GRACE).await.map(drop)
    }

    /// `initdb` beside the final place, then a rename: an interrupted one is begun again.
    async fn create(&self, folder: &Folder) -> Result<(), EmbeddedPostgresError> {
        let unfinished = folder.unfinished_cluster();
        if unfinished.exists() {
            fs::remove_dir_all(&unfinished).map_err(failed("remove", &unfinished))?;
        }
        let target = unfinished.to_string_lossy();
        // Byte order for fast comparison and prefix search; Unicode's letters for lower() and upper().
        let arguments = [
            "--encoding=UTF8",
            "--lc-collate=C",
            "--lc-ctype=C.UTF-8",
            "--lc-messages=C",
            "--auth-local=trust",
            "--auth-host=reject",
            "--data-checksums",
            "--username",
            SUPERUSER,
            "--pgdata",
            &target,
        ];
        self.programs.run("initdb", &arguments, CREATE_LIMIT).await?;
        fs::rename(&unfinished, &self.folder).map_err(failed("rename", &unfinished))
    }

    async fn start(&self, folder: &Folder) -> Result<(), EmbeddedPostgresError> {
        let settings = self.folder.join("postgresql.conf");
        let text = settings_text(&folder.socket_dir()?);
        fs::write(&settings, text).map_err(failed("write", &settings))?;
        folder.account().own(&settings).map_err(failed("hand over", &settings))?;
        let seconds = START_LIMIT.as_secs().to_string();
        let (cluster, log) = (self.folder.to_string_lossy(), folder.log());
        let log_argument = log.to_string_lossy();
        let arguments = [
            "start",
            "--silent",
            "--wait",
            "--timeout",
            &seconds,
            "--log",
            &log_argument,
            "--pgdata",
            &cluster,
        ];
        self.programs.run("pg_ctl", &arguments, START_LIMIT + PG_CTL_GRACE).await.map(drop).map_err(|error| {
            match error {
                EmbeddedPostgresError::Failed { program, status, output } => EmbeddedPostgresError::Failed {
                    program,
                    status,
                    output: format!("{output}\n{}", last_lines(&log, LOG_TAIL_LINES)),
                },
                other => other,
            }
        })
    }

    /// The process id of the running server. A `postmaster.pid` left by a crash is no proof: its
    /// process may be gone, or its number given to another program, which would keep PostgreSQL from
    /// starting; such a file is removed. (A number that is merely gone PostgreSQL handles itself.)
    fn running_pid(&self) -> Result<Option<u32>, EmbeddedPostgresError> {
        let path = self.folder.join("postmaster.pid");
        let Some(pid) = self.pid_file_line(0).and_then(|line| line.parse().ok()) else {
            return Ok(None);
        };
        match fs::read_to_string(format!("/proc/{pid}/comm")) {
            Ok(name) if name.trim() == "postgres" => Ok(Some(pid)),
            Ok(_other_program) => {
                fs::remove_file(&path).map_err(failed("remove", &path))?;
                Ok(None)
            }
            Err(_gone) => Ok(None),
        }
    }

    /// Whether a process holds the cluster, answering or not.
    pub(super) fn is_there(&self) -> Result<bool, EmbeddedPostgresError> {
        Ok(self.running_pid()?.is_some())
    }

    /// Whether the server behind the socket is this cluster's, and takes commands.
    async fn answers_as_itself(&self) -> bool {
        match self.query("show data_directory", QUERY_LIMIT).await {
            Ok(folder) => Path::new(&folder) == self.folder,
            Err(_not_yet) => false,
        }
    }

    async fn query(&self, statement: &str, limit: Duration) -> Result<String, EmbeddedPostgresError> {
        let socket_dir = self.running_socket_dir()?;
        let host = socket_dir.to_string_lossy();
        let arguments = [
            "--no-psqlrc",
            "--tuples-only",
            "--no-align",
            "--quiet",
            "--host",
            &host,
            "--username",
            SUPERUSER,
            "--dbname",
            "postgres",
            "--command",
            statement,
        ];
        self.programs.run("psql", &arguments, limit).await
    }

    /// The socket's folder as the running server wrote it down (line 5 of `postmaster.pid`): it may
    /// have been started with another than would be chosen today.
    fn running_socket_dir(&self) -> Result<PathBuf, EmbeddedPostgresError> {
        let path = self.folder.join("postmaster.pid");
        self.pid_file_line(4)
            .filter(|line| !line.is_empty())
            .map(PathBuf::from)
            .ok_or_else(|| failed("read", &path)(std::io::ErrorKind::UnexpectedEof.into()))
    }

    fn pid_file_line(&self, index: usize) -> Option<String> {
        let text = fs::read_to_string(self.folder.join("postmaster.pid")).ok()?;
        text.lines().nth(index).map(|line| line.trim().to_owned())
    }
}

/// The whole `postgresql.conf`, written anew at each start. For two cores and a few hundred
/// megabytes; `alter system` overrides any line. Durability is never traded: a sale that was
/// answered is on disk.
fn settings_text(socket_dir: &Path) -> String {
    let socket_dir = socket_dir.to_string_lossy().replace('\'', "''");
    format!(
        "\
# Written by Kedai at each start. Override a line with `alter system`, which writes postgresql.auto.conf.
listen_addresses = ''
port = 5432
unix_socket_directories = '{socket_dir}'
unix_socket_permissions = 0700
max_connections = 60
shared_buffers = 128MB
effective_cache_size = 1GB
random_page_cost = 1.1
fsync = on
synchronous_commit = on
full_page_writes = on
max_wal_size = 2GB
checkpoint_timeout = 15min
max_worker_processes = 4
max_parallel_workers_per_gather = 1
jit = off
timezone = 'UTC'
log_timezone = 'UTC'
log_min_messages = warning
log_line_prefix = '%m [%p] '
"
    )
}

fn last_lines(path: &Path, count: usize) -> String {
    let text = fs::read_to_string(path).unwrap_or_default();
    let lines: Vec<&str> = text.lines().collect();
    lines.iter().skip(lines.len().saturating_sub(count)).copied().collect::<Vec<_>>().join("\n")
}
