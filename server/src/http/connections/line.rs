//! Whose turn it is on a connection.

use std::{
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicU8, AtomicU64, Ordering},
    },
    task::{Context, Poll},
};

use axum::body::Body;
use bytes::Bytes;
use hyper::body::{Frame, SizeHint};

/// The other side is to ask.
const ASKING: u8 = 0;
/// We answer.
const ANSWERING: u8 = 1;
/// It is no HTTP any more.
const LEFT: u8 = 2;

/// Whose turn it is, known to who reads the socket and to who answers.
#[derive(Debug, Default)]
pub(super) struct Line {
    turn: AtomicU8,
    asked: AtomicU64,
}

impl Line {
    /// A request was heard; the other side's turn comes when what is given back is dropped.
    pub(super) fn begin(self: &Arc<Self>) -> OurTurn {
        self.asked.fetch_add(1, Ordering::AcqRel);
        self.turn.store(ANSWERING, Ordering::Release);
        OurTurn(Arc::clone(self))
    }

    /// The connection is something else from now on.
    pub(super) fn leave(&self) {
        self.turn.store(LEFT, Ordering::Release);
    }

    pub(super) fn is_asking(&self) -> bool {
        self.turn.load(Ordering::Acquire) == ASKING
    }

    pub(super) fn has_left(&self) -> bool {
        self.turn.load(Ordering::Acquire) == LEFT
    }

    /// How many requests were heard.
    pub(super) fn asked(&self) -> u64 {
        self.asked.load(Ordering::Acquire)
    }
}

/// That an answer is under way.
#[derive(Debug)]
pub(super) struct OurTurn(Arc<Line>);

impl Drop for OurTurn {
    fn drop(&mut self) {
        // What has left stays away.
        let _ = self.0.turn.compare_exchange(ANSWERING, ASKING, Ordering::AcqRel, Ordering::Acquire);
    }
}

/// An answer's body, which keeps the turn until it is out.
pub(super) struct Answering {
    body: Body,
    _turn: OurTurn,
}

impl Answering {
    pub(super) const fn new(body: Body, turn: OurTurn) -> Self {
        Self { body, _turn: turn }
    }
}

impl hyper::body::Body for Answering {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        Pin::new(&mut self.body).poll_frame(context)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}
