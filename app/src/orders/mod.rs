//! The order list and single orders.

mod actions;
mod deletion;
pub mod edit;
mod filter;
mod filter_bar;
mod list;
mod moves;
mod new;
mod page;
mod parts;
mod payments;
mod timeline;

pub use actions::{DeleteOrderForm, ListOrders, MoveOrderForm, RestoreOrderForm, ShowOrder};
pub use edit::EditPage;
pub use filter::ListFilter;
pub use list::OrdersPage;
pub use new::{NewOrderPage, OpenOrderForm};
pub use page::OrderPage;
