//! What kinds of deeds the audit trail tells apart.

use serde::{Deserialize, Serialize};

/// What somebody did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum AuditAction {
    /// Recorded something new.
    Create,
    /// Opened one order.
    Read,
    /// Changed something, or put it back.
    Update,
    /// Took something out, or erased a person.
    Delete,
    /// Saw personal data in a list, a search or an export.
    Access,
    /// Entered a payment into a ledger, or reversed one.
    Payment,
}

impl AuditAction {
    /// All of them.
    pub const ALL: [Self; 6] =
        [Self::Create, Self::Read, Self::Update, Self::Delete, Self::Access, Self::Payment];

    /// The word the API uses.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Create => "CREATE",
            Self::Read => "READ",
            Self::Update => "UPDATE",
            Self::Delete => "DELETE",
            Self::Access => "ACCESS",
            Self::Payment => "PAYMENT",
        }
    }

    /// The action that a word of the API names.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|action| action.code() == code)
    }
}
