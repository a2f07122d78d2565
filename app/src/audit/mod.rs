//! Who did or saw what: the audit page, and an order's entries on its own page.
//!
//! | module | holds |
//! |---|---|
//! | `filter` | what the page is narrowed to, as the address says it: pure |
//! | `fields` | what fields are called and how their values read: pure |
//! | `page`, `entries`, `filter_bar` | the views |
//! | `actions`, `words` | what is asked of the server; what is said |

mod actions;
mod entries;
mod fields;
mod filter;
mod filter_bar;
mod history;
mod page;
mod words;

pub use actions::{LoadAudit, LoadHistory};
pub use history::HistoryPart;
pub use page::AuditPage;
