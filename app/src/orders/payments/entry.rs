//! A payment as it is typed. Pure.

#[cfg(any(feature = "ssr", test))]
use chrono::{NaiveDate, NaiveTime};
use contract::orders::OrderView;
#[cfg(any(feature = "ssr", test))]
use contract::{
    Problem,
    orders::RecordPayment,
    problem::{Code, FieldCode},
};
#[cfg(any(feature = "ssr", test))]
use domain::{
    basket::MAX_NOTE,
    calendar::{CalendarDay, Timestamp},
    wall_clock::WallClock,
};
use domain::{
    money::{AmountError, Money, MoneyStyle, read_amount},
    payment::{PaymentError, PaymentMethod, PaymentPlan},
    payment_terms::InstalmentStatus,
};
use serde::{Deserialize, Serialize};

use crate::form::Fields;

/// A payment as it is typed.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PaymentEntry {
    /// Makes sending it twice one payment.
    pub key: String,
    /// How much it pays.
    pub amount: String,
    /// A word of the API.
    pub method: String,
    /// Cash handed over; may be empty.
    pub tendered: String,
    /// `YYYY-MM-DD`; empty for today.
    pub paid_on: String,
    /// For the shop; may be empty.
    pub note: String,
}

// A note is for nobody's log.
impl std::fmt::Debug for PaymentEntry {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("PaymentEntry { .. }")
    }
}

/// What is wrong with a payment, each at its field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum PaymentWrong {
    /// No amount above zero.
    Amount,
    /// No amount yet.
    Unfinished,
    /// More than is due.
    Balance,
    /// No such way to pay.
    Method,
    /// No amount, or less than is paid.
    Tendered,
    /// No amount yet.
    TenderedUnfinished,
}

impl PaymentWrong {
    /// The field, and what is wrong, as the API says it.
    #[cfg(any(feature = "ssr", test))]
    pub(super) const fn codes(self) -> (&'static str, FieldCode) {
        match self {
            Self::Amount => ("amount", FieldCode::OutOfRange),
            Self::Unfinished => ("amount", FieldCode::Unfinished),
            Self::Balance => ("amount", FieldCode::ExceedsBalance),
            Self::Method => ("method", FieldCode::Unknown),
            Self::Tendered => ("tendered", FieldCode::TooLittle),
            Self::TenderedUnfinished => ("tendered", FieldCode::Unfinished),
        }
    }
}

impl PaymentEntry {
    /// What is offered first: the oldest open instalment's rest, or else the balance, in cash.
    pub(super) fn suggested(order: &OrderView, key: String, style: MoneyStyle) -> Self {
        let parts = order.payment_terms.iter().flat_map(|terms| &terms.installments);
        let open = parts.filter(|part| part.status != InstalmentStatus::Paid).map(|part| {
            // A down payment that is still owed comes before the first instalment.
            part.amount.saturating_sub(part.amount_paid)
        });
        let due = open.take(1).next().unwrap_or(order.balance_due).min(order.balance_due);
        let amount = Money::new(due, order.currency).map(|due| due.digits(style)).unwrap_or_default();
        Self { key, amount, method: PaymentMethod::Cash.code().to_owned(), ..Self::default() }
    }

    /// What a form holds.
    pub(super) fn read(fields: &Fields) -> Self {
        Self {
            key: fields.text("key"),
            amount: fields.text("amount"),
            method: fields.text("method"),
            tendered: fields.text("tendered"),
            paid_on: fields.text("paid_on"),
            note: fields.text("note"),
        }
    }

    /// The change it gives when so much is due, or what is wrong with its money.
    pub(super) fn change(&self, balance: Money) -> Result<Money, PaymentWrong> {
        let (amount, method, tendered) = self.money(balance)?;
        let plan = PaymentPlan::Full { method, tendered };
        plan.settle(amount).map(|settlement| settlement.change).map_err(|error| match error {
            PaymentError::TenderedTooLittle { .. } | PaymentError::TenderedWithoutCash { .. } => {
                PaymentWrong::Tendered
            }
            _ => PaymentWrong::Amount,
        })
    }

    fn money(&self, balance: Money) -> Result<(Money, PaymentMethod, Option<Money>), PaymentWrong> {
        let currency = balance.currency();
        let amount = read_amount(&self.amount, currency).map_err(|error| match error {
            AmountError::Unfinished => PaymentWrong::Unfinished,
            AmountError::Wrong => PaymentWrong::Amount,
        })?;
        if amount.amount() <= 0 {
            return Err(PaymentWrong::Amount);
        }
        if amount.amount() > balance.amount() {
            return Err(PaymentWrong::Balance);
        }
        let method = PaymentMethod::from_code(&self.method).ok_or(PaymentWrong::Method)?;
        // Cash that was typed before another way was chosen means nothing for it.
        if method != PaymentMethod::Cash || self.tendered.trim().is_empty() {
            return Ok((amount, method, None));
        }
        let tendered = read_amount(&self.tendered, currency).map_err(|error| match error {
            AmountError::Unfinished => PaymentWrong::TenderedUnfinished,
            AmountError::Wrong => PaymentWrong::Tendered,
        })?;
        Ok((amount, method, Some(tendered)))
    }

