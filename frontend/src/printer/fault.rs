//! What a browser's refusals mean. Sources: the WebUSB and Web Serial specifications' algorithms,
//! and what Chromium does where the system holds the device.

use contract::devices::PrinterFault;
use wasm_bindgen::JsValue;

use super::link::WriteFault;
use crate::wait::property;

/// A refusal's name and words.
fn name_and_words(refusal: &JsValue) -> (String, String) {
    let word = |name| property(refusal, name).as_string().unwrap_or_default();
    (word("name"), word("message"))
}

/// Why choosing failed.
pub(super) fn choosing(refusal: &JsValue) -> PrinterFault {
    let (name, words) = name_and_words(refusal);
    choosing_by_name(&name, words)
}

/// Why opening or claiming failed.
pub(super) fn opening(refusal: &JsValue) -> PrinterFault {
    let (name, words) = name_and_words(refusal);
    opening_by_name(&name, words)
}

/// Why sending failed.
pub(super) fn writing(refusal: &JsValue) -> WriteFault {
    let (name, words) = name_and_words(refusal);
    writing_by_name(&name, words)
}

fn choosing_by_name(name: &str, words: String) -> PrinterFault {
    match name {
        "NotFoundError" | "AbortError" => PrinterFault::NothingChosen,
        "SecurityError" | "NotAllowedError" => PrinterFault::Denied,
        _ => other(name, words),
    }
}

fn opening_by_name(name: &str, words: String) -> PrinterFault {
    match name {
        "SecurityError" | "NotAllowedError" => PrinterFault::Denied,
        // The printer is there, and somebody else has it: a driver, a spooler, another tab.
        "NetworkError" | "InvalidStateError" => PrinterFault::Claimed,
        "NotFoundError" => PrinterFault::NotConnected,
        _ => other(name, words),
    }
}

fn writing_by_name(name: &str, words: String) -> WriteFault {
    match name {
        "NetworkError" | "NotFoundError" | "InvalidStateError" | "BreakError" => WriteFault::Gone,
        _ if words.is_empty() => WriteFault::Other(name.to_owned()),
        _ => WriteFault::Other(words),
    }
}

fn other(name: &str, words: String) -> PrinterFault {
    PrinterFault::Other(if words.is_empty() { name.to_owned() } else { words })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_name_means_another_thing_at_another_step() {
        let words = || "words".to_owned();
        assert_eq!(choosing_by_name("NotFoundError", words()), PrinterFault::NothingChosen);
        assert_eq!(opening_by_name("NotFoundError", words()), PrinterFault::NotConnected);
        assert_eq!(writing_by_name("NotFoundError", words()), WriteFault::Gone);
        assert_eq!(opening_by_name("NetworkError", words()), PrinterFault::Claimed);
        assert_eq!(writing_by_name("NetworkError", words()), WriteFault::Gone);
        assert_eq!(choosing_by_name("SecurityError", words()), PrinterFault::Denied);
    }

    #[test]
    fn an_unknown_refusal_keeps_its_words() {
        assert_eq!(opening_by_name("TypeError", "odd".into()), PrinterFault::Other("odd".into()));
        assert_eq!(writing_by_name("TypeError", String::new()), WriteFault::Other("TypeError".into()));
    }
}
