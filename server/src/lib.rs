//! The Kedai program.
