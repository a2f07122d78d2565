//! The Kedai program: settings, wiring, and the HTTP entrance.
//!
//! | module | holds |
//! |---|---|
//! | [`cli`] | the subcommands |
//! | [`settings`] | every environment variable, read once |
//! | [`wiring`] | database, keys and use cases, put together |
//! | [`serve`] | the running server, from start to a clean stop |
//! | [`http`] | the router: pages, API, live socket, health |
//! | [`embedded_postgres`] | a PostgreSQL of Kedai's own, for those who have none |

pub mod cli;
pub mod embedded_postgres;
pub mod http;
mod import;
pub mod serve;
pub mod settings;
mod token;
mod verify;
pub mod wiring;
