//! How an order is paid for: methods, plans, change, and the cash amounts worth a button.

use serde::{Deserialize, Serialize};

use crate::money::{Money, MoneyError};

/// The most parts one payment may be split into.
pub const MAX_PARTS: usize = 10;

/// What the money came as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PaymentMethod {
    /// Notes and coins.
    Cash,
    /// A card terminal of the shop's bank.
    Card,
    /// A transfer to the shop's account.
    BankTransfer,
    /// A paper check.
    Check,
    /// Anything else, told in the note.
    Other,
}

impl PaymentMethod {
    /// All of them, in the order tills show them.
    pub const ALL: [Self; 5] = [Self::Cash, Self::Card, Self::BankTransfer, Self::Check, Self::Other];

    /// The word the API uses.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Cash => "cash",
            Self::Card => "card",
            Self::BankTransfer => "bank_transfer",
            Self::Check => "check",
            Self::Other => "other",
        }
    }

    /// The method that a word of the API names.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|method| method.code() == code)
    }
}

/// One part of a payment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct PaymentPart {
    /// What it comes as.
    pub method: PaymentMethod,
    /// What it pays of the order.
    pub amount: Money,
    /// What was handed over, if more: cash only.
    pub tendered: Option<Money>,
}

/// How an order will be paid.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PaymentPlan {
    /// All of it now, one way.
    Full {
        /// What it comes as.
        method: PaymentMethod,
        /// Cash handed over; absent means exactly the total.
        tendered: Option<Money>,
    },
    /// All of it now, several ways.
    Split(Vec<PaymentPart>),
}

/// What is entered into the ledger at once, and what goes back over the counter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settlement {
    /// The entries, each above zero; none for an order that costs nothing.
    pub parts: Vec<PaymentPart>,
    /// Cash to give back.
    pub change: Money,
}

/// Why a plan doesn't pay the order; a part is named by its place, from 0.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PaymentError {
    /// Less cash than the amount it pays.
    #[error("the amount received is less than the amount to pay")]
    TenderedTooLittle {
        /// Which part; 0 for a full payment.
        part: usize,
    },
    /// Change is only given on cash.
    #[error("only cash can be more than the amount to pay")]
    TenderedWithoutCash {
        /// Which part; 0 for a full payment.
        part: usize,
    },
    /// A part of nothing or less.
    #[error("each part pays more than zero")]
    PartAmount {
        /// Which part.
        part: usize,
    },
    /// No parts, or more than [`MAX_PARTS`].
    #[error("a split payment has 1 to {MAX_PARTS} parts")]
    PartCount,
    /// The parts' sum isn't the total.
    #[error("the parts must add up to the total")]
    SumDiffers {
        /// What they add up to.
        sum: Money,
        /// What they should.
        total: Money,
    },
    /// Beyond what can be counted, or in another currency.
    #[error("the payment can't be added up")]
    Money(#[source] MoneyError),
}

impl PaymentPlan {
    /// What this plan enters into the ledger of an order of `total`.
    pub fn settle(&self, total: Money) -> Result<Settlement, PaymentError> {
        let parts = match self {
            Self::Full { method, tendered } => {
                vec![PaymentPart { method: *method, amount: total, tendered: *tendered }]
            }
            Self::Split(parts) if parts.is_empty() || parts.len() > MAX_PARTS => {
                return Err(PaymentError::PartCount);
            }
            Self::Split(parts) => parts.clone(),
        };
        let mut change = Money::zero(total.currency());
        let mut sum = Money::zero(total.currency());
        for (place, part) in parts.iter().enumerate() {
            if matches!(self, Self::Split(_)) && part.amount.amount() <= 0 {
                return Err(PaymentError::PartAmount { part: place });
            }
            change = change.plus(part.change(place)?).map_err(PaymentError::Money)?;
            sum = sum.plus(part.amount).map_err(PaymentError::Money)?;
        }
        if sum != total {
            return Err(PaymentError::SumDiffers { sum, total });
        }
        Ok(Settlement { parts: parts.into_iter().filter(|part| part.amount.amount() > 0).collect(), change })
    }
}

impl PaymentPart {
    fn change(&self, place: usize) -> Result<Money, PaymentError> {
        let Some(tendered) = self.tendered else { return Ok(Money::zero(self.amount.currency())) };
        let change = tendered.minus(self.amount).map_err(PaymentError::Money)?;
        if change.amount() < 0 {
            return Err(PaymentError::TenderedTooLittle { part: place });
        }
        if change.amount() > 0 && self.method != PaymentMethod::Cash {
            return Err(PaymentError::TenderedWithoutCash { part: place });
        }
        Ok(change)
    }
}

