//! A body must come within its time, whoever reads it, and whoever isn't known yet sends little.

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
use contract::{Problem, problem::Code};
use http::{HeaderValue, header};
use hyper::body::{Frame, SizeHint};
use tokio::time::{Instant, Sleep, sleep_until};

use super::{
    App,
    connections::Limits,
    guard::is_api,
    page_functions::refuse,
    problem::{ApiProblem, broken},
};

/// Where people say who they are: nobody is known yet who sends there, and many may at once.
const SIGN_IN: [&str; 2] = ["/api/v1/auth/", "/api/page/sign-in"];
/// The largest body of a sign-in, in bytes.
const MAX_SIGN_IN: usize = 16 * 1024;

/// What became of a body.
#[derive(Debug, Default)]
struct Outcome {
    is_late: AtomicBool,
    is_large: AtomicBool,
    is_broken: AtomicBool,
}

/// Lets a request through with a body that ends when its time is over, or when it is too large for a
/// sign-in, or where it can't be read on; then the answer says so, whatever the handler made of half a body.
pub(super) async fn in_time(State(app): State<App>, request: Request, next: Next) -> Response {
    if request.body().is_end_stream() {
        return next.run(request).await;
    }
    let is_sign_in = SIGN_IN.iter().any(|path| request.uri().path().starts_with(path));
    let most = if is_sign_in { MAX_SIGN_IN } else { super::MAX_BODY };
    let outcome = Arc::new(Outcome::default());
    let form_headers = (!is_api(request.uri().path())).then(|| request.headers().clone());
    let timed = |body| Body::new(TimedBody::new(body, app.limits, most, Arc::clone(&outcome)));
    let response = next.run(request.map(timed)).await;
    let problem = if outcome.is_late.load(Ordering::Acquire) {
        let detail = "The request did not arrive in time. Send it again, with the same key if it had one.";
        Problem::new(Code::RequestTimeout, detail)
    } else if outcome.is_large.load(Ordering::Acquire) {
        let detail = format!("This request has at most {most} bytes. Send less at once.");
        Problem::new(Code::BodyTooLarge, detail)
    } else if outcome.is_broken.load(Ordering::Acquire) {
        broken()
    } else {
        return response;
    };
    let mut response = match form_headers {
        Some(headers) => refuse(&headers, problem),
        None => ApiProblem(problem).into_response(),
    };
    response.headers_mut().insert(header::CONNECTION, HeaderValue::from_static("close"));
    response
}

/// A body that is waited for so long.
struct TimedBody {
    body: Body,
    limits: Limits,
    /// How many bytes may still come.
    left: usize,
    outcome: Arc<Outcome>,
    /// From the first look at it: until when it must be whole, and until when its next piece must come.
    waiting: Option<(Instant, Pin<Box<Sleep>>)>,
}

/// What a reader of half a body is told.
#[derive(Debug, thiserror::Error)]
#[error("the body did not arrive in time, or is too large")]
struct Half;

impl TimedBody {
    const fn new(body: Body, limits: Limits, left: usize, outcome: Arc<Outcome>) -> Self {
        Self { body, limits, left, outcome, waiting: None }
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
        if matches!(frame, Poll::Ready(Some(Err(_)))) {
            this.outcome.is_broken.store(true, Ordering::Release);
        }
        if let Poll::Ready(Some(Ok(frame))) = &frame {
            let Some(left) = this.left.checked_sub(frame.data_ref().map_or(0, Bytes::len)) else {
                this.outcome.is_large.store(true, Ordering::Release);
                return Poll::Ready(Some(Err(axum::Error::new(Half))));
            };
            this.left = left;
        }
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
        this.outcome.is_late.store(true, Ordering::Release);
        Poll::Ready(Some(Err(axum::Error::new(Half))))
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}
