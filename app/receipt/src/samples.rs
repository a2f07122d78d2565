//! Receipts that tests print.

use domain::{
    money::{Currency, Money, MoneyStyle},
    payment::PaymentMethod,
};

use crate::{
    document::{
        CashExchange, Copy, ReceiptDiscount, ReceiptDocument, ReceiptLine, ReceiptPayment, ReceiptTax, Shop,
        Standing,
    },
    instalments::{InstalmentSlip, InstalmentState, SlipInstalment},
    layout::Document,
    payment::PaymentReceipt,
    words::Words,
};

/// Everything that goes on paper.
pub(crate) fn papers() -> Vec<(&'static str, Box<dyn Document>)> {
    let receipts = all().into_iter().map(|(name, document)| (name, Box::new(document) as Box<dyn Document>));
    let others: [(&'static str, Box<dyn Document>); 4] = [
        ("on-terms", Box::new(on_terms())),
        ("payment", Box::new(payment())),
        ("payment-last", Box::new(last_payment())),
        ("instalments", Box::new(instalments())),
    ];
    receipts.chain(others).collect()
}

pub(crate) fn all() -> [(&'static str, ReceiptDocument); 3] {
    [("coffee", coffee()), ("brasserie", brasserie()), ("tea-house", tea_house())]
}

fn line(currency: Currency, quantity: i64, name: &str, note: Option<&str>, unit_price: i64) -> ReceiptLine {
    let unit_price = Money::new(unit_price, currency).unwrap();
    ReceiptLine {
        quantity,
        name: name.to_owned(),
        note: note.map(str::to_owned),
        unit_price,
        total: unit_price.times(quantity).unwrap(),
    }
}

fn strings(rows: &[&str]) -> Vec<String> {
    rows.iter().map(|row| (*row).to_owned()).collect()
}

/// Jakarta: rupiah, discount, tax added, cash with change, a long name and a note.
pub(crate) fn coffee() -> ReceiptDocument {
    let idr = |amount| Money::new(amount, Currency::Idr).unwrap();
    let words = Words::INDONESIAN;
    ReceiptDocument {
        shop: Shop {
            name: "Kopi Senopati".to_owned(),
            address: strings(&["Jl. Senopati No. 42", "Jakarta Selatan 12190"]),
            tax_id: Some("01.234.567.8-912.000".to_owned()),
            footer: Some("Terima kasih!\nSampai jumpa lagi".to_owned()),
        },
        reference: "GO-7K3M9Q".to_owned(),
        placed_at: "21 Nov 2025 09.14".to_owned(),
        cashier: "Rani".to_owned(),
        customer: None,
        lines: vec![
            line(Currency::Idr, 2, "Kopi Susu Gula Aren", Some("less ice"), 28_000),
            line(Currency::Idr, 1, "Es Cokelat Premium dengan Taburan Kacang Almond Panggang", None, 32_000),
            line(Currency::Idr, 3, "Roti Bakar", None, 4_000),
        ],
        subtotal: idr(100_000),
        discount: Some(ReceiptDiscount { reason: "pelanggan tetap".to_owned(), amount: idr(5_000) }),
        taxes: vec![ReceiptTax { label: "PB1 10 %".to_owned(), amount: idr(9_500), contained: false }],
        total: idr(104_500),
        payments: vec![ReceiptPayment {
            label: words.payment(PaymentMethod::Cash).to_owned(),
            amount: idr(104_500),
        }],
        cash: Some(CashExchange { tendered: idr(110_000), change: idr(5_500) }),
        standing: None,
        tracking_url: Some("https://kopi.example/t/k3JrQ8mWzX2v".to_owned()),
        copy: Copy::Original,
        money_style: MoneyStyle::Indonesian,
        words,
    }
}

/// Europe: letters of three code pages, tax contained, split payment, a reprint.
pub(crate) fn brasserie() -> ReceiptDocument {
    let eur = |amount| Money::new(amount, Currency::Eur).unwrap();
    let words = Words::ENGLISH;
    ReceiptDocument {
        shop: Shop {
            name: "Brasserie Łódź & Söhne".to_owned(),
            address: strings(&["Straße der Freundschaft 5"]),
            tax_id: None,
            footer: None,
        },
        reference: "GO-2B4X8T".to_owned(),
        placed_at: "21 Nov 2025, 19:02".to_owned(),
        cashier: "Zoë".to_owned(),
        customer: Some("Дмитрий Żółkiewski".to_owned()),
        lines: vec![
            line(Currency::Eur, 2, "Crème brûlée “à l’ancienne”", Some("1 € off … next time"), 650),
            line(Currency::Eur, 1, "Gyümölcsös žlutý rödgröt", None, 1_234),
        ],
        subtotal: eur(2_534),
        discount: None,
        taxes: vec![ReceiptTax { label: "VAT 19 %".to_owned(), amount: eur(405), contained: true }],
        total: eur(2_534),
        payments: vec![
            ReceiptPayment { label: words.payment(PaymentMethod::Card).to_owned(), amount: eur(2_000) },
            ReceiptPayment { label: words.payment(PaymentMethod::Cash).to_owned(), amount: eur(534) },
        ],
        cash: Some(CashExchange { tendered: eur(534), change: eur(0) }),
        standing: None,
        tracking_url: None,
        copy: Copy::Reprint,
        money_style: MoneyStyle::English,
        words,
    }
}

/// Singapore: names that no code page can say.
pub(crate) fn tea_house() -> ReceiptDocument {
    let sgd = |amount| Money::new(amount, Currency::Sgd).unwrap();
    let words = Words::ENGLISH;
    ReceiptDocument {
        shop: Shop {
            name: "茶馆 Teahouse".to_owned(),
            address: strings(&["18 Keong Saik Road"]),
            tax_id: None,
            footer: Some("谢谢".to_owned()),
        },
        reference: "GO-9W5C3H".to_owned(),
        placed_at: "21 Nov 2025, 14:30".to_owned(),
        cashier: "Mei".to_owned(),
        customer: None,
        lines: vec![
            line(Currency::Sgd, 2, "拿铁咖啡", None, 480),
            line(Currency::Sgd, 1, "Kaya toast", Some("少糖"), 320),
        ],
        subtotal: sgd(1_280),
        discount: None,
        taxes: vec![ReceiptTax { label: "GST 9 %".to_owned(), amount: sgd(115), contained: false }],
        total: sgd(1_395),
        payments: vec![ReceiptPayment {
            label: words.payment(PaymentMethod::Card).to_owned(),
            amount: sgd(1_395),
        }],
        cash: None,
        standing: None,
        tracking_url: Some("https://teahouse.example/t/p9QmL2xYv8Ka".to_owned()),
        copy: Copy::Original,
        money_style: MoneyStyle::English,
        words,
    }
}

/// A sale of which a part was paid: the rest is due later.
pub(crate) fn on_terms() -> ReceiptDocument {
    let idr = |amount| Money::new(amount, Currency::Idr).unwrap();
    let words = Words::INDONESIAN;
    let paid = ReceiptPayment { label: words.payment(PaymentMethod::Cash).to_owned(), amount: idr(31_350) };
    ReceiptDocument {
        customer: Some("Budi Santoso".to_owned()),
        payments: vec![paid],
        cash: Some(CashExchange { tendered: idr(50_000), change: idr(18_650) }),
        standing: Some(Standing {
            paid: idr(31_350),
            balance: idr(73_150),
            next_due: Some("21 Des 2025".to_owned()),
        }),
        ..coffee()
    }
}

/// An instalment that was paid with cash, and another that is to come.
pub(crate) fn payment() -> PaymentReceipt {
    let idr = |amount| Money::new(amount, Currency::Idr).unwrap();
    let words = Words::INDONESIAN;
    PaymentReceipt {
        shop: coffee().shop,
        reference: "GO-7K3M9Q".to_owned(),
        paid_at: "21 Des 2025 10.15".to_owned(),
        cashier: "Rani".to_owned(),
        customer: Some("Budi Santoso".to_owned()),
        label: words.payment(PaymentMethod::Cash).to_owned(),
        amount: idr(385_000),
        cash: Some(CashExchange { tendered: idr(400_000), change: idr(15_000) }),
        instalment: Some(1),
        total: idr(1_100_000),
        standing: Standing {
            paid: idr(715_000),
            balance: idr(385_000),
            next_due: Some("21 Jan 2026".to_owned()),
        },
        tracking_url: Some("https://kopi.example/t/k3JrQ8mWzX2v".to_owned()),
        copy: Copy::Original,
        money_style: MoneyStyle::Indonesian,
        words,
    }
}

/// The last payment, by card and printed again.
pub(crate) fn last_payment() -> PaymentReceipt {
    let idr = |amount| Money::new(amount, Currency::Idr).unwrap();
    let words = Words::ENGLISH;
    PaymentReceipt {
        label: words.payment(PaymentMethod::Card).to_owned(),
        cash: None,
        instalment: Some(2),
        standing: Standing { paid: idr(1_100_000), balance: idr(0), next_due: None },
        copy: Copy::Reprint,
        money_style: MoneyStyle::English,
        words,
        ..payment()
    }
}

/// Three instalments: one paid, one late and partly paid, one open.
pub(crate) fn instalments() -> InstalmentSlip {
    let idr = |amount| Money::new(amount, Currency::Idr).unwrap();
    let part = |number, due: &str, amount, paid, state| SlipInstalment {
        number,
        due: due.to_owned(),
        amount: idr(amount),
        paid: idr(paid),
        state,
    };
    InstalmentSlip {
        shop: coffee().shop,
        reference: "GO-7K3M9Q".to_owned(),
        printed_at: "2 Feb 2026 10.15".to_owned(),
        cashier: "Rani".to_owned(),
        customer: Some("Budi Santoso".to_owned()),
        total: idr(1_100_000),
        down_payment: idr(330_000),
        instalments: vec![
            part(1, "21 Des 2025", 256_666, 256_666, InstalmentState::Paid),
            part(2, "21 Jan 2026", 256_666, 56_666, InstalmentState::Overdue),
            part(3, "21 Feb 2026", 256_668, 0, InstalmentState::Open),
        ],
        standing: Standing {
            paid: idr(643_332),
            balance: idr(456_668),
            next_due: Some("21 Jan 2026".to_owned()),
        },
        tracking_url: Some("https://kopi.example/t/k3JrQ8mWzX2v".to_owned()),
        money_style: MoneyStyle::Indonesian,
        words: Words::INDONESIAN,
    }
}
