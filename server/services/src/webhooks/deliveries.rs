//! What was told to an endpoint, looked at and sent again.

use std::collections::HashMap;

use contract::{
    Problem,
    catalogue::Page,
    problem::FieldCode,
    session::Caller,
    subject::SubjectView,
    webhooks::{ReplayedWebhooks, WebhookAttemptView, WebhookDeliveryFilter, WebhookDeliveryView},
};
use domain::{
    id::{EventId, WebhookDeliveryId, WebhookEndpointId},
    subject::Subject,
    webhook::DeliveryState,
};
use store::{
    TenantTx,
    jobs::again_in_tx,
    webhooks::{
        AttemptRow, DeliveryRow, DeliverySearch, attempts_in_tx, dead_in_tx, deliveries_in_tx,
        delivery_in_tx, replay_in_tx,
    },
};
use uuid::Uuid;

use super::{endpoints::wanted_in_tx, sending::adopt_in_tx};
use crate::{Failure, Services, access::scope, failure::OrProblem, orders::cursor};

/// The most dead letters that are sent again at once; whoever has more asks again.
const MOST_REPLAYED: i64 = 10_000;

impl Services {
    pub(super) async fn webhook_deliveries(
        &self,
        caller: &Caller,
        id: WebhookEndpointId,
        filter: WebhookDeliveryFilter,
    ) -> Result<Page<WebhookDeliveryView>, Problem> {
        let limit = cursor::limit(filter.limit)?;
        let state = filter.state.as_deref().filter(|word| !word.is_empty()).map(checked_state).transpose()?;
        let before = filter.cursor.as_deref().map(cursor::read_place).transpose()?;
        let mut tx = self.database.begin(&scope(caller)).await.or_problem()?;
        wanted_in_tx(&mut tx, id).await?;
        let state = state.map(DeliveryState::code);
        let search = DeliverySearch { endpoint_id: id, state, before, limit: limit + 1 };
        let mut rows = deliveries_in_tx(&mut tx, &search).await.or_problem()?;
        let key = |row: &DeliveryRow| (row.created_at, row.id);
        let next_cursor = cursor::cut(&mut rows, limit, key).or_problem()?;
        let items = with_attempts_in_tx(&mut tx, rows).await.or_problem()?;
        tx.commit().await.or_problem()?;
        Ok(Page { items, next_cursor })
    }

    pub(super) async fn replay_webhook(
        &self,
        caller: &Caller,
        id: WebhookEndpointId,
        delivery: WebhookDeliveryId,
    ) -> Result<WebhookDeliveryView, Problem> {
        let mut tx = self.database.begin(&scope(caller)).await.or_problem()?;
        wanted_in_tx(&mut tx, id).await?;
        // Asked first, so that it is this endpoint's.
        self.shown_delivery_in_tx(&mut tx, id, delivery).await?;
        self.send_again_in_tx(&mut tx, &[delivery.uuid()]).await.or_problem()?;
        let shown = self.shown_delivery_in_tx(&mut tx, id, delivery).await?;
        tx.commit().await.or_problem()?;
        self.jobs.wake.notify_one();
        Ok(shown)
    }

    pub(super) async fn replay_dead_webhooks(
        &self,
        caller: &Caller,
        id: WebhookEndpointId,
    ) -> Result<ReplayedWebhooks, Problem> {
        let mut tx = self.database.begin(&scope(caller)).await.or_problem()?;
        wanted_in_tx(&mut tx, id).await?;
        let dead = dead_in_tx(&mut tx, id, MOST_REPLAYED).await.or_problem()?;
        self.send_again_in_tx(&mut tx, &dead).await.or_problem()?;
        tx.commit().await.or_problem()?;
        self.jobs.wake.notify_one();
        Ok(ReplayedWebhooks { deliveries: i64::try_from(dead.len()).unwrap_or(i64::MAX) })
    }

    /// Lets deliveries and their jobs begin anew.
    async fn send_again_in_tx(&self, tx: &mut TenantTx, ids: &[Uuid]) -> Result<(), Failure> {
        let now = self.clock.now();
        again_in_tx(tx, ids, now).await?;
        replay_in_tx(tx, ids, now).await?;
        // What was sent long ago has no job any more.
        adopt_in_tx(tx, Some(ids), now, now).await
    }

    pub(super) async fn shown_delivery_in_tx(
        &self,
        tx: &mut TenantTx,
        id: WebhookEndpointId,
        delivery: WebhookDeliveryId,
    ) -> Result<WebhookDeliveryView, Problem> {
        let found = delivery_in_tx(tx, id, delivery).await.or_problem()?;
        let row = found.ok_or_else(Problem::not_found)?;
        let mut shown = with_attempts_in_tx(tx, vec![row]).await.or_problem()?;
        shown.pop().ok_or_else(Problem::not_found)
    }
}

fn checked_state(word: &str) -> Result<DeliveryState, Problem> {
    DeliveryState::from_code(word)
        .ok_or_else(|| Problem::invalid("state", FieldCode::Unknown, "Ask for pending, delivered or dead."))
}

/// Deliveries, each with its attempts.
async fn with_attempts_in_tx(
    tx: &mut TenantTx,
    rows: Vec<DeliveryRow>,
) -> Result<Vec<WebhookDeliveryView>, Failure> {
    let ids: Vec<Uuid> = rows.iter().map(|row| row.id).collect();
    let mut attempts: HashMap<Uuid, Vec<WebhookAttemptView>> = HashMap::new();
    for attempt in attempts_in_tx(tx, &ids).await? {
        attempts.entry(attempt.delivery_id).or_default().push(attempt_view(attempt));
    }
    rows.into_iter().map(|row| view(row, &mut attempts)).collect()
}

fn view(
    row: DeliveryRow,
    attempts: &mut HashMap<Uuid, Vec<WebhookAttemptView>>,
) -> Result<WebhookDeliveryView, Failure> {
    let unknown = Failure::UnknownWord("webhook_deliveries.state");
    let state = DeliveryState::from_code(&row.state).ok_or(unknown)?;
    let subject = row.subject_kind.as_deref().zip(row.subject_id).map(|(kind, id)| Subject::of(kind, id));
    Ok(WebhookDeliveryView {
        id: WebhookDeliveryId::from_uuid(row.id),
        event_id: EventId::from_uuid(row.event_id).to_string(),
        event_type: row.event_type,
        store: row.store,
        sequence: row.sequence,
        order_id: subject.as_ref().and_then(Subject::order),
        subject: subject.as_ref().map(SubjectView::of),
        reference: row.reference,
        state,
        next_attempt_at: (state == DeliveryState::Pending).then_some(row.next_attempt_at),
        created_at: row.created_at,
        attempts: attempts.remove(&row.id).unwrap_or_default(),
    })
}

fn attempt_view(row: AttemptRow) -> WebhookAttemptView {
    WebhookAttemptView {
        number: row.number,
        at: row.at,
        outcome: row.outcome,
        status: row.status.and_then(|status| u16::try_from(status).ok()),
        duration_ms: row.duration_ms,
    }
}
