//! A till of a store.

use leptos::prelude::*;

use crate::{context::Session, words::use_words};

/// A till of a store.
#[component]
pub fn TillPage(
    /// Who works where.
    session: Session,
) -> impl IntoView {
    view! { <h1>{use_words().layout.till}" · "{session.store.name}</h1> }
}
