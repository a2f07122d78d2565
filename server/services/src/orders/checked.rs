//! What can be checked of a command's fields without a database, and how all that is wrong is told.

use contract::{
    Problem,
    orders::{CustomerDraft, DiscountDraft},
    problem::{Code, FieldCode},
};
use domain::{
    basket::{MAX_NAME, MAX_NOTE},
    id::ProductId,
    money::MAX_AMOUNT,
};

use crate::{
    protection::{MAX_PHONE, Profile, normal_email},
    text::{Line, Note, TextFault},
};

/// Gathers everything that is wrong, so that a form can show it all at once.
pub(super) struct Wrong(Problem);

impl Wrong {
    /// Nothing yet.
    pub(super) fn none() -> Self {
        Self(Problem::new(Code::InvalidRequest, ""))
    }

    /// Everything that is wrong, if anything is.
    pub(super) fn checked(self) -> Result<(), Problem> {
        if self.0.errors.is_empty() { Ok(()) } else { Err(self.0) }
    }

    /// A text that the gate refuses.
    pub(super) fn text(&mut self, field: impl Into<String>, fault: TextFault) {
        self.note(field, fault.code(), fault.to_string());
    }

    pub(super) fn note(&mut self, field: impl Into<String>, code: FieldCode, message: impl Into<String>) {
        let message = message.into();
        if self.0.errors.is_empty() {
            self.0.detail.clone_from(&message);
        }
        // Two hundred lines could be wrong in six hundred ways; nobody reads past a few.
        if self.0.errors.len() < 20 {
            let problem = std::mem::replace(&mut self.0, Problem::new(Code::InvalidRequest, ""));
            self.0 = problem.at(field, code, message);
        }
    }
}

/// What a line sells.
#[derive(Debug, Clone)]
pub(super) enum What {
    Product(ProductId),
    Custom { name: Line, unit_price: i64 },
}

/// Money off, and why.
#[derive(Debug, Clone)]
pub(super) struct Rebate {
    pub(super) amount: i64,
    /// None is refused where the sum is known: nothing off needs no reason.
    pub(super) reason: Option<Line>,
}

/// The longest e-mail address (RFC 5321).
const MAX_EMAIL: usize = 254;

/// Who buys; nobody if every field is empty.
pub(super) fn customer(draft: CustomerDraft, wrong: &mut Wrong) -> Option<Profile> {
    let read = |field: &str, typed: &str, longest, wrong: &mut Wrong| {
        Line::read(typed, longest).map(|line| line.map(Line::into_string)).map_err(|fault| {
            wrong.text(field, fault);
        })
    };
    let name = read("customer.name", &draft.name, MAX_NAME, wrong);
    let phone = read("customer.phone", &draft.phone.unwrap_or_default(), MAX_PHONE, wrong);
    let email = read("customer.email", &draft.email.unwrap_or_default(), MAX_EMAIL, wrong);
    if (&name, &phone, &email) == (&Ok(None), &Ok(None), &Ok(None)) {
        return None;
    }
    if name == Ok(None) {
        wrong.note(
            "customer.name",
            FieldCode::Length,
            format!("Enter a name of 1 to {MAX_NAME} characters."),
        );
    }
    let digits = |phone: &str| phone.chars().filter(|letter| letter.is_numeric()).count();
    if matches!(&phone, Ok(Some(phone)) if !(5..=20).contains(&digits(phone))) {
        wrong.note("customer.phone", FieldCode::Invalid, "Enter a phone number of 5 to 20 digits.");
    }
    if matches!(&email, Ok(Some(email)) if normal_email(email).is_none()) {
        wrong.note("customer.email", FieldCode::Invalid, "Enter an e-mail address like name@example.com.");
    }
    let name = name.ok().flatten().unwrap_or_default();
    Some(Profile { name, phone: phone.ok().flatten(), email: email.ok().flatten(), ..Profile::default() })
}

/// What a new line at `place` sells: a product, or something named and priced by hand.
pub(super) fn what(
    place: &str,
    product_id: Option<&str>,
    name: Option<String>,
    unit_price: Option<i64>,
    wrong: &mut Wrong,
) -> Option<What> {
    if let Some(id) = product_id {
        let Ok(product_id) = id.parse() else {
            wrong.note(format!("{place}.product_id"), FieldCode::Unknown, "There is no such product.");
            return None;
        };
        return Some(What::Product(product_id));
    }
    let field = format!("{place}.name");
    let name = match Line::read(&name.unwrap_or_default(), MAX_NAME) {
        Ok(Some(name)) => Some(name),
        Ok(None) | Err(TextFault::TooLong { .. }) => {
            let message = format!("Choose a product, or enter a name of 1 to {MAX_NAME} characters.");
            wrong.note(&field, FieldCode::Length, message);
            None
        }
        Err(fault) => {
            wrong.text(&field, fault);
            None
        }
    };
    let field = format!("{place}.unit_price");
    let Some(unit_price) = unit_price else {
        wrong.note(field, FieldCode::Missing, "Enter the price of one.");
        return None;
    };
    amount(&field, unit_price, wrong);
    Some(What::Custom { name: name?, unit_price })
}

/// An amount that is paid or asked.
pub(super) fn amount(field: &str, amount: i64, wrong: &mut Wrong) {
    if !(0..=MAX_AMOUNT).contains(&amount) {
        wrong.note(field, FieldCode::OutOfRange, "Enter an amount of 0 or more.");
    }
}

/// Money off; nothing off is no discount.
pub(super) fn rebate(draft: DiscountDraft, wrong: &mut Wrong) -> Option<Rebate> {
    amount("discount.amount", draft.amount, wrong);
    let reason = Line::read(&draft.reason, MAX_NAME).unwrap_or_else(|fault| {
        wrong.text("discount.reason", fault);
        None
    });
    (draft.amount > 0).then_some(Rebate { amount: draft.amount, reason })
}

/// A note; none if nothing was written.
pub(super) fn note(field: &str, typed: Option<String>, wrong: &mut Wrong) -> Option<Note> {
    Note::read(&typed?, MAX_NOTE).unwrap_or_else(|fault| {
        wrong.text(field, fault);
        None
    })
}
