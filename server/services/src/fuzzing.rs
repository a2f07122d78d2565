//! What fuzz targets reach of what this crate keeps to itself: whatever reads words from outside, as the
//! use cases call it. Only with feature `fuzzing`, which nothing that is shipped has.

use chrono::{DateTime, NaiveDate, Utc};
use contract::{Problem, analytics::FiguresFilter};
use uuid::Uuid;

use crate::{
    analytics,
    ingestion::{self, SignedMessage},
    orders::cursor,
    protection::SecretKey,
};
pub use crate::{
    catalogue::import::fuzzing::{ProductRow, product_rows},
    orders::fuzzing::{app_order, edit, new_order, order_list, past_orders, payment},
};

/// Reads where a list by time ended.
pub fn place(word: &str) -> Result<(DateTime<Utc>, Uuid), Problem> {
    cursor::read_place(word)
}

/// Reads where a list by name ended.
pub fn named_place(word: &str) -> Result<(String, Uuid), Problem> {
    cursor::read(word)
}

/// The cursor of a place.
pub fn cursor(place: &impl serde::Serialize) -> Option<String> {
    cursor::write(place).ok()
}

/// The first and the last day that figures are asked for.
pub fn figures(filter: &FiguresFilter, today: NaiveDate) -> Result<(NaiveDate, NaiveDate), Problem> {
    analytics::days(filter, today)
}

/// Whether a message is signed with a secret.
pub fn is_signed(secret: [u8; 32], message: SignedMessage<'_>) -> bool {
    ingestion::is_signed(&SecretKey(secret), message)
}

/// Signs a message.
pub fn sign(secret: [u8; 32], timestamp: &str, body: &[u8]) -> String {
    ingestion::sign(&SecretKey(secret), timestamp, body)
}
