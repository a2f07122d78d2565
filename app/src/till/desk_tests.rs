//! Every input at every step of a till.

use contract::Problem;

use super::*;
use crate::{
    refused::UNREACHABLE,
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
    }
}

type Input = (&'static str, fn(Desk));

/// Everything that can be put in at a till.
const INPUTS: [Input; 8] = [
    ("tap", |desk| desk.add(&product("Latte"))),
    ("scan", |desk| desk.scan(&scan("8991000000001"))),
    ("unknown scan", |desk| desk.scan(&scan("404"))),
    ("sold out", |desk| desk.add(&ProductView { available: false, ..product("Latte") })),
    ("digit", |desk| desk.digit(3)),
    ("custom line", |desk| {
        desk.add_custom("Cake", 1_000);
    }),
    ("customer", |desk| desk.change(|sale| sale.customer_name = "Budi".into())),
    ("clear", Desk::clear),
];

/// What a person can see of a till.
fn seen(desk: Desk) -> (Sale, Option<i64>, Option<Notice>, bool) {
    let mut sale = desk.sale.get_untracked();
    sale.id.clear();
    (
        sale,
        desk.quantity.get_untracked(),
        desk.answer.get_untracked(),
        desk.step.get_untracked() == Step::Done,
    )
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
fn only_a_refusal_by_the_server_itself_is_certain() {
    for problem in [Problem::internal(), Problem::new(503, UNREACHABLE, ""), Problem::new(502, "x", "")] {
        assert!(is_unknown(&Refused(problem)));
    }
    for problem in
        [Problem::overloaded(), Problem::new(422, "total_mismatch", ""), Problem::unauthenticated()]
    {
        assert!(!is_unknown(&Refused(problem)));
    }
}
