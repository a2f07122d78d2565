//! States of subjects after every hundred of their events.

use domain::{
    event::{SNAPSHOT_EVERY, State},
    subject::Subject,
};
use sqlx::{FromRow, types::Json};
use uuid::Uuid;

use super::{EventRow, read_event};
use crate::{Sealed, StoreError, TenantTx, error::expect_rows};

/// A subject's state after some of its events.
#[derive(Debug, FromRow)]
pub struct Snapshot<S> {
    /// Whose.
    pub subject_id: Uuid,
    /// After how many.
    pub version: i32,
    /// The state.
    pub state: Json<S>,
}

/// Snapshots of some subjects of a kind, oldest first.
pub async fn snapshots_in_tx<S: State + Send + Unpin + 'static>(
    tx: &mut TenantTx,
    subjects: &[Uuid],
) -> Result<Vec<Snapshot<S>>, StoreError> {
    let query = sqlx::query_as(
        "SELECT subject_id, version, state FROM snapshots WHERE subject_kind = $1 AND subject_id = ANY ($2)
         ORDER BY subject_id, version",
    );
    Ok(query.bind(S::SUBJECT).bind(subjects).fetch_all(tx.connection()).await?)
}

/// What a subject's events up to a version fold to: from its newest snapshot, or from the first event. Nothing if a newer
/// version of the program wrote one that this one can't read.
async fn replay_in_tx<S: State + Send + Unpin + 'static>(
    tx: &mut TenantTx,
    subject_id: Uuid,
    version: i32,
) -> Result<Option<S>, StoreError> {
    let query = sqlx::query_as(
        "SELECT subject_id, version, state FROM snapshots
         WHERE subject_kind = $1 AND subject_id = $2 AND version <= $3 ORDER BY version DESC LIMIT 1",
    );
    let newest: Option<Snapshot<S>> =
        query.bind(S::SUBJECT).bind(subject_id).bind(version).fetch_optional(tx.connection()).await?;
    let (after, mut state) = newest.map_or((0, None), |newest| (newest.version, Some(newest.state.0)));
    let query = sqlx::query_scalar(match S::SUBJECT {
        Subject::ORDER => {
            "SELECT payload::text FROM events WHERE order_id = $1 AND version > $2 AND version <= $3 ORDER BY version"
        }
        _ => {
            "SELECT payload::text FROM events
             WHERE subject_id = $1 AND version > $2 AND version <= $3 AND tenant_id = $4 AND subject_kind = $5
             ORDER BY version"
        }
    });
    let query = query.bind(subject_id).bind(after).bind(version);
    let query = match S::SUBJECT {
        Subject::ORDER => query,
        kind => query.bind(tx.tenant_id().uuid()).bind(kind),
    };
    let payloads: Vec<String> = query.fetch_all(tx.connection()).await?;
    for payload in payloads {
        let Ok(event) = read_event::<S::Event>(&payload) else { return Ok(None) };
        let folded = S::after(state, &event);
        state = Some(folded.map_err(|error| StoreError::Replay(Box::new(error)))?);
    }
    Ok(state)
}

/// Takes the snapshots that some events of one kind of subject, just written, call for.
pub(crate) async fn take_in_tx<S: State + Send + Sync + Unpin + 'static>(
    tx: &mut TenantTx,
    events: &[Sealed<EventRow>],
) -> Result<(), StoreError> {
    for event in events.iter().filter(|event| event.version % SNAPSHOT_EVERY == 0) {
        let subject = event.subject();
        let state: Option<S> = replay_in_tx(tx, subject.uuid(), event.version).await?;
        // A replay then begins at an older one.
        let Some(state) = state else { continue };
        let query = sqlx::query(
            "INSERT INTO snapshots (subject_kind, subject_id, version, event_id, tenant_id, store_id, state)
             VALUES ($1, $2, $3, $4, $5, $6, $7)",
        );
        let done = query
            .bind(subject.kind())
            .bind(subject.uuid())
            .bind(state.version())
            .bind(event.id)
            .bind(event.tenant_id)
            .bind(event.store_id)
            .bind(Json(state))
            .execute(tx.connection())
            .await?;
        expect_rows("insert snapshot", 1, done.rows_affected())?;
    }
    Ok(())
}
