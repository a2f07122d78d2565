//! Telling a tenant's own programs what happened: endpoints, and what was told to them.

use chrono::{DateTime, Utc};
use domain::{
    id::{OrderId, WebhookDeliveryId, WebhookEndpointId},
    webhook::{DeliveryState, DisabledBy},
};
use serde::{Deserialize, Serialize};

use crate::{catalogue::Page, subject::SubjectView};

/// Adds an endpoint.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct NewWebhookEndpoint {
    /// Where messages are posted to: `https://…`.
    pub url: String,
    /// Which events it is told; none are all.
    #[serde(default)]
    pub event_types: Vec<String>,
}

/// Changes an endpoint; what is left out stays.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ChangeWebhookEndpoint {
    /// Whether it is told anything. What happens meanwhile waits.
    pub enabled: Option<bool>,
    /// Which events it is told from now on; none are all.
    pub event_types: Option<Vec<String>>,
}

/// An endpoint.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct WebhookEndpointView {
    /// Its id, which every message names in `X-Kedai-Key`.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub id: WebhookEndpointId,
    /// Where messages are posted to.
    pub url: String,
    /// Which events it is told; none are all.
    pub event_types: Vec<String>,
    /// Whether it is told anything.
    pub enabled: bool,
    /// Since when it isn't.
    pub disabled_at: Option<DateTime<Utc>>,
    /// Why it isn't: `staff` or `failures`.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>))]
    pub disabled_by: Option<DisabledBy>,
    /// Since when every attempt has failed.
    pub failing_since: Option<DateTime<Utc>>,
    /// How much is still to be sent, counted up to 1,000.
    pub pending: i64,
    /// How much failed too often, counted up to 1,000.
    pub dead: i64,
    /// When it was added.
    pub created_at: DateTime<Utc>,
}

/// An endpoint that was just added, the one time that its secret is told.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AddedWebhookEndpoint {
    /// The endpoint.
    pub endpoint: WebhookEndpointView,
    /// What messages are signed with. It isn't told again.
    pub secret: String,
}

// A secret must never reach a log through a derived Debug.
impl std::fmt::Debug for AddedWebhookEndpoint {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "AddedWebhookEndpoint {{ endpoint: {}, .. }}", self.endpoint.id)
    }
}

/// Which deliveries to list.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema, utoipa::IntoParams))]
pub struct WebhookDeliveryFilter {
    /// `pending`, `delivered` or `dead`; all if not said.
    pub state: Option<String>,
    /// At most so many, 1 to 200; 50 if not said.
    pub limit: Option<i64>,
    /// Where the last page ended.
    pub cursor: Option<String>,
}

/// One event for one endpoint.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct WebhookDeliveryView {
    /// Its id.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub id: WebhookDeliveryId,
    /// The event's id, the same however often it is sent.
    pub event_id: String,
    /// The event's type.
    pub event_type: String,
    /// Slug of the store; none for a test, and for what concerns the whole business.
    pub store: Option<String>,
    /// The event's number in its stream; none for a test.
    pub sequence: Option<i64>,
    /// What it is about; none for a test.
    #[serde(default)]
    pub subject: Option<SubjectView>,
    /// The order, if it is about one.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>))]
    pub order_id: Option<OrderId>,
    /// What people call the order.
    pub reference: Option<String>,
    /// `pending`, `delivered` or `dead`.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub state: DeliveryState,
    /// When it is sent again; none once it is settled.
    pub next_attempt_at: Option<DateTime<Utc>>,
    /// When it was added.
    pub created_at: DateTime<Utc>,
    /// The last twenty attempts, oldest first.
    pub attempts: Vec<WebhookAttemptView>,
}

/// An attempt to send a delivery.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct WebhookAttemptView {
    /// From 1.
    pub number: i32,
    /// When it was made.
    pub at: DateTime<Utc>,
    /// What became of it: `delivered`, `refused`, `redirected`, `timed_out`, `unreachable`, `cut_off`,
    /// `not_allowed`; none while it is under way, or if nobody noted how it ended.
    pub outcome: Option<String>,
    /// The HTTP status of the answer, if there was one.
    pub status: Option<u16>,
    /// How long it took, in milliseconds.
    pub duration_ms: Option<i32>,
}

/// How many deliveries are sent again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ReplayedWebhooks {
    /// So many.
    pub deliveries: i64,
}

/// An endpoint with a page of what was told to it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WebhookEndpointPage {
    /// The endpoint.
    pub endpoint: WebhookEndpointView,
    /// Its deliveries, newest first.
    pub deliveries: Page<WebhookDeliveryView>,
}
