//! What Kedai does by itself, for managers and owners: how each kind of job is doing, each job, and how those about
//! an order stand, on its page.
//!
//! | module | holds |
//! |---|---|
//! | `page`, `queues`, `list` | all jobs: how each kind is doing, a question before many are changed, the list |
//! | `one` | one job: each attempt, and what can be done with it |
//! | `of_order` | the line on an order's page |
//! | `filter` | what the page is narrowed to, as the address says it: pure |
//! | `actions`, `words` | what is asked of the server; what is said |

mod actions;
mod filter;
mod list;
mod of_order;
mod one;
mod page;
mod queues;
mod words;

pub use actions::{CancelJobForm, ChangeJobsForm, FindJobs, JobsOfOrderLine, RetryJobForm, ShowJob};
pub use of_order::JobsOfOrderPart;
pub use one::JobPage;
pub use page::JobsPage;
