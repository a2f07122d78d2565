//! Where somebody signed in before.

use chrono::{DateTime, Utc};
use domain::id::StaffId;
use sqlx::FromRow;
use uuid::Uuid;

use crate::{Database, StoreError, TenantTx, error::expect_rows};

/// The most places of one kind that are remembered of a person; who was there longest ago is forgotten.
const MOST: i64 = 20;

/// A place where somebody signed in before.
#[derive(Debug, Clone, FromRow)]
pub struct KnownDevice {
    /// Its id.
    pub device_id: Uuid,
    staff_id: Uuid,
    /// What it is known by.
    pub secret_hash: Vec<u8>,
    /// When somebody last signed in there.
    pub last_used_at: DateTime<Utc>,
}

impl KnownDevice {
    /// Who signed in there.
    pub const fn staff_id(&self) -> StaffId {
        StaffId::from_uuid(self.staff_id)
    }
}

/// A place that is to be remembered.
#[derive(Debug)]
pub struct NewKnownDevice {
    /// Its id, if it isn't known yet.
    pub id: Uuid,
    /// Whose.
    pub staff_id: StaffId,
    /// `browser` or `network`.
    pub kind: &'static str,
    /// What it is known by.
    pub secret_hash: [u8; 32],
    /// Now.
    pub at: DateTime<Utc>,
}

impl Database {
    /// Places with one of these hashes where somebody signed in after a time.
    pub async fn known_devices(
        &self,
        hashes: &[[u8; 32]],
        since: DateTime<Utc>,
    ) -> Result<Vec<KnownDevice>, StoreError> {
        let hashes: Vec<&[u8]> = hashes.iter().map(<[u8; 32]>::as_slice).collect();
        let query = sqlx::query_as("SELECT * FROM kedai.gate_known_devices($1, $2)");
        Ok(query.bind(hashes).bind(since).fetch_all(&self.pool).await?)
    }
}

/// Remembers that somebody signed in there.
pub async fn remember_in_tx(tx: &mut TenantTx, device: &NewKnownDevice) -> Result<(), StoreError> {
    let query = sqlx::query(
        "INSERT INTO known_devices (id, tenant_id, staff_id, kind, secret_hash, created_at, last_used_at)
         VALUES ($1, $2, $3, $4, $5, $6, $6)
         ON CONFLICT (staff_id, secret_hash)
             DO UPDATE SET last_used_at = greatest(known_devices.last_used_at, excluded.last_used_at)",
    );
    let query = query.bind(device.id).bind(tx.tenant_id().uuid()).bind(device.staff_id.uuid());
    let query = query.bind(device.kind).bind(device.secret_hash.as_slice()).bind(device.at);
    expect_rows("remember a device", 1, query.execute(tx.connection()).await?.rows_affected())?;
    let query = sqlx::query(
        "DELETE FROM known_devices WHERE id IN (
             SELECT id FROM known_devices WHERE staff_id = $1 AND kind = $2
             ORDER BY last_used_at DESC, id DESC OFFSET $3)",
    );
    query.bind(device.staff_id.uuid()).bind(device.kind).bind(MOST).execute(tx.connection()).await?;
    Ok(())
}

/// Forgets where a person signed in.
pub async fn forget_in_tx(tx: &mut TenantTx, staff_id: StaffId) -> Result<(), StoreError> {
    let query = sqlx::query("DELETE FROM known_devices WHERE staff_id = $1");
    query.bind(staff_id.uuid()).execute(tx.connection()).await?;
    Ok(())
}
