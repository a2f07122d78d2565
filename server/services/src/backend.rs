//! What all use cases share, and the door they are called through.

use std::sync::Arc;

use contract::backend::Backend;
use store::Database;

use crate::{
    audit::{Looks, looks},
    background::Tasks,
    clock::Clock,
    ingestion::KeyMemory,
    jobs::Jobs,
    live::LiveHub,
    orders::{BoardLooks, OrderDirectory, writer::Writers},
    outbox::Outbox,
    protection::{Keyring, MasterKeys},
    random::Random,
    sessions::{Passwords, SessionMemory, SessionsEnded},
    short_memory::ShortMemory,
    tenants::StoreDirectory,
    webhooks::WebhookClient,
};

/// What the use cases stand on.
pub struct ServicesSettings {
    /// A database that is up to date.
    pub database: Database,
    /// Wraps tenants' keys.
    pub master_keys: Arc<dyn MasterKeys>,
    /// Tells the time.
    pub clock: Arc<dyn Clock>,
    /// Draws ids and secrets.
    pub random: Arc<Random>,
    /// Posts webhooks.
    pub webhook_client: Arc<dyn WebhookClient>,
    /// Where customers reach this server, without a slash at the end.
    pub public_url: String,
    /// Whether the demo's accounts, whose password everybody knows, may sign in.
    pub demo_accounts: bool,
}

/// Of so many people sessions may end before who is behind looks at all of them.
const SESSIONS_ENDED_AT_ONCE: usize = 64;

/// The use cases.
#[derive(Clone)]
pub struct Services(Arc<Shared>);

/// What they share.
pub struct Shared {
    pub(crate) database: Database,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) random: Arc<Random>,
    pub(crate) keyring: Keyring,
    pub(crate) public_url: String,
    pub(crate) demo_accounts: bool,
    pub(crate) sessions: SessionMemory,
    pub(crate) sessions_ended: SessionsEnded,
    pub(crate) passwords: Passwords,
    pub(crate) webhook_keys: KeyMemory,
    pub(crate) stores: StoreDirectory,
    pub(crate) order_directory: OrderDirectory,
    pub(crate) writers: Writers,
    pub(crate) live: LiveHub,
    pub(crate) looks: Looks,
    pub(crate) board_looks: BoardLooks,
    pub(crate) outbox: Outbox,
    pub(crate) webhook_client: Arc<dyn WebhookClient>,
    pub(crate) jobs: Jobs,
    pub(crate) tasks: Tasks,
}

impl std::ops::Deref for Services {
    type Target = Shared;

    fn deref(&self) -> &Shared {
        &self.0
    }
}

impl std::fmt::Debug for Services {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Services { .. }")
    }
}

impl Services {
    /// Puts them together. Nothing runs yet: see [`Services::run_background`].
    pub fn new(settings: ServicesSettings) -> Self {
        let ServicesSettings {
            database,
            master_keys,
            clock,
            random,
            webhook_client,
            public_url,
            demo_accounts,
        } = settings;
        let keyring = Keyring::new(master_keys, Arc::clone(&clock), Arc::clone(&random));
        Self(Arc::new(Shared {
            database,
            clock,
            random,
            keyring,
            public_url,
            demo_accounts,
            sessions: ShortMemory::new(),
            sessions_ended: SessionsEnded::new(SESSIONS_ENDED_AT_ONCE),
            passwords: Passwords::new(),
            webhook_keys: ShortMemory::new(),
            stores: StoreDirectory::new(),
            order_directory: OrderDirectory::new(),
            writers: Writers::new(),
            live: LiveHub::new(),
            looks: looks(),
            board_looks: BoardLooks::new(),
            outbox: Outbox::default(),
            webhook_client,
            jobs: Jobs::default(),
            tasks: Tasks::default(),
        }))
    }

    /// The same as pages and handlers call it.
    pub fn backend(&self) -> Backend {
        Backend {
            sessions: Arc::new(self.clone()),
            catalogue: Arc::new(self.clone()),
            orders: Arc::new(self.clone()),
            customers: Arc::new(self.clone()),
            tracking: Arc::new(self.clone()),
            dashboard: Arc::new(self.clone()),
            audit: Arc::new(self.clone()),
            webhooks: Arc::new(self.clone()),
            jobs: Arc::new(self.clone()),
        }
    }

    /// The database, for health checks and shutdown.
    pub fn database(&self) -> &Database {
        &self.database
    }

    /// The clock.
    pub fn clock(&self) -> &dyn Clock {
        &*self.clock
    }
}
