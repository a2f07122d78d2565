//! Filters of lists, as addresses hold them.
#![no_main]

use contract::{
    analytics::FiguresFilter,
    audit::AuditFilter,
    catalogue::ProductFilter,
    customers::{CustomerFilter, HistoryFilter},
    jobs::JobFilter,
    orders::OrderFilter,
    webhooks::WebhookDeliveryFilter,
};
use fuzz::check;
use libfuzzer_sys::fuzz_target;
use serde_urlencoded::{from_bytes, to_string};
use services::fuzzing::{figures, order_list};

fuzz_target!(|query: &[u8]| {
    if let Ok(filter) = from_bytes::<OrderFilter>(query) {
        let written = to_string(&filter).unwrap();
        assert_eq!(from_bytes::<OrderFilter>(written.as_bytes()).unwrap(), filter, "{written}");
        check(order_list(&filter));
    }
    if let Ok(filter) = from_bytes::<FiguresFilter>(query)
        && let Some((first, last)) = check(figures(&filter, "2026-11-21".parse().unwrap()))
    {
        assert!(first <= last);
    }
    let _ = (from_bytes::<AuditFilter>(query).is_ok(), from_bytes::<ProductFilter>(query).is_ok());
    let _ = (from_bytes::<CustomerFilter>(query).is_ok(), from_bytes::<HistoryFilter>(query).is_ok());
    let _ = (from_bytes::<WebhookDeliveryFilter>(query).is_ok(), from_bytes::<JobFilter>(query).is_ok());
});
