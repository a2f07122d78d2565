//! Customers: finding them, what they bought, and what the law gives them.
//!
//! | module | holds |
//! |---|---|
//! | `filter` | what the list is narrowed to, as the address says it: pure |
//! | `list` | the list and its search |
//! | `page`, `bought`, `keep` | one customer: who they are, what they bought, export and erasure |
//! | `actions`, `words` | what is asked of the server; what is said |

mod actions;
mod bought;
mod filter;
mod keep;
mod list;
mod page;
mod words;

pub use actions::{EraseCustomerForm, FindCustomers, ShowCustomer};
pub use list::CustomersPage;
pub use page::CustomerPage;
