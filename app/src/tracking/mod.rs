//! A customer following an order: by its secret link, or by reference and phone number.

mod actions;
mod look_up;
mod page;
mod steps;

pub use actions::{FollowOrder, LookUpOrder};
pub use look_up::LookUpPage;
pub use page::TrackingPage;
