//! Appending what happened to a subject that is no order.

use chrono::{DateTime, Utc};
use domain::{
    event::State,
    id::{StaffId, TenantId},
    subject::{Stream, Subject},
};
use store::{
    Scope, TenantTx,
    events::{append_in_tx, last_sequence_in_tx, last_version_in_tx, lock_stream_in_tx},
};

use super::log::{About, EventLog};
use crate::{Failure, Services};

/// Something that happened to a subject.
pub(crate) struct Fact<'a, E> {
    pub(crate) subject: Subject,
    pub(crate) actor: StaffId,
    pub(crate) at: DateTime<Utc>,
    pub(crate) event: &'a E,
}

impl Services {
    /// The number of the last event in the tenant's own stream.
    pub(crate) async fn business_sequence(&self, tenant_id: TenantId) -> Result<i64, Failure> {
        let mut tx = self.database.begin(&Scope::system(tenant_id)).await?;
        let last = last_sequence_in_tx(&mut tx, Stream::Tenant(tenant_id)).await?;
        tx.commit().await?;
        Ok(last.unwrap_or(0))
    }

    /// Appends a fact to a stream. The stream is locked from here to the end of the transaction, which sees all
    /// stores if it is the tenant's own: so this comes last in it. What is known of the subject is decided under a
    /// lock of the caller's own, upon the subject's row.
    pub(crate) async fn append_in_tx<S: State + Send + Sync + Unpin + 'static>(
        &self,
        tx: &mut TenantTx,
        stream: Stream,
        fact: Fact<'_, S::Event>,
    ) -> Result<(), Failure> {
        let end = lock_stream_in_tx(tx, stream).await?.ok_or(Failure::Gone("the stream of an event"))?;
        let about = About {
            event_id: self.random.id(fact.at),
            version: last_version_in_tx(tx, &fact.subject).await? + 1,
            subject: fact.subject,
            actor: fact.actor,
            at: fact.at,
        };
        let row = EventLog::of(tx.tenant_id(), stream, end).append(about, fact.event)?;
        Ok(append_in_tx::<S>(tx, stream, &[row]).await?)
    }
}
