//! Adding an endpoint, and its secret.

use contract::{
    Problem,
    webhooks::{AddedWebhookEndpoint, NewWebhookEndpoint},
};
use domain::webhook::MAX_URL;
use leptos::prelude::*;

use super::{
    Submitted,
    words::{WebhookWords, of},
};
use crate::{
    form::{problem_id, problem_under},
    layout::sentence,
    made_for::MadeForField,
    refused::Refused,
    words::{use_language, use_words},
};

/// The form that adds an endpoint: plain, sent to this page. With JavaScript too, so that the secret comes
/// with the page that shows it and with nothing else.
#[component]
pub(super) fn AddForm(
    /// What came of the form, if it was sent.
    submitted: Option<Submitted>,
) -> impl IntoView {
    let own = of(use_language());
    let (typed, problem) = match submitted {
        Some(Submitted { typed, problem: Some(problem), .. }) => (typed, Some(problem)),
        _ => (NewWebhookEndpoint::default(), None),
    };
    let wrong = problem.map(|problem| told(problem, own));
    let is_wrong = wrong.is_some().then_some("true");
    let described = wrong.as_ref().map(|_| problem_id("url"));
    view! {
        <section class="panel">
            <h2>{own.add}</h2>
            <form class="form" method="post" action="/settings/webhooks" autocomplete="off">
                <MadeForField/>
                <label class="field">
                    <span>{own.url}</span>
                    <input
                        type="url" name="url" id="url" required=true maxlength=MAX_URL.to_string() value=typed.url
                        placeholder="https://" aria-invalid=is_wrong aria-describedby=described
                    />
                    {problem_under("url", wrong)}
                    <small>{own.url_hint}</small>
                </label>
                <TypeChoice chosen=typed.event_types/>
                <div><button class="button button-primary">{own.add}</button></div>
            </form>
        </section>
    }
    .into_any()
}

/// Which events: none chosen are all.
#[component]
pub(super) fn TypeChoice(chosen: Vec<String>) -> impl IntoView {
    let own = of(use_language());
    let choices = domain::event::names().map(|name| {
        let checked = chosen.iter().any(|one| one == name);
        view! {
            <label class="webhook-type">
                <input type="checkbox" name="event_types[]" value=name checked=checked/>
                <span>{own.event(name)}" "<code>{name}</code></span>
            </label>
        }
    });
    view! {
        <fieldset class="webhook-types">
            <legend>{own.types}</legend>
            <p class="quiet">{own.types_hint}</p>
            {choices.collect_view()}
        </fieldset>
    }
    .into_any()
}

/// The secret of an endpoint that was just added.
#[component]
pub(super) fn Secret(added: AddedWebhookEndpoint) -> impl IntoView {
    let own = of(use_language());
    let page = format!("/settings/webhooks/{}", added.endpoint.id);
    view! {
        <section class="webhook-secret" aria-label=own.secret_title>
            <h2>{own.secret_title}</h2>
            <p>{own.secret_once}</p>
            <dl class="webhook-facts">
                <div><dt>{own.secret}</dt><dd><code>{added.secret}</code></dd></div>
                <div><dt>{own.key}</dt><dd><code>{added.endpoint.id.to_string()}</code></dd></div>
            </dl>
            <p><a class="button" href=page rel="external">{own.to_endpoint}</a></p>
        </section>
    }
    .into_any()
}

/// What is wrong with an address, in words.
fn told(problem: Problem, own: &WebhookWords) -> String {
    let code = problem.errors.first().map_or(problem.code.as_str(), |error| error.code.as_str());
    let known = match code {
        "invalid" => own.wrong_url,
        "not_secure" => own.wrong_not_secure,
        "private_address" => own.wrong_private,
        "endpoint_exists" => own.wrong_exists,
        "too_many_endpoints" => own.wrong_too_many,
        _ => return sentence(&Refused(problem), use_words()),
    };
    known.to_owned()
}
