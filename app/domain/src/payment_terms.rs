//! How an order that isn't paid at once will be paid: a down payment, and instalments with due dates.
//!
//! The down payment and the instalments add up to the order's total exactly; rounding goes to the last
//! instalment. What was paid settles the down payment first, then the oldest open instalment.

use chrono::{Months, NaiveDate, TimeDelta};
use serde::{Deserialize, Serialize};

use crate::money::{Money, MoneyError};

/// The most instalments of one order.
pub const MAX_INSTALMENTS: usize = 60;
/// How far ahead, in days, the last instalment may be due: ten years.
pub const MAX_DAYS_AHEAD: i64 = 3_653;
/// Hundredths of a percent in a whole.
const WHOLE: i64 = 10_000;

/// What lies between two due dates.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Interval {
    /// Seven days.
    Week,
    /// Fourteen days.
    TwoWeeks,
    /// A calendar month; a day that a month hasn't got becomes its last.
    Month,
}

impl Interval {
    /// All of them, in the order forms show them.
    pub const ALL: [Self; 3] = [Self::Month, Self::TwoWeeks, Self::Week];

    /// The word the API uses.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Week => "week",
            Self::TwoWeeks => "two_weeks",
            Self::Month => "month",
        }
    }

    /// The interval that a word of the API names.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|interval| interval.code() == code)
    }

    /// So many intervals after `first`, counted from it and not from the date before, so that a
    /// schedule from 31 January comes back to the 31st in March.
    pub fn after(self, first: NaiveDate, count: u32) -> Option<NaiveDate> {
        match self {
            Self::Week => first.checked_add_signed(TimeDelta::weeks(i64::from(count))),
            Self::TwoWeeks => first.checked_add_signed(TimeDelta::weeks(2 * i64::from(count))),
            Self::Month => first.checked_add_months(Months::new(count)),
        }
    }
}

/// What is paid at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DownPayment {
    /// So much.
    Amount(Money),
    /// So many hundredths of a percent of the total.
    Share(i64),
}

/// How the rest is paid.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Schedule {
    /// So many times the same, at regular distances.
    Regular {
        /// How many times.
        count: usize,
        /// How far apart.
        interval: Interval,
        /// When for the first time.
        first_due: NaiveDate,
    },
    /// As agreed, one by one.
    Agreed(Vec<(NaiveDate, Money)>),
}

/// One amount and the day it is due.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Instalment {
    /// The last day on which it is paid in time, in the store's zone.
    pub due_date: NaiveDate,
    /// How much.
    pub amount: Money,
}

/// A down payment and instalments that add up to a total.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PaymentTerms {
    total: Money,
    down_payment: Money,
    instalments: Vec<Instalment>,
}

/// Why there are no such terms; an instalment is named by its place, from 0.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TermsError {
    /// Below zero, or nothing left for instalments.
    #[error("a down payment is at least 0 and less than the total")]
    DownPayment,
    /// None, or more than [`MAX_INSTALMENTS`].
    #[error("there are 1 to {MAX_INSTALMENTS} instalments")]
    Count,
    /// More instalments than smallest units to pay.
    #[error("each instalment is more than 0")]
    Amount {
        /// Which.
        instalment: usize,
    },
    /// A due date before the order or ten years after it.
    #[error("an instalment is due on the day of the order or later, within ten years")]
    DueDate {
        /// Which.
        instalment: usize,
    },
    /// Due dates that don't ascend.
    #[error("each instalment is due after the one before")]
    NotAscending {
        /// Which.
        instalment: usize,
    },
    /// The down payment and the instalments don't add up to the total.
    #[error("the down payment and the instalments must add up to the total")]
    SumDiffers {
        /// What they add up to.
        sum: Money,
        /// What they should.
        total: Money,
    },
    /// Beyond what can be counted, or in another currency.
    #[error("the schedule can't be added up")]
    Money(#[source] MoneyError),
}

impl From<MoneyError> for TermsError {
    fn from(error: MoneyError) -> Self {
        Self::Money(error)
    }
}

impl DownPayment {
    /// How much that is of `total`, half units rounded up as tills do.
    pub fn of(self, total: Money) -> Result<Money, TermsError> {
        let amount = match self {
            Self::Amount(amount) => amount,
            Self::Share(hundredths) if (0..WHOLE).contains(&hundredths) => total.scale(hundredths, WHOLE)?,
            Self::Share(_) => return Err(TermsError::DownPayment),
        };
        let rest = total.minus(amount)?;
        if amount.amount() < 0 || rest.amount() <= 0 {
            return Err(TermsError::DownPayment);
        }
        Ok(amount)
    }
}

