//! A manager's figures of any period: what sold, how it was paid, and what is still owed.

mod parts;
mod period;

use std::collections::BTreeMap;

use async_trait::async_trait;
use chrono::{DateTime, NaiveDate, Utc};
use contract::{
    Problem,
    analytics::{
        ChannelFigure, Figure, FiguresFilter, FiguresView, MethodFigure, MethodPart, OverdueOrder, Owed,
        ProductFigure, TermsFigures, TypeFigure, Unit,
    },
    backend::DashboardApi,
    problem::FieldCode,
    session::Caller,
};
use domain::{
    money::Currency,
    order::{Channel, OrderType},
    payment::PaymentMethod,
    role::Permission,
};
use store::{
    TenantTx,
    analytics::{
        Counted, DaySum, HourSum, MethodSum, ProductSum, Todays, after_in_tx, best_products_in_tx,
        by_day_in_tx, by_hour_in_tx, by_method_in_tx, completion_in_tx, most_overdue_in_tx, owed_in_tx,
    },
    tenants::StoreRecord,
};
use uuid::Uuid;

use self::period::Period;
use crate::{
    Failure, Services,
    access::{require, scope},
    clock::business_day,
    failure::OrProblem,
    orders::parse_method,
    tenants::parse_currency,
};

#[async_trait]
impl DashboardApi for Services {
    async fn figures(&self, caller: &Caller, filter: FiguresFilter) -> Result<FiguresView, Problem> {
        let sums = self.sums(caller, &filter).await?;
        let read = self.read_sums(caller, &sums, filter.products != Some(false)).await.or_problem()?;
        read.view(sums).or_problem()
    }

    async fn best_products(
        &self,
        caller: &Caller,
        filter: FiguresFilter,
    ) -> Result<Vec<ProductFigure>, Problem> {
        let sums = self.sums(caller, &filter).await?;
        let mut tx = self.database.begin_snapshot(&scope(caller)).await.or_problem()?;
        let products = products_in_tx(&mut tx, &sums.counted()).await.or_problem()?;
        tx.commit().await.or_problem()?;
        Ok(products)
    }
}

/// The first and the last day that a filter asks for; whatever is counted of them is.
#[cfg(feature = "fuzzing")]
pub(crate) fn days(filter: &FiguresFilter, today: NaiveDate) -> Result<(NaiveDate, NaiveDate), Problem> {
    let period = Period::read(filter, today)?;
    let _ = (period.length(), period.before_to(), period.comparable(today), period.unit());
    let _ = (period.part_of(period.to), period.counterpart(period.before_from));
    Ok((period.from, period.to))
}

/// What is summed.
struct Sums {
    /// The store's slug, if one was asked for.
    store: Option<String>,
    order_type: Option<OrderType>,
    currency: Currency,
    now: DateTime<Utc>,
    stores: Vec<Uuid>,
    /// Each store's trading day now.
    days: Vec<NaiveDate>,
    channels: Vec<&'static str>,
    /// The hour at which trading days begin.
    first_hour: u32,
    period: Period,
    today: NaiveDate,
}

impl Sums {
    fn counted(&self) -> Counted<'_> {
        let Self { stores, channels, period, .. } = self;
        Counted { stores, channels, from: period.from, to: period.to }
    }
}

/// What the database says.
struct Read {
    days: Vec<DaySum>,
    /// Of the period before, what came too late to compare a period with that isn't over.
    late: Vec<DaySum>,
    hours: Vec<HourSum>,
    methods: Vec<MethodSum>,
    products: Vec<ProductFigure>,
    terms: TermsFigures,
}

impl Services {
    /// What a caller who may see figures asks for.
    async fn sums(&self, caller: &Caller, filter: &FiguresFilter) -> Result<Sums, Problem> {
        require(caller, Permission::SeeFigures)?;
        let (tenant, stores) = self.stores_of(caller).await.or_problem()?;
        let slug = filter.store.as_deref().map(str::trim).filter(|slug| !slug.is_empty());
        let stores: Vec<&StoreRecord> =
            stores.iter().filter(|store| slug.is_none_or(|slug| store.slug == slug)).collect();
        let first = stores.first().ok_or_else(Problem::not_found)?;
        let now = self.clock.now();
        let day = |store: &StoreRecord| business_day(&store.time_zone, store.day_cutoff_minutes, now);
        let days = stores.iter().map(|store| Ok(day(store)?.0)).collect::<Result<Vec<_>, Failure>>();
        let days = days.or_problem()?;
        // Stores of one tenant in several zones share the first one's day: "today" must be one day.
        let today = days.first().copied().ok_or_else(Problem::not_found)?;
        let period = Period::read(filter, today)?;
        let order_type = order_type(filter)?;
        Ok(Sums {
            store: slug.map(str::to_owned),
            order_type,
            currency: parse_currency(&tenant.currency).or_problem()?,
            now,
            stores: stores.iter().map(|store| store.id().uuid()).collect(),
            days,
            channels: channels(order_type),
            first_hour: u32::from(first.day_cutoff_minutes.unsigned_abs()) / 60,
            period,
            today,
        })
    }

