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

/// Starts or reaches the database, brings it up to date, and puts the use cases on it.
pub async fn wire(
    settings: &DataSettings,
    public_url: String,
    demo_accounts: bool,
) -> Result<Wired, WiringError> {
    let path = &settings.data_dir;
    // Others may pass, as the database's own user must, and not look.
    std::fs::DirBuilder::new()
        .recursive(true)
        .mode(0o711)
        .create(path)
        .map_err(|source| WiringError::DataFolder { path: path.clone(), source })?;
    let embedded = match settings.url() {
        Some(_) => None,
        None => Some(EmbeddedPostgres::start(path, settings.programs()).await?),
    };
    let url = embedded.as_ref().map(|postgres| postgres.url().to_owned());
    let url = url.or_else(|| settings.url().map(str::to_owned)).unwrap_or_default();
    match connect(settings, url, public_url, demo_accounts).await {
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

async fn connect(
    settings: &DataSettings,
    url: String,
    public_url: String,
    demo_accounts: bool,
) -> Result<Services, WiringError> {
    let max_connections = settings.database_connections;
    let database = Database::connect(&DatabaseSettings { url, max_connections }).await?;
    database.migrate().await?;
    let mut seed = [0; 32];
    getrandom::fill(&mut seed).map_err(WiringError::Randomness)?;
    let random = Arc::new(Random::from_seed(seed));
    let master_keys = MasterKeyFile::open_or_create(&settings.master_key_path(), Arc::clone(&random))?;
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
