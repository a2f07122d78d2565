//! Endpoints: added, changed, tried out, taken away. Each deed is noted in the audit trail.

use contract::{
    Problem,
    problem::{Code, FieldCode},
    session::Caller,
    webhooks::{
        AddedWebhookEndpoint, ChangeWebhookEndpoint, NewWebhookEndpoint, WebhookDeliveryView,
        WebhookEndpointView,
    },
};
use domain::{
    audit::AuditAction,
    event,
    id::{TenantId, WebhookDeliveryId, WebhookEndpointId},
    webhook::{DisabledBy, MAX_ENDPOINTS, MAX_URL, TEST_EVENT},
};
use serde_json::Value;
use store::{
    TenantTx,
    webhooks::{
        EndpointRow, NewDelivery, NewEndpoint, delete_endpoint_in_tx, disable_endpoint_in_tx,
        enable_endpoint_in_tx, endpoint_in_tx, endpoints_in_tx, insert_endpoint_in_tx, lock_tenant_in_tx,
        set_event_types_in_tx,
    },
};

use super::{
    UrlRefused, Webhooks,
    message::sealed_context,
    sending::{SendWebhook, add_deliveries_in_tx},
};
use crate::{
    Failure, Services,
    access::scope,
    audit::FieldChange,
    failure::OrProblem,
    outbox::Subscriber as _,
    protection::seal,
    text::{Line, TextFault},
};

/// What the audit trail calls them.
const ENDPOINT: &str = "webhook_endpoint";

impl Services {
    pub(super) async fn webhook_endpoints(
        &self,
        caller: &Caller,
    ) -> Result<Vec<WebhookEndpointView>, Problem> {
        let mut tx = self.database.begin(&scope(caller)).await.or_problem()?;
        let found = endpoints_in_tx(&mut tx).await.or_problem()?;
        tx.commit().await.or_problem()?;
        found.into_iter().map(view).collect::<Result<_, Failure>>().or_problem()
    }

    pub(super) async fn webhook_endpoint(
        &self,
        caller: &Caller,
        id: WebhookEndpointId,
    ) -> Result<WebhookEndpointView, Problem> {
        let mut tx = self.database.begin(&scope(caller)).await.or_problem()?;
        let found = wanted_in_tx(&mut tx, id).await?;
        tx.commit().await.or_problem()?;
        view(found).or_problem()
    }

    pub(super) async fn add_webhook_endpoint(
        &self,
        caller: &Caller,
        endpoint: NewWebhookEndpoint,
    ) -> Result<AddedWebhookEndpoint, Problem> {
        let url = self.checked_url(&endpoint.url)?;
        let event_types = checked_types(endpoint.event_types)?;
        self.pass_by(caller.tenant_id).await.or_problem()?;
        let now = self.clock.now();
        let mut tx = self.database.begin(&scope(caller)).await.or_problem()?;
        lock_tenant_in_tx(&mut tx).await.or_problem()?;
        let others = endpoints_in_tx(&mut tx).await.or_problem()?;
        if others.iter().any(|other| other.url == url) {
            let detail = "There is an endpoint with this address already. Change that one.";
            return Err(Problem::new(Code::EndpointExists, detail));
        }
        if others.len() >= MAX_ENDPOINTS {
            let detail = format!("A business has at most {MAX_ENDPOINTS} endpoints. Delete one first.");
            return Err(Problem::new(Code::TooManyEndpoints, detail));
        }
        let id = WebhookEndpointId::from_uuid(self.random.id(now));
        let secret = self.random.bytes::<32>();
        let keys = self.keyring.tenant_keys_in_tx(&mut tx).await.or_problem()?;
        let sealed = seal(keys.webhooks(), &sealed_context(id), &secret, &self.random).or_problem()?;
        let shown = without_query(&url);
        let new = NewEndpoint { id, url, event_types, sealed_secret: sealed, created_at: now };
        insert_endpoint_in_tx(&mut tx, &new).await.or_problem()?;
        let changes = vec![
            FieldChange::open("url", Value::Null, shown),
            FieldChange::open("event_types", Value::Null, told_types(&new.event_types)),
        ];
        self.note_in_tx(&mut tx, caller, AuditAction::Create, ENDPOINT, changes).await.or_problem()?;
        let endpoint = wanted_in_tx(&mut tx, id).await?;
        tx.commit().await.or_problem()?;
        self.outbox.heed_all();
        Ok(AddedWebhookEndpoint { endpoint: view(endpoint).or_problem()?, secret: hex::encode(secret) })
    }