    /// All sums as of one moment, so that they agree with each other.
    async fn read_sums(&self, caller: &Caller, sums: &Sums, with_products: bool) -> Result<Read, Failure> {
        let mut tx = self.database.begin_snapshot(&scope(caller)).await?;
        let Sums { channels, period, today, .. } = sums;
        let counted = sums.counted();
        let with_before = Counted { from: period.before_from, ..counted };
        let days = by_day_in_tx(&mut tx, &with_before).await?;
        let late = match period.comparable(*today) {
            Some(day) => {
                let last = Counted { to: day, ..counted };
                after_in_tx(&mut tx, &last, sums.now - period.length()).await?
            }
            None => Vec::new(),
        };
        let hours = match period.unit() {
            Unit::Hour => by_hour_in_tx(&mut tx, &counted, [period.from, period.before_from]).await?,
            Unit::Day | Unit::Month => Vec::new(),
        };
        let methods = by_method_in_tx(&mut tx, &counted, channels.len() == Channel::ALL.len()).await?;
        let products = match with_products {
            true => products_in_tx(&mut tx, &counted).await?,
            false => Vec::new(),
        };
        let terms = terms_in_tx(&mut tx, sums, &counted).await?;
        tx.commit().await?;
        Ok(Read { days, late, hours, methods, products, terms })
    }
}

async fn products_in_tx(tx: &mut TenantTx, counted: &Counted<'_>) -> Result<Vec<ProductFigure>, Failure> {
    let products = best_products_in_tx(tx, counted).await?.into_iter();
    let figure =
        |sum: ProductSum| ProductFigure { name: sum.name, quantity: sum.quantity, revenue: sum.revenue };
    Ok(products.map(figure).collect())
}

async fn terms_in_tx(tx: &mut TenantTx, sums: &Sums, counted: &Counted<'_>) -> Result<TermsFigures, Failure> {
    let todays = Todays { stores: &sums.stores, days: &sums.days };
    let owed = owed_in_tx(tx, &todays, &sums.channels).await?;
    let records = match owed.overdue_orders {
        0 => Vec::new(),
        _ => most_overdue_in_tx(tx, &todays, &sums.channels).await?,
    };
    let orders = records.into_iter().map(|record| {
        Ok(OverdueOrder {
            reference: record.reference.parse().map_err(|_| Failure::UnknownWord("orders.reference"))?,
            due_date: record.next_due_date,
            days: (record.today - record.next_due_date).num_days(),
            overdue: record.overdue,
            balance_due: record.balance,
        })
    });
    let completion = completion_in_tx(tx, counted).await?;
    Ok(TermsFigures {
        outstanding: Owed { amount: owed.outstanding, orders: owed.outstanding_orders },
        overdue: Owed { amount: owed.overdue, orders: owed.overdue_orders },
        due_in_7_days: Owed { amount: owed.within_7, orders: owed.within_7_orders },
        due_in_30_days: Owed { amount: owed.within_30, orders: owed.within_30_orders },
        overdue_orders: orders.collect::<Result<_, Failure>>()?,
        agreed: completion.agreed,
        settled: completion.settled,
        completion_rate: (completion.settled * 10_000).checked_div(completion.agreed),
    })
}

