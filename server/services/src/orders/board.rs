//! The kitchen's board.

use contract::{Problem, live::BoardView, session::Caller};
use domain::id::StoreId;
use store::{Scope, orders::open_tickets_in_tx};

use crate::{Failure, Services, access::store_scope, failure::OrProblem};

impl Services {
    pub(super) async fn read_board(&self, caller: &Caller, store: &str) -> Result<BoardView, Problem> {
        let store_id = self.store_id(caller, store).await?;
        self.board_of(&store_scope(caller.tenant_id, store_id), store_id).await.or_problem()
    }

    /// Open orders of a store, for whoever was found to work there.
    pub(crate) async fn board_of(&self, scope: &Scope, store_id: StoreId) -> Result<BoardView, Failure> {
        let mut tx = self.database.begin(scope).await?;
        let found = open_tickets_in_tx(&mut tx, store_id).await?;
        let (sequence, records) = found.ok_or(Failure::Gone("the store"))?;
        let orders = self.complete_in_tx(&mut tx, records).await?;
        tx.commit().await?;
        Ok(BoardView { sequence, orders, server_time: self.clock.now() })
    }
}
