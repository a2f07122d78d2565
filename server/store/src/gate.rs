//! What is looked up before a tenant is known: one secret, name or address at a time, through
//! functions that `kedai_gate` owns and that show nothing else.

use chrono::{DateTime, Utc};
use domain::{
    id::{OrderId, StaffId, StoreId, TenantId, WebhookKeyId},
    subject::Stream,
};
use sqlx::FromRow;
use uuid::Uuid;

use crate::{Database, StoreError};

/// Credentials of a member of staff.
#[derive(FromRow)]
pub struct StaffSignIn {
    tenant_id: Uuid,
    staff_id: Uuid,
    /// An argon2id hash in PHC form.
    pub password_hash: String,
}

impl StaffSignIn {
    /// Whose business.
    pub const fn tenant_id(&self) -> TenantId {
        TenantId::from_uuid(self.tenant_id)
    }

    /// Who.
    pub const fn staff_id(&self) -> StaffId {
        StaffId::from_uuid(self.staff_id)
    }
}

/// A session or token, with the person it belongs to.
#[derive(Debug, FromRow)]
pub struct Credential {
    /// Its id.
    pub credential_id: Uuid,
    /// What it grew from.
    pub family: Uuid,
    /// `browser`, `access` or `refresh`.
    pub kind: String,
    /// When it was last shown.
    pub last_used_at: DateTime<Utc>,
    /// When it ends if nobody shows it.
    pub idle_expires_at: DateTime<Utc>,
    /// When it ends in any case.
    pub expires_at: DateTime<Utc>,
    /// When it was exchanged, if it was.
    pub used_at: Option<DateTime<Utc>>,
    /// When it was ended, if it was.
    pub revoked_at: Option<DateTime<Utc>>,
    tenant_id: Uuid,
    staff_id: Uuid,
    /// The person's name.
    pub name: String,
    /// The person's role.
    pub role: String,
    /// Whether they work at every store.
    pub all_stores: bool,
    store_ids: Vec<Uuid>,
}

impl Credential {
    /// Whose business.
    pub const fn tenant_id(&self) -> TenantId {
        TenantId::from_uuid(self.tenant_id)
    }

    /// Who.
    pub const fn staff_id(&self) -> StaffId {
        StaffId::from_uuid(self.staff_id)
    }

    /// Where they work.
    pub fn store_ids(&self) -> Vec<StoreId> {
        self.store_ids.iter().copied().map(StoreId::from_uuid).collect()
    }
}

/// A key that an app signs with.
#[derive(FromRow)]
pub struct WebhookKey {
    tenant_id: Uuid,
    store_id: Uuid,
    staff_id: Uuid,
    /// The secret, sealed with a key of the tenant's.
    pub sealed_secret: Vec<u8>,
    /// When it ended, if it did.
    pub revoked_at: Option<DateTime<Utc>>,
}

impl WebhookKey {
    /// Whose business.
    pub const fn tenant_id(&self) -> TenantId {
        TenantId::from_uuid(self.tenant_id)
    }

    /// Whose orders it signs.
    pub const fn store_id(&self) -> StoreId {
        StoreId::from_uuid(self.store_id)
    }

    /// The account of the app.
    pub const fn staff_id(&self) -> StaffId {
        StaffId::from_uuid(self.staff_id)
    }
}

/// An order that a tracking link names.
#[derive(Debug, Clone, Copy)]
pub struct TrackedOrder {
    /// Whose.
    pub tenant_id: TenantId,
    /// Where.
    pub store_id: StoreId,
    /// Which.
    pub order_id: OrderId,
}

/// Tries so far in the window, and when it ends.
#[derive(Debug, Clone, Copy, FromRow)]
pub struct Hits {
    /// How many.
    pub hits: i32,
    /// Until when they count.
    pub window_ends_at: DateTime<Utc>,
}

impl Database {
    /// The tenant of a short name.
    pub async fn tenant_by_slug(&self, slug: &str) -> Result<Option<TenantId>, StoreError> {
        let found: Option<Uuid> = sqlx::query_scalar("SELECT tenant_id FROM kedai.gate_tenant($1)")
            .bind(slug)
            .fetch_optional(&self.pool)
            .await?;
        Ok(found.map(TenantId::from_uuid))
    }

    /// All tenants, for work that Kedai does by itself.
    pub async fn tenants(&self) -> Result<Vec<(TenantId, String)>, StoreError> {
        let mut tenants: Vec<(TenantId, String)> = Vec::new();
        loop {
            let last = tenants.last().map_or(Uuid::nil(), |(tenant_id, _)| tenant_id.uuid());
            let query = sqlx::query_as("SELECT tenant_id, slug FROM kedai.gate_tenants_after($1)").bind(last);
            let page: Vec<(Uuid, String)> = query.fetch_all(&self.pool).await?;
            if page.is_empty() {
                return Ok(tenants);
            }
            tenants.extend(page.into_iter().map(|(id, slug)| (TenantId::from_uuid(id), slug)));
        }
    }

    /// Tenants with audit entries that wait to be linked.
    pub async fn tenants_with_unlinked_entries(&self) -> Result<Vec<TenantId>, StoreError> {
        let query = sqlx::query_scalar("SELECT tenant_id FROM kedai.gate_audit_waiting()");
        let found: Vec<Uuid> = query.fetch_all(&self.pool).await?;
        Ok(found.into_iter().map(TenantId::from_uuid).collect())
    }

