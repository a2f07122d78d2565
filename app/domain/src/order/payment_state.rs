//! How far an order is paid, derived from its ledger and never set by hand.

use serde::{Deserialize, Serialize};

/// How far an order is paid.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PaymentState {
    /// Nothing was received.
    Unpaid,
    /// Something, less than the total.
    PartiallyPaid,
    /// The total.
    Paid,
    /// Some of what was received went back.
    PartiallyRefunded,
    /// All of it went back.
    Refunded,
}

/// Sums over an order's ledger, in the smallest unit charged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct LedgerSums {
    /// Received, 0 or more.
    pub received: i64,
    /// Given back, 0 to `received`.
    pub refunded: i64,
}

impl LedgerSums {
    /// What the shop holds of it.
    pub const fn held(self) -> i64 {
        self.received - self.refunded
    }

    /// The state these sums mean for an order of `total`. An order that costs nothing is paid.
    pub const fn state(self, total: i64) -> PaymentState {
        if self.refunded > 0 {
            if self.held() <= 0 { PaymentState::Refunded } else { PaymentState::PartiallyRefunded }
        } else if self.received >= total {
            PaymentState::Paid
        } else if self.received > 0 {
            PaymentState::PartiallyPaid
        } else {
            PaymentState::Unpaid
        }
    }
}

impl PaymentState {
    /// The word the API uses.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Unpaid => "unpaid",
            Self::PartiallyPaid => "partially_paid",
            Self::Paid => "paid",
            Self::PartiallyRefunded => "partially_refunded",
            Self::Refunded => "refunded",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ledger_decides() {
        let state = |received, refunded, total| LedgerSums { received, refunded }.state(total);
        assert_eq!(state(0, 0, 100), PaymentState::Unpaid);
        assert_eq!(state(0, 0, 0), PaymentState::Paid);
        assert_eq!(state(99, 0, 100), PaymentState::PartiallyPaid);
        assert_eq!(state(100, 0, 100), PaymentState::Paid);
        assert_eq!(state(100, 1, 100), PaymentState::PartiallyRefunded);
        assert_eq!(state(100, 100, 100), PaymentState::Refunded);
    }

    #[test]
    fn the_api_s_words_are_those_that_are_stored() {
        for state in [
            PaymentState::Unpaid,
            PaymentState::PartiallyPaid,
            PaymentState::Paid,
            PaymentState::PartiallyRefunded,
            PaymentState::Refunded,
        ] {
            assert_eq!(serde_json::to_value(state).unwrap(), state.code());
        }
    }
}
