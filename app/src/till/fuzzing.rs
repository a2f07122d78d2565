//! What a till reads of its device, for [`crate::fuzzing`].

use serde_json::{Value, from_slice, to_value};

use super::sale::{Sale, parse_percent};

/// A sale that was kept on the device, as it would be kept again.
pub fn kept_sale(kept: &[u8]) -> Option<Value> {
    to_value(from_slice::<Sale>(kept).ok()?).ok()
}

/// A percentage as a person types it, in hundredths of a percent.
pub fn percent(typed: &str) -> Option<i64> {
    parse_percent(typed)
}
