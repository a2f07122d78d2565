//! Sending a message: a job of each delivery, with the delivery's id.

use async_trait::async_trait;
use chrono::{DateTime, TimeDelta, Utc};
use contract::{Problem, session::Caller};
use domain::{
    id::{JobId, StoreId, TenantId, WebhookEndpointId},
    subject::{Stream, Subject},
    webhook::{DeliveryState, DisabledBy, is_given_up, pause_after},
};
use store::{
    Scope, TenantTx,
    jobs::{ClaimedJob, NewJob, Place, again_in_tx, enqueue_in_tx},
    webhooks::{
        Claimed, Destination, NewDelivery, Orphan, Settled, bury_in_tx, claim_in_tx, destination_in_tx,
        disable_endpoint_in_tx, events_said_in_tx, insert_deliveries_in_tx, note_failing_in_tx,
        note_well_in_tx, orphans_in_tx, replay_in_tx, settle_in_tx, standing_in_tx,
    },
};
use uuid::Uuid;

use super::{
    Posted,
    message::{body_of, sealed_context, signed, test_body},
    require_all_stores,
};
use crate::{
    Failure, Services,
    background::Task,
    jobs::{Ended, JobKind, Rules, lease},
    protection::{CipherError, SecretKey, TenantKeys, open},
};

/// How long sending one message may take.
const TIME_OUT: TimeDelta = TimeDelta::seconds(45);
/// For how long a message is one process's. What isn't settled by then was lost with its process and is sent again.
pub const LEASE: TimeDelta = lease(TIME_OUT);
/// For how long its delivery is, for programs beside this one that know no jobs: longer than any attempt may take, and
/// over when the job's lease is, which began earlier.
const DELIVERY_LEASE: TimeDelta = TimeDelta::seconds(55);
/// When to look again after a delivery that another program is sending, or that waits for one of another program's.
const LOOK_AGAIN: TimeDelta = TimeDelta::seconds(5);
/// A delivery that was due for so long and that no job sends is given one.
const ADOPTED_AFTER: TimeDelta = TimeDelta::seconds(60);
/// The most that are given one in one transaction.
const ADOPTED: i64 = 1_000;

/// Tells an endpoint of one event.
pub(crate) struct SendWebhook;

/// What its jobs say of what they send.
#[derive(Debug, serde::Serialize)]
struct Payload<'a> {
    event_type: &'a str,
}

#[async_trait]
impl JobKind for SendWebhook {
    fn name(&self) -> &'static str {
        "webhook.send"
    }

    fn rules(&self) -> Rules {
        Rules {
            most: 64,
            most_of_tenant: 16,
            most_of_key: 4,
            time_out: TIME_OUT,
            most_tries: 8,
            every: None,
            is_of_house: false,
        }
    }

    async fn run(
        &self,
        services: &Services,
        tenant_id: TenantId,
        job: &ClaimedJob,
    ) -> Result<Ended, Failure> {
        services.send_webhook(tenant_id, job.id().uuid(), job.key).await
    }

    async fn given_up_in_tx(
        &self,
        tx: &mut TenantTx,
        ids: &[Uuid],
        now: DateTime<Utc>,
    ) -> Result<(), Failure> {
        Ok(bury_in_tx(tx, ids, now).await?)
    }

    /// An endpoint is told of every store.
    fn require_change(&self, caller: &Caller) -> Result<(), Problem> {
        require_all_stores(caller)
    }

    async fn begun_anew_in_tx(
        &self,
        tx: &mut TenantTx,
        ids: &[Uuid],
        now: DateTime<Utc>,
    ) -> Result<(), Failure> {
        Ok(replay_in_tx(tx, ids, now).await?)
    }
}

/// Adds deliveries at a store, or of the whole business, each with the job that sends it; those that are there already
/// stay as they are.
pub(super) async fn add_deliveries_in_tx(
    tx: &mut TenantTx,
    stream: Option<Stream>,
    deliveries: &[NewDelivery],
    now: DateTime<Utc>,
) -> Result<(), Failure> {
    let added = insert_deliveries_in_tx(tx, stream, deliveries, now).await?;
    let store_id = match stream {
        Some(Stream::Store(store_id)) => Some(store_id),
        Some(Stream::Tenant(_)) | None => None,
    };
    let added = deliveries.iter().filter(|delivery| added.contains(&delivery.id));
    let jobs = added.map(|delivery| {
        let subject = delivery.subject.clone();
        job_of(delivery.id, delivery.endpoint_id, &delivery.event_type, store_id, delivery.sequence, subject)
    });
    let jobs = jobs.collect::<Result<Vec<_>, _>>()?;
    Ok(enqueue_in_tx(tx, SendWebhook.name(), &jobs, now).await?)
}

