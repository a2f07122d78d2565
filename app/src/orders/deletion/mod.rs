//! Deleting an order and putting it back, as forms that work without JavaScript.

mod words;

use contract::orders::{DeletionView, OrderView};
use domain::wall_clock::WallClock;
use leptos::{prelude::*, server_fn::ServerFn};

use super::actions::{DeleteOrderForm, RestoreOrderForm};
use crate::{
    format::{day_and_clock, machine_time},
    layout::{ReasonField, said},
    made_for::MadeForField,
    words::{Language, Words, fill, use_language, use_words},
};
use words::{DeletionWords, of};

/// Deletes an order, behind a question that says what follows.
#[component]
pub(super) fn DeletePart(order: OrderView) -> impl IntoView {
    let (words, language) = (use_words(), use_language());
    let own = of(language);
    let reference = order.reference.to_string();
    view! {
        <details class="menu moves-asked">
            <summary class="button">{own.delete}</summary>
            <form class="menu-panel form" method="post" action=DeleteOrderForm::url()>
                <MadeForField/>
                <input type="hidden" name="reference" value=reference/>
                <p><strong>{question(&order, own, words, language)}</strong></p>
                <p>{own.consequence}</p>
                <ReasonField label=own.reason hint=own.reason_hint required=true/>
                <button class="button button-danger">{own.delete}</button>
            </form>
        </details>
    }
    .into_any()
}

/// `Delete GO-7K3M9Q, Rp 96.800, paid in cash?`
fn question(order: &OrderView, own: &DeletionWords, words: &Words, language: Language) -> String {
    let mut methods: Vec<&str> = Vec::new();
    for payment in order.payments.iter().filter(|payment| payment.amount > 0 && !payment.voided) {
        let name = words.method(payment.method);
        if !methods.contains(&name) {
            methods.push(name);
        }
    }
    let paid = if methods.is_empty() {
        own.unpaid.to_owned()
    } else {
        fill(own.paid_in, &methods.join(" + ").to_lowercase())
    };
    let total = language.money(order.total, order.currency);
    format!("{}, {total}, {paid}?", fill(own.question, &order.reference.to_string()))
}

/// Says that an order was deleted, by whom and why, and offers to put it back.
#[component]
pub(super) fn DeletedBanner(
    /// Which order.
    reference: String,
    /// Who deleted it, and why.
    deleted: DeletionView,
    /// How far the store's clocks are from UTC, in seconds.
    wall_clock: WallClock,
) -> impl IntoView {
    let (words, own) = (use_words(), of(use_language()));
    view! {
        <section class="deleted" aria-label=own.deleted_title>
            <p>
                <strong>{own.deleted_title}</strong>" · "
                <time datetime=machine_time(deleted.at)>{day_and_clock(deleted.at, &wall_clock, words)}</time>
                " "{own.deleted_by}" "{said(deleted.by.name)}": "<q>{said(deleted.reason)}</q>
            </p>
            <p>{own.hidden}</p>
            <form method="post" action=RestoreOrderForm::url()>
                <MadeForField/>
                <input type="hidden" name="reference" value=reference/>
                <button class="button button-primary">{own.restore}</button>
            </form>
        </section>
    }
    .into_any()
}

/// The way between the list and what was deleted from it, for those who may see that.
#[component]
pub(super) fn DeletedSwitch(
    /// Whether deleted orders are listed now.
    is_deleted: bool,
) -> impl IntoView {
    let own = of(use_language());
    if is_deleted {
        return view! {
            <p class="deleted">{own.showing_deleted}" "<a href="/orders">{own.back_to_all}</a></p>
        }
        .into_any();
    }
    view! { <p><a href="/orders?deleted=true">{own.all_deleted}</a></p> }.into_any()
}
