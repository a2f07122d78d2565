//! What printing tells the server.

#![expect(missing_docs, reason = "the server macro makes undocumented fields of arguments")]

use domain::id::PaymentId;
use leptos::{prelude::*, server_fn::codec::Json};

use crate::refused::Refused;
#[cfg(feature = "ssr")]
use crate::request::{answer, backend, require_caller};

/// Notes that the receipt of an order, or of one of its payments, left the printer; tells how often it
/// now has.
#[server(prefix = "/api/page", endpoint = "receipt-printed", input = Json)]
pub async fn note_printed(order: String, payment: Option<PaymentId>) -> Result<i64, Refused> {
    let (backend, caller) = (backend()?, require_caller()?);
    answer(backend.orders.receipt_printed(&caller, &order, payment).await)
}
