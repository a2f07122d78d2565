//! What the board asks of the server.

#![expect(missing_docs, reason = "the server macro makes undocumented fields of arguments")]

use contract::{live::BoardView, orders::OrderView};
use leptos::prelude::*;

use crate::refused::Refused;
#[cfg(feature = "ssr")]
use crate::{
    address::with_query,
    request::{answer, backend, require_caller},
};
#[cfg(feature = "ssr")]
use contract::orders::MoveOrder;

/// Open orders of a store.
#[server(prefix = "/api/page", endpoint = "board")]
pub async fn load_board(store: String) -> Result<BoardView, Refused> {
    let (backend, caller) = (backend()?, require_caller()?);
    answer(backend.orders.board(&caller, &store).await)
}

/// Moves an order a step forward.
#[server(prefix = "/api/page", endpoint = "board-move")]
pub async fn move_ticket(order: String, status: String) -> Result<OrderView, Refused> {
    let (backend, caller) = (backend()?, require_caller()?);
    answer(backend.orders.move_to(&caller, &order, MoveOrder { status, reason: None }).await)
}

/// The same for a plain form: goes back to the board, with the code of what is wrong.
#[server(prefix = "/api/page", endpoint = "board-move-form")]
pub async fn move_ticket_form(order: String, status: String) -> Result<(), Refused> {
    let (backend, caller) = (backend()?, require_caller()?);
    let moved = backend.orders.move_to(&caller, &order, MoveOrder { status, reason: None }).await;
    let code = moved.err().map(|problem| problem.code).unwrap_or_default();
    leptos_axum::redirect(&with_query("/board", [("problem", code.as_str())]));
    Ok(())
}
