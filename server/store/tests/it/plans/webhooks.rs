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
        DeliverySearch, NewDelivery, Settled, attempts_in_tx, bury_in_tx, claim_in_tx, dead_in_tx,
        deliveries_in_tx, delivery_in_tx, destination_in_tx, endpoints_in_tx, events_said_in_tx,
        insert_deliveries_in_tx, orphans_in_tx, replay_in_tx, settle_in_tx, standing_in_tx,
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
    let endpoint = endpoints_in_tx(tx).await.unwrap().remove(0);
    assert!(endpoint.pending >= 150);
    assert!(destination_in_tx(tx, endpoint.id()).await.unwrap().is_some());
    let new = NewDelivery {
        id: Uuid::from_u128(9),
        endpoint_id: endpoint.id,
        event_id: Uuid::from_u128(9),
        event_type: "order.placed".to_owned(),
        sequence: Some(301),
        subject: Some(Subject::Order(ids.order)),
    };
    let added = insert_deliveries_in_tx(tx, Some(stream), &[new], now()).await.unwrap();
    let orphans = orphans_in_tx(tx, None, now(), 10).await.unwrap();
    assert_eq!(orphans_in_tx(tx, Some(&added), now(), 10).await.unwrap().len(), 1);
    assert!(orphans.iter().any(|orphan| orphan.id == added[0]), "it has no job");
    let claimed = claim_in_tx(tx, added[0], now(), now() + TimeDelta::minutes(1)).await.unwrap();
    assert!(claimed.is_some(), "none of its order waits before it");
    let again = claim_in_tx(tx, added[0], now(), now() + TimeDelta::minutes(1)).await.unwrap();
    assert!(again.is_none(), "it is being sent");
    assert_eq!(standing_in_tx(tx, added[0]).await.unwrap().unwrap().state, "pending");
    let earlier =
        DeliverySearch { endpoint_id: endpoint.id(), state: Some("pending"), before: None, limit: 200 };
    let earlier = deliveries_in_tx(tx, &earlier).await.unwrap().pop().unwrap();
    let claimed = claim_in_tx(tx, earlier.id, now(), now() + TimeDelta::minutes(1)).await.unwrap().unwrap();
    let (stream_id, sequence) = (claimed.stream_id.unwrap(), claimed.sequence.unwrap());
    assert_eq!(events_said_in_tx(tx, &[stream_id], &[sequence]).await.unwrap().len(), 1);
    let settled = Settled {
        outcome: "delivered",
        status: Some(200),
        duration_ms: 1,
        state: "delivered",
        again_at: None,
    };
    assert!(settle_in_tx(tx, endpoint.id(), &claimed, &settled, now()).await.unwrap());
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
    let dead = dead_in_tx(tx, endpoint_id, 10).await.unwrap();
    assert!(!dead.is_empty());
    replay_in_tx(tx, &dead, now()).await.unwrap();
    bury_in_tx(tx, &dead, now()).await.unwrap();
}
