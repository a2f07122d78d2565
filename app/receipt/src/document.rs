//! One receipt: everything already decided, in words and amounts.

use domain::money::{Money, MoneyError, MoneyStyle};
use serde::{Deserialize, Serialize};

use crate::words::Words;

/// What a customer takes home. The server fills it in; every printer, screen and message shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReceiptDocument {
    /// Who sold.
    pub shop: Shop,
    /// The order's reference, `GO-7K3M9Q`.
    pub reference: String,
    /// When the order was placed, in the shop's time zone and customers' language.
    pub placed_at: String,
    /// Who rang it up, as customers may read it.
    pub cashier: String,
    /// Who bought, if known.
    pub customer: Option<String>,
    /// What was sold.
    pub lines: Vec<ReceiptLine>,
    /// Sum of the lines.
    pub subtotal: Money,
    /// Money off, if any.
    pub discount: Option<ReceiptDiscount>,
    /// The taxes, one entry per rate.
    pub taxes: Vec<ReceiptTax>,
    /// What the order costs.
    pub total: Money,
    /// What was paid, and how.
    pub payments: Vec<ReceiptPayment>,
    /// Notes and coins over the counter, where there were any.
    pub cash: Option<CashExchange>,
    /// How far an order that wasn't paid at once is paid.
    #[serde(default)]
    pub standing: Option<Standing>,
    /// Address of the order's tracking page, shown as a QR code.
    pub tracking_url: Option<String>,
    /// Whether this is the first print.
    pub copy: Copy,
    /// How amounts are written.
    #[serde(with = "MoneyStyleName")]
    pub money_style: MoneyStyle,
    /// The labels.
    pub words: Words,
}

/// The head and foot of a shop's receipts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shop {
    /// Its name, printed large.
    pub name: String,
    /// Street, town, telephone: one row each.
    pub address: Vec<String>,
    /// Its tax number.
    pub tax_id: Option<String>,
    /// Last words; a newline begins a new row.
    pub footer: Option<String>,
}

/// One line of what was sold.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReceiptLine {
    /// How many.
    pub quantity: i64,
    /// Of what.
    pub name: String,
    /// What the customer asked for: `less ice`.
    pub note: Option<String>,
    /// Price of one.
    pub unit_price: Money,
    /// Price of all.
    pub total: Money,
}

/// Money off the whole order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReceiptDiscount {
    /// Why.
    pub reason: String,
    /// How much, above zero; the receipt shows it with a minus.
    pub amount: Money,
}

/// One tax.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReceiptTax {
    /// `PB1 10 %`.
    pub label: String,
    /// How much.
    pub amount: Money,
    /// Whether the prices contain it: then it is told below the total, and not added.
    pub contained: bool,
}

/// One payment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReceiptPayment {
    /// How: see [`Words::payment`].
    pub label: String,
    /// What it paid of the total.
    pub amount: Money,
}

/// Cash handed over and cash given back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CashExchange {
    /// Handed over.
    pub tendered: Money,
    /// Given back; may be zero.
    pub change: Money,
}

/// How far an order that wasn't paid at once is paid.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Standing {
    /// What was received less what was given back.
    pub paid: Money,
    /// What is still to be paid.
    pub balance: Money,
    /// When the oldest open instalment is due, as customers read dates.
    pub next_due: Option<String>,
}

/// The first print, or one more.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Copy {
    /// The first print.
    Original,
    /// Any later print: it says so at its head.
    Reprint,
}

/// How [`MoneyStyle`] is written in a serialised document.
#[derive(Serialize, Deserialize)]
#[serde(remote = "MoneyStyle", rename_all = "snake_case")]
pub(crate) enum MoneyStyleName {
    English,
    Indonesian,
}

/// Why a document must not be printed: its sums don't hold.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum InexactReceipt {
    /// Quantity times price isn't the line's total; the line is named by its place, from 0.
    #[error("the total of line {line} isn't its quantity times its price")]
    Line {
        /// Which line.
        line: usize,
    },
    /// The lines don't add up.
    #[error("the lines don't add up to the subtotal")]
    Subtotal,
    /// Subtotal, discount and taxes don't make the total.
    #[error("subtotal, discount and taxes don't make the total")]
    Total,
    /// More change than cash.
    #[error("the change is more than the cash handed over")]
    Change,
    /// What was paid and what is due don't make the total.
    #[error("what was paid and what is still due don't make the total")]
    Balance,
    /// The sums can't be made: too large, or of two currencies.
    #[error("the receipt can't be added up")]
    Money(#[from] MoneyError),
}

impl ReceiptDocument {
    /// Checks that every sum a customer could check holds exactly.
    pub fn check(&self) -> Result<(), InexactReceipt> {
        let mut subtotal = Money::zero(self.total.currency());
        for (place, line) in self.lines.iter().enumerate() {
            if line.unit_price.times(line.quantity)? != line.total {
                return Err(InexactReceipt::Line { line: place });
            }
            subtotal = subtotal.plus(line.total)?;
        }
        if subtotal != self.subtotal {
            return Err(InexactReceipt::Subtotal);
        }
        let mut total = subtotal;
        if let Some(discount) = &self.discount {
            total = total.minus(discount.amount)?;
        }
        for tax in self.taxes.iter().filter(|tax| !tax.contained) {
            total = total.plus(tax.amount)?;
        }
        if total != self.total {
            return Err(InexactReceipt::Total);
        }
        if let Some(standing) = &self.standing
            && standing.paid.plus(standing.balance)? != self.total
        {
            return Err(InexactReceipt::Balance);
        }
        match &self.cash {
            Some(cash) if cash.tendered.minus(cash.change)?.amount() < 0 => Err(InexactReceipt::Change),
            _ => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use domain::money::Currency;

    use super::*;
    use crate::samples;

    fn idr(amount: i64) -> Money {
        Money::new(amount, Currency::Idr).unwrap()
    }

    #[test]
    fn the_samples_add_up() {
        for (name, document) in samples::all() {
            assert_eq!(document.check(), Ok(()), "{name}");
        }
    }

    #[test]
    fn a_sum_that_is_one_rupiah_off_is_found() {
        let good = samples::coffee();
        let mut line = good.clone();
        line.lines[1].total = idr(32_001);
        assert_eq!(line.check(), Err(InexactReceipt::Line { line: 1 }));
        let subtotal = ReceiptDocument { subtotal: idr(1), ..good.clone() };
        assert_eq!(subtotal.check(), Err(InexactReceipt::Subtotal));
        let total = ReceiptDocument { total: good.total.plus(idr(1)).unwrap(), ..good.clone() };
        assert_eq!(total.check(), Err(InexactReceipt::Total));
        let cash = Some(CashExchange { tendered: idr(1), change: idr(2) });
        assert_eq!(ReceiptDocument { cash, ..good }.check(), Err(InexactReceipt::Change));
    }

    #[test]
    fn a_contained_tax_is_not_added() {
        let mut document = samples::coffee();
        for tax in &mut document.taxes {
            tax.contained = true;
        }
        assert_eq!(document.check(), Err(InexactReceipt::Total));
    }

    #[test]
    fn the_server_and_the_browser_read_the_same_document() {
        for (name, document) in samples::all() {
            let json = serde_json::to_string(&document).unwrap();
            assert_eq!(serde_json::from_str::<ReceiptDocument>(&json).unwrap(), document, "{name}");
        }
        let json = serde_json::to_value(samples::coffee()).unwrap();
        assert_eq!(json["money_style"], "indonesian");
        assert_eq!(json["copy"], "original");
    }
}
