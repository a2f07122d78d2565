//! What was recorded: reference, total, change, the customer's QR code, the receipt.

use contract::orders::OrderView;
use leptos::{html::H2, prelude::*};

use super::{desk::Desk, words::of};
use crate::{
    printing::{QrPicture, ReceiptPanel},
    words::{fill, use_language},
};

/// A sale that was recorded.
#[component]
pub(super) fn Confirmation(desk: Desk, order: OrderView) -> impl IntoView {
    let (language, words) = (use_language(), of(use_language()));
    let heading = NodeRef::<H2>::new();
    Effect::new(move |_| {
        if let Some(heading) = heading.get() {
            // The button that was pressed is gone; reading goes on here.
            let _ = heading.focus();
        }
    });
    let reference = order.reference.to_string();
    let total = language.money(order.total, order.currency);
    let change = language.money(order.change, order.currency);
    view! {
        <div class="till-order-body till-done">
            <h2 node_ref=heading tabindex="-1">{fill(words.done, &reference)}</h2>
            <dl class="till-sums">
                <div class="till-total"><dt>{words.total}</dt><dd class="money">{total}</dd></div>
            </dl>
            <p class="till-change"><span>{words.change}</span>" "<strong class="money">{change}</strong></p>
            <button type="button" class="button button-primary till-charge" on:click=move |_| desk.new_sale()>
                {words.new_sale}
            </button>
            <ReceiptPanel order=order.clone()/>
            <figure class="till-tracking">
                <QrPicture text=order.tracking_url.clone() label=words.tracking/>
                <figcaption>
                    <a href=order.tracking_url target="_blank" rel="noopener">{words.tracking}</a>
                    <span class="quiet">{words.tracking_hint}</span>
                </figcaption>
            </figure>
            <p><a href=format!("/orders/{reference}")>{words.view_order}</a></p>
        </div>
    }
    .into_any()
}
