//! Whom PostgreSQL runs as.

use std::{
    io,
    os::unix::fs::chown,
    path::{Path, PathBuf},
    process::Stdio,
    time::Duration,
};

use tokio::{process::Command, time::timeout};

use super::EmbeddedPostgresError;

/// A question to `id` or `test` is answered at once; this only bounds a hung name service.
const ANSWER_SECONDS: u64 = 10;

/// The account that runs PostgreSQL's programs and owns its files.
#[derive(Clone, Copy, Debug)]
pub(super) enum Account {
    /// The one that runs Kedai.
    Own,
    /// User `postgres`, since Kedai runs as root and PostgreSQL refuses to.
    Postgres {
        /// Its user id.
        user: u32,
        /// Its main group's id.
        group: u32,
    },
}

impl Account {
    pub(super) async fn current() -> Result<Self, EmbeddedPostgresError> {
        if id(&["-u"]).await? != Some(0) {
            return Ok(Self::Own);
        }
        match (id(&["-u", "postgres"]).await?, id(&["-g", "postgres"]).await?) {
            (Some(user), Some(group)) => Ok(Self::Postgres { user, group }),
            _ => Err(EmbeddedPostgresError::NoAccount),
        }
    }

    /// A command that will run as this account, with nothing of Kedai's surroundings: no terminal
    /// input, no variables (`PGPORT` and the like would change what the programs do), a working
    /// folder anybody may enter, and a process group that Ctrl-C doesn't reach.
    pub(super) fn command(self, program: &Path) -> Command {
        let mut command = Command::new(program);
        command
            .env_clear()
            .env("PATH", "/usr/local/bin:/usr/bin:/bin")
            .env("LC_ALL", "C")
            .current_dir("/")
            .stdin(Stdio::null())
            .process_group(0);
        if let Self::Postgres { user, group } = self {
            command.uid(user).gid(group);
        }
        command
    }

    /// Makes this account the owner of `path`.
    pub(super) fn own(self, path: &Path) -> io::Result<()> {
        match self {
            Self::Own => Ok(()),
            Self::Postgres { user, group } => chown(path, Some(user), Some(group)),
        }
    }

    /// The outermost folder on the way to `path`, itself included, that this account can't enter.
    pub(super) async fn first_closed_folder(
        self,
        path: &Path,
    ) -> Result<Option<PathBuf>, EmbeddedPostgresError> {
        let mut outermost_first: Vec<&Path> = path.ancestors().collect();
        outermost_first.reverse();
        for folder in outermost_first {
            let mut test = self.command(Path::new("test"));
            test.arg("-x").arg(folder);
            if !answer(test, "test").await?.status.success() {
                return Ok(Some(folder.to_path_buf()));
            }
        }
        Ok(None)
    }
}

/// The number `id` prints, or nothing when it knows no such user.
async fn id(arguments: &[&str]) -> Result<Option<u32>, EmbeddedPostgresError> {
    let mut command = Command::new("id");
    command.args(arguments).stdin(Stdio::null());
    let output = answer(command, "id").await?;
    Ok(String::from_utf8_lossy(&output.stdout).trim().parse().ok())
}

async fn answer(mut command: Command, program: &str) -> Result<std::process::Output, EmbeddedPostgresError> {
    command.kill_on_drop(true);
    timeout(Duration::from_secs(ANSWER_SECONDS), command.output())
        .await
        .map_err(|_elapsed| EmbeddedPostgresError::TimedOut {
            program: program.into(),
            seconds: ANSWER_SECONDS,
        })?
        .map_err(|source| EmbeddedPostgresError::Run { program: program.into(), source })
}
