//! This device's clocks, and ids made of them.

use chrono::{DateTime, Utc};
use uuid::{Builder, Uuid};
use wasm_bindgen::JsCast;

/// What this device's clock says, right or wrong.
pub(crate) fn now() -> DateTime<Utc> {
    #[expect(clippy::cast_possible_truncation, reason = "whole milliseconds since 1970 fit for ages")]
    let ms = js_sys::Date::now() as i64;
    DateTime::from_timestamp_millis(ms).unwrap_or_default()
}

/// When the server answered with this page, on the clock that only runs forward.
pub(crate) fn page_answered_ms() -> Option<f64> {
    let timing = web_sys::window()?.performance()?.get_entries_by_type("navigation").get(0);
    let timing = timing.dyn_into::<web_sys::PerformanceNavigationTiming>().ok()?;
    Some(timing.response_start())
}

/// Milliseconds of a clock that only runs forward.
pub(crate) fn forward_ms() -> f64 {
    web_sys::window().and_then(|window| window.performance()).map_or(0.0, |clock| clock.now())
}

/// A UUIDv7 (RFC 9562, section 5.7) of this device's clock and the browser's random numbers.
pub(crate) fn new_id() -> Uuid {
    let millis = u64::try_from(now().timestamp_millis()).unwrap_or(0);
    Builder::from_unix_timestamp_millis(millis, &random()).into_uuid()
}

fn random() -> [u8; 10] {
    let mut bytes = [0; 10];
    let crypto = web_sys::window().and_then(|window| window.crypto().ok());
    if crypto.and_then(|crypto| crypto.get_random_values_with_u8_array(&mut bytes).ok()).is_none() {
        // Only a browser without Web Crypto comes here; an id must still be new.
        for byte in &mut bytes {
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "it lies between 0 and 255"
            )]
            let chance = (js_sys::Math::random() * 256.0) as u8;
            *byte = chance;
        }
    }
    bytes
}
