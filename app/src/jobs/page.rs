//! `/jobs`.

use contract::jobs::{BulkJobsAction, BulkJobsView, JobsPage as JobsShown};
use domain::wall_clock::WallClock;
use leptos::{prelude::*, server_fn::ServerFn};
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

use super::{
    actions::{ChangeJobsForm, JobsFound, find_jobs},
    filter::Narrowed,
    list::List,
    queues::Queues,
    words::of,
};
use crate::{
    context::Session,
    layout::{ProblemView, said, sentence},
    made_for::MadeForField,
    refused::{Refused, set_page_status},
    resource::resource,
    settings::SettingsMenu,
    words::{fill, use_language, use_words},
};

/// `/jobs`: how each kind is doing, and the list.
#[component]
pub fn JobsPage(
    /// Who works where.
    session: Session,
) -> impl IntoView {
    let own = of(use_language());
    let query = use_query_map();
    let narrowed = Memo::new(move |_| Narrowed::read(&query.read()));
    let found = resource(
        move || narrowed.get(),
        |narrowed: Narrowed| {
            let (filter, question) = (narrowed.asked(), narrowed.question);
            find_jobs(filter, question)
        },
    );
    let wall_clock = session.wall_clock();
    view! {
        <div class="page jobs">
            <Title text=format!("{} · {}", own.title, session.me.tenant_name)/>
            <SettingsMenu role=session.me.role here="/jobs"/>
            <h1>{own.title}" · "{said(session.me.tenant_name.as_str())}</h1>
            <p class="quiet">{own.lead}</p>
            {came_of()}
            <Transition fallback=move || view! { <p class="quiet">{use_words().layout.loading}"…"</p> }>
                {move || {
                    let (narrowed, wall_clock) = (narrowed.get(), wall_clock.clone());
                    Suspend::new(async move {
                        match found.await {
                            Ok(found) => whole(found, narrowed, wall_clock),
                            Err(refused) => {
                                set_page_status(refused.0.status);
                                refusal(refused, narrowed)
                            }
                        }
                    })
                }}
            </Transition>
        </div>
    }
    .into_any()
}

fn whole(found: JobsFound, narrowed: Narrowed, wall_clock: WallClock) -> AnyView {
    let JobsFound { page: JobsShown { queues, jobs }, foreseen } = found;
    let question = narrowed.question.clone().zip(foreseen);
    let question = question.map(|((action, kind), foreseen)| view! { <Question action kind foreseen/> });
    view! {
        {question}
        <Queues queues wall_clock=wall_clock.clone()/>
        <List page=jobs narrowed wall_clock/>
    }
    .into_any()
}

/// A filter that can't be read is told above the filters, which stay as they are.
fn refusal(refused: Refused, narrowed: Narrowed) -> AnyView {
    if refused.0.status != 422 {
        return view! { <ProblemView refused/> }.into_any();
    }
    let own = of(use_language());
    let is_subject = refused.0.errors.iter().any(|error| error.field == "subject");
    let text = if is_subject { own.no_such_subject.to_owned() } else { sentence(&refused, use_words()) };
    view! {
        <p class="form-problem" role="alert">{text}</p>
        <super::list::FilterBar narrowed/>
    }
    .into_any()
}

/// What came of the form that led back here.
fn came_of() -> Option<AnyView> {
    let (words, own) = (use_words(), of(use_language()));
    let query = use_query_map().get_untracked();
    if let Some(code) = query.get("problem") {
        let refused = Refused::told(&code, query.get("wait").as_deref());
        return Some(
            view! { <p class="form-problem" role="alert">{sentence(&refused, words)}</p> }.into_any(),
        );
    }
    let changed: u32 = query.get("changed")?.parse().ok()?;
    Some(
        view! { <p class="jobs-changed" role="status">{fill(own.changed, &changed.to_string())}</p> }
            .into_any(),
    )
}

/// Asks before many jobs are changed, and says how many.
#[component]
fn Question(action: BulkJobsAction, kind: String, foreseen: BulkJobsView) -> impl IntoView {
    let own = of(use_language());
    let back = view! { <a class="button" href="/jobs">{own.leave}</a> };
    if foreseen.jobs == 0 {
        return view! {
            <section class="panel jobs-question"><p>{own.nothing_to_change}</p><div class="jobs-deeds">{back}</div></section>
        }
        .into_any();
    }
    let number = if foreseen.is_more { format!("{}+", foreseen.jobs) } else { foreseen.jobs.to_string() };
    let (question, consequence, button, word, class) = match action {
        BulkJobsAction::Retry => {
            (own.ask_retry, own.ask_retry_then, own.retry_all, "retry", "button button-primary")
        }
        BulkJobsAction::Cancel => {
            (own.ask_cancel, own.ask_cancel_then, own.cancel_all, "cancel", "button button-danger")
        }
    };
    view! {
        <section class="panel jobs-question" aria-label=button>
            <p><strong>{fill(question, &number)}</strong></p>
            <p>{own.kind(&kind).to_owned()}". "{consequence}</p>
            <form class="jobs-deeds" method="post" action=ChangeJobsForm::url()>
                <MadeForField/>
                <input type="hidden" name="action" value=word/>
                <input type="hidden" name="kind" value=kind/>
                <button class=class>{button}</button>
                {back}
            </form>
        </section>
    }
    .into_any()
}
