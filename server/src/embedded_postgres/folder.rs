//! The folders and locks around the cluster.

use std::{
    fs::{self, DirBuilder, File, Permissions, TryLockError},
    io,
    os::unix::fs::{DirBuilderExt, MetadataExt, PermissionsExt},
    path::{Path, PathBuf},
    time::Duration,
};

use tokio::time::{Instant, sleep};

use super::{EmbeddedPostgresError, account::Account};

/// Longest path a Unix socket can have, in bytes (`sun_path` holds 108 with its closing zero).
const SOCKET_PATH_MAX_BYTES: usize = 107;
/// PostgreSQL names its socket after the port, even when it listens on no port.
const SOCKET_NAME: &str = ".s.PGSQL.5432";

/// Longer than the longest start and the longest stop together.
const TRANSITION_LIMIT: Duration = Duration::from_secs(240);
const LOCK_POLL: Duration = Duration::from_millis(50);

/// `<data folder>/postgres` and what is in it.
#[derive(Debug)]
pub(super) struct Folder {
    /// `<data folder>/postgres`, owned by the account that runs PostgreSQL.
    root: PathBuf,
    account: Account,
}

impl Folder {
    /// Creates what is missing and checks that PostgreSQL's account can get there.
    pub(super) async fn open(data_dir: &Path, account: Account) -> Result<Self, EmbeddedPostgresError> {
        if !data_dir.exists() {
            DirBuilder::new()
                .recursive(true)
                .mode(0o711)
                .create(data_dir)
                .map_err(failed("create", data_dir))?;
        }
        let data_dir = data_dir.canonicalize().map_err(failed("open", data_dir))?;
        let root = data_dir.join("postgres");
        make_private(&root, account)?;
        if let Some(folder) = account.first_closed_folder(&root).await? {
            return Err(EmbeddedPostgresError::OutOfReach { folder });
        }
        Ok(Self { root, account })
    }

    pub(super) fn account(&self) -> Account {
        self.account
    }

    /// The cluster's own folder, PostgreSQL's `PGDATA`.
    pub(super) fn cluster(&self) -> PathBuf {
        self.root.join("cluster")
    }

    /// Where a new cluster is made, to be renamed once it is whole.
    pub(super) fn unfinished_cluster(&self) -> PathBuf {
        self.root.join("cluster.unfinished")
    }

    /// What the server says.
    pub(super) fn log(&self) -> PathBuf {
        self.root.join("postgres.log")
    }

    /// The folder for the socket: inside the data folder, or a short one named after the folder's
    /// device and inode when a socket's path there would be too long.
    pub(super) fn socket_dir(&self) -> Result<PathBuf, EmbeddedPostgresError> {
        let inside = self.root.join("socket");
        if inside.as_os_str().len() + "/".len() + SOCKET_NAME.len() <= SOCKET_PATH_MAX_BYTES {
            make_private(&inside, self.account)?;
            return Ok(inside);
        }
        let root = fs::metadata(&self.root).map_err(failed("read", &self.root))?;
        let short = PathBuf::from(format!("/tmp/kedai-{:x}-{:x}", root.dev(), root.ino()));
        make_private(&short, self.account)?;
        // Anybody may create names in /tmp: a folder that isn't truly ours is refused, not repaired.
        let made = fs::symlink_metadata(&short).map_err(failed("read", &short))?;
        if made.is_dir() && made.uid() == root.uid() && made.mode() & 0o077 == 0 {
            Ok(short)
        } else {
            Err(EmbeddedPostgresError::UnsafeSocketFolder { path: short })
        }
    }

    /// The major version that made the cluster, or nothing if there is no cluster yet.
    pub(super) fn cluster_version(&self) -> Result<Option<u32>, EmbeddedPostgresError> {
        let path = self.cluster().join("PG_VERSION");
        match fs::read_to_string(&path) {
            Ok(version) => Ok(super::programs::leading_number(&version)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(source) => Err(failed("read", &path)(source)),
        }
    }

    /// Waits for the right to start or stop the cluster; given up by dropping the file.
    pub(super) async fn lock_transition(&self) -> Result<File, EmbeddedPostgresError> {
        let (file, path) = self.lock_file("transition.lock")?;
        let deadline = Instant::now() + TRANSITION_LIMIT;
        loop {
            match file.try_lock() {
                Ok(()) => return Ok(file),
                Err(TryLockError::WouldBlock) if Instant::now() < deadline => sleep(LOCK_POLL).await,
                Err(TryLockError::WouldBlock) => {
                    return Err(EmbeddedPostgresError::Busy { path: self.root.clone() });
                }
                Err(TryLockError::Error(source)) => return Err(failed("lock", &path)(source)),
            }
        }
    }

    /// Marks the cluster as used by this process, beside others; given up by dropping the file.
    pub(super) fn lock_use(&self) -> Result<File, EmbeddedPostgresError> {
        let (file, path) = self.lock_file("use.lock")?;
        file.lock_shared().map_err(failed("lock", &path))?;
        Ok(file)
    }

    fn lock_file(&self, name: &str) -> Result<(File, PathBuf), EmbeddedPostgresError> {
        let path = self.root.join(name);
        let file = File::options()
            .create(true)
            .truncate(false)
            .write(true)
            .open(&path)
            .map_err(failed("open", &path))?;
        Ok((file, path))
    }
}

/// Turns an I/O error into one that names the operation and the path.
pub(super) fn failed(
    operation: &'static str,
    path: &Path,
) -> impl FnOnce(io::Error) -> EmbeddedPostgresError {
    let path = path.to_path_buf();
    move |source| EmbeddedPostgresError::File { operation, path, source }
}

/// Creates a folder only `account` can open; one that exists is left as it is.
fn make_private(path: &Path, account: Account) -> Result<(), EmbeddedPostgresError> {
    match DirBuilder::new().mode(0o700).create(path) {
        Ok(()) => {
            fs::set_permissions(path, Permissions::from_mode(0o700)).map_err(failed("protect", path))?;
            account.own(path).map_err(failed("hand over", path))
        }
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(()),
        Err(source) => Err(failed("create", path)(source)),
    }
}
