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
    sync::Arc,
};

use async_trait::async_trait;
use domain::id::TenantId;
use services::{
    protection::{MasterKeyError, MasterKeys, SecretKey, hex, open, seal},
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

/// Master keys from a file.
pub struct MasterKeyFile {
    /// Oldest first, never empty.
    keys: Vec<(String, SecretKey)>,
    newest: (String, SecretKey),
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
        let mode = fs::metadata(path).map_err(fail)?.permissions().mode();
        if mode & 0o077 != 0 {
            return Err(MasterKeyFileError::Exposed { path: path.to_owned() });
        }
        let keys = parse(path, &fs::read_to_string(path).map_err(fail)?)?;
        let newest = keys.last().cloned();
        let newest = newest.ok_or_else(|| MasterKeyFileError::Empty { path: path.to_owned() })?;
        Ok(Self { keys, newest, random })
    }

    /// Writes a new file beside the place and links it there: a crash leaves the whole file or none,
    /// and of two processes that start at once one file wins.
    fn create(path: &Path, random: &Random) -> io::Result<()> {
        if path.exists() {
            return Err(io::ErrorKind::AlreadyExists.into());
        }
        let unfinished = path.with_extension(format!("{}.new", hex(&random.bytes::<8>())));
        let mut file = fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(&unfinished)?;
        let written =
            writeln!(file, "master-1 {}", hex(&random.bytes::<32>())).and_then(|()| file.sync_all());
        let linked = written.and_then(|()| fs::hard_link(&unfinished, path));
        fs::remove_file(&unfinished)?;
        linked
    }
}

fn parse(path: &Path, text: &str) -> Result<Vec<(String, SecretKey)>, MasterKeyFileError> {
    let lines = text.lines().zip(1..).filter(|(line, _)| !line.trim().is_empty());
    let keys = lines.map(|(line, number)| {
        let wrong = || MasterKeyFileError::Line { path: path.to_owned(), line: number };
        let (name, digits) = line.trim().split_once(' ').ok_or_else(wrong)?;
        let key = unhex(digits.trim()).ok_or_else(wrong)?;
        Ok((name.to_owned(), SecretKey(key)))
    });
    keys.collect()
}

fn unhex(digits: &str) -> Option<[u8; 32]> {
    if digits.len() != 64 {
        return None;
    }
    let bytes = (0..32).map(|at| u8::from_str_radix(digits.get(2 * at..2 * at + 2)?, 16).ok());
    bytes.collect::<Option<Vec<u8>>>()?.try_into().ok()
}

fn context(tenant_id: TenantId) -> Vec<u8> {
    [b"tenant key ".as_slice(), tenant_id.uuid().as_bytes()].concat()
}

#[async_trait]
impl MasterKeys for MasterKeyFile {
    async fn wrap(&self, tenant_id: TenantId, key: &SecretKey) -> Result<(String, Vec<u8>), MasterKeyError> {
        let (name, master) = &self.newest;
        let wrapped = seal(master, &context(tenant_id), &key.0, &self.random);
        let wrapped = wrapped.map_err(|source| MasterKeyError::Cipher { name: name.clone(), source })?;
        Ok((name.clone(), wrapped))
    }

    async fn unwrap(
        &self,
        tenant_id: TenantId,
        master_key: &str,
        wrapped: &[u8],
    ) -> Result<SecretKey, MasterKeyError> {
        let known = self.keys.iter().find(|(name, _)| name == master_key);
        let (name, master) = known.ok_or_else(|| MasterKeyError::Unknown(master_key.to_owned()))?;
        let wrong = |source| MasterKeyError::Cipher { name: name.clone(), source };
        let plain = open(master, &context(tenant_id), wrapped).map_err(wrong)?;
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