impl Read {
    fn view(self, sums: Sums) -> Result<FiguresView, Failure> {
        let period = sums.period;
        let inside = |sum: &&DaySum| sum.business_day >= period.from;
        let last_before = period.comparable(sums.today).unwrap_or(period.before_to());
        let figure = |of: fn(&DaySum) -> i64| {
            let before = self.days.iter().filter(|sum| !inside(sum) && sum.business_day <= last_before);
            let late: i64 = self.late.iter().map(of).sum();
            Figure {
                current: self.days.iter().filter(inside).map(of).sum(),
                before: before.map(of).sum::<i64>() - late,
            }
        };
        let (revenue, orders) = (figure(|sum| sum.revenue), figure(|sum| sum.orders));
        let (by_type, by_channel) = shares(self.days.iter().filter(inside))?;
        let (by_method, by_method_and_day) = methods(&self.methods, &period)?;
        let parts = match period.unit() {
            Unit::Hour => parts::hours(&self.hours, &period, sums.first_hour),
            Unit::Day | Unit::Month => parts::days(&self.days, &period),
        };
        Ok(FiguresView {
            store: sums.store,
            order_type: sums.order_type,
            from: period.from,
            to: period.to,
            today: sums.today,
            currency: sums.currency,
            average: Figure {
                current: average(revenue.current, orders.current),
                before: average(revenue.before, orders.before),
            },
            items: figure(|sum| sum.items),
            revenue,
            orders,
            unit: period.unit(),
            parts,
            by_type,
            by_channel,
            by_method,
            by_method_and_day,
            best_products: self.products,
            terms: self.terms,
            as_of: sums.now,
        })
    }
}

/// Revenue per order, rounded down.
fn average(revenue: i64, orders: i64) -> i64 {
    revenue.checked_div(orders).unwrap_or(0)
}

fn shares<'a>(
    days: impl Iterator<Item = &'a DaySum>,
) -> Result<(Vec<TypeFigure>, Vec<ChannelFigure>), Failure> {
    let mut channels: BTreeMap<&str, (i64, i64)> = BTreeMap::new();
    for day in days {
        let sum = channels.entry(&day.channel).or_default();
        *sum = (sum.0 + day.revenue, sum.1 + day.orders);
    }
    let figures = channels.into_iter().map(|(channel, (revenue, orders))| {
        let channel = channel.parse().map_err(|_| Failure::UnknownWord("orders.channel"))?;
        Ok(ChannelFigure { channel, revenue, orders })
    });
    let mut figures = figures.collect::<Result<Vec<_>, Failure>>()?;
    figures.sort_by_key(|figure| std::cmp::Reverse(figure.revenue));
    let by_type = [OrderType::Online, OrderType::Offline].map(|order_type| {
        let of_type = || figures.iter().filter(|figure| figure.channel.order_type() == order_type);
        let revenue = of_type().map(|figure| figure.revenue).sum();
        let orders = of_type().map(|figure| figure.orders).sum();
        TypeFigure { order_type, revenue, orders, average: average(revenue, orders) }
    });
    Ok((by_type.to_vec(), figures))
}

fn methods(sums: &[MethodSum], period: &Period) -> Result<(Vec<MethodFigure>, Vec<MethodPart>), Failure> {
    let mut parts: BTreeMap<(NaiveDate, &str), (PaymentMethod, i64, i64)> = BTreeMap::new();
    let mut wholes: BTreeMap<&str, MethodFigure> = BTreeMap::new();
    for sum in sums {
        let method = parse_method(&sum.method)?;
        let key = (period.part_of(sum.business_day), sum.method.as_str());
        let part = parts.entry(key).or_insert((method, 0, 0));
        *part = (method, part.1 + sum.amount, part.2 + sum.count);
        let whole = wholes.entry(&sum.method).or_insert(MethodFigure { method, amount: 0, count: 0 });
        *whole = MethodFigure { method, amount: whole.amount + sum.amount, count: whole.count + sum.count };
    }
    let mut wholes: Vec<MethodFigure> = wholes.into_values().collect();
    wholes.sort_by_key(|figure| std::cmp::Reverse(figure.amount));
    let part = |((day, _), (method, amount, count))| MethodPart { day, method, amount, count };
    Ok((wholes, parts.into_iter().map(part).collect()))
}

fn order_type(filter: &FiguresFilter) -> Result<Option<OrderType>, Problem> {
    match filter.order_type.as_deref().map(str::trim) {
        None | Some("") => Ok(None),
        Some("offline") => Ok(Some(OrderType::Offline)),
        Some("online") => Ok(Some(OrderType::Online)),
        Some(_) => Err(Problem::invalid("type", FieldCode::Unknown, "Type is offline or online.")),
    }
}

fn channels(order_type: Option<OrderType>) -> Vec<&'static str> {
    let channels = Channel::ALL.into_iter();
    channels
        .filter(|channel| order_type.is_none_or(|wanted| channel.order_type() == wanted))
        .map(Channel::code)
        .collect()
}