    /// Hands on what happened so far, which moves past it if there is no endpoint yet: a new one is told
    /// what happens from now on.
    async fn pass_by(&self, tenant_id: TenantId) -> Result<(), Failure> {
        let waiting = self.database.streams_with_events(Webhooks.name()).await?;
        for (of_tenant, stream) in waiting {
            if of_tenant == tenant_id {
                self.hand_on(&Webhooks, tenant_id, stream).await?;
            }
        }
        Ok(())
    }

    pub(super) async fn change_webhook_endpoint(
        &self,
        caller: &Caller,
        id: WebhookEndpointId,
        change: ChangeWebhookEndpoint,
    ) -> Result<WebhookEndpointView, Problem> {
        let event_types = change.event_types.map(checked_types).transpose()?;
        let mut tx = self.database.begin(&scope(caller)).await.or_problem()?;
        lock_tenant_in_tx(&mut tx).await.or_problem()?;
        let before = wanted_in_tx(&mut tx, id).await?;
        let mut changes = vec![];
        if let Some(types) = event_types.filter(|types| *types != before.event_types) {
            set_event_types_in_tx(&mut tx, id, &types).await.or_problem()?;
            let (old, new) = (told_types(&before.event_types), told_types(&types));
            changes.push(FieldChange::open("event_types", old, new));
        }
        if let Some(enabled) = change.enabled {
            let changed = if enabled {
                enable_endpoint_in_tx(&mut tx, id).await
            } else {
                disable_endpoint_in_tx(&mut tx, id, DisabledBy::Staff.code(), self.clock.now()).await
            };
            if changed.or_problem()? {
                changes.push(FieldChange::open("enabled", !enabled, enabled));
            }
        }
        if !changes.is_empty() {
            changes
                .insert(0, FieldChange::open("url", without_query(&before.url), without_query(&before.url)));
            self.note_in_tx(&mut tx, caller, AuditAction::Update, ENDPOINT, changes).await.or_problem()?;
        }
        let after = wanted_in_tx(&mut tx, id).await?;
        tx.commit().await.or_problem()?;
        if after.disabled_at.is_none() {
            self.release_held(caller.tenant_id, &SendWebhook, id.uuid()).await.or_problem()?;
        }
        self.jobs.wake.notify_one();
        view(after).or_problem()
    }

    pub(super) async fn delete_webhook_endpoint(
        &self,
        caller: &Caller,
        id: WebhookEndpointId,
    ) -> Result<(), Problem> {
        let mut tx = self.database.begin(&scope(caller)).await.or_problem()?;
        let before = wanted_in_tx(&mut tx, id).await?;
        if !delete_endpoint_in_tx(&mut tx, id).await.or_problem()? {
            return Err(Problem::not_found());
        }
        let changes = vec![FieldChange::open("url", without_query(&before.url), Value::Null)];
        self.note_in_tx(&mut tx, caller, AuditAction::Delete, ENDPOINT, changes).await.or_problem()?;
        tx.commit().await.or_problem()?;
        // Nothing is left for them to send: each finds that out by itself.
        self.release_held(caller.tenant_id, &SendWebhook, id.uuid()).await.or_problem()?;
        self.jobs.wake.notify_one();
        Ok(())
    }

