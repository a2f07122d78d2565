//! What a printer says of itself: `DLE EOT n` and its answers.
//!
//! Many clones never answer. Wait about a second for [`STATUS_ANSWER_BYTES`] bytes; less is
//! [`PrinterStatus::Unknown`], which is no error.

/// Bytes in a full answer to [`status_request`]: one for each question.
pub const STATUS_ANSWER_BYTES: usize = 4;

const DLE: u8 = 0x10;
const EOT: u8 = 0x04;
/// Software flow control, which a serial printer may mix into its answer.
const XON: u8 = 0x11;
const XOFF: u8 = 0x13;

/// Asks for all four: printer, cause of being offline, error, paper. Printers answer at once, even
/// in the middle of a job, when they are offline, and when their buffer is full.
pub const fn status_request() -> [u8; 12] {
    [DLE, EOT, 1, DLE, EOT, 2, DLE, EOT, 3, DLE, EOT, 4]
}

/// What is known of a printer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PrinterStatus {
    /// It didn't answer, or not in a way that can be understood.
    Unknown,
    /// It answered.
    Known(PrinterCondition),
}

/// A printer's answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PrinterCondition {
    /// It doesn't print now.
    pub offline: bool,
    /// Its cover is open.
    pub cover_open: bool,
    /// Its paper.
    pub paper: Paper,
    /// What is wrong with it, if anything.
    pub error: Option<PrinterError>,
    /// The drawer's contact.
    pub drawer: DrawerSignal,
}

/// How much paper is left.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Paper {
    /// Enough, or the printer has no sensor.
    Enough,
    /// Bring a new roll.
    NearEnd,
    /// None.
    Out,
}

/// What is wrong with a printer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PrinterError {
    /// It must be repaired.
    Unrecoverable,
    /// Its cutter is stuck.
    Cutter,
    /// Someone must help, by freeing or switching it off and on.
    Recoverable,
    /// It waits, mostly to cool down, and goes on by itself.
    Passing,
}

/// The level of the drawer's contact. Which of the two means "open" depends on the drawer's wiring.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DrawerSignal {
    /// Pin 3 is low.
    Low,
    /// Pin 3 is high.
    High,
}

impl PrinterStatus {
    /// Reads the answer to [`status_request`]. Every answer byte has bits 1 and 4 set and bits 0
    /// and 7 clear, so other traffic is told apart.
    pub fn from_bytes(answer: &[u8]) -> Self {
        let mut bytes = answer.iter().copied().filter(|byte| !matches!(*byte, XON | XOFF));
        let mut next = || bytes.next().filter(|byte| byte & 0b1001_0011 == 0b0001_0010);
        let (Some(printer), Some(cause), Some(error), Some(paper)) = (next(), next(), next(), next()) else {
            return Self::Unknown;
        };
        let set = |byte: u8, bits: u8| byte & bits != 0;
        Self::Known(PrinterCondition {
            offline: set(printer, 0x08),
            cover_open: set(cause, 0x04),
            paper: if set(paper, 0x60) || set(cause, 0x20) {
                Paper::Out
            } else if set(paper, 0x0c) {
                Paper::NearEnd
            } else {
                Paper::Enough
            },
            error: if set(error, 0x20) {
                Some(PrinterError::Unrecoverable)
            } else if set(error, 0x08) {
                Some(PrinterError::Cutter)
            } else if set(error, 0x40) {
                Some(PrinterError::Passing)
            } else if set(error, 0x04) || set(cause, 0x40) {
                Some(PrinterError::Recoverable)
            } else {
                None
            },
            drawer: if set(printer, 0x04) { DrawerSignal::High } else { DrawerSignal::Low },
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const WELL: PrinterCondition = PrinterCondition {
        offline: false,
        cover_open: false,
        paper: Paper::Enough,
        error: None,
        drawer: DrawerSignal::Low,
    };

    #[test]
    fn each_bit_means_what_the_reference_says() {
        for (answer, condition) in [
            ([0x12, 0x12, 0x12, 0x12], WELL),
            ([0x16, 0x12, 0x12, 0x12], PrinterCondition { drawer: DrawerSignal::High, ..WELL }),
            ([0x1a, 0x12, 0x12, 0x12], PrinterCondition { offline: true, ..WELL }),
            ([0x12, 0x16, 0x12, 0x12], PrinterCondition { cover_open: true, ..WELL }),
            ([0x12, 0x12, 0x12, 0x1e], PrinterCondition { paper: Paper::NearEnd, ..WELL }),
            ([0x12, 0x12, 0x12, 0x7e], PrinterCondition { paper: Paper::Out, ..WELL }),
            ([0x12, 0x32, 0x12, 0x12], PrinterCondition { paper: Paper::Out, ..WELL }),
            ([0x12, 0x12, 0x16, 0x12], PrinterCondition { error: Some(PrinterError::Recoverable), ..WELL }),
            ([0x12, 0x52, 0x12, 0x12], PrinterCondition { error: Some(PrinterError::Recoverable), ..WELL }),
            ([0x12, 0x52, 0x52, 0x12], PrinterCondition { error: Some(PrinterError::Passing), ..WELL }),
            ([0x12, 0x52, 0x1a, 0x12], PrinterCondition { error: Some(PrinterError::Cutter), ..WELL }),
            ([0x12, 0x52, 0x32, 0x12], PrinterCondition { error: Some(PrinterError::Unrecoverable), ..WELL }),
        ] {
            assert_eq!(PrinterStatus::from_bytes(&answer), PrinterStatus::Known(condition), "{answer:x?}");
        }
    }

    #[test]
    fn flow_control_is_not_an_answer() {
        let answer = [XOFF, 0x12, XON, 0x12, 0x12, 0x12];
        assert_eq!(PrinterStatus::from_bytes(&answer), PrinterStatus::Known(WELL));
    }

    #[test]
    fn silence_and_noise_are_unknown() {
        for answer in [&[][..], &[0x12, 0x12, 0x12], &[0, 0, 0, 0], &[0xff; 8], b"OK\r\n"] {
            assert_eq!(PrinterStatus::from_bytes(answer), PrinterStatus::Unknown, "{answer:x?}");
        }
    }
}
