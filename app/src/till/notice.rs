//! What the cashier should know, and the words for it.

use super::{charge, current_order, payment::TenderError, sale::SaleError, words::of};
use crate::{
    layout::sentence,
    refused::Refused,
    words::{fill, use_language, use_words},
};

/// Something that the cashier should know.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Notice {
    /// A scanned code is on no product.
    UnknownCode(String),
    /// The menu has nothing to scan.
    NothingOnMenu(String),
    /// Nothing was added, so the number that was typed for it is no longer set.
    Dropped {
        /// How many.
        number: i64,
        /// Why nothing was added.
        why: Box<Notice>,
    },
    /// The sale takes no more of this.
    Full(String),
    /// The sale is on its way, so nothing was changed.
    StillSending,
    /// The sale waits for its outcome, so nothing was changed.
    WaitsForOutcome,
    /// A number was typed while the sale is being paid.
    NumberWhilePaying,
    /// What was typed is no number of things.
    BadQuantity,
    /// The sale can't be charged yet.
    CannotCharge(SaleError),
    /// What is to be paid with it doesn't pay it.
    CannotPay(TenderError),
    /// A product has run out.
    OutOfStock(String),
    /// Prices changed while the sale was made.
    PricesChanged,
    /// No answer came, so nobody knows.
    OutcomeUnknown,
    /// The server refused.
    Refused(Refused),
}

/// A notice in words.
pub(super) fn told(notice: &Notice) -> String {
    let words = of(use_language());
    match notice {
        Notice::UnknownCode(code) => fill(words.unknown_code, code),
        Notice::NothingOnMenu(code) => fill(words.nothing_on_menu, code),
        Notice::Dropped { number, why } => {
            format!("{} {}", told(why), fill(words.number_dropped, &number.to_string()))
        }
        Notice::Full(name) => fill(words.full, name),
        Notice::StillSending => words.still_sending.to_owned(),
        Notice::WaitsForOutcome => words.waits_for_outcome.to_owned(),
        Notice::NumberWhilePaying => words.number_while_paying.to_owned(),
        Notice::BadQuantity => words.bad_quantity.to_owned(),
        Notice::CannotCharge(error) => current_order::why(error, words).to_owned(),
        Notice::CannotPay(error) => charge::why(error, words).to_owned(),
        Notice::OutOfStock(name) => fill(words.no_stock, name),
        Notice::PricesChanged => words.prices_changed.to_owned(),
        Notice::OutcomeUnknown => words.outcome_unknown.to_owned(),
        Notice::Refused(refused) => sentence(refused, use_words()),
    }
}
