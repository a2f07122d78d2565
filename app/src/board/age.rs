//! How long a customer has been waiting, and when that is too long. Pure.

use chrono::{DateTime, Utc};
use contract::live::Ticket;

/// Minutes after which a ticket turns amber, if nobody expects it at a certain time.
const LATE_MINUTES: i64 = 8;
/// Minutes after which it turns brick.
const VERY_LATE_MINUTES: i64 = 15;

/// How late an order is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Lateness {
    /// In time.
    InTime,
    /// Somebody should look.
    Late,
    /// Somebody is waiting far too long.
    VeryLate,
}

/// Whole minutes since an order was placed, never below zero.
pub(super) fn minutes(ticket: &Ticket, now: DateTime<Utc>) -> i64 {
    (now - ticket.placed_at).num_minutes().max(0)
}

/// How late an order is: past its expected time it is at least late.
pub(super) fn lateness(ticket: &Ticket, now: DateTime<Utc>) -> Lateness {
    let is_overdue = ticket.expected_at.is_some_and(|expected| now > expected);
    match minutes(ticket, now) {
        VERY_LATE_MINUTES.. => Lateness::VeryLate,
        LATE_MINUTES.. => Lateness::Late,
        _ if is_overdue => Lateness::Late,
        _ => Lateness::InTime,
    }
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;

    use super::*;
    use crate::board::samples::{placed_at, ticket};

    fn after(minutes: i64) -> Lateness {
        lateness(&ticket(1, "pending", 1), placed_at() + TimeDelta::minutes(minutes))
    }

    #[test]
    fn tickets_turn_with_time() {
        let turned: Vec<Lateness> = [0, 7, 8, 14, 15, 600].map(after).to_vec();
        use Lateness::{InTime, Late, VeryLate};
        assert_eq!(turned, [InTime, InTime, Late, Late, VeryLate, VeryLate]);
    }

    #[test]
    fn past_its_expected_time_an_order_is_late() {
        let expected =
            Ticket { expected_at: Some(placed_at() + TimeDelta::minutes(3)), ..ticket(1, "pending", 1) };
        assert_eq!(lateness(&expected, placed_at() + TimeDelta::minutes(3)), Lateness::InTime);
        assert_eq!(lateness(&expected, placed_at() + TimeDelta::minutes(4)), Lateness::Late);
    }

    #[test]
    fn a_device_ahead_of_the_server_shows_no_negative_age() {
        assert_eq!(minutes(&ticket(1, "pending", 1), placed_at() - TimeDelta::minutes(5)), 0);
    }
}
