//! What versions of before wrote is read as what it meant, see `before/README.md`.

use std::{fs, path::Path};

use contract::{
    live::{ClientMessage, ServerMessage},
    orders::{EditOrder, OrderEdit, OrderView, PlaceOrder, RecordPayment},
};
use domain::{event::Event, order::OrderEvent};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;
use store::events::read_event;

use super::command_hash::CommandHash;

/// Every entry of a file, in the folders of all versions.
fn kept(file: &str) -> Vec<Value> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("before");
    let versions = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let read = |version: &Path| -> Vec<Value> {
        serde_json::from_str(&fs::read_to_string(version.join(file)).unwrap()).unwrap()
    };
    let entries: Vec<Value> =
        versions.filter(|path| path.is_dir()).flat_map(|version| read(&version)).collect();
    assert!(entries.len() > 3, "{file}");
    entries
}

fn read<T: DeserializeOwned>(json: &Value) -> T {
    serde_json::from_value(json.clone()).unwrap_or_else(|error| panic!("{error}: {json}"))
}

/// Whether everything that is said is said again; more may be.
fn is_said_again(said: &Value, again: &Value) -> bool {
    match (said, again) {
        (Value::Object(said), Value::Object(again)) => {
            said.iter().all(|(name, said)| again.get(name).is_some_and(|again| is_said_again(said, again)))
        }
        (Value::Array(said), Value::Array(again)) => {
            said.len() == again.len()
                && said.iter().zip(again).all(|(said, again)| is_said_again(said, again))
        }
        _ => said == again,
    }
}

fn is_read_whole<T: DeserializeOwned + Serialize>(json: &Value) {
    let again = serde_json::to_value(read::<T>(json)).unwrap();
    assert!(is_said_again(json, &again), "{json}\nis read as\n{again}");
}

/// A till that sends again what another version answered gets that answer, and no second sale.
#[test]
fn commands_have_the_hash_under_which_they_were_kept() {
    for entry in kept("commands.json") {
        let (command, order) = (&entry["command"], entry["order"].as_str().unwrap_or_default());
        let hash = match entry["kind"].as_str().unwrap() {
            "place" => CommandHash::of(&read::<PlaceOrder>(command)),
            "pay" => CommandHash::of(&(order, &read::<RecordPayment>(command))),
            "edit" => CommandHash::of(&OrderEdit {
                id: order.to_owned(),
                version: read(&entry["version"]),
                or_versions: Vec::new(),
                change: read::<EditOrder>(command),
            }),
            other => panic!("{other}"),
        };
        assert_eq!(hex::encode(hash.unwrap().kept()), entry["hash"].as_str().unwrap(), "{command}");
    }
}

#[test]
fn answers_events_and_messages_are_read_whole() {
    kept("answers.json").iter().for_each(is_read_whole::<OrderView>);
    kept("server_messages.json").iter().for_each(is_read_whole::<ServerMessage>);
    kept("client_messages.json").iter().for_each(is_read_whole::<ClientMessage>);
    let events = kept("events.json");
    events.iter().for_each(is_read_whole::<OrderEvent>);
    let names: std::collections::BTreeSet<&str> =
        events.iter().map(|event| event["type"].as_str().unwrap()).collect();
    assert_eq!(names.len(), OrderEvent::NAMES.len(), "a kind of event is missing");
}

/// What a later version writes is told from what is broken.
#[test]
fn a_type_of_event_that_is_not_known_is_a_newer_one() {
    use store::events::UnreadableEvent::{Broken, Newer};
    assert!(
        matches!(read_event::<OrderEvent>(r#"{"type":"order.fetched","by":"courier"}"#), Err(Newer(name)) if name == "order.fetched")
    );
    for broken in [r#"{"type":"order.placed"}"#, "{}", "[]", "", r#"{"type":7}"#] {
        assert!(matches!(read_event::<OrderEvent>(broken), Err(Broken(_))), "{broken}");
    }
}
