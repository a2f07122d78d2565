//! A manager's figures of the trading day.

use async_trait::async_trait;
use chrono::{Days, TimeDelta, Timelike};
use contract::{
    Problem,
    backend::DashboardApi,
    dashboard::{DashboardView, Figure, HourFigure, MethodFigure, ProductFigure},
    session::Caller,
};
use domain::role::Permission;
use store::dashboard::{HourSum, best_products_in_tx, by_hour_in_tx, by_method_in_tx};
use uuid::Uuid;

use crate::{
    Failure, Services,
    access::{require, scope},
    clock::{business_day, utc_offset},
    failure::OrProblem,
    orders::parse_method,
    tenants::parse_currency,
};

#[async_trait]
impl DashboardApi for Services {
    async fn today(&self, caller: &Caller, store: Option<&str>) -> Result<DashboardView, Problem> {
        require(caller, Permission::SeeFigures)?;
        let only = match store {
            Some(slug) => Some(self.store_id(caller, slug).await?.uuid()),
            None => None,
        };
        self.figures(caller, store, only).await.or_problem()
    }
}

impl Services {
    async fn figures(
        &self,
        caller: &Caller,
        slug: Option<&str>,
        only: Option<Uuid>,
    ) -> Result<DashboardView, Failure> {
        let now = self.clock.now();
        let (tenant, stores) = self.stores_of(caller).await?;
        let stores: Vec<_> =
            stores.iter().filter(|store| only.is_none_or(|id| store.id().uuid() == id)).collect();
        // Stores of one tenant in several zones share the first one's day: "today" must be one day.
        let first = stores.first().ok_or(Failure::Gone("the store"))?;
        let day = business_day(&first.time_zone, first.day_cutoff_minutes, now)?.0;
        let before = day.checked_sub_days(Days::new(1)).unwrap_or(day);
        let ids: Vec<Uuid> = stores.iter().map(|store| store.id().uuid()).collect();
        let mut tx = self.database.begin(&scope(caller)).await?;
        let hours = by_hour_in_tx(&mut tx, &ids, &[day, before], now).await?;
        let earlier = by_hour_in_tx(&mut tx, &ids, &[before], now - TimeDelta::days(1)).await?;
        let methods = by_method_in_tx(&mut tx, &ids, day).await?;
        let products = best_products_in_tx(&mut tx, &ids, day).await?;
        tx.commit().await?;

        let today: Vec<&HourSum> = hours.iter().filter(|sum| sum.business_day == day).collect();
        let sum = |sums: &[&HourSum], of: fn(&HourSum) -> i64| sums.iter().map(|sum| of(sum)).sum::<i64>();
        let earlier: Vec<&HourSum> = earlier.iter().collect();
        let figure = |of: fn(&HourSum) -> i64| Figure { today: sum(&today, of), before: sum(&earlier, of) };
        let (revenue, orders) = (figure(|sum| sum.revenue), figure(|sum| sum.orders));
        let average = |revenue: i64, orders: i64| if orders > 0 { revenue / orders } else { 0 };
        let by_method = methods.into_iter().map(|sum| {
            Ok(MethodFigure { method: parse_method(&sum.method)?, amount: sum.amount, count: sum.count })
        });
        let best = products.into_iter().map(|sum| ProductFigure {
            name: sum.name,
            quantity: sum.quantity,
            revenue: sum.revenue,
        });
        let local_hour = now.with_timezone(&utc_offset(&first.time_zone, now)?).hour();
        Ok(DashboardView {
            store: slug.map(str::to_owned),
            day,
            currency: parse_currency(&tenant.currency)?,
            revenue,
            orders,
            average: Figure {
                today: average(revenue.today, orders.today),
                before: average(revenue.before, orders.before),
            },
            items: figure(|sum| sum.items),
            by_hour: by_hour(
                &hours,
                day,
                u32::from(first.day_cutoff_minutes.unsigned_abs()) / 60,
                local_hour,
            ),
            by_method: by_method.collect::<Result<_, Failure>>()?,
            best_products: best.collect(),
            as_of: now,
        })
    }
}

/// Hours in the order of a trading day that begins at `first_hour`, from the first with a sale to
/// the last with one or the present one. None if nothing was sold on either day.
fn by_hour(sums: &[HourSum], day: chrono::NaiveDate, first_hour: u32, now_hour: u32) -> Vec<HourFigure> {
    let place = |hour: u32| (hour + 24 - first_hour % 24) % 24;
    let hour_of = |sum: &HourSum| u32::try_from(sum.hour).unwrap_or(0);
    let Some(from) = sums.iter().map(|sum| place(hour_of(sum))).min() else { return Vec::new() };
    let to = sums.iter().map(|sum| place(hour_of(sum))).chain([place(now_hour)]).max().unwrap_or(from);
    let figure = |place: u32| {
        let hour = (place + first_hour) % 24;
        let of_hour = |today: bool| {
            sums.iter().filter(move |sum| hour_of(sum) == hour && (sum.business_day == day) == today)
        };
        HourFigure {
            hour,
            revenue: of_hour(true).map(|sum| sum.revenue).sum(),
            orders: of_hour(true).map(|sum| sum.orders).sum(),
            revenue_before: of_hour(false).map(|sum| sum.revenue).sum(),
        }
    };
    (from..=to).map(figure).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::NaiveDate;

    fn sum(day: u32, hour: i32, revenue: i64) -> HourSum {
        let business_day = NaiveDate::from_ymd_opt(2026, 11, day).unwrap();
        HourSum { business_day, hour, revenue, orders: 1, items: 1 }
    }

    #[test]
    fn hours_run_in_the_order_of_the_trading_day() {
        let day = NaiveDate::from_ymd_opt(2026, 11, 21).unwrap();
        let hours = by_hour(&[sum(21, 23, 10), sum(21, 1, 20), sum(20, 22, 5)], day, 3, 1);
        let seen: Vec<_> = hours.iter().map(|hour| (hour.hour, hour.revenue, hour.revenue_before)).collect();
        assert_eq!(seen, [(22, 0, 5), (23, 10, 0), (0, 0, 0), (1, 20, 0)]);
        assert!(by_hour(&[], day, 0, 9).is_empty());
    }
}
