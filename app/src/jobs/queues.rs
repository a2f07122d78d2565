//! How each kind of job is doing.

use contract::jobs::QueueView;
use domain::{job::JobState, wall_clock::WallClock};
use leptos::prelude::*;

use super::words::of;
use crate::{
    address::with_query,
    format::{day_and_clock, machine_time},
    words::{fill, use_language, use_words},
};

/// A card for each kind; none for those who aren't told of all stores.
#[component]
pub(super) fn Queues(queues: Vec<QueueView>, wall_clock: WallClock) -> impl IntoView {
    if queues.is_empty() {
        return ().into_any();
    }
    let own = of(use_language());
    let cards = queues.into_iter().map(|queue| card(queue, &wall_clock)).collect_view();
    view! { <ul class="jobs-queues" aria-label=own.kinds>{cards}</ul> }.into_any()
}

fn card(queue: QueueView, wall_clock: &WallClock) -> AnyView {
    let (words, own) = (use_words(), of(use_language()));
    let kind = queue.kind.clone();
    let numbers = [
        (JobState::Pending, queue.pending),
        (JobState::Running, queue.running),
        (JobState::Held, queue.held),
        (JobState::Dead, queue.dead),
        (JobState::Done, queue.done),
        (JobState::Cancelled, queue.cancelled),
    ];
    // What there is none of is not worth a look.
    let numbers = numbers.into_iter().filter(|(_, number)| *number > 0).map(|(state, number)| {
        let list = with_query("/jobs", [("kind", kind.as_str()), ("state", state.code())]);
        view! { <div><dt>{own.state(state)}</dt><dd><a href=list>{number.to_string()}</a></dd></div> }
    });
    let numbers = numbers.collect_view();
    let is_none = numbers.is_empty();
    let oldest = queue.oldest_due_at.map(|at| {
        let when = day_and_clock(at, wall_clock, words);
        view! { <p>{own.oldest}" "<time datetime=machine_time(at)>{when}</time></p> }
    });
    let failed = (queue.failed > 0).then(|| {
        view! { <span class="badge badge-waiting">{fill(own.failed, &queue.failed.to_string())}</span> }
    });
    let ask = |action: &'static str, name: &'static str| {
        view! { <a class="button" href=with_query("/jobs", [("ask", action), ("of", kind.as_str())])>{name}</a> }
    };
    let retry = (queue.dead > 0).then(|| ask("retry", own.retry_all));
    let cancel = (queue.pending + queue.held > 0).then(|| ask("cancel", own.cancel_all));
    view! {
        <li class="panel jobs-queue">
            <h2>{own.kind(&queue.kind).to_owned()}</h2>
            <p class="quiet">{own.about(&queue.kind)}</p>
            {(is_none && !queue.recurs).then(|| view! { <p class="quiet">{own.none_yet}</p> })}
            <dl class="jobs-numbers">{numbers}</dl>
            {oldest}
            <p class="jobs-day">
                {fill(own.succeeded, &queue.succeeded.to_string())} " " {failed}
            </p>
            <div class="jobs-deeds">{retry} {cancel}</div>
        </li>
    }
    .into_any()
}
