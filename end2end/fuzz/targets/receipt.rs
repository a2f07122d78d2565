//! A receipt on every paper, whatever people wrote onto it.
#![no_main]

use domain::money::{Currency, Money, MoneyStyle};
use libfuzzer_sys::fuzz_target;
use receipt::{
    NoRaster, ReceiptDocument, Words,
    document::{Copy, ReceiptDiscount, ReceiptLine, Shop},
    layout::layout,
    preview,
    profile::ALL,
    render, text,
};

fuzz_target!(|typed: (u8, i64, bool, String, String, String)| {
    let (paper, amount, is_first, name, note, footer) = typed;
    let Ok(amount) = Money::new(amount, Currency::Idr) else { return };
    let document = ReceiptDocument {
        shop: Shop {
            name: name.clone(),
            address: vec![note.clone()],
            tax_id: Some(name.clone()),
            footer: Some(footer.clone()),
        },
        reference: name.clone(),
        placed_at: note.clone(),
        cashier: name.clone(),
        customer: Some(footer.clone()),
        lines: vec![ReceiptLine { quantity: 1, name, note: Some(note), unit_price: amount, total: amount }],
        subtotal: amount,
        discount: Some(ReceiptDiscount { reason: footer.clone(), amount }),
        taxes: Vec::new(),
        total: amount,
        payments: Vec::new(),
        cash: None,
        standing: None,
        tracking_url: Some(footer),
        copy: if is_first { Copy::Original } else { Copy::Reprint },
        money_style: MoneyStyle::Indonesian,
        words: Words::INDONESIAN,
    };
    let _ = text(&document);
    let Some(profile) = ALL.get(usize::from(paper) % ALL.len()) else { return };
    let _ = (layout(&document, profile), preview(&document, profile), render(&document, profile, &NoRaster));
});
