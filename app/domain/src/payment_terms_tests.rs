use super::*;
use crate::money::Currency;
use proptest::prelude::*;

fn idr(amount: i64) -> Money {
    Money::new(amount, Currency::Idr).unwrap()
}

fn day(word: &str) -> NaiveDate {
    word.parse().unwrap()
}

fn monthly(total: i64, down: DownPayment, count: usize, first: &str) -> Result<PaymentTerms, TermsError> {
    let schedule = Schedule::Regular { count, interval: Interval::Month, first_due: day(first) };
    PaymentTerms::agree(idr(total), down, &schedule, day("2026-01-15"))
}

fn written(terms: &PaymentTerms) -> Vec<(String, i64)> {
    let parts = terms.instalments().iter();
    parts.map(|part| (part.due_date.to_string(), part.amount.amount())).collect()
}

#[test]
fn thirty_percent_down_and_two_instalments() {
    let terms = monthly(1_000_000, DownPayment::Share(3_000), 2, "2026-02-15").unwrap();
    assert_eq!(terms.down_payment(), idr(300_000));
    assert_eq!(written(&terms), [("2026-02-15".into(), 350_000), ("2026-03-15".into(), 350_000)]);
}

#[test]
fn the_last_instalment_takes_the_rounding() {
    let terms = monthly(100_001, DownPayment::Amount(idr(0)), 3, "2026-02-15").unwrap();
    let amounts: Vec<i64> = written(&terms).into_iter().map(|(_, amount)| amount).collect();
    assert_eq!(amounts, [33_333, 33_333, 33_335]);
}

#[test]
fn a_month_without_that_day_ends_on_its_last_and_the_next_comes_back() {
    let terms = monthly(400, DownPayment::Amount(idr(0)), 4, "2026-01-31").unwrap();
    let dates: Vec<String> = written(&terms).into_iter().map(|(date, _)| date).collect();
    assert_eq!(dates, ["2026-01-31", "2026-02-28", "2026-03-31", "2026-04-30"]);
    let leap = Interval::Month.after(day("2028-01-31"), 1);
    assert_eq!(leap, Some(day("2028-02-29")));
    assert_eq!(Interval::TwoWeeks.after(day("2026-12-25"), 1), Some(day("2027-01-08")));
}

#[test]
fn terms_that_make_no_sense_are_refused() {
    let down = |down| monthly(1_000, down, 2, "2026-02-15").map(|terms| terms.down_payment().amount());
    assert_eq!(down(DownPayment::Amount(idr(1_000))), Err(TermsError::DownPayment));
    assert_eq!(down(DownPayment::Amount(idr(-1))), Err(TermsError::DownPayment));
    assert_eq!(down(DownPayment::Share(10_000)), Err(TermsError::DownPayment));
    assert_eq!(down(DownPayment::Share(-1)), Err(TermsError::DownPayment));
    assert_eq!(down(DownPayment::Share(0)), Ok(0));
    let count = |count| monthly(1_000, DownPayment::Share(0), count, "2026-02-15").map(|_| ());
    assert_eq!(count(0), Err(TermsError::Count));
    assert_eq!(count(61), Err(TermsError::Count));
    let few = monthly(2, DownPayment::Share(0), 3, "2026-02-15");
    assert_eq!(few, Err(TermsError::Amount { instalment: 0 }));
    let past = monthly(1_000, DownPayment::Share(0), 2, "2026-01-14");
    assert_eq!(past, Err(TermsError::DueDate { instalment: 0 }));
    let far = monthly(1_000, DownPayment::Share(0), 1, "2036-02-01");
    assert_eq!(far, Err(TermsError::DueDate { instalment: 0 }));
}

#[test]
fn agreed_dates_and_amounts_must_ascend_and_add_up() {
    let agree = |parts: &[(&str, i64)]| {
        let parts = parts.iter().map(|(date, amount)| (day(date), idr(*amount))).collect();
        let down = DownPayment::Amount(idr(300));
        PaymentTerms::agree(idr(1_000), down, &Schedule::Agreed(parts), day("2026-01-15")).map(|_| ())
    };
    assert_eq!(agree(&[("2026-02-01", 500), ("2026-06-01", 200)]), Ok(()));
    let twice = agree(&[("2026-02-01", 500), ("2026-02-01", 200)]);
    assert_eq!(twice, Err(TermsError::NotAscending { instalment: 1 }));
    let less = agree(&[("2026-02-01", 500)]);
    assert_eq!(less, Err(TermsError::SumDiffers { sum: idr(800), total: idr(1_000) }));
    let nothing = agree(&[("2026-02-01", 700), ("2026-03-01", 0)]);
    assert_eq!(nothing, Err(TermsError::Amount { instalment: 1 }));
}

