//! Which days are summed, and which they are compared with.

use chrono::{Datelike as _, Days, NaiveDate, TimeDelta};
use contract::{
    Problem,
    analytics::{FiguresFilter, NamedPeriod, Unit},
    problem::FieldCode,
};

use crate::days::day;

/// The longest period, in days: ten years.
const MAX_DAYS: i64 = 3_660;
/// The longest period that is told day by day.
const MAX_DAILY: i64 = 92;

/// Some trading days, and as many before them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Period {
    pub(super) from: NaiveDate,
    pub(super) to: NaiveDate,
    pub(super) before_from: NaiveDate,
}

impl Period {
    /// The period that a filter asks for, seen on `today`.
    pub(super) fn read(filter: &FiguresFilter, today: NaiveDate) -> Result<Self, Problem> {
        let read = |field: &str, word: &Option<String>| {
            let word = word.as_deref().map(str::trim).filter(|word| !word.is_empty());
            word.map(|word| day(field, word)).transpose()
        };
        let (from, to) = (read("from", &filter.from)?, read("to", &filter.to)?);
        let (from, to) = match (from.or(to), to.or(from)) {
            (Some(from), Some(to)) => (from, to),
            _ => named(filter, today)?,
        };
        if to < from {
            return Err(Problem::invalid("to", FieldCode::OutOfRange, "The last day is before the first."));
        }
        let days = (to - from).num_days() + 1;
        if days > MAX_DAYS {
            return Err(Problem::invalid("to", FieldCode::OutOfRange, "Ask for ten years at most."));
        }
        let before_from = from.checked_sub_days(Days::new(days.unsigned_abs())).unwrap_or(NaiveDate::MIN);
        Ok(Self { from, to, before_from })
    }

    /// How long it is.
    pub(super) fn length(&self) -> TimeDelta {
        self.to - self.from + TimeDelta::days(1)
    }

    /// The last day of the period before.
    pub(super) fn before_to(&self) -> NaiveDate {
        self.from.pred_opt().unwrap_or(self.from)
    }

    /// The day that `today` is compared with, if the period isn't over.
    pub(super) fn comparable(&self, today: NaiveDate) -> Option<NaiveDate> {
        if self.to < today { None } else { today.checked_sub_signed(self.length()) }
    }

    /// How long its parts are.
    pub(super) fn unit(&self) -> Unit {
        match self.length().num_days() {
            ..=1 => Unit::Hour,
            2..=MAX_DAILY => Unit::Day,
            _ => Unit::Month,
        }
    }

    /// The day that names the part that `day` belongs to.
    pub(super) fn part_of(&self, day: NaiveDate) -> NaiveDate {
        match self.unit() {
            Unit::Hour | Unit::Day => day,
            Unit::Month => day.with_day(1).unwrap_or(day).max(self.from),
        }
    }

    /// The day of the period that stands where `day` stands in the period before.
    pub(super) fn counterpart(&self, day: NaiveDate) -> Option<NaiveDate> {
        day.checked_add_signed(self.length())
    }
}

fn named(filter: &FiguresFilter, today: NaiveDate) -> Result<(NaiveDate, NaiveDate), Problem> {
    let word = filter.period.as_deref().map(str::trim).filter(|word| !word.is_empty());
    let back = |days| today.checked_sub_days(Days::new(days)).unwrap_or(today);
    match word.map(NamedPeriod::from_code) {
        None | Some(Some(NamedPeriod::Today)) => Ok((today, today)),
        Some(Some(NamedPeriod::Yesterday)) => Ok((back(1), back(1))),
        Some(Some(NamedPeriod::Last7Days)) => Ok((back(6), today)),
        Some(Some(NamedPeriod::Last30Days)) => Ok((back(29), today)),
        Some(Some(NamedPeriod::ThisMonth)) => Ok((today.with_day(1).unwrap_or(today), today)),
        Some(None) => {
            let known = NamedPeriod::ALL.map(NamedPeriod::code).join(", ");
            Err(Problem::invalid("period", FieldCode::Unknown, format!("Period is one of {known}.")))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn period(from: &str, to: &str) -> Result<Period, Problem> {
        let said = |word: &str| Some(word.to_owned());
        let filter = FiguresFilter { from: said(from), to: said(to), ..FiguresFilter::default() };
        Period::read(&filter, day("2026-11-21"))
    }

    #[test]
    fn a_period_is_compared_with_as_many_days_before() {
        let week = period("2026-11-15", "2026-11-21").unwrap();
        assert_eq!((week.before_from, week.before_to()), (day("2026-11-08"), day("2026-11-14")));
        assert_eq!(week.comparable(day("2026-11-21")), Some(day("2026-11-14")));
        assert_eq!(week.comparable(day("2026-11-22")), None, "it is over");
        assert_eq!(week.comparable(day("2026-11-18")), Some(day("2026-11-11")), "half of it is to come");
        assert_eq!(week.counterpart(day("2026-11-08")), Some(day("2026-11-15")));
    }

    #[test]
    fn nothing_said_is_today_and_one_end_said_is_that_day() {
        let today = period("", "").unwrap();
        assert_eq!((today.from, today.to, today.unit()), (day("2026-11-21"), day("2026-11-21"), Unit::Hour));
        assert_eq!(period("", "2026-11-01").unwrap(), period("2026-11-01", "").unwrap());
    }

    #[test]
    fn a_name_stands_for_days_unless_days_are_said() {
        let named = |name: &str, from: Option<&str>| {
            let (period, from) = (Some(name.to_owned()), from.map(str::to_owned));
            Period::read(&FiguresFilter { period, from, ..FiguresFilter::default() }, day("2026-11-21"))
        };
        let days = |name: &str| {
            let period = named(name, None).unwrap();
            (period.from.to_string(), period.to.to_string())
        };
        assert_eq!(days("yesterday"), ("2026-11-20".into(), "2026-11-20".into()));
        assert_eq!(days("last_7_days"), ("2026-11-15".into(), "2026-11-21".into()));
        assert_eq!(days("last_30_days"), ("2026-10-23".into(), "2026-11-21".into()));
        assert_eq!(days("this_month"), ("2026-11-01".into(), "2026-11-21".into()));
        assert_eq!(named("last_7_days", Some("2026-11-01")).unwrap().to, day("2026-11-01"));
        assert_eq!(named("tomorrow", None).unwrap_err().errors[0].field, "period");
    }

    #[test]
    fn parts_are_as_long_as_can_be_read() {
        assert_eq!(period("2026-08-22", "2026-11-21").unwrap().unit(), Unit::Day);
        let long = period("2026-08-21", "2026-11-21").unwrap();
        assert_eq!(long.unit(), Unit::Month);
        assert_eq!(long.part_of(day("2026-10-05")), day("2026-10-01"));
        assert_eq!(long.part_of(day("2026-08-30")), day("2026-08-21"), "its first month begins with it");
    }

    #[test]
    fn impossible_periods_are_refused_at_their_field() {
        for (from, to, field) in [
            ("2026-11-21", "2026-11-20", "to"),
            ("2010-01-01", "2026-11-20", "to"),
            ("yesterday", "", "from"),
            ("2026-11-21", "+99999-01-01", "to"),
            ("0001-01-01", "", "from"),
        ] {
            assert_eq!(period(from, to).unwrap_err().errors[0].field, field, "{from} {to}");
        }
    }
}
