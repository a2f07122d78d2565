use chrono::{DateTime, Utc};

use super::*;

const FIRST: ListenerId = ListenerId(1);
const SECOND: ListenerId = ListenerId(2);

fn store() -> Topic {
    Topic::Store("senopati".into())
}

fn event(sequence: i64) -> ServerMessage {
    let json = serde_json::json!({
        "type": "event", "topic": "store:senopati", "sequence": sequence,
        "event": {
            "type": "order.status_changed", "order_id": "ord_01907f5e000070008000000000000001",
            "reference": "GO-00001A", "status": "processing", "at": "2026-11-21T02:00:00Z",
            "order": {
                "id": "ord_01907f5e000070008000000000000001", "reference": "GO-00001A", "channel": "till",
                "status": "processing", "payment_state": "paid", "customer_name": null, "lines": [],
                "note": null, "total": 28_000, "balance_due": 0, "currency": "IDR",
                "placed_at": "2026-11-21T01:55:00Z", "expected_at": null, "version": 2,
            },
        },
    });
    serde_json::from_value(json).unwrap()
}

fn snapshot(sequence: i64) -> ServerMessage {
    ServerMessage::Snapshot { topic: store(), sequence, orders: vec![] }
}

fn ping(signed_in: Option<bool>, as_other: bool) -> ServerMessage {
    ServerMessage::Ping { server_time: DateTime::<Utc>::UNIX_EPOCH, signed_in, as_other, bundle: None }
}

fn refuse(protocol: &mut Protocol, code: &str, topic: &Topic) {
    let error = ServerMessage::Error { code: code.into(), topic: Some(topic.to_string()) };
    protocol.heard(error);
}

fn subscribe(after: Option<i64>) -> ClientMessage {
    ClientMessage::Subscribe { topic: store(), after }
}

/// What each follower is told: its id and a number.
fn told(outcome: &Outcome) -> Vec<(u64, i64)> {
    let number = |delivery: &Delivery| match delivery.update {
        LiveUpdate::Snapshot { sequence, .. } | LiveUpdate::Event { sequence, .. } => sequence,
        LiveUpdate::Refused { .. } => -1,
    };
    outcome.deliveries.iter().map(|delivery| (delivery.to.0, number(delivery))).collect()
}

#[test]
fn events_are_told_once_and_in_order() {
    let mut protocol = Protocol::default();
    assert_eq!(protocol.follow(FIRST, store(), Some(10)), subscribe(Some(10)));
    assert_eq!(told(&protocol.heard(event(11))), [(1, 11)]);
    assert_eq!(protocol.heard(event(11)), Outcome::default(), "a duplicate");
    assert_eq!(protocol.heard(event(3)), Outcome::default(), "old news");
    assert_eq!(told(&protocol.heard(event(12))), [(1, 12)]);
}

#[test]
fn after_a_gap_the_topic_is_asked_for_once_from_the_last_number_seen() {
    let mut protocol = Protocol::default();
    protocol.follow(FIRST, store(), Some(10));
    let outcome = protocol.heard(event(13));
    assert_eq!((told(&outcome), outcome.replies), (vec![], vec![subscribe(Some(10))]));
    assert_eq!(protocol.heard(event(14)), Outcome::default(), "asked already");
    for sequence in 11..=14 {
        assert_eq!(told(&protocol.heard(event(sequence))), [(1, sequence)]);
    }
    assert_eq!(protocol.heard(event(16)).replies, [subscribe(Some(14))], "a new gap is asked for again");
}

#[test]
fn a_reopened_socket_resumes_where_each_topic_stood() {
    let mut protocol = Protocol::default();
    protocol.follow(FIRST, store(), Some(10));
    protocol.heard(event(11));
    assert_eq!(protocol.opened(), [subscribe(Some(11))]);
    assert_eq!(told(&protocol.heard(snapshot(40))), [(1, 40)]);
    assert_eq!(told(&protocol.heard(event(41))), [(1, 41)]);
}

