//! Amounts as people and files write them.
#![no_main]

use domain::money::{Currency, parse_amount, parse_unambiguous};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    for currency in [Currency::Idr, Currency::Usd, Currency::Eur, Currency::Sgd, Currency::Myr] {
        if let Some(money) = parse_unambiguous(text, currency) {
            assert_eq!(
                parse_amount(text, currency),
                Some(money),
                "a file's amount means another to a person"
            );
        }
        let _ = parse_amount(text, currency);
    }
});
