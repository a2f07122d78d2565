//! Settings: the receipt printer and the barcode scanner of this device, and the ways between the pages of
//! settings.

mod menu;
mod printers;
mod scanner;
mod status;
mod words;

pub(crate) use menu::SettingsMenu;
pub use printers::PrintersPage;
pub use scanner::ScannerPage;
