//! The order list and single orders.

use leptos::prelude::*;

use crate::{context::Session, words::use_words};

/// Orders, newest first.
#[component]
pub fn OrdersPage(
    /// Who works where.
    session: Session,
) -> impl IntoView {
    view! { <h1>{use_words().layout.orders}" · "{session.store.name}</h1> }
}

/// One order.
#[component]
pub fn OrderPage(
    /// Who works where.
    session: Session,
) -> impl IntoView {
    view! { <h1>{use_words().tracking.order}" · "{session.store.name}</h1> }
}