impl PaymentTerms {
    /// The terms of an order of `total` that is placed on `today`.
    pub fn agree(
        total: Money,
        down_payment: DownPayment,
        schedule: &Schedule,
        today: NaiveDate,
    ) -> Result<Self, TermsError> {
        let down_payment = down_payment.of(total)?;
        let rest = total.minus(down_payment)?;
        let instalments = match schedule {
            Schedule::Regular { count, interval, first_due } => regular(rest, *count, *interval, *first_due)?,
            Schedule::Agreed(parts) => parts
                .iter()
                .map(|(due_date, amount)| Instalment { due_date: *due_date, amount: *amount })
                .collect(),
        };
        let terms = Self { total, down_payment, instalments };
        terms.check(today)?;
        Ok(terms)
    }

    /// Terms as they were stored.
    pub fn stored(
        total: Money,
        down_payment: Money,
        instalments: Vec<Instalment>,
    ) -> Result<Self, TermsError> {
        let terms = Self { total, down_payment, instalments };
        terms.check_sum()?;
        Ok(terms)
    }

    /// What they add up to: the order's total.
    pub const fn total(&self) -> Money {
        self.total
    }

    /// What was to be paid at once.
    pub const fn down_payment(&self) -> Money {
        self.down_payment
    }

    /// What is to be paid later, by due date.
    pub fn instalments(&self) -> &[Instalment] {
        &self.instalments
    }

    fn check(&self, today: NaiveDate) -> Result<(), TermsError> {
        if self.instalments.is_empty() || self.instalments.len() > MAX_INSTALMENTS {
            return Err(TermsError::Count);
        }
        let last = today.checked_add_signed(TimeDelta::days(MAX_DAYS_AHEAD)).unwrap_or(NaiveDate::MAX);
        let mut before = None;
        for (place, instalment) in self.instalments.iter().enumerate() {
            if instalment.amount.amount() <= 0 {
                return Err(TermsError::Amount { instalment: place });
            }
            if instalment.due_date < today || instalment.due_date > last {
                return Err(TermsError::DueDate { instalment: place });
            }
            if before.is_some_and(|before| instalment.due_date <= before) {
                return Err(TermsError::NotAscending { instalment: place });
            }
            before = Some(instalment.due_date);
        }
        self.check_sum()
    }

    fn check_sum(&self) -> Result<(), TermsError> {
        let sum = self.instalments.iter().try_fold(self.down_payment, |sum, part| sum.plus(part.amount))?;
        if sum == self.total { Ok(()) } else { Err(TermsError::SumDiffers { sum, total: self.total }) }
    }
}

fn regular(
    rest: Money,
    count: usize,
    interval: Interval,
    first_due: NaiveDate,
) -> Result<Vec<Instalment>, TermsError> {
    if count == 0 || count > MAX_INSTALMENTS {
        return Err(TermsError::Count);
    }
    let shares = shares(rest, &vec![1; count])?;
    let parts = shares.into_iter().zip(0_u32..).map(|(amount, place)| {
        let instalment = usize::try_from(place).unwrap_or(usize::MAX);
        let due_date = interval.after(first_due, place).ok_or(TermsError::DueDate { instalment })?;
        Ok(Instalment { due_date, amount })
    });
    parts.collect()
}

/// Splits an amount by weight: each share rounded down, what is left over to the last.
fn shares(amount: Money, weights: &[i64]) -> Result<Vec<Money>, MoneyError> {
    let whole: i128 = weights.iter().map(|weight| i128::from(*weight)).sum();
    let mut left = amount;
    let mut shares = Vec::with_capacity(weights.len());
    for (place, weight) in weights.iter().enumerate() {
        let share = if place + 1 == weights.len() || whole <= 0 {
            left
        } else {
            let share = i128::from(amount.amount()) * i128::from(*weight) / whole;
            Money::new(i64::try_from(share).map_err(|_| MoneyError::TooLarge)?, amount.currency())?
        };
        left = left.minus(share)?;
        shares.push(share);
    }
    Ok(shares)
}

/// How far an instalment is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum InstalmentStatus {
    /// Something of it is still to be paid, and there is time.
    Open,
    /// All of it was paid.
    Paid,
    /// Something of it is still to be paid, and its day is over.
    Overdue,
}

