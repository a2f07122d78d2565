//! A body must come within its time, whoever reads it.

use std::{
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    task::{Context, Poll},
};

use axum::{
    body::{Body, HttpBody as _},
    extract::{Request, State},
    middleware::Next,
    response::{IntoResponse as _, Response},
};
use bytes::Bytes;
use contract::Problem;
use http::{HeaderValue, header};
use hyper::body::{Frame, SizeHint};
use tokio::time::{Instant, Sleep, sleep_until};

use super::{App, connections::Limits, problem::ApiProblem};

/// Lets a request through with a body that ends when its time is over; then the answer says so, whatever
/// the handler made of half a body.
pub(super) async fn in_time(State(app): State<App>, request: Request, next: Next) -> Response {
    if request.body().is_end_stream() {
        return next.run(request).await;
    }
    let late = Arc::new(AtomicBool::new(false));
    let timed = |body| Body::new(TimedBody::new(body, app.limits, Arc::clone(&late)));
    let mut response = next.run(request.map(timed)).await;
    if late.load(Ordering::Acquire) {
        let detail = "The request did not arrive in time. Send it again, with the same key if it had one.";
        response = ApiProblem(Problem::new(408, "request_timeout", detail)).into_response();
        response.headers_mut().insert(header::CONNECTION, HeaderValue::from_static("close"));
    }
    response
}

/// A body that is waited for so long.
struct TimedBody {
    body: Body,
    limits: Limits,
    late: Arc<AtomicBool>,
    /// From the first look at it: until when it must be whole, and until when its next piece must come.
    waiting: Option<(Instant, Pin<Box<Sleep>>)>,
}

/// What a reader of a late body is told.
#[derive(Debug, thiserror::Error)]
#[error("the body did not arrive in time")]
struct Late;

impl TimedBody {
    const fn new(body: Body, limits: Limits, late: Arc<AtomicBool>) -> Self {
        Self { body, limits, late, waiting: None }
    }
}

impl hyper::body::Body for TimedBody {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        let this = &mut *self;
        let (limits, now) = (this.limits, Instant::now());
        let frame = Pin::new(&mut this.body).poll_frame(context);
        let (whole, piece) = this.waiting.get_or_insert_with(|| {
            let whole = now + limits.body;
            (whole, Box::pin(sleep_until(whole.min(now + limits.body_piece))))
        });
        if frame.is_ready() && now < *whole {
            piece.as_mut().reset((*whole).min(now + limits.body_piece));
            return frame;
        }
        let is_over = now >= *whole || piece.as_mut().poll(context).is_ready();
        // The last piece may come late: then it is there.
        if !is_over || matches!(frame, Poll::Ready(None)) {
            return frame;
        }
        this.late.store(true, Ordering::Release);
        Poll::Ready(Some(Err(axum::Error::new(Late))))
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}
