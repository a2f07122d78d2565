//! The port to the outside: posting a message to an address that a tenant chose.

use async_trait::async_trait;

/// A message on its way. It can't be changed: what was changed after its headers were made of its body
/// would be refused as somebody else's.
#[derive(Clone)]
pub struct WebhookMessage {
    url: String,
    headers: Vec<(&'static str, String)>,
    body: Vec<u8>,
}

impl WebhookMessage {
    /// A message of JSON, with headers that are made of it.
    pub fn new(
        url: String,
        body: Vec<u8>,
        headers: impl FnOnce(&[u8]) -> Vec<(&'static str, String)>,
    ) -> Self {
        let headers = headers(&body);
        Self { url, headers, body }
    }

    /// Where to.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Its headers' names and values, and its body.
    pub fn into_parts(self) -> (Vec<(&'static str, String)>, Vec<u8>) {
        (self.headers, self.body)
    }
}

/// What came of posting a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Posted {
    /// It was answered whole, with this HTTP status.
    Answered(u16),
    /// No answer, or not all of it, in time.
    TimedOut,
    /// The name isn't known, nobody listens there, or the certificate isn't good.
    Unreachable,
    /// The connection broke before the answer was whole.
    CutOff,
    /// The name leads to an address that may not be called.
    NotAllowed,
}

/// Why an address can't be an endpoint's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UrlRefused {
    /// It isn't an absolute address of the web, or holds a password or a fragment.
    Unreadable,
    /// It isn't `https`.
    NotSecure,
    /// It is of a private network, or of this machine.
    Private,
}

/// Posts messages; implemented outside.
#[async_trait]
pub trait WebhookClient: Send + Sync {
    /// The address as it will be called, if it may be.
    fn check(&self, url: &str) -> Result<String, UrlRefused>;
    /// Posts a message, to a checked address only, following no redirect, within a bounded time.
    async fn post(&self, message: WebhookMessage) -> Posted;
}

impl Posted {
    /// In a word, as attempts are kept.
    pub(super) const fn code(self) -> &'static str {
        match self {
            Self::Answered(200..=299) => "delivered",
            Self::Answered(300..=399) => "redirected",
            Self::Answered(_) => "refused",
            Self::TimedOut => "timed_out",
            Self::Unreachable => "unreachable",
            Self::CutOff => "cut_off",
            Self::NotAllowed => "not_allowed",
        }
    }

    /// The answer's status, if there was one.
    pub(super) const fn status(self) -> Option<u16> {
        match self {
            Self::Answered(status) => Some(status),
            _ => None,
        }
    }

    /// Whether the endpoint took it.
    pub(super) const fn is_delivered(self) -> bool {
        matches!(self, Self::Answered(200..=299))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_an_answer_of_success_is_a_delivery() {
        for (posted, code, is_delivered) in [
            (Posted::Answered(200), "delivered", true),
            (Posted::Answered(204), "delivered", true),
            (Posted::Answered(302), "redirected", false),
            (Posted::Answered(410), "refused", false),
            (Posted::Answered(500), "refused", false),
            (Posted::Answered(101), "refused", false),
            (Posted::CutOff, "cut_off", false),
        ] {
            assert_eq!((posted.code(), posted.is_delivered()), (code, is_delivered), "{posted:?}");
        }
    }
}
