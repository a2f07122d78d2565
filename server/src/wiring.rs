//! Database, keys and use cases, put together.

use std::{os::unix::fs::DirBuilderExt as _, sync::Arc};

use providers::{
    MasterKeyFile, MasterKeyFileError, WebhookSender, WebhookSenderError, WebhookSenderSettings,
};
use services::{Services, ServicesSettings, clock::SystemClock, random::Random};
use store::{Database, DatabaseSettings, StoreError};

use crate::{
    embedded_postgres::{EmbeddedPostgres, EmbeddedPostgresError},
    settings::DataSettings,
};

/// Why Kedai could not be put together.
#[derive(Debug, thiserror::Error)]
pub enum WiringError {
    /// The data folder.
    #[error("the data folder {path} can't be made")]
    DataFolder {
        /// Which.
        path: std::path::PathBuf,
        /// What the system said.
        #[source]
        source: std::io::Error,
    },
    /// The embedded database.
    #[error("the embedded PostgreSQL did not start")]
    Embedded(#[from] EmbeddedPostgresError),
    /// The database.
    #[error("the database can't be used")]
    Store(#[from] StoreError),
    /// There is nothing to work on.
    #[error("there is no database in {path}; run kedai migrate, or set KEDAI_DATA_DIR or DATABASE_URL")]
    NoDatabase {
        /// Where.
        path: std::path::PathBuf,
    },
    /// The master key.
    #[error("the master key can't be used")]
    MasterKey(#[from] MasterKeyFileError),
    /// The master key is another database's.
    #[error("the protected data of this database can't be opened")]
    Keys(#[from] services::Failure),
    /// Webhooks.
    #[error(transparent)]
    Webhooks(#[from] WebhookSenderError),
    /// The operating system gives no randomness.
    #[error("the operating system gives no randomness: {0}")]
    Randomness(getrandom::Error),
}

/// Kedai, put together.
pub struct Wired {
    /// The use cases.
    pub services: Services,
    /// The database that Kedai runs itself, if it does.
    pub embedded: Option<EmbeddedPostgres>,
}

/// What the database is wanted for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Purpose {
    /// To serve, under this address, with the demo's accounts or without: it is made if there is none, and
    /// brought up to date.
    Serve {
        /// Where customers reach this server.
        public_url: String,
        /// Whether the demo's accounts may sign in.
        demo_accounts: bool,
    },
    /// To make it, or bring it up to date.
    Migrate,
    /// To change what is in it. It must be there and up to date.
    Change,
    /// To look at what is in it, and change nothing.
    Look,
}

impl Purpose {
    const fn may_migrate(&self) -> bool {
        matches!(self, Self::Serve { .. } | Self::Migrate)
    }
}

/// Starts or reaches the database, as far as its purpose goes, and puts the use cases on it.
pub async fn wire(settings: &DataSettings, purpose: Purpose) -> Result<Wired, WiringError> {
    let path = &settings.data_dir;
    if purpose.may_migrate() {
        // Others may pass, as the database's own user must, and not look.
        std::fs::DirBuilder::new()
            .recursive(true)
            .mode(0o711)
            .create(path)
            .map_err(|source| WiringError::DataFolder { path: path.clone(), source })?;
    } else if settings.url().is_none() && !EmbeddedPostgres::is_in(path) {
        return Err(WiringError::NoDatabase { path: path.clone() });
    }
    let embedded = match settings.url() {
        Some(_) => None,
        None => Some(EmbeddedPostgres::start(path, settings.programs()).await?),
    };
    let url = embedded.as_ref().map(|postgres| postgres.url().to_owned());
    let url = url.or_else(|| settings.url().map(str::to_owned)).unwrap_or_default();
    match connect(settings, url, purpose).await {
        Ok(services) => Ok(Wired { services, embedded }),
        Err(error) => {
            // A start that fails leaves nothing running; why it failed is what counts.
            if let Some(embedded) = embedded {
                let _ = embedded.stop().await;
            }
            Err(error)
        }
    }
}

async fn connect(settings: &DataSettings, url: String, purpose: Purpose) -> Result<Services, WiringError> {
    let max_connections = settings.database_connections;
    let reached = DatabaseSettings { url, max_connections };
    let database = match purpose {
        Purpose::Look => Database::connect_to_look(&reached).await?,
        Purpose::Serve { .. } | Purpose::Migrate | Purpose::Change => Database::connect(&reached).await?,
    };
    if purpose.may_migrate() {
        database.migrate().await?;
    } else {
        database.check_schema().await?;
    }
    let mut seed = [0; 32];
    getrandom::fill(&mut seed).map_err(WiringError::Randomness)?;
    let random = Arc::new(Random::from_seed(seed));
    let (path, keys) = (settings.master_key_path(), Arc::clone(&random));
    let master_keys = match purpose {
        Purpose::Look => MasterKeyFile::open(&path, keys)?,
        Purpose::Serve { .. } | Purpose::Migrate | Purpose::Change => {
            MasterKeyFile::open_or_create(&path, keys)?
        }
    };
    let (public_url, demo_accounts) = match purpose {
        Purpose::Serve { public_url, demo_accounts } => (public_url, demo_accounts),
        Purpose::Migrate | Purpose::Change | Purpose::Look => (String::new(), true),
    };
    let sender = WebhookSender::new(WebhookSenderSettings::new(settings.webhook_allow_private()))?;
    let services = Services::new(ServicesSettings {
        database,
        master_keys: Arc::new(master_keys),
        clock: Arc::new(SystemClock),
        random,
        webhook_client: Arc::new(sender),
        public_url,
        demo_accounts,
    });
    services.check_keys().await?;
    Ok(services)
}

impl Wired {
    /// Starts the database that Kedai runs itself whenever it is gone, and never ends; one that somebody
    /// else runs is theirs to keep.
    pub async fn keep_database(&self) -> ! {
        match &self.embedded {
            Some(embedded) => embedded.keep_running().await,
            None => std::future::pending().await,
        }
    }

    /// Closes what was opened.
    pub async fn close(self) -> Result<(), WiringError> {
        self.services.database().close().await;
        if let Some(embedded) = self.embedded {
            embedded.stop().await?;
        }
        Ok(())
    }
}
