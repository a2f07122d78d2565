//! Open orders of a store.

use leptos::prelude::*;

use crate::{context::Session, words::use_words};

/// Open orders of a store.
#[component]
pub fn BoardPage(
    /// Who works where.
    session: Session,
) -> impl IntoView {
    view! { <h1>{use_words().layout.board}" · "{session.store.name}</h1> }
}