    pub(super) async fn test_webhook_endpoint(
        &self,
        caller: &Caller,
        id: WebhookEndpointId,
    ) -> Result<WebhookDeliveryView, Problem> {
        let now = self.clock.now();
        let mut tx = self.database.begin(&scope(caller)).await.or_problem()?;
        let endpoint = wanted_in_tx(&mut tx, id).await?;
        if endpoint.disabled_at.is_some() {
            let detail = "This endpoint is disabled. Enable it before you try it out.";
            return Err(Problem::new(Code::EndpointDisabled, detail));
        }
        let delivery = NewDelivery {
            id: self.random.id(now),
            endpoint_id: id.uuid(),
            event_id: self.random.id(now),
            event_type: TEST_EVENT.to_owned(),
            sequence: None,
            subject: None,
        };
        add_deliveries_in_tx(&mut tx, None, std::slice::from_ref(&delivery), now).await.or_problem()?;
        let delivery_id = WebhookDeliveryId::from_uuid(delivery.id);
        let shown = self.shown_delivery_in_tx(&mut tx, id, delivery_id).await?;
        tx.commit().await.or_problem()?;
        self.jobs.wake.notify_one();
        Ok(shown)
    }

    fn checked_url(&self, url: &str) -> Result<String, Problem> {
        let url = Line::read(url, MAX_URL).map_err(|fault| match fault {
            TextFault::TooLong { .. } => Problem::invalid("url", fault.code(), "Send a shorter address."),
            fault => fault.at("url"),
        })?;
        self.webhook_client.check(url.as_ref().map_or("", Line::as_str)).map_err(|refused| match refused {
            UrlRefused::Unreadable => {
                let message = "Send a whole address such as https://example.com/kedai, without a password.";
                Problem::invalid("url", FieldCode::Invalid, message)
            }
            UrlRefused::NotSecure => {
                Problem::invalid("url", FieldCode::NotSecure, "Send an address with https://.")
            }
            UrlRefused::Private => {
                let message = "This address is of a private network. Send one that the internet reaches.";
                Problem::invalid("url", FieldCode::PrivateAddress, message)
            }
        })
    }
}

/// An endpoint of the transaction's tenant; of another's it isn't told whether it exists.
pub(super) async fn wanted_in_tx(tx: &mut TenantTx, id: WebhookEndpointId) -> Result<EndpointRow, Problem> {
    endpoint_in_tx(tx, id).await.or_problem()?.ok_or_else(Problem::not_found)
}

fn view(row: EndpointRow) -> Result<WebhookEndpointView, Failure> {
    let by = row
        .disabled_by
        .as_deref()
        .map(|word| DisabledBy::from_code(word).ok_or(Failure::UnknownWord("webhook_endpoints.disabled_by")));
    Ok(WebhookEndpointView {
        id: row.id(),
        url: row.url,
        event_types: row.event_types,
        enabled: row.disabled_at.is_none(),
        disabled_at: row.disabled_at,
        disabled_by: by.transpose()?,
        failing_since: row.failing_since,
        pending: row.pending,
        dead: row.dead,
        created_at: row.created_at,
    })
}

/// Types as they are kept: known, and each once.
fn checked_types(mut types: Vec<String>) -> Result<Vec<String>, Problem> {
    for (place, name) in types.iter().enumerate() {
        if !event::names().any(|known| known == name) {
            let names: Vec<&str> = event::names().collect();
            let message = format!("There is no such event. Choose of {}.", names.join(", "));
            return Err(Problem::invalid(format!("event_types[{place}]"), FieldCode::Unknown, message));
        }
    }
    types.sort_unstable();
    types.dedup();
    Ok(types)
}

fn told_types(types: &[String]) -> String {
    if types.is_empty() { "all".to_owned() } else { types.join(", ") }
}

/// An address without what may hold a program's password.
fn without_query(url: &str) -> String {
    url.split('?').next().unwrap_or(url).to_owned()
}
