//! The name of this tab. The browser keeps `window.name` for as long as the tab lives, through reloads
//! and the back button; a tab that is duplicated begins without one, unlike its session storage.

use super::clock;

const PREFIX: &str = "kedai-";

/// A word that no other tab has.
pub(super) fn name() -> String {
    let Some(window) = web_sys::window() else { return String::new() };
    let known = window.name().unwrap_or_default();
    if known.starts_with(PREFIX) {
        return known;
    }
    let name = format!("{PREFIX}{}", clock::new_id().simple());
    // A window that can't be named gets a new one each time, and then only loses what it kept.
    let _ = window.set_name(&name);
    name
}
