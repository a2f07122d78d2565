//! One endpoint: `/settings/webhooks/{id}`.

use contract::problem::Code;
use contract::webhooks::{WebhookDeliveryFilter, WebhookEndpointPage, WebhookEndpointView};
use domain::{wall_clock::WallClock, webhook::DisabledBy};
use leptos::{prelude::*, server_fn::ServerFn};
use leptos_meta::Title;
use leptos_router::hooks::{use_params_map, use_query_map};

use super::{
    actions::{
        ChangeWebhookForm, DeleteWebhookForm, ReplayDeadWebhooksForm, SwitchWebhookForm, TestWebhookForm,
        show_webhook,
    },
    added::TypeChoice,
    deliveries::Deliveries,
    words::{WebhookWords, of},
};
use crate::{
    context::Session,
    format::{day_and_clock, machine_time},
    layout::{NotFoundPart, ProblemView, isolated, said, sentence},
    made_for::MadeForField,
    refused::{Refused, set_page_status},
    resource::resource,
    settings::SettingsMenu,
    words::{fill, use_language, use_words},
};

/// Deliveries on one page.
const PAGE_SIZE: i64 = 25;

/// `/settings/webhooks/{id}`.
#[component]
pub fn WebhookPage(
    /// Who works where.
    session: Session,
) -> impl IntoView {
    let own = of(use_language());
    let (parameters, query) = (use_params_map(), use_query_map());
    let asked = Memo::new(move |_| {
        let word = |name| query.read().get(name).filter(|word| !word.is_empty());
        (parameters.read().get("id").unwrap_or_default(), word("state"), word("cursor"))
    });
    let opened = resource(
        move || asked.get(),
        |(id, state, cursor)| {
            show_webhook(id, WebhookDeliveryFilter { state, limit: Some(PAGE_SIZE), cursor })
        },
    );
    let wall_clock = session.wall_clock();
    view! {
        <div class="page webhooks">
            <Title text=format!("{} · {}", own.title, session.me.tenant_name)/>
            <SettingsMenu role=session.me.role here="/settings/webhooks"/>
            <p><a href="/settings/webhooks">"← "{own.back}</a></p>
            <Transition fallback=move || view! { <p class="quiet">{use_words().layout.loading}"…"</p> }>
                {move || {
                    let (_, state, cursor) = asked.get();
                    let wall_clock = wall_clock.clone();
                    Suspend::new(async move {
                        match opened.await {
                            Ok(opened) => whole(opened, state, cursor.is_some(), &wall_clock),
                            Err(refused) if refused.0.status == 404 => {
                                set_page_status(404);
                                view! { <NotFoundPart/> }.into_any()
                            }
                            Err(refused) => {
                                set_page_status(refused.0.status);
                                view! { <ProblemView refused/> }.into_any()
                            }
                        }
                    })
                }}
            </Transition>
        </div>
    }
    .into_any()
}

fn whole(
    opened: WebhookEndpointPage,
    state: Option<String>,
    is_later: bool,
    wall_clock: &WallClock,
) -> AnyView {
    let WebhookEndpointPage { endpoint, deliveries } = opened;
    let url = endpoint.url.clone();
    let id = endpoint.id.to_string();
    view! {
        <h1 class="webhook-url">{said(url)}</h1>
        {problem()}
        <Alert endpoint=endpoint.clone() wall_clock=wall_clock.clone()/>
        <div class="order-columns">
            <div class="order-column"><Deliveries id page=deliveries state is_later wall_clock=wall_clock.clone()/></div>
            <div class="order-column">
                <Facts endpoint=endpoint.clone() wall_clock=wall_clock.clone()/>
                <Deeds endpoint/>
            </div>
        </div>
    }
    .into_any()
}

/// What went wrong with the form that led back here.
fn problem() -> Option<AnyView> {
    let query = use_query_map().get_untracked();
    let refused = Refused::told(&query.get("problem")?, query.get("wait").as_deref());
    let text = match refused.0.kind() {
        Some(Code::EndpointDisabled) => of(use_language()).wrong_disabled.to_owned(),
        _ => sentence(&refused, use_words()),
    };
    Some(view! { <p class="form-problem" role="alert">{text}</p> }.into_any())
}

