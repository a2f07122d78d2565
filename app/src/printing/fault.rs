//! What a printer's faults mean, and what to do.

use contract::devices::PrinterFault;

use super::words::of;
use crate::words::{Language, fill};

/// A fault in words, with its remedy.
pub(crate) fn remedy(fault: &PrinterFault, language: Language) -> String {
    let words = of(language);
    let after = |sentence: &str, written: usize| {
        if written == 0 {
            return sentence.to_owned();
        }
        format!("{sentence} {}", fill(words.bytes_sent, &written.to_string()))
    };
    match fault {
        PrinterFault::Unsupported => words.unsupported.to_owned(),
        PrinterFault::NothingChosen => words.nothing_chosen.to_owned(),
        PrinterFault::NotConnected => words.not_connected.to_owned(),
        PrinterFault::NotAPrinter => words.not_a_printer.to_owned(),
        PrinterFault::Claimed => words.claimed.to_owned(),
        PrinterFault::Denied => words.denied.to_owned(),
        PrinterFault::Unplugged { written } => after(words.unplugged, *written),
        PrinterFault::Stalled { written } => after(words.stalled, *written),
        PrinterFault::ShortWrite { written } => after(words.short_write, *written),
        PrinterFault::TimedOut { written } => after(words.timed_out, *written),
        PrinterFault::Busy => words.busy.to_owned(),
        PrinterFault::Other(own_words) => format!("{} ({own_words})", words.other),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_fault_says_something_of_its_own_in_each_language() {
        let faults = [
            PrinterFault::Unsupported,
            PrinterFault::NothingChosen,
            PrinterFault::NotConnected,
            PrinterFault::NotAPrinter,
            PrinterFault::Claimed,
            PrinterFault::Denied,
            PrinterFault::Unplugged { written: 0 },
            PrinterFault::Stalled { written: 0 },
            PrinterFault::ShortWrite { written: 0 },
            PrinterFault::TimedOut { written: 0 },
            PrinterFault::Busy,
            PrinterFault::Other("odd".into()),
        ];
        for language in Language::ALL {
            let mut told: Vec<String> = faults.iter().map(|fault| remedy(fault, language)).collect();
            told.sort_unstable();
            told.dedup();
            assert_eq!(told.len(), faults.len(), "{language:?}");
        }
    }

    #[test]
    fn how_far_it_got_is_told_if_it_got_anywhere() {
        let at = |written| remedy(&PrinterFault::Unplugged { written }, Language::English);
        assert!(at(2_048).ends_with("It had taken 2048 bytes."));
        assert!(at(0).ends_with("then send again."));
    }
}
