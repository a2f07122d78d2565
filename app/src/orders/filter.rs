//! Which orders the list shows, as the page's address says it.

use contract::orders::OrderFilter;
use domain::order::Lifecycle;

use crate::address::with_query;

/// Orders on one page of the list.
const PAGE_SIZE: i64 = 50;

/// The list's filters; an empty word doesn't filter.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ListFilter {
    /// A lifecycle state.
    pub status: String,
    /// Slug of a store.
    pub store: String,
    /// A reference, the beginning of a name, or a phone number.
    pub search: String,
    /// First trading day.
    pub from: String,
    /// Last trading day.
    pub to: String,
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

    /// Reads the address's parameters.
    pub fn read(parameter: impl Fn(&str) -> Option<String>) -> Self {
        let word = |name| parameter(name).map(|value| value.trim().to_owned()).unwrap_or_default();
        Self {
            status: word("status"),
            store: word("store"),
            search: word("search"),
            from: word("from"),
            to: word("to"),
            deleted: word("deleted"),
            cursor: word("cursor"),
        }
    }

    /// The address of this list.
    pub fn address(&self) -> String {
        with_query(
            "/orders",
            [
                ("status", self.status.as_str()),
                ("store", &self.store),
                ("search", &self.search),
                ("from", &self.from),
                ("to", &self.to),
                ("deleted", &self.deleted),
                ("cursor", &self.cursor),
            ],
        )
    }

    /// The address of the page that begins at `cursor`.
    pub fn address_from(&self, cursor: &str) -> String {
        Self { cursor: cursor.to_owned(), ..self.clone() }.address()
    }

    /// Whether anything is left out.
    pub fn is_narrowed(&self) -> bool {
        Self { cursor: String::new(), ..self.clone() } != Self::default()
    }

    /// Whether deleted orders are meant.
    pub fn is_deleted(&self) -> bool {
        self.deleted == "true"
    }

    /// As the server is asked.
    pub fn request(&self) -> OrderFilter {
        let said = |word: &String| Some(word.clone()).filter(|word| !word.is_empty());
        OrderFilter {
            status: said(&self.status),
            store: said(&self.store),
            search: said(&self.search),
            from: said(&self.from),
            to: said(&self.to),
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
        assert_eq!(filter.request(), OrderFilter { limit: Some(50), ..OrderFilter::default() });
    }

    #[test]
    fn older_orders_keep_the_filters() {
        let filter = read(&[("status", "ready"), ("search", "+62 812"), ("unknown", "x")]);
        assert_eq!(filter.address_from("a=b"), "/orders?status=ready&search=%2B62%20812&cursor=a%3Db");
        assert_eq!(filter.request().search.as_deref(), Some("+62 812"));
    }

    #[test]
    fn a_later_page_alone_is_not_narrowed() {
        assert!(!read(&[("cursor", "abc")]).is_narrowed());
        assert!(read(&[("from", "2026-11-01")]).is_narrowed());
    }
}
