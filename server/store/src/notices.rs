//! Word of new events, between all processes that serve one database.

use domain::id::{StaffId, StoreId, TenantId};
use serde::{Deserialize, Serialize};
use sqlx::postgres::PgListener;

use crate::{Database, StoreError, TenantTx};

/// The channel that notices travel on.
pub(crate) const CHANNEL: &str = "kedai_events";

/// A store has events up to this number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notice {
    /// Whose.
    pub tenant_id: TenantId,
    /// Which store.
    pub store_id: StoreId,
    /// Up to which number.
    pub sequence: i64,
}

/// Somebody of a tenant was erased: what was read of the tenant's people before is out of date.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
struct Forgotten {
    forgotten_of: TenantId,
}

/// Sessions of a person ended: what was opened with one of them may have to close.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
struct SessionsEnded {
    sessions_ended_of: StaffId,
}

/// A notice as it travels.
#[derive(Deserialize)]
#[serde(untagged)]
enum Told {
    Events(Notice),
    Forgotten(Forgotten),
    SessionsEnded(SessionsEnded),
}

/// Hears notices.
#[derive(Debug)]
pub struct Notices {
    listener: PgListener,
}

/// What was heard.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Heard {
    /// New events.
    Notice(Notice),
    /// Somebody of this tenant was erased.
    Forgotten(TenantId),
    /// Sessions of this person ended.
    SessionsEnded(StaffId),
    /// The connection broke and is back: notices may have been missed, so look at everything.
    Reconnected,
}

impl Database {
    /// Begins to listen, on a connection of its own.
    pub async fn listen(&self) -> Result<Notices, StoreError> {
        let mut listener = PgListener::connect_with(&self.pool).await?;
        listener.listen(CHANNEL).await?;
        Ok(Notices { listener })
    }
}

impl Notices {
    /// Waits for the next word.
    pub async fn next(&mut self) -> Result<Heard, StoreError> {
        loop {
            let Some(notification) = self.listener.try_recv().await? else { return Ok(Heard::Reconnected) };
            match serde_json::from_str(notification.payload()) {
                Ok(Told::Events(notice)) => return Ok(Heard::Notice(notice)),
                Ok(Told::Forgotten(Forgotten { forgotten_of })) => return Ok(Heard::Forgotten(forgotten_of)),
                Ok(Told::SessionsEnded(SessionsEnded { sessions_ended_of })) => {
                    return Ok(Heard::SessionsEnded(sessions_ended_of));
                }
                // Another version of Kedai may say more; what can't be read is found by sequence.
                Err(error) => tracing::warn!(%error, "a notice could not be read"),
            }
        }
    }
}

/// Tells every process, once the transaction commits, that somebody of its tenant was erased.
pub async fn tell_forgotten_in_tx(tx: &mut TenantTx) -> Result<(), StoreError> {
    let told = Forgotten { forgotten_of: tx.tenant_id() };
    tell_in_tx(tx, &told).await
}

/// Tells every process, once the transaction commits, that sessions of a person ended.
pub(crate) async fn tell_sessions_ended_in_tx(
    tx: &mut TenantTx,
    staff_id: StaffId,
) -> Result<(), StoreError> {
    tell_in_tx(tx, &SessionsEnded { sessions_ended_of: staff_id }).await
}

async fn tell_in_tx(tx: &mut TenantTx, told: &impl Serialize) -> Result<(), StoreError> {
    let told = serde_json::to_string(told)?;
    let query = sqlx::query("SELECT pg_notify($1, $2)").bind(CHANNEL).bind(told);
    query.execute(tx.connection()).await?;
    Ok(())
}
