//! Which customers the list shows, as the page's address says it. Pure.

use contract::customers::CustomerFilter;

use crate::address::with_query;

/// Customers on one page of the list.
const PAGE_SIZE: i64 = 50;

/// The list's address, taken apart.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Sought {
    /// The beginning of a name, a phone number, an e-mail address or the shop's own number.
    pub search: String,
    /// Where the page before ended.
    pub cursor: String,
}

impl Sought {
    /// Reads the address's parameters.
    pub(super) fn read(parameter: impl Fn(&str) -> Option<String>) -> Self {
        let word = |name| parameter(name).map(|value| value.trim().to_owned()).unwrap_or_default();
        Self { search: word("search"), cursor: word("cursor") }
    }

    /// The address of the page that begins at `cursor`; of the first if it is empty.
    pub(super) fn address_from(&self, cursor: &str) -> String {
        with_query("/customers", [("search", self.search.as_str()), ("cursor", cursor)])
    }

    /// As the server is asked.
    pub(super) fn request(&self) -> CustomerFilter {
        let said = |word: &String| Some(word.clone()).filter(|word| !word.is_empty());
        CustomerFilter { search: said(&self.search), limit: Some(PAGE_SIZE), cursor: said(&self.cursor) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(query: &[(&str, &str)]) -> Sought {
        Sought::read(|name| query.iter().find(|(key, _)| *key == name).map(|(_, value)| (*value).to_owned()))
    }

    #[test]
    fn older_customers_keep_the_search() {
        let sought = read(&[("search", " +62 812 "), ("cursor", "ab"), ("other", "x")]);
        assert_eq!(sought.address_from("cd"), "/customers?search=%2B62%20812&cursor=cd");
        assert_eq!(sought.request().search.as_deref(), Some("+62 812"));
    }

    #[test]
    fn an_empty_field_searches_for_nobody_in_particular() {
        let sought = read(&[("search", "  ")]);
        assert_eq!(sought.address_from(""), "/customers");
        assert_eq!(sought.request(), CustomerFilter { limit: Some(50), ..CustomerFilter::default() });
    }
}
