//! Which orders the list shows, as the page's address says it.

use contract::orders::OrderFilter;
use domain::{
    money::{Currency, parse_amount},
    order::{Channel, Lifecycle, PaymentState},
};

use crate::address::with_query;

/// Orders on one page of the list.
const PAGE_SIZE: i64 = 50;
/// The word for orders that owe something.
pub(super) const DUE: &str = "due";
/// The word for orders with an instalment whose day is over.
pub(super) const OVERDUE: &str = "overdue";

/// What the list can be sorted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum SortBy {
    Time,
    Total,
    Due,
}

/// The list's filters; an empty word doesn't filter.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ListFilter {
    /// A lifecycle state.
    pub status: String,
    /// A payment state, or `overdue`.
    pub payment: String,
    /// `offline` or `online`.
    pub order_type: String,
    /// A channel.
    pub channel: String,
    /// Slug of a store.
    pub store: String,
    /// A reference, the beginning of a name, or a phone number.
    pub search: String,
    /// First trading day.
    pub from: String,
    /// Last trading day.
    pub to: String,
    /// Smallest total, as it was typed.
    pub min: String,
    /// Largest total, as it was typed.
    pub max: String,
    /// What it is sorted by, as the API says it.
    pub sort: String,
    /// `true` for orders that were deleted.
    pub deleted: String,
    /// Where the page before ended.
    pub cursor: String,
}

impl ListFilter {
    /// The states that the list can be narrowed to.
    pub const STATES: [Lifecycle; 5] = [
        Lifecycle::Pending,
        Lifecycle::Processing,
        Lifecycle::Ready,
        Lifecycle::Completed,
        Lifecycle::Cancelled,
    ];
    /// The payment states that it can be narrowed to.
    pub const PAYMENTS: [PaymentState; 5] = [
        PaymentState::Unpaid,
        PaymentState::PartiallyPaid,
        PaymentState::Paid,
        PaymentState::PartiallyRefunded,
        PaymentState::Refunded,
    ];
    /// The channels that it can be narrowed to.
    pub const CHANNELS: [Channel; 4] = Channel::ALL;

    /// Reads the address's parameters.
    pub fn read(parameter: impl Fn(&str) -> Option<String>) -> Self {
        let word = |name| parameter(name).map(|value| value.trim().to_owned()).unwrap_or_default();
        Self {
            status: word("status"),
            payment: word("payment"),
            order_type: word("type"),
            channel: word("channel"),
            store: word("store"),
            search: word("search"),
            from: word("from"),
            to: word("to"),
            deleted: word("deleted"),
            min: word("min"),
            max: word("max"),
            sort: word("sort"),
            cursor: word("cursor"),
        }
    }

