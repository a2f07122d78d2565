//! What stood at the till before something was typed, so that a scan takes back what its letters did.

use std::cell::RefCell;

use leptos::prelude::*;

use super::{desk::Desk, keys::blur};
use crate::{focus::Field, scanner::Scan};

/// What stood there before one burst.
struct Before {
    field: Option<Field>,
    /// Whether the burst itself went to the field, by its `/`.
    is_opened: bool,
    quantity: Option<i64>,
}

/// What stood there before the last burst, and before the one that it may go on with.
#[derive(Default)]
pub(super) struct Befores {
    last: RefCell<Option<Before>>,
    before_pause: RefCell<Option<Before>>,
}

impl Befores {
    /// A burst begins; it may go on with the one before.
    pub(super) fn note(&self, desk: Desk, goes_on: bool, is_opened: bool) {
        let now = Before { field: Field::focused(), is_opened, quantity: desk.quantity.get_untracked() };
        let last = self.last.replace(Some(now));
        let mut before_pause = self.before_pause.borrow_mut();
        // With several pauses in a code it is before the first of them.
        *before_pause = if goes_on { before_pause.take().or(last) } else { None };
    }

    /// Takes back what the letters of a scan did.
    pub(super) fn put_back(&self, desk: Desk, scan: &Scan) {
        let (last, before_pause) = (self.last.take(), self.before_pause.take());
        let Some(before) = (if scan.had_pause { before_pause } else { last }) else { return };
        if scan.had_pause {
            // The digits before the pause were taken for how many.
            desk.quantity.set(before.quantity);
        }
        if let Some(field) = before.field.filter(|_| scan.in_field) {
            field.put_back();
            if before.is_opened {
                blur();
            }
        }
    }
}
