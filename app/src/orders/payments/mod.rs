//! How an order is paid: its schedule, its ledger, and the forms that enter payments and reverse them.
//!
//! | module | holds |
//! |---|---|
//! | `entry` | a payment as it is typed: pure |
//! | `actions` | what is asked of the server |
//! | `schedule`, `ledger`, `form` | the views |

mod actions;
mod entry;
mod form;
mod ledger;
mod schedule;
mod words;

pub(super) use actions::{Unanswered, answer_form};
pub(super) use form::{PaymentForm, RecordPaymentPart, Recorded};
pub(super) use ledger::PaymentsPart;
pub(super) use schedule::SchedulePart;

/// The command of a form.
#[cfg(feature = "fuzzing")]
pub(super) fn command(
    fields: &crate::form::Fields,
    balance: domain::money::Money,
    today: chrono::NaiveDate,
    wall_clock: &domain::wall_clock::WallClock,
) -> Result<contract::orders::RecordPayment, contract::Problem> {
    entry::PaymentEntry::read(fields).command(balance, today, wall_clock)
}
