//! The only door to a tenant's rows.

use std::fmt::Write as _;

use domain::id::{StaffId, StoreId, TenantId};
use sqlx::{AssertSqlSafe, PgConnection, Postgres, Transaction};

use crate::{Database, StoreError};

/// Which stores' rows a transaction sees.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum VisibleStores {
    /// All of the tenant's.
    All,
    /// These.
    Only(Vec<StoreId>),
}

/// On whose behalf a transaction runs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scope {
    /// Whose rows.
    pub tenant_id: TenantId,
    /// Of which stores.
    pub stores: VisibleStores,
    /// Who acts; nobody in particular when Kedai itself does.
    pub actor: Option<StaffId>,
    /// Whether orders that were deleted are found.
    pub deleted_orders: bool,
}

impl Scope {
    /// Kedai itself, acting for a tenant.
    pub const fn system(tenant_id: TenantId) -> Self {
        Self { tenant_id, stores: VisibleStores::All, actor: None, deleted_orders: false }
    }
}

/// A transaction that sees one tenant's rows. Dropped without [`TenantTx::commit`], it leaves
/// nothing behind.
#[derive(Debug)]
pub struct TenantTx {
    transaction: Transaction<'static, Postgres>,
    tenant_id: TenantId,
    deleted_orders: bool,
}

/// Goes on with an opening for statements that find rows by their keys. Joins other than key by key read
/// all of a table that was small when the plan was made.
const BY_KEY: &str = ", set_config('plan_cache_mode', 'force_generic_plan', true), set_config('enable_seqscan', 'off', true), \
                      set_config('enable_hashjoin', 'off', true), set_config('enable_mergejoin', 'off', true)";

impl Database {
    /// Begins a transaction as the role that owns nothing, for one tenant: one round trip.
    pub async fn begin(&self, scope: &Scope) -> Result<TenantTx, StoreError> {
        let transaction = self.opened(opening(scope)).await?;
        Ok(TenantTx { transaction, tenant_id: scope.tenant_id, deleted_orders: scope.deleted_orders })
    }

    /// The same for one that only reads and sees everything as of one moment, so that sums of
    /// several statements agree with each other.
    pub async fn begin_snapshot(&self, scope: &Scope) -> Result<TenantTx, StoreError> {
        let opening = opening(scope).replacen("BEGIN", "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY", 1);
        let transaction = self.opened(opening).await?;
        Ok(TenantTx { transaction, tenant_id: scope.tenant_id, deleted_orders: scope.deleted_orders })
    }

    /// The same for a transaction whose statements find every row by its key and have one best plan
    /// each: PostgreSQL keeps it instead of planning anew, which takes longer than executing, and
    /// doesn't take a table for small that will have grown long before the plan is forgotten.
    pub async fn begin_by_key(&self, scope: &Scope) -> Result<TenantTx, StoreError> {
        let opening = opening(scope) + BY_KEY;
        let transaction = self.opened(opening).await?;
        Ok(TenantTx { transaction, tenant_id: scope.tenant_id, deleted_orders: scope.deleted_orders })
    }

    /// The same for a store's writer: the store is locked until the transaction ends, in the same
    /// round trip. Every row is found by its key, as for [`Database::begin_by_key`].
    pub async fn begin_at_store(&self, scope: &Scope, store_id: StoreId) -> Result<TenantTx, StoreError> {
        let mut opening = opening(scope);
        // Writing to a String can't fail.
        let _ = write!(
            opening,
            "{BY_KEY};
             SELECT FROM kedai.store_sequences WHERE store_id = '{}' FOR UPDATE",
            store_id.uuid()
        );
        let transaction = self.opened(opening).await?;
        Ok(TenantTx { transaction, tenant_id: scope.tenant_id, deleted_orders: scope.deleted_orders })
    }

    /// Opens a transaction, in a task of its own that ends even if nobody waits for it any more: whoever
    /// asked may go away at any time, and sqlx doesn't roll a transaction back whose opening was dropped
    /// halfway. Its connection would go back to the pool as it is, with a store's lock perhaps.
    async fn opened(&self, opening: String) -> Result<Transaction<'static, Postgres>, StoreError> {
        let pool = self.pool.clone();
        let begun = tokio::spawn(async move { pool.begin_with(AssertSqlSafe(opening)).await });
        // The task is gone only when all of Kedai stops.
        Ok(begun.await.map_err(|_| sqlx::Error::PoolClosed)??)
    }
}

/// The statements that open a transaction. They are put together from UUIDs only, which is what
/// makes them safe to send as text, and text is what lets them travel together.
fn opening(scope: &Scope) -> String {
    let mut sql = String::with_capacity(320);
    sql.push_str("BEGIN; SET LOCAL ROLE kedai_app; SELECT set_config('kedai.tenant', '");
    // Writing to a String can't fail.
    let _ = write!(sql, "{}', true), set_config('kedai.stores', '", scope.tenant_id.uuid());
    match &scope.stores {
        VisibleStores::All => sql.push('*'),
        VisibleStores::Only(stores) => {
            for (place, store) in stores.iter().enumerate() {
                let comma = if place > 0 { "," } else { "" };
                let _ = write!(sql, "{comma}{}", store.uuid());
            }
        }
    }
    sql.push_str("', true), set_config('kedai.actor', '");
    if let Some(actor) = scope.actor {
        let _ = write!(sql, "{}", actor.uuid());
    }
    sql.push_str("', true)");
    sql
}

impl TenantTx {
    /// Whose rows it sees.
    pub const fn tenant_id(&self) -> TenantId {
        self.tenant_id
    }

    /// Whether it finds orders that were deleted.
    pub(crate) const fn sees_deleted_orders(&self) -> bool {
        self.deleted_orders
    }

    /// Makes everything durable, or nothing.
    pub async fn commit(self) -> Result<(), StoreError> {
        self.transaction.commit().await?;
        Ok(())
    }

    /// Undoes everything.
    pub async fn rollback(self) -> Result<(), StoreError> {
        self.transaction.rollback().await?;
        Ok(())
    }

    pub(crate) fn connection(&mut self) -> &mut PgConnection {
        &mut self.transaction
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    #[test]
    fn an_opening_names_tenant_stores_and_actor() {
        let store = |number| StoreId::from_uuid(Uuid::from_u128(number));
        let scope = Scope {
            tenant_id: TenantId::from_uuid(Uuid::from_u128(1)),
            stores: VisibleStores::Only(vec![store(2), store(3)]),
            actor: None,
            deleted_orders: false,
        };
        assert_eq!(
            opening(&scope),
            "BEGIN; SET LOCAL ROLE kedai_app; \
             SELECT set_config('kedai.tenant', '00000000-0000-0000-0000-000000000001', true), \
             set_config('kedai.stores', \
             '00000000-0000-0000-0000-000000000002,00000000-0000-0000-0000-000000000003', true), \
             set_config('kedai.actor', '', true)"
        );
        let nothing = Scope { stores: VisibleStores::Only(vec![]), ..scope };
        assert!(opening(&nothing).contains("set_config('kedai.stores', '', true)"));
    }
}
