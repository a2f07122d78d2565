//! Before several orders are changed: what would happen, asked of the server, and the button that
//! does it. Works without JavaScript.

use std::collections::BTreeMap;

use contract::{
    Problem,
    orders::{BulkOrders, BulkView},
    problem::Code,
};
use domain::order::Lifecycle;
use leptos::{prelude::*, server_fn::ServerFn};
use leptos_router::hooks::use_query_map;

use super::{
    actions::{ChangeOrdersForm, preview_orders},
    filter::ListFilter,
    list_words,
};
use crate::{
    context::Session,
    layout::{ProblemView, ReasonField, sentence},
    made_for::MadeForField,
    refused::Refused,
    resource::resource,
    words::{Words, fill, use_language, use_words},
};

/// Stands for the reason that is yet to be asked for.
const REASON_TO_COME: &str = "to be said";

/// `/orders/bulk`.
#[component]
pub fn BulkPage(
    /// Who works where.
    session: Session,
) -> impl IntoView {
    let (words, list) = (use_words(), list_words::of(use_language()));
    let query = use_query_map();
    let currency = session.store.currency;
    let filter = Memo::new(move |_| ListFilter::read(|name| query.read().get(name)));
    let command = Memo::new(move |_| {
        let query = query.read();
        let is_all = query.get("all").is_some_and(|all| !all.is_empty());
        let action = query.get("action").unwrap_or_default();
        BulkOrders {
            status: query.get("move_to").filter(|_| action == "move"),
            action,
            reason: Some(REASON_TO_COME.to_owned()),
            ids: if is_all { Vec::new() } else { query.get_all("id").unwrap_or_default() },
            filter: is_all.then(|| filter.get().request(currency)),
            dry_run: true,
        }
    });
    let plan = resource(
        move || command.get(),
        |command| async move {
            let is_empty = command.ids.is_empty() && command.filter.is_none();
            if is_empty { None } else { Some(preview_orders(command).await) }
        },
    );
    view! {
        <div class="page orders-bulk">
            <p><a href=move || filter.get().address()>"← "{list.back}</a></p>
            <h1>{list.bulk_title}</h1>
            <Transition fallback=move || view! { <p class="quiet">{words.layout.loading}"…"</p> }>
                {move || Suspend::new(async move {
                    match plan.await {
                        None => view! { <p>{list.none_chosen}</p> }.into_any(),
                        Some(Ok(plan)) => planned(&plan, &command.get_untracked(), &filter.get_untracked().address()),
                        Some(Err(refused)) => view! { <ProblemView refused/> }.into_any(),
                    }
                })}
            </Transition>
        </div>
    }
    .into_any()
}

fn planned(plan: &BulkView, command: &BulkOrders, back: &str) -> AnyView {
    let language = use_language();
    let (words, list) = (use_words(), list_words::of(language));
    let is_cancel = plan.status == Lifecycle::Cancelled.code();
    let sentence = match (plan.changed, is_cancel) {
        (0, _) => list.nothing_changes.to_owned(),
        (1, true) => list.would_cancel_one.to_owned(),
        (1, false) => list.would_move_one.to_owned(),
        (many, true) => fill(list.would_cancel, &many.to_string()),
        (many, false) => fill(list.would_move, &many.to_string()),
    };
    let given_back = (plan.given_back > 0).then(|| {
        let amount = language.money(plan.given_back, plan.currency);
        view! { " "<strong>{fill(list.gives_back, &amount)}</strong> }
    });
    let unchanged = (plan.unchanged > 0).then(|| {
        view! { <p>{fill(list.are_so, &plan.unchanged.to_string())}</p> }
    });
    let refusals = refusals(plan, words).into_iter().map(|line| view! { <li>{line}</li> });
    let changing = plan.orders.iter().filter(|order| order.outcome == "changed");
    let changing = changing.map(|order| order.order.clone()).collect::<Vec<_>>();
    let references = changing.iter().map(|reference| {
        view! { <li><a href=format!("/orders/{reference}")>{reference.clone()}</a></li> }
    });
    let form = (!changing.is_empty()).then(|| {
        let name = if is_cancel { list.do_cancel } else { list.do_move };
        let class = if is_cancel { "button button-danger" } else { "button button-primary" };
        let needs_reason = plan.given_back > 0;
        view! {
            <form class="orders-bulk-form" method="post" action=ChangeOrdersForm::url()>
                <MadeForField/>
                <input type="hidden" name="action" value=command.action.clone()/>
                <input type="hidden" name="status" value=command.status.clone().unwrap_or_default()/>
                <input type="hidden" name="ids" value=changing.join(",")/>
                <input type="hidden" name="back" value=back.to_owned()/>
                <ReasonField label=list.reason hint=list.reason_hint required=needs_reason/>
                <button class=class>{name}</button>
            </form>
        }
    });
    view! {
        <div class="panel">
            <p class="orders-plan">{sentence} {given_back}</p>
            {unchanged}
            <ul>{refusals.collect_view()}</ul>
            {form}
            <ul class="orders-bulk-list">{references.collect_view()}</ul>
        </div>
    }
    .into_any()
}

/// How many can't be changed, and why, most first.
fn refusals(plan: &BulkView, words: &Words) -> Vec<String> {
    let list = list_words::of(use_language());
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for order in plan.orders.iter().filter(|order| order.outcome == "refused") {
        let lifecycle = order.lifecycle.as_deref().and_then(|word| word.parse::<Lifecycle>().ok());
        let why = match (order.code.as_deref().and_then(Code::of), lifecycle) {
            (Some(Code::InvalidTransition), Some(lifecycle)) => {
                fill(list.already, &words.lifecycle(lifecycle).to_lowercase())
            }
            (Some(Code::Forbidden), _) => list.needs_manager.to_owned(),
            (Some(Code::NotFound), _) => list.gone.to_owned(),
            _ => {
                let (code, detail) = (order.code.clone(), order.message.clone());
                let told = Problem {
                    code: code.unwrap_or_default(),
                    detail: detail.unwrap_or_default(),
                    ..Problem::internal()
                };
                sentence(&Refused(told), words)
            }
        };
        *counts.entry(why).or_default() += 1;
    }
    let mut counts: Vec<(usize, String)> = counts.into_iter().map(|(why, count)| (count, why)).collect();
    counts.sort_by(|one, other| other.cmp(one));
    let line = |(count, why): (usize, String)| {
        let head = if count == 1 { list.cant_one.to_owned() } else { fill(list.cant, &count.to_string()) };
        format!("{head}: {why}")
    };
    counts.into_iter().map(line).collect()
}
