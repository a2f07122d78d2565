//! The master key in a local file: made at first start, readable by its owner alone.
//!
//! One key a line, `<name> <64 hexadecimal digits>`, the newest last. Whoever loses this file has
//! lost every protected value in the database, so a start that would make a second file beside an
//! existing database is refused by the keyring: no tenant's key opens with it.

use std::{
    fs,
    io::{self, Write as _},
    os::unix::fs::{OpenOptionsExt as _, PermissionsExt as _},
    path::{Path, PathBuf},
    sync::{Arc, PoisonError, RwLock},
};

use async_trait::async_trait;
use domain::id::TenantId;
use services::{
    protection::{MasterKeyError, MasterKeys, SecretKey, open, seal},
    random::Random,
};

/// Why the file doesn't serve.
#[derive(Debug, thiserror::Error)]
pub enum MasterKeyFileError {
    /// It can't be read or made.
    #[error("the master key file {path} can't be used")]
    Io {
        /// Which file.
        path: PathBuf,
        /// What the system said.
        #[source]
        source: io::Error,
    },
    /// Others than its owner may read it.
    #[error("the master key file {path} can be read by others; run: chmod 600 {path}")]
    Exposed {
        /// Which file.
        path: PathBuf,
    },
    /// A line that is no key.
    #[error("line {line} of the master key file {path} is not a name and 64 hexadecimal digits")]
    Line {
        /// Which file.
        path: PathBuf,
        /// From 1.
        line: usize,
    },
    /// It holds no key.
    #[error("the master key file {path} is empty")]
    Empty {
        /// Which file.
        path: PathBuf,
    },
}

/// Master keys from a file, which another process may have added one to meanwhile: a name that isn't
/// known is looked for in the file again.
pub struct MasterKeyFile {
    path: PathBuf,
    /// Oldest first, never empty.
    keys: RwLock<Vec<(String, SecretKey)>>,
    random: Arc<Random>,
}

impl MasterKeyFile {
    /// Reads the file, or makes it with a new key and mode 600.
    pub fn open_or_create(path: &Path, random: Arc<Random>) -> Result<Self, MasterKeyFileError> {
        let fail = |source| MasterKeyFileError::Io { path: path.to_owned(), source };
        match Self::create(path, &random) {
            Ok(()) => {}
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            Err(error) => return Err(fail(error)),
        }
        Self::open(path, random)
    }

    /// Reads the file, which must be there.
    pub fn open(path: &Path, random: Arc<Random>) -> Result<Self, MasterKeyFileError> {
        let keys = RwLock::new(read(path)?);
        Ok(Self { path: path.to_owned(), keys, random })
    }

    fn known(&self) -> Vec<(String, SecretKey)> {
        self.keys.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn remember(&self, keys: Vec<(String, SecretKey)>) {
        *self.keys.write().unwrap_or_else(PoisonError::into_inner) = keys;
    }

    /// Adds a key to the file: the whole file is written beside it and takes its place, so that a
    /// crash leaves the old one or the new one. Two that do this at once wait for each other.
    fn add_key(&self) -> Result<String, MasterKeyFileError> {
        let fail = |source| MasterKeyFileError::Io { path: self.path.clone(), source };
        let lock = fs::OpenOptions::new()
            .write(true)
            .create(true)
            .truncate(false)
            .mode(0o600)
            .open(self.path.with_extension("lock"))
            .map_err(fail)?;
        lock.lock().map_err(fail)?;
        let mut keys = read(&self.path)?;
        let numbers = keys.iter().filter_map(|(name, _)| name.strip_prefix("master-")?.parse::<u32>().ok());
        let name = format!("master-{}", numbers.max().unwrap_or(0) + 1);
        keys.push((name.clone(), SecretKey(self.random.bytes())));
        let text: String =
            keys.iter().map(|(name, key)| format!("{name} {}\n", hex::encode(key.0))).collect();
        let unfinished = self.path.with_extension(format!("{}.new", hex::encode(self.random.bytes::<8>())));
        let written = write_new(&unfinished, &text).and_then(|()| fs::rename(&unfinished, &self.path));
        written.map_err(fail)?;
        self.remember(keys);
        Ok(name)
    }

    /// Writes a new file beside the place and links it there: a crash leaves the whole file or none,
    /// and of two processes that start at once one file wins.
    fn create(path: &Path, random: &Random) -> io::Result<()> {
        if path.exists() {
            return Err(io::ErrorKind::AlreadyExists.into());
        }
        let unfinished = path.with_extension(format!("{}.new", hex::encode(random.bytes::<8>())));
        let written = write_new(&unfinished, &format!("master-1 {}\n", hex::encode(random.bytes::<32>())));
        let linked = written.and_then(|()| fs::hard_link(&unfinished, path));
        fs::remove_file(&unfinished)?;
        linked
    }
}

/// Writes a file that only its owner may read, to the disk.
fn write_new(path: &Path, text: &str) -> io::Result<()> {
    let mut file = fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)?;
    file.write_all(text.as_bytes()).and_then(|()| file.sync_all())
}

/// The keys of the file, oldest first, at least one.
fn read(path: &Path) -> Result<Vec<(String, SecretKey)>, MasterKeyFileError> {
    let fail = |source| MasterKeyFileError::Io { path: path.to_owned(), source };
    let mode = fs::metadata(path).map_err(fail)?.permissions().mode();
    if mode & 0o077 != 0 {
        return Err(MasterKeyFileError::Exposed { path: path.to_owned() });
    }
    let keys = parse(path, &fs::read_to_string(path).map_err(fail)?)?;
    if keys.is_empty() {
        return Err(MasterKeyFileError::Empty { path: path.to_owned() });
    }
    Ok(keys)
}

