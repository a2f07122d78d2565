//! From an event to a delivery, and from there to what became of it.

use chrono::{DateTime, Utc};
use domain::{
    id::WebhookEndpointId,
    subject::{Stream, Subject},
};
use sqlx::FromRow;
use uuid::Uuid;

use crate::{StoreError, TenantTx};

/// A new row of `webhook_deliveries`.
#[derive(Debug, Clone)]
#[expect(missing_docs, reason = "each field is the column of that name, described in the migration")]
pub struct NewDelivery {
    pub id: Uuid,
    pub endpoint_id: Uuid,
    pub event_id: Uuid,
    pub event_type: String,
    /// Its number in its stream, and what it is about; none for a test.
    pub sequence: Option<i64>,
    pub subject: Option<Subject>,
}

/// Adds deliveries of one stream's events, or of a test, each a microsecond after the one before, so that
/// lists have their order; those that are there already stay as they are. Tells which ones were added. One about what is no order looks as if
/// it were being sent for ever, to the program before this, which would take it for an order's.
pub async fn insert_deliveries_in_tx(
    tx: &mut TenantTx,
    stream: Option<Stream>,
    deliveries: &[NewDelivery],
    at: DateTime<Utc>,
) -> Result<Vec<Uuid>, StoreError> {
    let query = sqlx::query_scalar(
        "INSERT INTO webhook_deliveries (id, tenant_id, endpoint_id, event_id, event_type, store_id, sequence,
                                         order_id, subject_kind, sending_until, next_attempt_at, created_at)
         SELECT n.id, $1, n.endpoint_id, n.event_id, n.event_type, $2, n.sequence, n.subject_id,
                nullif(n.subject_kind, 'order'), CASE WHEN n.subject_kind <> 'order' THEN timestamptz 'infinity' END, $3,
                $3 + (n.place - 1) * interval '1 microsecond'
         FROM unnest($4::uuid[], $5::uuid[], $6::uuid[], $7::text[], $8::bigint[], $9::uuid[], $10::text[])
              WITH ORDINALITY AS n(id, endpoint_id, event_id, event_type, sequence, subject_id, subject_kind, place)
         ON CONFLICT (endpoint_id, event_id) DO NOTHING
         RETURNING id",
    );
    let column = |of: fn(&NewDelivery) -> Uuid| -> Vec<Uuid> { deliveries.iter().map(of).collect() };
    let types: Vec<&str> = deliveries.iter().map(|new| new.event_type.as_str()).collect();
    let sequences: Vec<Option<i64>> = deliveries.iter().map(|new| new.sequence).collect();
    let subjects: Vec<Option<Uuid>> =
        deliveries.iter().map(|new| new.subject.as_ref().map(Subject::uuid)).collect();
    let kinds: Vec<Option<&str>> =
        deliveries.iter().map(|new| new.subject.as_ref().map(Subject::kind)).collect();
    let query = query
        .bind(tx.tenant_id().uuid())
        .bind(stream.map(Stream::uuid))
        .bind(at)
        .bind(column(|new| new.id))
        .bind(column(|new| new.endpoint_id))
        .bind(column(|new| new.event_id))
        .bind(types)
        .bind(sequences)
        .bind(subjects)
        .bind(kinds);
    Ok(query.fetch_all(tx.connection()).await?)
}

/// A delivery that this process is to send now.
#[derive(Debug, Clone, FromRow)]
#[expect(missing_docs, reason = "each field is the column of that name, described in the migration")]
pub struct Claimed {
    pub id: Uuid,
    pub event_id: Uuid,
    pub event_type: String,
    /// Its stream and its number there, and what it is about; none of a test.
    pub stream_id: Option<Uuid>,
    pub sequence: Option<i64>,
    pub subject_id: Option<Uuid>,
    pub created_at: DateTime<Utc>,
    /// This attempt's number, from 1.
    pub attempts: i32,
    /// How often it was tried since it last began anew, this time included.
    pub tries: i32,
}

