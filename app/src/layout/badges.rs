//! States as words with a sign before them, so that colour never speaks alone.

use domain::{
    order::{Lifecycle, PaymentState},
    payment_terms::InstalmentStatus,
};
use leptos::prelude::*;

use crate::words::use_words;

/// Where an order stands.
#[component]
pub fn LifecycleBadge(
    /// Which state.
    lifecycle: Lifecycle,
) -> impl IntoView {
    let sign = match lifecycle {
        Lifecycle::Draft => "◌",
        Lifecycle::Pending => "○",
        Lifecycle::Processing => "◐",
        Lifecycle::Ready => "●",
        Lifecycle::Completed => "✓",
        Lifecycle::Cancelled => "×",
    };
    let tone = match lifecycle {
        Lifecycle::Draft => "badge",
        Lifecycle::Pending => "badge badge-waiting",
        Lifecycle::Processing => "badge badge-information",
        Lifecycle::Ready | Lifecycle::Completed => "badge badge-good",
        Lifecycle::Cancelled => "badge badge-danger",
    };
    badge(tone, sign, use_words().lifecycle(lifecycle))
}

/// How far an order is paid.
#[component]
pub fn PaymentBadge(
    /// Which state.
    state: PaymentState,
) -> impl IntoView {
    let (tone, sign) = match state {
        PaymentState::Unpaid => ("badge badge-waiting", "○"),
        PaymentState::PartiallyPaid => ("badge badge-waiting", "◐"),
        PaymentState::Paid => ("badge badge-good", "✓"),
        PaymentState::PartiallyRefunded => ("badge badge-information", "↩"),
        PaymentState::Refunded => ("badge badge-information", "↩"),
    };
    badge(tone, sign, use_words().payment_state(state))
}

/// How far an instalment is.
#[component]
pub fn InstalmentBadge(
    /// How far.
    status: InstalmentStatus,
) -> impl IntoView {
    let (tone, sign) = match status {
        InstalmentStatus::Open => ("badge badge-waiting", "○"),
        InstalmentStatus::Paid => ("badge badge-good", "✓"),
        InstalmentStatus::Overdue => ("badge badge-overdue", "!"),
    };
    badge(tone, sign, use_words().instalment(status))
}

fn badge(class: &'static str, sign: &'static str, word: &'static str) -> AnyView {
    view! { <span class=class><span aria-hidden="true">{sign}</span>" "{word}</span> }.into_any()
}
