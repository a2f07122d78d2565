//! What the events of every kind of subject have in common.

use serde::{Serialize, de::DeserializeOwned};

use crate::{customer::CustomerEvent, order::OrderEvent};

/// After how many events of a subject its state is kept beside them, so that replaying it begins there.
pub const SNAPSHOT_EVERY: i32 = 100;

/// A fact about a kind of subject. It is written once and read for years, so forms only gain optional fields.
pub trait Event: Serialize + DeserializeOwned {
    /// The names of all types.
    const NAMES: &'static [&'static str];
    /// The type's name, as stored and as subscribers see it.
    fn name(&self) -> &'static str;
}

/// What the events of a subject fold to.
pub trait State: Sized + PartialEq + Serialize + DeserializeOwned {
    /// What is folded.
    type Event: Event;
    /// Why events can't be folded.
    type Error: std::error::Error + Send + Sync + 'static;

    /// The word for the kind of subject.
    const SUBJECT: &'static str;

    /// The state after one event more; the first comes to nobody.
    fn after(before: Option<Self>, event: &Self::Event) -> Result<Self, Self::Error>;
    /// How many events it has.
    fn version(&self) -> i32;
}

/// The names of all types of all subjects.
pub fn names() -> impl Iterator<Item = &'static str> {
    OrderEvent::NAMES.iter().chain(CustomerEvent::NAMES).copied()
}

/// What is written is read for years: each form that ever was stays in `docs/EVENTS.md`, where subscribers
/// find it, and is read from there.
#[cfg(test)]
pub(crate) fn assert_documented<E: Event + PartialEq + std::fmt::Debug>(one_of_each: &[E]) {
    use serde_json::Value;

    let documented = include_str!("../../../docs/EVENTS.md");
    let blocks = documented.split("```json\n").skip(1).filter_map(|block| block.split("\n```").next());
    let of_this_kind = |json: &&str| {
        let value: Value = serde_json::from_str(json).unwrap();
        value["type"].as_str().is_some_and(|name| E::NAMES.contains(&name))
    };
    let golden: Vec<(&str, E)> =
        blocks.filter(of_this_kind).map(|json| (json, serde_json::from_str(json).unwrap())).collect();
    for event in one_of_each {
        let now = serde_json::to_string_pretty(event).unwrap();
        assert!(golden.iter().any(|(json, _)| *json == now), "docs/EVENTS.md lacks this form:\n{now}");
    }
    let names: Vec<&str> = one_of_each.iter().map(Event::name).collect();
    assert_eq!(names, E::NAMES);
    for (json, event) in &golden {
        let heading = format!("### `{}`", event.name());
        assert!(documented.contains(&heading), "docs/EVENTS.md lacks {heading}");
        // Read and written again it says the same, or more: never something else.
        let (old, new): (Value, Value) =
            (serde_json::from_str(json).unwrap(), serde_json::to_value(event).unwrap());
        for (field, value) in old.as_object().unwrap() {
            assert_eq!(&new[field], value, "{field} of {}", event.name());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_types_have_one_name() {
        let mut sorted: Vec<_> = names().collect();
        sorted.sort_unstable();
        sorted.dedup();
        assert_eq!(sorted.len(), names().count());
    }
}
