//! The whole server against a real PostgreSQL: the real router on a real socket, in front of the
//! real use cases, with a clock that stands still and a seeded generator.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test may fail loudly"
)]

mod analytics;
mod api_docs;
mod audit;
mod audit_page;
mod background;
mod batch;
mod bulk;
mod clocks;
mod commands;
mod crash;
mod customers;
mod cut_lists;
mod days;
mod delete;
mod description;
mod edit;
mod events;
mod forms;
mod guard;
mod idempotency;
mod import;
mod imported_again;
mod ingestion;
mod jobs;
mod known_devices;
mod languages;
mod lifecycle;
mod list;
mod list_filters;
mod live;
mod live_frames;
mod live_sessions;
mod made_for;
mod malformed;
mod menu;
mod newer_schema;
mod orders;
mod past_orders;
mod protected;
mod protected_journeys;
mod proxies;
mod rate_limit;
mod roles;
mod sign_in;
mod slow;
mod stock;
mod subjects;
mod support;
mod terms;
mod terms_refused;
mod text;
mod tracking;
mod verify;
mod webhooks;
