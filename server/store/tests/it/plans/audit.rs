//! Noting who did or saw what, linking it, looking it up, and walking the chain.

use domain::audit::AuditAction;
use serde_json::value::RawValue;
use store::{
    Bytes, Sealed, TenantTx,
    audit::{
        AuditRow, AuditSearch, ChainHead, Link, end_in_tx, entries_by_id_in_tx, entries_in_order_in_tx,
        head_in_tx, insert_in_tx, insert_lazily_in_tx, link_in_tx, links_in_tx, lock_head_in_tx,
        search_in_tx, staff_in_tx, unlinked_in_tx, waiting_in_tx,
    },
};
use uuid::Uuid;

use super::{Ids, now};

/// What each round of linking sends, whether much waits or nothing does.
pub(super) async fn link(tx: &mut TenantTx, ids: &Ids) {
    insert_in_tx(tx, &[entry(ids, 10)]).await.unwrap();
    insert_lazily_in_tx(tx, &[&entry(ids, 11)]).await.unwrap();
    let head = lock_head_in_tx(tx).await.unwrap();
    assert_eq!(waiting_in_tx(tx).await.unwrap(), 4);
    let waiting = unlinked_in_tx(tx, Uuid::nil(), 1_000).await.unwrap();
    assert!(waiting.len() >= 3, "{} wait", waiting.len());
    let links: Vec<Link> = (head.sequence + 1..)
        .zip(&waiting)
        .map(|(sequence, waiting)| Link { sequence, entry_id: waiting.entry.id, hash: vec![1; 32] })
        .collect();
    let head = ChainHead { sequence: links.last().unwrap().sequence, hash: vec![1; 32], seal: Vec::new() };
    let head = Sealed::new(head, |_| vec![1; 32]);
    link_in_tx(tx, &links, &head).await.unwrap();
    assert_eq!(head_in_tx(tx).await.unwrap(), Some(ChainHead::clone(&head)));
    assert_eq!(end_in_tx(tx).await.unwrap(), (Some(ChainHead::clone(&head)), head.sequence));
    unlinked_in_tx(tx, Uuid::max(), 1_000).await.unwrap();
}

/// What `kedai verify audit` sends, a page at a time.
pub(super) async fn walk(tx: &mut TenantTx, _: &Ids) {
    let links = links_in_tx(tx, 100, 100).await.unwrap();
    assert_eq!(links.first().map(|link| link.sequence), Some(101));
    let entries: Vec<Uuid> = links.iter().map(|link| link.entry_id).collect();
    assert!(entries_by_id_in_tx(tx, &entries).await.unwrap().len() >= 40);
    let first = entries_in_order_in_tx(tx, None, 100).await.unwrap();
    let last = first.last().unwrap();
    assert_eq!(entries_in_order_in_tx(tx, Some((last.at, last.id)), 100).await.unwrap().len(), 100);
}

/// What the audit page and its file send.
pub(super) async fn look(tx: &mut TenantTx, ids: &Ids) {
    let all = AuditSearch { limit: 51, ..AuditSearch::default() };
    let newest = search_in_tx(tx, &all).await.unwrap();
    let last = newest.last().unwrap();
    let searches = [
        AuditSearch { before: Some((last.entry.at, last.entry.id)), ..all.clone() },
        AuditSearch { actions: vec![AuditAction::Delete], ..all.clone() },
        AuditSearch { actions: vec![AuditAction::Update, AuditAction::Payment], ..all.clone() },
        AuditSearch { actor_id: Some(ids.staff), ..all.clone() },
        AuditSearch { order_id: Some(ids.order.uuid()), ..all.clone() },
        AuditSearch { customers: Some(vec![ids.customer]), ..all.clone() },
        AuditSearch { from: Some(now()), ..all.clone() },
        AuditSearch { until: Some(now()), ..all.clone() },
    ];
    for search in &searches {
        search_in_tx(tx, search).await.unwrap();
    }
    let of_order = search_in_tx(tx, &searches[4]).await.unwrap();
    let of_customer = search_in_tx(tx, &searches[5]).await.unwrap();
    assert_eq!((of_order.len(), of_customer.len()), (1, 1));
    assert_eq!(staff_in_tx(tx).await.unwrap().len(), 1);
}

fn entry(ids: &Ids, number: u128) -> Sealed<AuditRow> {
    let row = AuditRow {
        id: Uuid::from_u128(number),
        tenant_id: ids.tenant.uuid(),
        store_id: Some(ids.store.uuid()),
        at: now(),
        action: AuditAction::Update.code(),
        actor_id: Some(ids.staff),
        actor_role: "cashier",
        origin: "127.0.0.1".to_owned(),
        subject: "order",
        order_id: Some(ids.order.uuid()),
        subject_id: None,
        customer_ids: vec![ids.customer],
        changes: RawValue::from_string("[]".to_owned()).unwrap(),
        data_key_id: None,
        sealed_changes: None,
        reason: None,
        seal: Bytes::default(),
    };
    Sealed::new(row, |_| vec![1; 32])
}
