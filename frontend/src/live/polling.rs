//! Asking over HTTP for what a socket would have brought.

use contract::{
    Problem,
    live::{LiveFeed, Topic},
};
use serde::Deserialize;
use wasm_bindgen::JsCast;
use web_sys::Response;

use crate::wait::{settle, within};

/// How long an answer may take: the next question comes soon.
const LIMIT_MS: u32 = 8_000;

/// What the server answers to whoever asks for a topic.
pub(crate) enum Answer {
    /// What happened since, or how it stands.
    Feed(LiveFeed),
    /// The same in words that this page doesn't understand: a newer server's.
    Newer,
    /// The code of its refusal.
    Refused(String),
}

/// What tells a server's feed that can't be read from what stands between.
#[derive(Deserialize)]
struct Told {
    bundle: Option<String>,
}

/// What happened on a topic since a number, or how it stands; nothing if the server can't be reached.
pub(crate) async fn ask(topic: &Topic, after: Option<i64>) -> Option<Answer> {
    let after = after.map_or_else(String::new, |after| format!("?after={after}"));
    let path = format!("/api/v1/live/{topic}{after}");
    within(fetch(&path), LIMIT_MS).await.flatten()
}

async fn fetch(path: &str) -> Option<Answer> {
    let answer = settle(Ok(web_sys::window()?.fetch_with_str(path))).await.ok()?;
    let answer: Response = answer.dyn_into().ok()?;
    let text = settle(answer.text()).await.ok()?.as_string()?;
    match answer.status() {
        200 => serde_json::from_slice(text.as_bytes()).map(Answer::Feed).ok().or_else(|| {
            let told: Told = serde_json::from_slice(text.as_bytes()).ok()?;
            told.bundle.map(|_| Answer::Newer)
        }),
        // Only the server's own words count: what stands between may say the same for other reasons.
        401 | 403 | 404 | 409 => serde_json::from_slice::<Problem>(text.as_bytes())
            .ok()
            .map(|problem| Answer::Refused(problem.code)),
        _ => None,
    }
}
