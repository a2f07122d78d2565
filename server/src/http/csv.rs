//! Answers that are files of comma-separated values.

use axum::{
    body::Body,
    response::{IntoResponse, Response},
};
use http::header;

/// A table as a file.
pub(crate) fn attachment(name: &str, table: impl Into<Body>) -> Response {
    let headers = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()),
        (header::CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\"")),
        (header::CACHE_CONTROL, "no-store".to_owned()),
    ];
    (headers, table.into()).into_response()
}
