//! What the list picks orders by and that has few values, in the one number that its indexes are
//! led by: column `facet`, which the migration computes the same way.

use domain::order::{Channel, Lifecycle, PaymentState};

/// How far an order is, which way it came and how far it is paid.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Facet {
    /// Where it stands in the shop's work.
    pub lifecycle: Lifecycle,
    /// Which way it came.
    pub channel: Channel,
    /// How far it is paid.
    pub payment: PaymentState,
    /// Whether the shop holds less than the total.
    pub is_short: bool,
}

const PAYMENT_STATES: [PaymentState; 5] = [
    PaymentState::Unpaid,
    PaymentState::PartiallyPaid,
    PaymentState::Paid,
    PaymentState::PartiallyRefunded,
    PaymentState::Refunded,
];

impl Facet {
    /// The numbers of all facets that fit, below zero for orders that were deleted.
    pub fn numbers(are_deleted: bool, fits: impl Fn(Self) -> bool) -> Vec<i16> {
        let mut numbers = Vec::new();
        let mut number = 0;
        for lifecycle in Lifecycle::ALL {
            for channel in Channel::ALL {
                for payment in PAYMENT_STATES {
                    for is_short in [false, true] {
                        number += 1;
                        if fits(Self { lifecycle, channel, payment, is_short }) {
                            numbers.push(if are_deleted { -number } else { number });
                        }
                    }
                }
            }
        }
        numbers
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn facets_are_counted_as_the_migration_counts_them() {
        let sold = |facet: Facet| {
            (facet.lifecycle, facet.channel, facet.payment, facet.is_short)
                == (Lifecycle::Completed, Channel::App, PaymentState::Paid, false)
        };
        assert_eq!(Facet::numbers(false, sold), [1 + 4 * 40 + 2 * 10 + 2 * 2]);
        assert_eq!(Facet::numbers(true, sold), [-185]);
        let all = Facet::numbers(false, |_| true);
        assert_eq!((all.len(), all.first(), all.last()), (240, Some(&1), Some(&240)));
    }
}
