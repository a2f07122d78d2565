//! Work that Kedai does by itself: where a job stands.

use serde::{Deserialize, Serialize};

/// Where a job stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum JobState {
    /// It waits to be run, for the first time or again.
    Pending,
    /// It is being run.
    Running,
    /// It waits until somebody lets it: its endpoint is disabled, say.
    Held,
    /// It was done.
    Done,
    /// It failed too often; somebody has to let it run again.
    Dead,
    /// Somebody cancelled it, or what it was about is gone.
    Cancelled,
}

impl JobState {
    /// All of them.
    pub const ALL: [Self; 6] =
        [Self::Pending, Self::Running, Self::Held, Self::Done, Self::Dead, Self::Cancelled];

    /// The word the API uses.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Running => "running",
            Self::Held => "held",
            Self::Done => "done",
            Self::Dead => "dead",
            Self::Cancelled => "cancelled",
        }
    }

    /// The state that a word names.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.code() == code)
    }

    /// Whether nothing comes of it any more by itself.
    pub const fn is_settled(self) -> bool {
        matches!(self, Self::Done | Self::Dead | Self::Cancelled)
    }

    /// Whether somebody can let it run again now.
    pub const fn may_run_again(self) -> bool {
        !matches!(self, Self::Running)
    }

    /// Whether somebody can cancel it.
    pub const fn may_be_cancelled(self) -> bool {
        !self.is_settled()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_read_back() {
        for state in JobState::ALL {
            assert_eq!(JobState::from_code(state.code()), Some(state));
        }
        assert_eq!(JobState::from_code("gone"), None);
    }
}
