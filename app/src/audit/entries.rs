//! Entries, newest first, each with what it changed.

use contract::{
    audit::{AuditEntryView, FieldChangeView},
    session::StoreView,
};
use domain::{money::Currency, wall_clock::WallClock};
use leptos::prelude::*;

use super::{fields::Sayer, words::of};
use crate::{
    format::{clock_with_seconds, day_and_clock, machine_time},
    layout::{isolated, noted, said},
    words::{fill, use_language, use_words},
};

/// Entries as a list on the store's clock. On an order's own page the order isn't named again.
#[component]
pub(super) fn Entries(
    /// Newest first.
    entries: Vec<AuditEntryView>,
    /// How far the store's clocks are from UTC, in seconds.
    wall_clock: WallClock,
    /// Of amounts.
    currency: Currency,
    /// Stores that the reader works at, to name them.
    #[prop(optional)]
    stores: Vec<StoreView>,
    /// Whether they stand on their order's page.
    #[prop(optional)]
    is_compact: bool,
) -> impl IntoView {
    let language = use_language();
    let sayer = Sayer { words: use_words(), own: of(language), language, currency };
    let entries = entries.into_iter().map(|entry| one(entry, &wall_clock, sayer, &stores, is_compact));
    view! { <ol class="audit">{entries.collect_view()}</ol> }.into_any()
}

fn one(
    entry: AuditEntryView,
    wall_clock: &WallClock,
    sayer: Sayer,
    stores: &[StoreView],
    is_compact: bool,
) -> AnyView {
    let (words, own) = (sayer.words, sayer.own);
    let at = if is_compact {
        day_and_clock(entry.at, wall_clock, words)
    } else {
        format!(
            "{}:{}",
            day_and_clock(entry.at, wall_clock, words),
            seconds(&clock_with_seconds(entry.at, wall_clock))
        )
    };
    let about = (!is_compact).then(|| {
        let link = entry.order.as_ref().map(|order| {
            let reference = order.reference.to_string();
            view! { <a href=format!("/orders/{reference}")>{reference.clone()}</a> }
        });
        // An order needs no other word; what else was seen of it does.
        let subject = (link.is_none() || entry.subject != "order").then(|| own.subject(&entry.subject));
        view! { <span>{subject}" "{link}" "</span> }
    });
    let kind = own.kind_of(&entry.action);
    let role = entry.actor.as_ref().map(|actor| {
        let role = words.role_of(&actor.role);
        view! { <span class="quiet">" · "{role}</span> }
    });
    let who = entry.actor.map_or_else(|| own.kedai.to_owned(), |actor| actor.name);
    let people = match entry.customers.len() {
        0 => None,
        1 => Some(own.person.to_owned()),
        many => Some(fill(own.people, &many.to_string())),
    };
    let details = (!is_compact).then(|| {
        let number =
            entry.sequence.map_or_else(|| own.waiting.to_owned(), |sequence| format!("№ {sequence}"));
        let named = |slug: String| {
            stores.iter().find(|store| store.slug == slug).map_or(slug, |store| isolated(&store.name))
        };
        let place =
            entry.store.map(named).into_iter().chain([format!("{} {}", own.place, entry.origin), number]);
        let place: Vec<String> = people.into_iter().chain(place).collect();
        view! { <p class="quiet audit-place">{place.join(" · ")}</p> }
    });
    let reason = entry.reason.map(|reason| view! { <p>{own.reason}": "<q>{said(reason)}</q></p> });
    view! {
        <li class="audit-entry">
            <time datetime=machine_time(entry.at)>{at}</time>
            <div>
                <p><strong>{kind}</strong>" "{about}<span>{words.order.by}" "{said(who)}</span>{role}</p>
                {changes(&entry.changes, sayer)}
                {reason}
                {details}
            </div>
        </li>
    }
    .into_any()
}

/// The last two digits of a clock with seconds.
fn seconds(clock: &str) -> &str {
    clock.rsplit(':').next().unwrap_or_default()
}

/// What changed, field by field.
fn changes(changes: &[FieldChangeView], sayer: Sayer) -> Option<AnyView> {
    if changes.is_empty() {
        return None;
    }
    let fields = changes.iter().map(|change| {
        let (old, new) = sayer.values(change);
        let old = old.map(|old| view! { <del>{noted(old)}</del>" → " });
        view! {
            <div>
                <dt>{said(sayer.name(&change.field))}</dt>
                <dd>{old}<ins>{noted(new)}</ins></dd>
            </div>
        }
    });
    Some(view! { <dl class="audit-changes">{fields.collect_view()}</dl> }.into_any())
}
