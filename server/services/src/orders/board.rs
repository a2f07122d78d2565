//! The kitchen's board.

use chrono::{DateTime, TimeDelta, Utc};
use contract::{Problem, live::BoardView, session::Caller};
use domain::{
    audit::AuditAction,
    id::{StaffId, StoreId},
};
use quick_cache::sync::Cache;
use store::{Scope, TenantTx, orders::open_tickets_in_tx};
use uuid::Uuid;

use crate::{Failure, Services, access::store_scope, audit::Seen, failure::OrProblem};

impl Services {
    /// A board that is opened. Whose names it shows is noted once: it stands in the kitchen all day.
    pub(super) async fn read_board(&self, caller: &Caller, store: &str) -> Result<BoardView, Problem> {
        let store_id = self.store_id(caller, store).await?;
        let mut tx = self.database.begin(&store_scope(caller.tenant_id, store_id)).await.or_problem()?;
        let keys = self.keyring.tenant_keys_in_tx(&mut tx).await.or_problem()?;
        let (board, people) = self.board_in_tx(&mut tx, store_id).await.or_problem()?;
        // The page that is opened here follows the board in a moment: the same look.
        self.board_looks.is_new(caller.staff_id, store_id, self.clock.now());
        let seen = board_seen(store_id, people, board.orders.len());
        let noting = self.note_seen(caller, &keys, seen)?;
        tx.commit().await.or_problem()?;
        noting.noted().await?;
        Ok(board)
    }

    /// Open orders of a store, for whoever was found to work there.
    pub(crate) async fn board_of(&self, scope: &Scope, store_id: StoreId) -> Result<BoardView, Failure> {
        let mut tx = self.database.begin(scope).await?;
        let (board, _) = self.board_in_tx(&mut tx, store_id).await?;
        tx.commit().await?;
        Ok(board)
    }

    /// The same, and whose orders they are.
    async fn board_in_tx(
        &self,
        tx: &mut TenantTx,
        store_id: StoreId,
    ) -> Result<(BoardView, Vec<Uuid>), Failure> {
        let found = open_tickets_in_tx(tx, store_id).await?;
        let (sequence, records) = found.ok_or(Failure::Gone("the store"))?;
        let people = records.iter().filter_map(|record| record.customer_id).collect();
        let orders = self.complete_in_tx(tx, records).await?;
        Ok((BoardView { sequence, orders, server_time: self.clock.now() }, people))
    }
}

/// Who looked at which board lately: pages follow the store's feed all day and begin anew whenever a
/// connection was gone, which is one look and not a hundred.
pub(crate) struct BoardLooks(Cache<(StaffId, StoreId), DateTime<Utc>>);

/// How long a look lasts.
const LOOK: TimeDelta = TimeDelta::minutes(15);
const CAPACITY: usize = 10_000;

impl BoardLooks {
    pub(crate) fn new() -> Self {
        Self(Cache::new(CAPACITY))
    }

    /// Whether this begins a new look.
    pub(crate) fn is_new(&self, staff_id: StaffId, store_id: StoreId, now: DateTime<Utc>) -> bool {
        let last = self.0.get(&(staff_id, store_id));
        if last.is_some_and(|last| now - last < LOOK) {
            return false;
        }
        self.0.insert((staff_id, store_id), now);
        true
    }
}

/// A look at a board.
pub(crate) fn board_seen(store_id: StoreId, people: Vec<Uuid>, rows: usize) -> Seen {
    Seen {
        action: AuditAction::Access,
        subject: "board",
        store_id: Some(store_id.uuid()),
        order_id: None,
        people,
        rows: Some(rows),
    }
}