#[test]
fn what_is_paid_settles_the_oldest_instalment() {
    let terms = monthly(1_000, DownPayment::Amount(idr(400)), 3, "2026-02-01").unwrap();
    let seen = |paid, today| {
        let standing = terms.standing(idr(paid), day(today));
        standing.iter().map(|part| (part.paid.amount(), part.status.code())).collect::<Vec<_>>()
    };
    assert_eq!(seen(400, "2026-02-01"), [(0, "open"), (0, "open"), (0, "open")]);
    assert_eq!(seen(400, "2026-02-02"), [(0, "overdue"), (0, "open"), (0, "open")]);
    assert_eq!(seen(650, "2026-03-02"), [(200, "paid"), (50, "overdue"), (0, "open")]);
    assert_eq!(seen(1_000, "2027-01-01"), [(200, "paid"), (200, "paid"), (200, "paid")]);
    assert_eq!(seen(0, "2026-01-15"), [(0, "open"), (0, "open"), (0, "open")]);
    assert_eq!(terms.next_due(idr(650)), Some(day("2026-03-01")));
    assert_eq!(terms.next_due(idr(1_000)), None);
}

#[test]
fn each_entry_names_the_instalment_it_settles_first() {
    let terms = monthly(1_000, DownPayment::Amount(idr(400)), 3, "2026-02-01").unwrap();
    assert_eq!(terms.settled_by(&[400, 100, 200, 300]), [None, Some(1), Some(1), Some(2)]);
    assert_eq!(terms.settled_by(&[400, 200, -200, 200]), [None, Some(1), None, Some(1)]);
    assert_eq!(terms.settled_by(&[300, 200]), [None, Some(1)]);
}

#[test]
fn another_total_keeps_what_was_paid() {
    let terms = monthly(1_000, DownPayment::Amount(idr(400)), 3, "2026-02-01").unwrap();
    let remade = |total, paid| {
        let remade = terms.remade(idr(total), idr(paid)).unwrap();
        remade.instalments().iter().map(|part| part.amount.amount()).collect::<Vec<_>>()
    };
    assert_eq!(remade(1_300, 400), [300, 300, 300]);
    assert_eq!(remade(1_100, 600), [200, 250, 250]);
    assert_eq!(remade(1_000, 700), [200, 200, 200]);
    assert_eq!(remade(1_001, 700), [200, 200, 201]);
    assert_eq!(remade(700, 700), [200, 100]);
    assert_eq!(remade(400, 400), [0; 0]);
    assert_eq!(remade(1_100, 1_000), [200, 200, 300]);
    assert!(terms.remade(idr(699), idr(700)).is_err());
}

fn terms() -> impl Strategy<Value = PaymentTerms> {
    (1_000_i64..10_000_000_000, 0_i64..10_000, 1_usize..=MAX_INSTALMENTS, 0_u64..60).prop_map(
        |(total, share, count, days)| {
            let first_due = day("2026-01-15") + TimeDelta::days(i64::try_from(days).unwrap());
            let schedule = Schedule::Regular { count, interval: Interval::Month, first_due };
            PaymentTerms::agree(
                idr(total),
                DownPayment::Share(share.min(9_000)),
                &schedule,
                day("2026-01-15"),
            )
            .unwrap()
        },
    )
}

proptest! {
    #[test]
    fn a_schedule_always_adds_up(terms in terms()) {
        let later: i64 = terms.instalments().iter().map(|part| part.amount.amount()).sum();
        prop_assert_eq!(terms.down_payment().amount() + later, terms.total().amount());
        prop_assert!(terms.instalments().iter().all(|part| part.amount.amount() > 0));
        prop_assert!(terms.instalments().windows(2).all(|pair| pair[0].due_date < pair[1].due_date));
        let (last, others) = terms.instalments().split_last().unwrap();
        prop_assert!(others.iter().all(|part| part.amount.amount() <= last.amount.amount()));
    }

    #[test]
    fn what_is_paid_is_settled_once(terms in terms(), part in 0_i64..=1_000) {
        let paid = terms.total().scale(part, 1_000).unwrap();
        let standing = terms.standing(paid, day("2026-01-15"));
        let settled: i64 = standing.iter().map(|part| part.paid.amount()).sum();
        prop_assert_eq!(settled, (paid.amount() - terms.down_payment().amount()).max(0));
        let first_open = standing.iter().position(|part| part.open() > 0).unwrap_or(standing.len());
        prop_assert!(standing[first_open..].iter().skip(1).all(|part| part.paid.amount() == 0));
    }

    #[test]
    fn remade_terms_add_up_and_keep_what_was_settled(
        terms in terms(), part in 0_i64..=1_000, total in 0_i64..20_000_000_000,
    ) {
        let paid = terms.total().scale(part, 1_000).unwrap();
        let paid = idr(paid.amount().max(terms.down_payment().amount()));
        let before = terms.standing(paid, day("2026-01-15"));
        match terms.remade(idr(total), paid) {
            Err(_) => prop_assert!(total < paid.amount()),
            Ok(remade) => {
                let sum: i64 = remade.instalments().iter().map(|part| part.amount.amount()).sum();
                prop_assert_eq!(remade.down_payment().amount() + sum, total);
                let after = remade.standing(paid, day("2026-01-15"));
                for part in &before {
                    let kept = after.iter().find(|kept| kept.instalment.due_date == part.instalment.due_date);
                    prop_assert_eq!(kept.map_or(0, |kept| kept.paid.amount()), part.paid.amount());
                }
            }
        }
    }
}
