//! `/settings/webhooks`.

use contract::webhooks::WebhookEndpointView;
use leptos::prelude::*;
use leptos_meta::Title;

use super::{
    Endpoints,
    actions::open_list,
    added::{AddForm, Secret},
    endpoint::{state_badge, told_types},
    words::of,
};
use crate::{
    context::Session,
    layout::{ProblemView, said},
    refused::set_page_status,
    resource::resource,
    settings::SettingsMenu,
    words::{fill, use_language, use_words},
};

/// `/settings/webhooks`: all endpoints, and the form that adds one.
#[component]
pub fn WebhooksPage(
    /// Who works where.
    session: Session,
) -> impl IntoView {
    let own = of(use_language());
    let opened = resource(|| (), |()| open_list());
    view! {
        <div class="page webhooks">
            <Title text=format!("{} · {}", own.title, session.me.tenant_name)/>
            <SettingsMenu role=session.me.role here="/settings/webhooks"/>
            <h1>{own.title}" · "{said(session.me.tenant_name.as_str())}</h1>
            <p class="quiet">{own.lead}</p>
            <Suspense fallback=move || view! { <p class="quiet">{use_words().layout.loading}"…"</p> }>
                {move || Suspend::new(async move {
                    match opened.await {
                        Ok(opened) => whole(opened),
                        Err(refused) => {
                            set_page_status(refused.0.status);
                            view! { <ProblemView refused/> }.into_any()
                        }
                    }
                })}
            </Suspense>
        </div>
    }
    .into_any()
}

fn whole(opened: Endpoints) -> AnyView {
    let own = of(use_language());
    let Endpoints { endpoints, submitted } = opened;
    let secret = submitted.as_ref().and_then(|submitted| submitted.added.clone());
    let secret = secret.map(|added| view! { <Secret added/> });
    let rows = endpoints.iter().map(row).collect_view();
    let list = if endpoints.is_empty() {
        view! { <div class="empty"><h2>{own.none_title}</h2><p>{own.none}</p></div> }.into_any()
    } else {
        view! { <ul class="webhook-list" aria-label=own.title>{rows}</ul> }.into_any()
    };
    view! {
        {secret}
        {list}
        <AddForm submitted/>
    }
    .into_any()
}

fn row(endpoint: &WebhookEndpointView) -> AnyView {
    let own = of(use_language());
    let page = format!("/settings/webhooks/{}", endpoint.id);
    let dead = (endpoint.dead > 0).then(|| {
        let number = counted(endpoint.dead);
        view! { <span class="badge badge-danger">{fill(own.dead_count, &number)}</span> }
    });
    let pending = (endpoint.pending > 0).then(|| {
        let number = counted(endpoint.pending);
        view! { <span class="badge">{fill(own.pending_count, &number)}</span> }
    });
    view! {
        <li class="webhook-row">
            <a href=page>{said(endpoint.url.as_str())}</a>
            <p class="quiet">{told_types(&endpoint.event_types, own)}</p>
            <p class="webhook-badges">{state_badge(endpoint, own)} {dead} {pending}</p>
        </li>
    }
    .into_any()
}

/// A number that is counted up to a thousand.
fn counted(number: i64) -> String {
    if number >= 1_000 { "1,000+".to_owned() } else { number.to_string() }
}
