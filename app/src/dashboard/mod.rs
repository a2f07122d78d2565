//! A manager's figures.

use leptos::prelude::*;

use crate::{context::Session, words::use_words};

/// The trading day so far.
#[component]
pub fn DashboardPage(
    /// Who works where.
    session: Session,
) -> impl IntoView {
    view! { <h1>{use_words().dashboard.title}" · "{session.store.name}</h1> }
}
