//! Settings: the receipt printer of this device, and the way to the other pages of settings.

mod menu;
mod printers;
mod status;
mod words;

pub(crate) use menu::SettingsMenu;
pub use printers::PrintersPage;
