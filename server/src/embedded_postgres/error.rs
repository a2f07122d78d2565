//! What can go wrong with the embedded PostgreSQL.

use std::{io, path::PathBuf, process::ExitStatus};

/// Why the embedded PostgreSQL can't be used. Each sentence says what to do.
#[derive(Debug, thiserror::Error)]
pub enum EmbeddedPostgresError {
    /// No folder with PostgreSQL's server programs was found.
    #[error(
        "PostgreSQL's server is not installed: run `apt-get install postgresql` as root, or set DATABASE_URL (searched: {searched})"
    )]
    NotInstalled {
        /// The folders searched, separated by colons.
        searched: String,
    },
    /// The cluster was made by a major version of PostgreSQL that isn't installed.
    #[error(
        "the database was made by PostgreSQL {cluster}, but only {installed} is installed: install postgresql-{cluster}, or move the database with pg_upgrade"
    )]
    WrongVersion {
        /// Major version that made the cluster.
        cluster: u32,
        /// Major versions found, separated by commas.
        installed: String,
    },
    /// Kedai runs as root and the machine has no account to run PostgreSQL as.
    #[error(
        "PostgreSQL refuses to run as root and there is no user `postgres`: create that user, or run Kedai as an ordinary one"
    )]
    NoAccount,
    /// The account that runs PostgreSQL can't pass a folder on the way to the data.
    #[error(
        "user `postgres` can't enter {folder}: run `chmod o+x` on it, or set KEDAI_DATA_DIR to a folder elsewhere, such as /var/lib/kedai"
    )]
    OutOfReach {
        /// The outermost folder that can't be entered.
        folder: PathBuf,
    },
    /// A file or folder of the cluster can't be used.
    #[error("can't {operation} {path}: check its owner and rights")]
    File {
        /// What was tried, a verb.
        operation: &'static str,
        /// The file or folder.
        path: PathBuf,
        /// Why not.
        #[source]
        source: io::Error,
    },
    /// The short folder for the socket is there, but somebody else can write to it.
    #[error("{path} is not a folder that only PostgreSQL's user can open: remove it")]
    UnsafeSocketFolder {
        /// The folder in question.
        path: PathBuf,
    },
    /// A program couldn't be run at all.
    #[error("can't run {program}: check that it is installed and executable")]
    Run {
        /// The program's path.
        program: PathBuf,
        /// Why not.
        #[source]
        source: io::Error,
    },
    /// A program ended with a failure.
    #[error("{program} failed ({status}): {output}")]
    Failed {
        /// The program's path.
        program: PathBuf,
        /// How it ended.
        status: ExitStatus,
        /// What it printed, and for a start the end of the server's log.
        output: String,
    },
    /// A program didn't end in time.
    #[error("{program} didn't finish within {seconds} seconds: see the log beside the database")]
    TimedOut {
        /// The program's path.
        program: PathBuf,
        /// How long was waited.
        seconds: u64,
    },
    /// Another Kedai process is starting or stopping the cluster, and isn't getting done.
    #[error(
        "another Kedai process has been starting or stopping the database in {path} for too long: stop that one first"
    )]
    Busy {
        /// The data folder.
        path: PathBuf,
    },
    /// A process holds the cluster, but doesn't answer on its socket.
    #[error("process {pid} holds the database in {path} but doesn't answer: stop it with `kill -INT {pid}`")]
    NoAnswer {
        /// Process id from `postmaster.pid`.
        pid: u32,
        /// The cluster's folder.
        path: PathBuf,
    },
}
