//! Receipts: on the screen and out of the printer.
//!
//! | module | holds |
//! |---|---|
//! | `document` | an order as the receipt that all printers, screens and messages share: pure |
//! | `terms` | a payment as its receipt, and instalments as their slip: pure |
//! | `station` | this device's printer and its profile, as pages see them |
//! | `panel` | an order's receipt: preview, printing, what went wrong |
//! | `preview`, `qr` | rows and codes drawn on the page |
//! | `fault` | what a printer's faults mean and what to do |

mod actions;
mod document;
mod fault;
mod panel;
mod preview;
mod qr;
#[cfg(test)]
mod samples;
mod station;
mod terms;
mod words;

pub use actions::NotePrinted;
pub(crate) use fault::remedy;
pub(crate) use panel::Copies;
pub use panel::{Paper, ReceiptPanel};
pub use qr::QrPicture;
pub(crate) use station::{Station, use_station};
