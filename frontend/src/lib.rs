//! What only a browser can do, behind the traits of [`contract::devices`], and the start of the
//! page's own life in the browser.
//!
//! | module | holds |
//! |---|---|
//! | [`live`] | the live socket of this tab: one for all topics, resuming where it broke off |
//! | [`printer`] | receipt printers over WebUSB and Web Serial |
//! | [`browser`] | clock, ids, timers, keys, sound, storage, drawing |
//! | [`listeners`], [`wait`] | small things the others share |
//!
//! What can be decided without a browser (the live protocol, which USB interface prints, how a job
//! is sent in pieces) is plain Rust, tested natively with `cargo test -p frontend`.

pub mod browser;
mod listeners;
pub mod live;
pub mod printer;
#[cfg(target_arch = "wasm32")]
mod start;
mod wait;

use std::rc::Rc;

use chrono::{DateTime, Utc};
use contract::devices::Devices;

/// What this page's document says of itself.
#[derive(Debug, Clone, Default)]
pub struct PageDocument {
    /// For whom it was made, see [`contract::made_for`].
    pub made_for: Option<String>,
    /// With which bundle.
    pub bundle: Option<String>,
    /// When it was served, by the server's clock.
    pub served_at: Option<DateTime<Utc>>,
}

/// All devices of this browser tab.
pub fn devices(document: PageDocument) -> Devices {
    if let Some(mark) = &document.made_for {
        browser::say_for_whom(mark);
    }
    Devices {
        printer: Rc::new(printer::BrowserPrinter::new()),
        live: Rc::new(live::LiveSocket::new(document)),
        browser: Rc::new(browser::ThisBrowser::new()),
    }
}
