//! The ways between the pages of settings.

use domain::role::{Permission, Role};
use leptos::prelude::*;

use super::words::of;
use crate::words::use_language;

/// The pages of settings that a role has; nothing where that is one.
#[component]
pub(crate) fn SettingsMenu(
    /// Whose.
    role: Role,
    /// Where we are.
    here: &'static str,
) -> impl IntoView {
    if !role.may(Permission::KeepWebhooks) {
        return ().into_any();
    }
    let words = of(use_language());
    let links = [("/settings/printers", words.title), ("/settings/webhooks", words.webhooks)];
    let links = links.map(|(path, name)| {
        let current = (path == here).then_some("true");
        view! { <li><a href=path aria-current=current>{name}</a></li> }
    });
    view! {
        <nav class="settings-menu" aria-label=words.menu><ul>{links.into_iter().collect_view()}</ul></nav>
    }
    .into_any()
}