impl InstalmentStatus {
    /// The word the API uses.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Paid => "paid",
            Self::Overdue => "overdue",
        }
    }
}

/// An instalment and what was paid of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing {
    /// The instalment.
    pub instalment: Instalment,
    /// What was paid of it.
    pub paid: Money,
    /// How far it is.
    pub status: InstalmentStatus,
}

impl Standing {
    /// What is still to be paid of it.
    pub fn open(&self) -> i64 {
        self.instalment.amount.amount() - self.paid.amount()
    }
}

impl PaymentTerms {
    /// What `paid` settles, all in all, as seen on `today`: first the down payment, then the oldest
    /// instalment. More than the total settles everything.
    pub fn standing(&self, paid: Money, today: NaiveDate) -> Vec<Standing> {
        let mut left = paid.amount().saturating_sub(self.down_payment.amount()).max(0);
        let standing = self.instalments.iter().map(|instalment| {
            let settled = left.min(instalment.amount.amount());
            left -= settled;
            let status = match settled == instalment.amount.amount() {
                true => InstalmentStatus::Paid,
                false if instalment.due_date < today => InstalmentStatus::Overdue,
                false => InstalmentStatus::Open,
            };
            let paid = Money::new(settled, instalment.amount.currency());
            Standing { instalment: *instalment, paid: paid.unwrap_or(instalment.amount), status }
        });
        standing.collect()
    }

    /// The due date of the oldest instalment that `paid` doesn't settle.
    pub fn next_due(&self, paid: Money) -> Option<NaiveDate> {
        let standing = self.standing(paid, NaiveDate::MIN);
        standing.iter().find(|part| part.open() > 0).map(|part| part.instalment.due_date)
    }

    /// Which instalment each of some ledger entries settles first, by number from 1: none for what
    /// settles the down payment only, and for what gives money back.
    pub fn settled_by(&self, entries: &[i64]) -> Vec<Option<u32>> {
        let mut paid = 0_i64;
        let settled = entries.iter().map(|entry| {
            let before = paid;
            paid = paid.saturating_add(*entry);
            if *entry <= 0 || paid <= self.down_payment.amount() {
                return None;
            }
            let mut end = self.down_payment.amount();
            let place = self.instalments.iter().position(|instalment| {
                end = end.saturating_add(instalment.amount.amount());
                before < end
            })?;
            u32::try_from(place + 1).ok()
        });
        settled.collect()
    }

    /// The terms of the same order when it comes to another total: what was paid stays where it
    /// settled, and the rest is spread over what was open, in proportion. Instalments of nothing
    /// fall away; none at all are left when what was paid down is the new total.
    pub fn remade(&self, total: Money, paid: Money) -> Result<Self, TermsError> {
        let down_payment = match paid.amount() < self.down_payment.amount() {
            // A down payment that was given back is owed again, at most all of the new total.
            true => self.down_payment.amount().min(total.amount()),
            false => self.down_payment.amount(),
        };
        let down_payment = Money::new(down_payment, total.currency())?;
        let held = if paid.amount() > down_payment.amount() { paid } else { down_payment };
        let rest = total.minus(held)?;
        if rest.amount() < 0 {
            return Err(TermsError::SumDiffers { sum: held, total });
        }
        let standing = self.standing(held, NaiveDate::MIN);
        let open: Vec<i64> = standing.iter().map(Standing::open).collect();
        let none_open = open.iter().all(|open| *open == 0);
        let last_open = open.iter().rposition(|open| *open > 0).unwrap_or(open.len().saturating_sub(1));
        let weights: Vec<i64> = open.iter().take(last_open + 1).copied().collect();
        // Everything was settled: the last instalment takes what is new.
        let all_settled = || (1..=open.len()).map(|place| i64::from(place == open.len())).collect();
        let weights = if none_open { all_settled() } else { weights };
        let shares = shares(rest, &weights)?;
        let mut instalments = Vec::with_capacity(standing.len());
        for (place, part) in standing.iter().enumerate() {
            let share = shares.get(place).copied().unwrap_or(Money::zero(total.currency()));
            let amount = part.paid.plus(share)?;
            if amount.amount() > 0 {
                instalments.push(Instalment { due_date: part.instalment.due_date, amount });
            }
        }
        Self::stored(total, down_payment, instalments)
    }
}

#[cfg(test)]
#[path = "payment_terms_tests.rs"]
mod tests;
