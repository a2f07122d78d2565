//! What can be checked of a command's fields without a database, and how all that is wrong is told.

use contract::{Problem, orders::CustomerDraft};
use domain::{basket::MAX_NAME, id::ProductId, money::MAX_AMOUNT};

use crate::protection::{Profile, normal_email};

/// Gathers everything that is wrong, so that a form can show it all at once.
pub(super) struct Wrong(Problem);

impl Wrong {
    /// Nothing yet.
    pub(super) fn none() -> Self {
        Self(Problem::new(422, "invalid_request", ""))
    }

    /// Everything that is wrong, if anything is.
    pub(super) fn checked(self) -> Result<(), Problem> {
        if self.0.errors.is_empty() { Ok(()) } else { Err(self.0) }
    }

    pub(super) fn note(&mut self, field: impl Into<String>, code: &str, message: impl Into<String>) {
        let message = message.into();
        if self.0.errors.is_empty() {
            self.0.detail.clone_from(&message);
        }
        // Two hundred lines could be wrong in six hundred ways; nobody reads past a few.
        if self.0.errors.len() < 20 {
            let problem = std::mem::replace(&mut self.0, Problem::new(422, "invalid_request", ""));
            self.0 = problem.at(field, code, message);
        }
    }
}

/// What a line sells.
#[derive(Debug, Clone)]
pub(super) enum What {
    Product(ProductId),
    Custom { name: String, unit_price: i64 },
}

/// Who buys; nobody if every field is empty.
pub(super) fn customer(draft: CustomerDraft, wrong: &mut Wrong) -> Option<Profile> {
    let name = draft.name.trim().to_owned();
    let present = |word: Option<String>| word.map(|w| w.trim().to_owned()).filter(|w| !w.is_empty());
    let (phone, email) = (present(draft.phone), present(draft.email));
    if name.is_empty() && phone.is_none() && email.is_none() {
        return None;
    }
    if name.is_empty() || name.chars().count() > MAX_NAME {
        wrong.note("customer.name", "length", format!("Enter a name of 1 to {MAX_NAME} characters."));
    }
    let digits = |phone: &str| phone.chars().filter(char::is_ascii_digit).count();
    if phone.as_deref().is_some_and(|phone| phone.len() > 40 || !(5..=20).contains(&digits(phone))) {
        wrong.note("customer.phone", "invalid", "Enter a phone number of 5 to 20 digits.");
    }
    if email.as_deref().is_some_and(|email| normal_email(email).is_none()) {
        wrong.note("customer.email", "invalid", "Enter an e-mail address like name@example.com.");
    }
    Some(Profile { name, phone, email, ..Profile::default() })
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
            wrong.note(format!("{place}.product_id"), "unknown", "There is no such product.");
            return None;
        };
        return Some(What::Product(product_id));
    }
    let name = name.unwrap_or_default().trim().to_owned();
    let field = format!("{place}.name");
    if name.is_empty() || name.chars().count() > MAX_NAME {
        let message = format!("Choose a product, or enter a name of 1 to {MAX_NAME} characters.");
        wrong.note(&field, "length", message);
    }
    storable(&field, &name, wrong);
    let field = format!("{place}.unit_price");
    let Some(unit_price) = unit_price else {
        wrong.note(field, "missing", "Enter the price of one.");
        return None;
    };
    amount(&field, unit_price, wrong);
    Some(What::Custom { name, unit_price })
}

/// An amount that is paid or asked.
pub(super) fn amount(field: &str, amount: i64, wrong: &mut Wrong) {
    if !(0..=MAX_AMOUNT).contains(&amount) {
        wrong.note(field, "out_of_range", "Enter an amount of 0 or more.");
    }
}

/// PostgreSQL keeps U+0000 in no text.
pub(super) fn storable(field: &str, words: &str, wrong: &mut Wrong) {
    if words.contains('\0') {
        wrong.note(field, "unreadable", "Type this again: it holds a character that can't be stored.");
    }
}

/// A text without its outer blanks; none if nothing is left.
pub(super) fn text(field: &str, words: Option<String>, longest: usize, wrong: &mut Wrong) -> Option<String> {
    let words = words?.trim().to_owned();
    if words.chars().count() > longest {
        wrong.note(field, "too_long", format!("Write at most {longest} characters."));
    }
    Some(words).filter(|words| !words.is_empty())
}
