//! What an entry's fields are called, and how their values read. Pure.

use contract::audit::FieldChangeView;
use domain::{money::Currency, order::Lifecycle, payment::PaymentMethod};
use serde_json::Value;

use super::words::AuditWords;
use crate::{
    format::day,
    words::{Language, Words, fill},
};

/// How much of a hash is shown: enough to tell two apart.
const HASH_SHOWN: usize = 12;

/// Says fields in a language, with amounts of a currency.
#[derive(Clone, Copy)]
pub(super) struct Sayer {
    pub(super) words: &'static Words,
    pub(super) own: &'static AuditWords,
    pub(super) language: Language,
    pub(super) currency: Currency,
}

impl Sayer {
    /// What a field is called. One that has no word of its own is called as the API calls it.
    pub(super) fn name(self, field: &str) -> String {
        let (words, own) = (self.words, self.own);
        if let Some((line, part)) = line_of(field) {
            return match part {
                "quantity" => format!("{line}, {}", own.quantity),
                "note" => format!("{line}, {}", own.line_note),
                _ => line.to_owned(),
            };
        }
        let name = match field {
            "total" => words.order.total,
            "amount_paid" => words.order.paid,
            "status" => own.status,
            "number" => own.number,
            "customer.name" => own.customer_name,
            "customer.phone" => own.customer_phone,
            "customer.email" => own.customer_email,
            "payment.method" => own.payment_method,
            "payment.amount" => own.payment_amount,
            "payment.note" => own.payment_note,
            "payment.reverses" => own.payment_reverses,
            "payment_terms" => own.payment_terms,
            "deleted" => own.deleted,
            "erased" => own.erased,
            "shown" => own.shown,
            "jobs_retried" => own.jobs_retried,
            "jobs_cancelled" => own.jobs_cancelled,
            "job_kind" => own.job_kind,
            "job_id" => own.job_id,
            other => words.field(other),
        };
        name.to_owned()
    }

    /// What it was, if it was anything, and what it is.
    pub(super) fn values(self, change: &FieldChangeView) -> (Option<String>, String) {
        let old = (!change.old.is_null()).then(|| self.said(&change.field, &change.old));
        (old, self.said(&change.field, &change.new))
    }

    /// A value as a person reads it. A hash stands for what was erased; its beginning tells it apart.
    fn said(self, field: &str, value: &Value) -> String {
        match value {
            Value::Null => self.own.nothing.to_owned(),
            Value::Bool(true) => self.own.yes.to_owned(),
            Value::Bool(false) => self.own.no.to_owned(),
            Value::Number(number) => match number.as_i64().filter(|_| is_amount(field)) {
                Some(amount) => self.language.money(amount, self.currency),
                None => number.to_string(),
            },
            Value::String(text) => match text.strip_prefix("hash:") {
                Some(hash) => format!("#{}", hash.get(..HASH_SHOWN).unwrap_or(hash)),
                None => self.word(field, text),
            },
            Value::Array(values) => {
                values.iter().map(|value| self.said(field, value)).collect::<Vec<_>>().join(", ")
            }
            Value::Object(_) => self.composed(field, value),
        }
    }

    /// A word of the API in the reader's language.
    fn word(self, field: &str, text: &str) -> String {
        let known = match field {
            "status" => text.parse().ok().map(|state: Lifecycle| self.words.lifecycle(state)),
            "payment.method" => PaymentMethod::from_code(text).map(|method| self.words.method(method)),
            _ => None,
        };
        known.map_or_else(|| text.to_owned(), str::to_owned)
    }

