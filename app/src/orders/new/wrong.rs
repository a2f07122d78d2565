//! What can be wrong with a new order, each at its field, and what is said about it.

use contract::{
    Problem,
    problem::{FieldCode, FieldError},
};
use domain::{
    basket::BasketError,
    money::{AmountError, Currency},
    payment::PaymentError,
    payment_terms::TermsError,
};

use super::{entry::names, words::NewOrderWords};
use crate::{
    layout::field_words,
    words::{Language, fill},
};

/// One thing that is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Wrong {
    /// The field's name in the form.
    pub(super) field: String,
    /// What.
    pub(super) what: What,
}

/// What is wrong with a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum What {
    NoLines,
    TooManyLines,
    NotOnMenu,
    OutOfStock,
    Price,
    Quantity,
    Name,
    Discount,
    NoReason,
    NameMissing,
    PhoneMissing,
    Phone,
    Email,
    TooLong,
    Tendered,
    Amount,
    /// No amount yet: said quietly.
    Unfinished,
    SumDiffers,
    EmptyPart,
    Down,
    Count,
    Date,
    DateRange,
    NotAscending,
    /// The schedule comes to another sum.
    ScheduleDiffers(i64),
    TooLarge,
    /// What the gate for text refuses.
    Text(FieldCode),
    /// Something that only the server knows.
    Refused,
}

impl What {
    /// What is said about it.
    pub(super) fn said(
        self,
        words: &'static NewOrderWords,
        language: Language,
        currency: Currency,
    ) -> String {
        let sentence = match self {
            Self::Text(kind) => field_words(kind, crate::words::of(language)),
            Self::NoLines => words.no_lines,
            Self::TooManyLines => words.too_many,
            Self::NotOnMenu => words.not_on_menu,
            Self::OutOfStock => words.is_out,
            Self::Price => words.bad_price,
            Self::Quantity => words.bad_quantity,
            Self::Name => words.bad_name,
            Self::Discount => words.bad_discount,
            Self::NoReason => words.no_reason,
            Self::NameMissing => words.name_missing,
            Self::PhoneMissing => words.phone_missing,
            Self::Phone => words.phone_invalid,
            Self::Email => words.email_invalid,
            Self::TooLong => words.too_long,
            Self::Tendered => words.bad_tendered,
            Self::Amount => words.bad_amount,
            Self::Unfinished => words.unfinished,
            Self::SumDiffers => words.sum_differs,
            Self::EmptyPart => words.empty_part,
            Self::Down => words.bad_down,
            Self::Count => words.bad_count,
            Self::Date => words.bad_date,
            Self::DateRange => words.date_range,
            Self::NotAscending => words.not_ascending,
            Self::ScheduleDiffers(sum) => {
                return fill(words.schedule_differs, &language.money(sum, currency));
            }
            Self::TooLarge => words.too_large,
            Self::Refused => words.not_accepted,
        };
        sentence.to_owned()
    }
}

impl From<AmountError> for What {
    fn from(error: AmountError) -> Self {
        match error {
            AmountError::Unfinished => Self::Unfinished,
            AmountError::Wrong => Self::Amount,
        }
    }
}

/// What is wrong with a basket whose lines stand in these rows.
pub(super) fn of_basket(error: &BasketError, rows: &[u32]) -> Wrong {
    let at = |line: usize, field: &str| {
        names::row(names::ITEMS, rows.get(line).copied().unwrap_or_default(), field)
    };
    let (field, what) = match error {
        BasketError::NoLines => (names::ITEMS.to_owned(), What::NoLines),
        BasketError::TooManyLines => (names::ITEMS.to_owned(), What::TooManyLines),
        BasketError::Quantity { line } => (at(*line, "quantity"), What::Quantity),
        BasketError::Price { line } => (at(*line, "unit_price"), What::Price),
        BasketError::Name { line } => (at(*line, "name"), What::Name),
        BasketError::DiscountAmount => (names::DISCOUNT.to_owned(), What::Discount),
        BasketError::DiscountReason => (names::REASON.to_owned(), What::NoReason),
        BasketError::Money(_) => (names::ITEMS.to_owned(), What::TooLarge),
    };
    Wrong { field, what }
}

/// What is wrong with a payment that is all made now, its parts in these rows.
pub(super) fn of_payment(error: &PaymentError, rows: &[u32]) -> Wrong {
    let at = |part: usize| names::row(names::PARTS, rows.get(part).copied().unwrap_or_default(), "amount");
    let (field, what) = match error {
        PaymentError::TenderedTooLittle { .. } | PaymentError::TenderedWithoutCash { .. } => {
            (names::TENDERED.to_owned(), What::Tendered)
        }
        PaymentError::PartAmount { part } => (at(*part), What::EmptyPart),
        PaymentError::PartCount | PaymentError::SumDiffers { .. } => {
            (names::PARTS.to_owned(), What::SumDiffers)
        }
        PaymentError::Money(_) => (names::PARTS.to_owned(), What::TooLarge),
    };
    Wrong { field, what }
}

