//! What something is about, as the outside is told.

use domain::subject::Subject;
use serde::{Deserialize, Serialize};

/// What something is about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SubjectView {
    /// The kind: `order`, `customer`; or one that a newer version knows.
    pub kind: String,
    /// Which one.
    pub id: String,
}

impl SubjectView {
    /// How a subject is shown.
    pub fn of(subject: &Subject) -> Self {
        Self { kind: subject.kind().to_owned(), id: subject.shown_id() }
    }
}