/// Says that somebody has to look: it is disabled, or fails.
#[component]
fn Alert(endpoint: WebhookEndpointView, wall_clock: WallClock) -> impl IntoView {
    let (words, own) = (use_words(), of(use_language()));
    let (text, at) = match (endpoint.disabled_by, endpoint.disabled_at, endpoint.failing_since) {
        (Some(DisabledBy::Failures), Some(at), _) => (own.alert_given_up, at),
        (Some(DisabledBy::Staff), Some(at), _) => (own.alert_disabled, at),
        (_, _, Some(since)) => (own.alert_failing, since),
        _ => return ().into_any(),
    };
    let is_bad = endpoint.disabled_by != Some(DisabledBy::Staff);
    let class = if is_bad { "form-problem" } else { "webhook-notice" };
    view! {
        <p class=class>
            {text}" "<time datetime=machine_time(at)>{day_and_clock(at, &wall_clock, words)}</time>". "
            {if endpoint.enabled { own.alert_retry } else { own.alert_waiting }}
        </p>
    }
    .into_any()
}

#[component]
fn Facts(endpoint: WebhookEndpointView, wall_clock: WallClock) -> impl IntoView {
    let (words, own) = (use_words(), of(use_language()));
    view! {
        <section class="panel">
            <h2>{own.facts}</h2>
            <dl class="webhook-facts">
                <div><dt>{own.state}</dt><dd>{state_badge(&endpoint, own)}</dd></div>
                <div><dt>{own.key}</dt><dd><code>{endpoint.id.to_string()}</code></dd></div>
                <div><dt>{own.types}</dt><dd>{told_types(&endpoint.event_types, own)}</dd></div>
                <div>
                    <dt>{own.since}</dt>
                    <dd>
                        <time datetime=machine_time(endpoint.created_at)>
                            {day_and_clock(endpoint.created_at, &wall_clock, words)}
                        </time>
                    </dd>
                </div>
            </dl>
        </section>
    }
    .into_any()
}

/// What can be done with it, each a plain form.
#[component]
fn Deeds(endpoint: WebhookEndpointView) -> impl IntoView {
    let own = of(use_language());
    let id = endpoint.id.to_string();
    let hidden = {
        let id = id.clone();
        move || view! { <MadeForField/><input type="hidden" name="id" value=id.clone()/> }
    };
    let (switch, class) =
        if endpoint.enabled { (own.disable, "button") } else { (own.enable, "button button-primary") };
    let test = endpoint.enabled.then(|| {
        view! { <form method="post" action=TestWebhookForm::url()>{hidden()}<button class="button">{own.test}</button></form> }
    });
    let dead = (endpoint.dead > 0).then(|| {
        view! {
            <form method="post" action=ReplayDeadWebhooksForm::url()>
                {hidden()}<button class="button">{own.replay_dead}</button>
            </form>
        }
    });
    view! {
        <section class="panel">
            <h2>{own.deeds}</h2>
            <div class="webhook-deeds">
                {test}
                <form method="post" action=SwitchWebhookForm::url()>
                    {hidden()}
                    <input type="hidden" name="enabled" value=(!endpoint.enabled).to_string()/>
                    <button class=class>{switch}</button>
                </form>
                {dead}
            </div>
            <details class="webhook-more">
                <summary class="button">{own.change_types}</summary>
                <form class="form" method="post" action=ChangeWebhookForm::url()>
                    {hidden()}
                    <TypeChoice chosen=endpoint.event_types/>
                    <div><button class="button button-primary">{own.save}</button></div>
                </form>
            </details>
            <details class="webhook-more customer-erase">
                <summary class="button">{own.delete}</summary>
                <form class="form" method="post" action=DeleteWebhookForm::url()>
                    {hidden()}
                    <p><strong>{fill(own.delete_question, &isolated(&endpoint.url))}</strong></p>
                    <p>{own.delete_consequence}</p>
                    <button class="button button-danger">{own.delete_now}</button>
                </form>
            </details>
        </section>
    }
    .into_any()
}

/// Whether it is told anything, and takes it.
pub(super) fn state_badge(endpoint: &WebhookEndpointView, own: &'static WebhookWords) -> AnyView {
    let (class, word) = match (endpoint.disabled_by, endpoint.failing_since) {
        (Some(DisabledBy::Failures), _) => ("badge badge-overdue", own.given_up),
        (Some(DisabledBy::Staff), _) => ("badge", own.disabled),
        (None, Some(_)) => ("badge badge-waiting", own.failing),
        (None, None) => ("badge badge-good", own.enabled),
    };
    view! { <span class=class>{word}</span> }.into_any()
}

/// Which events it is told.
pub(super) fn told_types(types: &[String], own: &WebhookWords) -> String {
    if types.is_empty() {
        return own.all_types.to_owned();
    }
    let names: Vec<&str> = types.iter().map(|name| own.event(name)).collect();
    names.join(", ")
}
