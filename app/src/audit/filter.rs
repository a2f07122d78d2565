//! What the audit page is narrowed to. The address is the one place that says it. Pure.

use contract::audit::AuditFilter;

use crate::address::with_query;

/// Entries on a page.
const PAGE_SIZE: i64 = 50;

/// The page's address, taken apart.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Narrowed {
    /// A kind of entry.
    pub action: String,
    /// Id of a member of staff.
    pub actor: String,
    /// Reference of an order.
    pub order: String,
    /// Name, phone number or id of a customer.
    pub customer: String,
    /// First day.
    pub from: String,
    /// Last day.
    pub to: String,
    /// Where the page before ended.
    pub cursor: String,
}

impl Narrowed {
    /// Reads the address's parameters.
    pub(super) fn read(parameter: impl Fn(&str) -> Option<String>) -> Self {
        let word = |name| parameter(name).map(|value| value.trim().to_owned()).unwrap_or_default();
        Self {
            action: word("action"),
            actor: word("actor"),
            order: word("order"),
            customer: word("customer"),
            from: word("from"),
            to: word("to"),
            cursor: word("cursor"),
        }
    }

    fn address_at(&self, path: &str, cursor: &str) -> String {
        let pairs = [
            ("action", self.action.as_str()),
            ("actor", &self.actor),
            ("order", &self.order),
            ("customer", &self.customer),
            ("from", &self.from),
            ("to", &self.to),
            ("cursor", cursor),
        ];
        with_query(path, pairs)
    }

    /// The address of the page that begins at `cursor`; of the first if it is empty.
    pub(super) fn address_from(&self, cursor: &str) -> String {
        self.address_at("/audit", cursor)
    }

    /// The address of the file with everything that fits.
    pub(super) fn file(&self) -> String {
        self.address_at("/api/v1/audit.csv", "")
    }

    /// Whether anything is left out.
    pub(super) fn is_narrowed(&self) -> bool {
        Self { cursor: String::new(), ..self.clone() } != Self::default()
    }

    /// As the server is asked.
    pub(super) fn request(&self) -> AuditFilter {
        let said = |word: &String| Some(word.clone()).filter(|word| !word.is_empty());
        AuditFilter {
            action: said(&self.action),
            actor: said(&self.actor),
            order: said(&self.order),
            customer: said(&self.customer),
            from: said(&self.from),
            to: said(&self.to),
            limit: Some(PAGE_SIZE),
            cursor: said(&self.cursor),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_file_holds_what_the_page_is_narrowed_to() {
        let query = [("order", "GO-7K3M9Q"), ("action", " "), ("cursor", "ab"), ("other", "x")];
        let narrowed = Narrowed::read(|name| {
            query.iter().find(|(key, _)| *key == name).map(|(_, value)| (*value).to_owned())
        });
        assert_eq!(narrowed.file(), "/api/v1/audit.csv?order=GO-7K3M9Q");
        assert_eq!(narrowed.address_from("cd"), "/audit?order=GO-7K3M9Q&cursor=cd");
        assert!(narrowed.is_narrowed());
        assert_eq!(narrowed.request().action, None);
        let later = Narrowed { cursor: "ab".into(), ..Narrowed::default() };
        assert!(!later.is_narrowed());
    }
}