fn parse(path: &Path, text: &str) -> Result<Vec<(String, SecretKey)>, MasterKeyFileError> {
    let lines = text.lines().zip(1..).filter(|(line, _)| !line.trim().is_empty());
    let keys = lines.map(|(line, number)| {
        let wrong = || MasterKeyFileError::Line { path: path.to_owned(), line: number };
        let (name, digits) = line.trim().split_once(' ').ok_or_else(wrong)?;
        let key = hex::decode(digits.trim()).ok().and_then(|key| key.try_into().ok()).ok_or_else(wrong)?;
        Ok((name.to_owned(), SecretKey(key)))
    });
    keys.collect()
}

fn unusable(error: &MasterKeyFileError) -> MasterKeyError {
    let cause = std::error::Error::source(error).map(|cause| format!(": {cause}")).unwrap_or_default();
    MasterKeyError::Unusable(format!("{error}{cause}"))
}

fn context(tenant_id: TenantId) -> Vec<u8> {
    [b"tenant key ".as_slice(), tenant_id.uuid().as_bytes()].concat()
}

#[async_trait]
impl MasterKeys for MasterKeyFile {
    async fn wrap(&self, tenant_id: TenantId, key: &SecretKey) -> Result<(String, Vec<u8>), MasterKeyError> {
        let keys = self.known();
        let (name, master) = keys.last().ok_or_else(|| MasterKeyError::Unknown("newest".to_owned()))?;
        let wrapped = seal(master, &context(tenant_id), &key.0, &self.random);
        let wrapped = wrapped.map_err(|source| MasterKeyError::Cipher { name: name.clone(), source })?;
        Ok((name.clone(), wrapped))
    }

    async fn renew(&self) -> Result<String, MasterKeyError> {
        self.add_key().map_err(|error| unusable(&error))
    }

    async fn unwrap(
        &self,
        tenant_id: TenantId,
        master_key: &str,
        wrapped: &[u8],
    ) -> Result<SecretKey, MasterKeyError> {
        let named = |keys: Vec<(String, SecretKey)>| keys.into_iter().find(|(name, _)| name == master_key);
        let mut known = named(self.known());
        if known.is_none() {
            // Renewed by another process since this one read the file.
            self.remember(read(&self.path).map_err(|error| unusable(&error))?);
            known = named(self.known());
        }
        let (name, master) = known.ok_or_else(|| MasterKeyError::Unknown(master_key.to_owned()))?;
        let wrong = |source| MasterKeyError::Cipher { name: name.clone(), source };
        let plain = open(&master, &context(tenant_id), wrapped).map_err(wrong)?;
        let key = plain.try_into();
        key.map(SecretKey).map_err(|_| wrong(services::protection::CipherError::DoesNotOpen))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn random(seed: u8) -> Arc<Random> {
        Arc::new(Random::from_seed([seed; 32]))
    }

    #[tokio::test]
    async fn the_same_file_opens_what_it_wrapped() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("master.key");
        let tenant = TenantId::from_uuid(Uuid::from_u128(1));
        let made = MasterKeyFile::open_or_create(&path, random(1)).unwrap();
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        let key = SecretKey([5; 32]);
        let (name, wrapped) = made.wrap(tenant, &key).await.unwrap();

        let again = MasterKeyFile::open_or_create(&path, random(2)).unwrap();
        assert_eq!(again.unwrap(tenant, &name, &wrapped).await.unwrap(), key);
        let other = TenantId::from_uuid(Uuid::from_u128(2));
        assert!(again.unwrap(other, &name, &wrapped).await.is_err());
        assert!(again.unwrap(tenant, "master-9", &wrapped).await.is_err());
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[tokio::test]
    async fn a_new_key_wraps_from_now_on_and_is_found_by_who_runs_already() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("master.key");
        let tenant = TenantId::from_uuid(Uuid::from_u128(1));
        let running = MasterKeyFile::open_or_create(&path, random(1)).unwrap();
        let command = MasterKeyFile::open_or_create(&path, random(2)).unwrap();
        let key = SecretKey([5; 32]);
        let (first, old) = running.wrap(tenant, &key).await.unwrap();
        assert_eq!(command.renew().await.unwrap(), "master-2");
        let (second, new) = command.wrap(tenant, &key).await.unwrap();
        assert_eq!((first.as_str(), second.as_str()), ("master-1", "master-2"));
        assert_eq!(running.unwrap(tenant, &second, &new).await.unwrap(), key);
        assert_eq!(command.unwrap(tenant, &first, &old).await.unwrap(), key);
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        assert_eq!(running.renew().await.unwrap(), "master-3");
        assert_eq!(fs::read_to_string(&path).unwrap().lines().count(), 3);
    }

    #[test]
    fn a_file_that_others_can_read_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("master.key");
        MasterKeyFile::open_or_create(&path, random(1)).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o644)).unwrap();
        let refused = MasterKeyFile::open_or_create(&path, random(1));
        assert!(matches!(refused, Err(MasterKeyFileError::Exposed { .. })));
    }

    #[test]
    fn a_damaged_file_names_its_line() {
        let path = Path::new("master.key");
        let good = format!("master-1 {}\n\n", "0f".repeat(32));
        assert_eq!(parse(path, &good).unwrap().len(), 1);
        let wrong = parse(path, &format!("{good}master-2 xyz\n"));
        assert!(matches!(wrong, Err(MasterKeyFileError::Line { line: 3, .. })));
    }
}
