//! The printers of this device.

use leptos::prelude::*;

use crate::{context::Session, words::use_words};

/// The printers of this device.
#[component]
pub fn PrintersPage(
    /// Who works where.
    session: Session,
) -> impl IntoView {
    view! { <h1>{use_words().layout.printers}" · "{session.store.name}</h1> }
}
