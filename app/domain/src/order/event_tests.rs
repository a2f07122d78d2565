use super::*;
use uuid::Uuid;

fn entry(amount: i64) -> PaymentEntry {
    let payment_id = PaymentId::from_uuid(Uuid::from_u128(2));
    PaymentEntry { payment_id, method: PaymentMethod::Cash, amount }
}

fn placed() -> OrderEvent {
    let line = PlacedLine {
        line_id: LineId::from_uuid(Uuid::from_u128(1)),
        item: Item::Custom,
        name: "Birthday cake".into(),
        unit_price: 250_000,
        quantity: 1,
        line_total: 250_000,
    };
    OrderEvent::Placed(Box::new(PlacedOrder {
        reference: Reference::from_bits(42),
        channel: Channel::Till,
        lifecycle: Lifecycle::Pending,
        customer_id: None,
        lines: vec![line],
        discount: None,
        currency: Currency::Idr,
        subtotal: 250_000,
        tax: 25_000,
        total: 275_000,
        payments: vec![entry(275_000)],
        terms: None,
    }))
}

fn moved(from: Lifecycle, to: Lifecycle, refunds: Vec<PaymentEntry>) -> OrderEvent {
    OrderEvent::StatusChanged { from, to, reason: None, refunds, side: Side::Shop }
}

#[test]
fn events_fold_to_the_order() {
    let begun = moved(Lifecycle::Pending, Lifecycle::Processing, vec![]);
    let state = OrderState::replay([&placed(), &begun]).unwrap();
    assert_eq!((state.version, state.lifecycle), (2, Lifecycle::Processing));
    assert_eq!(state.payment_state(), PaymentState::Paid);

    let cancelled = moved(Lifecycle::Processing, Lifecycle::Cancelled, vec![entry(-275_000)]);
    let state = OrderState::replay([&placed(), &begun, &cancelled]).unwrap();
    assert_eq!(state.payment_state(), PaymentState::Refunded);
}

#[test]
fn payments_edits_and_deletion_fold_too() {
    let paid = |amount| OrderEvent::PaymentReceived { payment: entry(amount) };
    let unpaid = match placed() {
        OrderEvent::Placed(placed) => {
            OrderEvent::Placed(Box::new(PlacedOrder { payments: vec![], ..*placed }))
        }
        other => other,
    };
    let reverses = PaymentId::from_uuid(Uuid::from_u128(2));
    let voided =
        OrderEvent::PaymentVoided { reverses, payment: entry(-100_000), reason: "typing error".into() };
    let terms = AgreedTerms { version: 2, down_payment: 0, instalments: vec![] };
    let edited = OrderEvent::Edited(Box::new(EditedOrder {
        changed: vec!["items".into()],
        customer_id: None,
        lines: vec![],
        discount: None,
        subtotal: 180_000,
        tax: 18_000,
        total: 198_000,
        terms: Some(terms),
    }));
    let deleted = OrderEvent::Deleted { reason: "entered twice".into() };
    let state = OrderState::replay([&unpaid, &paid(100_000), &voided, &paid(50_000), &edited]).unwrap();
    assert_eq!((state.version, state.total.amount(), state.terms_version), (5, 198_000, Some(2)));
    assert_eq!(state.ledger, LedgerSums { received: 50_000, refunded: 0 });
    assert_eq!(state.payment_state(), PaymentState::PartiallyPaid);
    assert!(OrderState::replay([&unpaid, &deleted]).unwrap().deleted);
    assert!(!OrderState::replay([&unpaid, &deleted, &OrderEvent::Restored]).unwrap().deleted);
}

#[test]
fn events_out_of_place_are_refused() {
    let begun = moved(Lifecycle::Pending, Lifecycle::Processing, vec![]);
    assert_eq!(OrderState::replay([]), Err(FoldError::NoEvents));
    assert_eq!(OrderState::replay([&begun]), Err(FoldError::OutOfPlace { version: 1 }));
    assert_eq!(OrderState::replay([&placed(), &placed()]), Err(FoldError::OutOfPlace { version: 2 }));
}

/// One of each, as it is stored and as subscribers get it.
fn one_of_each() -> Vec<OrderEvent> {
    let terms = || {
        let due_date = "2026-12-21".parse().unwrap();
        Some(AgreedTerms {
            version: 2,
            down_payment: 75_000,
            instalments: vec![AgreedInstalment { due_date, amount: 200_000 }],
        })
    };
    let discount = Discount { amount: Money::new(10_000, Currency::Idr).unwrap(), reason: "regular".into() };
    let (first, lines) = match placed() {
        OrderEvent::Placed(placed) => {
            let lines = placed.lines.clone();
            (
                OrderEvent::Placed(Box::new(PlacedOrder {
                    terms: terms(),
                    discount: Some(discount),
                    ..*placed
                })),
                lines,
            )
        }
        other => (other, Vec::new()),
    };
    vec![
        first,
        OrderEvent::StatusChanged {
            from: Lifecycle::Pending,
            to: Lifecycle::Cancelled,
            reason: Some("Called off by the customer".into()),
            refunds: vec![entry(-275_000)],
            side: Side::Customer,
        },
        OrderEvent::Edited(Box::new(EditedOrder {
            changed: vec!["items".into()],
            customer_id: Some(CustomerId::from_uuid(Uuid::from_u128(3))),
            lines,
            discount: None,
            subtotal: 250_000,
            tax: 25_000,
            total: 275_000,
            terms: terms(),
        })),
        OrderEvent::Deleted { reason: "entered twice".into() },
        OrderEvent::Restored,
        OrderEvent::PaymentReceived { payment: entry(75_000) },
        OrderEvent::PaymentVoided {
            reverses: PaymentId::from_uuid(Uuid::from_u128(2)),
            payment: entry(-75_000),
            reason: "typing error".into(),
        },
    ]
}

#[test]
fn every_event_is_stored_as_it_is_documented() {
    crate::event::assert_documented(&one_of_each());
}

/// Moves of before apps could make them don't say on whose side: staff made them all.
#[test]
fn an_event_of_an_older_form_is_read_as_what_it_meant() {
    let old = r#"{"type":"order.status_changed","from":"pending","to":"ready"}"#;
    let moved = moved(Lifecycle::Pending, Lifecycle::Ready, vec![]);
    assert_eq!(serde_json::from_str::<OrderEvent>(old).unwrap(), moved);
    let documented = include_str!("../../../../docs/EVENTS.md");
    let before =
        "{\n  \"type\": \"order.status_changed\",\n  \"from\": \"pending\",\n  \"to\": \"processing\"\n}";
    assert!(documented.contains(before));
}
