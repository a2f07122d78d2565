//! Programs that are told what happens, for those who work at every store.
//!
//! | module | holds |
//! |---|---|
//! | `list`, `added` | all endpoints, the form that adds one, and its secret, shown once |
//! | `endpoint` | one endpoint: its health, and what can be done with it |
//! | `deliveries` | what it was told, each with its attempts |
//! | `actions`, `words` | what is asked of the server; what is said |

mod actions;
mod added;
mod deliveries;
mod endpoint;
mod list;
mod words;

pub use actions::{
    ChangeWebhookForm, DeleteWebhookForm, FindWebhooks, ReplayDeadWebhooksForm, ReplayWebhookForm,
    ShowWebhook, SwitchWebhookForm, TestWebhookForm,
};
pub use endpoint::WebhookPage;
pub use list::WebhooksPage;
pub(crate) use words::{WebhookWords, of as webhook_words};

use contract::{
    Problem,
    webhooks::{AddedWebhookEndpoint, NewWebhookEndpoint, WebhookEndpointView},
};
use serde::{Deserialize, Serialize};

/// All that the list shows.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Endpoints {
    endpoints: Vec<WebhookEndpointView>,
    /// What came of the form that was sent to this page, if one was.
    submitted: Option<Submitted>,
}

/// A form that adds an endpoint, as it was sent.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Submitted {
    typed: NewWebhookEndpoint,
    added: Option<AddedWebhookEndpoint>,
    problem: Option<Problem>,
}
