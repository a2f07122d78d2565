//! The list of jobs, and what it is narrowed to.

use contract::{catalogue::Page, jobs::JobView};
use domain::{job::JobState, wall_clock::WallClock};
use leptos::prelude::*;

use super::{
    filter::Narrowed,
    words::{JobWords, KINDS, of},
};
use crate::{
    format::{day_and_clock, machine_time},
    webhooks::webhook_words,
    words::{use_language, use_words},
};

/// Jobs, newest first.
#[component]
pub(super) fn List(page: Page<JobView>, narrowed: Narrowed, wall_clock: WallClock) -> impl IntoView {
    let own = of(use_language());
    let older = page.next_cursor.as_deref().map(|cursor| {
        view! { <a class="button" rel="next" href=narrowed.at(cursor)>{own.older}</a> }
    });
    let newest = (!narrowed.cursor.is_empty()).then(|| {
        view! { <a class="button" href=narrowed.at("")>{own.newest}</a> }
    });
    let empty = page.items.is_empty().then(|| {
        let text = if narrowed.is_narrowed() { own.none_found } else { own.none_yet };
        view! { <p class="quiet">{text}</p> }
    });
    // A new document: what became of them since.
    let again = narrowed.at("");
    let rows = page.items.into_iter().map(|job| row(job, &wall_clock)).collect_view();
    view! {
        <section class="panel">
            <div class="jobs-head">
                <h2>{own.runs}</h2>
                <a href=again rel="external">{own.refresh}</a>
            </div>
            <FilterBar narrowed/>
            {empty}
            <ul class="jobs-list" aria-label=own.runs>{rows}</ul>
            {(newest.is_some() || older.is_some()).then(|| view! {
                <nav class="orders-pages" aria-label=own.runs>{newest} {older}</nav>
            })}
        </section>
    }
    .into_any()
}

fn row(job: JobView, wall_clock: &WallClock) -> AnyView {
    let (words, own) = (use_words(), of(use_language()));
    let page = format!("/jobs/{}", job.id);
    let reference = job.reference.clone().map(|reference| view! { <strong>{reference}</strong> });
    let outcome =
        job.outcome.as_deref().map(|outcome| own.outcome(outcome, webhook_words(use_language())).to_owned());
    view! {
        <li class="jobs-row">
            {badge(job.state, own)}
            <a href=page>{own.named(&job, webhook_words(use_language()))}</a>
            {reference}
            {outcome.map(|outcome| view! { <span class="quiet">{outcome}</span> })}
            <time class="quiet" datetime=machine_time(job.created_at)>
                {day_and_clock(job.created_at, wall_clock, words)}
            </time>
        </li>
    }
    .into_any()
}

/// Where a job stands.
pub(super) fn badge(state: JobState, own: &'static JobWords) -> AnyView {
    let class = match state {
        JobState::Pending | JobState::Held => "badge badge-waiting",
        JobState::Running => "badge badge-information",
        JobState::Done => "badge badge-good",
        JobState::Dead => "badge badge-danger",
        JobState::Cancelled => "badge",
    };
    view! { <span class=class>{own.state(state)}</span> }.into_any()
}

/// What the list is narrowed to: a plain GET form, so that it is always in the address.
#[component]
pub(super) fn FilterBar(narrowed: Narrowed) -> impl IntoView {
    let own = of(use_language());
    let kinds = KINDS.map(|kind| {
        view! { <option value=kind selected=narrowed.kind == kind>{own.kind(kind).to_owned()}</option> }
    });
    let states = JobState::ALL.map(|state| {
        let selected = narrowed.state == state.code();
        view! { <option value=state.code() selected=selected>{own.state(state)}</option> }
    });
    let clear = narrowed.is_narrowed().then(|| {
        view! { <a class="button" href="/jobs" rel="external">{own.clear}</a> }
    });
    view! {
        <form class="filters" method="get" action="/jobs" role="search">
            <label class="field">
                <span>{own.kind_label}</span>
                <select name="kind"><option value="">{own.any}</option>{kinds.into_iter().collect_view()}</select>
            </label>
            <label class="field">
                <span>{own.state_label}</span>
                <select name="state"><option value="">{own.any}</option>{states.into_iter().collect_view()}</select>
            </label>
            <label class="field">
                <span>{own.subject_label}</span>
                <input name="subject" value=narrowed.subject placeholder="GO-7K3M9Q" autocomplete="off" maxlength="80"/>
            </label>
            <div class="filters-buttons"><button class="button">{own.show}</button> {clear}</div>
        </form>
    }
    .into_any()
}