fn job_of(
    delivery_id: Uuid,
    endpoint_id: Uuid,
    event_type: &str,
    store_id: Option<StoreId>,
    sequence: Option<i64>,
    subject: Option<Subject>,
) -> Result<NewJob, Failure> {
    let line = subject.as_ref().map(Subject::uuid);
    Ok(NewJob {
        id: JobId::from_uuid(delivery_id),
        store_id,
        subject,
        key: endpoint_id,
        place: line.zip(sequence).map(|(line, place)| Place { line, place }),
        payload: serde_json::to_string(&Payload { event_type })?,
    })
}

/// What there is of a delivery to be sent.
enum Taken {
    /// It is this process's to send: where to, and signed with what.
    Mine { claimed: Claimed, url: String, secret: SecretKey, body: Vec<u8> },
    /// There is nothing to be sent.
    Not(Ended),
}

impl Services {
    async fn send_webhook(
        &self,
        tenant_id: TenantId,
        delivery_id: Uuid,
        endpoint_id: Uuid,
    ) -> Result<Ended, Failure> {
        let endpoint_id = WebhookEndpointId::from_uuid(endpoint_id);
        let mut tx = self.database.begin(&Scope::system(tenant_id)).await?;
        let taken = self.take_delivery_in_tx(&mut tx, delivery_id, endpoint_id).await?;
        tx.commit().await?;
        let (claimed, url, secret, body) = match taken {
            Taken::Mine { claimed, url, secret, body } => (claimed, url, secret, body),
            Taken::Not(ended) => return Ok(ended),
        };
        let began = self.clock.now();
        let message = signed(url, endpoint_id, &secret, claimed.event_id, began, body);
        let posted = self.webhook_client.post(message).await;
        let took = (self.clock.now() - began).num_milliseconds();
        let duration_ms = i32::try_from(took).unwrap_or(i32::MAX).max(0);
        self.settle_webhook(tenant_id, endpoint_id, &claimed, posted, duration_ms).await
    }

    async fn take_delivery_in_tx(
        &self,
        tx: &mut TenantTx,
        delivery_id: Uuid,
        endpoint_id: WebhookEndpointId,
    ) -> Result<Taken, Failure> {
        let now = self.clock.now();
        let Some(endpoint) = destination_in_tx(tx, endpoint_id).await? else {
            return Ok(Taken::Not(Ended::Gone("gone")));
        };
        if endpoint.disabled_at.is_some() {
            return Ok(Taken::Not(Ended::Held("disabled")));
        }
        let keys = self.keyring.tenant_keys_in_tx(tx).await?;
        let secret = secret_of(&keys, endpoint_id, &endpoint)?;
        let Some(claimed) = claim_in_tx(tx, delivery_id, now, now + DELIVERY_LEASE).await? else {
            return Ok(Taken::Not(why_not_in_tx(tx, delivery_id, now).await?));
        };
        let body = body_in_tx(tx, &claimed).await?;
        Ok(Taken::Mine { claimed, url: endpoint.url, secret, body })
    }

    async fn settle_webhook(
        &self,
        tenant_id: TenantId,
        endpoint_id: WebhookEndpointId,
        claimed: &Claimed,
        posted: Posted,
        duration_ms: i32,
    ) -> Result<Ended, Failure> {
        let now = self.clock.now();
        let [chance] = self.random.bytes::<1>();
        let outcome = posted.code();
        let again_at = pause_after(claimed.tries, chance).map(|pause| now + pause);
        let (state, ended) = match (posted.is_delivered(), again_at) {
            (true, _) => (DeliveryState::Delivered, Ended::Done(outcome)),
            (false, Some(at)) => (DeliveryState::Pending, Ended::Failed(outcome, at)),
            (false, None) => (DeliveryState::Dead, Ended::Dead(outcome)),
        };
        let again_at = again_at.filter(|_| state == DeliveryState::Pending);
        let settled =
            Settled { outcome, status: posted.status(), duration_ms, state: state.code(), again_at };
        let mut tx = self.database.begin(&Scope::system(tenant_id)).await?;
        if settle_in_tx(&mut tx, endpoint_id, claimed, &settled, now).await? {
            self.note_health_in_tx(&mut tx, endpoint_id, claimed, posted).await?;
        }
        tx.commit().await?;
        Ok(ended)
    }

