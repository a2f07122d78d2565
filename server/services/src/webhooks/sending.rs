//! Sending what is due, at most so much at once, and noting what became of it.

use std::{collections::HashMap, time::Duration};

use chrono::TimeDelta;
use domain::{
    id::{TenantId, WebhookEndpointId},
    webhook::{DeliveryState, DisabledBy, is_given_up, pause_after},
};
use store::{
    Scope, TenantTx,
    webhooks::{
        Claimed, EnabledEndpoint, EventSaid, Settled, claim_in_tx, disable_endpoint_in_tx, enabled_in_tx,
        events_said_in_tx, note_failing_in_tx, note_well_in_tx, settle_in_tx,
    },
};
use tokio::{
    task::{self, JoinSet},
    time::MissedTickBehavior,
};
use uuid::Uuid;

use super::{
    Posted,
    message::{body_of, sealed_context, signed, test_body},
};
use crate::{
    Failure, Services,
    background::Task,
    protection::{CipherError, SecretKey, TenantKeys, open},
};

/// For how long a delivery is this process's alone. Longer than any attempt may take: what isn't settled
/// by then was lost with its process and is sent again.
pub const LEASE: TimeDelta = TimeDelta::seconds(60);
/// The most messages that this process sends at once, of one tenant, and to one endpoint: whose programs
/// don't answer holds up nobody else.
const MOST: usize = 64;
const MOST_OF_TENANT: usize = 16;
const MOST_TO_ONE: usize = 4;
/// How often to look for what is due: retries come due without anybody telling.
const LOOK_EVERY: Duration = Duration::from_secs(1);

/// A message that is to be sent now.
struct Job {
    tenant_id: TenantId,
    endpoint_id: WebhookEndpointId,
    url: String,
    secret: SecretKey,
    claimed: Claimed,
    body: Vec<u8>,
}

/// What this process is sending.
#[derive(Default)]
struct Sending {
    tasks: JoinSet<()>,
    /// Whose each is; also of one that ends in a panic.
    whose: HashMap<task::Id, (TenantId, WebhookEndpointId)>,
    by_tenant: HashMap<TenantId, usize>,
    by_endpoint: HashMap<WebhookEndpointId, usize>,
}

impl Sending {
    /// How many more may be sent of a tenant.
    fn room_of_tenant(&self, tenant_id: TenantId) -> usize {
        let of_tenant = self.by_tenant.get(&tenant_id).copied().unwrap_or(0);
        MOST_OF_TENANT.saturating_sub(of_tenant).min(MOST.saturating_sub(self.tasks.len()))
    }

    /// How many more may be sent to an endpoint, apart from that.
    fn room(&self, endpoint_id: WebhookEndpointId) -> usize {
        MOST_TO_ONE.saturating_sub(self.by_endpoint.get(&endpoint_id).copied().unwrap_or(0))
    }

    fn start(&mut self, services: Services, job: Job) {
        let whose = (job.tenant_id, job.endpoint_id);
        *self.by_tenant.entry(whose.0).or_default() += 1;
        *self.by_endpoint.entry(whose.1).or_default() += 1;
        let sending = self.tasks.spawn(async move { services.send(job).await });
        self.whose.insert(sending.id(), whose);
    }

    /// Waits until one is sent; none if nothing is being sent.
    async fn next(&mut self) -> Option<()> {
        let ended = match self.tasks.join_next_with_id().await? {
            Ok((ended, ())) => ended,
            Err(error) => {
                // Its lease ends, and it is sent again.
                tracing::error!(%error, "sending a webhook ended early");
                error.id()
            }
        };
        if let Some((tenant_id, endpoint_id)) = self.whose.remove(&ended) {
            let of_tenant = self.by_tenant.get_mut(&tenant_id);
            for sending in of_tenant.into_iter().chain(self.by_endpoint.get_mut(&endpoint_id)) {
                *sending = sending.saturating_sub(1);
            }
        }
        if self.tasks.is_empty() {
            self.by_tenant.clear();
            self.by_endpoint.clear();
        }
        Some(())
    }
}

impl Services {
    /// Sends webhooks as they come due, until the task is dropped. What is being sent then is sent again
    /// when its lease ends.
    pub async fn run_webhooks(self) {
        let mut look = tokio::time::interval(LOOK_EVERY);
        look.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut sending = Sending::default();
        loop {
            tokio::select! {
                _ = look.tick() => {}
                () = self.webhooks_wake.notified() => {}
                Some(()) = sending.next() => {}
            }
            let round = self.start_sending(&mut sending).await;
            self.round_ended(Task::Webhooks, round);
        }
    }

    /// Sends everything that is due, and what comes due by it; tells how many messages that were.
    pub async fn send_webhooks(&self) -> Result<usize, Failure> {
        let mut sending = Sending::default();
        let mut sent = self.start_sending(&mut sending).await?;
        while sending.next().await.is_some() {
            sent += self.start_sending(&mut sending).await?;
        }
        Ok(sent)
    }

    async fn start_sending(&self, sending: &mut Sending) -> Result<usize, Failure> {
        let mut started = 0;
        if sending.tasks.len() >= MOST {
            return Ok(0);
        }
        let mut due = self.database.tenants_with_webhooks_due(self.clock.now()).await?;
        // Whoever has least under way comes first.
        due.sort_by_key(|tenant_id| sending.by_tenant.get(tenant_id).copied().unwrap_or(0));
        for tenant_id in due {
            if sending.room_of_tenant(tenant_id) == 0 {
                continue;
            }
            let turn = self.claim_webhooks(tenant_id, sending);
            let Some(jobs) = self.in_turn(Task::Webhooks, tenant_id.uuid(), turn).await? else { continue };
            started += jobs.len();
            for job in jobs {
                sending.start(self.clone(), job);
            }
        }
        Ok(started)
    }

