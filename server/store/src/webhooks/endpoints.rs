//! Where a tenant wants to be told.

use chrono::{DateTime, Utc};
use domain::id::WebhookEndpointId;
use sqlx::FromRow;
use uuid::Uuid;

use crate::{StoreError, TenantTx, error::expect_rows};

/// An endpoint, with how much waits for it.
#[derive(Debug, Clone, FromRow)]
#[expect(missing_docs, reason = "each field is the column of that name, described in the migration")]
pub struct EndpointRow {
    pub id: Uuid,
    pub url: String,
    pub event_types: Vec<String>,
    pub sealed_secret: Vec<u8>,
    pub created_at: DateTime<Utc>,
    pub failing_since: Option<DateTime<Utc>>,
    pub disabled_at: Option<DateTime<Utc>>,
    pub disabled_by: Option<String>,
    /// Deliveries that are to be sent, up to a thousand.
    pub pending: i64,
    /// Deliveries that failed too often, up to a thousand.
    pub dead: i64,
}

impl EndpointRow {
    /// Its id.
    pub const fn id(&self) -> WebhookEndpointId {
        WebhookEndpointId::from_uuid(self.id)
    }
}

/// A new row of `webhook_endpoints`.
#[derive(Debug)]
#[expect(missing_docs, reason = "each field is the column of that name, described in the migration")]
pub struct NewEndpoint {
    pub id: WebhookEndpointId,
    pub url: String,
    pub event_types: Vec<String>,
    pub sealed_secret: Vec<u8>,
    pub created_at: DateTime<Utc>,
}

/// The tenant's endpoints, oldest first.
pub async fn endpoints_in_tx(tx: &mut TenantTx) -> Result<Vec<EndpointRow>, StoreError> {
    found_in_tx(tx, None).await
}

/// One of the tenant's endpoints.
pub async fn endpoint_in_tx(
    tx: &mut TenantTx,
    id: WebhookEndpointId,
) -> Result<Option<EndpointRow>, StoreError> {
    Ok(found_in_tx(tx, Some(id)).await?.pop())
}

async fn found_in_tx(
    tx: &mut TenantTx,
    id: Option<WebhookEndpointId>,
) -> Result<Vec<EndpointRow>, StoreError> {
    let query = sqlx::query_as(
        "SELECT e.id, e.url, e.event_types, e.sealed_secret, e.created_at, e.failing_since, e.disabled_at,
                e.disabled_by, pending.number AS pending, dead.number AS dead
         FROM webhook_endpoints e
         CROSS JOIN LATERAL (SELECT count(*) AS number FROM (
             SELECT FROM webhook_deliveries d WHERE d.endpoint_id = e.id AND d.state = 'pending' LIMIT 1000) d) pending
         CROSS JOIN LATERAL (SELECT count(*) AS number FROM (
             SELECT FROM webhook_deliveries d WHERE d.endpoint_id = e.id AND d.state = 'dead' LIMIT 1000) d) dead
         WHERE e.tenant_id = $1 AND ($2::uuid IS NULL OR e.id = $2)
         ORDER BY e.created_at, e.id LIMIT 100",
    );
    let id = id.map(WebhookEndpointId::uuid);
    Ok(query.bind(tx.tenant_id().uuid()).bind(id).fetch_all(tx.connection()).await?)
}

/// Locks the tenant, so that of two who add the last endpoint at once one is second.
pub async fn lock_tenant_in_tx(tx: &mut TenantTx) -> Result<(), StoreError> {
    let query = sqlx::query("SELECT FROM tenants WHERE id = $1 FOR NO KEY UPDATE");
    query.bind(tx.tenant_id().uuid()).execute(tx.connection()).await?;
    Ok(())
}

/// Adds an endpoint.
pub async fn insert_endpoint_in_tx(tx: &mut TenantTx, endpoint: &NewEndpoint) -> Result<(), StoreError> {
    let query = sqlx::query(
        "INSERT INTO webhook_endpoints (id, tenant_id, url, event_types, sealed_secret, created_at)
         VALUES ($1, $2, $3, $4, $5, $6)",
    );
    let done = query
        .bind(endpoint.id.uuid())
        .bind(tx.tenant_id().uuid())
        .bind(&endpoint.url)
        .bind(&endpoint.event_types)
        .bind(&endpoint.sealed_secret)
        .bind(endpoint.created_at)
        .execute(tx.connection())
        .await?;
    expect_rows("insert webhook endpoint", 1, done.rows_affected())
}

