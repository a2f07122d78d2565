//! The database's own promises, asked of a real PostgreSQL.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test may fail loudly"
)]

mod abandoned;
mod cluster;
mod gate;
mod ledger;
mod migrations;
mod plans;
mod support;
mod tenancy;
mod two_versions;
