//! The ledger of an order, and the way to reverse a wrong entry. Nothing in it is ever changed: a wrong
//! entry is struck through and followed by the one that takes it back.

use contract::orders::{OrderView, PaymentView};
use domain::{
    id::PaymentId,
    order::{Lifecycle, MAX_REASON, MIN_REASON, PaymentState},
    role::{Permission, Role},
    wall_clock::WallClock,
};
use leptos::prelude::*;

use super::{actions::Unanswered, form::refusal, words::of};
use crate::{
    form::{problem_id, problem_under},
    format::{day_and_clock, machine_time},
    layout::noted,
    made_for::MadeForField,
    printing::{Paper, ReceiptPanel},
    words::{fill, use_language, use_words},
};

/// The ledger.
#[component]
pub(in crate::orders) fn PaymentsPart(
    order: OrderView,
    wall_clock: WallClock,
    role: Role,
    unanswered: Option<Unanswered>,
) -> impl IntoView {
    let words = use_words();
    let entries = order.payments.iter().map(|payment| entry(&order, payment, &wall_clock, role, &unanswered));
    let content = if order.payments.is_empty() {
        view! { <p class="quiet">{words.order.no_payments}</p> }.into_any()
    } else {
        view! { <ul class="payments">{entries.collect_view()}</ul> }.into_any()
    };
    view! { <section class="panel"><h2>{words.order.payments}</h2>{content}</section> }.into_any()
}

fn entry(
    order: &OrderView,
    payment: &PaymentView,
    wall_clock: &WallClock,
    role: Role,
    unanswered: &Option<Unanswered>,
) -> AnyView {
    let (words, language) = (use_words(), use_language());
    let own = of(language);
    let at = |at| day_and_clock(at, wall_clock, words);
    let direction = if payment.amount < 0 { words.order.given_back } else { words.order.received };
    let direction = if payment.reverses.is_some() { own.reversal } else { direction };
    let tendered = payment.tendered.map(|amount| {
        view! { <span class="quiet">{language.money(amount, order.currency)}" "{words.order.tendered}</span> }
    });
    let note = payment.note.clone().map(|note| view! { <span class="quiet">{noted(note)}</span> });
    let instalment = payment.installment.map(|number| {
        view! { <span class="quiet">{fill(own.instalment, &number.to_string())}</span> }
    });
    let reversed = order.payments.iter().find(|other| Some(other.id) == payment.reverses);
    let reverses = reversed.map(|wrong| {
        view! { <span class="quiet">{fill(own.reverses, &at(wrong.paid_at))}</span> }
    });
    let voided = payment.voided.then(|| view! { <strong class="payments-voided">{own.voided}</strong> });
    let amount = language.money(payment.amount, order.currency);
    let amount = if payment.voided {
        view! { <s class="money">{amount}</s> }.into_any()
    } else {
        view! { <strong class="money">{amount}</strong> }.into_any()
    };
    view! {
        <li id=payment.id.to_string()>
            <div class="payments-entry">
                <span>
                    <strong>{words.method(payment.method)}</strong>" "{direction}" "{voided}
                    <span class="quiet payments-when">
                        <time datetime=machine_time(payment.paid_at)>{at(payment.paid_at)}</time>
                        " "{words.order.by}" "{payment.recorded_by.name.clone()}
                    </span>
                    {instalment} {reverses} {note}
                </span>
                <span class="payments-amount">{amount} {tendered}</span>
            </div>
            {tools(order, payment, role, unanswered)}
        </li>
    }
    .into_any()
}

/// What can be done with an entry that stands: its receipt, and its reversal.
fn tools(
    order: &OrderView,
    payment: &PaymentView,
    role: Role,
    unanswered: &Option<Unanswered>,
) -> Option<AnyView> {
    if payment.voided || payment.reverses.is_some() || payment.amount <= 0 {
        return None;
    }
    let receipt = order.payment_terms.is_some().then(|| {
        view! { <ReceiptPanel order=order.clone() paper=Paper::Payment(payment.id)/> }
    });
    let form = may_void(order, role).then(|| void_form(order, payment, unanswered));
    if receipt.is_none() && form.is_none() {
        return None;
    }
    let is_open = refused_void(unanswered, payment.id).is_some();
    let name = of(use_language()).tools;
    Some(
        view! {
            <details class="payments-tools" open=is_open>
                <summary>{name}</summary>
                {receipt} {form}
            </details>
        }
        .into_any(),
    )
}

/// Whether it makes sense to offer it; the services decide.
fn may_void(order: &OrderView, role: Role) -> bool {
    let is_settled = matches!(order.payment_state, PaymentState::PartiallyRefunded | PaymentState::Refunded);
    role.may(Permission::CorrectOrders)
        && order.deleted.is_none()
        && order.lifecycle != Lifecycle::Cancelled
        && !is_settled
}

/// The reason that was typed and what is wrong, if this entry was to be reversed and wasn't.
fn refused_void(unanswered: &Option<Unanswered>, id: PaymentId) -> Option<(String, String)> {
    let Some(Unanswered::Void { payment, reason, refused }) = unanswered else { return None };
    (*payment == id.to_string()).then(|| (reason.clone(), refusal(refused, of(use_language()))))
}

fn void_form(order: &OrderView, payment: &PaymentView, unanswered: &Option<Unanswered>) -> AnyView {
    let (language, words) = (use_language(), of(use_language()));
    let amount = language.money(payment.amount, order.currency);
    let (reason, problem) = refused_void(unanswered, payment.id).unzip();
    let field = format!("void-{}", payment.id);
    let described_by = problem.is_some().then(|| problem_id(&field));
    let is_wrong = problem.is_some().then_some("true");
    view! {
        <form class="form payments-void" method="post" action=format!("/orders/{}", order.reference)>
            <MadeForField/>
            <input type="hidden" name="do" value="void"/>
            <input type="hidden" name="payment" value=payment.id.to_string()/>
            <p>{fill(words.void_consequence, &amount)}" "{words.void_keeps}</p>
            <label class="field">
                <span>{words.void_reason}</span>
                <input
                    name="reason" required minlength=MIN_REASON.to_string() maxlength=MAX_REASON.to_string()
                    autocomplete="off" value=reason aria-describedby=described_by aria-invalid=is_wrong
                />
                <small>{words.void_reason_hint}</small>
                {problem_under(&field, problem)}
            </label>
            <button class="button button-danger">{words.void}</button>
        </form>
    }
    .into_any()
}
