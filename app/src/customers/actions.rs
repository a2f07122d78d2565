//! What the customers' pages ask of the server.

#![expect(missing_docs, reason = "the server macro makes undocumented fields of arguments")]

use contract::{
    catalogue::Page,
    customers::{CustomerFilter, CustomerHistory, CustomerSummary, HistoryFilter},
};
use leptos::{prelude::*, server_fn::codec::Json};

use crate::refused::Refused;
#[cfg(feature = "ssr")]
use crate::request::{after_form, answer, backend, require_caller};

/// A page of customers, newest first.
#[server(prefix = "/api/page", endpoint = "customers", input = Json)]
pub async fn find_customers(filter: CustomerFilter) -> Result<Page<CustomerSummary>, Refused> {
    let (backend, caller) = (backend()?, require_caller()?);
    answer(backend.customers.customers(&caller, filter).await)
}

/// One customer with a page of their orders.
#[server(prefix = "/api/page", endpoint = "customer", input = Json)]
pub async fn show_customer(id: String, filter: HistoryFilter) -> Result<CustomerHistory, Refused> {
    let (backend, caller) = (backend()?, require_caller()?);
    answer(backend.customers.customer(&caller, &id, filter).await)
}

/// Forgets a person and shows what is left: a plain form, with or without JavaScript.
#[server(prefix = "/api/page", endpoint = "erase-customer-form")]
pub async fn erase_customer_form(id: String, #[server(default)] reason: String) -> Result<(), Refused> {
    let (backend, caller) = (backend()?, require_caller()?);
    let command = contract::customers::EraseCustomer { reason };
    let erased = backend.customers.erase(&caller, &id, command).await.map_err(Refused);
    leptos_axum::redirect(&after_form(&format!("/customers/{id}"), erased));
    Ok(())
}