/// What is wrong with terms: whose instalments stand in these rows, if they have their own dates.
pub(super) fn of_terms(error: &TermsError, rows: Option<&[u32]>, is_later: bool) -> Wrong {
    let at = |place: usize, field: &str| match rows {
        _ if is_later => names::DUE_DATE.to_owned(),
        Some(rows) => names::row(names::INSTALMENTS, rows.get(place).copied().unwrap_or_default(), field),
        None if field == "amount" => names::COUNT.to_owned(),
        None => names::FIRST_DUE.to_owned(),
    };
    let count = || if rows.is_some() { names::INSTALMENTS } else { names::COUNT }.to_owned();
    let (field, what) = match error {
        TermsError::DownPayment => (format!("{}.amount", names::DOWN), What::Down),
        TermsError::Count => (count(), What::Count),
        TermsError::Amount { instalment } if rows.is_some() => (at(*instalment, "amount"), What::Amount),
        TermsError::Amount { .. } => (count(), What::Count),
        TermsError::DueDate { instalment } => (at(*instalment, "due_date"), What::DateRange),
        TermsError::NotAscending { instalment } => (at(*instalment, "due_date"), What::NotAscending),
        TermsError::SumDiffers { sum, .. } => {
            (names::INSTALMENTS.to_owned(), What::ScheduleDiffers(sum.amount()))
        }
        TermsError::Money(_) => (names::ITEMS.to_owned(), What::TooLarge),
    };
    Wrong { field, what }
}

/// What the server found, at the form's fields: its lines and instalments are counted without the rows
/// that were left empty.
pub(super) fn of_problem(problem: &Problem, lines: &[u32], instalments: &[u32]) -> Vec<Wrong> {
    problem.errors.iter().map(|error| of_error(error, problem, lines, instalments)).collect()
}

fn of_error(error: &FieldError, problem: &Problem, lines: &[u32], instalments: &[u32]) -> Wrong {
    let field = numbered(&error.field, names::ITEMS, lines)
        .or_else(|| numbered(&error.field, names::INSTALMENTS, instalments))
        .unwrap_or_else(|| error.field.clone());
    let field = match field.strip_suffix(".product_id") {
        Some(row) => format!("{row}.name"),
        None if field == names::DOWN => format!("{}.amount", names::DOWN),
        None => field,
    };
    let sum = || problem.extensions.get("sum").and_then(serde_json::Value::as_i64).unwrap_or_default();
    if let Some(kind) = error.kind().filter(|kind| kind.is_about_text()) {
        return Wrong { field, what: What::Text(kind) };
    }
    let what = match (field.as_str(), error.code.as_str()) {
        (_, "out_of_stock" | "not_for_sale") => What::OutOfStock,
        (_, "schedule_mismatch") => What::ScheduleDiffers(sum()),
        (_, "split_mismatch") => What::SumDiffers,
        (_, "too_little" | "only_cash_gives_change") => What::Tendered,
        (_, "not_ascending") => What::NotAscending,
        (_, "invalid_date") => What::Date,
        (_, "too_long") => What::TooLong,
        (_, "too_large") => What::TooLarge,
        (names::NAME, _) => What::NameMissing,
        (names::PHONE, "missing") => What::PhoneMissing,
        (names::PHONE, _) => What::Phone,
        (names::EMAIL, _) => What::Email,
        (names::DISCOUNT, _) => What::Discount,
        (names::REASON, _) => What::NoReason,
        (names::ITEMS, "missing" | "count") => What::NoLines,
        (names::COUNT, _) => What::Count,
        (names::DUE_DATE | names::FIRST_DUE, _) => What::DateRange,
        (field, "out_of_range") if field.ends_with(".quantity") => What::Quantity,
        (field, "out_of_range") if field.ends_with(".due_date") => What::DateRange,
        (field, "out_of_range") if field.starts_with(names::DOWN) => What::Down,
        (field, "out_of_range") if field.ends_with(".amount") => What::Amount,
        (field, "length") if field.ends_with(".name") => What::Name,
        _ => What::Refused,
    };
    Wrong { field, what }
}

/// A field of a list, by the row that the form has it in.
fn numbered(field: &str, list: &str, rows: &[u32]) -> Option<String> {
    let (place, rest) = field.strip_prefix(list)?.strip_prefix('[')?.split_once("].")?;
    let key = rows.get(place.parse::<usize>().ok()?)?;
    Some(names::row(list, *key, rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_server_finds_is_told_at_the_row_it_was_typed_in() {
        let problem = Problem::invalid("items[1].quantity", FieldCode::OutOfRange, "")
            .at("items[0].product_id", FieldCode::NotForSale, "")
            .at("payment.installments[1].due_date", FieldCode::NotAscending, "")
            .at("payment.down_payment", FieldCode::OutOfRange, "")
            .at("something.new", FieldCode::KeptLine, "");
        let found: Vec<(String, What)> = of_problem(&problem, &[3, 7], &[0, 4])
            .into_iter()
            .map(|wrong| (wrong.field, wrong.what))
            .collect();
        assert_eq!(
            found,
            [
                ("items[7].quantity".to_owned(), What::Quantity),
                ("items[3].name".to_owned(), What::OutOfStock),
                ("payment.installments[4].due_date".to_owned(), What::NotAscending),
                ("payment.down_payment.amount".to_owned(), What::Down),
                ("something.new".to_owned(), What::Refused),
            ]
        );
    }

    #[test]
    fn a_text_that_is_refused_is_told_as_what_it_is_in_both_languages() {
        for field in ["customer.name", "note", "items[0].name", "discount.reason", "customer.email"] {
            for code in FieldCode::ALL.iter().copied().filter(|code| code.is_about_text()) {
                let found = of_problem(&Problem::invalid(field, code, "English"), &[0], &[]).remove(0);
                assert!(matches!(found.what, What::Text(_)), "{field} {code:?}");
                let said =
                    |language| found.what.said(super::super::words::of(language), language, Currency::Idr);
                assert_ne!(said(Language::English), said(Language::Indonesian), "{code:?}");
            }
        }
    }
}
