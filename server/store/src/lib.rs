//! The database: the only crate that names sqlx.
