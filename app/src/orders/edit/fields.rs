//! Fields of an order beside its lines, and what is wrong with them.

use contract::{
    Problem,
    problem::{Code, FieldError},
};
use leptos::prelude::*;

use super::{
    desk::EditDesk,
    form::Values,
    words::{EditWords, of},
};
use crate::{
    layout::{SignInAgain, field_sentence, sentence},
    refused::Refused,
    words::{fill, use_language, use_words},
};

/// What the refusal of an edit says to a person.
pub(super) fn told(problem: &Problem, words: &'static EditWords) -> String {
    match problem.kind() {
        Some(Code::OrderPaid) => words.paid.to_owned(),
        Some(Code::OrderClosed) => words.cancelled.to_owned(),
        Some(Code::IdempotencyKeyReused) => words.sent_before.to_owned(),
        _ => sentence(&Refused(problem.clone()), use_words()),
    }
}

/// Why it can't be saved, where nobody misses it.
#[component]
pub(super) fn Told(desk: EditDesk) -> impl IntoView {
    let (words, language) = (of(use_language()), use_language());
    let text = move || {
        let problem = desk.problem.get()?;
        let amount = problem.extensions.get("amount_paid").and_then(serde_json::Value::as_i64);
        let text = match amount.filter(|_| problem.is(Code::TotalBelowPaid)) {
            Some(paid) => {
                let currency = desk.form.with_untracked(|form| form.currency);
                fill(words.below_paid, &language.money(paid, currency))
            }
            None => told(&problem, words),
        };
        let way_on = (problem.status == 401).then(|| view! { " "<SignInAgain/> });
        Some(view! { <p class="form-problem">{text}{way_on}</p> })
    };
    view! { <div role="alert">{text}</div> }
}

/// What is wrong with one field, in the reader's language where that is known.
fn told_at(wrong: FieldError, words: &'static EditWords) -> String {
    let known = match (wrong.field.as_str(), wrong.code.as_str()) {
        (_, "too_many_lines") => words.too_many,
        ("add.product", "ambiguous") => words.ambiguous,
        ("add.product", _) => words.not_found,
        ("add.name", "missing") => words.no_name,
        ("add.price", _) => words.no_price,
        _ => return field_sentence(&wrong, use_words()),
    };
    known.to_owned()
}

/// What is wrong with one field, beside it.
#[component]
pub(super) fn Wrong(
    desk: EditDesk,
    /// Tells whether a path of a problem is this field.
    #[prop(into)]
    is_field: Callback<String, bool>,
) -> impl IntoView {
    let words = of(use_language());
    let message = move || {
        let problem = desk.problem.get()?;
        let wrong = problem.errors.into_iter().find(|wrong| is_field.run(wrong.field.clone()))?;
        Some(view! { <small class="field-wrong">{told_at(wrong, words)}</small> })
    };
    view! { {message} }
}

/// A field of one line: its label, its name in the form, the path by which problems call it.
#[component]
pub(super) fn Field(
    desk: EditDesk,
    label: &'static str,
    name: &'static str,
    path: &'static str,
    #[prop(default = "text")] kind: &'static str,
    #[prop(optional)] is_amount: bool,
    read: fn(&Values) -> &String,
    write: fn(&mut Values) -> &mut String,
) -> impl IntoView {
    let value = move || desk.form.with(|form| read(&form.mine).clone());
    let type_in = move |event| {
        let typed = event_target_value(&event);
        desk.form.update(|form| *write(&mut form.mine) = typed);
    };
    let mode = is_amount.then_some("decimal");
    view! {
        <label class="field">
            <span>{label}</span>
            <input
                type=kind name=name inputmode=mode autocomplete="off"
                value=value prop:value=value on:input=type_in
            />
            <Wrong desk is_field=Callback::new(move |field: String| field == path)/>
        </label>
    }
    .into_any()
}

/// Who buys.
#[component]
pub(super) fn CustomerFields(desk: EditDesk) -> impl IntoView {
    let words = of(use_language());
    view! {
        <fieldset class="panel form">
            <legend><h2>{words.customer}</h2></legend>
            <Field
                desk label=words.name name="name" path="customer.name"
                read=|values| &values.name write=|values| &mut values.name
            />
            <Field
                desk label=words.phone name="phone" path="customer.phone" kind="tel"
                read=|values| &values.phone write=|values| &mut values.phone
            />
            <Field
                desk label=words.email name="email" path="customer.email" kind="email"
                read=|values| &values.email write=|values| &mut values.email
            />
            <p class="quiet">{words.customer_hint}</p>
        </fieldset>
    }
    .into_any()
}

/// Money off, and the note.
#[component]
pub(super) fn OrderFields(desk: EditDesk) -> impl IntoView {
    let words = of(use_language());
    let note = move || desk.form.with(|form| form.mine.note.clone());
    let type_in = move |event| {
        let typed = event_target_value(&event);
        desk.form.update(|form| form.mine.note = typed);
    };
    view! {
        <fieldset class="panel form">
            <legend><h2>{words.discount_and_note}</h2></legend>
            <div class="edit-pair">
                <Field
                    desk label=words.discount name="discount" path="discount.amount" is_amount=true
                    read=|values| &values.discount write=|values| &mut values.discount
                />
                <Field
                    desk label=words.reason name="discount_reason" path="discount.reason"
                    read=|values| &values.discount_reason write=|values| &mut values.discount_reason
                />
            </div>
            <label class="field">
                <span>{words.note}</span>
                <textarea name="note" rows="2" prop:value=note on:input=type_in>{untrack(note)}</textarea>
                <Wrong desk is_field=Callback::new(|field: String| field == "note")/>
            </label>
        </fieldset>
    }
    .into_any()
}
