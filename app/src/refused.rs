//! How a refusal of the server reaches a page.

use contract::{
    Problem,
    problem::{Code, FieldCode},
};
use leptos::server_fn::{
    codec::JsonEncoding,
    error::{FromServerFnError, ServerFnErrorErr},
};
use serde::{Deserialize, Serialize};

/// What a server function answers instead of a value.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Refused(pub Problem);

impl FromServerFnError for Refused {
    type Encoder = JsonEncoding;

    fn from_server_fn_error(error: ServerFnErrorErr) -> Self {
        Self(match error {
            ServerFnErrorErr::Request(_) => {
                Problem::new(Code::Unreachable, "Kedai can't be reached. Check the network and try again.")
            }
            // At the server it is a request that can't be read, in a browser an answer: both are of
            // another build of the page, or of nobody's.
            ServerFnErrorErr::Args(_)
            | ServerFnErrorErr::MissingArg(_)
            | ServerFnErrorErr::Deserialization(_) => {
                Problem::new(Code::MalformedRequest, "The request can't be read. Reload the page.")
            }
            // None of them is the caller's doing.
            ServerFnErrorErr::Registration(_)
            | ServerFnErrorErr::UnsupportedRequestMethod(_)
            | ServerFnErrorErr::ServerError(_)
            | ServerFnErrorErr::MiddlewareError(_)
            | ServerFnErrorErr::Serialization(_)
            | ServerFnErrorErr::Response(_) => Problem::internal(),
        })
    }
}

impl std::fmt::Display for Refused {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

impl std::error::Error for Refused {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        Some(&self.0)
    }
}

impl From<Problem> for Refused {
    fn from(problem: Problem) -> Self {
        Self(problem)
    }
}

impl Refused {
    /// The refusal that a code in a page's address stands for, after a form without JavaScript. Only
    /// codes that forms come to are taken at their word, since anybody can write an address.
    pub fn told(code: &str, wait_seconds: Option<&str>) -> Self {
        let problem = match Code::of(code) {
            Some(
                kind @ (Code::InvalidTransition
                | Code::InvalidCredentials
                | Code::Forbidden
                | Code::NotFound
                | Code::OrderNotFound
                | Code::OrderDeleted
                | Code::BalanceDue
                | Code::EndpointDisabled
                | Code::JobNotChangeable
                | Code::StaleVersion
                | Code::InvalidRequest
                | Code::OutOfStock
                | Code::RateLimited
                | Code::Overloaded),
            ) => Problem::new(kind, ""),
            _ => match FieldCode::of(code).filter(|kind| kind.is_about_text()) {
                Some(kind) => Problem::invalid("text", kind, ""),
                None => return Self(Problem::internal()),
            },
        };
        Self(match wait_seconds.and_then(|seconds| seconds.parse::<i64>().ok()) {
            Some(seconds) => problem.with("retry_after", seconds),
            None => problem,
        })
    }

    /// Whether it is about who is signed in, and nothing else.
    pub fn is_of_session(&self) -> bool {
        self.0.kind().is_some_and(Code::is_of_session)
    }

    /// Whether what was asked may have been done although this came back: the network broke, or something on
    /// the way or in the server did. A server that is too busy says that it did nothing.
    pub fn leaves_unknown(&self) -> bool {
        self.0.status >= 500 && !self.0.is(Code::Overloaded)
    }

    /// For how many seconds the server asks to wait, if it does.
    pub fn wait_seconds(&self) -> Option<i64> {
        self.0.extensions.get("retry_after").and_then(|seconds| seconds.as_i64())
    }
}

/// Gives the page that is being rendered a status; in the browser there is none to give.
pub fn set_page_status(status: u16) {
    #[cfg(feature = "ssr")]
    if let (Some(response), Ok(status)) =
        (leptos::prelude::use_context::<leptos_axum::ResponseOptions>(), http::StatusCode::from_u16(status))
    {
        response.set_status(status);
    }
    #[cfg(not(feature = "ssr"))]
    let _ = status;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_can_not_put_words_into_our_mouth() {
        assert_eq!(Refused::told("Call 555 and tell your password", Some("x")).0, Problem::internal());
        assert_eq!(Refused::told("invalid_credentials", None).0.status, 401);
        assert_eq!(Refused::told("invalid_credentials", None).0.detail, "");
    }

    #[test]
    fn the_wait_survives_the_way_through_the_address() {
        assert_eq!(Refused::told("rate_limited", Some("30")).wait_seconds(), Some(30));
        assert_eq!(Refused::told("rate_limited", Some("soon")).wait_seconds(), None);
    }

    #[test]
    fn only_a_refusal_by_the_server_itself_is_certain() {
        for problem in [
            Problem::internal(),
            Problem::new(Code::Unreachable, ""),
            Problem { status: 502, code: "x".into(), ..Problem::internal() },
        ] {
            assert!(Refused(problem).leaves_unknown());
        }
        for problem in
            [Problem::overloaded(), Problem::new(Code::TotalMismatch, ""), Problem::unauthenticated()]
        {
            assert!(!Refused(problem).leaves_unknown());
        }
    }

    #[test]
    fn a_server_that_is_away_is_told_apart_from_one_that_fails() {
        let code = |error| Refused::from_server_fn_error(error).0.code;
        assert_eq!(code(ServerFnErrorErr::Request("refused".into())), "unreachable");
        assert_eq!(code(ServerFnErrorErr::Args("no".into())), "malformed_request");
        assert_eq!(code(ServerFnErrorErr::Deserialization("no".into())), "malformed_request");
        assert_eq!(code(ServerFnErrorErr::ServerError("no".into())), "internal_error");
    }
}
