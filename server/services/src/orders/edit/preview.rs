//! What an edit would come to, for people and programs to look at before they save.

use contract::{
    Problem,
    orders::{EditPreview, EditSide, StockChange},
};

use super::{Outcome, decide::Decided, facts::Facts};
use crate::orders::terms::terms_view;

/// Both sides of a decision. `problems` are those that don't come from deciding.
pub(super) fn preview(
    facts: &Facts,
    decided: Result<Decided, Problem>,
    mut problems: Vec<Problem>,
) -> Outcome<EditPreview> {
    let before = before(facts)?;
    let mut preview = EditPreview {
        version: facts.order.version,
        changed: Vec::new(),
        before,
        after: None,
        stock: Vec::new(),
        problems: Vec::new(),
    };
    match decided {
        Err(problem) => problems.push(problem),
        Ok(decided) => {
            preview.after = Some(after(facts, &decided, &preview.before)?);
            preview.changed = decided.changed.iter().map(|field| (*field).to_owned()).collect();
            let stock = decided.stock.into_iter().map(|moved| StockChange {
                product_id: moved.product_id,
                name: moved.name,
                change: -moved.taken,
                left: moved.left,
            });
            preview.stock = stock.collect();
            problems.extend(decided.refusals);
        }
    }
    preview.problems = problems;
    Ok(preview)
}

fn before(facts: &Facts) -> Outcome<EditSide> {
    let (order, held) = (&facts.order, facts.held()?.amount());
    let terms = facts.terms.as_ref().map(|(terms, version)| terms_view(terms, *version, held, facts.today));
    Ok(EditSide {
        subtotal: order.subtotal,
        discount: order.discount,
        tax: order.tax,
        total: order.total,
        amount_paid: held,
        balance_due: order.total - held,
        currency: facts.currency,
        payment_terms: terms,
    })
}

fn after(facts: &Facts, decided: &Decided, before: &EditSide) -> Outcome<EditSide> {
    let held = facts.held()?.amount();
    let terms = decided.terms.as_ref().map(|(terms, version)| terms_view(terms, *version, held, facts.today));
    let totals = decided.totals.as_ref();
    Ok(EditSide {
        subtotal: totals.map_or(before.subtotal, |totals| totals.subtotal.amount()),
        discount: totals.map_or(before.discount, |totals| totals.discount.amount()),
        tax: totals.map_or(before.tax, |totals| totals.tax.amount()),
        total: decided.total,
        amount_paid: held,
        balance_due: decided.total - held,
        currency: facts.currency,
        payment_terms: terms,
    })
}
