//! Asking over HTTP for what a socket would have brought.

use contract::live::{LiveFeed, Topic};
use wasm_bindgen::JsCast;
use web_sys::Response;

use crate::wait::{settle, within};

/// How long an answer may take: the next question comes soon.
const LIMIT_MS: u32 = 8_000;

/// What happened on a topic since a number, or how it stands; nothing if the server can't be reached or refuses.
pub(crate) async fn ask(topic: &Topic, after: Option<i64>) -> Option<LiveFeed> {
    let after = after.map_or_else(String::new, |after| format!("?after={after}"));
    let path = format!("/api/v1/live/{topic}{after}");
    within(fetch(&path), LIMIT_MS).await.flatten()
}

async fn fetch(path: &str) -> Option<LiveFeed> {
    let answer = settle(Ok(web_sys::window()?.fetch_with_str(path))).await.ok()?;
    let answer: Response = answer.dyn_into().ok()?;
    let text = if answer.ok() { settle(answer.text()).await.ok()?.as_string()? } else { return None };
    serde_json::from_slice(text.as_bytes()).ok()
}
