//! The pool of connections, and the migrations.

use std::{str::FromStr, time::Duration};

use sqlx::{
    ConnectOptions, Connection as _, PgPool,
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

/// How long a request waits for a connection before it is told to come back.
const ACQUIRE_TIMEOUT: Duration = Duration::from_secs(5);
/// No statement of a request may take longer; a stuck one must not hold its locks for ever.
const STATEMENT_TIMEOUT: &str = "15s";

impl Database {
    /// Connects, within [`ACQUIRE_TIMEOUT`].
    pub async fn connect(settings: &DatabaseSettings) -> Result<Self, StoreError> {
        let options = PgConnectOptions::from_str(&settings.url)?
            .application_name("kedai")
            .options([
                ("search_path", "kedai,public"),
                ("statement_timeout", STATEMENT_TIMEOUT),
                ("idle_in_transaction_session_timeout", "30s"),
                ("timezone", "UTC"),
                ("jit", "off"),
            ])
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
        let mut connection = options.connect().await?;
        let migrated = sqlx::migrate!("../../migrations").run(&mut connection).await;
        connection.close().await?;
        migrated.map_err(|error| StoreError::Migrate(Box::new(error)))
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
