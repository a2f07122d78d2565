//! Word of new events, between all processes that serve one database.

use domain::id::{StoreId, TenantId};
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

/// A notice as it travels.
#[derive(Deserialize)]
#[serde(untagged)]
enum Told {
    Events(Notice),
    Forgotten(Forgotten),
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
                // Another version of Kedai may say more; what can't be read is found by sequence.
                Err(error) => tracing::warn!(%error, "a notice could not be read"),
            }
        }
    }
}

/// Tells every process, once the transaction commits, that somebody of its tenant was erased.
pub async fn tell_forgotten_in_tx(tx: &mut TenantTx) -> Result<(), StoreError> {
    let told = serde_json::to_string(&Forgotten { forgotten_of: tx.tenant_id() })?;
    let query = sqlx::query("SELECT pg_notify($1, $2)").bind(CHANNEL).bind(told);
    query.execute(tx.connection()).await?;
    Ok(())
}
