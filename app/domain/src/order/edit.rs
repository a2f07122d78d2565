//! Whether an order may still be edited, and what an edit takes from counted stock.

use super::{LedgerSums, Lifecycle};

/// Why an order can't be edited any more.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotEditable {
    /// What was sold and what was paid for it agree; a change would make them differ.
    #[error("this order is paid in full: record another order for what is added, or reverse a payment first")]
    Paid,
    /// Nothing of it is owed or made any more.
    #[error("this order is cancelled: record a new one")]
    Cancelled,
}

/// Whether an order that stands here, with this ledger and total, may be edited.
pub const fn check_editable(lifecycle: Lifecycle, ledger: LedgerSums, total: i64) -> Result<(), NotEditable> {
    if matches!(lifecycle, Lifecycle::Cancelled) {
        Err(NotEditable::Cancelled)
    } else if ledger.held() >= total {
        Err(NotEditable::Paid)
    } else {
        Ok(())
    }
}

/// How many of a product an edit takes from counted stock: more than 0 taken, less than 0 put back.
/// `before` and `after` are how many the order has, `taken` how many of them came from counted stock:
/// what was sold while nobody counted doesn't come back.
pub fn taken_by_edit(before: i64, after: i64, taken: i64) -> i64 {
    let more = after.saturating_sub(before);
    if more >= 0 { more } else { more.max(-taken.max(0)) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn ledger(received: i64, refunded: i64) -> LedgerSums {
        LedgerSums { received, refunded }
    }

    #[test]
    fn only_what_is_still_owed_may_be_edited() {
        for open in [Lifecycle::Pending, Lifecycle::Processing, Lifecycle::Ready, Lifecycle::Completed] {
            assert_eq!(check_editable(open, ledger(0, 0), 100), Ok(()));
            assert_eq!(check_editable(open, ledger(99, 0), 100), Ok(()));
            assert_eq!(check_editable(open, ledger(100, 0), 100), Err(NotEditable::Paid));
        }
        assert_eq!(check_editable(Lifecycle::Pending, ledger(0, 0), 0), Err(NotEditable::Paid));
        let cancelled = check_editable(Lifecycle::Cancelled, ledger(100, 100), 100);
        assert_eq!(cancelled, Err(NotEditable::Cancelled));
    }

    #[test]
    fn stock_moves_by_the_difference() {
        assert_eq!(taken_by_edit(2, 5, 2), 3);
        assert_eq!(taken_by_edit(5, 2, 5), -3);
        assert_eq!(taken_by_edit(5, 2, 1), -1);
        assert_eq!(taken_by_edit(5, 0, 0), 0);
        assert_eq!(taken_by_edit(2, 2, 2), 0);
    }

    proptest! {
        #[test]
        fn nothing_comes_back_that_was_not_taken(
            before in 0_i64..10_000, after in 0_i64..10_000, taken in 0_i64..10_000,
        ) {
            let moved = taken_by_edit(before, after, taken);
            prop_assert!(taken + moved >= 0);
            prop_assert!(moved.abs() <= (after - before).abs());
            prop_assert!(moved == 0 || moved.signum() == (after - before).signum());
        }
    }
}
