//! What the form for a new order asks of the server.

#![expect(missing_docs, reason = "the server macro makes undocumented fields of arguments")]

use contract::{catalogue::MenuView, customers::CustomerSummary};
use leptos::{prelude::*, server_fn::codec::Json};
use serde::{Deserialize, Serialize};

use crate::{form::Fields, refused::Refused};
#[cfg(feature = "ssr")]
use crate::{
    form::posted,
    request::{answer, backend, require_caller},
};

/// What the form is made of.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct OrderForm {
    /// What is for sale at the store.
    pub menu: MenuView,
    /// The form as it was sent to its page, if it was and recorded nothing.
    pub sent: Option<SentForm>,
    /// Whom the order is for, if the page was opened for somebody.
    pub customer: Option<CustomerSummary>,
}

/// A form that recorded nothing.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SentForm {
    /// As it was typed.
    pub fields: Fields,
    /// What the server found wrong, if it was asked; the rest shows from the fields themselves.
    pub refused: Option<Refused>,
}

/// Opens the form of a store, for a customer if an id is given. Carries out the form that was sent to its page, if one was, and leads on
/// to the order.
#[server(prefix = "/api/page", endpoint = "order-form", input = Json)]
pub async fn open_order_form(store: String, key: String, customer: String) -> Result<OrderForm, Refused> {
    let (backend, caller, sent) = (backend()?, require_caller()?, posted());
    let chosen = sent.as_deref().and_then(|fields| fields.get("store")).unwrap_or(&store).to_owned();
    let menu = answer(backend.catalogue.menu(&caller, &chosen).await)?;
    let Some(fields) = sent else {
        // Who isn't there any more fills nothing in.
        let known = contract::customers::HistoryFilter { limit: Some(1), cursor: None };
        let found = backend.customers.customer(&caller, &customer, known).await;
        let customer = found.ok().and_then(|found| found.customer.customer);
        return Ok(OrderForm { menu, sent: None, customer });
    };
    let command = super::outlook::look(&super::entry::OrderEntry::read(&fields), &menu).command;
    let command = command.filter(|_| fields.get("do") == Some("record"));
    let refused = match command {
        Some(command) => match backend.orders.place(&caller, Some(key), command).await {
            Ok(placed) => {
                leptos_axum::redirect(&format!("/orders/{}", placed.answer.reference));
                None
            }
            Err(problem) => Some(Refused(problem)),
        },
        None => None,
    };
    let fields = Fields::clone(&fields);
    Ok(OrderForm { menu, sent: Some(SentForm { fields, refused }), customer: None })
}
