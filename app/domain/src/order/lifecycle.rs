//! Where an order stands, and the moves between.
//!
//! ```text
//! draft → pending → processing → ready → completed
//!   └────────┴──────────┴─────────┴────→ cancelled
//! ```
//! Forward, one step at a time, anybody who works orders may move. A manager or owner may also put
//! an order one step back, with a reason; cancelling what was paid gives the money back and is
//! therefore theirs too. The app that an order came from may say that the customer fetched it, or
//! called it off before anybody began. [`TRANSITIONS`] is the whole of it; `docs/LIFECYCLE.md` draws it.

use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::role::{Permission, Role};

/// Where an order stands in the shop's work.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Lifecycle {
    /// Being put together; nobody works on it.
    Draft,
    /// Accepted, not begun.
    Pending,
    /// Being made.
    Processing,
    /// Waiting to be handed over.
    Ready,
    /// Handed over.
    Completed,
    /// Will not be made.
    Cancelled,
}

/// A word that names no state or channel.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("unknown word")]
pub struct UnknownWord;

/// What asking for a state comes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Move {
    /// The order moves, and that is a fact to record.
    Changed,
    /// It stood there already; nothing to record.
    Unchanged,
}

/// Why an order can't move.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TransitionError {
    /// No such step.
    #[error("an order that is {from} can't become {to}", from = .from.code(), to = .to.code())]
    NotAllowed {
        /// Where it stands.
        from: Lifecycle,
        /// Where it was asked to go.
        to: Lifecycle,
        /// Where this person may move it.
        allowed: Vec<Lifecycle>,
    },
    /// The step exists, for somebody else.
    #[error("only a manager or the owner may do this")]
    NotPermitted,
    /// A correction nobody explains.
    #[error("say why, in at least {MIN_REASON} characters")]
    ReasonMissing,
}

/// The shortest reason for a correction, in characters.
pub const MIN_REASON: usize = 5;
/// The longest reason for anything done to an order, in characters.
pub const MAX_REASON: usize = 120;

/// The most open orders of a store that a board is told of at once, the oldest: more than any kitchen can
/// look at. A board that was told of so many says that there may be more.
pub const MOST_ON_BOARD: usize = 500;

/// One move that there is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Transition {
    /// From where.
    pub from: Lifecycle,
    /// To where.
    pub to: Lifecycle,
    /// Of which orders.
    pub of: Paid,
    /// Who may.
    pub by: Mover,
}

/// Which orders a move is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Paid {
    /// All.
    Any,
    /// Those whose ledger holds no money.
    No,
    /// Those whose ledger holds money.
    Yes,
}

/// Who may make a move.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mover {
    /// Everybody who works orders.
    Staff,
    /// They, and the app that the order came from.
    StaffOrApp,
    /// A manager or owner, who says why.
    Manager,
}

/// Every move there is; no other is made.
pub const TRANSITIONS: [Transition; 15] = {
    use Lifecycle::{Cancelled, Completed, Draft, Pending, Processing, Ready};
    const fn row(from: Lifecycle, to: Lifecycle, of: Paid, by: Mover) -> Transition {
        Transition { from, to, of, by }
    }
    [
        row(Draft, Pending, Paid::Any, Mover::Staff),
        row(Pending, Processing, Paid::Any, Mover::Staff),
        row(Processing, Ready, Paid::Any, Mover::Staff),
        row(Ready, Completed, Paid::Any, Mover::StaffOrApp),
        row(Draft, Cancelled, Paid::No, Mover::StaffOrApp),
        row(Pending, Cancelled, Paid::No, Mover::StaffOrApp),
        row(Processing, Cancelled, Paid::No, Mover::Staff),
        row(Ready, Cancelled, Paid::No, Mover::Staff),
        // Giving money back.
        row(Draft, Cancelled, Paid::Yes, Mover::Manager),
        row(Pending, Cancelled, Paid::Yes, Mover::Manager),
        row(Processing, Cancelled, Paid::Yes, Mover::Manager),
        row(Ready, Cancelled, Paid::Yes, Mover::Manager),
        // Putting right what was pressed by mistake.
        row(Processing, Pending, Paid::Any, Mover::Manager),
        row(Ready, Processing, Paid::Any, Mover::Manager),
        row(Completed, Ready, Paid::Any, Mover::Manager),
    ]
};

