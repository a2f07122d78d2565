//! The order list and single orders.

mod actions;
mod bulk;
mod bulk_bar;
mod deletion;
pub mod edit;
mod filter;
mod filter_bar;
#[cfg(feature = "fuzzing")]
pub(crate) mod fuzzing;
mod list;
mod list_words;
mod moves;
mod new;
mod page;
mod parts;
mod payments;
mod timeline;

pub use actions::{
    ChangeOrdersForm, DeleteOrderForm, ListOrders, MoveOrderForm, PreviewOrders, RestoreOrderForm, ShowOrder,
};
pub use bulk::BulkPage;
pub use edit::EditPage;
pub use filter::ListFilter;
pub use list::OrdersPage;
pub use new::{NewOrderPage, OpenOrderForm};
pub use page::OrderPage;
