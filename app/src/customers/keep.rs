//! What the law gives a person: everything that is known of them, and to be forgotten.

use contract::customers::{CustomerDetail, CustomerSummary};
use leptos::{prelude::*, server_fn::ServerFn};

use super::{actions::EraseCustomerForm, words::of};
use crate::{
    address::with_query,
    layout::{ReasonField, isolated},
    made_for::MadeForField,
    words::{fill, use_language},
};

/// Export, who saw it, and erasure behind a question that says what follows.
#[component]
pub(super) fn KeepPart(
    /// The customer.
    detail: CustomerDetail,
    /// Who they are.
    customer: CustomerSummary,
) -> impl IntoView {
    let own = of(use_language());
    let export = format!("/api/v1/customers/{}/export", detail.id);
    let table = format!("{export}.csv");
    let seen = with_query("/audit", [("customer", detail.id.as_str())]);
    view! {
        <section class="panel">
            <h2>{own.data}</h2>
            <p class="quiet">{own.data_hint}</p>
            <p class="customer-files">
                <a class="button" href=export rel="external" download="customer.json">{own.as_json}</a>
                <a class="button" href=table rel="external" download="customer.csv">{own.as_csv}</a>
            </p>
            <p><a href=seen>{own.who_saw}</a></p>
            <Erase detail customer/>
        </section>
    }
    .into_any()
}

/// The way to be forgotten; nobody is who still owes.
#[component]
fn Erase(detail: CustomerDetail, customer: CustomerSummary) -> impl IntoView {
    let language = use_language();
    let own = of(language);
    if detail.balance_due > 0 {
        let owed = language.money(detail.balance_due, detail.currency);
        return view! { <p class="customer-owes">{fill(own.owes, &owed)}</p> }.into_any();
    }
    view! {
        <details class="customer-erase">
            <summary class="button">{own.erase}</summary>
            <form class="form" method="post" action=EraseCustomerForm::url()>
                <MadeForField/>
                <input type="hidden" name="id" value=detail.id/>
                <p><strong>{fill(own.erase_question, &isolated(&customer.name))}</strong></p>
                <p>{own.erase_goes}</p>
                <p>{own.erase_stays}</p>
                <p><strong>{own.erase_final}</strong></p>
                <ReasonField label=own.reason hint=own.reason_hint required=true/>
                <button class="button button-danger">{own.erase}</button>
            </form>
        </details>
    }
    .into_any()
}
