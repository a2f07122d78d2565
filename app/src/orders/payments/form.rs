//! The form that enters a payment: plain, sent to the order's own page. In the browser it tells the
//! change and what is wrong while it is typed into.

use contract::{
    orders::OrderView,
    problem::{Code, FieldCode, FieldError},
};
use domain::{money::Money, order::Lifecycle, payment::PaymentMethod};
use leptos::{html::Form, prelude::*};

use super::{
    entry::{PaymentEntry, PaymentWrong},
    words::{PaymentWords, of},
};
use crate::{
    form::{Fields, problem_id, problem_under},
    layout::{field_sentence, field_words, sentence},
    made_for::MadeForField,
    printing::{Paper, ReceiptPanel},
    refused::Refused,
    words::{fill, use_language, use_words},
};

/// What is typed into the form, wherever the page is drawn anew.
#[derive(Clone, Copy)]
pub(in crate::orders) struct PaymentForm {
    typed: RwSignal<Option<PaymentEntry>>,
}

impl PaymentForm {
    /// Nothing typed yet.
    pub(in crate::orders) fn new() -> Self {
        Self { typed: RwSignal::new(None) }
    }
}

/// What a payment can be for, if anything is due.
fn balance(order: &OrderView) -> Option<Money> {
    let balance = Money::new(order.balance_due, order.currency).ok()?;
    (balance.amount() > 0 && order.lifecycle != Lifecycle::Cancelled).then_some(balance)
}

/// What is wrong, in words; a field's own if there is one.
pub(super) fn refusal(refused: &Refused, words: &'static PaymentWords) -> String {
    match refused.0.kind() {
        Some(Code::NothingDue) => words.nothing_due_now.to_owned(),
        Some(Code::IdempotencyKeyReused) => words.other_form.to_owned(),
        Some(Code::NotReversible) => words.not_reversible.to_owned(),
        Some(Code::AlreadyRefunded) => words.refunded.to_owned(),
        Some(Code::InvalidRequest) if refused.0.errors.iter().any(is_reason_missing) => {
            words.wrong_reason.to_owned()
        }
        _ => sentence(refused, use_words()),
    }
}

/// A reason of which nothing is wrong but that it says too little or too much.
fn is_reason_missing(error: &FieldError) -> bool {
    error.field == "reason" && !error.kind().is_some_and(FieldCode::is_about_text)
}

/// What is wrong with a field, if the server or the form found something.
fn field_problem(
    refused: &Refused,
    field: &str,
    order: &OrderView,
    words: &'static PaymentWords,
) -> Option<String> {
    let error = refused.0.errors.iter().find(|error| error.field == field)?;
    if let Some(kind) = error.kind().filter(|kind| kind.is_about_text()) {
        return Some(field_words(kind, use_words()).to_owned());
    }
    Some(match (field, error.kind()) {
        (_, Some(FieldCode::Unfinished)) => words.unfinished.to_owned(),
        ("amount", Some(FieldCode::ExceedsBalance)) => {
            let due = refused.0.extensions.get("balance_due").and_then(serde_json::Value::as_i64);
            let due = use_language().money(due.unwrap_or(order.balance_due), order.currency);
            fill(words.wrong_balance, &due)
        }
        ("amount", _) => words.wrong_amount.to_owned(),
        ("method", _) => words.wrong_method.to_owned(),
        ("tendered", _) => words.wrong_tendered.to_owned(),
        ("paid_at", _) => words.wrong_date.to_owned(),
        ("note", _) => words.wrong_note.to_owned(),
        _ => field_sentence(error, use_words()),
    })
}

