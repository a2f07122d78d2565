//! The first look at what is sent about orders, for [`crate::fuzzing`].

use chrono::{DateTime, NaiveDate, Utc};
use contract::{
    Problem,
    ingestion::IngestOrder,
    orders::{EditOrder, OrderFilter, PlaceOrder, RecordPayment},
};
use domain::id::ProductId;
use uuid::Uuid;

use super::{edit, list_filter, past, pay, place};
use crate::catalogue::import::ImportError;

/// What a list of orders is asked for.
pub fn order_list(filter: &OrderFilter) -> Result<(), Problem> {
    list_filter::asked(filter).map(|_| ())
}

/// An order that staff record, field by field.
pub fn new_order(order: PlaceOrder) -> Result<(), Problem> {
    place::prepare(order).map(|_| ())
}

/// An order that an app sends, field by field, if every code were on the menu.
pub fn app_order(order: &IngestOrder) -> Result<(), Problem> {
    place::prepared(order, |_| Some(ProductId::from_uuid(Uuid::nil()))).map(|_| ())
}

/// An edit, field by field.
pub fn edit(change: &EditOrder) -> Result<(), Problem> {
    edit::wanted(change).map(|_| ())
}

/// A payment, field by field.
pub fn payment(payment: RecordPayment, now: DateTime<Utc>) -> Result<(), Problem> {
    pay::check(payment, now).map(|_| ())
}

/// How many orders two files hold, if nothing is known that they name.
pub fn past_orders(orders: &[u8], lines: &[u8], today: NaiveDate) -> Result<usize, ImportError> {
    past::read_alone(orders, lines, today)
}
