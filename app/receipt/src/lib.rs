//! One receipt document, rendered for printers, screens and messages.
//!
//! A [`ReceiptDocument`] says in words and amounts what was sold. [`layout`] turns it into rows of
//! exact columns, and everything else reads those same rows, so that the preview on the screen is
//! the paper, column for column.
//!
//! | module | holds |
//! |---|---|
//! | [`document`] | the receipt of a sale, and the check that its sums are exact |
//! | [`payment`] | the receipt of one payment of an order on terms |
//! | [`instalments`] | the slip with what is due when |
//! | [`words`] | the labels, in Indonesian and English |
//! | [`profile`] | what each printer can do |
//! | [`code_page`] | which byte a printer takes for which letter |
//! | [`layout`] | document → rows |
//! | [`preview`] | rows for a screen, and plain text for messages |
//! | [`escpos`] | rows → ESC/POS bytes; test slip, cash drawer, printer status |
//! | [`bitmap`], [`qr`] | black and white pictures |
//!
//! To support a printer: add its [`PrinterProfile`] in [`profile`], then let
//! `WRITE_GOLDEN=1 cargo test -p receipt golden` write what it would be sent.

pub mod bitmap;
pub mod code_page;
pub mod document;
pub mod escpos;
#[cfg(test)]
mod golden;
pub mod instalments;
pub mod layout;
mod lettering;
pub mod payment;
pub mod preview;
pub mod profile;
pub mod qr;
#[cfg(test)]
mod samples;
pub mod words;
mod wrap;

pub use bitmap::Bitmap;
pub use document::ReceiptDocument;
pub use escpos::{NoRaster, Rendered, TextRaster, render};
pub use instalments::InstalmentSlip;
pub use layout::Document;
pub use payment::PaymentReceipt;
pub use preview::{Preview, preview, text};
pub use profile::PrinterProfile;
pub use words::Words;
