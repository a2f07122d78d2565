//! What a store's writer must know to decide what waits, in one round trip.

use domain::id::StoreId;
use sqlx::{FromRow, types::Json};
use uuid::Uuid;

use super::{LockedStore, SellableProduct};
use crate::{StoreError, TenantTx, tenants::TaxRateRecord};

/// A store that its writer's transaction has locked, and what concerns the commands that wait.
#[derive(Debug, FromRow)]
pub struct StoreDesk {
    /// The store.
    #[sqlx(flatten)]
    pub store: LockedStore,
    /// The tenant's tax rates, in the order receipts show them.
    pub tax_rates: Json<Vec<TaxRateRecord>>,
    /// The products that were asked for, as far as there are.
    pub products: Json<Vec<SellableProduct>>,
    /// Whether any of the commands was answered before.
    pub has_answers: bool,
}

/// Reads a store's desk, after its lock was taken and in a statement of its own: a statement sees
/// what was committed when it began, which must not be before the lock was had.
pub async fn desk_in_tx(
    tx: &mut TenantTx,
    store_id: StoreId,
    products: &[Uuid],
    command_keys: &[String],
) -> Result<Option<StoreDesk>, StoreError> {
    let query = sqlx::query_as(include_str!("desk.sql"))
        .bind(tx.tenant_id().uuid())
        .bind(store_id.uuid())
        .bind(products)
        .bind(command_keys);
    Ok(query.fetch_optional(tx.connection()).await?)
}
