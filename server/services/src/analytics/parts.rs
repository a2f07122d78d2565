//! A period hour by hour, day by day, or month by month.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use contract::analytics::PartFigure;
use store::analytics::{DaySum, HourSum};

use super::{average, period::Period};

/// Days, or months, each of the period, also those without a sale.
pub(super) fn days(sums: &[DaySum], period: &Period) -> Vec<PartFigure> {
    let mut parts: BTreeMap<NaiveDate, PartFigure> = BTreeMap::new();
    for day in period.from.iter_days().take_while(|day| *day <= period.to) {
        let day = period.part_of(day);
        parts.entry(day).or_insert(PartFigure {
            day,
            hour: None,
            revenue: 0,
            orders: 0,
            average: 0,
            revenue_before: 0,
        });
    }
    for sum in sums {
        let is_before = sum.business_day < period.from;
        let day = match is_before {
            true => period.counterpart(sum.business_day),
            false => Some(sum.business_day),
        };
        let Some(part) = day.and_then(|day| parts.get_mut(&period.part_of(day))) else { continue };
        if is_before {
            part.revenue_before += sum.revenue;
        } else {
            part.revenue += sum.revenue;
            part.orders += sum.orders;
        }
    }
    let averaged = parts.into_values();
    averaged.map(|part| PartFigure { average: average(part.revenue, part.orders), ..part }).collect()
}

/// Hours in the order of a trading day that begins at `first_hour`, from the first with a sale on
/// either day to the last. None if nothing was sold.
pub(super) fn hours(sums: &[HourSum], period: &Period, first_hour: u32) -> Vec<PartFigure> {
    let place = |hour: u32| (hour + 24 - first_hour % 24) % 24;
    let hour_of = |sum: &HourSum| u32::try_from(sum.hour).unwrap_or(0);
    let places = || sums.iter().map(|sum| place(hour_of(sum)));
    let (Some(from), Some(to)) = (places().min(), places().max()) else { return Vec::new() };
    let figure = |place: u32| {
        let hour = (place + first_hour) % 24;
        let of_hour = |current: bool| {
            let of_hour = sums.iter().filter(move |sum| hour_of(sum) == hour);
            of_hour.filter(move |sum| (sum.business_day == period.from) == current)
        };
        let revenue = of_hour(true).map(|sum| sum.revenue).sum();
        let orders = of_hour(true).map(|sum| sum.orders).sum();
        PartFigure {
            day: period.from,
            hour: Some(hour),
            revenue,
            orders,
            average: average(revenue, orders),
            revenue_before: of_hour(false).map(|sum| sum.revenue).sum(),
        }
    };
    (from..=to).map(figure).collect()
}

#[cfg(test)]
mod tests {
    use contract::analytics::FiguresFilter;

    use super::*;

    fn period(from: &str, to: &str) -> Period {
        let said = |word: &str| Some(word.to_owned());
        let filter = FiguresFilter { from: said(from), to: said(to), ..FiguresFilter::default() };
        Period::read(&filter, "2026-11-21".parse().unwrap()).unwrap()
    }

    fn hour(day: &str, hour: i32, revenue: i64) -> HourSum {
        HourSum { business_day: day.parse().unwrap(), hour, revenue, orders: 1 }
    }

    fn day(day: &str, revenue: i64) -> DaySum {
        let channel = "till".to_owned();
        DaySum { business_day: day.parse().unwrap(), channel, revenue, orders: 2, items: 3 }
    }

    #[test]
    fn hours_run_in_the_order_of_the_trading_day() {
        let today = period("2026-11-21", "2026-11-21");
        let sums = [hour("2026-11-21", 23, 10), hour("2026-11-21", 1, 20), hour("2026-11-20", 22, 5)];
        let seen: Vec<_> = hours(&sums, &today, 3)
            .iter()
            .map(|part| (part.hour, part.revenue, part.revenue_before))
            .collect();
        assert_eq!(seen, [(Some(22), 0, 5), (Some(23), 10, 0), (Some(0), 0, 0), (Some(1), 20, 0)]);
        assert!(hours(&[], &today, 0).is_empty());
    }

    #[test]
    fn days_without_a_sale_are_there_and_stand_beside_those_before() {
        let three = period("2026-11-19", "2026-11-21");
        let sums = [day("2026-11-16", 7), day("2026-11-18", 8), day("2026-11-19", 9), day("2026-11-19", 1)];
        let seen: Vec<_> = days(&sums, &three)
            .iter()
            .map(|part| (part.revenue, part.orders, part.average, part.revenue_before))
            .collect();
        assert_eq!(seen, [(10, 4, 2, 7), (0, 0, 0, 0), (0, 0, 0, 8)]);
    }

    #[test]
    fn months_gather_their_days_and_lose_none() {
        let year = period("1997-01-01", "1997-12-31");
        let sums = [day("1996-01-02", 5), day("1996-12-31", 6), day("1997-01-31", 7), day("1997-02-01", 8)];
        let parts = days(&sums, &year);
        assert_eq!(parts.len(), 12);
        assert_eq!((parts[0].revenue, parts[1].revenue), (7, 8));
        assert_eq!(parts.iter().map(|part| part.revenue_before).sum::<i64>(), 11);
    }
}