    /// A value of several parts: a discount with its reason, or payment terms.
    fn composed(self, field: &str, value: &Value) -> String {
        let amount = |value: &Value| value.as_i64().map(|amount| self.language.money(amount, self.currency));
        match field {
            "discount" => {
                let reason = value["reason"].as_str().filter(|reason| !reason.is_empty());
                let reason = reason.map(|reason| format!(" ({reason})")).unwrap_or_default();
                format!("{}{reason}", amount(&value["amount"]).unwrap_or_default())
            }
            "payment_terms" => {
                let down = value["down_payment"].as_i64().filter(|down| *down > 0);
                let down =
                    down.map(|down| fill(self.own.down_payment, &self.language.money(down, self.currency)));
                let parts = value["installments"].as_array().into_iter().flatten().filter_map(|part| {
                    let due = part["due_date"].as_str()?.parse().ok()?;
                    Some(format!(
                        "{} {}",
                        amount(&part["amount"])?,
                        fill(self.own.by_day, &day(due, self.words))
                    ))
                });
                down.into_iter().chain(parts).collect::<Vec<_>>().join(", ")
            }
            _ => value.to_string(),
        }
    }
}

/// Whether a number is an amount of money.
fn is_amount(field: &str) -> bool {
    matches!(field, "total" | "amount_paid" | "discount" | "payment.amount")
}

/// The line that a field is of, and which part of it: `items[Latte].quantity`.
fn line_of(field: &str) -> Option<(&str, &str)> {
    let rest = field.strip_prefix("items[")?;
    ["quantity", "note"]
        .into_iter()
        .find_map(|part| Some((rest.strip_suffix(part)?.strip_suffix("].")?, part)))
        .or_else(|| Some((rest.strip_suffix(']')?, "")))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::audit::words::of;

    fn sayer(language: Language) -> Sayer {
        Sayer { words: crate::words::of(language), own: of(language), language, currency: Currency::Idr }
    }

    fn said(field: &str, value: Value) -> String {
        sayer(Language::English).said(field, &value)
    }

    #[test]
    fn values_read_as_people_say_them() {
        assert_eq!(said("customer.name", json!("Budi")), "Budi");
        assert_eq!(said("total", json!(12_000)), "IDR\u{a0}12,000");
        assert_eq!(said("items[Latte].quantity", json!(12_000)), "12000");
        assert_eq!(said("note", Value::Null), "nothing");
        assert_eq!(said("items", json!(["1 × Latte", "2 × Cake"])), "1 × Latte, 2 × Cake");
        assert_eq!(said("note", json!("hash:0123456789abcdef0123")), "#0123456789ab");
        assert_eq!(
            (said("deleted", json!(true)), said("status", json!("ready"))),
            ("yes".into(), "Ready".into())
        );
        assert_eq!(said("payment.method", json!("bank_transfer")), "Bank transfer");
        assert_eq!(
            said("discount", json!({"amount": 5_000, "reason": "regular"})),
            "IDR\u{a0}5,000 (regular)"
        );
        let terms =
            json!({"down_payment": 30_000, "installments": [{"due_date": "2026-12-21", "amount": 70_000}]});
        assert_eq!(said("payment_terms", terms), "IDR\u{a0}30,000 at once, IDR\u{a0}70,000 by 21 Dec 2026");
    }

    #[test]
    fn every_field_that_is_written_has_a_word_in_each_language() {
        for language in Language::ALL {
            for field in [
                "total",
                "amount_paid",
                "status",
                "number",
                "items",
                "discount",
                "note",
                "customer.name",
                "customer.phone",
                "customer.email",
                "payment.method",
                "payment.amount",
                "payment.note",
                "payment.reverses",
                "payment_terms",
                "deleted",
                "erased",
                "shown",
            ] {
                assert!(!sayer(language).name(field).contains(['.', '_', '[']), "{field}");
                assert_ne!(sayer(language).name(field), field);
            }
        }
    }

    #[test]
    fn a_line_is_called_by_its_name_whatever_that_is() {
        let english = sayer(Language::English);
        assert_eq!(english.name("items[Latte]"), "Latte");
        assert_eq!(english.name("items[Cake [large]].quantity"), "Cake [large], quantity");
        assert_eq!(english.name("items[Es kopi].note"), "Es kopi, note");
        assert_eq!(english.name("unheard.of"), "unheard.of");
    }
}
