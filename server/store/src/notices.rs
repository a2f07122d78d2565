//! Word of new events, between all processes that serve one database.

use domain::{
    id::{StaffId, StoreId, TenantId},
    subject::Stream,
};
use serde::{Deserialize, Serialize};
use sqlx::postgres::PgListener;

use crate::{Database, StoreError, TenantTx};

/// The channel that notices travel on.
pub(crate) const CHANNEL: &str = "kedai_events";

/// A stream has events up to this number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Notice {
    /// Whose.
    pub tenant_id: TenantId,
    /// Which stream.
    pub stream: Stream,
    /// Up to which number.
    pub sequence: i64,
}

/// The same as it travels.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub(crate) enum WrittenNotice {
    OfStore { tenant_id: TenantId, store_id: StoreId, sequence: i64 },
    // Named otherwise, so that versions of before don't take it for a store's.
    OfTenant { events_of_tenant: TenantId, sequence: i64 },
}

impl Notice {
    pub(crate) const fn written(&self) -> WrittenNotice {
        let Self { tenant_id, stream, sequence } = *self;
        match stream {
            Stream::Store(store_id) => WrittenNotice::OfStore { tenant_id, store_id, sequence },
            Stream::Tenant(events_of_tenant) => WrittenNotice::OfTenant { events_of_tenant, sequence },
        }
    }
}

impl From<WrittenNotice> for Notice {
    fn from(written: WrittenNotice) -> Self {
        match written {
            WrittenNotice::OfStore { tenant_id, store_id, sequence } => {
                Self { tenant_id, stream: Stream::Store(store_id), sequence }
            }
            WrittenNotice::OfTenant { events_of_tenant, sequence } => {
                let stream = Stream::Tenant(events_of_tenant);
                Self { tenant_id: events_of_tenant, stream, sequence }
            }
        }
    }
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
    Events(WrittenNotice),
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
                Ok(Told::Events(notice)) => return Ok(Heard::Notice(notice.into())),
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

/// Tells every process, once the transaction commits.
pub(crate) async fn tell_in_tx(tx: &mut TenantTx, told: &impl Serialize) -> Result<(), StoreError> {
    let told = serde_json::to_string(told)?;
    let query = sqlx::query("SELECT pg_notify($1, $2)").bind(CHANNEL).bind(told);
    query.execute(tx.connection()).await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    #[test]
    fn a_notice_is_read_as_it_is_written() {
        let (tenant_id, store_id) =
            (TenantId::from_uuid(Uuid::from_u128(1)), StoreId::from_uuid(Uuid::from_u128(2)));
        for stream in [Stream::Store(store_id), Stream::Tenant(tenant_id)] {
            let notice = Notice { tenant_id, stream, sequence: 7 };
            let written = serde_json::to_string(&notice.written()).unwrap();
            let Ok(Told::Events(read)) = serde_json::from_str(&written) else { panic!("{written}") };
            assert_eq!(Notice::from(read), notice);
        }
        // As every version writes a store's.
        let written = Notice { tenant_id, stream: Stream::Store(store_id), sequence: 7 }.written();
        let json = serde_json::json!({ "tenant_id": tenant_id, "store_id": store_id, "sequence": 7 });
        assert_eq!(serde_json::to_value(written).unwrap(), json);
    }
}
