//! Receipt printers over WebUSB and Web Serial.
//!
//! | module | holds |
//! |---|---|
//! | [`device`] | the printer of this device: choosing, finding again, printing |
//! | `link` | what an open printer can do, and how a job is sent over it in pieces |
//! | `usb`, `serial` | the two kinds of link |
//! | `interface` | which interface and endpoints of a USB device print |
//! | `usb_api`, `serial_api` | the browser's own interfaces, as far as they are used |
//! | `fault` | what a browser's refusals mean |
//! | `chosen` | which printer was chosen, kept on this device |

mod chosen;
pub mod device;
mod fault;
mod interface;
mod link;
mod serial;
mod serial_api;
mod usb;
mod usb_api;

pub use device::BrowserPrinter;
