//! Who did or saw what.
//!
//! Every change of an order or a person, and every look at a person's data, leaves an entry in the
//! transaction that did it.

mod entry;

pub(crate) use entry::{Deed, FieldChange, audit_row};
