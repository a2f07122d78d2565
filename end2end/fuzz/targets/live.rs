//! What is said over the live socket, both ways.
#![no_main]

use contract::live::{ClientMessage, ServerMessage, Topic};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    if let Ok(topic) = text.parse::<Topic>() {
        assert!(topic.to_string().parse::<Topic>().is_ok_and(|again| again == topic), "{text:?}");
    }
    let _ = serde_json::from_str::<ClientMessage>(text);
    if let Ok(message) = serde_json::from_str::<ServerMessage>(text) {
        let written = serde_json::to_string(&message).unwrap();
        assert!(serde_json::from_str::<ServerMessage>(&written).is_ok(), "{written}");
    }
});
