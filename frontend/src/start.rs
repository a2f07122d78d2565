//! What runs when the bundle has loaded.

use app::context::BrowserDevices;
use leptos::prelude::*;
use send_wrapper::SendWrapper;
use wasm_bindgen::prelude::*;

use crate::PageDocument;

/// Gives the page the devices of this browser and brings the server's HTML to life.
#[wasm_bindgen(start)]
pub(crate) fn start() {
    // Without this a panic shows as "unreachable executed" and nobody learns where.
    std::panic::set_hook(Box::new(|panic| web_sys::console::error_1(&panic.to_string().into())));
    let devices = crate::devices(PageDocument {
        made_for: app::made_for::made_for(),
        bundle: app::release::bundle(),
        served_at: app::served_at::served_at(),
    });
    leptos::mount::hydrate_body(move || {
        provide_context(BrowserDevices(SendWrapper::new(devices)));
        app::App()
    });
}