/// The form; nothing if nothing is due.
#[component]
pub(in crate::orders) fn RecordPaymentPart(
    order: OrderView,
    form: PaymentForm,
    /// Makes sending the form twice one payment.
    key: String,
    /// What was sent and not carried out.
    sent: Option<(PaymentEntry, Refused)>,
) -> impl IntoView {
    let language = use_language();
    let words = of(language);
    let balance = balance(&order)?;
    let (sent_entry, refused) = sent.unzip();
    let first = form.typed.get_untracked().or(sent_entry);
    let first = first.unwrap_or_else(|| PaymentEntry::suggested(&order, key, language.money_style()));
    let typed = form.typed;
    let place = NodeRef::<Form>::new();
    let read = move || {
        let fields = place.get_untracked().as_ref().and_then(Fields::of);
        typed.set(fields.map(|fields| PaymentEntry::read(&fields)));
    };
    // What was typed before the page came alive counts, too.
    Effect::new(move |_| {
        place.track();
        read();
    });
    let action = format!("/orders/{}", order.reference);
    let lead = fill(words.record_lead, &language.money(order.balance_due, order.currency));
    let general = refused.as_ref().filter(|refused| refused.0.errors.is_empty());
    let general = general.map(|refused| {
        view! { <p class="form-problem" role="alert">{refusal(refused, words)}</p> }
    });
    let problem =
        |field: &str| refused.as_ref().and_then(|refused| field_problem(refused, field, &order, words));
    let text =
        |name: &'static str, field: &'static str, value: String, label, hint: Option<&'static str>, kind| {
            let problem = problem(field);
            let is_wrong = problem.is_some().then_some("true");
            let described_by = problem.is_some().then(|| problem_id(name));
            let mode = (kind == "text" && name != "note").then_some("decimal");
            view! {
                <label class="field">
                    <span>{label}</span>
                    <input
                        type=kind name=name value=value inputmode=mode autocomplete="off"
                        aria-describedby=described_by aria-invalid=is_wrong
                    />
                    {hint.map(|hint| view! { <small>{hint}</small> })}
                    {problem_under(name, problem)}
                </label>
            }
            .into_any()
        };
    let methods = PaymentMethod::ALL.map(|method| {
        let selected = method.code() == first.method;
        view! { <option value=method.code() selected=selected>{use_words().method(method)}</option> }
    });
    Some(
        view! {
            <section class="panel" aria-labelledby="record-payment">
                <h2 id="record-payment">{words.record}</h2>
                <p>{lead}</p>
                <form
                    class="form payment-form" method="post" action=action node_ref=place
                    on:input=move |_| read()
                    on:change=move |_| read()
                >
                    <MadeForField/>
                    {general}
                    <input type="hidden" name="do" value="pay"/>
                    <input type="hidden" name="key" value=first.key/>
                    {text("amount", "amount", first.amount, words.amount_label, None, "text")}
                    <label class="field">
                        <span>{words.method}</span>
                        <select name="method">{methods.into_iter().collect_view()}</select>
                    </label>
                    <div class="payment-cash">
                        {text("tendered", "tendered", first.tendered, words.tendered, Some(words.tendered_hint), "text")}
                    </div>
                    {text("paid_on", "paid_at", first.paid_on, words.paid_on, Some(words.paid_on_hint), "date")}
                    {text("note", "note", first.note, words.note, Some(words.note_hint), "text")}
                    <div aria-live="polite">{move || outcome(&typed.get()?, balance)}</div>
                    <button class="button button-primary">{words.submit}</button>
                </form>
            </section>
        }
        .into_any(),
    )
}

/// The change, or what is wrong, while it is typed.
fn outcome(entry: &PaymentEntry, balance: Money) -> Option<AnyView> {
    let language = use_language();
    let words = of(language);
    let wrong = match entry.change(balance) {
        Ok(change) if change.amount() == 0 => return None,
        Ok(change) => {
            let text = fill(words.change, &change.written(language.money_style()));
            return Some(view! { <p class="payment-change">{text}</p> }.into_any());
        }
        Err(wrong) => wrong,
    };
    let due = balance.written(language.money_style());
    let text = match wrong {
        PaymentWrong::Unfinished | PaymentWrong::TenderedUnfinished => {
            return Some(view! { <p class="quiet">{words.unfinished}</p> }.into_any());
        }
        // An empty field is no mistake yet.
        PaymentWrong::Amount if entry.amount.trim().is_empty() => return None,
        PaymentWrong::Balance => fill(words.wrong_balance, &due),
        PaymentWrong::Amount => words.wrong_amount.to_owned(),
        PaymentWrong::Tendered => words.wrong_tendered.to_owned(),
        PaymentWrong::Method => words.wrong_method.to_owned(),
    };
    Some(view! { <p class="field-problem">{text}</p> }.into_any())
}

/// What was just recorded: how much, the change, what is left, and its receipt.
#[component]
pub(in crate::orders) fn Recorded(order: OrderView, payment: String) -> impl IntoView {
    let language = use_language();
    let words = of(language);
    let entry = order.payments.iter().find(|entry| entry.id.to_string() == payment && !entry.voided)?.clone();
    let money = |amount| language.money(amount, order.currency);
    let change = entry.tendered.map(|tendered| tendered - entry.amount).filter(|change| *change > 0);
    let change = change.map(|change| {
        view! { <p class="payment-change">{fill(words.change, &money(change))}</p> }
    });
    let left = match order.balance_due {
        0 => words.all_paid.to_owned(),
        due => fill(words.still_due, &money(due)),
    };
    let receipt = order.payment_terms.is_some().then(|| {
        view! { <ReceiptPanel order=order.clone() paper=Paper::Payment(entry.id)/> }
    });
    Some(
        view! {
            <section class="panel payment-recorded" role="status">
                <p><strong>{fill(words.recorded, &money(entry.amount))}</strong>" "{left}</p>
                {change}
                {receipt}
            </section>
        }
        .into_any(),
    )
}
