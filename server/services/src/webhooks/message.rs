//! What an endpoint is told, and how it is signed.

use chrono::{DateTime, Utc};
use contract::subject::SubjectView;
use domain::{
    id::{EventId, OrderId, WebhookEndpointId},
    subject::Subject,
    webhook::TEST_EVENT,
};
use serde::Serialize;
use serde_json::value::RawValue;
use store::webhooks::EventSaid;
use uuid::Uuid;

use super::WebhookMessage;
use crate::{Failure, ingestion::sign, protection::SecretKey};

/// The body of a message. It names a person by id only, as events do.
#[derive(Serialize)]
struct Body<'a> {
    id: EventId,
    #[serde(rename = "type")]
    kind: &'a str,
    occurred_at: DateTime<Utc>,
    store: Option<&'a str>,
    sequence: Option<i64>,
    /// Only of what is no order: what is told of orders stays as it is, byte by byte.
    #[serde(skip_serializing_if = "Option::is_none")]
    subject: Option<SubjectView>,
    order_id: Option<OrderId>,
    reference: Option<&'a str>,
    version: Option<i32>,
    payload: &'a RawValue,
}

/// The body that tells of an event: byte by byte the same each time it is sent.
pub(super) fn body_of(event: &EventSaid) -> Result<Vec<u8>, Failure> {
    let payload = serde_json::from_str::<&RawValue>(&event.payload)?;
    let subject = Subject::of(&event.subject_kind, event.subject_id);
    Ok(serde_json::to_vec(&Body {
        id: EventId::from_uuid(event.id),
        kind: &event.kind,
        occurred_at: event.at,
        store: event.store.as_deref(),
        sequence: Some(event.sequence),
        subject: subject.order().is_none().then(|| SubjectView::of(&subject)),
        order_id: subject.order(),
        reference: event.reference.as_deref(),
        version: Some(event.version),
        payload,
    })?)
}

/// The body of a test, which says nothing.
pub(super) fn test_body(event_id: Uuid, at: DateTime<Utc>) -> Result<Vec<u8>, Failure> {
    let payload = RawValue::from_string(format!("{{\"type\":\"{TEST_EVENT}\"}}"))?;
    Ok(serde_json::to_vec(&Body {
        id: EventId::from_uuid(event_id),
        kind: TEST_EVENT,
        occurred_at: at,
        store: None,
        sequence: None,
        subject: None,
        order_id: None,
        reference: None,
        version: None,
        payload: &payload,
    })?)
}

/// A message with everything that its receiver needs to trust it and to know it again.
pub(super) fn signed(
    url: String,
    endpoint_id: WebhookEndpointId,
    secret: &SecretKey,
    event_id: Uuid,
    now: DateTime<Utc>,
    body: Vec<u8>,
) -> WebhookMessage {
    let timestamp = now.timestamp().to_string();
    WebhookMessage::new(url, body, |body| {
        let signature = sign(secret, &timestamp, body);
        vec![
            ("x-kedai-key", endpoint_id.to_string()),
            ("x-kedai-timestamp", timestamp),
            ("x-kedai-signature", signature),
            ("x-kedai-event", EventId::from_uuid(event_id).to_string()),
        ]
    })
}

/// Where an endpoint's sealed secret stands.
pub(super) fn sealed_context(id: WebhookEndpointId) -> Vec<u8> {
    [b"webhook endpoint ".as_slice(), id.uuid().as_bytes()].concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_body_holds_the_event_as_it_was_written() {
        let event = EventSaid {
            id: Uuid::from_u128(1),
            kind: "order.restored".to_owned(),
            store: Some("senopati".to_owned()),
            sequence: 7,
            subject_kind: "order".to_owned(),
            subject_id: Uuid::from_u128(2),
            reference: Some("GO-7K3M9Q".to_owned()),
            version: 3,
            at: "2026-11-21T03:00:00Z".parse().unwrap(),
            payload: "{ \"type\": \"order.restored\" }".to_owned(),
        };
        let body = String::from_utf8(body_of(&event).unwrap()).unwrap();
        assert_eq!(
            body,
            "{\"id\":\"evt_00000000000000000000000000000001\",\"type\":\"order.restored\",\
             \"occurred_at\":\"2026-11-21T03:00:00Z\",\"store\":\"senopati\",\"sequence\":7,\
             \"order_id\":\"ord_00000000000000000000000000000002\",\"reference\":\"GO-7K3M9Q\",\"version\":3,\
             \"payload\":{ \"type\": \"order.restored\" }}"
        );
    }

    #[test]
    fn a_body_tells_what_it_is_about() {
        let event = EventSaid {
            id: Uuid::from_u128(1),
            kind: "customer.erased".to_owned(),
            store: None,
            sequence: 3,
            subject_kind: "customer".to_owned(),
            subject_id: Uuid::from_u128(2),
            reference: None,
            version: 1,
            at: "2026-11-21T03:00:00Z".parse().unwrap(),
            payload: "{\"type\":\"customer.erased\"}".to_owned(),
        };
        let body: serde_json::Value = serde_json::from_slice(&body_of(&event).unwrap()).unwrap();
        assert_eq!(body["subject"]["id"], "cus_00000000000000000000000000000002");
        assert!(["store", "order_id", "reference"].iter().all(|field| body[field].is_null()), "{body}");
    }
}
