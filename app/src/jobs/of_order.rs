//! How the jobs about an order stand, on its own page, for those who may see them.

use contract::jobs::JobsOfOrder;
use leptos::prelude::*;

use super::{actions::jobs_of_order_line, words::of};
use crate::{
    address::with_query,
    resource::resource,
    words::{fill, use_language},
};

/// A line that leads to the jobs about an order; nothing if there are none.
#[component]
pub fn JobsOfOrderPart(
    /// Which order.
    reference: String,
    /// Its version: another one is asked for anew.
    version: i32,
) -> impl IntoView {
    let all = with_query("/jobs", [("subject", reference.as_str())]);
    let jobs = resource(move || (reference.clone(), version), |(reference, _)| jobs_of_order_line(reference));
    view! {
        <Suspense fallback=|| ()>
            {move || {
                let all = all.clone();
                // It is no more than a way there: if it can't be had, the page does without it.
                Suspend::new(async move { jobs.await.ok().and_then(|jobs| line(jobs, all)) })
            }}
        </Suspense>
    }
    .into_any()
}

fn line(jobs: JobsOfOrder, all: String) -> Option<AnyView> {
    let own = of(use_language());
    let badges = [
        ("badge badge-danger", own.of_order_dead, jobs.dead),
        ("badge badge-waiting", own.of_order_open, jobs.open),
        ("badge badge-good", own.of_order_done, jobs.done),
    ];
    let badges: Vec<_> = badges
        .into_iter()
        .filter(|(.., number)| *number > 0)
        .map(|(class, text, number)| view! { <span class=class>{fill(text, &number.to_string())}</span> })
        .collect();
    if badges.is_empty() {
        return None;
    }
    Some(view! { <p class="jobs-of-order"><a href=all>{own.title}</a> {badges}</p> }.into_any())
}
