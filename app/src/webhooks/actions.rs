//! What the webhooks' pages ask of the server.

#![expect(missing_docs, reason = "the server macro makes undocumented fields of arguments")]

use contract::webhooks::{WebhookDeliveryFilter, WebhookEndpointPage, WebhookEndpointView};
use leptos::{prelude::*, server_fn::codec::Json};

use super::Endpoints;
use crate::refused::Refused;
#[cfg(feature = "ssr")]
use crate::request::{after_form, answer, backend, require_caller};

/// All endpoints.
#[server(prefix = "/api/page", endpoint = "webhooks", input = Json)]
pub async fn find_webhooks() -> Result<Vec<WebhookEndpointView>, Refused> {
    let (backend, caller) = (backend()?, require_caller()?);
    answer(backend.webhooks.endpoints(&caller).await)
}

/// One endpoint with a page of what it was told.
#[server(prefix = "/api/page", endpoint = "webhook", input = Json)]
pub async fn show_webhook(id: String, filter: WebhookDeliveryFilter) -> Result<WebhookEndpointPage, Refused> {
    let (backend, caller) = (backend()?, require_caller()?);
    // The endpoint last: it isn't said to be well beside a message that just failed.
    let deliveries = answer(backend.webhooks.deliveries(&caller, &id, filter).await)?;
    let endpoint = answer(backend.webhooks.endpoint(&caller, &id).await)?;
    Ok(WebhookEndpointPage { endpoint, deliveries })
}

/// Enables or disables an endpoint: a plain form, as are all below.
#[server(prefix = "/api/page", endpoint = "switch-webhook-form")]
pub async fn switch_webhook_form(id: String, enabled: bool) -> Result<(), Refused> {
    let (backend, caller) = (backend()?, require_caller()?);
    let change = contract::webhooks::ChangeWebhookEndpoint { enabled: Some(enabled), event_types: None };
    let done = backend.webhooks.change_endpoint(&caller, &id, change).await;
    back_to(&id, done);
    Ok(())
}

/// Changes which events an endpoint is told.
#[server(prefix = "/api/page", endpoint = "change-webhook-form")]
pub async fn change_webhook_form(
    id: String,
    #[server(default)] event_types: Vec<String>,
) -> Result<(), Refused> {
    let (backend, caller) = (backend()?, require_caller()?);
    let change = contract::webhooks::ChangeWebhookEndpoint { enabled: None, event_types: Some(event_types) };
    let done = backend.webhooks.change_endpoint(&caller, &id, change).await;
    back_to(&id, done);
    Ok(())
}

/// Takes an endpoint away.
#[server(prefix = "/api/page", endpoint = "delete-webhook-form")]
pub async fn delete_webhook_form(id: String) -> Result<(), Refused> {
    let (backend, caller) = (backend()?, require_caller()?);
    let done = backend.webhooks.delete_endpoint(&caller, &id).await.map_err(Refused);
    leptos_axum::redirect(&after_form("/settings/webhooks", done));
    Ok(())
}

/// Sends an endpoint a test.
#[server(prefix = "/api/page", endpoint = "test-webhook-form")]
pub async fn test_webhook_form(id: String) -> Result<(), Refused> {
    let (backend, caller) = (backend()?, require_caller()?);
    let done = backend.webhooks.test_endpoint(&caller, &id).await;
    back_to(&id, done);
    Ok(())
}

/// Sends a delivery again.
#[server(prefix = "/api/page", endpoint = "replay-webhook-form")]
pub async fn replay_webhook_form(id: String, delivery: String) -> Result<(), Refused> {
    let (backend, caller) = (backend()?, require_caller()?);
    let done = backend.webhooks.replay(&caller, &id, &delivery).await;
    back_to(&id, done);
    Ok(())
}

/// Sends everything again that is dead.
#[server(prefix = "/api/page", endpoint = "replay-dead-webhooks-form")]
pub async fn replay_dead_webhooks_form(id: String) -> Result<(), Refused> {
    let (backend, caller) = (backend()?, require_caller()?);
    let done = backend.webhooks.replay_dead(&caller, &id).await;
    back_to(&id, done);
    Ok(())
}

#[cfg(feature = "ssr")]
fn back_to<T>(id: &str, done: Result<T, contract::Problem>) {
    let done = done.map(|_| ()).map_err(Refused);
    leptos_axum::redirect(&after_form(&format!("/settings/webhooks/{id}"), done));
}

/// All endpoints, after carrying out the form that was sent to this page, if one was. In the browser none
/// ever is.
pub(super) async fn open_list() -> Result<Endpoints, Refused> {
    #[cfg(feature = "ssr")]
    let submitted = carry_out().await?;
    #[cfg(not(feature = "ssr"))]
    let submitted = None;
    Ok(Endpoints { endpoints: find_webhooks().await?, submitted })
}

#[cfg(feature = "ssr")]
async fn carry_out() -> Result<Option<super::Submitted>, Refused> {
    let Some(fields) = crate::form::posted() else { return Ok(None) };
    let types = fields.iter().filter(|(name, _)| *name == "event_types[]");
    let event_types = types.map(|(_, value)| value.to_owned()).collect();
    let typed = contract::webhooks::NewWebhookEndpoint { url: fields.text("url"), event_types };
    let (backend, caller) = (backend()?, require_caller()?);
    let (added, problem) = match backend.webhooks.add_endpoint(&caller, typed.clone()).await {
        Ok(added) => (Some(added), None),
        Err(problem) => (None, Some(problem)),
    };
    Ok(Some(super::Submitted { typed, added, problem }))
}