#[test]
fn a_gap_asked_for_before_a_drop_is_asked_for_again_after_it() {
    let mut protocol = Protocol::default();
    protocol.follow(FIRST, store(), Some(10));
    protocol.heard(event(13));
    assert_eq!(protocol.opened(), [subscribe(Some(10))]);
    assert_eq!(protocol.heard(event(13)).replies, [subscribe(Some(10))]);
}

#[test]
fn a_server_that_went_back_is_believed() {
    let mut protocol = Protocol::default();
    protocol.follow(FIRST, store(), Some(500));
    assert_eq!(told(&protocol.heard(snapshot(20))), [(1, 20)]);
    assert_eq!(told(&protocol.heard(event(21))), [(1, 21)]);
}

#[test]
fn two_followers_of_one_topic_each_get_all_of_it() {
    let mut protocol = Protocol::default();
    protocol.follow(FIRST, store(), Some(12));
    assert_eq!(protocol.follow(SECOND, store(), Some(10)), subscribe(Some(10)));
    assert_eq!(told(&protocol.heard(event(11))), [(2, 11)]);
    assert_eq!(told(&protocol.heard(event(12))), [(2, 12)]);
    assert_eq!(told(&protocol.heard(event(13))), [(1, 13), (2, 13)]);
}

#[test]
fn a_follower_without_a_number_waits_for_the_snapshot() {
    let mut protocol = Protocol::default();
    assert_eq!(protocol.follow(FIRST, store(), None), subscribe(None));
    assert_eq!(protocol.heard(event(9)), Outcome::default());
    assert_eq!(told(&protocol.heard(snapshot(9))), [(1, 9)]);
}

#[test]
fn the_last_follower_to_leave_ends_the_subscription() {
    let mut protocol = Protocol::default();
    protocol.follow(FIRST, store(), Some(1));
    protocol.follow(SECOND, store(), Some(1));
    assert_eq!(protocol.unfollow(FIRST), None);
    assert_eq!(protocol.unfollow(SECOND), Some(ClientMessage::Unsubscribe { topic: store() }));
    assert_eq!(protocol.unfollow(SECOND), None);
    assert_eq!(protocol.heard(event(2)), Outcome::default());
    assert!(protocol.opened().is_empty());
}

#[test]
fn a_ping_is_answered_and_what_is_new_acknowledged_once() {
    let mut protocol = Protocol::default();
    protocol.follow(FIRST, store(), Some(10));
    let ping = || ping(None, false);
    let ack = |sequence| ClientMessage::Ack { topic: store(), sequence };
    assert_eq!(protocol.heard(ping()).replies, [ClientMessage::Pong, ack(10)]);
    assert_eq!(protocol.heard(ping()).replies, [ClientMessage::Pong]);
    protocol.heard(event(11));
    assert_eq!(protocol.heard(ping()).replies, [ClientMessage::Pong, ack(11)]);
}

#[test]
fn a_refusal_stands_until_the_topic_is_followed_again() {
    let ping = || ping(None, false);
    let mut protocol = Protocol::default();
    protocol.follow(FIRST, store(), Some(10));
    protocol.follow(SECOND, Topic::Order("secret".into()), None);
    assert_eq!(protocol.refusal(), None);
    refuse(&mut protocol, "not_found", &Topic::Order("secret".into()));
    assert_eq!(protocol.refusal(), Some("not_found"));
    refuse(&mut protocol, "unauthenticated", &store());
    assert_eq!(protocol.refusal(), Some("unauthenticated"), "that is what can be mended");
    protocol.unfollow(SECOND);
    // Opened again and refused again, whether a ping came before the answer or not.
    protocol.opened();
    protocol.heard(ping());
    refuse(&mut protocol, "unauthenticated", &store());
    (0..5).for_each(|_| drop(protocol.heard(ping())));
    assert_eq!(protocol.refusal(), Some("unauthenticated"));
    // Signed in again: nothing new happened, and nothing is refused.
    protocol.opened();
    protocol.heard(ping());
    assert_eq!(protocol.refusal(), Some("unauthenticated"));
    protocol.heard(ping());
    assert_eq!(protocol.refusal(), None);
    refuse(&mut protocol, "unauthenticated", &store());
    protocol.heard(event(11));
    assert_eq!(protocol.refusal(), None, "what is told is followed");
    refuse(&mut protocol, "unauthenticated", &store());
    protocol.unfollow(FIRST);
    assert_eq!(protocol.refusal(), None, "what nobody follows stands still for nobody");
}

