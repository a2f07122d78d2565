//! The lock of a store, which every writer of its orders takes first.

use domain::id::StoreId;
use sqlx::FromRow;
use uuid::Uuid;

use crate::{StoreError, TenantTx, orders::OrderKey};

/// A store, locked for its one writer, with all that prices and numbers need.
#[derive(Debug, FromRow)]
pub struct LockedStore {
    id: Uuid,
    /// Its short name.
    pub slug: String,
    /// IANA name of its time zone.
    pub time_zone: String,
    /// Minutes after midnight at which its day ends.
    pub day_cutoff_minutes: i16,
    /// ISO 3166 code of its country, if it names one.
    pub country: Option<String>,
    /// The tenant's currency.
    pub currency: String,
    /// The tenant's tax mode.
    pub tax_mode: String,
    /// The number of the last event.
    pub sequence: i64,
    /// Its hash; empty before the first.
    pub last_hash: Vec<u8>,
}

impl LockedStore {
    /// Its id.
    pub const fn id(&self) -> StoreId {
        StoreId::from_uuid(self.id)
    }
}

/// Stores as they are locked, up to which.
macro_rules! locked {
    () => {
        "SELECT s.id, s.slug, s.time_zone, s.day_cutoff_minutes, s.country, t.currency, t.tax_mode, q.sequence, q.last_hash
         FROM store_sequences q
         JOIN stores s ON s.id = q.store_id
         JOIN tenants t ON t.id = s.tenant_id"
    };
}

/// Locks a store until the transaction ends. Every writer of orders does this first, so that event
/// numbers have no gap, stock is exact, and no two writers wait for each other in a circle.
pub async fn lock_store_in_tx(
    tx: &mut TenantTx,
    store_id: StoreId,
) -> Result<Option<LockedStore>, StoreError> {
    let query = sqlx::query_as(concat!(locked!(), " WHERE q.store_id = $1 FOR UPDATE OF q"));
    Ok(query.bind(store_id.uuid()).fetch_optional(tx.connection()).await?)
}

/// Locks the store of an order, if this transaction may see the order: it is of that store for ever.
pub async fn lock_store_of_in_tx(
    tx: &mut TenantTx,
    key: &OrderKey,
) -> Result<Option<LockedStore>, StoreError> {
    let sql = concat!(
        locked!(),
        " WHERE q.store_id = (
             SELECT o.store_id FROM orders o
             WHERE o.id = (SELECT coalesce($2, (SELECT r.id FROM orders r WHERE r.reference = $3 AND r.tenant_id = $1)))
                 AND o.tenant_id = $1 AND ($4 OR o.deleted_at IS NULL))
         FOR UPDATE OF q"
    );
    let (id, reference) = key.parts();
    let query = sqlx::query_as(sql).bind(tx.tenant_id().uuid()).bind(id).bind(reference);
    let query = query.bind(tx.sees_deleted_orders());
    Ok(query.fetch_optional(tx.connection()).await?)
}
