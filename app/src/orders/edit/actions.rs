//! What the edit page asks of the server.

#![expect(missing_docs, reason = "the server macro makes undocumented fields of arguments")]

use contract::orders::{EditOrder, EditPreview, EditSheet, OrderEdit, OrderView};
use leptos::{prelude::*, server_fn::codec::Json};

use super::Submitted;
use crate::refused::Refused;
#[cfg(feature = "ssr")]
use crate::request::{answer, backend, require_caller};

/// An order and all that editing it needs.
#[server(prefix = "/api/page", endpoint = "open-edit", input = Json)]
pub async fn open_edit(reference: String) -> Result<EditSheet, Refused> {
    let (backend, caller) = (backend()?, require_caller()?);
    answer(backend.orders.open_edit(&caller, &reference).await)
}

/// What an edit would come to.
#[server(prefix = "/api/page", endpoint = "preview-edit", input = Json)]
pub async fn preview_edit(
    reference: String,
    version: i32,
    change: EditOrder,
) -> Result<EditPreview, Refused> {
    let (backend, caller) = (backend()?, require_caller()?);
    answer(backend.orders.preview_edit(&caller, &reference, vec![version], change).await)
}

/// Saves an edit; with the same key again, it is the same edit.
#[server(prefix = "/api/page", endpoint = "save-edit", input = Json)]
pub async fn save_edit(key: String, edit: OrderEdit) -> Result<OrderView, Refused> {
    let (backend, caller) = (backend()?, require_caller()?);
    let answered = answer(backend.orders.edit(&caller, Some(key), edit).await)?;
    Ok(answered.answer)
}

/// Carries out the form that was sent to this page, if one was: leads on to the order if it is saved, or
/// gives what to show again. In the browser none ever is.
pub(super) async fn answer_form(reference: String) -> Result<Option<Submitted>, Refused> {
    #[cfg(feature = "ssr")]
    return carry_out(&reference).await;
    #[cfg(not(feature = "ssr"))]
    {
        let _ = reference;
        Ok(None)
    }
}

#[cfg(feature = "ssr")]
async fn carry_out(reference: &str) -> Result<Option<Submitted>, Refused> {
    let Some(fields) = crate::form::posted() else { return Ok(None) };
    let style = crate::words::use_language().money_style();
    let (backend, caller) = (backend()?, require_caller()?);
    let shown = super::submit::submit(&backend, &caller, reference, &fields, style).await?;
    if shown.is_none() {
        leptos_axum::redirect(&format!("/orders/{reference}"));
    }
    Ok(shown)
}
