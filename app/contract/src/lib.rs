//! What browser and server say to each other.
//!
//! One type per message, shared by both ends, so that neither can drift: commands and views as the
//! HTTP API shows them, the messages of the live socket, and [`Problem`]s. The two seams of the
//! architecture are here as object-safe traits: [`backend`], which pages and REST handlers call on
//! the server, and [`devices`], which pages call in the browser.

pub mod analytics;
pub mod audit;
pub mod backend;
pub mod catalogue;
pub mod customers;
pub mod devices;
pub mod ingestion;
pub mod jobs;
pub mod live;
pub mod made_for;
pub mod orders;
pub mod problem;
pub mod session;
pub mod subject;
pub mod tracking;
pub mod webhooks;

pub use problem::Problem;