/// Changes which events an endpoint is told; none are all. What waits already stays.
pub async fn set_event_types_in_tx(
    tx: &mut TenantTx,
    id: WebhookEndpointId,
    event_types: &[String],
) -> Result<(), StoreError> {
    let query = sqlx::query("UPDATE webhook_endpoints SET event_types = $2 WHERE id = $1");
    let done = query.bind(id.uuid()).bind(event_types).execute(tx.connection()).await?;
    expect_rows("change webhook endpoint", 1, done.rows_affected())
}

/// Disables an endpoint; false if it was.
pub async fn disable_endpoint_in_tx(
    tx: &mut TenantTx,
    id: WebhookEndpointId,
    by: &str,
    at: DateTime<Utc>,
) -> Result<bool, StoreError> {
    let query = sqlx::query(
        "UPDATE webhook_endpoints SET disabled_at = $2, disabled_by = $3 WHERE id = $1 AND disabled_at IS NULL",
    );
    let done = query.bind(id.uuid()).bind(at).bind(by).execute(tx.connection()).await?;
    Ok(done.rows_affected() == 1)
}

/// Enables an endpoint, as one that never failed; false if it was enabled.
pub async fn enable_endpoint_in_tx(tx: &mut TenantTx, id: WebhookEndpointId) -> Result<bool, StoreError> {
    let query = sqlx::query(
        "UPDATE webhook_endpoints SET disabled_at = NULL, disabled_by = NULL, failing_since = NULL
         WHERE id = $1 AND disabled_at IS NOT NULL",
    );
    Ok(query.bind(id.uuid()).execute(tx.connection()).await?.rows_affected() == 1)
}

/// Takes an endpoint away, with all that was to be told and was told to it; false if it wasn't there.
pub async fn delete_endpoint_in_tx(tx: &mut TenantTx, id: WebhookEndpointId) -> Result<bool, StoreError> {
    let query = sqlx::query("DELETE FROM webhook_endpoints WHERE id = $1").bind(id.uuid());
    Ok(query.execute(tx.connection()).await?.rows_affected() == 1)
}

/// Notes that an endpoint failed; gives back since when it does without a success.
pub async fn note_failing_in_tx(
    tx: &mut TenantTx,
    id: WebhookEndpointId,
    at: DateTime<Utc>,
) -> Result<Option<DateTime<Utc>>, StoreError> {
    let query = sqlx::query_scalar(
        "WITH noted AS (
             UPDATE webhook_endpoints SET failing_since = $2 WHERE id = $1 AND failing_since IS NULL
             RETURNING failing_since)
         SELECT coalesce((SELECT failing_since FROM noted),
                         (SELECT failing_since FROM webhook_endpoints WHERE id = $1))",
    );
    Ok(query.bind(id.uuid()).bind(at).fetch_one(tx.connection()).await?)
}

/// Notes that an endpoint is well.
pub async fn note_well_in_tx(tx: &mut TenantTx, id: WebhookEndpointId) -> Result<(), StoreError> {
    let query = sqlx::query(
        "UPDATE webhook_endpoints SET failing_since = NULL WHERE id = $1 AND failing_since IS NOT NULL",
    );
    query.bind(id.uuid()).execute(tx.connection()).await?;
    Ok(())
}

/// Whether the tenant has an endpoint.
pub async fn has_endpoints_in_tx(tx: &mut TenantTx) -> Result<bool, StoreError> {
    let query = sqlx::query_scalar("SELECT EXISTS (SELECT FROM webhook_endpoints WHERE tenant_id = $1)");
    Ok(query.bind(tx.tenant_id().uuid()).fetch_one(tx.connection()).await?)
}

/// Which event types each of the tenant's endpoints wants; none are all. None of them can be taken away
/// until the transaction ends.
pub async fn wanted_in_tx(tx: &mut TenantTx) -> Result<Vec<(Uuid, Vec<String>)>, StoreError> {
    let query = sqlx::query_as(
        "SELECT id, event_types FROM webhook_endpoints WHERE tenant_id = $1 ORDER BY id LIMIT 100 FOR KEY SHARE",
    );
    Ok(query.bind(tx.tenant_id().uuid()).fetch_all(tx.connection()).await?)
}

/// Where a message goes.
#[derive(Debug, FromRow)]
#[expect(missing_docs, reason = "each field is the column of that name, described in the migration")]
pub struct Destination {
    pub url: String,
    pub sealed_secret: Vec<u8>,
    pub disabled_at: Option<DateTime<Utc>>,
}

/// Where messages to an endpoint go; none if it is gone.
pub async fn destination_in_tx(
    tx: &mut TenantTx,
    id: WebhookEndpointId,
) -> Result<Option<Destination>, StoreError> {
    let query = sqlx::query_as("SELECT url, sealed_secret, disabled_at FROM webhook_endpoints WHERE id = $1");
    Ok(query.bind(id.uuid()).fetch_optional(tx.connection()).await?)
}
