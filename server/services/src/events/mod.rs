//! What happened, to every kind of subject: numbered and hashed in the stream where it stands, appended in the
//! transaction that did it, and verified.
//!
//! An order's store is locked before anything else is, and its events are written with everything that the
//! order's command writes. Any other area appends with [`Services::append_in_tx`], as the last thing that its
//! transaction does: it then waits for nobody while others wait for it.
//!
//! To add a kind of subject: give it a word in [`domain::subject::Subject`], an [`Event`](domain::event::Event)
//! and a [`State`](domain::event::State), describe its events in `docs/EVENTS.md`, and have
//! [`Services::verify_events`] compare what they fold to with what is stored.

mod append;
pub(crate) mod log;
mod verify;

pub(crate) use append::Fact;
pub use verify::{Fault, Verdict};
