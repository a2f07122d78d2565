//! Handing events on, sending webhooks, and looking at what was sent.

use chrono::TimeDelta;
use domain::{
    id::{WebhookDeliveryId, WebhookEndpointId},
    subject::{Stream, Subject},
};
use store::{
    TenantTx,
    cursors::{begin_cursor_in_tx, lock_cursor_in_tx, move_cursor_in_tx},
    webhooks::{
        DeliverySearch, NewDelivery, Settled, attempts_in_tx, claim_in_tx, deliveries_in_tx, delivery_in_tx,
        enabled_in_tx, endpoints_in_tx, events_said_in_tx, insert_deliveries_in_tx, replay_dead_in_tx,
        replay_in_tx, settle_in_tx,
    },
};
use uuid::Uuid;

use super::{Ids, now};

pub(super) async fn tell(tx: &mut TenantTx, ids: &Ids) {
    let stream = Stream::Store(ids.store);
    let cursor = lock_cursor_in_tx(tx, stream, "webhooks").await.unwrap();
    assert_eq!(cursor, Some(299));
    assert!(!begin_cursor_in_tx(tx, stream, "webhooks", now()).await.unwrap());
    move_cursor_in_tx(tx, stream, "webhooks", 300, now()).await.unwrap();
    assert_eq!(enabled_in_tx(tx).await.unwrap().len(), 1);
    let endpoint = endpoints_in_tx(tx).await.unwrap().remove(0);
    assert!(endpoint.pending >= 150);
    let new = NewDelivery {
        id: Uuid::from_u128(9),
        endpoint_id: endpoint.id,
        event_id: Uuid::from_u128(9),
        event_type: "order.placed".to_owned(),
        sequence: Some(301),
        subject: Some(Subject::Order(ids.order)),
    };
    insert_deliveries_in_tx(tx, Some(stream), &[new], now()).await.unwrap();
    let claimed = claim_in_tx(tx, endpoint.id(), 4, now(), now() + TimeDelta::minutes(1)).await.unwrap();
    assert_eq!(claimed.len(), 4);
    let numbers: (Vec<Uuid>, Vec<i64>) =
        claimed.iter().map(|one| (one.stream_id.unwrap(), one.sequence.unwrap())).unzip();
    assert_eq!(events_said_in_tx(tx, &numbers.0, &numbers.1).await.unwrap().len(), 4);
    let settled = Settled {
        outcome: "delivered",
        status: Some(200),
        duration_ms: 1,
        state: "delivered",
        again_at: None,
    };
    assert!(settle_in_tx(tx, endpoint.id(), &claimed[0], &settled, now()).await.unwrap());
    look(tx, endpoint.id()).await;
}

async fn look(tx: &mut TenantTx, endpoint_id: WebhookEndpointId) {
    let all = DeliverySearch { endpoint_id, state: None, before: None, limit: 11 };
    let newest = deliveries_in_tx(tx, &all).await.unwrap();
    let last = newest.last().unwrap();
    let dead = DeliverySearch { state: Some("dead"), ..all };
    assert!(!deliveries_in_tx(tx, &dead).await.unwrap().is_empty());
    let after = DeliverySearch { before: Some((last.created_at, last.id)), ..dead };
    deliveries_in_tx(tx, &after).await.unwrap();
    let shown: Vec<Uuid> = newest.iter().map(|delivery| delivery.id).collect();
    assert!(!attempts_in_tx(tx, &shown).await.unwrap().is_empty());
    let id = WebhookDeliveryId::from_uuid(last.id);
    assert!(delivery_in_tx(tx, endpoint_id, id).await.unwrap().is_some());
    assert!(replay_in_tx(tx, endpoint_id, id, now()).await.unwrap());
    assert!(replay_dead_in_tx(tx, endpoint_id, now(), 10).await.unwrap() > 0);
}
