//! Webhooks: telling a tenant's own programs what happened.
//!
//! [`Webhooks`] is a subscriber of all events and adds a delivery for each endpoint that wants one.
//! [`sending`] takes what is due, signs it as apps sign what they send to us, and posts it through the
//! port [`client`]; what fails is sent again for most of a day and is then dead until somebody sends it
//! again. Of each subject an endpoint is told in order: a later event waits until the earlier one is
//! delivered or dead.

mod client;
mod deliveries;
mod endpoints;
mod enqueue;
mod message;
mod sending;

pub use client::{Posted, UrlRefused, WebhookClient, WebhookMessage};
pub use enqueue::Webhooks;
pub use sending::LEASE;
pub(crate) use sending::SendWebhook;

use async_trait::async_trait;
use contract::{
    Problem,
    backend::WebhooksApi,
    catalogue::Page,
    session::{Caller, StoreScope},
    webhooks::{
        AddedWebhookEndpoint, ChangeWebhookEndpoint, NewWebhookEndpoint, ReplayedWebhooks,
        WebhookDeliveryFilter, WebhookDeliveryView, WebhookEndpointView,
    },
};
use domain::{id::WebhookEndpointId, role::Permission};

use crate::{Services, access::require};

/// An endpoint is told of every store, so it is settled by those who work at all of them.
fn require_all_stores(caller: &Caller) -> Result<(), Problem> {
    require(caller, Permission::KeepWebhooks)?;
    match caller.stores {
        StoreScope::All => Ok(()),
        StoreScope::Only(_) => Err(Problem::forbidden()),
    }
}

fn endpoint_id(word: &str) -> Result<WebhookEndpointId, Problem> {
    word.parse().map_err(|_| Problem::not_found())
}

#[async_trait]
impl WebhooksApi for Services {
    async fn endpoints(&self, caller: &Caller) -> Result<Vec<WebhookEndpointView>, Problem> {
        require_all_stores(caller)?;
        self.webhook_endpoints(caller).await
    }

    async fn endpoint(&self, caller: &Caller, id: &str) -> Result<WebhookEndpointView, Problem> {
        require_all_stores(caller)?;
        self.webhook_endpoint(caller, endpoint_id(id)?).await
    }

    async fn add_endpoint(
        &self,
        caller: &Caller,
        endpoint: NewWebhookEndpoint,
    ) -> Result<AddedWebhookEndpoint, Problem> {
        require_all_stores(caller)?;
        self.add_webhook_endpoint(caller, endpoint).await
    }

    async fn change_endpoint(
        &self,
        caller: &Caller,
        id: &str,
        change: ChangeWebhookEndpoint,
    ) -> Result<WebhookEndpointView, Problem> {
        require_all_stores(caller)?;
        self.change_webhook_endpoint(caller, endpoint_id(id)?, change).await
    }

    async fn delete_endpoint(&self, caller: &Caller, id: &str) -> Result<(), Problem> {
        require_all_stores(caller)?;
        self.delete_webhook_endpoint(caller, endpoint_id(id)?).await
    }

    async fn test_endpoint(&self, caller: &Caller, id: &str) -> Result<WebhookDeliveryView, Problem> {
        require_all_stores(caller)?;
        self.test_webhook_endpoint(caller, endpoint_id(id)?).await
    }

    async fn deliveries(
        &self,
        caller: &Caller,
        id: &str,
        filter: WebhookDeliveryFilter,
    ) -> Result<Page<WebhookDeliveryView>, Problem> {
        require_all_stores(caller)?;
        self.webhook_deliveries(caller, endpoint_id(id)?, filter).await
    }

    async fn replay(
        &self,
        caller: &Caller,
        id: &str,
        delivery: &str,
    ) -> Result<WebhookDeliveryView, Problem> {
        require_all_stores(caller)?;
        let delivery = delivery.parse().map_err(|_| Problem::not_found())?;
        self.replay_webhook(caller, endpoint_id(id)?, delivery).await
    }

    async fn replay_dead(&self, caller: &Caller, id: &str) -> Result<ReplayedWebhooks, Problem> {
        require_all_stores(caller)?;
        self.replay_dead_webhooks(caller, endpoint_id(id)?).await
    }
}
