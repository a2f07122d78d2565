//! The ways between the pages of settings.

use domain::role::{Permission, Role};
use leptos::prelude::*;

use super::words::of;
use crate::words::use_language;

/// The pages of settings that a role has.
#[component]
pub(crate) fn SettingsMenu(
    /// Whose.
    role: Role,
    /// Where we are.
    here: &'static str,
) -> impl IntoView {
    let words = of(use_language());
    let links = [
        ("/settings/printers", words.title, Permission::UsePrinters),
        ("/settings/scanner", words.scanner, Permission::UsePrinters),
        ("/settings/webhooks", words.webhooks, Permission::KeepWebhooks),
        ("/jobs", words.jobs, Permission::KeepJobs),
    ];
    let links = links.into_iter().filter(|(.., permission)| role.may(*permission)).map(|(path, name, _)| {
        let current = (path == here).then_some("true");
        view! { <li><a href=path aria-current=current>{name}</a></li> }
    });
    view! {
        <nav class="settings-menu" aria-label=words.menu><ul>{links.collect_view()}</ul></nav>
    }
    .into_any()
}
