//! Payment terms between rows, events and views.

use chrono::{DateTime, NaiveDate, Utc};
use contract::orders::{InstalmentView, PaymentTermsView};
use domain::{
    money::{Currency, Money},
    order::{AgreedInstalment, AgreedTerms},
    payment_terms::{Instalment, PaymentTerms},
};
use store::orders::{InstalmentRow, TermsRecord, TermsRow};
use uuid::Uuid;

use crate::Failure;

/// Terms as stored, with their version.
pub(crate) fn stored_terms(record: &TermsRecord, currency: Currency) -> Result<(PaymentTerms, i32), Failure> {
    let parts = record.due_dates.iter().zip(&record.amounts);
    let instalments = parts.map(|(due_date, amount)| {
        Ok(Instalment { due_date: *due_date, amount: Money::new(*amount, currency)? })
    });
    let instalments = instalments.collect::<Result<Vec<_>, Failure>>()?;
    let (total, down) = (Money::new(record.total, currency)?, Money::new(record.down_payment, currency)?);
    let terms = PaymentTerms::stored(total, down, instalments);
    Ok((terms.map_err(|_| Failure::UnknownWord("payment_terms"))?, record.version))
}

/// Terms as the outside sees them, when `paid` was paid of the order.
pub(crate) fn terms_view(
    terms: &PaymentTerms,
    version: i32,
    paid: i64,
    today: NaiveDate,
) -> PaymentTermsView {
    let currency = terms.total().currency();
    let paid = Money::new(paid, currency).unwrap_or(Money::zero(currency));
    let standing = terms.standing(paid, today).into_iter().zip(1..);
    let installments = standing.map(|(part, number)| InstalmentView {
        number,
        due_date: part.instalment.due_date,
        amount: part.instalment.amount.amount(),
        amount_paid: part.paid.amount(),
        status: part.status,
    });
    PaymentTermsView {
        total_amount: terms.total().amount(),
        down_payment: terms.down_payment().amount(),
        version,
        installments: installments.collect(),
    }
}

/// Terms as an event keeps them.
pub(crate) fn agreed_terms(terms: &PaymentTerms, version: i32) -> AgreedTerms {
    let instalments = terms
        .instalments()
        .iter()
        .map(|part| AgreedInstalment { due_date: part.due_date, amount: part.amount.amount() });
    AgreedTerms { version, down_payment: terms.down_payment().amount(), instalments: instalments.collect() }
}

/// Which order's terms.
pub(crate) struct TermsOf {
    pub(crate) tenant_id: Uuid,
    pub(crate) store_id: Uuid,
    pub(crate) order_id: Uuid,
    pub(crate) version: i32,
}

/// The rows of terms.
pub(crate) fn terms_rows(
    of: &TermsOf,
    terms: &PaymentTerms,
    agreed_by: Uuid,
    agreed_at: DateTime<Utc>,
) -> (TermsRow, Vec<InstalmentRow>) {
    let row = TermsRow {
        order_id: of.order_id,
        version: of.version,
        tenant_id: of.tenant_id,
        store_id: of.store_id,
        total: terms.total().amount(),
        down_payment: terms.down_payment().amount(),
        agreed_at,
        agreed_by,
    };
    let instalments = terms.instalments().iter().zip(1..).map(|(part, number)| InstalmentRow {
        order_id: of.order_id,
        version: of.version,
        number,
        tenant_id: of.tenant_id,
        store_id: of.store_id,
        due_date: part.due_date,
        amount: part.amount.amount(),
    });
    (row, instalments.collect())
}
