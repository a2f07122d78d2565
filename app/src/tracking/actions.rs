//! What a customer's pages ask of the server.

#![expect(missing_docs, reason = "the server macro makes undocumented fields of arguments")]

use contract::tracking::TrackingView;
use leptos::{prelude::*, server_fn::codec::Json};

use crate::refused::Refused;
#[cfg(feature = "ssr")]
use crate::request::{answer, backend, client_address, with_problem};

/// The order of a link, for anybody who holds it.
#[server(prefix = "/api/page", endpoint = "follow-order", input = Json)]
pub async fn follow_order(token: String) -> Result<TrackingView, Refused> {
    let backend = backend()?;
    answer(backend.tracking.by_token(&token).await)
}

/// Leads to the page of an order. A plain POST form: a phone number has no place in an address.
#[server(prefix = "/api/page", endpoint = "look-up-order")]
pub async fn look_up_order(reference: String, phone: String) -> Result<(), Refused> {
    let (backend, address) = (backend()?, client_address());
    let look_up = contract::tracking::LookUp { reference, phone };
    match backend.tracking.look_up(look_up, &address).await {
        Ok(found) => leptos_axum::redirect(&format!("/t/{}", found.token)),
        Err(problem) => leptos_axum::redirect(&with_problem("/track", &Refused(problem))),
    }
    Ok(())
}
