//! What a printer answers.
#![no_main]

use libfuzzer_sys::fuzz_target;
use receipt::escpos::PrinterStatus;

fuzz_target!(|answer: &[u8]| {
    let _ = PrinterStatus::from_bytes(answer);
});
