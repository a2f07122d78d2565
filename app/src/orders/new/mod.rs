//! The form for an order by phone, and for whoever pays in parts or later.
//!
//! It works without JavaScript: it is sent to its own page, which records the order or shows the form
//! again with everything that was typed. In the browser the same fields are read by the same code at
//! every keystroke, for totals, schedule and what is wrong.
//!
//! | module | holds |
//! |---|---|
//! | `entry` | what is typed, read from the fields of the form: pure |
//! | `outlook`, `payment` | what it comes to, what is wrong, and the command: pure |
//! | `wrong` | everything that can be wrong, at its field: pure |
//! | `desk` | the form while its page is open |
//! | `page`, `lines`, `ways`, `preview`, `fields` | the views, which only show the desk |
//! | `actions`, `words` | what is asked of the server; what is said |

mod actions;
mod desk;
mod entry;
mod fields;
mod lines;
mod outlook;
mod page;
mod payment;
mod preview;
mod ways;
mod words;
mod wrong;

pub use actions::OpenOrderForm;
pub use page::NewOrderPage;

/// The command of a form, if nothing in it is wrong.
#[cfg(feature = "fuzzing")]
pub(super) fn command(
    fields: &crate::form::Fields,
    menu: &contract::catalogue::MenuView,
) -> Option<contract::orders::PlaceOrder> {
    outlook::look(&entry::OrderEntry::read(fields), menu).command
}
