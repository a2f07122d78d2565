//! What an edit asks for, each field right in itself.

use contract::{
    Problem,
    orders::{CustomerChange, EditOrder, EditedItem},
    problem::FieldCode,
};
use domain::{
    basket::{MAX_LINES, MAX_QUANTITY},
    id::LineId,
};

use crate::{
    orders::checked::{Rebate, What, Wrong, note, rebate, what},
    text::Note,
};

/// What an edit asks for; what is none stays as it is.
#[derive(Default)]
pub(in crate::orders) struct Wanted {
    pub(super) customer: Option<Option<CustomerChange>>,
    pub(super) items: Option<Vec<WantedItem>>,
    pub(super) discount: Option<Option<Rebate>>,
    pub(super) note: Option<Option<Note>>,
}

pub(super) enum WantedItem {
    /// A line that is there already; what it says of itself must be what it is.
    Kept { line: LineId, says: EditedItem, note: Option<Option<Note>> },
    /// A new line.
    New { what: What, quantity: i64, note: Option<Note> },
}

/// Checks an edit, or says which fields are wrong.
pub(in crate::orders) fn wanted(edit: &EditOrder) -> Result<Wanted, Problem> {
    let mut wrong = Wrong::none();
    let items = edit.items.as_ref().map(|drafts| items(drafts, &mut wrong));
    let discount = edit.discount.clone().map(|draft| draft.and_then(|draft| rebate(draft, &mut wrong)));
    let note = edit.note.clone().map(|typed| note("note", typed, &mut wrong));
    wrong.checked()?;
    Ok(Wanted { customer: edit.customer.clone(), items, discount, note })
}

fn items(drafts: &[EditedItem], wrong: &mut Wrong) -> Vec<WantedItem> {
    if drafts.is_empty() {
        wrong.note("items", FieldCode::Missing, "Keep or add at least one item, or cancel the order.");
    }
    if drafts.len() > MAX_LINES {
        wrong.note("items", FieldCode::TooMany, format!("Record at most {MAX_LINES} lines in one order."));
        return Vec::new();
    }
    let mut kept = Vec::new();
    let checked = drafts.iter().enumerate().filter_map(|(place, draft)| item(place, draft, &mut kept, wrong));
    checked.collect()
}

fn item(place: usize, draft: &EditedItem, kept: &mut Vec<LineId>, wrong: &mut Wrong) -> Option<WantedItem> {
    let at = format!("items[{place}]");
    let is_new = draft.line_id.is_none();
    let quantity = draft.quantity.unwrap_or(if is_new { 0 } else { 1 });
    if !(1..=MAX_QUANTITY).contains(&quantity) {
        let message = format!("Enter a quantity of 1 to {MAX_QUANTITY}.");
        wrong.note(format!("{at}.quantity"), FieldCode::OutOfRange, message);
    }
    let note = draft.note.clone().map(|typed| note(&format!("{at}.note"), typed, wrong));
    let Some(line_id) = &draft.line_id else {
        let what = what(&at, draft.product_id.as_deref(), draft.name.clone(), draft.unit_price, wrong)?;
        return Some(WantedItem::New { what, quantity, note: note.flatten() });
    };
    let field = format!("{at}.line_id");
    let Ok(line) = line_id.parse() else {
        wrong.note(field, FieldCode::Unknown, "The order has no such line.");
        return None;
    };
    if kept.contains(&line) {
        wrong.note(field, FieldCode::Repeated, "Name each line once; put the sum of both into its quantity.");
    }
    kept.push(line);
    Some(WantedItem::Kept { line, says: draft.clone(), note })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fields(json: serde_json::Value) -> Vec<String> {
        let edit: EditOrder = serde_json::from_value(json).unwrap();
        wanted(&edit)
            .err()
            .map(|wrong| wrong.errors.into_iter().map(|e| e.field).collect())
            .unwrap_or_default()
    }

    #[test]
    fn everything_wrong_is_told_at_once_at_its_field() {
        let line = LineId::from_uuid(Default::default()).to_string();
        let edit = serde_json::json!({
            "items": [
                {"line_id": line, "quantity": 0}, {"line_id": line}, {"line_id": "prd_1"},
                {"quantity": 1}, {"product_id": "x", "quantity": 1}, {"name": "Cake", "unit_price": 5},
                {"name": "Cake", "unit_price": -1, "quantity": 1, "note": "x".repeat(501)},
            ],
            "discount": {"amount": -1}, "note": "x".repeat(501),
        });
        assert_eq!(
            fields(edit),
            [
                "items[0].quantity",
                "items[1].line_id",
                "items[2].line_id",
                "items[3].name",
                "items[3].unit_price",
                "items[4].product_id",
                "items[5].quantity",
                "items[6].note",
                "items[6].unit_price",
                "discount.amount",
                "note",
            ]
        );
        assert_eq!(fields(serde_json::json!({"items": []})), ["items"]);
    }

    #[test]
    fn what_is_left_out_is_not_wanted() {
        let nothing = wanted(&EditOrder::default()).unwrap();
        assert!(nothing.customer.is_none() && nothing.items.is_none() && nothing.discount.is_none());
        let cleared = EditOrder { note: Some(Some("  ".into())), ..EditOrder::default() };
        assert_eq!(wanted(&cleared).unwrap().note, Some(None));
    }
}
