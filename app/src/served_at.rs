//! When this page was served, by the server's clock: what a device whose clock is wrong goes by until the live
//! connection tells the time, and where none is to be had.

use chrono::{DateTime, Utc};
use leptos::prelude::*;

/// The name of the document's `<meta>` that says it.
pub const META: &str = "kedai-served-at";

/// The instant; from the server.
#[derive(Debug, Clone, Copy)]
pub struct ServedAt(pub DateTime<Utc>);

/// When this page was served.
#[cfg(feature = "ssr")]
pub fn served_at() -> Option<DateTime<Utc>> {
    use_context::<ServedAt>().map(|served| served.0)
}

/// When this page was served.
#[cfg(not(feature = "ssr"))]
pub fn served_at() -> Option<DateTime<Utc>> {
    let meta = document().query_selector(&format!("meta[name='{META}']")).ok()??;
    meta.get_attribute("content")?.parse().ok()
}
