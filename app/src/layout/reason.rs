//! The field in which somebody says why.

use domain::order::{MAX_REASON, MIN_REASON};
use leptos::prelude::*;

/// Why something is done, as plain forms send it. Where it must be said, too short a reason isn't sent.
#[component]
pub(crate) fn ReasonField(
    /// What is asked.
    label: &'static str,
    /// What a good answer is; left out where none is needed.
    #[prop(into)]
    hint: Option<&'static str>,
    /// Whether it must be said.
    required: bool,
) -> impl IntoView {
    let minimum = required.then(|| MIN_REASON.to_string());
    view! {
        <label class="field">
            <span>{label}</span>
            <input
                name="reason" maxlength=MAX_REASON.to_string() minlength=minimum required=required autocomplete="off"
            />
            {hint.map(|hint| view! { <small>{hint}</small> })}
        </label>
    }
}
