//! States of orders after every hundred of their events.

use domain::{
    id::OrderId,
    order::{OrderState, SNAPSHOT_EVERY},
};
use sqlx::{FromRow, types::Json};
use uuid::Uuid;

use super::EventRow;
use crate::{Sealed, StoreError, TenantTx, error::expect_rows, events::read_event};

/// An order's state after some of its events.
#[derive(Debug, FromRow)]
pub struct Snapshot {
    order_id: Uuid,
    /// After how many.
    pub version: i32,
    /// The state.
    pub state: Json<OrderState>,
}

impl Snapshot {
    /// Whose.
    pub const fn order_id(&self) -> OrderId {
        OrderId::from_uuid(self.order_id)
    }
}

/// Snapshots of some orders, oldest first.
pub async fn snapshots_in_tx(tx: &mut TenantTx, orders: &[Uuid]) -> Result<Vec<Snapshot>, StoreError> {
    let query = sqlx::query_as(
        "SELECT order_id, version, state FROM order_snapshots WHERE order_id = ANY ($1) ORDER BY order_id, version",
    );
    Ok(query.bind(orders).fetch_all(tx.connection()).await?)
}

/// What an order's events fold to: from its newest snapshot, or from the first event. Nothing if a newer
/// version of the program wrote one that this one can't read.
async fn replay_in_tx(tx: &mut TenantTx, order_id: OrderId) -> Result<Option<OrderState>, StoreError> {
    let query = sqlx::query_as(
        "SELECT order_id, version, state FROM order_snapshots WHERE order_id = $1 ORDER BY version DESC LIMIT 1",
    );
    let newest: Option<Snapshot> = query.bind(order_id.uuid()).fetch_optional(tx.connection()).await?;
    let (after, mut state) = newest.map_or((0, None), |newest| (newest.version, Some(newest.state.0)));
    let query = sqlx::query_scalar(
        "SELECT payload::text FROM events WHERE order_id = $1 AND version > $2 ORDER BY version",
    );
    let payloads: Vec<String> = query.bind(order_id.uuid()).bind(after).fetch_all(tx.connection()).await?;
    for payload in payloads {
        let Ok(event) = read_event(&payload) else { return Ok(None) };
        state = Some(OrderState::after(state, &event)?);
    }
    Ok(state)
}

/// Takes the snapshots that some events, just written, call for.
pub(super) async fn take_in_tx(tx: &mut TenantTx, events: &[Sealed<EventRow>]) -> Result<(), StoreError> {
    for event in events.iter().filter(|event| event.version % SNAPSHOT_EVERY == 0) {
        let state = replay_in_tx(tx, OrderId::from_uuid(event.order_id)).await?;
        // A replay then begins at an older one.
        let Some(state) = state else { continue };
        let query = sqlx::query(
            "INSERT INTO order_snapshots (order_id, version, tenant_id, store_id, state) VALUES ($1, $2, $3, $4, $5)",
        );
        let done = query
            .bind(event.order_id)
            .bind(state.version)
            .bind(event.tenant_id)
            .bind(event.store_id)
            .bind(Json(state))
            .execute(tx.connection())
            .await?;
        expect_rows("insert order snapshot", 1, done.rows_affected())?;
    }
    Ok(())
}
