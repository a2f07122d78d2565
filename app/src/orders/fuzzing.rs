//! The forms of orders, for [`crate::fuzzing`].

use chrono::NaiveDate;
use contract::{
    Problem,
    catalogue::MenuView,
    orders::{EditOrder, PlaceOrder, RecordPayment},
};
use domain::{money::Money, wall_clock::WallClock};

use super::{edit, new, payments};
use crate::form::Fields;

/// The command of a form for a new order, if nothing in it is wrong.
pub fn new_order(fields: &Fields, menu: &MenuView) -> Option<PlaceOrder> {
    new::command(fields, menu)
}

/// The command of a form that edits an order; nothing if its state can't be read.
pub fn edit(fields: &Fields, menu: &MenuView) -> Option<Result<EditOrder, Problem>> {
    edit::command(fields, menu)
}

/// The command of a form that enters a payment.
pub fn payment(
    fields: &Fields,
    balance: Money,
    today: NaiveDate,
    wall_clock: &WallClock,
) -> Result<RecordPayment, Problem> {
    payments::command(fields, balance, today, wall_clock)
}
