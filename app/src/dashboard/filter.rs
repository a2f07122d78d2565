//! Which figures the dashboard shows, as the page's address says it.

use contract::analytics::{FiguresFilter, FiguresView, NamedPeriod};
use domain::{calendar::CalendarDay, order::OrderType};

use crate::address::with_query;

/// From how many days on figures may take a second.
const LONG_DAYS: i64 = 92;

/// The dashboard's choices; an empty word chooses nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Choice {
    /// Name of a period.
    pub(super) period: String,
    /// First trading day, which goes before a name.
    pub(super) from: String,
    /// Last trading day.
    pub(super) to: String,
    /// Slug of a store.
    pub(super) store: String,
    /// `offline` or `online`.
    pub(super) order_type: String,
}

impl Choice {
    /// Reads the address's parameters.
    pub(super) fn read(parameter: impl Fn(&str) -> Option<String>) -> Self {
        let word = |name| parameter(name).map(|value| value.trim().to_owned()).unwrap_or_default();
        Self {
            period: word("period"),
            from: word("from"),
            to: word("to"),
            store: word("store"),
            order_type: word("type"),
        }
    }

    /// The named period that is chosen, if none of own days is.
    pub(super) fn named(&self) -> Option<NamedPeriod> {
        if !self.from.is_empty() || !self.to.is_empty() {
            return None;
        }
        match self.period.as_str() {
            "" => Some(NamedPeriod::Today),
            word => NamedPeriod::from_code(word),
        }
    }

    /// Whether so many days of own choosing are summed that it takes a while.
    pub(super) fn is_long(&self) -> bool {
        let day = |word: &str| word.parse::<CalendarDay>().ok().map(CalendarDay::date);
        let length = day(&self.to).zip(day(&self.from)).map(|(to, from)| (to - from).num_days());
        length.is_some_and(|days| days > LONG_DAYS)
    }

    /// The address of another period with the same store and type.
    pub(super) fn address_of(&self, period: NamedPeriod) -> String {
        let pairs = [("period", period.code()), ("store", &self.store), ("type", &self.order_type)];
        with_query("/dashboard", pairs)
    }

    /// As the server is asked.
    pub(super) fn request(&self) -> FiguresFilter {
        let said = |word: &String| Some(word.clone()).filter(|word| !word.is_empty());
        FiguresFilter {
            period: said(&self.period),
            from: said(&self.from),
            to: said(&self.to),
            store: said(&self.store),
            order_type: said(&self.order_type),
            // The page asks for them apart, so that nothing else waits for them.
            products: Some(false),
        }
    }
}

/// Addresses of the orders that figures are made of.
#[derive(Debug, Clone)]
pub(super) struct Behind {
    store: String,
    order_type: Option<OrderType>,
    from: String,
    to: String,
}

impl Behind {
    /// Those of some figures.
    pub(super) fn of(figures: &FiguresView) -> Self {
        Self {
            store: figures.store.clone().unwrap_or_default(),
            order_type: figures.order_type,
            from: figures.from.to_string(),
            to: figures.to.to_string(),
        }
    }

    /// The orders of the period.
    pub(super) fn orders(&self) -> String {
        self.of_type(self.order_type)
    }

    /// The orders of the period that are of a type.
    pub(super) fn of_type(&self, order_type: Option<OrderType>) -> String {
        let pairs = [
            ("type", order_type.map_or("", OrderType::code)),
            ("store", self.store.as_str()),
            ("from", &self.from),
            ("to", &self.to),
        ];
        with_query("/orders", pairs)
    }

    /// Orders of any day by how they are paid: `overdue`, or `due` for all that owe something.
    pub(super) fn owing(&self, payment: &str) -> String {
        let order_type = self.order_type.map_or("", OrderType::code);
        with_query("/orders", [("type", order_type), ("store", &self.store), ("payment", payment)])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(query: &[(&str, &str)]) -> Choice {
        Choice::read(|name| query.iter().find(|(key, _)| *key == name).map(|(_, value)| (*value).to_owned()))
    }

    #[test]
    fn nothing_chosen_is_today() {
        let choice = read(&[("from", ""), ("store", " ")]);
        assert_eq!(choice.named(), Some(NamedPeriod::Today));
        assert_eq!(choice.request(), FiguresFilter { products: Some(false), ..FiguresFilter::default() });
    }

    #[test]
    fn own_days_go_before_a_name_and_another_name_drops_them() {
        let choice =
            read(&[("period", "today"), ("from", "2026-11-01"), ("store", "kemang"), ("type", "online")]);
        assert_eq!(choice.named(), None);
        assert!(!choice.is_long());
        assert!(read(&[("from", "1996-01-01"), ("to", "1998-12-31")]).is_long());
        assert_eq!(
            choice.address_of(NamedPeriod::Last7Days),
            "/dashboard?period=last_7_days&store=kemang&type=online"
        );
    }

    #[test]
    fn figures_open_the_orders_of_their_days_store_and_type() {
        let behind = Behind {
            store: "senopati".into(),
            order_type: Some(OrderType::Offline),
            from: "2026-11-15".into(),
            to: "2026-11-21".into(),
        };
        assert_eq!(behind.orders(), "/orders?type=offline&store=senopati&from=2026-11-15&to=2026-11-21");
        assert_eq!(behind.owing("overdue"), "/orders?type=offline&store=senopati&payment=overdue");
    }
}
