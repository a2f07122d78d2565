//! The PostgreSQL that Kedai brings along when no `DATABASE_URL` is given.
//!
//! One cluster per data folder, reached through a Unix socket only that folder's owner can open.
//! `postgres` runs in a session of its own, so a Ctrl-C in the terminal reaches Kedai first and
//! Kedai finishes its requests before it stops the database.
//!
//! | file | holds |
//! |---|---|
//! | `account` | whom the database runs as (PostgreSQL refuses to run as root) |
//! | `programs` | where `initdb`, `pg_ctl`, `postgres` and `psql` are, and running them |
//! | `cluster` | one cluster: create, start, look at, stop |
//! | `folder` | the folders and locks around it |
//! | `error` | what can go wrong, each with what to do |
//!
//! Several Kedai processes may share one data folder (`kedai import` beside `kedai serve`): the first
//! starts the cluster, the others join it, and the last to leave stops it. A cluster left running by
//! a Kedai that was killed is found again and taken over by the next start.

mod account;
mod cluster;
mod error;
mod folder;
mod programs;
#[cfg(test)]
mod tests;

use std::{fs::File, path::Path, time::Duration};

use account::Account;
use cluster::Cluster;
pub use error::EmbeddedPostgresError;
use folder::Folder;
use programs::Programs;

/// How often it is looked whether others use the cluster, before it is left to them.
const LOOKS_FOR_OTHERS: u32 = 10;
const BETWEEN_LOOKS: Duration = Duration::from_millis(50);

/// How [`EmbeddedPostgres::start`] came by a running cluster.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Origin {
    /// The cluster was created now, then started.
    Created,
    /// The cluster was there, stopped, and has been started.
    Started,
    /// The cluster was running: another Kedai uses it, or one that was killed left it behind.
    Joined,
}

/// What [`EmbeddedPostgres::stop`] did.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Stop {
    /// The cluster is stopped; everything committed is on disk.
    Stopped,
    /// Another Kedai process still uses the cluster, and will stop it.
    LeftToOthers,
}

/// How often [`EmbeddedPostgres::keep_running`] looks.
const LOOK_EVERY: Duration = Duration::from_secs(1);

/// A running cluster with an empty or existing database `kedai`.
///
/// Dropping it without [`stop`](Self::stop) leaves the cluster running for the next start to join.
#[derive(Debug)]
pub struct EmbeddedPostgres {
    cluster: Cluster,
    folder: Folder,
    /// Held shared as long as this process uses the cluster.
    use_lock: File,
    url: String,
    origin: Origin,
}

impl EmbeddedPostgres {
    /// Makes sure that the cluster below `data_dir` exists and runs, and that it has a database.
    ///
    /// `programs_dir` names the folder of PostgreSQL's programs; without it `PATH` and the folders
    /// of Debian's packages are searched. Returns within about three minutes, whatever happens.
    ///
    /// # Errors
    /// PostgreSQL is missing or of another version than the cluster, the folder can't be used, or
    /// the cluster doesn't answer.
    pub async fn start(data_dir: &Path, programs_dir: Option<&Path>) -> Result<Self, EmbeddedPostgresError> {
        let account = Account::current().await?;
        let folder = Folder::open(data_dir, account).await?;
        let transition = folder.lock_transition().await?;
        let programs = Programs::find(programs_dir, folder.cluster_version()?, account).await?;
        let cluster = Cluster::new(&folder, programs);
        let origin = cluster.ensure_running(&folder).await?;
        let url = cluster.ensure_database().await?;
        let use_lock = folder.lock_use()?;
        drop(transition);
        Ok(Self { cluster, folder, use_lock, url, origin })
    }

    /// Whether there is a cluster in a data folder, running or not.
    pub fn is_in(data_dir: &Path) -> bool {
        data_dir.join("postgres/cluster/PG_VERSION").exists()
    }

    /// A connection URL, `postgres:///kedai?host=<socket folder>&user=postgres`.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// How the running cluster came about.
    pub fn origin(&self) -> Origin {
        self.origin
    }

    /// Starts the cluster again whenever it is gone, until the task is dropped: a database that was killed,
    /// as a machine without memory does, must not end the shop's day. Whoever asks meanwhile is told to
    /// come back.
    pub async fn keep_running(&self) -> ! {
        loop {
            tokio::time::sleep(LOOK_EVERY).await;
            match self.revive().await {
                Ok(true) => tracing::error!("the embedded PostgreSQL was gone and was started again"),
                Ok(false) => {}
                Err(error) => {
                    tracing::error!(%error, "the embedded PostgreSQL is gone and doesn't start yet")
                }
            }
        }
    }

    /// Starts the cluster if no process of it is there. One that is there and doesn't answer is left alone:
    /// it recovers, or is stopped by somebody who knows why.
    async fn revive(&self) -> Result<bool, EmbeddedPostgresError> {
        if self.cluster.is_there()? {
            return Ok(false);
        }
        let _transition = self.folder.lock_transition().await?;
        Ok(self.cluster.ensure_running(&self.folder).await? == Origin::Started)
    }

    /// Whether no other Kedai process uses the cluster. A program that is being begun anywhere in this process
    /// has this process's files open for a moment, and with them a lock that was given up.
    async fn is_last(&self) -> bool {
        for _ in 0..LOOKS_FOR_OTHERS {
            if self.use_lock.try_lock().is_ok() {
                return true;
            }
            tokio::time::sleep(BETWEEN_LOOKS).await;
        }
        false
    }

    /// Stops the cluster unless another Kedai process uses it: open transactions are rolled back,
    /// and what was committed is written out. Close the connection pool first.
    ///
    /// # Errors
    /// The cluster didn't stop within 60 seconds. It is then still sound: the next start joins it.
    pub async fn stop(self) -> Result<Stop, EmbeddedPostgresError> {
        let transition = self.folder.lock_transition().await?;
        if !self.is_last().await {
            return Ok(Stop::LeftToOthers);
        }
        self.cluster.stop().await?;
        drop(transition);
        Ok(Stop::Stopped)
    }
}
