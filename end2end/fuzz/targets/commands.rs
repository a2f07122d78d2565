//! Bodies of every command: what is read can be written and read again.
#![no_main]

use contract::{
    Problem,
    customers::EraseCustomer,
    ingestion::{AppStatusUpdate, IngestOrder},
    jobs::BulkJobs,
    orders::{
        BulkOrders, DeleteOrder, EditOrder, MoveOrder, Percent, PlaceOrder, RecordPayment, VoidPayment,
    },
    session::{RefreshGrant, SignIn},
    webhooks::{ChangeWebhookEndpoint, NewWebhookEndpoint},
};
use libfuzzer_sys::fuzz_target;
use serde_json::{from_slice, from_value, to_value};

macro_rules! read {
    ($body:expr, $($kind:ty),+) => {$(
        if let Ok(value) = from_slice::<$kind>($body) {
            let written = to_value(&value).unwrap();
            assert_eq!(from_value::<$kind>(written).unwrap(), value);
        }
    )+};
}

fuzz_target!(|body: &[u8]| {
    read!(body, PlaceOrder, EditOrder, MoveOrder, BulkOrders, RecordPayment, VoidPayment);
    read!(body, DeleteOrder, IngestOrder, Percent, Problem, BulkJobs);
    let _ = (from_slice::<AppStatusUpdate>(body).is_ok(), from_slice::<SignIn>(body).is_ok());
    let _ = from_slice::<RefreshGrant>(body).is_ok();
    let _ =
        (from_slice::<NewWebhookEndpoint>(body).is_ok(), from_slice::<ChangeWebhookEndpoint>(body).is_ok());
    let _ = from_slice::<EraseCustomer>(body).is_ok();
});
