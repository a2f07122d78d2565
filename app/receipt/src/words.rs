//! The labels of a receipt, in the language of the shop's customers.

use std::borrow::Cow;

use domain::payment::PaymentMethod;
use serde::{Deserialize, Serialize};

type Word = Cow<'static, str>;

/// Every label that a receipt may carry.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Words {
    /// Before the shop's tax number.
    pub tax_id: Word,
    /// Before the name of who sold.
    pub cashier: Word,
    /// Before the name of who bought.
    pub customer: Word,
    /// Sum of the lines.
    pub subtotal: Word,
    /// Money off.
    pub discount: Word,
    /// What the order costs.
    pub total: Word,
    /// Before a tax that the prices already contain.
    pub contained: Word,
    /// Paid with notes and coins.
    pub cash: Word,
    /// Paid with a card.
    pub card: Word,
    /// Paid into the shop's account.
    pub bank_transfer: Word,
    /// Paid with a paper check.
    pub check: Word,
    /// Paid in another way.
    pub other: Word,
    /// Cash handed over.
    pub tendered: Word,
    /// Cash given back.
    pub change: Word,
    /// Marks every copy but the first.
    pub reprint: Word,
    /// Above the QR code of the tracking page.
    pub follow: Word,
    /// Title of the receipt of a payment.
    pub payment_receipt: Word,
    /// Title of the slip with an order's instalments.
    pub instalment_slip: Word,
    /// What was to be paid at once.
    pub down_payment: Word,
    /// Before an instalment's number.
    pub instalment: Word,
    /// What was received of an order.
    pub paid_so_far: Word,
    /// What is still to be paid.
    pub balance: Word,
    /// Before the date that the next payment is due.
    pub next_due: Word,
    /// Nothing is to be paid any more.
    pub paid_in_full: Word,
    /// An instalment that is to be paid.
    pub open: Word,
    /// An instalment that was paid.
    pub paid: Word,
    /// An instalment whose day is over.
    pub overdue: Word,
    /// Before what was paid of an instalment.
    pub of_it_paid: Word,
}

impl Words {
    /// For customers who read Indonesian.
    pub const INDONESIAN: Self = Self {
        tax_id: Cow::Borrowed("NPWP"),
        cashier: Cow::Borrowed("Kasir"),
        customer: Cow::Borrowed("Pelanggan"),
        subtotal: Cow::Borrowed("Subtotal"),
        discount: Cow::Borrowed("Diskon"),
        total: Cow::Borrowed("Total"),
        contained: Cow::Borrowed("Termasuk"),
        cash: Cow::Borrowed("Tunai"),
        card: Cow::Borrowed("Kartu"),
        bank_transfer: Cow::Borrowed("Transfer bank"),
        check: Cow::Borrowed("Cek"),
        other: Cow::Borrowed("Lainnya"),
        tendered: Cow::Borrowed("Diterima"),
        change: Cow::Borrowed("Kembali"),
        reprint: Cow::Borrowed("CETAK ULANG"),
        follow: Cow::Borrowed("Ikuti pesanan Anda"),
        payment_receipt: Cow::Borrowed("Bukti Pembayaran"),
        instalment_slip: Cow::Borrowed("Kartu Angsuran"),
        down_payment: Cow::Borrowed("Uang muka"),
        instalment: Cow::Borrowed("Angsuran"),
        paid_so_far: Cow::Borrowed("Sudah dibayar"),
        balance: Cow::Borrowed("Sisa"),
        next_due: Cow::Borrowed("Jatuh tempo"),
        paid_in_full: Cow::Borrowed("LUNAS"),
        open: Cow::Borrowed("belum dibayar"),
        paid: Cow::Borrowed("lunas"),
        overdue: Cow::Borrowed("TERLAMBAT"),
        of_it_paid: Cow::Borrowed("dibayar"),
    };

    /// For customers who read English.
    pub const ENGLISH: Self = Self {
        tax_id: Cow::Borrowed("Tax ID"),
        cashier: Cow::Borrowed("Cashier"),
        customer: Cow::Borrowed("Customer"),
        subtotal: Cow::Borrowed("Subtotal"),
        discount: Cow::Borrowed("Discount"),
        total: Cow::Borrowed("Total"),
        contained: Cow::Borrowed("Includes"),
        cash: Cow::Borrowed("Cash"),
        card: Cow::Borrowed("Card"),
        bank_transfer: Cow::Borrowed("Bank transfer"),
        check: Cow::Borrowed("Check"),
        other: Cow::Borrowed("Other"),
        tendered: Cow::Borrowed("Received"),
        change: Cow::Borrowed("Change"),
        reprint: Cow::Borrowed("REPRINT"),
        follow: Cow::Borrowed("Follow your order"),
        payment_receipt: Cow::Borrowed("Payment receipt"),
        instalment_slip: Cow::Borrowed("Instalment slip"),
        down_payment: Cow::Borrowed("Down payment"),
        instalment: Cow::Borrowed("Instalment"),
        paid_so_far: Cow::Borrowed("Paid so far"),
        balance: Cow::Borrowed("Still due"),
        next_due: Cow::Borrowed("Next due"),
        paid_in_full: Cow::Borrowed("PAID IN FULL"),
        open: Cow::Borrowed("open"),
        paid: Cow::Borrowed("paid"),
        overdue: Cow::Borrowed("OVERDUE"),
        of_it_paid: Cow::Borrowed("paid of it"),
    };

    /// The label of a way to pay.
    pub fn payment(&self, method: PaymentMethod) -> &str {
        match method {
            PaymentMethod::Cash => &self.cash,
            PaymentMethod::Card => &self.card,
            PaymentMethod::BankTransfer => &self.bank_transfer,
            PaymentMethod::Check => &self.check,
            PaymentMethod::Other => &self.other,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_way_to_pay_has_its_own_label_in_each_language() {
        for words in [Words::INDONESIAN, Words::ENGLISH] {
            let mut labels: Vec<_> =
                PaymentMethod::ALL.into_iter().map(|method| words.payment(method).to_owned()).collect();
            labels.sort_unstable();
            labels.dedup();
            assert_eq!(labels.len(), PaymentMethod::ALL.len());
        }
    }
}
