//! `/jobs/{id}`.

use contract::jobs::{JobAttemptView, JobDetail, JobView};
use domain::wall_clock::WallClock;
use leptos::{prelude::*, server_fn::ServerFn};
use leptos_meta::Title;
use leptos_router::hooks::{use_params_map, use_query_map};

use super::{
    actions::{CancelJobForm, RetryJobForm, show_job},
    list::badge,
    words::{JobWords, of},
};
use crate::{
    context::Session,
    format::{clock_with_seconds, day_at, machine_time},
    layout::{NotFoundPart, ProblemView, sentence},
    made_for::MadeForField,
    refused::{Refused, set_page_status},
    resource::resource,
    settings::SettingsMenu,
    webhooks::webhook_words,
    words::{fill, use_language, use_words},
};

/// `/jobs/{id}`: one job.
#[component]
pub fn JobPage(
    /// Who works where.
    session: Session,
) -> impl IntoView {
    let own = of(use_language());
    let parameters = use_params_map();
    let id = Memo::new(move |_| parameters.read().get("id").unwrap_or_default());
    let opened = resource(move || id.get(), show_job);
    view! {
        <div class="page jobs">
            <Title text=format!("{} · {}", own.title, session.me.tenant_name)/>
            <SettingsMenu role=session.me.role here="/jobs"/>
            <p><a href="/jobs">"← "{own.back}</a></p>
            <Transition fallback=move || view! { <p class="quiet">{use_words().layout.loading}"…"</p> }>
                {move || {
                    let session = session.clone();
                    Suspend::new(async move {
                        match opened.await {
                            Ok(opened) => whole(opened, &session),
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

fn whole(opened: JobDetail, session: &Session) -> AnyView {
    let own = of(use_language());
    let JobDetail { job, may_change, attempts } = opened;
    let store = job.store.as_deref();
    let wall_clock = store.map_or_else(|| session.wall_clock(), |store| session.wall_clock_at(store));
    view! {
        <div class="page-head"><h1>{own.named(&job, webhook_words(use_language()))}</h1> {badge(job.state, own)}</div>
        {problem()}
        <div class="order-columns">
            <div class="order-column"><Attempts attempts wall_clock=wall_clock.clone()/></div>
            <div class="order-column"><Facts job=job.clone() wall_clock/> {may_change.then(|| view! { <Deeds job/> })}</div>
        </div>
    }
    .into_any()
}

/// What went wrong with the form that led back here.
fn problem() -> Option<AnyView> {
    let query = use_query_map().get_untracked();
    let refused = Refused::told(&query.get("problem")?, query.get("wait").as_deref());
    Some(view! { <p class="form-problem" role="alert">{sentence(&refused, use_words())}</p> }.into_any())
}

#[component]
fn Facts(job: JobView, wall_clock: WallClock) -> impl IntoView {
    let own = of(use_language());
    let fact = |name: &'static str, value: AnyView| view! { <div><dt>{name}</dt><dd>{value}</dd></div> };
    let time = |name: &'static str, at| fact(name, moment(at, &wall_clock));
    let order = job.reference.clone().map(|reference| {
        let page = format!("/orders/{reference}");
        fact(own.about_order, view! { <a href=page>{fill(own.to_order, &reference)}</a> }.into_any())
    });
    let customer = job.subject.clone().filter(|subject| subject.kind == "customer").map(|subject| {
        let page = format!("/customers/{}", subject.id);
        fact(own.about_customer, view! { <a href=page>{own.to_customer}</a> }.into_any())
    });
    let next = job.next_at.map(|at| time(own.next_at, at));
    let settled = job.settled_at.map(|at| time(own.settled_at, at));
    let outcome = job.outcome.as_deref().map(|word| {
        fact(own.outcome, own.outcome(word, webhook_words(use_language())).to_owned().into_any())
    });
    view! {
        <section class="panel">
            <h2>{own.job}</h2>
            <dl class="jobs-facts">
                {order} {customer} {outcome}
                {time(own.created_at, job.created_at)}
                {next} {settled}
                {fact(own.id, view! { <code>{job.id.to_string()}</code> }.into_any())}
            </dl>
        </section>
    }
    .into_any()
}

/// What can be done with it, each a plain form.
#[component]
fn Deeds(job: JobView) -> impl IntoView {
    let own = of(use_language());
    let id = job.id.to_string();
    let hidden = move || view! { <MadeForField/><input type="hidden" name="id" value=id.clone()/> };
    let retry = job.state.may_run_again().then(|| {
        view! { <form method="post" action=RetryJobForm::url()>{hidden()}<button class="button">{own.retry}</button></form> }
    });
    let cancel = (job.state.may_be_cancelled() && !job.recurs).then(|| {
        view! {
            <details class="jobs-more">
                <summary class="button">{own.cancel}</summary>
                <form class="form" method="post" action=CancelJobForm::url()>
                    {hidden()}
                    <p>{own.cancel_consequence}</p>
                    <button class="button button-danger">{own.cancel_now}</button>
                </form>
            </details>
        }
    });
    if retry.is_none() && cancel.is_none() {
        return ().into_any();
    }
    view! { <section class="panel"><h2>{own.deeds}</h2><div class="jobs-deeds">{retry} {cancel}</div></section> }.into_any()
}

#[component]
fn Attempts(attempts: Vec<JobAttemptView>, wall_clock: WallClock) -> impl IntoView {
    let own = of(use_language());
    let inside = if attempts.is_empty() {
        view! { <p class="quiet">{own.no_attempt}</p> }.into_any()
    } else {
        let rows = attempts.into_iter().map(|attempt| attempt_row(attempt, own, &wall_clock)).collect_view();
        view! {
            <table class="attempts">
                <thead>
                    <tr>
                        <th scope="col">{own.number}</th><th scope="col">{own.time}</th>
                        <th scope="col">{own.outcome}</th><th scope="col" class="number">{own.took}</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        }
        .into_any()
    };
    view! { <section class="panel"><h2>{own.attempts}</h2>{inside}</section> }.into_any()
}

fn attempt_row(attempt: JobAttemptView, own: &'static JobWords, wall_clock: &WallClock) -> AnyView {
    let outcome = attempt
        .outcome
        .as_deref()
        .map_or(own.under_way, |word| own.outcome(word, webhook_words(use_language())));
    let took = attempt.duration_ms.map(|took| format!("{took} ms"));
    view! {
        <tr>
            <td>{attempt.number}</td>
            <td>{moment(attempt.at, wall_clock)}</td>
            <td>{outcome.to_owned()}</td>
            <td class="number">{took}</td>
        </tr>
    }
    .into_any()
}

/// A time to the second: attempts follow each other soon.
fn moment(at: chrono::DateTime<chrono::Utc>, wall_clock: &WallClock) -> AnyView {
    let when = format!("{}, {}", day_at(at, wall_clock, use_words()), clock_with_seconds(at, wall_clock));
    view! { <time datetime=machine_time(at)>{when}</time> }.into_any()
}
