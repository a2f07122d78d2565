//! Keyset cursors: where a page ended, opaque to whoever sends it back.

use std::ops::RangeInclusive;

use chrono::{DateTime, Datelike, Utc};
use contract::{Problem, problem::FieldCode};
use serde::{Serialize, de::DeserializeOwned};
use uuid::Uuid;

use crate::Failure;

/// How many rows a page has if nobody says.
const DEFAULT: i64 = 50;
/// How many it has at most.
const MOST: i64 = 200;
/// Years that a row can be of: PostgreSQL's begin in 4713 BC, and nothing that is sorted is later than an
/// instalment. Callers name days of fewer years, but an older program imported orders of any.
const YEARS: RangeInclusive<i32> = -4_700..=9_999;

/// How many rows were asked for.
pub(crate) fn limit(asked: Option<i64>) -> Result<i64, Problem> {
    let limit = asked.unwrap_or(DEFAULT);
    if (1..=MOST).contains(&limit) {
        Ok(limit)
    } else {
        Err(Problem::invalid("limit", FieldCode::OutOfRange, format!("Ask for 1 to {MOST} rows.")))
    }
}

/// Reads a cursor that [`cut`] wrote.
pub(crate) fn read<T: DeserializeOwned>(cursor: &str) -> Result<T, Problem> {
    hex::decode(cursor).ok().and_then(|bytes| serde_json::from_slice(&bytes).ok()).ok_or_else(invalid)
}

/// Anybody can write a cursor, so what it names must be a time that a row can have.
pub(crate) fn storable<T: Datelike>(time: T) -> Result<T, Problem> {
    if YEARS.contains(&time.year()) { Ok(time) } else { Err(invalid()) }
}

/// Writes a cursor.
pub(crate) fn write(key: &impl Serialize) -> Result<String, Failure> {
    Ok(hex::encode(&serde_json::to_vec(key)?))
}

/// What is said of a cursor that no page ended with.
pub(crate) fn invalid() -> Problem {
    Problem::invalid("cursor", FieldCode::Invalid, "Start from the first page again.")
}

/// Reads where a list by time ended.
pub(crate) fn read_place(cursor: &str) -> Result<(DateTime<Utc>, Uuid), Problem> {
    let (at, id): (DateTime<Utc>, Uuid) = read(cursor)?;
    Ok((storable(at)?, id))
}

/// Cuts rows that were fetched one over the limit, and writes where the next page begins.
pub(crate) fn cut<R, K: Serialize>(
    rows: &mut Vec<R>,
    limit: i64,
    key: impl Fn(&R) -> K,
) -> Result<Option<String>, Failure> {
    let limit = usize::try_from(limit).unwrap_or(0);
    if rows.len() <= limit {
        return Ok(None);
    }
    rows.truncate(limit);
    rows.last().map(|row| write(&key(row))).transpose()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_is_the_last_row_of_a_full_page() {
        let mut rows = vec![1, 2, 3];
        let cursor = cut(&mut rows, 2, |row| (*row, "é")).unwrap().unwrap();
        assert_eq!(rows, [1, 2]);
        assert_eq!(read::<(i32, String)>(&cursor).unwrap(), (2, "é".to_owned()));
        assert_eq!(cut(&mut rows, 2, |row| *row).unwrap(), None);
        for wrong in ["", "zz", "7", "é", &cursor[2..], &format!("{cursor}+f")] {
            assert!(read::<(i32, String)>(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_place_in_time_is_read_back_and_has_bounds() {
        // An order that was imported before days had bounds may be of any year.
        for at in ["2026-11-21T03:00:00.123456Z", "1850-07-01T05:00:00Z", "-0044-03-15T11:00:00Z"] {
            let at: DateTime<Utc> = at.parse().unwrap();
            let place = (at, Uuid::nil());
            let mut rows = vec![place, place];
            let cursor = cut(&mut rows, 1, |row| *row).unwrap().unwrap();
            assert_eq!(read_place(&cursor).unwrap(), place);
        }
        for year in ["-262143", "-4714", "+10000", "+294277", "+262142"] {
            let cursor = hex::encode(format!("[\"{year}-01-01T00:00:00Z\",\"{}\"]", Uuid::nil()).as_bytes());
            assert_eq!(read_place(&cursor).unwrap_err().errors[0].field, "cursor", "{year}");
        }
    }

    #[test]
    fn limits_are_kept() {
        assert_eq!(limit(None).unwrap(), 50);
        assert!(limit(Some(0)).is_err() && limit(Some(201)).is_err() && limit(Some(200)).is_ok());
    }
}
