//! What the page of jobs is narrowed to, and which question it asks, as its address says. Pure.

use contract::jobs::{BulkJobsAction, JobFilter};
use leptos_router::params::ParamsMap;
use serde::{Deserialize, Serialize};

use crate::address::with_query;

/// Jobs on one page.
const PAGE_SIZE: i64 = 25;

/// What an address says.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Narrowed {
    pub(super) kind: String,
    pub(super) state: String,
    pub(super) subject: String,
    pub(super) cursor: String,
    /// Before many jobs are changed: what is to be done with those of this kind.
    pub(super) question: Option<(BulkJobsAction, String)>,
}

impl Narrowed {
    /// Reads an address.
    pub(super) fn read(query: &ParamsMap) -> Self {
        let word = |name: &str| query.get(name).unwrap_or_default().trim().to_owned();
        let action = match word("ask").as_str() {
            "retry" => Some(BulkJobsAction::Retry),
            "cancel" => Some(BulkJobsAction::Cancel),
            _ => None,
        };
        Self {
            question: action.map(|action| (action, word("of"))),
            kind: word("kind"),
            state: word("state"),
            subject: word("subject"),
            cursor: word("cursor"),
        }
    }

    /// Whether it leaves anything out.
    pub(super) fn is_narrowed(&self) -> bool {
        [&self.kind, &self.state, &self.subject].iter().any(|word| !word.is_empty())
    }

    /// What to ask for.
    pub(super) fn asked(&self) -> JobFilter {
        let word = |word: &String| Some(word.clone()).filter(|word| !word.is_empty());
        JobFilter {
            kind: word(&self.kind),
            state: word(&self.state),
            subject: word(&self.subject),
            limit: Some(PAGE_SIZE),
            cursor: word(&self.cursor),
        }
    }

    /// The same from another place in the list.
    pub(super) fn at(&self, cursor: &str) -> String {
        let pairs = [
            ("kind", self.kind.as_str()),
            ("state", &self.state),
            ("subject", &self.subject),
            ("cursor", cursor),
        ];
        with_query("/jobs", pairs)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(pairs: &[(&'static str, &str)]) -> Narrowed {
        let mut query = ParamsMap::new();
        for (name, value) in pairs {
            query.insert(*name, (*value).to_owned());
        }
        Narrowed::read(&query)
    }

    #[test]
    fn an_address_is_read_and_written() {
        let narrowed = read(&[("kind", "webhook.send"), ("state", "dead"), ("subject", " GO-7K3M9Q ")]);
        assert!(narrowed.is_narrowed());
        assert_eq!(narrowed.asked().subject.as_deref(), Some("GO-7K3M9Q"));
        assert_eq!(narrowed.at("7b"), "/jobs?kind=webhook.send&state=dead&subject=GO-7K3M9Q&cursor=7b");
        assert_eq!(read(&[]).asked(), JobFilter { limit: Some(PAGE_SIZE), ..JobFilter::default() });
        assert_eq!(read(&[]).at(""), "/jobs");
    }

    #[test]
    fn a_question_is_about_a_kind() {
        let asked = read(&[("ask", "cancel"), ("of", "webhook.send")]).question;
        assert_eq!(asked, Some((BulkJobsAction::Cancel, "webhook.send".to_owned())));
        assert_eq!(read(&[("ask", "delete")]).question, None);
    }
}
