//! Entries, newest first, each with what it changed.

use contract::audit::{AuditEntryView, FieldChangeView};
use leptos::prelude::*;
use serde_json::Value;

use super::words::{AuditWords, of};
use crate::{
    format::{clock_with_seconds, day_and_clock, machine_time},
    words::{Words, fill, use_language, use_words},
};

/// Entries as a list on the store's clock. On an order's own page the order isn't named again.
#[component]
pub(super) fn Entries(
    /// Newest first.
    entries: Vec<AuditEntryView>,
    /// How far the store's clocks are from UTC, in seconds.
    offset: i32,
    /// Whether they stand on their order's page.
    #[prop(optional)]
    is_compact: bool,
) -> impl IntoView {
    let entries = entries.into_iter().map(|entry| one(entry, offset, is_compact));
    view! { <ol class="audit">{entries.collect_view()}</ol> }.into_any()
}

fn one(entry: AuditEntryView, offset: i32, is_compact: bool) -> AnyView {
    let (words, own) = (use_words(), of(use_language()));
    let at = if is_compact {
        day_and_clock(entry.at, offset, words)
    } else {
        format!(
            "{}:{}",
            day_and_clock(entry.at, offset, words),
            seconds(&clock_with_seconds(entry.at, offset))
        )
    };
    let about = (!is_compact).then(|| match &entry.order {
        Some(order) => {
            let reference = order.reference.to_string();
            view! { <a href=format!("/orders/{reference}")>{reference.clone()}</a> }.into_any()
        }
        None => view! { <span>{own.subject(&entry.subject)}</span> }.into_any(),
    });
    let role = entry.actor.as_ref().map(|actor| {
        view! { <span class="quiet">" · "{words.role(actor.role)}</span> }
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
        let place = entry.store.into_iter().chain([format!("{} {}", own.place, entry.origin), number]);
        let place: Vec<String> = people.into_iter().chain(place).collect();
        view! { <p class="quiet audit-place">{place.join(" · ")}</p> }
    });
    let reason = entry.reason.map(|reason| view! { <p>{own.reason}": "<q>{reason}</q></p> });
    view! {
        <li class="audit-entry">
            <time datetime=machine_time(entry.at)>{at}</time>
            <div>
                <p><strong>{own.kind(entry.action)}</strong>" "{about}" "<span>{who}</span>{role}</p>
                {changes(&entry.changes, words, own)}
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
fn changes(changes: &[FieldChangeView], words: &Words, own: &'static AuditWords) -> Option<AnyView> {
    if changes.is_empty() {
        return None;
    }
    let fields = changes.iter().map(|change| {
        let old = (!change.old.is_null()).then(|| {
            view! { <del>{said(&change.old, own)}</del>" → " }
        });
        view! {
            <div>
                <dt>{name(&change.field, words).to_owned()}</dt>
                <dd>{old}<ins>{said(&change.new, own)}</ins></dd>
            </div>
        }
    });
    Some(view! { <dl class="audit-changes">{fields.collect_view()}</dl> }.into_any())
}

/// What a field is called. One that has no word of its own is called as the API calls it.
fn name<'a>(field: &'a str, words: &'a Words) -> &'a str {
    match field {
        "total" => words.order.total,
        "amount_paid" => words.order.paid,
        other => words.field(other),
    }
}

/// A value as a person reads it. A hash stands for what was erased; its beginning tells it apart.
fn said(value: &Value, own: &AuditWords) -> String {
    match value {
        Value::Null => own.nothing.to_owned(),
        Value::String(text) => match text.strip_prefix("hash:") {
            Some(hash) => format!("#{}", hash.get(..12).unwrap_or(hash)),
            None => text.clone(),
        },
        Value::Array(values) => values.iter().map(|value| said(value, own)).collect::<Vec<_>>().join(", "),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::Language;
    use serde_json::json;

    #[test]
    fn values_read_as_people_say_them() {
        let own = of(Language::English);
        assert_eq!(said(&json!("Budi"), own), "Budi");
        assert_eq!(said(&json!(12_000), own), "12000");
        assert_eq!(said(&Value::Null, own), "nothing");
        assert_eq!(said(&json!(["1 × Latte", "2 × Cake"]), own), "1 × Latte, 2 × Cake");
        assert_eq!(said(&json!("hash:0123456789abcdef0123"), own), "#0123456789ab");
    }
}
