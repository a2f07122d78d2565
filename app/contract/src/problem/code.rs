//! What kinds of refusal there are.

/// Declares the kinds: each with its code, which programs rely on, and its HTTP status.
macro_rules! codes {
    ($($(#[$doc:meta])* $kind:ident = $word:literal, $status:literal;)+) => {
        kinds! {
            /// A kind of refusal. What a newer version refuses with may be none of these.
            Code { $($(#[$doc])* $kind = $word;)+ }
        }

        impl Code {
            /// The HTTP status that it comes with.
            pub const fn status(self) -> u16 {
                match self {
                    $(Self::$kind => $status,)+
                }
            }
        }
    };
}

impl Code {
    /// Whether it is about who is signed in, and nothing else.
    pub const fn is_of_session(self) -> bool {
        matches!(self, Self::Unauthenticated | Self::SignedInAsOther)
    }
}

codes! {
    /// The body is no JSON.
    MalformedJson = "malformed_json", 400;
    /// The body broke off, or its pieces can't be read.
    MalformedBody = "malformed_body", 400;
    /// A parameter of the address can't be read.
    MalformedQuery = "malformed_query", 400;
    /// A form, or what a page's program sent, can't be read.
    MalformedRequest = "malformed_request", 400;
    /// A header came twice that means one thing.
    RepeatedHeader = "repeated_header", 400;
    /// An `If-Match` that is weak, or no list of quoted tags.
    InvalidIfMatch = "invalid_if_match", 400;
    /// An order makes no such step.
    InvalidTransition = "invalid_transition", 400;
    /// Nobody is signed in.
    Unauthenticated = "unauthenticated", 401;
    /// Address or password is wrong.
    InvalidCredentials = "invalid_credentials", 401;
    /// A refresh token is unknown, ended or used.
    InvalidRefreshToken = "invalid_refresh_token", 401;
    /// A message is not signed with a key that is known.
    InvalidSignature = "invalid_signature", 401;
    /// A signed message is too old, or of the future.
    TimestampOutOfWindow = "timestamp_out_of_window", 401;
    /// The role may not.
    Forbidden = "forbidden", 403;
    /// A mutation or socket comes from another site.
    ForeignOrigin = "foreign_origin", 403;
    /// It is not there, or not for this caller.
    NotFound = "not_found", 404;
    /// No order fits what a customer looks it up by.
    OrderNotFound = "order_not_found", 404;
    /// The address doesn't take this method.
    MethodNotAllowed = "method_not_allowed", 405;
    /// The body took too long to arrive.
    RequestTimeout = "request_timeout", 408;
    /// A page was made for somebody else than is signed in now.
    SignedInAsOther = "signed_in_as_other", 409;
    /// An order that is paid in full is not edited.
    OrderPaid = "order_paid", 409;
    /// An order that is cancelled is not edited.
    OrderClosed = "order_closed", 409;
    /// It was deleted, and has to be restored first.
    OrderDeleted = "order_deleted", 409;
    /// A payment of what is paid in full.
    NothingDue = "nothing_due", 409;
    /// A payment was reversed already, or is a reversal.
    NotReversible = "not_reversible", 409;
    /// Money of the order was given back already.
    AlreadyRefunded = "already_refunded", 409;
    /// Somebody who still owes can't be erased.
    BalanceDue = "balance_due", 409;
    /// An app's order was sent before.
    DuplicateOrder = "duplicate_order", 409;
    /// An app's number is another order's.
    ConflictingOrder = "conflicting_order", 409;
    /// A webhook endpoint has that address already.
    EndpointExists = "endpoint_exists", 409;
    /// A webhook endpoint is switched off.
    EndpointDisabled = "endpoint_disabled", 409;
    /// A job is running, or over.
    JobNotChangeable = "job_not_changeable", 409;
    /// There are as many webhook endpoints as there may be.
    TooManyEndpoints = "too_many_endpoints", 409;
    /// It changed since it was looked at.
    StaleVersion = "stale_version", 412;
    /// More than can be sent at once.
    BodyTooLarge = "body_too_large", 413;
    /// The body is of another kind than is taken.
    UnsupportedMediaType = "unsupported_media_type", 415;
    /// Fields are wrong: see `errors`.
    InvalidRequest = "invalid_request", 422;
    /// A file to import can't be read.
    InvalidFile = "invalid_file", 422;
    /// Rows of a file to import are wrong.
    InvalidRows = "invalid_rows", 422;
    /// A text can't be stored.
    UnreadableText = "unreadable_text", 422;
    /// The key was used for another command.
    IdempotencyKeyReused = "idempotency_key_reused", 422;
    /// The sender computed another total.
    TotalMismatch = "total_mismatch", 422;
    /// An amount is beyond what can be counted.
    AmountTooLarge = "amount_too_large", 422;
    /// There isn't as much left.
    OutOfStock = "out_of_stock", 422;
    /// A product was taken off the menu.
    NotForSale = "not_for_sale", 422;
    /// Less cash than it pays.
    TenderedTooLittle = "tendered_too_little", 422;
    /// The parts of a payment don't add up to the total.
    SplitMismatch = "split_mismatch", 422;
    /// Instalments don't add up to what is left.
    ScheduleMismatch = "schedule_mismatch", 422;
    /// A payment of more than is due.
    ExceedsBalance = "exceeds_balance", 422;
    /// An edit to less than was paid.
    TotalBelowPaid = "total_below_paid", 422;
    /// The live socket's address, asked without a WebSocket.
    UpgradeRequired = "upgrade_required", 426;
    /// An edit that names no version.
    PreconditionRequired = "precondition_required", 428;
    /// Too often in too short a time.
    RateLimited = "rate_limited", 429;
    /// Kedai is at fault.
    InternalError = "internal_error", 500;
    /// Too much is going on.
    Overloaded = "overloaded", 503;
    /// The database doesn't answer.
    Unavailable = "unavailable", 503;
    /// A browser's own: the server can't be reached.
    Unreachable = "unreachable", 503;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_has_a_code_of_its_own_that_is_documented_with_its_status() {
        let (_, documented) = include_str!("../../../../docs/API.md").split_once("\n## Problems\n").unwrap();
        for code in Code::ALL {
            assert_eq!(Code::of(code.word()), Some(*code));
            // A browser tells itself of one; files are imported by commands.
            if matches!(code, Code::Unreachable | Code::InvalidFile | Code::InvalidRows) {
                continue;
            }
            let word = format!("`{}`", code.word());
            let row = documented
                .lines()
                .find(|line| line.starts_with(&format!("| {} |", code.status())) && line.contains(&word));
            assert!(row.is_some(), "docs/API.md has no row of {} with {word}", code.status());
        }
    }
}
