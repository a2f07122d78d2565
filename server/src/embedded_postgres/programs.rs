//! Where PostgreSQL's programs are, and running them.

use std::{
    ffi::OsStr,
    path::{Path, PathBuf},
    time::Duration,
};

use tokio::time::timeout;

use super::{EmbeddedPostgresError, account::Account};

const NEEDED: [&str; 4] = ["initdb", "pg_ctl", "postgres", "psql"];

/// Below it Debian's packages keep one folder per major version.
const DEBIAN_VERSIONS: &str = "/usr/lib/postgresql";

/// PostgreSQL's programs of one version, run as one account.
#[derive(Clone, Debug)]
pub(super) struct Programs {
    folder: PathBuf,
    account: Account,
}

impl Programs {
    /// The first complete set of programs; of the major version `wanted` when a cluster exists.
    pub(super) async fn find(
        override_folder: Option<&Path>,
        wanted: Option<u32>,
        account: Account,
    ) -> Result<Self, EmbeddedPostgresError> {
        let searched = override_folder.map_or_else(usual_folders, |folder| vec![folder.to_path_buf()]);
        let mut installed = Vec::new();
        for folder in searched.iter().filter_map(|folder| complete_set(folder)) {
            let programs = Self { folder, account };
            let version = programs.version().await?;
            if wanted.is_none_or(|wanted| wanted == version) {
                return Ok(programs);
            }
            installed.push(version.to_string());
        }
        match wanted {
            Some(cluster) if !installed.is_empty() => {
                installed.dedup();
                Err(EmbeddedPostgresError::WrongVersion { cluster, installed: installed.join(", ") })
            }
            _ => {
                let searched: Vec<_> = searched.iter().map(|folder| folder.display().to_string()).collect();
                Err(EmbeddedPostgresError::NotInstalled { searched: searched.join(":") })
            }
        }
    }

    /// The path of one of the programs.
    pub(super) fn path(&self, program: &str) -> PathBuf {
        self.folder.join(program)
    }

    /// Runs a program to its end, and gives back what it printed on standard output.
    pub(super) async fn run<Argument: AsRef<OsStr>>(
        &self,
        program: &str,
        arguments: &[Argument],
        limit: Duration,
    ) -> Result<String, EmbeddedPostgresError> {
        let path = self.path(program);
        let mut command = self.account.command(&path);
        command.args(arguments).kill_on_drop(true);
        let output = match timeout(limit, command.output()).await {
            Ok(Ok(output)) => output,
            Ok(Err(source)) => return Err(EmbeddedPostgresError::Run { program: path, source }),
            Err(_elapsed) => {
                return Err(EmbeddedPostgresError::TimedOut { program: path, seconds: limit.as_secs() });
            }
        };
        let printed = String::from_utf8_lossy(&output.stdout).trim().to_owned();
        if output.status.success() {
            return Ok(printed);
        }
        let complaint = String::from_utf8_lossy(&output.stderr);
        let output_text = if complaint.trim().is_empty() { printed } else { complaint.trim().to_owned() };
        Err(EmbeddedPostgresError::Failed { program: path, status: output.status, output: output_text })
    }

    /// The major version, from a line such as `postgres (PostgreSQL) 15.14 (Debian 15.14-0+deb12u1)`.
    async fn version(&self) -> Result<u32, EmbeddedPostgresError> {
        let line = self.run("postgres", &["--version"], Duration::from_secs(10)).await?;
        let major = line.split_once(") ").and_then(|(_, version)| leading_number(version));
        major.ok_or_else(|| EmbeddedPostgresError::NotInstalled {
            searched: self.folder.display().to_string(),
        })
    }
}

/// The number a text begins with.
pub(super) fn leading_number(text: &str) -> Option<u32> {
    let end = text.find(|character: char| !character.is_ascii_digit()).unwrap_or(text.len());
    text.get(..end)?.parse().ok()
}

/// `PATH`'s folders, then Debian's, newest version first.
fn usual_folders() -> Vec<PathBuf> {
    let mut folders: Vec<PathBuf> =
        std::env::var_os("PATH").map(|path| std::env::split_paths(&path).collect()).unwrap_or_default();
    let mut versions: Vec<PathBuf> = std::fs::read_dir(DEBIAN_VERSIONS)
        .map(|entries| entries.filter_map(|entry| Some(entry.ok()?.path())).collect())
        .unwrap_or_default();
    versions.sort_by_key(|version| {
        std::cmp::Reverse(version.file_name().and_then(OsStr::to_str).and_then(leading_number))
    });
    folders.extend(versions.into_iter().map(|version| version.join("bin")));
    folders
}

/// The real folder behind `folder`'s `pg_ctl`, if all needed programs are there. A link in
/// `/usr/local/bin` often leads to some of the programs only, and Debian's `/usr/bin/psql` is a
/// script that picks a cluster by itself.
fn complete_set(folder: &Path) -> Option<PathBuf> {
    let real = folder.join("pg_ctl").canonicalize().ok()?.parent()?.to_path_buf();
    NEEDED.iter().all(|program| real.join(program).is_file()).then_some(real)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_the_number_a_version_begins_with() {
        assert_eq!(leading_number("15.14 (Debian)"), Some(15));
        assert_eq!(leading_number("16beta1"), Some(16));
        assert_eq!(leading_number("devel"), None);
        assert_eq!(leading_number(""), None);
    }

    #[test]
    fn a_folder_without_the_programs_is_no_set() {
        assert_eq!(complete_set(Path::new("/nonexistent")), None);
        assert_eq!(complete_set(Path::new("/etc")), None);
    }
}
