//! For `make dev` only: pages that reload themselves when the server was built anew.

use std::{convert::Infallible, time::Duration};

use axum::{
    Router,
    response::sse::{Event, KeepAlive, Sse},
    routing::get,
};
use futures_util::{Stream, StreamExt as _, stream};

use super::App;

/// Goes into every page: when the stream breaks and opens again, another server answers.
pub(super) const SCRIPT: &str = r#"<script nonce="{{__TRUNK NONCE__}}">
let broken = false;
const reloads = new EventSource("/dev/reload");
reloads.onerror = () => { broken = true; };
reloads.onopen = () => { if (broken) location.reload(); };
</script>"#;

pub(super) fn routes() -> Router<App> {
    Router::new().route("/dev/reload", get(reload))
}

/// How long a page waits before it asks again for a server that is gone; by itself a browser takes seconds.
const RETRY: Duration = Duration::from_millis(200);

async fn reload() -> Sse<impl Stream<Item = Result<Event, Infallible>>> {
    let every = KeepAlive::new().interval(Duration::from_secs(5));
    let first = stream::once(async { Ok(Event::default().retry(RETRY)) });
    Sse::new(first.chain(stream::pending())).keep_alive(every)
}
