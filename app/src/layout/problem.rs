//! A refusal, in the reader's language, with the way on.

use contract::{
    Problem,
    problem::{Code, FieldCode, FieldError},
};
use leptos::prelude::*;
use leptos_router::hooks::use_location;

use super::{
    field_problem::{field_sentence, field_words},
    frame::with_search,
};
use crate::{
    address::with_query,
    live::on_signed_in_again,
    refused::Refused,
    words::{Language, ProblemWords, Words, fill, use_words},
};

/// What a refusal says to a person, in their language. To whom reads English the server's own words say more
/// about this one case; nobody else is told in them.
pub fn sentence(refused: &Refused, words: &Words) -> String {
    let (known, problem) = (&words.problems, &refused.0);
    let of_field = problem.errors.first();
    let field_kind = of_field.and_then(FieldError::kind);
    if let Some(kind) = field_kind
        && (kind.is_about_text() || kind == FieldCode::InvalidDate)
    {
        return field_words(kind, words).to_owned();
    }
    if problem.is(Code::InvalidRequest)
        && let Some(error) = of_field
    {
        return field_sentence(error, words);
    }
    let Some(kind) = problem.kind() else {
        return own_words(problem, words).unwrap_or(known.internal).to_owned();
    };
    if kind == Code::RateLimited
        && let Some(seconds) = refused.wait_seconds()
    {
        return fill(known.rate_limited_seconds, &seconds.to_string());
    }
    let sentence = of_kind(kind, known);
    match kind {
        // Of these the server knows which field, amount or step it is.
        Code::InvalidRequest
        | Code::InvalidFile
        | Code::InvalidRows
        | Code::OutOfStock
        | Code::NotForSale
        | Code::TotalMismatch
        | Code::SplitMismatch
        | Code::ScheduleMismatch
        | Code::ExceedsBalance
        | Code::TotalBelowPaid
        | Code::TenderedTooLittle
        | Code::BalanceDue => own_words(problem, words).unwrap_or(sentence),
        _ => sentence,
    }
    .to_owned()
}

/// What the server says itself, for those who read it.
fn own_words<'a>(problem: &'a Problem, words: &Words) -> Option<&'a str> {
    (words.language == Language::English && !problem.detail.is_empty()).then_some(problem.detail.as_str())
}

/// Every kind has a sentence in every language.
const fn of_kind(kind: Code, known: &ProblemWords) -> &'static str {
    match kind {
        Code::Unauthenticated | Code::InvalidRefreshToken => known.unauthenticated,
        Code::SignedInAsOther => known.signed_in_as_other,
        Code::Forbidden => known.forbidden,
        Code::NotFound | Code::OrderNotFound => known.not_found,
        Code::InternalError => known.internal,
        Code::Overloaded => known.overloaded,
        Code::Unavailable | Code::Unreachable => known.unreachable,
        Code::MalformedRequest
        | Code::MalformedJson
        | Code::MalformedBody
        | Code::MalformedQuery
        | Code::RepeatedHeader
        | Code::InvalidIfMatch
        | Code::PreconditionRequired
        | Code::UnsupportedMediaType
        | Code::MethodNotAllowed
        | Code::UpgradeRequired
        | Code::ForeignOrigin => known.malformed,
        Code::BodyTooLarge => known.too_large,
        Code::RequestTimeout => known.timed_out,
        Code::InvalidCredentials => known.invalid_credentials,
        Code::StaleVersion => known.stale,
        Code::InvalidTransition => known.not_allowed,
        Code::RateLimited => known.rate_limited,
        Code::OrderDeleted => known.deleted,
        Code::OrderPaid => known.order_paid,
        Code::OrderClosed => known.order_closed,
        Code::OutOfStock => known.out_of_stock,
        Code::NotForSale => known.not_for_sale,
        Code::BalanceDue => known.still_owes,
        Code::NothingDue => known.nothing_due,
        Code::NotReversible => known.not_reversible,
        Code::AlreadyRefunded => known.already_refunded,
        Code::ExceedsBalance => known.exceeds_balance,
        Code::TotalBelowPaid => known.total_below_paid,
        Code::TotalMismatch => known.total_mismatch,
        Code::AmountTooLarge => known.amount_too_large,
        Code::TenderedTooLittle => known.tendered_too_little,
        Code::SplitMismatch => known.split_mismatch,
        Code::ScheduleMismatch => known.schedule_mismatch,
        Code::IdempotencyKeyReused | Code::DuplicateOrder | Code::ConflictingOrder => known.sent_before,
        Code::EndpointExists => known.endpoint_exists,
        Code::EndpointDisabled => known.endpoint_disabled,
        Code::JobNotChangeable => known.job_not_changeable,
        Code::TooManyEndpoints => known.too_many_endpoints,
        Code::InvalidSignature | Code::TimestampOutOfWindow => known.unsigned,
        Code::InvalidRequest | Code::InvalidFile | Code::InvalidRows => known.invalid,
        Code::UnreadableText => known.text_control,
    }
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
        let of_field = Refused(Problem::invalid("reason", FieldCode::ControlCharacter, "English."));
        let of_address = Refused::told("control_character", None);
        let late = Refused(Problem::new(Code::RequestTimeout, "English."));
        for language in [Language::English, Language::Indonesian] {
            let words = of(language);
            assert_eq!(sentence(&of_field, words), words.problems.text_control);
            assert_eq!(sentence(&of_address, words), words.problems.text_control);
            assert_eq!(sentence(&late, words), words.problems.timed_out);
        }
    }

    #[test]
    fn a_wait_is_told_in_seconds() {
        let refused = Refused(Problem::new(Code::RateLimited, "Slow down.").with("retry_after", 42));
        assert_eq!(sentence(&refused, of(Language::English)), "Too many attempts. Try again in 42 seconds.");
    }

    #[test]
    fn the_servers_own_words_are_for_those_who_read_english() {
        let refused =
            Refused(Problem::new(Code::ExceedsBalance, "Only 500 is still due. Enter that or less."));
        let [english, indonesian] = [of(Language::English), of(Language::Indonesian)];
        assert_eq!(sentence(&refused, english), refused.0.detail);
        assert_eq!(sentence(&refused, indonesian), indonesian.problems.exceeds_balance);
        let newer = Refused(Problem { code: "shift_closed".into(), ..refused.0 });
        assert_eq!(sentence(&newer, indonesian), indonesian.problems.internal);
        for kind in Code::ALL {
            assert_ne!(of_kind(*kind, &english.problems), of_kind(*kind, &indonesian.problems), "{kind:?}");
        }
    }
}