    /// Notes whether an endpoint is well, and disables one that hasn't been for days.
    async fn note_health_in_tx(
        &self,
        tx: &mut TenantTx,
        endpoint_id: WebhookEndpointId,
        claimed: &Claimed,
        posted: Posted,
    ) -> Result<(), Failure> {
        if posted.is_delivered() {
            return Ok(note_well_in_tx(tx, endpoint_id).await?);
        }
        let now = self.clock.now();
        let Some(since) = note_failing_in_tx(tx, endpoint_id, now).await? else { return Ok(()) };
        if is_given_up(since, now, claimed.tries)
            && disable_endpoint_in_tx(tx, endpoint_id, DisabledBy::Failures.code(), now).await?
        {
            tracing::error!(
                tenant = %tx.tenant_id(), endpoint = %endpoint_id, failing_since = %since,
                "a webhook endpoint failed for days and is disabled: a manager has to look at it"
            );
        }
        Ok(())
    }

    /// Gives deliveries a job that have none: programs beside this one that know no jobs write such.
    pub(crate) async fn adopt_deliveries(&self) -> Result<(), Failure> {
        let before = self.clock.now() - ADOPTED_AFTER;
        for tenant_id in self.database.tenants_with_webhooks_due(before).await? {
            let turn = self.adopt_deliveries_of(tenant_id, before);
            self.in_turn(Task::JobUpkeep, tenant_id.uuid(), turn).await?;
        }
        Ok(())
    }

    async fn adopt_deliveries_of(&self, tenant_id: TenantId, before: DateTime<Utc>) -> Result<(), Failure> {
        let mut tx = self.database.begin(&Scope::system(tenant_id)).await?;
        adopt_in_tx(&mut tx, None, before, self.clock.now()).await?;
        Ok(tx.commit().await?)
    }
}

/// Gives deliveries that were due by a time, these or all, a job if no job sends them.
pub(super) async fn adopt_in_tx(
    tx: &mut TenantTx,
    ids: Option<&[Uuid]>,
    before: DateTime<Utc>,
    now: DateTime<Utc>,
) -> Result<(), Failure> {
    let orphans = orphans_in_tx(tx, ids, before, ADOPTED).await?;
    let job = |orphan: &Orphan| {
        let subject =
            orphan.subject_kind.as_deref().zip(orphan.subject_id).map(|(kind, id)| Subject::of(kind, id));
        let store_id = orphan.store_id.map(StoreId::from_uuid);
        job_of(orphan.id, orphan.endpoint_id, &orphan.event_type, store_id, orphan.sequence, subject)
    };
    let jobs = orphans.iter().map(job).collect::<Result<Vec<_>, _>>()?;
    enqueue_in_tx(tx, SendWebhook.name(), &jobs, now).await?;
    // Those whose job was settled or held before it was let go again.
    let ids: Vec<Uuid> = orphans.iter().map(|orphan| orphan.id).collect();
    again_in_tx(tx, &ids, now).await?;
    Ok(())
}

/// Why a delivery isn't this process's to send.
async fn why_not_in_tx(tx: &mut TenantTx, id: Uuid, now: DateTime<Utc>) -> Result<Ended, Failure> {
    let Some(standing) = standing_in_tx(tx, id).await? else { return Ok(Ended::Gone("gone")) };
    Ok(match DeliveryState::from_code(&standing.state) {
        Some(DeliveryState::Delivered) => Ended::Done("delivered"),
        Some(DeliveryState::Dead) => Ended::Dead("elsewhere"),
        Some(DeliveryState::Pending) | None => {
            let later =
                standing.sending_until.into_iter().chain([standing.next_attempt_at, now + LOOK_AGAIN]);
            Ended::Again("elsewhere", later.max().unwrap_or(now))
        }
    })
}

fn secret_of(keys: &TenantKeys, id: WebhookEndpointId, endpoint: &Destination) -> Result<SecretKey, Failure> {
    let context = sealed_context(id);
    let plain = open(keys.webhooks(), &context, &endpoint.sealed_secret)?;
    Ok(SecretKey(plain.try_into().map_err(|_| CipherError::DoesNotOpen)?))
}

/// What a delivery says.
async fn body_in_tx(tx: &mut TenantTx, claimed: &Claimed) -> Result<Vec<u8>, Failure> {
    if claimed.subject_id.is_none() {
        return test_body(claimed.event_id, claimed.created_at);
    }
    let (Some(stream), Some(sequence)) = (claimed.stream_id, claimed.sequence) else {
        return Err(Failure::Gone("the event of a delivery"));
    };
    let events = events_said_in_tx(tx, &[stream], &[sequence]).await?;
    let event = events.iter().find(|event| event.id == claimed.event_id);
    body_of(event.ok_or(Failure::Gone("the event of a delivery"))?)
}