    /// Streams with events that a subscriber hasn't come to yet.
    pub async fn streams_with_events(&self, subscriber: &str) -> Result<Vec<(TenantId, Stream)>, StoreError> {
        let query = sqlx::query_as("SELECT tenant_id, stream_id FROM kedai.gate_streams_waiting($1)");
        let found: Vec<(Uuid, Uuid)> = query.bind(subscriber).fetch_all(&self.pool).await?;
        let found = found.into_iter().map(|(tenant, stream)| (TenantId::from_uuid(tenant), stream));
        Ok(found.map(|(tenant_id, stream)| (tenant_id, Stream::of(tenant_id, stream))).collect())
    }

    /// Tenants with jobs that are to be run, each with a kind of them.
    pub async fn jobs_due(&self, at: DateTime<Utc>) -> Result<Vec<(TenantId, String)>, StoreError> {
        let query = sqlx::query_as("SELECT tenant_id, kind FROM kedai.gate_jobs_due($1)");
        let found: Vec<(Uuid, String)> = query.bind(at).fetch_all(&self.pool).await?;
        Ok(found.into_iter().map(|(tenant, kind)| (TenantId::from_uuid(tenant), kind)).collect())
    }

    /// Tenants without a job of a kind that recurs.
    pub async fn tenants_without_job(&self, kind: &str) -> Result<Vec<TenantId>, StoreError> {
        let query = sqlx::query_scalar("SELECT tenant_id FROM kedai.gate_tenants_without_job($1)");
        let found: Vec<Uuid> = query.bind(kind).fetch_all(&self.pool).await?;
        Ok(found.into_iter().map(TenantId::from_uuid).collect())
    }

    /// Tenants with webhooks that were to be sent by then.
    pub async fn tenants_with_webhooks_due(&self, at: DateTime<Utc>) -> Result<Vec<TenantId>, StoreError> {
        let query = sqlx::query_scalar("SELECT tenant_id FROM kedai.gate_deliveries_due($1)");
        let found: Vec<Uuid> = query.bind(at).fetch_all(&self.pool).await?;
        Ok(found.into_iter().map(TenantId::from_uuid).collect())
    }

    /// Credentials by e-mail address, in lower case.
    pub async fn staff_by_email(&self, email: &str) -> Result<Option<StaffSignIn>, StoreError> {
        Ok(sqlx::query_as("SELECT * FROM kedai.gate_staff($1)")
            .bind(email)
            .fetch_optional(&self.pool)
            .await?)
    }

    /// A session or token by the SHA-256 of its secret.
    pub async fn credential(&self, secret_hash: &[u8]) -> Result<Option<Credential>, StoreError> {
        let query = sqlx::query_as("SELECT * FROM kedai.gate_credential($1)").bind(secret_hash);
        Ok(query.fetch_optional(&self.pool).await?)
    }

    /// An app's key by its id.
    pub async fn webhook_key(&self, id: WebhookKeyId) -> Result<Option<WebhookKey>, StoreError> {
        let query = sqlx::query_as("SELECT * FROM kedai.gate_webhook_key($1)").bind(id.uuid());
        Ok(query.fetch_optional(&self.pool).await?)
    }

    /// An order by the SHA-256 of its tracking secret.
    pub async fn tracked_order(&self, tracking_hash: &[u8]) -> Result<Option<TrackedOrder>, StoreError> {
        let row: Option<(Uuid, Uuid, Uuid)> =
            sqlx::query_as("SELECT tenant_id, store_id, order_id FROM kedai.gate_tracking($1)")
                .bind(tracking_hash)
                .fetch_optional(&self.pool)
                .await?;
        Ok(row.map(|(tenant, store, order)| TrackedOrder {
            tenant_id: TenantId::from_uuid(tenant),
            store_id: StoreId::from_uuid(store),
            order_id: OrderId::from_uuid(order),
        }))
    }

    /// Tenants that have an order of this reference: seldom more than one.
    pub async fn tenants_by_reference(&self, reference: &str) -> Result<Vec<TenantId>, StoreError> {
        let query = sqlx::query_scalar("SELECT tenant_id FROM kedai.gate_reference($1)").bind(reference);
        let found: Vec<Uuid> = query.fetch_all(&self.pool).await?;
        Ok(found.into_iter().map(TenantId::from_uuid).collect())
    }

    /// Counts one try of `key` (a SHA-256) and tells how many there now are in its window.
    pub async fn hit(&self, key: &[u8], at: DateTime<Utc>, window_seconds: i32) -> Result<Hits, StoreError> {
        let query = sqlx::query_as("SELECT * FROM kedai.gate_hit($1, $2, $3)");
        Ok(query.bind(key).bind(at).bind(window_seconds).fetch_one(&self.pool).await?)
    }

    /// Tries of each of some keys in its current window, without counting one; those without any are
    /// left out.
    pub async fn hits_of(
        &self,
        keys: &[[u8; 32]],
        at: DateTime<Utc>,
    ) -> Result<Vec<(Vec<u8>, Hits)>, StoreError> {
        let keys: Vec<&[u8]> = keys.iter().map(<[u8; 32]>::as_slice).collect();
        let query = sqlx::query_as("SELECT key, hits, window_ends_at FROM kedai.gate_hits_of($1, $2)");
        let rows: Vec<(Vec<u8>, i32, DateTime<Utc>)> =
            query.bind(keys).bind(at).fetch_all(&self.pool).await?;
        Ok(rows.into_iter().map(|(key, hits, window_ends_at)| (key, Hits { hits, window_ends_at })).collect())
    }

    /// Forgets windows that ended, at most so many; tells how many.
    pub async fn sweep_throttles(&self, at: DateTime<Utc>, most: i32) -> Result<i64, StoreError> {
        let query = sqlx::query_scalar("SELECT kedai.gate_sweep_some($1, $2)").bind(at).bind(most);
        Ok(query.fetch_one(&self.pool).await?)
    }
}
