//! What an open printer can do, and how a job is sent over it in pieces.

use std::future::Future;

use async_trait::async_trait;
use contract::devices::{PrintJob, PrinterFault, Transport};
use wasm_bindgen::JsValue;

/// The largest piece, however fast a profile says its printer is: clones drop what comes after.
const MOST_CHUNK_BYTES: usize = 4_096;

/// A printer that is open.
#[async_trait(?Send)]
pub(super) trait Link {
    /// How it is reached.
    fn transport(&self) -> Transport;
    /// What it calls itself.
    fn name(&self) -> String;
    /// Whether this is the browser's object for it.
    fn is_device(&self, device: &JsValue) -> bool;
    /// Sends a piece, and tells how much of it was taken.
    async fn write(&self, piece: &[u8]) -> Result<usize, WriteFault>;
    /// What it says within so many milliseconds; empty if that is nothing.
    async fn read(&self, wait_ms: u32) -> Result<Vec<u8>, PrinterFault>;
    /// Closes it.
    async fn close(&self);
    /// Closes it and gives the browser's permission back.
    async fn forget(&self);
}

/// Why a piece was not taken whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum WriteFault {
    /// The printer isn't there any more, or no longer ours.
    Gone,
    /// It refuses to take more, after so many bytes of this piece.
    Stalled(usize),
    /// It took too long.
    TimedOut,
    /// Something else, in the browser's own words.
    Other(String),
}

impl WriteFault {
    fn after(self, written: usize) -> PrinterFault {
        match self {
            Self::Gone => PrinterFault::Unplugged { written },
            Self::Stalled(more) => PrinterFault::Stalled { written: written + more },
            Self::TimedOut => PrinterFault::TimedOut { written },
            Self::Other(words) => PrinterFault::Other(words),
        }
    }
}

/// Sends a job in pieces with a pause after each but the last. After a fault nothing more is sent: the
/// printer may have printed what it took, and only a person can see that.
pub(super) async fn send<P: Future<Output = ()>>(
    link: &dyn Link,
    job: &PrintJob,
    pause: impl Fn(u32) -> P,
) -> Result<(), PrinterFault> {
    let mut written = 0;
    for piece in job.bytes.chunks(job.chunk_bytes.clamp(1, MOST_CHUNK_BYTES)) {
        if written > 0 && job.pause_ms > 0 {
            pause(job.pause_ms).await;
        }
        let taken = link.write(piece).await.map_err(|fault| fault.after(written))?;
        written += taken;
        if taken < piece.len() {
            return Err(PrinterFault::ShortWrite { written });
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::{
        cell::{Cell, RefCell},
        future::ready,
        pin::pin,
        task::{Context, Poll, Waker},
    };

    use super::*;

    /// Takes pieces until its script says otherwise.
    #[derive(Default)]
    struct Scripted {
        taken: RefCell<Vec<Vec<u8>>>,
        fails_at: usize,
        how: Option<Result<usize, WriteFault>>,
    }

    #[async_trait(?Send)]
    impl Link for Scripted {
        fn transport(&self) -> Transport {
            Transport::Usb
        }
        fn name(&self) -> String {
            "Scripted".into()
        }
        fn is_device(&self, _: &JsValue) -> bool {
            false
        }
        async fn write(&self, piece: &[u8]) -> Result<usize, WriteFault> {
            if let Some(how) = self.how.clone().filter(|_| self.taken.borrow().len() == self.fails_at) {
                return how;
            }
            self.taken.borrow_mut().push(piece.to_vec());
            Ok(piece.len())
        }
        async fn read(&self, _: u32) -> Result<Vec<u8>, PrinterFault> {
            Ok(vec![])
        }
        async fn close(&self) {}
        async fn forget(&self) {}
    }

    fn print(link: &Scripted, job: &PrintJob) -> (Result<(), PrinterFault>, u32) {
        let paused = Cell::new(0);
        let sending = send(link, job, |ms| {
            paused.set(paused.get() + ms);
            ready(())
        });
        let Poll::Ready(sent) = pin!(sending).poll(&mut Context::from_waker(Waker::noop())) else {
            panic!("nothing here waits")
        };
        (sent, paused.get())
    }

    fn job(length: usize, chunk_bytes: usize) -> PrintJob {
        PrintJob { bytes: vec![7; length], chunk_bytes, pause_ms: 10 }
    }

    #[test]
    fn a_job_goes_out_in_pieces_with_pauses_between() {
        let link = Scripted::default();
        assert_eq!(print(&link, &job(10_000, 4_096)), (Ok(()), 20));
        let lengths: Vec<usize> = link.taken.borrow().iter().map(Vec::len).collect();
        assert_eq!(lengths, [4_096, 4_096, 1_808]);
    }

    #[test]
    fn no_profile_makes_pieces_too_large_or_empty() {
        for (asked, first) in [(0, 1), (1_000_000, 4_096)] {
            let link = Scripted::default();
            assert_eq!(print(&link, &job(5_000, asked)).0, Ok(()));
            assert_eq!(link.taken.borrow()[0].len(), first);
        }
    }

    #[test]
    fn a_fault_tells_how_much_was_taken_and_ends_the_job() {
        let cases = [
            (Err(WriteFault::Gone), PrinterFault::Unplugged { written: 8 }),
            (Err(WriteFault::Stalled(2)), PrinterFault::Stalled { written: 10 }),
            (Err(WriteFault::TimedOut), PrinterFault::TimedOut { written: 8 }),
            (Err(WriteFault::Other("no".into())), PrinterFault::Other("no".into())),
            (Ok(1), PrinterFault::ShortWrite { written: 9 }),
        ];
        for (how, fault) in cases {
            let link = Scripted { fails_at: 2, how: Some(how), ..Scripted::default() };
            assert_eq!(print(&link, &job(40, 4)).0, Err(fault));
            assert_eq!(link.taken.borrow().len(), 2);
        }
    }
}
