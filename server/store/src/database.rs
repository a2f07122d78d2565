//! The pool of connections, and the migrations.

use std::{collections::BTreeMap, str::FromStr, time::Duration};

use sqlx::{
    ConnectOptions, Connection as _, PgPool,
    migrate::{MigrateError, Migrator},
    postgres::{PgConnectOptions, PgPoolOptions},
};

use crate::StoreError;

/// How to reach the database.
#[derive(Clone)]
pub struct DatabaseSettings {
    /// `postgres://…`
    pub url: String,
    /// At most so many connections. Few are faster than many: writers of a store queue anyway.
    pub max_connections: u32,
}

impl std::fmt::Debug for DatabaseSettings {
    // The URL may hold a password.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "DatabaseSettings {{ max_connections: {} }}", self.max_connections)
    }
}

/// A database that was reached.
#[derive(Debug, Clone)]
pub struct Database {
    pub(crate) pool: PgPool,
}

/// How long a migration waits for a table that others use, and how often it tries: two minutes in all.
const LOCK_TIMEOUT: &str = "2s";
const LOCK_ATTEMPTS: u32 = 40;
const LOCK_PAUSE: Duration = Duration::from_secs(1);

/// The schema, in steps.
static MIGRATIONS: Migrator = sqlx::migrate!("../../migrations");
/// PostgreSQL's code for a table that isn't there.
const NO_TABLE: &str = "42P01";
/// PostgreSQL's code for a lock that wasn't had in time.
const LOCK_NOT_AVAILABLE: &str = "55P03";

/// How long a request waits for a connection before it is told to come back.
const ACQUIRE_TIMEOUT: Duration = Duration::from_secs(5);
/// No statement of a request may take longer; a stuck one must not hold its locks for ever.
const STATEMENT_TIMEOUT: &str = "15s";

impl Database {
    /// Connects, within [`ACQUIRE_TIMEOUT`].
    pub async fn connect(settings: &DatabaseSettings) -> Result<Self, StoreError> {
        Self::connect_with(settings, &[]).await
    }

    /// The same to look only: the database refuses whatever would change it.
    pub async fn connect_to_look(settings: &DatabaseSettings) -> Result<Self, StoreError> {
        Self::connect_with(settings, &[("default_transaction_read_only", "on")]).await
    }

    async fn connect_with(settings: &DatabaseSettings, more: &[(&str, &str)]) -> Result<Self, StoreError> {
        let options = address(&settings.url)?
            .application_name("kedai")
            .options([
                ("search_path", "kedai,public"),
                ("statement_timeout", STATEMENT_TIMEOUT),
                ("idle_in_transaction_session_timeout", "30s"),
                ("timezone", "UTC"),
                ("jit", "off"),
            ])
            .options(more.iter().copied())
            // Statements carry people's details as parameters: none is logged.
            .disable_statement_logging();
        let pool = PgPoolOptions::new()
            .max_connections(settings.max_connections)
            .acquire_timeout(ACQUIRE_TIMEOUT)
            // A ping before each use would double the round trips; a dead connection shows itself
            // as an error, and the pool replaces it.
            .test_before_acquire(false)
            .connect_with(options)
            .await?;
        Ok(Self { pool })
    }

    /// Applies the migrations that are missing, on a connection that looks at `public` alone: the list
    /// of applied ones lives there, and must not be looked for in a schema that a migration makes.
    pub async fn migrate(&self) -> Result<(), StoreError> {
        let options = (*self.pool.connect_options()).clone().options([
            ("search_path", "public"),
            // A migration of a large table takes as long as it takes.
            ("statement_timeout", "0"),
            // Whoever waits for a table keeps everybody waiting who comes after, sales included.
            ("lock_timeout", LOCK_TIMEOUT),
        ]);
        match self.check_schema().await {
            Ok(()) | Err(StoreError::SchemaOlder) => {}
            Err(other) => return Err(other),
        }
        let mut connection = options.connect().await?;
        let mut attempts = 1;
        let migrated = loop {
            let migrated = MIGRATIONS.run(&mut connection).await;
            match &migrated {
                Err(error) if attempts < LOCK_ATTEMPTS && is_locked_out(error) => attempts += 1,
                _ => break migrated,
            }
            tokio::time::sleep(LOCK_PAUSE).await;
        };
        connection.close().await?;
        migrated.map_err(|error| StoreError::Migrate(Box::new(error)))
    }

    /// Whether the schema is the one that this program knows, step by step, without changing anything.
    pub async fn check_schema(&self) -> Result<(), StoreError> {
        let query = sqlx::query_as("SELECT version, checksum FROM public._sqlx_migrations WHERE success");
        let applied: Vec<(i64, Vec<u8>)> = match query.fetch_all(&self.pool).await {
            Ok(applied) => applied,
            Err(sqlx::Error::Database(error)) if error.code().as_deref() == Some(NO_TABLE) => Vec::new(),
            Err(error) => return Err(error.into()),
        };
        let known: BTreeMap<i64, &[u8]> =
            MIGRATIONS.iter().map(|migration| (migration.version, &*migration.checksum)).collect();
        if applied.iter().any(|(version, _)| !known.contains_key(version)) {
            return Err(StoreError::SchemaNewer);
        }
        let is_other =
            |(version, checksum): &&(i64, Vec<u8>)| known.get(version) != Some(&checksum.as_slice());
        if let Some((version, _)) = applied.iter().find(is_other) {
            return Err(StoreError::SchemaOther { version: *version });
        }
        // A version is there once.
        if applied.len() == known.len() { Ok(()) } else { Err(StoreError::SchemaOlder) }
    }

    /// Asks the database for a sign of life.
    pub async fn ping(&self) -> Result<(), StoreError> {
        sqlx::query("SELECT 1").execute(&self.pool).await?;
        Ok(())
    }

    /// Waits for running statements and closes all connections.
    pub async fn close(&self) {
        self.pool.close().await;
    }
}

/// A database's address. What it begins with is asked for here, as sqlx takes any.
fn address(url: &str) -> Result<PgConnectOptions, StoreError> {
    if !["postgres://", "postgresql://"].iter().any(|scheme| url.starts_with(scheme)) {
        let other = "it doesn't begin with postgres:// or postgresql://";
        return Err(StoreError::Address(sqlx::Error::Configuration(other.into())));
    }
    PgConnectOptions::from_str(url).map_err(StoreError::Address)
}

/// Whether a migration gave up waiting for a lock; nothing of it was done.
fn is_locked_out(error: &MigrateError) -> bool {
    let (MigrateError::Execute(error) | MigrateError::ExecuteMigration(error, _)) = error else {
        return false;
    };
    error.as_database_error().and_then(|error| error.code()).as_deref() == Some(LOCK_NOT_AVAILABLE)
}