#[test]
fn a_refusal_reaches_the_followers_of_its_topic_only() {
    let mut protocol = Protocol::default();
    protocol.follow(FIRST, store(), None);
    protocol.follow(SECOND, Topic::Order("secret".into()), None);
    let error = |topic: &str| ServerMessage::Error { code: "forbidden".into(), topic: Some(topic.into()) };
    assert_eq!(told(&protocol.heard(error("store:senopati"))), [(1, -1)]);
    assert_eq!(protocol.heard(error("store:kemang")), Outcome::default());
    assert_eq!(protocol.heard(error("nonsense")), Outcome::default());
}

#[test]
fn who_was_signed_in_and_is_not_any_more_is_told_so_without_a_topic() {
    let ping = |signed_in| ping(signed_in, false);
    let mut protocol = Protocol::default();
    for (signed_in, refusal) in [
        (None, None),
        (Some(false), None),
        (Some(true), None),
        (None, None),
        (Some(false), Some("unauthenticated")),
        (None, Some("unauthenticated")),
        (Some(true), None),
    ] {
        protocol.heard(ping(signed_in));
        assert_eq!(protocol.refusal(), refusal, "{signed_in:?}");
    }
}

#[test]
fn somebody_else_who_signs_in_is_told_apart() {
    let mut protocol = Protocol::default();
    protocol.follow(FIRST, store(), Some(10));
    for (signed_in, as_other, refusal) in [
        (Some(true), false, None),
        (Some(true), true, Some("signed_in_as_other")),
        (None, false, Some("signed_in_as_other")),
        (Some(false), false, Some("unauthenticated")),
        (Some(true), true, Some("signed_in_as_other")),
        (Some(true), false, None),
    ] {
        protocol.heard(ping(signed_in, as_other));
        assert_eq!(protocol.refusal(), refusal, "{signed_in:?} {as_other}");
    }
    // Where sockets are blocked, only the topic's own refusal says so.
    refuse(&mut protocol, "signed_in_as_other", &store());
    assert_eq!(protocol.refusal(), Some("signed_in_as_other"));
}

#[test]
fn what_a_link_opens_goes_on_whoever_is_signed_in() {
    let link = Topic::Order("secret".into());
    let mut protocol = Protocol::default();
    protocol.follow(FIRST, link.clone(), Some(2));
    for (signed_in, as_other) in [(true, false), (false, false), (true, true), (false, false)] {
        protocol.heard(ping(Some(signed_in), as_other));
        assert_eq!(protocol.refusal(), None, "{signed_in} {as_other}");
    }
    refuse(&mut protocol, "not_found", &link);
    assert_eq!(protocol.refusal(), Some("not_found"), "its own refusal counts");
    protocol.unfollow(FIRST);
    assert_eq!(protocol.refusal(), Some("unauthenticated"), "what follows nothing is a page of staff");
}

#[test]
fn who_is_signed_in_again_is_refused_for_nothing_of_before() {
    let mut protocol = Protocol::default();
    protocol.follow(FIRST, store(), Some(10));
    protocol.heard(ping(Some(true), false));
    refuse(&mut protocol, "unauthenticated", &store());
    protocol.opened();
    protocol.heard(ping(Some(true), false));
    assert_eq!(protocol.refusal(), None, "with the first ping, though nothing new happened");
    refuse(&mut protocol, "forbidden", &store());
    protocol.heard(ping(Some(true), false));
    assert_eq!(protocol.refusal(), Some("forbidden"), "for what is refused to them, still");
}
