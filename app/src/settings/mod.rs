//! The settings of this device: its receipt printer.

mod printers;
mod status;
mod words;

pub use printers::PrintersPage;
