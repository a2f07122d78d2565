//! The order list and single orders.

mod actions;
mod filter;
mod filter_bar;
mod list;
mod moves;
mod page;
mod parts;
mod timeline;

pub use actions::{ListOrders, MoveOrderForm, ShowOrder};
pub use filter::ListFilter;
pub use list::OrdersPage;
pub use page::OrderPage;