/// Takes a delivery that is due and notes that it is being sent. None if it isn't due, or settled, or being sent, or
/// an earlier one of its subject is pending. No other process takes it until `until`.
pub async fn claim_in_tx(
    tx: &mut TenantTx,
    id: Uuid,
    now: DateTime<Utc>,
    until: DateTime<Utc>,
) -> Result<Option<Claimed>, StoreError> {
    let query = sqlx::query_as(
        "WITH due AS (
             SELECT d.id FROM webhook_deliveries d
             WHERE d.id = $1 AND d.state = 'pending' AND d.next_attempt_at <= $2
               AND (d.sending_until IS NULL OR d.sending_until <= $2 OR d.sending_until = 'infinity')
               AND NOT EXISTS (
                   SELECT FROM webhook_deliveries earlier
                   WHERE earlier.endpoint_id = d.endpoint_id AND earlier.order_id = d.order_id
                     AND earlier.state = 'pending' AND earlier.sequence < d.sequence)
             FOR UPDATE OF d SKIP LOCKED),
         taken AS (
             UPDATE webhook_deliveries d SET attempts = d.attempts + 1, tries = d.tries + 1, sending_until = $3
             FROM due WHERE d.id = due.id
             RETURNING d.*),
         noted AS (
             INSERT INTO webhook_delivery_attempts (delivery_id, number, tenant_id, at)
             SELECT id, attempts, tenant_id, $2 FROM taken)
         SELECT id, event_id, event_type, store_id AS stream_id, sequence, order_id AS subject_id, created_at, attempts,
                tries
         FROM taken",
    );
    Ok(query.bind(id).bind(now).bind(until).fetch_optional(tx.connection()).await?)
}

/// Where a delivery stands.
#[derive(Debug, Clone, FromRow)]
pub struct Standing {
    /// `pending`, `delivered` or `dead`.
    pub state: String,
    /// When it is due.
    pub next_attempt_at: DateTime<Utc>,
    /// Until when a process sends it; none if none does.
    pub sending_until: Option<DateTime<Utc>>,
}

/// Where a delivery stands; none if there is none.
pub async fn standing_in_tx(tx: &mut TenantTx, id: Uuid) -> Result<Option<Standing>, StoreError> {
    let query = sqlx::query_as(
        "SELECT state, least(next_attempt_at, '9999-01-01') AS next_attempt_at, nullif(sending_until, 'infinity') AS sending_until
         FROM webhook_deliveries WHERE id = $1",
    );
    Ok(query.bind(id).fetch_optional(tx.connection()).await?)
}

/// Settles deliveries that nobody is to send any more; what waited for them waits no more.
pub async fn bury_in_tx(tx: &mut TenantTx, ids: &[Uuid], now: DateTime<Utc>) -> Result<(), StoreError> {
    let query = sqlx::query(
        "UPDATE webhook_deliveries SET state = 'dead', settled_at = $2
         WHERE id = ANY ($1) AND state = 'pending'",
    );
    query.bind(ids).bind(now).execute(tx.connection()).await?;
    let followers = sqlx::query(
        "UPDATE webhook_deliveries SET next_attempt_at = $2 WHERE state = 'pending' AND id IN (
             SELECT f.id FROM webhook_deliveries b
             JOIN webhook_deliveries f
                 ON f.endpoint_id = b.endpoint_id AND f.order_id = b.order_id AND f.sequence > b.sequence
             WHERE b.id = ANY ($1) AND f.state = 'pending' AND f.next_attempt_at > $2)",
    );
    followers.bind(ids).bind(now).execute(tx.connection()).await?;
    Ok(())
}

/// A delivery that is due and that no job sends: a program that knows no jobs wrote it, or let it be sent again.
#[derive(Debug, Clone, FromRow)]
#[expect(missing_docs, reason = "each field is the column of that name, described in the migration")]
pub struct Orphan {
    pub id: Uuid,
    pub endpoint_id: Uuid,
    pub event_type: String,
    /// Its store; none of what stands in the business's stream, and of a test.
    pub store_id: Option<Uuid>,
    pub sequence: Option<i64>,
    pub subject_id: Option<Uuid>,
    pub subject_kind: Option<String>,
}

/// Deliveries to enabled endpoints that were due by a time and that no job sends, oldest first, at most so many: of
/// these, or of all.
pub async fn orphans_in_tx(
    tx: &mut TenantTx,
    ids: Option<&[Uuid]>,
    before: DateTime<Utc>,
    limit: i64,
) -> Result<Vec<Orphan>, StoreError> {
    let query = sqlx::query_as(
        "SELECT d.id, d.endpoint_id, d.event_type, nullif(d.store_id, d.tenant_id) AS store_id, d.sequence,
                d.order_id AS subject_id,
                CASE WHEN d.order_id IS NOT NULL THEN coalesce(d.subject_kind, 'order') END AS subject_kind
         FROM webhook_endpoints e
         JOIN webhook_deliveries d ON d.endpoint_id = e.id
         WHERE e.tenant_id = $1 AND e.disabled_at IS NULL AND d.state = 'pending' AND d.next_attempt_at <= $2
           AND ($4::uuid[] IS NULL OR d.id = ANY ($4))
           AND NOT EXISTS (SELECT FROM jobs j WHERE j.id = d.id AND j.state IN ('pending', 'running'))
         ORDER BY d.next_attempt_at, d.sequence LIMIT $3",
    );
    let query = query.bind(tx.tenant_id().uuid()).bind(before).bind(limit).bind(ids);
    Ok(query.fetch_all(tx.connection()).await?)
}

