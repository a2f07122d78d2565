//! What goes wrong in every area alike, and how it is told.

use contract::{Problem, problem::Code};
use domain::{id::ParseIdError, money::MoneyError};
use store::StoreError;

use crate::{
    clock::UnknownTimeZone,
    protection::{CipherError, KeyringError},
};

/// Nobody's mistake at the counter: Kedai or what it stands on is at fault.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// The database.
    #[error("the database failed")]
    Store(#[from] StoreError),
    /// Keys.
    #[error("keys failed")]
    Keyring(#[from] KeyringError),
    /// A sealed value.
    #[error("a sealed value failed")]
    Cipher(#[from] CipherError),
    /// A store's settings.
    #[error("a store's time zone is wrong")]
    TimeZone(#[from] UnknownTimeZone),
    /// A stored value that this version doesn't know.
    #[error("{0} holds a word this version does not know")]
    UnknownWord(&'static str),
    /// A stored amount beyond what can be counted.
    #[error("a stored amount is impossible")]
    Amount(#[from] MoneyError),
    /// A stored id that isn't one.
    #[error("a stored id is impossible")]
    Id(#[from] ParseIdError),
    /// Something that should have been JSON.
    #[error("JSON failed")]
    Json(#[from] serde_json::Error),
    /// A file that could not be written.
    #[error("CSV failed")]
    Csv(#[from] csv::Error),
    /// A password hash that can't be made or read.
    #[error("a password hash failed: {0}")]
    Password(String),
    /// What was done for one tenant and did not end well.
    #[error("one's turn {0}")]
    Turn(&'static str),
    /// A task of Kedai's own that went away.
    #[error("{0} is gone")]
    Gone(&'static str),
}

impl From<Failure> for Problem {
    /// Logs the whole chain, once, here; the outside is told no more than that it happened.
    fn from(failure: Failure) -> Self {
        let mut chain = failure.to_string();
        let mut source = std::error::Error::source(&failure);
        while let Some(cause) = source {
            chain.push_str(": ");
            chain.push_str(&cause.to_string());
            source = cause.source();
        }
        if matches!(failure, Failure::Store(StoreError::Unavailable(_))) {
            tracing::error!(cause = chain, "the database is unavailable");
            return Self::new(
                Code::Unavailable,
                // A connection that breaks at the commit leaves open whether it was done.
                "The database doesn't answer. Try again shortly with the same key: nothing is done twice.",
            );
        }
        if matches!(failure, Failure::Store(StoreError::Unstorable(_))) {
            return Self::new(
                Code::UnreadableText,
                "A text holds a character that can't be stored. Type it again instead of pasting it.",
            );
        }
        tracing::error!(cause = chain, "a use case failed");
        Self::internal()
    }
}

/// An error of the domain as a sentence for people.
pub(crate) fn sentence(error: &dyn std::fmt::Display) -> String {
    let words = error.to_string();
    let mut letters = words.chars();
    letters.next().map_or_else(String::new, |first| format!("{}{}.", first.to_uppercase(), letters.as_str()))
}

/// Lets `?` turn what goes wrong below into a [`Problem`].
pub(crate) trait OrProblem<T> {
    /// The value, or a problem that was logged.
    fn or_problem(self) -> Result<T, Problem>;
}

impl<T, E: Into<Failure>> OrProblem<T> for Result<T, E> {
    fn or_problem(self) -> Result<T, Problem> {
        self.map_err(|error| error.into().into())
    }
}
