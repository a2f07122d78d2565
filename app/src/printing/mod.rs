//! Receipts: on the screen and out of the printer.

use contract::orders::OrderView;
use leptos::prelude::*;

use crate::words::use_words;

/// An order's receipt: how often it was printed, and the way to print it.
#[component]
pub fn ReceiptPanel(
    /// Whose receipt.
    order: OrderView,
) -> impl IntoView {
    view! { <p>{use_words().order.receipt_printed}": "{order.receipts_printed}</p> }
}
