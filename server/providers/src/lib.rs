//! Clients of what lies outside Kedai. Each implements a port that crate `services` declares, so
//! that a use case never knows which provider it talks to.

mod addresses;
mod master_key_file;
mod webhook_sender;

pub use master_key_file::{MasterKeyFile, MasterKeyFileError};
pub use webhook_sender::{WebhookSender, WebhookSenderError, WebhookSenderSettings};
