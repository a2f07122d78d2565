//! What printing tells the server.

#![expect(missing_docs, reason = "the server macro makes undocumented fields of arguments")]

use leptos::prelude::*;

use crate::refused::Refused;
#[cfg(feature = "ssr")]
use crate::request::{answer, backend, require_caller};

/// Notes that an order's receipt left the printer; tells how often it now has.
#[server(prefix = "/api/page", endpoint = "receipt-printed")]
pub async fn note_printed(order: String) -> Result<i64, Refused> {
    let (backend, caller) = (backend()?, require_caller()?);
    answer(backend.orders.receipt_printed(&caller, &order).await)
}
