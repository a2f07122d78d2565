//! The database: the only crate that names sqlx.
//!
//! [`Database::begin`] is the only door to a tenant's rows: it opens a transaction as a role that
//! owns nothing, with the tenant, the visible stores and the person set, and row-level security
//! does the rest. What must be looked up before a tenant is known goes through [`gate`].
//!
//! One file per area, SQL beside the function that sends it. Functions take the transaction first;
//! whoever began it commits. To add a table: a migration that ends with
//! `kedai.protect_tenant_table` or `kedai.protect_store_table`, and a file here.

pub mod analytics;
pub mod audit;
pub mod catalogue;
pub mod command_answers;
pub mod credentials;
pub mod cursors;
pub mod customers;
mod database;
mod error;
pub mod events;
pub mod gate;
pub mod imports;
pub mod ingestion;
pub mod jobs;
pub mod keys;
pub mod known_devices;
pub mod notices;
pub mod orders;
pub mod receipts;
mod row;
mod sealed;
pub mod sweeps;
mod tenant_tx;
pub mod tenants;
pub mod webhooks;

pub use database::{Database, DatabaseSettings};
pub use error::StoreError;
pub use row::Bytes;
pub use sealed::{Sealable, Sealed};
pub use tenant_tx::{Scope, TenantTx, VisibleStores};
