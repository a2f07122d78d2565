//! What happened to an order, newest first.

use contract::orders::TimelineEntry;
use domain::{money::Currency, wall_clock::WallClock};
use leptos::prelude::*;

use crate::{
    format::{day_and_clock, machine_time},
    layout::said,
    words::{Words, fill, use_language, use_words},
};

/// An order's history on the store's clock.
#[component]
pub(super) fn Timeline(
    events: Vec<TimelineEntry>,
    currency: Currency,
    wall_clock: WallClock,
) -> impl IntoView {
    let (words, language) = (use_words(), use_language());
    let entries = events.into_iter().rev().map(|entry| {
        let what = sentence(&entry, words);
        let amount = entry.amount.map(|amount| {
            view! { <span class="money">{language.money(amount, currency)}</span> }
        });
        let changed = entry.changed.iter().map(|field| words.field(field)).collect::<Vec<_>>().join(", ");
        view! {
            <li>
                <time datetime=machine_time(entry.at)>{day_and_clock(entry.at, &wall_clock, words)}</time>
                <span>
                    <strong>{what}</strong>" "{amount}" "{changed}" "
                    <span class="quiet">{words.order.by}" "{said(entry.actor.name)}</span>
                    {entry.reason.map(|reason| view! { <q class="timeline-reason">{said(reason)}</q> })}
                </span>
            </li>
        }
    });
    view! {
        <section class="panel">
            <h2>{words.order.timeline}</h2>
            <ol class="timeline">{entries.collect_view()}</ol>
        </section>
    }
    .into_any()
}

/// What an entry says. A kind of event that this page doesn't know yet still tells where it left the
/// order.
fn sentence(entry: &TimelineEntry, words: &Words) -> String {
    match entry.kind.as_str() {
        "order.placed" => words.order.placed.to_owned(),
        "payment.received" => words.order.paid_some.to_owned(),
        "payment.voided" => words.order.voided.to_owned(),
        "order.edited" => words.order.edited.to_owned(),
        "order.deleted" => words.order.deleted.to_owned(),
        "order.restored" => words.order.restored.to_owned(),
        _ => fill(words.order.changed_to, words.lifecycle(entry.lifecycle)),
    }
}

#[cfg(test)]
mod tests {
    use contract::orders::StaffName;
    use domain::{id::StaffId, order::Lifecycle};

    use super::*;
    use crate::words::{Language, of};

    fn said(kind: &str, lifecycle: Lifecycle) -> String {
        let entry = TimelineEntry {
            kind: kind.into(),
            at: "2026-11-21T07:00:00Z".parse().unwrap(),
            actor: StaffName { id: StaffId::from_uuid(Default::default()), name: "Ayu".into() },
            lifecycle,
            reason: None,
            amount: None,
            changed: Vec::new(),
            sequence: 1,
            version: 1,
        };
        sentence(&entry, of(Language::English))
    }

    #[test]
    fn events_read_as_sentences() {
        assert_eq!(said("order.placed", Lifecycle::Pending), "Recorded");
        assert_eq!(said("order.status_changed", Lifecycle::Ready), "Moved to Ready");
        assert_eq!(said("order.status_changed", Lifecycle::Cancelled), "Moved to Cancelled");
    }
}