impl Transition {
    const fn is_for(&self, is_paid: bool) -> bool {
        match self.of {
            Paid::Any => true,
            Paid::No => !is_paid,
            Paid::Yes => is_paid,
        }
    }

    fn may(&self, role: Role) -> bool {
        match self.by {
            Mover::Staff => role.may(Permission::WorkOrders),
            Mover::StaffOrApp => role == Role::App || role.may(Permission::WorkOrders),
            Mover::Manager => role.may(Permission::CorrectOrders),
        }
    }
}

impl Lifecycle {
    /// All states, in the order of an order's life.
    pub const ALL: [Self; 6] =
        [Self::Draft, Self::Pending, Self::Processing, Self::Ready, Self::Completed, Self::Cancelled];

    /// The word the API uses.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Pending => "pending",
            Self::Processing => "processing",
            Self::Ready => "ready",
            Self::Completed => "completed",
            Self::Cancelled => "cancelled",
        }
    }

    /// The next step forward, which is the one button that a board shows.
    pub const fn next(self) -> Option<Self> {
        match self {
            Self::Draft => Some(Self::Pending),
            Self::Pending => Some(Self::Processing),
            Self::Processing => Some(Self::Ready),
            Self::Ready => Some(Self::Completed),
            Self::Completed | Self::Cancelled => None,
        }
    }

    /// Whether the shop still has work with it: these stand on the board.
    pub const fn is_open(self) -> bool {
        matches!(self, Self::Pending | Self::Processing | Self::Ready)
    }

    /// Where `role` may move an order that stands here.
    pub fn allowed(self, role: Role, is_paid: bool) -> Vec<Self> {
        let may = |to: &Self| self.transition(*to, is_paid).is_some_and(|row| row.may(role));
        Self::ALL.into_iter().filter(may).collect()
    }

    /// Asks to move from here to `to`. The same state again is no error and no fact: two people
    /// who press the same button at once both see it done, once.
    pub fn move_to(
        self,
        to: Self,
        role: Role,
        is_paid: bool,
        reason: Option<&str>,
    ) -> Result<Move, TransitionError> {
        if self == to {
            return Ok(Move::Unchanged);
        }
        let row = self.transition(to, is_paid).ok_or_else(|| TransitionError::NotAllowed {
            from: self,
            to,
            allowed: self.allowed(role, is_paid),
        })?;
        let explained = reason.is_some_and(|words| words.trim().chars().count() >= MIN_REASON);
        if !row.may(role) {
            Err(TransitionError::NotPermitted)
        } else if row.by == Mover::Manager && !explained {
            Err(TransitionError::ReasonMissing)
        } else {
            Ok(Move::Changed)
        }
    }

    fn transition(self, to: Self, is_paid: bool) -> Option<Transition> {
        let asked = |row: &Transition| row.from == self && row.to == to && row.is_for(is_paid);
        TRANSITIONS.into_iter().find(asked)
    }
}

impl FromStr for Lifecycle {
    type Err = UnknownWord;