    /// Names and values of what filters and sorts.
    pub(super) fn pairs(&self) -> [(&'static str, &str); 12] {
        [
            ("status", &self.status),
            ("payment", &self.payment),
            ("type", &self.order_type),
            ("channel", &self.channel),
            ("store", &self.store),
            ("search", &self.search),
            ("from", &self.from),
            ("to", &self.to),
            ("min", &self.min),
            ("max", &self.max),
            ("sort", &self.sort),
            ("deleted", &self.deleted),
        ]
    }

    /// The address of this list.
    pub fn address(&self) -> String {
        with_query("/orders", self.pairs().into_iter().chain([("cursor", self.cursor.as_str())]))
    }

    /// The address of the page that begins at `cursor`.
    pub fn address_from(&self, cursor: &str) -> String {
        Self { cursor: cursor.to_owned(), ..self.clone() }.address()
    }

    /// The address of the list as CSV.
    pub(super) fn csv_address(&self, currency: Currency) -> String {
        let asked = self.request(currency);
        let (min, max) = (asked.min_total.unwrap_or_default(), asked.max_total.unwrap_or_default());
        let pairs = self.pairs().into_iter().filter(|(name, _)| !matches!(*name, "min" | "max"));
        with_query("/api/v1/orders.csv", pairs.chain([("min_total", min.as_str()), ("max_total", &max)]))
    }

    /// Whether deleted orders are meant.
    pub fn is_deleted(&self) -> bool {
        self.deleted == "true"
    }

    /// Whether anything is left out.
    pub fn is_narrowed(&self) -> bool {
        Self { cursor: String::new(), sort: String::new(), ..self.clone() } != Self::default()
    }

    /// Whether any of the rarer filters is set.
    pub(super) fn is_narrowed_further(&self) -> bool {
        [&self.payment, &self.order_type, &self.channel, &self.min, &self.max]
            .iter()
            .any(|word| !word.is_empty())
    }

    /// What it is sorted by, and whether upwards.
    pub(super) fn sorted(&self) -> (SortBy, bool) {
        match self.sort.as_str() {
            "time" => (SortBy::Time, true),
            "total" => (SortBy::Total, true),
            "-total" => (SortBy::Total, false),
            "due" => (SortBy::Due, true),
            "-due" => (SortBy::Due, false),
            "" if self.has_amounts() => (SortBy::Total, false),
            _ => (SortBy::Time, false),
        }
    }

    /// The address of the list sorted by a column: the other way if it is so already. None if this
    /// list can't be sorted by it.
    pub(super) fn sorted_address(&self, by: SortBy) -> Option<String> {
        if by == SortBy::Time && self.has_amounts() && self.payment != OVERDUE {
            return None;
        }
        let sort = match (by, self.sorted() == (by, false), self.sorted() == (by, true)) {
            (SortBy::Time, true, _) => "time",
            (SortBy::Time, false, _) => "-time",
            (SortBy::Total, true, _) => "total",
            (SortBy::Total, false, _) => "-total",
            // What is due soonest is wanted first.
            (SortBy::Due, _, true) => "-due",
            (SortBy::Due, _, false) => "due",
        };
        Some(Self { sort: sort.to_owned(), cursor: String::new(), ..self.clone() }.address())
    }

    fn has_amounts(&self) -> bool {
        !self.min.is_empty() || !self.max.is_empty()
    }

    /// As the server is asked. An amount that can't be read is sent as it is, to be refused.
    pub fn request(&self, currency: Currency) -> OrderFilter {
        let said = |word: &String| Some(word.clone()).filter(|word| !word.is_empty());
        let amount = |typed: &String| {
            let read = parse_amount(typed, currency).map(|amount| amount.amount().to_string());
            said(&read.unwrap_or_else(|| typed.clone()))
        };
        OrderFilter {
            status: said(&self.status),
            payment: said(&self.payment),
            order_type: said(&self.order_type),
            channel: said(&self.channel),
            store: said(&self.store),
            search: said(&self.search),
            from: said(&self.from),
            to: said(&self.to),
            min_total: amount(&self.min),
            max_total: amount(&self.max),
            // A list by time that is asked for amounts becomes one by total.
            sort: said(&self.sort).filter(|_| self.sorted_address(self.sorted().0).is_some()),
            deleted: self.is_deleted().then_some(true),
            cursor: said(&self.cursor),
            limit: Some(PAGE_SIZE),
            ..OrderFilter::default()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(query: &[(&str, &str)]) -> ListFilter {
        ListFilter::read(|name| {
            query.iter().find(|(key, _)| *key == name).map(|(_, value)| (*value).to_owned())
        })
    }

    #[test]
    fn empty_fields_of_the_form_do_not_filter() {
        let filter = read(&[("status", ""), ("search", "  "), ("store", "")]);
        assert!(!filter.is_narrowed());
        assert_eq!(filter.address(), "/orders");
        assert_eq!(filter.request(Currency::Idr), OrderFilter { limit: Some(50), ..OrderFilter::default() });
    }

    #[test]
    fn older_orders_keep_the_filters() {
        let filter = read(&[("status", "ready"), ("search", "+62 812"), ("unknown", "x")]);
        assert_eq!(filter.address_from("a=b"), "/orders?status=ready&search=%2B62%20812&cursor=a%3Db");
        assert_eq!(filter.request(Currency::Idr).search.as_deref(), Some("+62 812"));
    }

    #[test]
    fn a_later_page_alone_is_not_narrowed() {
        assert!(!read(&[("cursor", "abc"), ("sort", "total")]).is_narrowed());
        assert!(read(&[("from", "2026-11-01")]).is_narrowed());
    }

    #[test]
    fn a_column_is_sorted_one_way_and_then_the_other() {
        let sorted = |query: &[(&str, &str)], by| read(query).sorted_address(by);
        assert_eq!(sorted(&[], SortBy::Time).unwrap(), "/orders?sort=time");
        assert_eq!(sorted(&[("sort", "time"), ("cursor", "a")], SortBy::Time).unwrap(), "/orders?sort=-time");
        assert_eq!(sorted(&[], SortBy::Total).unwrap(), "/orders?sort=-total");
        assert_eq!(sorted(&[("sort", "due")], SortBy::Due).unwrap(), "/orders?sort=-due");
        assert_eq!(sorted(&[("min", "5")], SortBy::Total).unwrap(), "/orders?min=5&sort=total");
        assert_eq!(sorted(&[("min", "5")], SortBy::Time), None);
    }

    #[test]
    fn amounts_are_sent_in_the_smallest_unit() {
        let filter = read(&[("min", "1.50"), ("max", "x"), ("sort", "-time")]);
        let asked = filter.request(Currency::Usd);
        assert_eq!((asked.min_total.as_deref(), asked.max_total.as_deref()), (Some("150"), Some("x")));
        assert_eq!(asked.sort, None);
        assert_eq!(
            read(&[("min", "96.800")]).csv_address(Currency::Idr),
            "/api/v1/orders.csv?min_total=96800"
        );
    }
}
