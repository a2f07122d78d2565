//! A refusal, in the reader's language, with the way on.

use contract::{Problem, problem::SIGNED_IN_AS_OTHER};
use leptos::prelude::*;
use leptos_router::hooks::use_location;

use super::{frame::with_search, text_fault::TextFault};
use crate::{
    address::with_query,
    live::on_signed_in_again,
    refused::{MALFORMED, RATE_LIMITED, Refused, UNREACHABLE},
    words::{Words, fill, use_words},
};

/// What the server says of a field that holds no day.
const INVALID_DATE: &str = "invalid_date";

/// What a refusal says to a person: our own sentence for what is known by its code, else the server's.
pub fn sentence(refused: &Refused, words: &Words) -> String {
    let known = &words.problems;
    let sentence = match refused.0.code.as_str() {
        "unauthenticated" => known.unauthenticated,
        SIGNED_IN_AS_OTHER => known.signed_in_as_other,
        "forbidden" => known.forbidden,
        "not_found" => known.not_found,
        "internal_error" => known.internal,
        "overloaded" => known.overloaded,
        MALFORMED => known.malformed,
        "body_too_large" => known.too_large,
        "request_timeout" => known.timed_out,
        UNREACHABLE => known.unreachable,
        "invalid_credentials" => known.invalid_credentials,
        "stale_version" => known.stale,
        "invalid_transition" => known.not_allowed,
        RATE_LIMITED => match refused.wait_seconds() {
            Some(seconds) => return fill(known.rate_limited_seconds, &seconds.to_string()),
            None => known.rate_limited,
        },
        // Told through an address, without the server's own words.
        "order_deleted" if refused.0.detail.is_empty() => known.deleted,
        "out_of_stock" if refused.0.detail.is_empty() => known.out_of_stock,
        "balance_due" if refused.0.detail.is_empty() => known.still_owes,
        _ if refused.0.errors.first().is_some_and(|error| error.code == INVALID_DATE) => known.bad_day,
        _ if text_fault(refused).is_some() => {
            text_fault(refused).map_or(known.internal, |fault| fault.said(words))
        }
        _ if refused.0.detail.is_empty() => known.internal,
        _ => return refused.0.detail.clone(),
    };
    sentence.to_owned()
}

/// What is wrong with the first text that was refused.
fn text_fault(refused: &Refused) -> Option<TextFault> {
    let of_field = refused.0.errors.first().and_then(|error| TextFault::of(&error.code));
    of_field.or_else(|| TextFault::of(&refused.0.code))
}

/// A refusal where a page's content would be.
#[component]
pub fn ProblemView(
    /// What was refused.
    refused: Refused,
) -> impl IntoView {
    let words = use_words();
    if refused.is_of_session() {
        // Nothing was typed where this stands, and all of it is to be asked for again.
        on_signed_in_again(|| drop(window().location().reload()));
    }
    let way_on = (refused.0.status == Problem::unauthenticated().status).then(|| {
        // A whole new document: who is signed in is settled per document.
        view! { <p><a class="button" href="/login" rel="external">{words.problems.sign_in_again}</a></p> }
    });
    view! {
        <div class="page empty" role="alert">
            <h1>{words.problems.title}</h1>
            <p>{sentence(&refused, words)}</p>
            {way_on}
        </div>
    }
    .into_any()
}

/// The way to sign in again: in a tab of its own, so that what was typed on this one is still there to be sent.
#[component]
pub(crate) fn SignInAgain() -> impl IntoView {
    let (words, location) = (use_words(), use_location());
    let path = move || {
        let here = with_search(&location.pathname.get(), &location.search.get());
        with_query("/login", [("next", here.as_str())])
    };
    view! { <a href=path rel="external" target="_blank">{words.problems.sign_in_again}</a> }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::{Language, of};

    #[test]
    fn known_refusals_speak_the_readers_language() {
        let indonesian = of(Language::Indonesian);
        let as_other = Refused(Problem::signed_in_as_other());
        assert_eq!(sentence(&as_other, indonesian), indonesian.problems.signed_in_as_other);
        let refused = Refused(Problem::unauthenticated());
        assert_eq!(sentence(&refused, indonesian), indonesian.problems.unauthenticated);
    }

    #[test]
    fn what_an_address_tells_has_a_sentence_of_its_own() {
        let english = of(Language::English);
        for code in ["order_deleted", "out_of_stock", "balance_due", "invalid_transition", "overloaded"] {
            let told = sentence(&Refused::told(code, None), english);
            assert_ne!(told, english.problems.internal, "{code}");
        }
    }

    #[test]
    fn texts_that_are_refused_and_requests_that_are_late_have_words_in_both_languages() {
        let of_field = Refused(Problem::invalid("reason", "control_character", "English."));
        let of_address = Refused::told("control_character", None);
        let late = Refused(Problem::new(408, "request_timeout", "English."));
        for language in [Language::English, Language::Indonesian] {
            let words = of(language);
            assert_eq!(sentence(&of_field, words), words.problems.text_control);
            assert_eq!(sentence(&of_address, words), words.problems.text_control);
            assert_eq!(sentence(&late, words), words.problems.timed_out);
        }
    }

    #[test]
    fn a_wait_is_told_in_seconds() {
        let refused = Refused(Problem::new(429, RATE_LIMITED, "Slow down.").with("retry_after", 42));
        assert_eq!(sentence(&refused, of(Language::English)), "Too many attempts. Try again in 42 seconds.");
    }

    #[test]
    fn what_is_not_known_is_said_as_the_server_says_it() {
        let refused = Refused(Problem::new(422, "total_mismatch", "The total is 96800."));
        assert_eq!(sentence(&refused, of(Language::Indonesian)), "The total is 96800.");
    }
}
