//! What a printer says of itself, in words. Pure.

use receipt::escpos::{Paper, PrinterCondition, PrinterError, PrinterStatus};

use super::words::PrinterWords;

/// A printer's status, the most pressing first. No answer is no error: many printers never give one.
pub(super) fn told(status: PrinterStatus, words: &PrinterWords) -> String {
    match status {
        PrinterStatus::Unknown => words.status_unknown.to_owned(),
        PrinterStatus::Known(condition) => sentences(&condition, words).join(" "),
    }
}

fn sentences(condition: &PrinterCondition, words: &PrinterWords) -> Vec<&'static str> {
    let mut told = Vec::new();
    told.extend(condition.error.map(|error| match error {
        PrinterError::Unrecoverable => words.error_unrecoverable,
        PrinterError::Cutter => words.error_cutter,
        PrinterError::Recoverable => words.error_recoverable,
        PrinterError::Passing => words.error_passing,
    }));
    if condition.cover_open {
        told.push(words.cover_open);
    }
    let paper = match condition.paper {
        Paper::Enough => words.paper_enough,
        Paper::NearEnd => words.paper_low,
        Paper::Out => words.paper_out,
    };
    told.push(paper);
    let is_well = told == [words.paper_enough] || told == [words.paper_low];
    told.insert(0, if is_well && !condition.offline { words.status_ready } else { words.status_offline });
    told
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{settings::words::of, words::Language};

    fn said(answer: &[u8]) -> String {
        told(PrinterStatus::from_bytes(answer), of(Language::English))
    }

    #[test]
    fn a_printer_that_is_well_is_ready() {
        assert_eq!(said(&[0x12, 0x12, 0x12, 0x12]), "Ready. Enough paper.");
        assert_eq!(said(&[0x12, 0x12, 0x12, 0x1e]), "Ready. Paper is running low.");
    }

    #[test]
    fn what_is_wrong_is_told_with_what_to_do() {
        assert_eq!(said(&[0x1a, 0x32, 0x12, 0x72]), "Offline. Out of paper: put in a new roll.");
        assert_eq!(said(&[0x1a, 0x16, 0x12, 0x12]), "Offline. The cover is open: close it. Enough paper.");
        assert!(said(&[0x1a, 0x52, 0x1a, 0x12]).starts_with("Offline. The cutter is stuck"));
    }

    #[test]
    fn silence_is_unknown_and_no_error() {
        assert!(said(&[]).starts_with("Status unknown"));
        assert!(said(&[0x12]).starts_with("Status unknown"));
    }
}
