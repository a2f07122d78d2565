//! Every input at every step of a till.

use domain::basket::MAX_QUANTITY;

use super::*;
use crate::{
    scanner::End,
    till::samples::{menu, product},
};

fn scan(code: &str) -> Scan {
    Scan {
        code: code.to_owned(),
        by_position: code.to_owned(),
        in_field: false,
        end: End::Enter,
        key_ms: 10.0,
        is_certain: true,
        is_known: true,
        had_pause: false,
    }
}

type Input = (&'static str, fn(Desk));

/// Everything that can be put in at a till.
const INPUTS: [Input; 12] = [
    ("tap", |desk| desk.add(&product("Latte"))),
    ("scan", |desk| desk.scan(&scan("8991000000001"))),
    ("unknown scan", |desk| desk.scan(&scan("404"))),
    ("sold out", |desk| desk.add(&ProductView { available: false, ..product("Latte") })),
    ("digit", |desk| desk.digit(3)),
    ("zero", |desk| desk.digit(0)),
    ("four digits", |desk| (1..=4).for_each(|digit| desk.digit(digit))),
    ("one more than fits", |desk| {
        desk.sale.update(|sale| sale.lines.iter_mut().for_each(|line| line.quantity = MAX_QUANTITY));
        desk.change_quantity(desk.sale.with_untracked(|sale| sale.lines[0].key), 1);
    }),
    ("search for what is sold out", |desk| desk.tell_out_of_stock(&product("Latte"))),
    ("custom line", |desk| {
        desk.add_custom("Cake", 1_000);
    }),
    ("customer", |desk| desk.change(|sale| sale.customer_name = "Budi".into())),
    ("clear", Desk::clear),
];

/// What a person can see of a till.
fn seen(desk: Desk) -> (Sale, Option<i64>, Option<Notice>, Step) {
    let mut sale = desk.sale.get_untracked();
    sale.id.clear();
    (sale, desk.quantity.get_untracked(), desk.answer.get_untracked(), desk.step.get_untracked())
}

#[test]
fn at_every_step_every_input_has_an_effect_or_a_word() {
    let owner = Owner::new();
    owner.set();
    for step in [Step::Ordering, Step::Paying, Step::Sending, Step::Done] {
        for is_sent in [false, true] {
            for (name, input) in INPUTS {
                let desk = Desk::new(menu());
                desk.add(&product("Croissant"));
                let sent = desk
                    .totals
                    .get_untracked()
                    .map(|totals| desk.sale.with_untracked(|sale| sale.command("senopati", &totals)));
                desk.notice.set(is_sent.then_some(Notice::OutcomeUnknown));
                desk.sale.update(|sale| sale.sent = sent.ok().filter(|_| is_sent));
                desk.step.set(step);
                let before = seen(desk);
                input(desk);
                assert_ne!(seen(desk), before, "{name} at {step:?}, sent: {is_sent}");
                if is_sent && step != Step::Done {
                    assert_eq!(desk.notice.get_untracked(), Some(Notice::OutcomeUnknown), "{name}");
                    assert_eq!(desk.sale.get_untracked().lines.len(), 1, "{name}");
                }
            }
        }
    }
}

#[test]
fn after_a_recorded_sale_a_scan_begins_the_next() {
    let owner = Owner::new();
    owner.set();
    let desk = Desk::new(menu());
    desk.last.set(Some("GO-1".to_owned()));
    desk.step.set(Step::Done);
    desk.scan(&scan("8991000000001"));
    assert_eq!((desk.step.get_untracked(), desk.sale.get_untracked().lines.len()), (Step::Ordering, 1));
    assert_eq!(desk.last.get_untracked().as_deref(), Some("GO-1"), "the last one stays in reach");
}

#[test]
fn how_many_is_for_one_thing_also_if_that_was_not_to_be_had() {
    let owner = Owner::new();
    owner.set();
    let sold_out = ProductView { available: false, ..product("Latte") };
    let failures: [(&dyn Fn(Desk), Notice); 3] = [
        (&|desk| desk.scan(&scan("404")), Notice::UnknownCode("404".into())),
        (&|desk| desk.add(&sold_out), Notice::OutOfStock("Latte".into())),
        (&|desk| desk.tell_out_of_stock(&sold_out), Notice::OutOfStock("Latte".into())),
    ];
    for (fail, why) in failures {
        let desk = Desk::new(menu());
        fail(desk);
        assert_eq!(desk.answer.get_untracked().as_ref(), Some(&why), "nothing was typed");
        desk.digit(7);
        fail(desk);
        let dropped = Notice::Dropped { number: 7, why: Box::new(why) };
        assert_eq!((desk.quantity.get_untracked(), desk.answer.get_untracked()), (None, Some(dropped)));
        desk.scan(&scan("8991000000001"));
        assert_eq!((desk.sale.get_untracked().lines[0].quantity, desk.answer.get_untracked()), (1, None));
    }
}

#[test]
fn completing_what_can_not_be_paid_says_why() {
    let owner = Owner::new();
    owner.set();
    let desk = Desk::new(menu());
    desk.add(&product("Croissant"));
    desk.step.set(Step::Paying);
    for (received, is_said) in [("1", true), ("lots", true)] {
        desk.answer.set(None);
        desk.sale.update(|sale| sale.tender.received = received.to_owned());
        desk.complete();
        let answer = desk.answer.get_untracked();
        assert_eq!(matches!(answer, Some(Notice::CannotPay(_))), is_said, "{answer:?}");
        assert_eq!(desk.step.get_untracked(), Step::Paying);
    }
}

#[test]
fn charging_and_going_back_begin_their_work_or_say_why_not() {
    let owner = Owner::new();
    owner.set();
    let after = |step, is_full: bool, is_sent: bool, input: fn(Desk)| {
        let desk = Desk::new(menu());
        if is_full {
            desk.add(&product("Croissant"));
        }
        if is_sent {
            let totals = desk.totals.get_untracked().unwrap();
            desk.sale.update(|sale| sale.sent = Some(sale.command("senopati", &totals)));
        }
        desk.step.set(step);
        input(desk);
        (desk.step.get_untracked(), desk.answer.get_untracked())
    };
    let charge: fn(Desk) = |desk| desk.charge(true);
    let nothing = Notice::CannotCharge(SaleError::Basket(domain::basket::BasketError::NoLines));
    assert_eq!(after(Step::Ordering, true, false, charge), (Step::Paying, None));
    assert_eq!(after(Step::Ordering, false, false, charge), (Step::Ordering, Some(nothing.clone())));
    assert_eq!(after(Step::Done, false, false, charge), (Step::Ordering, Some(nothing)));
    assert_eq!(after(Step::Paying, true, false, Desk::back), (Step::Ordering, None));
    assert_eq!(after(Step::Done, false, false, Desk::back), (Step::Ordering, None));
    for input in [charge, Desk::back] {
        assert_eq!(after(Step::Sending, true, true, input), (Step::Sending, Some(Notice::StillSending)));
        assert_eq!(after(Step::Paying, true, true, input), (Step::Paying, Some(Notice::WaitsForOutcome)));
    }
}
