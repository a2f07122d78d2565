//! How a sale is paid, as it is typed at the till. Pure.

use contract::orders::{PartDraft, PaymentDraft};
use domain::{
    money::{AmountError, Currency, Money, read_amount},
    payment::{MAX_PARTS, PaymentError, PaymentMethod, PaymentPart, PaymentPlan, Settlement},
};
use serde::{Deserialize, Serialize};

/// How a sale is paid, as it is typed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tender {
    /// The one way, unless it is split.
    pub method: PaymentMethod,
    /// Cash handed over; empty means exactly the total.
    pub received: String,
    /// The parts of a split payment; none if it isn't split.
    pub parts: Vec<TenderPart>,
}

/// A part of a split payment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TenderPart {
    /// What it comes as.
    pub method: PaymentMethod,
    /// What it pays, as it is typed.
    pub typed: String,
}

/// Why a sale can't be completed yet.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TenderError {
    /// A part that isn't the last pays nothing yet.
    #[error("a part has no amount")]
    Missing,
    /// What was typed is no amount.
    #[error("an amount can't be read")]
    Typed,
    /// What was typed isn't an amount yet.
    #[error("an amount isn't whole")]
    Unfinished,
    /// It doesn't pay the sale.
    #[error("it doesn't pay the sale")]
    Plan(#[source] PaymentError),
}

impl From<AmountError> for TenderError {
    fn from(error: AmountError) -> Self {
        match error {
            AmountError::Unfinished => Self::Unfinished,
            AmountError::Wrong => Self::Typed,
        }
    }
}

impl Default for Tender {
    fn default() -> Self {
        Self { method: PaymentMethod::Cash, received: String::new(), parts: Vec::new() }
    }
}

impl Tender {
    /// Whether several ways are used.
    pub fn is_split(&self) -> bool {
        !self.parts.is_empty()
    }

    /// Begins to split, or adds one more part.
    pub fn split(&mut self) {
        if self.parts.is_empty() {
            self.parts.push(TenderPart { method: self.method, typed: self.received.clone() });
        }
        if self.parts.len() < MAX_PARTS {
            let used = |method: &PaymentMethod| self.parts.iter().any(|part| part.method == *method);
            let method = PaymentMethod::ALL.into_iter().find(|method| !used(method));
            let method = method.unwrap_or(PaymentMethod::Other);
            self.parts.push(TenderPart { method, typed: String::new() });
        }
    }

    /// Takes a part out; a single one left over is no split any more.
    pub fn remove_part(&mut self, place: usize) {
        if place < self.parts.len() {
            self.parts.remove(place);
        }
        if let [last] = self.parts.as_slice() {
            self.method = last.method;
            self.received.clear();
            self.parts.clear();
        }
    }

    /// What this pays, and what goes back over the counter. The last part of a split that is left
    /// empty pays what the others leave.
    pub fn settle(&self, total: Money) -> Result<Settlement, TenderError> {
        self.plan(total)?.settle(total).map_err(TenderError::Plan)
    }

    fn plan(&self, total: Money) -> Result<PaymentPlan, TenderError> {
        let currency = total.currency();
        if self.parts.is_empty() {
            return Ok(PaymentPlan::Full { method: self.method, tendered: self.tendered(currency)? });
        }
        let mut left = total;
        let mut parts = Vec::with_capacity(self.parts.len());
        for (place, part) in self.parts.iter().enumerate() {
            let (is_empty, is_last) = (part.typed.trim().is_empty(), place + 1 == self.parts.len());
            let amount = match (is_empty, is_last) {
                (true, true) => left,
                (true, false) => return Err(TenderError::Missing),
                (false, _) => read_amount(&part.typed, currency)?,
            };
            left = left.minus(amount).map_err(|error| TenderError::Plan(PaymentError::Money(error)))?;
            parts.push(PaymentPart { method: part.method, amount, tendered: None });
        }
        Ok(PaymentPlan::Split(parts))
    }

    fn tendered(&self, currency: Currency) -> Result<Option<Money>, TenderError> {
        if self.method != PaymentMethod::Cash || self.received.trim().is_empty() {
            return Ok(None);
        }
        Ok(Some(read_amount(&self.received, currency)?))
    }

