//! Why somebody did what can't be done without saying why.

use contract::{Problem, problem::FieldCode};
use domain::order::{MAX_REASON, MIN_REASON};

use crate::text::{Line, TextFault, seen_length};

/// A reason that somebody had to give.
pub(crate) fn reason_of(typed: &str) -> Result<Line, Problem> {
    let told = match Line::read(typed, MAX_REASON) {
        Ok(told) => told.filter(|told| seen_length(told.as_str()) >= MIN_REASON),
        Err(TextFault::TooLong { .. }) => None,
        Err(fault) => return Err(fault.at("reason")),
    };
    told.ok_or_else(|| {
        let message = format!("Say why in {MIN_REASON} to {MAX_REASON} characters.");
        Problem::invalid("reason", FieldCode::TooShort, message)
    })
}

/// A reason that may be left out; none if nothing was said.
pub(super) fn reason_of_move(typed: Option<&str>) -> Result<Option<Line>, Problem> {
    Line::read(typed.unwrap_or_default(), MAX_REASON).map_err(|fault| fault.at("reason"))
}
