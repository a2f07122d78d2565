//! Kedai's use cases, by area: each loads, asks [`domain`], and saves in one transaction.
//!
//! [`Services`] holds what they all need and implements the traits of [`contract::backend`], one
//! `impl` a folder. Whether a caller may is decided at the head of each use case, whatever the
//! entrance. A refusal is a [`contract::Problem`] made where the rule is known; everything else is
//! a [`Failure`], logged once with its causes when it becomes a problem.
//!
//! To add a use case: a method in the trait of its area, a file here with its tests, and the
//! statements it needs in crate `store`.

mod access;
mod analytics;
pub mod audit;
mod backend;
pub mod background;
mod by_code;
pub mod catalogue;
pub mod clock;
pub mod csv_row;
mod customers;
mod days;
pub mod demo;
pub mod events;
mod failure;
#[cfg(feature = "fuzzing")]
pub mod fuzzing;
mod housekeeping;
pub mod ingestion;
pub mod jobs;
pub mod live;
pub mod network;
mod orders;
pub mod outbox;
pub mod protection;
mod queues;
pub mod random;
pub mod sessions;
mod short_memory;
pub mod tenants;
pub mod text;
mod tracking;
pub mod webhooks;

pub use backend::{Services, ServicesSettings};
pub use failure::Failure;
