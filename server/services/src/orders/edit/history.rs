//! What an edit leaves in the audit trail: field by field, what it was and what it is.

use chrono::{DateTime, Utc};
use contract::{Problem, session::Caller};
use domain::{audit::AuditAction, basket::Discount};
use serde_json::{Value, json};
use store::audit::AuditRow;

use super::{
    Outcome,
    customer::Whose,
    decide::{Decided, DecidedLine, before},
    facts::Facts,
};
use crate::{
    Failure,
    audit::{Deed, FieldChange, audit_row},
    orders::terms::agreed_terms,
    protection::{Profile, TenantKeys},
    random::Random,
};

/// A protected field, before and after.
struct Sealed {
    field: String,
    old: Option<String>,
    new: Option<String>,
}

/// The entries of an edit. One that gives the order to another person leaves two: what concerned the
/// one before is sealed with their key, so that erasing either forgets theirs and nothing else.
pub(super) fn entries(
    keys: &TenantKeys,
    random: &Random,
    caller: &Caller,
    at: DateTime<Utc>,
    facts: &Facts,
    decided: &Decided,
    whose: &Whose,
) -> Outcome<Vec<store::Sealed<AuditRow>>> {
    let (mut open, mut sealed) = (Vec::new(), Vec::new());
    customer(facts.customer.as_ref(), decided.customer.as_ref(), &mut sealed);
    if decided.changed.contains(&"items") {
        lines(facts, decided, &mut open, &mut sealed);
    }
    if decided.changed.contains(&"discount") {
        let was = before(facts).map_err(|_: Problem| Failure::UnknownWord("orders.discount"))?;
        open.push(FieldChange::open("discount", discount(was.as_ref()), discount(decided.discount.as_ref())));
    }
    if decided.note != facts.note {
        sealed.push(Sealed { field: "note".into(), old: facts.note.clone(), new: decided.note.clone() });
    }
    if decided.total != facts.order.total {
        open.push(FieldChange::open("total", facts.order.total, decided.total));
    }
    if decided.terms != facts.terms {
        let written = |terms: &Option<_>| -> Outcome<Value> {
            let terms = terms.as_ref().map(|(terms, version)| agreed_terms(terms, *version));
            Ok(serde_json::to_value(terms)?)
        };
        open.push(FieldChange::open("payment_terms", written(&facts.terms)?, written(&decided.terms)?));
    }
    let old_key = facts.order.data_key_id.zip(facts.key.as_ref());
    let new_key = whose.key.as_ref().map(|(id, key)| (*id, key));
    let moved = old_key.zip(new_key).is_some_and(|((old, _), (new, _))| old != new);
    let mut entries = Vec::new();
    let mut write = |changes: Vec<FieldChange>, key, customers: Vec<_>| -> Outcome<()> {
        let deed = Deed {
            action: AuditAction::Update,
            subject: "order",
            store_id: Some(facts.order.store_id),
            order_id: Some(facts.order.id),
            subject_id: None,
            customer_ids: customers,
            changes,
            key,
            reason: None,
        };
        entries.push(audit_row(keys, random, caller, at, deed)?);
        Ok(())
    };
    let old_id = facts.order.customer_id;
    if moved {
        let (gone, come): (Vec<_>, Vec<_>) = sealed.iter().map(split).unzip();
        let gone: Vec<_> = gone.into_iter().flatten().collect();
        if !gone.is_empty() {
            write(gone, old_key, old_id.into_iter().collect())?;
        }
        open.extend(come.into_iter().flatten());
        write(open, new_key, whose.customer_id.into_iter().collect())?;
    } else {
        let all = sealed
            .iter()
            .map(|one| FieldChange::protected(&one.field, one.old.as_deref(), one.new.as_deref()));
        open.extend(all);
        let mut customers: Vec<_> = old_id.into_iter().chain(whose.customer_id).collect();
        customers.dedup();
        write(open, new_key.or(old_key), customers)?;
    }
    Ok(entries)
}

/// What went with the old key, and what came with the new one.
fn split(one: &Sealed) -> (Option<FieldChange>, Option<FieldChange>) {
    let gone = one.old.as_deref().map(|old| FieldChange::protected(&one.field, Some(old), None));
    let come = one.new.as_deref().map(|new| FieldChange::protected(&one.field, None, Some(new)));
    (gone, come)
}

fn customer(old: Option<&Profile>, new: Option<&Profile>, sealed: &mut Vec<Sealed>) {
    let name = |who: &Profile| who.name.clone();
    for (field, old, new) in [
        ("customer.name", old.map(name), new.map(name)),
        ("customer.phone", old.and_then(|who| who.phone.clone()), new.and_then(|who| who.phone.clone())),
        ("customer.email", old.and_then(|who| who.email.clone()), new.and_then(|who| who.email.clone())),
    ] {
        if old != new {
            sealed.push(Sealed { field: field.to_owned(), old, new });
        }
    }
}

fn discount(discount: Option<&Discount>) -> Value {
    discount.map_or(
        Value::Null,
        |discount| json!({"amount": discount.amount.amount(), "reason": discount.reason}),
    )
}

fn lines(facts: &Facts, decided: &Decided, open: &mut Vec<FieldChange>, sealed: &mut Vec<Sealed>) {
    for (place, (line, note)) in facts.lines.iter().zip(&facts.line_notes).enumerate() {
        let field = format!("items[{}]", line.name);
        let kept: Option<&DecidedLine> = decided.lines.iter().find(|after| after.kept == Some(place));
        let after = kept.and_then(|after| after.note.clone());
        match kept {
            None => open.push(FieldChange::open(&field, said(line.quantity, &line.name), Value::Null)),
            Some(after) if after.line.quantity != line.quantity => {
                let field = format!("{field}.quantity");
                open.push(FieldChange::open(&field, line.quantity, after.line.quantity));
            }
            Some(_) => {}
        }
        if after != *note {
            sealed.push(Sealed { field: format!("{field}.note"), old: note.clone(), new: after });
        }
    }
    for line in decided.lines.iter().filter(|line| line.kept.is_none()) {
        let field = format!("items[{}]", line.line.name);
        open.push(FieldChange::open(&field, Value::Null, said(line.line.quantity, &line.line.name)));
        if line.note.is_some() {
            sealed.push(Sealed { field: format!("{field}.note"), old: None, new: line.note.clone() });
        }
    }
    let kept: Vec<usize> = decided.lines.iter().filter_map(|line| line.kept).collect();
    if open.is_empty() && sealed.is_empty() && !kept.is_sorted() {
        let names = |places: &mut dyn Iterator<Item = usize>| -> Vec<String> {
            places.filter_map(|place| facts.lines.get(place)).map(|line| line.name.clone()).collect()
        };
        let (was, is) = (names(&mut (0..facts.lines.len())), names(&mut kept.iter().copied()));
        open.push(FieldChange::open("items", was, is));
    }
}

/// `2 × Kopi susu`, as the entry that recorded the order says it.
fn said(quantity: i64, name: &str) -> String {
    format!("{quantity} × {name}")
}
