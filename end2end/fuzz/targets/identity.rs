//! Ids, references and words of states: what is read is written as it was read.
#![no_main]

use std::{fmt::Display, str::FromStr};

use contract::analytics::NamedPeriod;
use domain::{
    audit::AuditAction,
    id::{CustomerId, OrderId},
    job::JobState,
    money::Currency,
    order::{Channel, Lifecycle, Reference},
    payment::PaymentMethod,
    payment_terms::Interval,
    role::Role,
    webhook::{DeliveryState, DisabledBy},
};
use libfuzzer_sys::fuzz_target;
use services::demo::BusinessName;

fn read<T: FromStr + Display + PartialEq>(text: &str) {
    if let Ok(value) = text.parse::<T>() {
        assert!(value.to_string().parse::<T>().is_ok_and(|again| again == value), "{text:?} became {value}");
    }
}

fuzz_target!(|text: &str| {
    read::<OrderId>(text);
    read::<CustomerId>(text);
    read::<Reference>(text);
    let _ = (text.parse::<Channel>(), text.parse::<Lifecycle>(), text.parse::<Currency>());
    // What becomes part of a slug and of an address of e-mail.
    let is_name = text.parse::<BusinessName>().is_ok();
    assert!(
        !is_name || (text.is_ascii() && text == text.to_ascii_lowercase() && (1..=32).contains(&text.len()))
    );
    assert!(Role::from_code(text).is_none_or(|role| role.code() == text));
    assert!(PaymentMethod::from_code(text).is_none_or(|method| method.code() == text));
    assert!(AuditAction::from_code(text).is_none_or(|action| action.code() == text));
    assert!(Interval::from_code(text).is_none_or(|interval| interval.code() == text));
    assert!(JobState::from_code(text).is_none_or(|state| state.code() == text));
    assert!(DeliveryState::from_code(text).is_none_or(|state| state.code() == text));
    assert!(DisabledBy::from_code(text).is_none_or(|who| who.code() == text));
    assert!(NamedPeriod::from_code(text).is_none_or(|period| period.code() == text));
});
