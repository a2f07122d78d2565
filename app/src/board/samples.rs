//! Tickets to test with.

use chrono::{DateTime, Utc};
use contract::live::Ticket;

/// When the first of them was placed.
pub(super) fn placed_at() -> DateTime<Utc> {
    "2026-11-21T07:00:00Z".parse().expect("a time")
}

/// Ticket number `number` in a state, placed that many minutes after the first.
pub(super) fn ticket(number: u8, status: &str, version: i32) -> Ticket {
    let json = serde_json::json!({
        "id": format!("ord_01907f5e0000700080000000000000{number:02x}"), "reference": format!("GO-00000{number}"),
        "channel": "till", "status": status, "payment_state": "paid", "customer_name": null,
        "lines": [{"name": "Latte", "quantity": 1, "note": "less sugar"}], "note": null, "total": 38_000,
        "balance_due": 0, "currency": "IDR", "placed_at": format!("2026-11-21T07:{number:02}:00Z"),
        "expected_at": null, "version": version,
    });
    let ticket: Ticket = serde_json::from_value(json).expect("a ticket as the API shows it");
    Ticket { placed_at: placed_at() + chrono::TimeDelta::minutes(i64::from(number) - 1), ..ticket }
}