    /// Takes what is due of a tenant's, as far as there is room.
    async fn claim_webhooks(&self, tenant_id: TenantId, sending: &Sending) -> Result<Vec<Job>, Failure> {
        let now = self.clock.now();
        let mut tx = self.database.begin(&Scope::system(tenant_id)).await?;
        let keys = self.keyring.tenant_keys_in_tx(&mut tx).await?;
        let mut room = sending.room_of_tenant(tenant_id);
        let mut jobs = Vec::new();
        for endpoint in enabled_in_tx(&mut tx).await? {
            let endpoint_id = WebhookEndpointId::from_uuid(endpoint.id);
            let limit = sending.room(endpoint_id).min(room);
            if limit == 0 {
                continue;
            }
            // One endpoint that can't be read is no other's trouble.
            let secret = async { secret_of(&keys, &endpoint) };
            let Some(secret) = self.in_turn(Task::Webhooks, endpoint.id, secret).await? else { continue };
            let limit = i64::try_from(limit).unwrap_or(0);
            let claimed = claim_in_tx(&mut tx, endpoint_id, limit, now, now + LEASE).await?;
            room = room.saturating_sub(claimed.len());
            let messages = with_bodies_in_tx(&mut tx, claimed);
            let messages = self.in_turn(Task::Webhooks, endpoint.id, messages).await?;
            for (claimed, body) in messages.unwrap_or_default() {
                let (url, secret) = (endpoint.url.clone(), secret.clone());
                jobs.push(Job { tenant_id, endpoint_id, url, secret, claimed, body });
            }
        }
        tx.commit().await?;
        Ok(jobs)
    }

    async fn send(&self, job: Job) {
        let Job { tenant_id, endpoint_id, url, secret, claimed, body } = job;
        let began = self.clock.now();
        let message = signed(url, endpoint_id, &secret, claimed.event_id, began, body);
        let posted = self.webhook_client.post(message).await;
        let took = (self.clock.now() - began).num_milliseconds();
        let duration_ms = i32::try_from(took).unwrap_or(i32::MAX).max(0);
        if let Err(failure) = self.settle_webhook(tenant_id, endpoint_id, &claimed, posted, duration_ms).await
        {
            // Its lease ends, and it is sent again.
            let problem = contract::Problem::from(failure);
            tracing::warn!(code = problem.code, endpoint = %endpoint_id, "an attempt could not be noted");
        }
    }

    async fn settle_webhook(
        &self,
        tenant_id: TenantId,
        endpoint_id: WebhookEndpointId,
        claimed: &Claimed,
        posted: Posted,
        duration_ms: i32,
    ) -> Result<(), Failure> {
        let now = self.clock.now();
        let [chance] = self.random.bytes::<1>();
        let pause = if posted.is_delivered() { None } else { pause_after(claimed.tries, chance) };
        let state = match (posted.is_delivered(), pause) {
            (true, _) => DeliveryState::Delivered,
            (false, Some(_)) => DeliveryState::Pending,
            (false, None) => DeliveryState::Dead,
        };
        let (outcome, status) = (posted.code(), posted.status());
        let again_at = pause.map(|pause| now + pause);
        let settled = Settled { outcome, status, duration_ms, state: state.code(), again_at };
        let mut tx = self.database.begin(&Scope::system(tenant_id)).await?;
        if settle_in_tx(&mut tx, endpoint_id, claimed, &settled, now).await? {
            self.note_health_in_tx(&mut tx, endpoint_id, claimed, posted).await?;
        }
        tx.commit().await?;
        if state == DeliveryState::Dead {
            tracing::warn!(endpoint = %endpoint_id, delivery = %claimed.id, outcome, "a webhook is dead");
        }
        Ok(())
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
}

fn secret_of(keys: &TenantKeys, endpoint: &EnabledEndpoint) -> Result<SecretKey, Failure> {
    let context = sealed_context(WebhookEndpointId::from_uuid(endpoint.id));
    let plain = open(keys.webhooks(), &context, &endpoint.sealed_secret)?;
    Ok(SecretKey(plain.try_into().map_err(|_| CipherError::DoesNotOpen)?))
}

/// Deliveries, each with what it says.
async fn with_bodies_in_tx(
    tx: &mut TenantTx,
    claimed: Vec<Claimed>,
) -> Result<Vec<(Claimed, Vec<u8>)>, Failure> {
    let of_events = claimed.iter().filter_map(|one| Some((one.stream_id?, one.sequence?)));
    let (streams, sequences): (Vec<Uuid>, Vec<i64>) = of_events.unzip();
    let events = events_said_in_tx(tx, &streams, &sequences).await?;
    let events: HashMap<Uuid, EventSaid> = events.into_iter().map(|event| (event.id, event)).collect();
    let mut messages = Vec::with_capacity(claimed.len());
    for one in claimed {
        let body = match (one.subject_id, events.get(&one.event_id)) {
            (None, _) => test_body(one.event_id, one.created_at)?,
            (Some(_), Some(event)) => body_of(event)?,
            (Some(_), None) => {
                // No other waits for it. It is tried again when its lease ends.
                tracing::error!(delivery = %one.id, "the event of a delivery can't be found");
                continue;
            }
        };
        messages.push((one, body));
    }
    Ok(messages)
}
