//! Days that callers name, read in one way wherever they stand.

use chrono::NaiveDate;
use contract::{Problem, problem::FieldCode};
use domain::calendar::CalendarDay;

use crate::failure::sentence;

/// The day of a word, or what is wrong with the field that holds it.
pub(crate) fn day(field: &str, word: &str) -> Result<NaiveDate, Problem> {
    let day = word.trim().parse::<CalendarDay>().map(CalendarDay::date);
    day.map_err(|error| Problem::invalid(field, FieldCode::InvalidDate, sentence(&error)))
}
