//! Clients of what lies outside Kedai.
