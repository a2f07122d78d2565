//! Kedai's use cases.