    /// The command that records it, or what is wrong, everything at once. `today` is the store's trading
    /// day, `wall_clock` the clock on its wall.
    #[cfg(any(feature = "ssr", test))]
    pub(super) fn command(
        &self,
        balance: Money,
        today: NaiveDate,
        wall_clock: &WallClock,
    ) -> Result<RecordPayment, Problem> {
        let mut wrong = Vec::new();
        let money = self.change(balance).and_then(|_| self.money(balance));
        wrong.extend(money.err().map(PaymentWrong::codes));
        let paid_at = match self.paid_on.trim() {
            "" => Ok(None),
            typed => match typed.parse().map(CalendarDay::date) {
                Ok(day) if day == today => Ok(None),
                Ok(day) if day < today => {
                    noon(day, wall_clock).map(Some).ok_or(("paid_at", FieldCode::OutOfRange))
                }
                _ => Err(("paid_at", FieldCode::OutOfRange)),
            },
        };
        wrong.extend(paid_at.err());
        let note = Some(self.note.trim().to_owned()).filter(|note| !note.is_empty());
        if note.as_ref().is_some_and(|note| note.chars().count() > MAX_NOTE) {
            wrong.push(("note", FieldCode::TooLong));
        }
        let (Ok((amount, method, tendered)), Ok(paid_at), true) = (money, paid_at, wrong.is_empty()) else {
            let problem = Problem::new(Code::InvalidRequest, "");
            return Err(wrong
                .into_iter()
                .fold(problem, |problem, (field, code)| problem.at(field, code, "")));
        };
        Ok(RecordPayment {
            amount: amount.amount(),
            method: method.code().to_owned(),
            tendered: tendered.map(Money::amount),
            paid_at,
            note,
        })
    }
}

/// Noon of a day at a store: within that trading day, whenever it is cut off.
#[cfg(any(feature = "ssr", test))]
fn noon(day: NaiveDate, wall_clock: &WallClock) -> Option<Timestamp> {
    Timestamp::of(wall_clock.instant(day.and_time(NaiveTime::from_hms_opt(12, 0, 0)?)))
}

#[cfg(test)]
mod tests {
    use domain::money::Currency;

    use super::*;

    fn balance() -> Money {
        Money::new(770_000, Currency::Idr).unwrap()
    }

    fn command(entry: &PaymentEntry) -> Result<RecordPayment, Problem> {
        entry.command(balance(), "2026-11-21".parse().unwrap(), &WallClock::fixed(25_200))
    }

    fn entry(amount: &str, method: &str, tendered: &str) -> PaymentEntry {
        PaymentEntry {
            amount: amount.into(),
            method: method.into(),
            tendered: tendered.into(),
            ..PaymentEntry::default()
        }
    }

    #[test]
    fn cash_gives_change_and_too_much_is_refused() {
        let change = |entry: PaymentEntry| entry.change(balance()).map(Money::amount);
        assert_eq!(change(entry("385.000", "cash", "400.000")), Ok(15_000));
        assert_eq!(change(entry("385.000", "card", "1")), Ok(0));
        assert_eq!(change(entry("385.000", "cash", "380.000")), Err(PaymentWrong::Tendered));
        assert_eq!(change(entry("770.001", "cash", "")), Err(PaymentWrong::Balance));
        assert_eq!(change(entry("0", "cash", "")), Err(PaymentWrong::Amount));
        assert_eq!(change(entry("385.0", "cash", "")), Err(PaymentWrong::Unfinished));
        assert_eq!(change(entry("5", "beads", "")), Err(PaymentWrong::Method));
    }

    #[test]
    fn a_payment_of_an_earlier_day_counts_to_that_day() {
        let on = |paid_on: &str| {
            let entry = PaymentEntry { paid_on: paid_on.into(), ..entry("1", "card", "") };
            command(&entry).map(|command| command.paid_at)
        };
        assert_eq!(on("2026-11-20").unwrap(), Some("2026-11-20T05:00:00Z".parse().unwrap()));
        assert_eq!((on("").unwrap(), on("2026-11-21").unwrap()), (None, None));
        assert!(on("2026-11-22").is_err() && on("yesterday").is_err());
        assert!(on("-262143-01-01").is_err() && on("+2026-11-20").is_err(), "never taken for now");
    }

    #[test]
    fn everything_wrong_is_told_at_once() {
        let entry = PaymentEntry {
            paid_on: "2030-01-01".into(),
            note: "x".repeat(MAX_NOTE + 1),
            ..entry("much", "cash", "")
        };
        let problem = command(&entry).unwrap_err();
        let fields: Vec<&str> = problem.errors.iter().map(|error| error.field.as_str()).collect();
        assert_eq!(fields, ["amount", "paid_at", "note"]);
    }
}
