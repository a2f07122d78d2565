//! The slip that says what is due when: for a customer who pays in instalments.

use domain::money::{Money, MoneyStyle};
use serde::{Deserialize, Serialize};

use crate::{
    document::{Copy, InexactReceipt, MoneyStyleName, Shop, Standing},
    layout::{BOLD, Document, Head, PLAIN, Sheet, foot},
    words::Words,
};

/// What a customer who pays in instalments takes home.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct InstalmentSlip {
    /// Whom the money is owed.
    pub shop: Shop,
    /// The order's reference, `GO-7K3M9Q`.
    pub reference: String,
    /// As of when the slip is true, in the shop's time zone and customers' language.
    pub printed_at: String,
    /// Who recorded the order.
    pub cashier: String,
    /// Who owes it, if known.
    pub customer: Option<String>,
    /// What the order costs.
    pub total: Money,
    /// What was to be paid at once; may be zero.
    pub down_payment: Money,
    /// The rest, by due date.
    pub instalments: Vec<SlipInstalment>,
    /// How far it is paid.
    pub standing: Standing,
    /// Address of the order's tracking page, shown as a QR code.
    pub tracking_url: Option<String>,
    /// How amounts are written.
    #[serde(with = "MoneyStyleName")]
    pub money_style: MoneyStyle,
    /// The labels.
    pub words: Words,
}

/// One amount and the day it is due.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SlipInstalment {
    /// From 1.
    pub number: u32,
    /// The day, as customers read dates.
    pub due: String,
    /// How much.
    pub amount: Money,
    /// What was paid of it.
    pub paid: Money,
    /// How far it is.
    pub state: InstalmentState,
}

/// How far an instalment is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum InstalmentState {
    /// To be paid, in time.
    Open,
    /// Paid.
    Paid,
    /// To be paid, and its day is over.
    Overdue,
}

impl InstalmentSlip {
    /// Checks that every sum a customer could check holds exactly.
    pub fn check(&self) -> Result<(), InexactReceipt> {
        let sum = self.instalments.iter().try_fold(self.down_payment, |sum, part| sum.plus(part.amount))?;
        if sum != self.total {
            return Err(InexactReceipt::Total);
        }
        if self.standing.paid.plus(self.standing.balance)? != self.total {
            return Err(InexactReceipt::Balance);
        }
        Ok(())
    }

    fn state_of(&self, part: &SlipInstalment) -> String {
        let words = &self.words;
        let state = match part.state {
            InstalmentState::Open => &words.open,
            InstalmentState::Paid => &words.paid,
            InstalmentState::Overdue => &words.overdue,
        };
        if part.state == InstalmentState::Paid || part.paid.amount() == 0 {
            return state.to_string();
        }
        format!("{state}, {} {}", words.of_it_paid, part.paid.digits(self.money_style))
    }
}

impl Document for InstalmentSlip {
    fn put_on(&self, sheet: &mut Sheet) {
        let words = &self.words;
        let digits = |amount: Money| amount.digits(self.money_style);
        Head {
            copy: Copy::Original,
            shop: &self.shop,
            title: Some(&words.instalment_slip),
            reference: &self.reference,
            at: &self.printed_at,
            cashier: &self.cashier,
            customer: self.customer.as_deref(),
        }
        .put_on(sheet, words);
        sheet.rule();
        sheet.pair("", &words.total, &digits(self.total), PLAIN);
        if self.down_payment.amount() > 0 {
            sheet.pair("", &words.down_payment, &digits(self.down_payment), PLAIN);
        }
        sheet.rule();
        for part in &self.instalments {
            let prefix = format!("{} ", part.number);
            let style = if part.state == InstalmentState::Overdue { BOLD } else { PLAIN };
            sheet.pair(&prefix, &part.due, &digits(part.amount), style);
            sheet.left(&" ".repeat(prefix.len()), &self.state_of(part), style);
        }
        sheet.rule();
        self.standing.put_on(sheet, words, self.money_style);
        foot(sheet, &self.shop, self.tracking_url.as_deref(), words);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        preview::{preview, written},
        profile, samples,
    };

    /// The shop's name is double: one space before it is two columns.
    const SLIP_32: &str = "\
\u{20}Kopi Senopati
      Jl. Senopati No. 42
     Jakarta Selatan 12190
   NPWP 01.234.567.8-912.000
--------------------------------
         Kartu Angsuran
GO-7K3M9Q       2 Feb 2026 10.15
Kasir                       Rani
Pelanggan           Budi Santoso
--------------------------------
Total                  1.100.000
Uang muka                330.000
--------------------------------
1 21 Des 2025            256.666
  lunas
2 21 Jan 2026            256.666
  TERLAMBAT, dibayar 56.666
3 21 Feb 2026            256.668
  belum dibayar
--------------------------------
Sudah dibayar            643.332
Sisa                  Rp 456.668
Jatuh tempo          21 Jan 2026
--------------------------------
       Ikuti pesanan Anda
https://kopi.example/t/k3JrQ8mWzX2v
         Terima kasih!
       Sampai jumpa lagi
";

    #[test]
    fn a_slip_on_58_mm() {
        let shown = preview(&samples::instalments(), profile::by_id("generic-58mm").unwrap());
        assert_eq!(written(&shown.rows, shown.columns), SLIP_32);
    }

    #[test]
    fn a_schedule_that_does_not_add_up_is_found() {
        let good = samples::instalments();
        assert_eq!(good.check(), Ok(()));
        let mut schedule = good.clone();
        schedule.instalments.pop();
        assert_eq!(schedule.check(), Err(InexactReceipt::Total));
        let mut standing = good;
        standing.standing.paid = Money::zero(standing.total.currency());
        assert_eq!(standing.check(), Err(InexactReceipt::Balance));
    }

    #[test]
    fn the_server_and_the_browser_read_the_same_document() {
        let json = serde_json::to_string(&samples::instalments()).unwrap();
        assert_eq!(serde_json::from_str::<InstalmentSlip>(&json).unwrap(), samples::instalments());
    }
}
