//! The pool of connections, and the migrations.

use std::{
    collections::BTreeMap,
    str::FromStr,
    sync::LazyLock,
    time::{Duration, Instant},
};

use sqlx::{
    AssertSqlSafe, ConnectOptions, Connection as _, PgConnection, PgPool,
    migrate::{MigrateError, Migration, Migrator},
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

/// How long a migration waits for a table that others use. Less than PostgreSQL takes to look for a circle of those
/// who wait for each other (`deadlock_timeout`, a second), so that it is never a sale that is given up.
const LOCK_TIMEOUT: &str = "500ms";
/// How often it tries: two minutes in all.
const LOCK_ATTEMPTS: u32 = 80;
const LOCK_PAUSE: Duration = Duration::from_secs(1);

/// The schema, in steps. Whoever waits for sqlx's own lock does so in a statement, whose snapshot an index that is
/// built concurrently waits for in turn.
static MIGRATIONS: LazyLock<Migrator> = LazyLock::new(|| {
    let mut migrations = sqlx::migrate!("../../migrations");
    migrations.set_locking(false);
    migrations
});
/// The advisory lock of whoever applies migrations, and how often and how long it is asked for.
const MIGRATING: i64 = 0x6b65_6461_6900_0001;
const MIGRATING_PAUSE: Duration = Duration::from_millis(200);
const MIGRATING_LONGEST: Duration = Duration::from_secs(1_800);
/// What an index that is built concurrently is called by its step.
const BUILT_INDEX: &str = "CONCURRENTLY IF NOT EXISTS ";
/// Whether the building of an index broke off.
const IS_INVALID: &str = "
    SELECT EXISTS (
        SELECT FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE NOT i.indisvalid AND n.nspname = 'kedai' AND c.relname = $1)";
/// PostgreSQL's code for a table that isn't there.
const NO_TABLE: &str = "42P01";
/// PostgreSQL's codes for a lock that wasn't had in time, and for one that is waited for in a circle.
const NOT_LOCKED: [&str; 2] = ["55P03", "40P01"];

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
        ]);
        match self.check_schema().await {
            Ok(()) | Err(StoreError::SchemaOlder) => {}
            Err(other) => return Err(other),
        }
        let mut connection = options.connect().await?;
        lock_migrations(&mut connection).await?;
        let applied = self.applied().await?;
        for step in MIGRATIONS.iter() {
            if !applied.iter().any(|(version, _)| *version == step.version) {
                take_step(&mut connection, step).await?;
            }
        }
        connection.close().await?;
        Ok(())
    }

    /// Versions and checksums of the steps that were taken.
    async fn applied(&self) -> Result<Vec<(i64, Vec<u8>)>, StoreError> {
        let query = sqlx::query_as("SELECT version, checksum FROM public._sqlx_migrations WHERE success");
        match query.fetch_all(&self.pool).await {
            Ok(applied) => Ok(applied),
            Err(sqlx::Error::Database(error)) if error.code().as_deref() == Some(NO_TABLE) => Ok(Vec::new()),
            Err(error) => Err(error.into()),
        }
    }

    /// Whether the schema is the one that this program knows, step by step, without changing anything.
    pub async fn check_schema(&self) -> Result<(), StoreError> {
        let applied = self.applied().await?;
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

/// Waits until nobody else applies migrations; the lock ends with the connection.
async fn lock_migrations(connection: &mut PgConnection) -> Result<(), StoreError> {
    let began = Instant::now();
    let mut is_told = false;
    loop {
        let query = sqlx::query_scalar("SELECT pg_try_advisory_lock($1)").bind(MIGRATING);
        if query.fetch_one(&mut *connection).await? {
            return Ok(());
        }
        if began.elapsed() > MIGRATING_LONGEST {
            return Err(StoreError::MigratedElsewhere);
        }
        if !std::mem::replace(&mut is_told, true) {
            tracing::info!("another process brings the database up to date; this one waits for it");
        }
        tokio::time::sleep(MIGRATING_PAUSE).await;
    }
}

/// Takes one step, and tries again while others use its table.
async fn take_step(connection: &mut PgConnection, step: &Migration) -> Result<(), StoreError> {
    let mut attempts = 1;
    loop {
        // Whoever waits for a table keeps everybody waiting who comes after, sales included. An index that is built
        // concurrently waits for those who began before, and keeps nobody waiting.
        let timeout = if step.no_tx { "0" } else { LOCK_TIMEOUT };
        let setting = sqlx::query("SELECT set_config('lock_timeout', $1, false)").bind(timeout);
        setting.execute(&mut *connection).await?;
        if step.no_tx {
            drop_broken_off(&mut *connection, step.sql.as_str()).await?;
        }
        match MIGRATIONS.run_to(step.version, &mut *connection).await {
            Err(error) if attempts < LOCK_ATTEMPTS && is_locked_out(&error) => attempts += 1,
            taken => return taken.map_err(|error| StoreError::Migrate(Box::new(error))),
        }
        tokio::time::sleep(LOCK_PAUSE).await;
    }
}

/// Drops the index that a step builds, if it was begun before and broke off.
async fn drop_broken_off(connection: &mut PgConnection, step: &str) -> Result<(), StoreError> {
    let named = step.split_once(BUILT_INDEX).and_then(|(_, rest)| rest.split_whitespace().next());
    let Some(index) = named else { return Ok(()) };
    if sqlx::query_scalar(IS_INVALID).bind(index).fetch_one(&mut *connection).await? {
        let drop = AssertSqlSafe(format!("DROP INDEX CONCURRENTLY kedai.{index}"));
        sqlx::query(drop).execute(connection).await?;
    }
    Ok(())
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
    let code = error.as_database_error().and_then(|error| error.code());
    code.is_some_and(|code| NOT_LOCKED.contains(&code.as_ref()))
}
