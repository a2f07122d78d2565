//! A socket that doesn't wait for ever.

use std::{
    io::{self, IoSlice},
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
    time::Duration,
};

use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    net::TcpStream,
    time::{Instant, Sleep, sleep_until},
};

use super::{Limits, doors::Seat, line::Line};

/// A time by which something must have happened, if one is set.
#[derive(Default)]
struct Deadline {
    sleep: Option<Pin<Box<Sleep>>>,
    is_set: bool,
}

impl Deadline {
    fn set(&mut self, after: Duration) {
        let at = Instant::now() + after;
        match &mut self.sleep {
            Some(sleep) => sleep.as_mut().reset(at),
            None => self.sleep = Some(Box::pin(sleep_until(at))),
        }
        self.is_set = true;
    }

    /// Whether it has passed; if not, whoever asks is woken when it has.
    fn has_passed(&mut self, context: &mut Context<'_>) -> bool {
        self.is_set && self.sleep.as_mut().is_some_and(|sleep| sleep.as_mut().poll(context).is_ready())
    }
}

/// A socket on which a head must come, and an answer must be taken, within their time.
pub(super) struct WatchedStream {
    stream: TcpStream,
    line: Arc<Line>,
    limits: Limits,
    /// By when the head that is coming must be there.
    head: Deadline,
    /// How many requests there were when it was set.
    head_after: u64,
    /// By when the other side must have taken something.
    taking: Deadline,
    /// Free again when the socket is closed, whatever it has become.
    _seat: Seat,
}

impl WatchedStream {
    pub(super) fn new(stream: TcpStream, line: Arc<Line>, limits: Limits, seat: Seat) -> Self {
        let mut head = Deadline::default();
        head.set(limits.head);
        Self { stream, line, limits, head, head_after: 0, taking: Deadline::default(), _seat: seat }
    }

    fn taken<T>(&mut self, context: &mut Context<'_>, done: Poll<io::Result<T>>) -> Poll<io::Result<T>> {
        if done.is_ready() || self.line.has_left() {
            self.taking.is_set = false;
            return done;
        }
        if !self.taking.is_set {
            self.taking.set(self.limits.answer_piece);
        }
        if self.taking.has_passed(context) {
            return Poll::Ready(Err(io::ErrorKind::TimedOut.into()));
        }
        done
    }
}

impl AsyncRead for WatchedStream {
    fn poll_read(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        let before = buffer.filled().len();
        let read = Pin::new(&mut this.stream).poll_read(context, buffer);
        if this.head_after != this.line.asked() {
            this.head_after = this.line.asked();
            this.head.is_set = false;
        }
        if !this.line.is_asking() {
            return read;
        }
        match read {
            Poll::Pending if this.head.has_passed(context) => {
                Poll::Ready(Err(io::ErrorKind::TimedOut.into()))
            }
            Poll::Ready(Ok(())) if buffer.filled().len() > before && !this.head.is_set => {
                this.head.set(this.limits.head);
                read
            }
            read => read,
        }
    }
}

impl AsyncWrite for WatchedStream {
    fn poll_write(self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let this = self.get_mut();
        let written = Pin::new(&mut this.stream).poll_write(context, bytes);
        this.taken(context, written)
    }

    fn poll_write_vectored(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        pieces: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let this = self.get_mut();
        let written = Pin::new(&mut this.stream).poll_write_vectored(context, pieces);
        this.taken(context, written)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().stream).poll_flush(context)
    }

    fn poll_shutdown(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().stream).poll_shutdown(context)
    }
}
