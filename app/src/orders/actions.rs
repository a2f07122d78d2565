//! What the order pages ask of the server.

#![expect(missing_docs, reason = "the server macro makes undocumented fields of arguments")]

use contract::{
    catalogue::Page,
    orders::{BulkOrders, BulkView, OrderDetail, OrderFilter, OrderSummary},
};
use leptos::{prelude::*, server_fn::codec::Json};

use crate::refused::Refused;
#[cfg(feature = "ssr")]
use crate::request::{after_change, after_form, answer, backend, require_caller};

/// A page of orders, newest first.
#[server(prefix = "/api/page", endpoint = "orders", input = Json)]
pub async fn list_orders(filter: OrderFilter) -> Result<Page<OrderSummary>, Refused> {
    let (backend, caller) = (backend()?, require_caller()?);
    answer(backend.orders.orders(&caller, filter).await)
}

/// What a change of several orders would do.
#[server(prefix = "/api/page", endpoint = "preview-orders", input = Json)]
pub async fn preview_orders(command: BulkOrders) -> Result<BulkView, Refused> {
    let (backend, caller) = (backend()?, require_caller()?);
    answer(backend.orders.change_many(&caller, BulkOrders { dry_run: true, ..command }).await)
}

/// Changes several orders, named one by one, and shows the list again with what became of them.
#[server(prefix = "/api/page", endpoint = "change-orders-form")]
pub async fn change_orders_form(
    action: String,
    #[server(default)] status: String,
    #[server(default)] reason: String,
    ids: String,
    back: String,
) -> Result<(), Refused> {
    let said = |word: String| Some(word).filter(|word| !word.is_empty());
    let ids = ids.split(',').map(str::to_owned).collect();
    let command =
        BulkOrders { action, status: said(status), reason: said(reason), ids, ..BulkOrders::default() };
    let (backend, caller) = (backend()?, require_caller());
    let done = match caller {
        Ok(caller) => backend.orders.change_many(&caller, command).await.map_err(Refused),
        Err(refused) => Err(refused),
    };
    leptos_axum::redirect(&after_change(&back, done));
    Ok(())
}

/// One order by its reference.
#[server(prefix = "/api/page", endpoint = "order", input = Json)]
pub async fn show_order(reference: String) -> Result<OrderDetail, Refused> {
    let (backend, caller) = (backend()?, require_caller()?);
    answer(backend.orders.order(&caller, &reference).await)
}

/// Moves an order to a lifecycle state and shows it again: a plain form, with or without JavaScript.
#[server(prefix = "/api/page", endpoint = "move-order-form")]
pub async fn move_order_form(
    reference: String,
    status: String,
    #[server(default)] reason: String,
) -> Result<(), Refused> {
    let (backend, caller) = (backend()?, require_caller());
    let reason = Some(reason).filter(|reason| !reason.is_empty());
    let moved = match caller {
        Ok(caller) => backend
            .orders
            .move_to(&caller, &reference, contract::orders::MoveOrder { status, reason })
            .await
            .map_or_else(|problem| Err(Refused(problem)), |_| Ok(())),
        Err(refused) => Err(refused),
    };
    leptos_axum::redirect(&after_form(&format!("/orders/{reference}"), moved));
    Ok(())
}

/// Takes an order out of lists and totals and shows it again: a plain form.
#[server(prefix = "/api/page", endpoint = "delete-order-form")]
pub async fn delete_order_form(reference: String, #[server(default)] reason: String) -> Result<(), Refused> {
    let (backend, caller) = (backend()?, require_caller()?);
    let command = contract::orders::DeleteOrder { reason };
    let deleted = backend.orders.delete(&caller, &reference, command).await.map_err(Refused);
    leptos_axum::redirect(&after_form(&format!("/orders/{reference}"), deleted));
    Ok(())
}

/// Puts a deleted order back and shows it again: a plain form.
#[server(prefix = "/api/page", endpoint = "restore-order-form")]
pub async fn restore_order_form(reference: String) -> Result<(), Refused> {
    let (backend, caller) = (backend()?, require_caller()?);
    let restored = backend.orders.restore(&caller, &reference).await.map(|_| ()).map_err(Refused);
    leptos_axum::redirect(&after_form(&format!("/orders/{reference}"), restored));
    Ok(())
}
