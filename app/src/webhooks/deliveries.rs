//! What an endpoint was told and is to be told, each with its attempts.

use contract::{
    catalogue::Page,
    webhooks::{WebhookAttemptView, WebhookDeliveryView},
};
use domain::{wall_clock::WallClock, webhook::DeliveryState};
use leptos::{prelude::*, server_fn::ServerFn};

use super::{
    actions::ReplayWebhookForm,
    words::{WebhookWords, of},
};
use crate::{
    address::with_query,
    format::{clock_with_seconds, day_and_clock, day_at, machine_time},
    made_for::MadeForField,
    words::{fill, use_language, use_words},
};

/// Deliveries, newest first, and which of them.
#[component]
pub(super) fn Deliveries(
    /// The endpoint's id.
    id: String,
    page: Page<WebhookDeliveryView>,
    /// Which state is shown; none is all.
    state: Option<String>,
    /// Whether this isn't the first page.
    is_later: bool,
    /// How far the store's clocks are from UTC, in seconds.
    wall_clock: WallClock,
) -> impl IntoView {
    let own = of(use_language());
    let path = format!("/settings/webhooks/{id}");
    let here = state.clone().unwrap_or_default();
    let choice = |code: &'static str, name: &'static str| {
        let current = (here == code).then_some("true");
        view! { <li><a href=with_query(&path, [("state", code)]) aria-current=current>{name}</a></li> }
    };
    let choices = [
        choice("", own.all),
        choice("pending", own.pending),
        choice("delivered", own.delivered),
        choice("dead", own.dead),
    ];
    let older = page.next_cursor.map(|cursor| {
        let older = with_query(&path, [("state", here.as_str()), ("cursor", &cursor)]);
        view! { <a class="button" rel="next" href=older>{own.older}</a> }
    });
    let newest = is_later.then(|| {
        view! { <a class="button" href=with_query(&path, [("state", here.as_str())])>{own.newest}</a> }
    });
    let is_empty = page.items.is_empty();
    let rows = page.items.into_iter().map(|delivery| row(&id, delivery, &wall_clock)).collect_view();
    // A new document: what became of them since.
    let again = with_query(&path, [("state", here.as_str())]);
    view! {
        <section class="panel">
            <div class="webhook-head">
                <h2>{own.deliveries}</h2>
                <a href=again rel="external">{own.refresh}</a>
            </div>
            <nav class="webhook-states" aria-label=own.state><ul>{choices.into_iter().collect_view()}</ul></nav>
            {is_empty.then(|| view! { <p class="quiet">{own.deliveries_none}</p> })}
            <ul class="webhook-deliveries">{rows}</ul>
            {(newest.is_some() || older.is_some()).then(|| view! {
                <nav class="orders-pages" aria-label=own.deliveries>{newest} {older}</nav>
            })}
        </section>
    }
    .into_any()
}

fn row(endpoint: &str, delivery: WebhookDeliveryView, wall_clock: &WallClock) -> AnyView {
    let (words, own) = (use_words(), of(use_language()));
    let (class, name) = match delivery.state {
        DeliveryState::Pending => ("badge badge-waiting", own.pending),
        DeliveryState::Delivered => ("badge badge-good", own.delivered),
        DeliveryState::Dead => ("badge badge-danger", own.dead),
    };
    let reference = delivery.reference.clone().map(|reference| view! { <strong>{reference}</strong> });
    let order = delivery.reference.map(|reference| {
        view! { <p><a href=format!("/orders/{reference}")>{fill(own.to_order, &reference)}</a></p> }
    });
    let next = delivery.next_attempt_at.map(|at| {
        let when = format!("{}, {}", day_at(at, wall_clock, words), clock_with_seconds(at, wall_clock));
        view! { <p>{own.next_attempt}" "<time datetime=machine_time(at)>{when}</time></p> }
    });
    let id = delivery.id.to_string();
    view! {
        <li>
            <details class="webhook-delivery">
                <summary>
                    <span class=class>{name}</span>
                    <span>{own.event(&delivery.event_type)}</span>
                    {reference}
                    <time class="quiet" datetime=machine_time(delivery.created_at)>
                        {day_and_clock(delivery.created_at, wall_clock, words)}
                    </time>
                </summary>
                <div class="webhook-delivery-inside">
                    <p class="quiet"><code>{delivery.event_type}</code>" · "<code>{delivery.event_id}</code></p>
                    {order}
                    {next}
                    {attempts(delivery.attempts, wall_clock)}
                    <form method="post" action=ReplayWebhookForm::url()>
                        <MadeForField/>
                        <input type="hidden" name="id" value=endpoint.to_owned()/>
                        <input type="hidden" name="delivery" value=id/>
                        <button class="button">{own.replay}</button>
                    </form>
                </div>
            </details>
        </li>
    }
    .into_any()
}

fn attempts(attempts: Vec<WebhookAttemptView>, wall_clock: &WallClock) -> AnyView {
    let own = of(use_language());
    if attempts.is_empty() {
        return view! { <p class="quiet">{own.no_attempt}</p> }.into_any();
    }
    let rows = attempts.into_iter().map(|attempt| attempt_row(attempt, own, wall_clock));
    view! {
        <table class="attempts">
            <caption class="hidden">{own.attempts}</caption>
            <thead>
                <tr>
                    <th scope="col">{own.number}</th>
                    <th scope="col">{own.time}</th>
                    <th scope="col">{own.outcome}</th>
                    <th scope="col" class="number">{own.took}</th>
                </tr>
            </thead>
            <tbody>{rows.collect_view()}</tbody>
        </table>
    }
    .into_any()
}

fn attempt_row(attempt: WebhookAttemptView, own: &'static WebhookWords, wall_clock: &WallClock) -> AnyView {
    let words = use_words();
    let when =
        format!("{}, {}", day_at(attempt.at, wall_clock, words), clock_with_seconds(attempt.at, wall_clock));
    let status = attempt.status.map(|status| format!(" ({status})"));
    let took = attempt.duration_ms.map(|took| format!("{took} ms"));
    view! {
        <tr>
            <th scope="row">{attempt.number}</th>
            <td><time datetime=machine_time(attempt.at)>{when}</time></td>
            <td>{own.outcome(attempt.outcome.as_deref())}{status}</td>
            <td class="number">{took}</td>
        </tr>
    }
    .into_any()
}
