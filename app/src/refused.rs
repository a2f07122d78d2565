//! How a refusal of the server reaches a page.

use contract::Problem;
use leptos::server_fn::{
    codec::JsonEncoding,
    error::{FromServerFnError, ServerFnErrorErr},
};
use serde::{Deserialize, Serialize};

/// What a server function answers instead of a value.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Refused(pub Problem);

/// Code of the problem that a browser makes itself when the server can't be reached.
pub const UNREACHABLE: &str = "unreachable";

impl FromServerFnError for Refused {
    type Encoder = JsonEncoding;

    fn from_server_fn_error(error: ServerFnErrorErr) -> Self {
        Self(match error {
            ServerFnErrorErr::Request(_) => {
                Problem::new(503, UNREACHABLE, "Kedai can't be reached. Check the network and try again.")
            }
            ServerFnErrorErr::Args(_) | ServerFnErrorErr::MissingArg(_) => {
                Problem::new(400, "malformed_request", "The request can't be read. Reload the page.")
            }
            _ => Problem::internal(),
        })
    }
}

impl std::fmt::Display for Refused {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

impl std::error::Error for Refused {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        Some(&self.0)
    }
}

impl From<Problem> for Refused {
    fn from(problem: Problem) -> Self {
        Self(problem)
    }
}

impl Refused {
    /// For how many seconds the server asks to wait, if it does.
    pub fn wait_seconds(&self) -> Option<i64> {
        self.0.extensions.get("retry_after").and_then(|seconds| seconds.as_i64())
    }
}

/// Gives the page that is being rendered a status; in the browser there is none to give.
pub fn set_page_status(status: u16) {
    #[cfg(feature = "ssr")]
    if let (Some(response), Ok(status)) =
        (leptos::prelude::use_context::<leptos_axum::ResponseOptions>(), http::StatusCode::from_u16(status))
    {
        response.set_status(status);
    }
    #[cfg(not(feature = "ssr"))]
    let _ = status;
}
