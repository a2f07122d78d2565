//! The receipt of one payment of an order that wasn't paid at once.

use domain::money::{Money, MoneyStyle};
use serde::{Deserialize, Serialize};

use crate::{
    document::{CashExchange, Copy, InexactReceipt, MoneyStyleName, Shop, Standing},
    layout::{BOLD, Document, Head, PLAIN, Sheet, foot},
    words::Words,
};

/// What a customer takes home after paying a part.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PaymentReceipt {
    /// Who received it.
    pub shop: Shop,
    /// The order's reference, `GO-7K3M9Q`.
    pub reference: String,
    /// When it was received, in the shop's time zone and customers' language.
    pub paid_at: String,
    /// Who took it.
    pub cashier: String,
    /// Who bought, if known.
    pub customer: Option<String>,
    /// How: see [`Words::payment`].
    pub label: String,
    /// How much of the order it pays.
    pub amount: Money,
    /// Notes and coins over the counter, where there were any.
    pub cash: Option<CashExchange>,
    /// Which instalment it settles first, if any, from 1.
    pub instalment: Option<u32>,
    /// What the order costs.
    pub total: Money,
    /// What it left.
    pub standing: Standing,
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

impl PaymentReceipt {
    /// Checks that every sum a customer could check holds exactly.
    pub fn check(&self) -> Result<(), InexactReceipt> {
        if self.standing.paid.plus(self.standing.balance)? != self.total {
            return Err(InexactReceipt::Balance);
        }
        match &self.cash {
            Some(cash) if cash.tendered.minus(cash.change)? != self.amount => Err(InexactReceipt::Change),
            _ => Ok(()),
        }
    }
}

impl Document for PaymentReceipt {
    fn put_on(&self, sheet: &mut Sheet) {
        let words = &self.words;
        let digits = |amount: Money| amount.digits(self.money_style);
        Head {
            copy: self.copy,
            shop: &self.shop,
            title: Some(&words.payment_receipt),
            reference: &self.reference,
            at: &self.paid_at,
            cashier: &self.cashier,
            customer: self.customer.as_deref(),
        }
        .put_on(sheet, words);
        sheet.rule();
        let label = match self.instalment {
            Some(number) => format!("{}, {} {number}", self.label, words.instalment.to_lowercase()),
            None => self.label.clone(),
        };
        sheet.pair("", &label, &self.amount.written(self.money_style), BOLD);
        if let Some(cash) = &self.cash {
            sheet.pair("", &words.tendered, &digits(cash.tendered), PLAIN);
            sheet.pair("", &words.change, &digits(cash.change), PLAIN);
        }
        sheet.rule();
        sheet.pair("", &words.total, &digits(self.total), PLAIN);
        self.standing.put_on(sheet, words, self.money_style);
        foot(sheet, &self.shop, self.tracking_url.as_deref(), words);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        preview::{preview, text, written},
        profile, samples,
    };

    /// The shop's name is double: one space before it is two columns.
    const PAYMENT_32: &str = "\
\u{20}Kopi Senopati
      Jl. Senopati No. 42
     Jakarta Selatan 12190
   NPWP 01.234.567.8-912.000
--------------------------------
        Bukti Pembayaran
GO-7K3M9Q      21 Des 2025 10.15
Kasir                       Rani
Pelanggan           Budi Santoso
--------------------------------
Tunai, angsuran 1     Rp 385.000
Diterima                 400.000
Kembali                   15.000
--------------------------------
Total                  1.100.000
Sudah dibayar            715.000
Sisa                  Rp 385.000
Jatuh tempo          21 Jan 2026
--------------------------------
       Ikuti pesanan Anda
https://kopi.example/t/k3JrQ8mWzX2v
         Terima kasih!
       Sampai jumpa lagi
";

    #[test]
    fn a_payment_on_58_mm() {
        let shown = preview(&samples::payment(), profile::by_id("generic-58mm").unwrap());
        assert_eq!(written(&shown.rows, shown.columns), PAYMENT_32);
    }

    #[test]
    fn the_last_payment_says_that_nothing_is_due() {
        let last = text(&samples::last_payment());
        assert!(last.contains("PAID IN FULL") && last.contains("* REPRINT *"), "{last}");
        assert!(!last.contains("Next due"), "{last}");
    }

    #[test]
    fn sums_that_do_not_hold_are_found() {
        let good = samples::payment();
        assert_eq!((good.check(), samples::last_payment().check()), (Ok(()), Ok(())));
        let one = Money::new(1, good.total.currency()).unwrap();
        let total = PaymentReceipt { total: one, ..good.clone() };
        assert_eq!(total.check(), Err(InexactReceipt::Balance));
        let amount = PaymentReceipt { amount: one, ..good };
        assert_eq!(amount.check(), Err(InexactReceipt::Change));
    }

    #[test]
    fn the_server_and_the_browser_read_the_same_document() {
        let json = serde_json::to_string(&samples::payment()).unwrap();
        assert_eq!(serde_json::from_str::<PaymentReceipt>(&json).unwrap(), samples::payment());
    }
}
