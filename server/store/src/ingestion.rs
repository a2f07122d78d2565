//! Keys that apps sign with, the orders they sent, and what every message came to.

use chrono::{DateTime, Utc};
use domain::id::{OrderId, StaffId, StoreId, WebhookKeyId};
use sqlx::{AssertSqlSafe, FromRow};
use uuid::Uuid;

use crate::{
    Bytes, StoreError, TenantTx,
    error::expect_rows,
    row::{insert, row},
};

/// A new row of `webhook_keys`.
#[derive(Debug)]
#[expect(missing_docs, reason = "each field is the column of that name, described in the migration")]
pub struct NewWebhookKey {
    pub id: WebhookKeyId,
    pub store_id: StoreId,
    pub staff_id: StaffId,
    pub sealed_secret: Vec<u8>,
    pub created_at: DateTime<Utc>,
}

row! {
    /// A new row of `ingested_orders`.
    #[expect(missing_docs, reason = "each field is the column of that name, described in the migration")]
    pub struct IngestedRow of "ingested_orders" {
        pub store_id: Uuid,
        pub client_order_id: String,
        pub tenant_id: Uuid,
        pub order_id: Uuid,
        pub content_hash: Bytes,
        pub received_at: DateTime<Utc>,
    }
}

/// An order that an app sent before.
#[derive(Debug, Clone, FromRow)]
pub struct IngestedOrder {
    /// The app's own number for it.
    pub client_order_id: String,
    /// What it said, as a keyed hash.
    pub content_hash: Vec<u8>,
    order_id: Uuid,
    /// What people call it.
    pub reference: String,
    /// Where it stands.
    pub lifecycle: String,
}

impl IngestedOrder {
    /// Which order it became.
    pub const fn order_id(&self) -> OrderId {
        OrderId::from_uuid(self.order_id)
    }
}

row! {
    /// What a message came to, for `webhook_attempts`.
    #[expect(missing_docs, reason = "each field is the column of that name, described in the migration")]
    pub struct AttemptRow of "webhook_attempts" {
        pub id: Uuid,
        pub tenant_id: Uuid,
        pub store_id: Uuid,
        pub key_id: Uuid,
        pub kind: &'static str,
        pub status: u16,
        pub outcome: String,
        pub order_id: Option<Uuid>,
        pub at: DateTime<Utc>,
    }
}

/// Adds a key in a slot of its store that is free; false if both are taken.
pub async fn insert_key_in_tx(tx: &mut TenantTx, key: &NewWebhookKey) -> Result<bool, StoreError> {
    let query = sqlx::query(
        "INSERT INTO webhook_keys (id, tenant_id, store_id, slot, staff_id, sealed_secret, created_at)
         SELECT $1, $2, $3, free.slot, $4, $5, $6
         FROM generate_series(1, 2) AS free(slot)
         WHERE NOT EXISTS (
             SELECT FROM webhook_keys k WHERE k.store_id = $3 AND k.slot = free.slot AND k.revoked_at IS NULL)
         ORDER BY free.slot LIMIT 1",
    );
    let done = query
        .bind(key.id.uuid())
        .bind(tx.tenant_id().uuid())
        .bind(key.store_id.uuid())
        .bind(key.staff_id.uuid())
        .bind(&key.sealed_secret)
        .bind(key.created_at)
        .execute(tx.connection())
        .await?;
    Ok(done.rows_affected() == 1)
}

/// A store's valid keys and when they were made, oldest first: at most two.
pub async fn valid_keys_in_tx(
    tx: &mut TenantTx,
    store_id: StoreId,
) -> Result<Vec<(WebhookKeyId, DateTime<Utc>)>, StoreError> {
    let query = sqlx::query_as(
        "SELECT id, created_at FROM webhook_keys WHERE store_id = $1 AND revoked_at IS NULL ORDER BY created_at, id",
    );
    let rows: Vec<(Uuid, DateTime<Utc>)> = query.bind(store_id.uuid()).fetch_all(tx.connection()).await?;
    Ok(rows.into_iter().map(|(id, at)| (WebhookKeyId::from_uuid(id), at)).collect())
}

/// Ends a key; false if it wasn't valid.
pub async fn revoke_key_in_tx(
    tx: &mut TenantTx,
    id: WebhookKeyId,
    at: DateTime<Utc>,
) -> Result<bool, StoreError> {
    let query = sqlx::query("UPDATE webhook_keys SET revoked_at = $2 WHERE id = $1 AND revoked_at IS NULL")
        .bind(id.uuid());
    Ok(query.bind(at).execute(tx.connection()).await?.rows_affected() == 1)
}

/// The account that a store's app acts with, if it has one yet.
pub async fn app_account_in_tx(tx: &mut TenantTx, email: &str) -> Result<Option<StaffId>, StoreError> {
    let query =
        sqlx::query_scalar("SELECT id FROM staff WHERE tenant_id = $1 AND email = $2 AND role = 'app'");
    let found: Option<Uuid> =
        query.bind(tx.tenant_id().uuid()).bind(email).fetch_optional(tx.connection()).await?;
    Ok(found.map(StaffId::from_uuid))
}

/// Makes the account that a store's app acts with. It is disabled, as the database demands: nobody signs
/// in with it, and so it has no password that could be right.
pub async fn insert_app_account_in_tx(
    tx: &mut TenantTx,
    id: StaffId,
    email: &str,
    name: &str,
    at: DateTime<Utc>,
) -> Result<(), StoreError> {
    let query = sqlx::query(
        "INSERT INTO staff (id, tenant_id, email, name, role, password_hash, all_stores, disabled_at)
         VALUES ($1, $2, $3, $4, 'app', '', false, $5)",
    );
    let query = query.bind(id.uuid()).bind(tx.tenant_id().uuid()).bind(email).bind(name).bind(at);
    expect_rows("insert app account", 1, query.execute(tx.connection()).await?.rows_affected())
}

/// Orders of a store by the numbers that its app gave them.
pub async fn ingested_in_tx(
    tx: &mut TenantTx,
    store_id: StoreId,
    client_order_ids: &[String],
) -> Result<Vec<IngestedOrder>, StoreError> {
    let query = sqlx::query_as(
        "SELECT i.client_order_id, i.content_hash, i.order_id, o.reference, o.lifecycle
         FROM ingested_orders i JOIN orders o ON o.id = i.order_id
         WHERE i.store_id = $1 AND i.client_order_id = ANY ($2)",
    );
    Ok(query.bind(store_id.uuid()).bind(client_order_ids).fetch_all(tx.connection()).await?)
}

/// Notes what a message came to that led to no order; one that did is noted with its order.
pub async fn insert_attempt_in_tx(tx: &mut TenantTx, attempt: &AttemptRow) -> Result<(), StoreError> {
    let sql = insert::<AttemptRow>("$1");
    let done = sqlx::query(AssertSqlSafe(sql))
        .bind(serde_json::to_string(&[attempt])?)
        .execute(tx.connection())
        .await?;
    expect_rows("insert webhook attempt", 1, done.rows_affected())
}
