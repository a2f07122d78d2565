//! A customer following an order.

use leptos::prelude::*;

use crate::words::use_words;

/// `/t/{token}`: how an order stands.
#[component]
pub fn TrackingPage() -> impl IntoView {
    view! { <main id="main" class="page"><h1>{use_words().tracking.title}</h1></main> }
}

/// `/track`: finds an order without its link.
#[component]
pub fn LookUpPage() -> impl IntoView {
    view! { <main id="main" class="page"><h1>{use_words().tracking.look_up_title}</h1></main> }
}
