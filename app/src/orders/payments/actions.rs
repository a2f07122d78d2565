//! What the payments of an order ask of the server: forms that are sent to the order's own page, which
//! leads on if they were carried out, and else shows them again.

use serde::{Deserialize, Serialize};

use super::entry::PaymentEntry;
use crate::refused::Refused;

/// A form that wasn't carried out, with what was typed into it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Unanswered {
    /// A payment.
    Payment {
        /// As it was typed.
        entry: PaymentEntry,
        /// Why not.
        refused: Refused,
    },
    /// The reversal of a payment.
    Void {
        /// Which, by its id.
        payment: String,
        /// The reason, as it was typed.
        reason: String,
        /// Why not.
        refused: Refused,
    },
}

impl Unanswered {
    /// The status of the page that shows the form again.
    pub(crate) fn status(&self) -> u16 {
        match self {
            Self::Payment { refused, .. } | Self::Void { refused, .. } => refused.0.status,
        }
    }
}

/// Carries out the form that was sent to an order's page, if one was. In the browser none ever is.
pub(crate) async fn answer_form(reference: String) -> Option<Unanswered> {
    #[cfg(feature = "ssr")]
    return answer(&reference).await;
    #[cfg(not(feature = "ssr"))]
    {
        let _ = reference;
        None
    }
}

#[cfg(feature = "ssr")]
async fn answer(reference: &str) -> Option<Unanswered> {
    let fields = crate::form::posted()?;
    if fields.get("do") == Some("void") {
        let (payment, reason) = (fields.text("payment"), fields.text("reason"));
        let voided = void(reference, &payment, &reason).await;
        return voided.err().map(|refused| Unanswered::Void { payment, reason, refused });
    }
    if fields.get("do") != Some("pay") {
        return None;
    }
    let entry = PaymentEntry::read(&fields);
    record(reference, &entry).await.err().map(|refused| Unanswered::Payment { entry, refused })
}

#[cfg(feature = "ssr")]
async fn record(reference: &str, entry: &PaymentEntry) -> Result<(), Refused> {
    use contract::{Problem, orders::OrderDetail};
    use domain::money::Money;
    use leptos::prelude::use_context;

    use crate::{
        context::{SignedIn, Visitor},
        request::{backend, require_caller},
    };

    let (backend, caller) = (backend()?, require_caller()?);
    let signed_in = use_context::<SignedIn>().and_then(|signed_in| signed_in.0);
    let OrderDetail { order, today, .. } = backend.orders.order(&caller, reference).await?;
    // Whoever may see the order works at a store; without its clock no day of it can be told.
    let Visitor::Staff(session) = Visitor::of(signed_in, None) else {
        return Err(Problem::not_found().into());
    };
    // What is still due is checked behind the key: this very form may have paid it already.
    let balance = Money::new(order.total, order.currency).unwrap_or(Money::zero(order.currency));
    let command = entry.command(balance, today, &session.wall_clock_at(&order.store))?;
    let key = Some(entry.key.clone()).filter(|key| !key.is_empty());
    let answered = backend.orders.pay(&caller, key, reference, command).await?;
    let recorded = answered.answer.payments.last().map(|payment| payment.id.to_string());
    let page = format!("/orders/{reference}");
    let query = [("recorded", recorded.as_deref().unwrap_or_default())];
    leptos_axum::redirect(&crate::address::with_query(&page, query));
    Ok(())
}

#[cfg(feature = "ssr")]
async fn void(reference: &str, payment: &str, reason: &str) -> Result<(), Refused> {
    use crate::request::{backend, require_caller};

    let (backend, caller) = (backend()?, require_caller()?);
    let command = contract::orders::VoidPayment { reason: reason.to_owned() };
    backend.orders.void_payment(&caller, reference, payment, command).await?;
    leptos_axum::redirect(&format!("/orders/{reference}"));
    Ok(())
}