/// What a message says of an event.
#[derive(Debug, FromRow)]
#[expect(missing_docs, reason = "each field is the column of that name, described in the migration")]
pub struct EventSaid {
    pub id: Uuid,
    pub kind: String,
    /// Short name of its store; none if it stands in the business's stream.
    pub store: Option<String>,
    pub sequence: i64,
    pub subject_kind: String,
    pub subject_id: Uuid,
    /// What people call the order, if it is about one.
    pub reference: Option<String>,
    pub version: i32,
    pub at: DateTime<Utc>,
    /// As it was written.
    pub payload: String,
}

/// What messages say of the tenant's events, by their streams and numbers.
pub async fn events_said_in_tx(
    tx: &mut TenantTx,
    streams: &[Uuid],
    sequences: &[i64],
) -> Result<Vec<EventSaid>, StoreError> {
    if streams.is_empty() {
        return Ok(Vec::new());
    }
    let query = sqlx::query_as(
        "SELECT e.id, e.type AS kind, s.slug AS store, e.sequence, coalesce(e.subject_kind, 'order') AS subject_kind,
                coalesce(e.subject_id, e.order_id) AS subject_id, o.reference, e.version, e.at,
                e.payload::text AS payload
         FROM unnest($1::uuid[], $2::bigint[]) AS wanted(stream_id, sequence)
         JOIN events e ON e.store_id = wanted.stream_id AND e.sequence = wanted.sequence
         LEFT JOIN orders o ON o.id = e.order_id
         LEFT JOIN stores s ON s.id = e.store_id",
    );
    Ok(query.bind(streams).bind(sequences).fetch_all(tx.connection()).await?)
}

/// What became of an attempt.
#[derive(Debug)]
pub struct Settled<'a> {
    /// In a word.
    pub outcome: &'a str,
    /// The HTTP status of the answer, if there was one.
    pub status: Option<u16>,
    /// How long it took, in milliseconds.
    pub duration_ms: i32,
    /// `delivered`, `dead`, or `pending` to be sent again.
    pub state: &'a str,
    /// When it is sent again.
    pub again_at: Option<DateTime<Utc>>,
}

/// Notes what became of an attempt. False if the delivery has been taken by somebody else meanwhile, or
/// is gone: then it is theirs. What follows of the same subject is due when this one is, or now.
pub async fn settle_in_tx(
    tx: &mut TenantTx,
    endpoint_id: WebhookEndpointId,
    claimed: &Claimed,
    settled: &Settled<'_>,
    now: DateTime<Utc>,
) -> Result<bool, StoreError> {
    // The endpoint first and the delivery before its attempt, as whoever deletes them takes them.
    let query = sqlx::query(
        "WITH endpoint AS (SELECT id FROM webhook_endpoints WHERE id = $6 FOR KEY SHARE)
         UPDATE webhook_deliveries d SET state = $3, next_attempt_at = coalesce($4, next_attempt_at),
                sending_until = CASE WHEN d.subject_kind IS NULL THEN NULL ELSE timestamptz 'infinity' END, settled_at = CASE WHEN $3 = 'pending' THEN NULL ELSE $5 END
         FROM endpoint WHERE d.id = $1 AND d.endpoint_id = endpoint.id AND d.attempts = $2 AND d.state = 'pending'",
    );
    let query = query.bind(claimed.id).bind(claimed.attempts).bind(settled.state).bind(settled.again_at);
    let done = query.bind(now).bind(endpoint_id.uuid()).execute(tx.connection()).await?;
    let attempt = sqlx::query(
        "UPDATE webhook_delivery_attempts SET outcome = $3, status = $4, duration_ms = $5
         WHERE delivery_id = $1 AND number = $2",
    );
    let attempt = attempt.bind(claimed.id).bind(claimed.attempts).bind(settled.outcome);
    let status = settled.status.map(|status| i16::try_from(status).unwrap_or(i16::MAX));
    attempt.bind(status).bind(settled.duration_ms).execute(tx.connection()).await?;
    if done.rows_affected() == 0 {
        return Ok(false);
    }
    if let (Some(subject_id), Some(sequence)) = (claimed.subject_id, claimed.sequence) {
        let followers = sqlx::query(
            "UPDATE webhook_deliveries SET next_attempt_at = $4
             WHERE endpoint_id = $1 AND order_id = $2 AND sequence > $3 AND state = 'pending'",
        );
        let followers = followers.bind(endpoint_id.uuid()).bind(subject_id).bind(sequence);
        followers.bind(settled.again_at.unwrap_or(now)).execute(tx.connection()).await?;
    }
    Ok(true)
}