    fn from_str(word: &str) -> Result<Self, UnknownWord> {
        Self::ALL.into_iter().find(|state| state.code() == word).ok_or(UnknownWord)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use Lifecycle::{Cancelled, Completed, Draft, Pending, Processing, Ready};

    /// Every pair of states, and who gets through it without and with a reason.
    #[test]
    fn every_transition_is_as_the_table_says() {
        let forward = [(Draft, Pending), (Pending, Processing), (Processing, Ready), (Ready, Completed)];
        let back = [(Processing, Pending), (Ready, Processing), (Completed, Ready)];
        for from in Lifecycle::ALL {
            for to in Lifecycle::ALL {
                for role in Role::ALL {
                    for is_paid in [false, true] {
                        let senior = role >= Role::Manager;
                        let cancels = to == Cancelled && !matches!(from, Completed | Cancelled);
                        let (plain, explained) = if from == to {
                            (Some(Move::Unchanged), Some(Move::Unchanged))
                        } else if forward.contains(&(from, to)) || (cancels && !is_paid) {
                            (Some(Move::Changed), Some(Move::Changed))
                        } else if (cancels || back.contains(&(from, to))) && senior {
                            (None, Some(Move::Changed))
                        } else {
                            (None, None)
                        };
                        let case = format!("{from:?} to {to:?} by {role:?}, paid {is_paid}");
                        assert_eq!(from.move_to(to, role, is_paid, None).ok(), plain, "{case}");
                        let reason = Some("wrong table");
                        assert_eq!(from.move_to(to, role, is_paid, reason).ok(), explained, "{case}");
                    }
                }
            }
        }
    }

    #[test]
    fn the_app_may_say_fetched_and_called_off_and_nothing_else() {
        for from in Lifecycle::ALL {
            for to in Lifecycle::ALL {
                for is_paid in [false, true] {
                    let called_off = to == Cancelled && matches!(from, Draft | Pending) && !is_paid;
                    let may = (from, to) == (Ready, Completed) || called_off;
                    let moved = from.move_to(to, Role::App, is_paid, Some("called off by the customer"));
                    let case = format!("{from:?} to {to:?}, paid {is_paid}");
                    assert_eq!(moved == Ok(Move::Changed), may, "{case}");
                }
            }
        }
    }

    /// The table and the picture in the documentation are what the code does.
    #[test]
    fn the_drawn_diagram_is_this_table() {
        let drawn = include_str!("../../../../docs/LIFECYCLE.md");
        for row in TRANSITIONS {
            let (of, by) = (
                match row.of {
                    Paid::Any => "any",
                    Paid::No => "unpaid",
                    Paid::Yes => "paid",
                },
                match row.by {
                    Mover::Staff => "staff",
                    Mover::StaffOrApp => "staff, app",
                    Mover::Manager => "manager, with a reason",
                },
            );
            let (from, to) = (row.from.code(), row.to.code());
            let told = format!("| {from} | {to} | {of} | {by} |");
            assert!(drawn.contains(&told), "docs/LIFECYCLE.md lacks {told}");
            assert!(drawn.contains(&format!("{from} --> {to}")), "the diagram lacks {from} --> {to}");
        }
        let pairs: std::collections::HashSet<_> =
            TRANSITIONS.iter().map(|row| (row.from.code(), row.to.code())).collect();
        let rows = drawn.lines().filter(|line| line.starts_with("| ") && !line.starts_with("| from"));
        assert_eq!(rows.count(), TRANSITIONS.len(), "rows of the table");
        let arrows = drawn.lines().filter(|line| line.contains(" --> ") && !line.contains("[*]"));
        assert_eq!(arrows.count(), pairs.len(), "arrows of the diagram");
    }

    #[test]
    fn a_refused_move_names_the_allowed_ones() {
        assert_eq!(
            Pending.move_to(Completed, Role::Cashier, true, None),
            Err(TransitionError::NotAllowed { from: Pending, to: Completed, allowed: vec![Processing] })
        );
        assert_eq!(
            Ready.move_to(Processing, Role::Cashier, true, Some("wrong table")),
            Err(TransitionError::NotPermitted)
        );
        assert_eq!(
            Ready.move_to(Processing, Role::Owner, true, Some(" oh  ")),
            Err(TransitionError::ReasonMissing)
        );
    }

    #[test]
    fn words_read_back() {
        for state in Lifecycle::ALL {
            assert_eq!(state.code().parse(), Ok(state));
        }
        assert_eq!("Pending".parse::<Lifecycle>(), Err(UnknownWord));
    }
}
