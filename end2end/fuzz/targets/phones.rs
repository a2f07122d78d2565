//! Phone numbers as people write them: spaces and signs between digits make no difference.
#![no_main]

use domain::money::Currency;
use libfuzzer_sys::fuzz_target;
use services::protection::Region;

const STORES: [(&str, Currency); 6] = [
    ("Asia/Jakarta", Currency::Idr),
    ("Asia/Singapore", Currency::Sgd),
    ("Asia/Kuala_Lumpur", Currency::Myr),
    ("America/New_York", Currency::Usd),
    ("Europe/Berlin", Currency::Eur),
    ("UTC", Currency::Eur),
];

fuzz_target!(|input: (u8, &str)| {
    let (store, typed) = input;
    let (zone, currency) = STORES[usize::from(store) % STORES.len()];
    let region = Region::of_store(None, zone, currency);
    let Some(normal) = region.normal_phone(typed) else { return };
    let (kind, digits) = normal.split_at(1);
    let (digits, extension) = digits.split_once(";ext=").unwrap_or((digits, "0"));
    assert!(matches!(kind, "+" | "="), "{normal}");
    assert!(digits.len() >= 5 && digits.bytes().all(|digit| digit.is_ascii_digit()), "{normal}");
    assert!(extension.bytes().all(|digit| digit.is_ascii_digit()), "{normal}");
    assert!(region.phones(typed).contains(&normal));
    // The form that a country's plan gave is that plan's own.
    if kind == "+" {
        assert_eq!(region.normal_phone(&normal).as_ref(), Some(&normal), "{typed:?}");
    }
    if typed.len() < 40 && typed.bytes().all(|byte| byte.is_ascii_digit()) {
        let spaced: Vec<String> = typed.chars().map(String::from).collect();
        for separator in [" ", "-", "."] {
            assert_eq!(region.normal_phone(&spaced.join(separator)).as_ref(), Some(&normal), "{typed:?}");
        }
    }
});
