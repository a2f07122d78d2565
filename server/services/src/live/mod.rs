//! The live feed: from a stream's committed events to everybody who follows them.
//!
//! [`LiveHub`] keeps one [`feed`] per stream that somebody follows. A task hears notices from the
//! database, reads what came after the feed's number, and hands it on; so every process that
//! serves the database serves the same feed. A follower gets what came after the number it last
//! saw, or a snapshot; one that reads too slowly is given a snapshot instead of a backlog.

mod feed;
mod follow;
mod hub;

pub use follow::{Followed, Following};
pub use hub::LiveHub;