/// Up to five amounts a customer is likely to hand over for `due`: exactly that, then what notes
/// of one kind make, ascending. For Rp 96.800: 96.800, 100.000, 150.000.
pub fn quick_cash(due: Money) -> Vec<Money> {
    const MOST: usize = 5;
    let mut amounts = vec![due];
    if due.amount() <= 0 {
        return amounts;
    }
    let notes = due.currency().notes();
    let round_up = |note: &i64| due.amount().checked_add(note - 1).map(|up| up / note * note);
    // Someone who pays in the second largest note may hold one more of it than is needed.
    let one_more = notes.iter().rev().nth(1).and_then(|note| round_up(note)?.checked_add(*note));
    let mut rounded: Vec<i64> = notes.iter().filter_map(round_up).chain(one_more).collect();
    rounded.sort_unstable();
    rounded.dedup();
    let larger = rounded.into_iter().filter(|amount| *amount > due.amount());
    amounts.extend(larger.filter_map(|amount| Money::new(amount, due.currency()).ok()).take(MOST - 1));
    amounts
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::money::Currency;
    use proptest::prelude::*;

    fn idr(amount: i64) -> Money {
        Money::new(amount, Currency::Idr).unwrap()
    }

    fn part(method: PaymentMethod, amount: i64) -> PaymentPart {
        PaymentPart { method, amount: idr(amount), tendered: None }
    }

    #[test]
    fn cash_gives_change() {
        let plan = PaymentPlan::Full { method: PaymentMethod::Cash, tendered: Some(idr(100_000)) };
        let settled = plan.settle(idr(96_800)).unwrap();
        assert_eq!(settled.change, idr(3_200));
        assert_eq!(settled.parts.len(), 1);
    }

    #[test]
    fn too_little_cash_and_change_on_a_card_are_refused() {
        let pay = |method, tendered| {
            PaymentPlan::Full { method, tendered: Some(idr(tendered)) }
                .settle(idr(1_000))
                .map(|paid| paid.change)
        };
        assert_eq!(pay(PaymentMethod::Cash, 999), Err(PaymentError::TenderedTooLittle { part: 0 }));
        assert_eq!(pay(PaymentMethod::Card, 1_001), Err(PaymentError::TenderedWithoutCash { part: 0 }));
        assert_eq!(pay(PaymentMethod::Card, 1_000), Ok(idr(0)));
    }

    #[test]
    fn parts_must_add_up() {
        let split = |amounts: &[i64]| {
            let parts = amounts.iter().map(|amount| part(PaymentMethod::Card, *amount)).collect();
            PaymentPlan::Split(parts).settle(idr(1_000)).map(|paid| paid.parts.len())
        };
        assert_eq!(split(&[400, 600]), Ok(2));
        assert_eq!(split(&[400, 500]), Err(PaymentError::SumDiffers { sum: idr(900), total: idr(1_000) }));
        assert_eq!(split(&[1_000, 0]), Err(PaymentError::PartAmount { part: 1 }));
        assert_eq!(split(&[]), Err(PaymentError::PartCount));
        assert_eq!(split(&[1; 11]), Err(PaymentError::PartCount));
    }

    #[test]
    fn an_order_that_costs_nothing_enters_nothing() {
        let plan = PaymentPlan::Full { method: PaymentMethod::Cash, tendered: None };
        assert_eq!(plan.settle(idr(0)).unwrap().parts, []);
    }

    #[test]
    fn quick_cash_suggests_what_people_hold() {
        let amounts = |due| quick_cash(idr(due)).iter().map(|money| money.amount()).collect::<Vec<_>>();
        assert_eq!(amounts(96_800), [96_800, 100_000, 150_000]);
        assert_eq!(amounts(28_000), [28_000, 30_000, 40_000, 50_000, 100_000]);
        assert_eq!(amounts(100_000), [100_000, 150_000]);
        assert_eq!(amounts(0), [0]);
    }

    proptest! {
        #[test]
        fn quick_cash_is_enough_and_ascends(due in 1_i64..1_000_000_000) {
            for currency in [Currency::Idr, Currency::Usd] {
                let due = Money::new(due, currency).unwrap();
                let amounts = quick_cash(due);
                prop_assert_eq!(amounts[0], due);
                prop_assert!(amounts.len() <= 5);
                prop_assert!(amounts.windows(2).all(|pair| pair[0].amount() < pair[1].amount()));
            }
        }
    }
}
