//! Ids, references and words of states: what is read is written as it was read.
#![no_main]

use std::{fmt::Display, str::FromStr};

use domain::{
    audit::AuditAction,
    id::{CustomerId, OrderId},
    money::Currency,
    order::{Channel, Lifecycle, Reference},
    payment::PaymentMethod,
    role::Role,
};
use libfuzzer_sys::fuzz_target;

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
    let _ = (Role::from_code(text), PaymentMethod::from_code(text), AuditAction::from_code(text));
});
