//! The way from an order's page to editing it, or why there is none.

use contract::orders::OrderView;
use domain::{
    order::{LedgerSums, NotEditable, OrderType, check_editable},
    role::{Permission, Role},
};
use leptos::prelude::*;

use super::words::{EditWords, of};
use crate::words::use_language;

/// Why an order can't be edited, if it can't.
pub(super) fn refusal(order: &OrderView, words: &'static EditWords) -> Option<&'static str> {
    if order.order_type != OrderType::Offline {
        return Some(words.online);
    }
    if order.deleted.is_some() {
        return Some(words.deleted);
    }
    let ledger = LedgerSums { received: order.amount_paid, refunded: 0 };
    match check_editable(order.lifecycle, ledger, order.total) {
        Ok(()) => None,
        Err(NotEditable::Paid) => Some(words.paid),
        Err(NotEditable::Cancelled) => Some(words.cancelled),
    }
}

/// The way to edit an order, for those who may record orders.
#[component]
pub(in crate::orders) fn EditLink(order: OrderView, role: Role) -> impl IntoView {
    let words = of(use_language());
    role.may(Permission::RecordOrders).then(|| match refusal(&order, words) {
        None => {
            let address = format!("/orders/{}/edit", order.reference);
            view! { <p><a class="button" href=address>{words.edit}</a></p> }.into_any()
        }
        Some(reason) => view! { <p class="quiet">{reason}</p> }.into_any(),
    })
}
