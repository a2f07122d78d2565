//! What the till asks of the server.

#![expect(missing_docs, reason = "the server macro makes undocumented fields of arguments")]

use contract::{
    catalogue::MenuView,
    orders::{OrderView, PlaceOrder},
};
use leptos::{prelude::*, server_fn::codec::Json};

use crate::refused::Refused;
#[cfg(feature = "ssr")]
use crate::request::{answer, backend, require_caller};

/// All that a till of this store sells.
#[server(prefix = "/api/page", endpoint = "menu")]
pub async fn load_menu(store: String) -> Result<MenuView, Refused> {
    let (backend, caller) = (backend()?, require_caller()?);
    answer(backend.catalogue.menu(&caller, &store).await)
}

/// Records a sale; with the same key again, it is the same sale.
#[server(prefix = "/api/page", endpoint = "record-sale", input = Json)]
pub async fn record_sale(key: String, order: PlaceOrder) -> Result<OrderView, Refused> {
    let (backend, caller) = (backend()?, require_caller()?);
    let answered = answer(backend.orders.place(&caller, Some(key), order).await)?;
    Ok(answered.answer)
}
