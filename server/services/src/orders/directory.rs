//! Which store an order is of. It is of that store for ever, so what was found once is remembered.

use contract::{Problem, session::Caller};
use domain::id::{OrderId, StoreId, TenantId};
use quick_cache::sync::Cache;
use store::{
    Scope,
    orders::{OrderKey, store_of_order_in_tx},
};
use uuid::Uuid;

use super::read::parse_key;
use crate::{Services, access::works_at, failure::OrProblem};

const CAPACITY: usize = 10_000;

/// Orders that were asked for or recorded lately.
pub(crate) struct OrderDirectory(Cache<(TenantId, OrderKey), (Uuid, StoreId)>);

impl OrderDirectory {
    pub(crate) fn new() -> Self {
        Self(Cache::new(CAPACITY))
    }

    /// Remembers an order that was recorded.
    pub(super) fn remember(&self, tenant_id: TenantId, order_id: OrderId, store_id: StoreId) {
        self.0.insert((tenant_id, OrderKey::Id(order_id)), (order_id.uuid(), store_id));
    }
}

impl Services {
    /// The order of an id or reference, and its store, if the caller works there. The order may have been
    /// deleted meanwhile: whoever changes it looks.
    pub(super) async fn order_at(&self, caller: &Caller, id: &str) -> Result<(Uuid, StoreId), Problem> {
        let key = parse_key(id).ok_or_else(Problem::not_found)?;
        let named = (caller.tenant_id, key);
        let (order_id, store_id) = match self.order_directory.0.get(&named) {
            Some(found) => found,
            None => {
                let scope = Scope::system(caller.tenant_id);
                let mut tx = self.database.begin_by_key(&scope).await.or_problem()?;
                let found = store_of_order_in_tx(&mut tx, &named.1).await.or_problem()?;
                tx.commit().await.or_problem()?;
                let found = found.ok_or_else(Problem::not_found)?;
                self.order_directory.0.insert(named, found);
                found
            }
        };
        if works_at(caller, store_id) { Ok((order_id, store_id)) } else { Err(Problem::not_found()) }
    }
}
