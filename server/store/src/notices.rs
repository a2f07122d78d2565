//! Word of new events, between all processes that serve one database.

use domain::id::{StoreId, TenantId};
use serde::{Deserialize, Serialize};
use sqlx::postgres::PgListener;

use crate::{Database, StoreError};

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
                Ok(notice) => return Ok(Heard::Notice(notice)),
                // Another version of Kedai may say more; what can't be read is found by sequence.
                Err(error) => tracing::warn!(%error, "a notice could not be read"),
            }
        }
    }
}
