//! An order's events, as they are kept: whatever they say, they are told apart or refused.
#![no_main]

use domain::order::{OrderEvent, OrderState};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|kept: &[u8]| {
    if let Ok(events) = serde_json::from_slice::<Vec<OrderEvent>>(kept) {
        let _ = OrderState::replay(&events);
    }
});