    /// The command's payment for a sale of this total. Only called with what settled before, so what
    /// can't be read doesn't come here; the server would refuse it.
    pub fn draft(&self, total: Money) -> PaymentDraft {
        match self.plan(total) {
            Ok(PaymentPlan::Split(parts)) => {
                PaymentDraft::Split { parts: parts.into_iter().map(part_draft).collect() }
            }
            Ok(PaymentPlan::Full { method, tendered }) => {
                PaymentDraft::Full { method: method.code().to_owned(), tendered: tendered.map(Money::amount) }
            }
            Err(_) => PaymentDraft::Full { method: self.method.code().to_owned(), tendered: None },
        }
    }
}

fn part_draft(part: PaymentPart) -> PartDraft {
    PartDraft {
        method: part.method.code().to_owned(),
        amount: part.amount.amount(),
        tendered: part.tendered.map(Money::amount),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn idr(amount: i64) -> Money {
        Money::new(amount, Currency::Idr).unwrap()
    }

    fn cash(received: &str) -> Tender {
        Tender { received: received.into(), ..Tender::default() }
    }

    fn split(parts: &[(PaymentMethod, &str)]) -> Tender {
        let part =
            |(method, typed): &(PaymentMethod, &str)| TenderPart { method: *method, typed: (*typed).into() };
        Tender { parts: parts.iter().map(part).collect(), ..Tender::default() }
    }

    #[test]
    fn change_is_what_was_received_beyond_the_total() {
        assert_eq!(cash("100.000").settle(idr(96_800)).unwrap().change, idr(3_200));
        assert_eq!(cash("").settle(idr(96_800)).unwrap().change, idr(0));
        let short = TenderError::Plan(PaymentError::TenderedTooLittle { part: 0 });
        assert_eq!(cash("96.000").settle(idr(96_800)), Err(short));
        assert_eq!(cash("lots").settle(idr(96_800)), Err(TenderError::Typed));
        assert_eq!(cash("100.0").settle(idr(96_800)), Err(TenderError::Unfinished));
        assert_eq!(cash("100000.00").settle(idr(96_800)), Err(TenderError::Typed));
    }

    #[test]
    fn an_amount_typed_for_cash_means_nothing_for_a_card() {
        let card = Tender { method: PaymentMethod::Card, ..cash("1") };
        assert_eq!(card.settle(idr(96_800)).unwrap().change, idr(0));
        let draft = PaymentDraft::Full { method: "card".into(), tendered: None };
        assert_eq!(card.draft(idr(96_800)), draft);
    }

    #[test]
    fn the_last_part_pays_what_is_left() {
        let tender = split(&[(PaymentMethod::Cash, "50.000"), (PaymentMethod::Card, "")]);
        let settlement = tender.settle(idr(96_800)).unwrap();
        assert_eq!(settlement.parts[1].amount, idr(46_800));
        let PaymentDraft::Split { parts } = tender.draft(idr(96_800)) else { panic!("a split") };
        assert_eq!((parts[0].amount, parts[1].amount, parts[1].method.as_str()), (50_000, 46_800, "card"));
    }

    #[test]
    fn parts_that_miss_the_total_are_refused() {
        let tender = split(&[(PaymentMethod::Cash, "50000"), (PaymentMethod::Card, "1")]);
        assert!(matches!(
            tender.settle(idr(96_800)),
            Err(TenderError::Plan(PaymentError::SumDiffers { .. }))
        ));
        let nothing_left = split(&[(PaymentMethod::Cash, "96800"), (PaymentMethod::Card, "")]);
        let empty = TenderError::Plan(PaymentError::PartAmount { part: 1 });
        assert_eq!(nothing_left.settle(idr(96_800)), Err(empty));
        let unread = split(&[(PaymentMethod::Cash, "lots"), (PaymentMethod::Card, "")]);
        assert_eq!(unread.settle(idr(96_800)), Err(TenderError::Typed));
        let missing = split(&[(PaymentMethod::Cash, ""), (PaymentMethod::Card, "")]);
        assert_eq!(missing.settle(idr(96_800)), Err(TenderError::Missing));
    }

    #[test]
    fn splitting_and_taking_back_ends_where_it_began() {
        let mut tender = cash("");
        tender.split();
        let methods: Vec<_> = tender.parts.iter().map(|part| part.method).collect();
        assert_eq!(methods, [PaymentMethod::Cash, PaymentMethod::Card]);
        tender.remove_part(1);
        assert_eq!(tender, cash(""));
        (0..30).for_each(|_| tender.split());
        assert_eq!(tender.parts.len(), MAX_PARTS);
        tender.remove_part(99);
        assert_eq!(tender.parts.len(), MAX_PARTS);
    }
}
