//! Bodies as the API reads them: whatever is sent, what is wrong is told at its field.
#![no_main]

use chrono::{DateTime, Utc};
use contract::{
    ingestion::{AppStatusUpdate, IngestOrder},
    orders::{BulkOrders, EditOrder, MoveOrder, PlaceOrder, RecordPayment},
    session::SignIn,
};
use fuzz::check;
use libfuzzer_sys::fuzz_target;
use server::http::fuzzing::body;
use services::fuzzing;

fuzz_target!(|bytes: &[u8]| {
    let now: DateTime<Utc> = "2026-11-21T03:00:00Z".parse().unwrap();
    if let Some(order) = check(body::<PlaceOrder>(bytes)) {
        check(fuzzing::new_order(order));
    }
    if let Some(order) = check(body::<IngestOrder>(bytes)) {
        check(fuzzing::app_order(&order));
    }
    if let Some(edit) = check(body::<EditOrder>(bytes)) {
        check(fuzzing::edit(&edit));
    }
    if let Some(payment) = check(body::<RecordPayment>(bytes)) {
        check(fuzzing::payment(payment, now));
    }
    check(body::<MoveOrder>(bytes));
    check(body::<AppStatusUpdate>(bytes));
    check(body::<SignIn>(bytes));
    if let Some(BulkOrders { filter: Some(filter), .. }) = check(body::<BulkOrders>(bytes)) {
        check(fuzzing::order_list(&filter));
    }
});
