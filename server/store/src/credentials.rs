//! Sessions and tokens of a tenant's staff.

use chrono::{DateTime, Utc};
use domain::id::StaffId;
use uuid::Uuid;

use crate::{StoreError, TenantTx, error::expect_rows, notices::tell_sessions_ended_in_tx};

/// A session or token to be kept. Its secret is known to its holder alone.
#[derive(Debug, Clone)]
pub struct NewCredential {
    /// Its id.
    pub id: Uuid,
    /// What it grows from; its own id if from a sign-in.
    pub family: Uuid,
    /// Whose.
    pub staff_id: StaffId,
    /// `browser`, `access` or `refresh`.
    pub kind: &'static str,
    /// SHA-256 of the secret.
    pub secret_hash: Vec<u8>,
    /// Now.
    pub created_at: DateTime<Utc>,
    /// When it ends if nobody shows it.
    pub idle_expires_at: DateTime<Utc>,
    /// When it ends in any case.
    pub expires_at: DateTime<Utc>,
}

/// Keeps one.
pub async fn insert_in_tx(tx: &mut TenantTx, new: &NewCredential) -> Result<(), StoreError> {
    let query = sqlx::query(
        "INSERT INTO credentials (id, tenant_id, staff_id, family, kind, secret_hash, created_at, last_used_at,
                                  idle_expires_at, expires_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $7, $8, $9)",
    );
    let done = query
        .bind(new.id)
        .bind(tx.tenant_id().uuid())
        .bind(new.staff_id.uuid())
        .bind(new.family)
        .bind(new.kind)
        .bind(&new.secret_hash)
        .bind(new.created_at)
        .bind(new.idle_expires_at)
        .bind(new.expires_at)
        .execute(tx.connection())
        .await?;
    expect_rows("insert credential", 1, done.rows_affected())
}

/// Puts off the end of one that was shown.
pub async fn touch_in_tx(
    tx: &mut TenantTx,
    id: Uuid,
    at: DateTime<Utc>,
    idle_expires_at: DateTime<Utc>,
) -> Result<(), StoreError> {
    let query = sqlx::query(
        "UPDATE credentials SET last_used_at = $2, idle_expires_at = least($3, expires_at)
         WHERE id = $1 AND last_used_at < $2",
    );
    query.bind(id).bind(at).bind(idle_expires_at).execute(tx.connection()).await?;
    Ok(())
}

/// Marks a refresh token as exchanged. `false` if it had been: two who show it can't both win.
pub async fn use_up_in_tx(tx: &mut TenantTx, id: Uuid, at: DateTime<Utc>) -> Result<bool, StoreError> {
    let query = sqlx::query(
        "UPDATE credentials SET used_at = $2 WHERE id = $1 AND used_at IS NULL AND revoked_at IS NULL",
    );
    Ok(query.bind(id).bind(at).execute(tx.connection()).await?.rows_affected() == 1)
}

/// Ends all that grew from one sign-in, and tells every process once the transaction commits; gives back
/// the hashes of what ended. Rows are locked in one order, so that two who end them at once wait for each
/// other instead of both for ever.
pub async fn revoke_family_in_tx(
    tx: &mut TenantTx,
    family: Uuid,
    at: DateTime<Utc>,
) -> Result<Vec<Vec<u8>>, StoreError> {
    let query = sqlx::query_as(
        "WITH ended AS (
             SELECT id FROM credentials WHERE family = $1 AND revoked_at IS NULL ORDER BY id FOR UPDATE)
         UPDATE credentials c SET revoked_at = $2 FROM ended WHERE c.id = ended.id
         RETURNING c.secret_hash, c.staff_id",
    );
    let ended = query.bind(family).bind(at).fetch_all(tx.connection()).await?;
    told_in_tx(tx, ended).await
}

/// Ends all of a person, and tells every process once the transaction commits; gives back the hashes of what
/// ended.
pub async fn revoke_staff_in_tx(
    tx: &mut TenantTx,
    staff_id: StaffId,
    at: DateTime<Utc>,
) -> Result<Vec<Vec<u8>>, StoreError> {
    let query = sqlx::query_as(
        "WITH ended AS (
             SELECT id FROM credentials WHERE staff_id = $1 AND revoked_at IS NULL ORDER BY id FOR UPDATE)
         UPDATE credentials c SET revoked_at = $2 FROM ended WHERE c.id = ended.id
         RETURNING c.secret_hash, c.staff_id",
    );
    let ended = query.bind(staff_id.uuid()).bind(at).fetch_all(tx.connection()).await?;
    told_in_tx(tx, ended).await
}

/// Tells whose sessions ended: all of one sign-in, or of one person, are of the same.
async fn told_in_tx(tx: &mut TenantTx, ended: Vec<(Vec<u8>, Uuid)>) -> Result<Vec<Vec<u8>>, StoreError> {
    if let Some((_, staff_id)) = ended.first() {
        tell_sessions_ended_in_tx(tx, StaffId::from_uuid(*staff_id)).await?;
    }
    Ok(ended.into_iter().map(|(hash, _)| hash).collect())
}
