//! Why the database didn't do what was asked.

/// What a caller can do something about, and the rest.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The database can't be reached, or all connections were busy for too long.
    #[error("the database can't be reached")]
    Unavailable(#[source] sqlx::Error),
    /// The address is no database's. It isn't told: it may hold a password.
    #[error("DATABASE_URL is no address of a database; write postgres://user:password@host/name")]
    Address(#[source] sqlx::Error),
    /// A constraint or unique index of this name refused the rows.
    #[error("the database refused the rows by {constraint}")]
    Refused {
        /// Which.
        constraint: String,
        /// In the database's words.
        #[source]
        source: sqlx::Error,
    },
    /// Rows that another transaction changed meanwhile.
    #[error("{operation} touched {found} rows instead of {expected}")]
    RowCount {
        /// Which statement.
        operation: &'static str,
        /// What it should have touched.
        expected: u64,
        /// What it did.
        found: u64,
    },
    /// Rows of a change that no event tells of.
    #[error("a change of orders has no event")]
    WithoutEvent,
    /// A stored value that no version of Kedai wrote.
    #[error("{column} holds something unreadable")]
    Unreadable {
        /// Where.
        column: &'static str,
    },
    /// A text with a character that PostgreSQL stores in no text: U+0000.
    #[error("a text holds a character that can't be stored")]
    Unstorable(#[source] sqlx::Error),
    /// A row that could not be written as JSON on its way.
    #[error("a row could not be encoded")]
    Encode(#[from] serde_json::Error),
    /// Events that can't be those of one subject.
    #[error("a subject's events could not be replayed")]
    Replay(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// The schema is older than this program.
    #[error("the database is older than this program; run kedai migrate")]
    SchemaOlder,
    /// The schema is newer than this program.
    #[error(
        "the database is newer than this program; use the kedai that brought it up to date, or a newer one"
    )]
    SchemaNewer,
    /// A step of the schema that was applied isn't the one that this program knows by its number.
    #[error(
        "step {version} of the database isn't the one that this program knows; use the kedai that made it"
    )]
    SchemaOther {
        /// Which.
        version: i64,
    },
    /// Migrations could not be applied.
    #[error("the database could not be brought up to date")]
    Migrate(#[source] Box<sqlx::migrate::MigrateError>),
    /// Another process has been at migrations for very long.
    #[error(
        "another process has been bringing the database up to date for half an hour; see whether it still runs"
    )]
    MigratedElsewhere,
    /// Anything else.
    #[error("a statement failed")]
    Statement(#[source] sqlx::Error),
}

impl From<sqlx::Error> for StoreError {
    fn from(error: sqlx::Error) -> Self {
        match &error {
            sqlx::Error::PoolTimedOut | sqlx::Error::PoolClosed | sqlx::Error::Io(_) => {
                Self::Unavailable(error)
            }
            sqlx::Error::Database(refusal) => match refusal.constraint() {
                Some(constraint) => Self::Refused { constraint: constraint.to_owned(), source: error },
                // Class 57: an operator shut the server down or is starting it; 53: out of resources.
                // A zero byte in a parameter, or its escape in a parameter of JSON.
                None if matches!(refusal.code().as_deref(), Some("22021" | "22P05")) => {
                    Self::Unstorable(error)
                }
                None if refusal
                    .code()
                    .is_some_and(|code| code.starts_with("57") || code.starts_with("53")) =>
                {
                    Self::Unavailable(error)
                }
                None => Self::Statement(error),
            },
            _ => Self::Statement(error),
        }
    }
}

impl StoreError {
    /// Whether this constraint refused the rows.
    pub fn is_refused_by(&self, name: &str) -> bool {
        matches!(self, Self::Refused { constraint, .. } if constraint == name)
    }
}

/// Checks that a statement touched as many rows as it must.
pub(crate) fn expect_rows(operation: &'static str, expected: u64, found: u64) -> Result<(), StoreError> {
    if found == expected { Ok(()) } else { Err(StoreError::RowCount { operation, expected, found }) }
}
